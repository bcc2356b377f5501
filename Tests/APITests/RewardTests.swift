import Testing

/// Coupons of every kind, pools of codes and the shop's word, as an app, a shop and a merchant see them.
struct RewardTests {
    private static let one = "customer-one"

    private func shop(coins: Int64 = 500) throws -> APIShop {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: coins)
        return shop
    }

    private func upload(_ csv: String, in shop: APIShop) throws -> TestResponse {
        try shop.send(
            "POST", "/v1/admin/rewards/drawn/codes", key: .admin,
            headers: [("Content-Type", "text/csv; charset=utf-8")], body: csv)
    }

    @Test func `a quote becomes a coupon by its id`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 500)
        let quote = try shop.quote(#", "coins": 100"#)
        let body = #"{"quote_id": "\#(quote.id)"}"#
        let target = "/v1/customers/\(Self.one)/redemptions"
        let tried = try shop.write("POST", target + "?dry_run=true", body)
        #expect(
            tried.status == 200 && tried.json["coupon"]?["code"]?.string?.contains("*") == true, "\(tried)")
        let made = try shop.write("POST", target, body)
        #expect(made.status == 201, "\(made)")
        #expect(made.json["coupon"]?["coins"]?.integer == quote.answer.json["coins"]?.integer)
        #expect(
            made.json["coupon"]?["discount"]?["amount"]?.integer
                == quote.answer.json["discount"]?["amount"]?.integer)
        #expect(made.json["coupon"]?["minimum_cart"]?["amount"]?.integer == 5_000)
        #expect(made.json["wallet"]?["available"]?.integer == 400)
        #expect(try shop.write("POST", target, body).code == "quote_used")
        #expect(try shop.write("POST", target, #"{"quote_id": "quote-none"}"#).code == "quote_not_found")
        let both = try shop.write("POST", target, #"{"quote_id": "q", "reward_id": "any-off"}"#)
        #expect(both.status == 422 && both.text.contains("#/reward_id"), "\(both)")
    }

    @Test func `a coupon of each kind says what it takes off`() throws {
        let shop = try shop()
        let percent = try shop.redeem("known").json["coupon"]
        #expect(percent?["kind"]?.string == "percentage")
        #expect(percent?["percent_basis_points"]?.integer == 1_500)
        #expect(percent?["maximum_discount"]?["text"]?.string == "₹90")
        #expect(percent?["text"]?.string == "15% off, at most ₹90")
        #expect(percent?["discount"] == nil)
        let shipping = try shop.redeem("shipping").json["coupon"]
        #expect(shipping?["text"]?.string == "Free shipping" && shipping?["maximum_discount"] == nil)
        let product = try shop.redeem("record").json["coupon"]
        #expect(product?["text"]?.string == "A free product" && product?["product_id"]?.string == "lp-1")
    }

    /// 15 % of ₹333.33 is 49.9995 rupees, and never more than ₹90.
    @Test func `the shop is told what a coupon takes off its cart`() throws {
        let shop = try shop()
        let code = try #require(try shop.redeem("known").json["coupon"]?["code"]?.string)
        for (amount, discount) in [(33_333, 4_999), (600_000, 9_000)] {
            let check = try shop.write(
                "POST", "/v1/coupons/\(code)/verify", #"{"cart_amount": \#(amount), "currency": "INR"}"#)
            #expect(check.json["cart_discount"]?["amount"]?.integer == Int64(discount), "\(check)")
        }
        let shipping = try #require(try shop.redeem("shipping").json["coupon"]?["code"]?.string)
        let check = try shop.write(
            "POST", "/v1/coupons/\(shipping)/use",
            #"{"order_id": "o-1", "shipping_amount": 4900, "currency": "INR"}"#)
        #expect(check.json["cart_discount"]?["amount"]?.integer == 4_900, "\(check)")
        let bare = try shop.write("POST", "/v1/coupons/\(code)/verify", #"{"shipping_amount": 4900}"#)
        #expect(bare.status == 422 && bare.text.contains("is required with shipping_amount"))
    }

    @Test func `codes come as CSV or JSON, and the pool says when it is time for more`() throws {
        let shop = try shop()
        let path = "rewards/drawn/codes"
        #expect(try shop.administer("GET", path).json["warning"]?.string == "exhausted")
        // As a spreadsheet writes it, with a byte order mark.
        let added = try upload("\u{FEFF}code\r\nSHOP-1\r\n\"SHOP-2\"\r\n\r\nSHOP-3\n", in: shop)
        #expect(added.json["added"]?.integer == 3 && added.json["duplicates"]?.integer == 0, "\(added)")
        let more = try shop.administer("POST", path, #"{"codes": ["shop-3", "SHOP-4"]}"#)
        #expect(more.json["added"]?.integer == 1 && more.json["duplicates"]?.integer == 1)
        #expect(more.json["warning"]?.string == "none")
        for (code, warning, left) in [("SHOP-1", "none", 3), ("SHOP-2", "running_low", 2)] {
            #expect(try shop.redeem("drawn").json["coupon"]?["code"]?.string == code)
            let pool = try shop.administer("GET", path).json
            #expect(pool["warning"]?.string == warning && pool["left"]?.integer == Int64(left))
        }
        #expect(try shop.acts().filter { $0 == "pool_uploaded" }.count == 2)
    }

    @Test func `a wrong code names its place, and nothing is added`() throws {
        let shop = try shop()
        let answer = try upload("code\nSHOP-1\nSHOP_2\n", in: shop)
        #expect(answer.status == 422 && answer.text.contains("#/codes/1"), "\(answer)")
        #expect(try shop.administer("GET", "rewards/drawn/codes").json["codes"]?.integer == 0)
        #expect(try upload("", in: shop).status == 422)
        let generated = try shop.administer("POST", "rewards/known/codes", #"{"codes": ["SHOP-1"]}"#)
        #expect(generated.status == 404)
        let unknown = try shop.administer("POST", "rewards/nothing/codes", #"{"codes": ["SHOP-1"]}"#)
        #expect(unknown.code == "reward_not_found")
        #expect(try shop.administer("GET", "rewards/known/codes").code == "pool_not_found")
    }

    @Test func `100,000 codes are one upload, and one more is refused`() throws {
        let shop = try shop()
        let codes = (0..<100_001).map { "S\($0)" }
        let answer = try upload(codes.dropLast().joined(separator: "\n"), in: shop)
        #expect(answer.json["added"]?.integer == 100_000)
        #expect(try upload(codes.joined(separator: "\n"), in: shop).status == 422)
    }

    @Test func `a sandbox has a pool of its own`() throws {
        let shop = try shop()
        _ = try upload("SHOP-1", in: shop)
        let pool = try shop.administer("GET", "rewards/drawn/codes", key: .testAdmin)
        #expect(pool.json["left"]?.integer == 0)
    }

    @Test func `a code that the shop knows waits for its word, and a late use is told`() throws {
        let shop = try shop()
        let coupon = try #require(try shop.redeem("known").json["coupon"])
        let (id, code) = (try #require(coupon["id"]?.string), try #require(coupon["code"]?.string))
        let cancel = try shop.write("POST", "/v1/customers/\(Self.one)/coupons/\(id)/cancel", nil)
        #expect(cancel.json["coupon"]?["status"]?.string == "cancelling" && cancel.json["transaction"] == nil)
        #expect(cancel.json["wallet"]?["available"]?.integer == 440)
        for _ in 0..<2 {
            let done = try shop.write("POST", "/v1/coupons/\(code)/confirm-cancelled", nil)
            #expect(done.json["coupon"]?["status"]?.string == "cancelled", "\(done)")
        }
        #expect(try shop.available(Self.one) == 500)
        let used = try shop.write("POST", "/v1/coupons/\(code)/use", #"{"order_id": "o-1"}"#)
        #expect(used.json["reinstated"]?.bool == true, "\(used)")
        #expect(used.json["transaction"]?["coins"]?.integer == -60)
        #expect(try shop.available(Self.one) == 440)
        let entry = try #require(used.json["transaction"]?["id"]?.string)
        let why = try shop.send(
            "GET", "/v1/customers/\(Self.one)/transactions/\(entry)/explanation", key: .server)
        #expect(why.status == 200 && why.text.contains("coupon_used_late"), "\(why)")
    }
}
