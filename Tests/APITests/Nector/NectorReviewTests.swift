import Engine
import Model
import Store
import Testing

/// nector-dialect: "Reviews, Q&A, uploads", "GET /reviews"; and the brand's people behind it.
struct NectorReviewTests {
    private static let base = "/api/v2/merchant/reviews"

    private static func body(
        email: String? = "ada@example.com", product: String = "p-1", rating: String = "5",
        more: String = ""
    ) -> String {
        let contact = email.map { #""metadetail": {"email": "\#($0)"}, "# } ?? ""
        return #"""
            {\#(contact)"reference_product_source": "shopify", "reference_product_id": "\#(product)",
             "name": "Ada", "rating": \#(rating), "description": "Sounds good"\#(more)}
            """#
    }

    private static func shop() throws -> (APIShop, key: String) {
        let shop = try APIShop()
        let made = try shop.send(
            "PUT", "/v1/customers/customer-ada", key: .write, body: #"{"email": "ada@example.com"}"#)
        #expect(made.status == 201)
        return (shop, try shop.nectorKey(.read).text)
    }

    private static func decide(_ shop: APIShop, _ id: String, _ decision: String, _ body: String? = "{}")
        throws -> TestResponse
    {
        try shop.send(
            "POST", "/v1/admin/reviews/\(id)/\(decision)", key: .admin,
            body: decision == "approve" ? body : nil)
    }

    @Test func `POST /reviews keeps a review that nobody sees before it is approved`() throws {
        let (shop, key) = try Self.shop()
        let more = #"""
            , "title": "Lovely", "image_links": ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"],
            "reference_product_name": "A record", "reference_product_url": "https://shop.example/products/a-record"
            """#
        let made = try shop.nector("POST", Self.base, key: key, body: Self.body(more: more))
        #expect(made.status == 200)
        let id = try #require(made.json["data"]?["item"]?["_id"]?.string)
        #expect(made.json["data"]?["_id"]?.string == id)
        #expect(made.json["data"]?["success"]?.bool == true)
        #expect(try shop.nector("GET", Self.base, key: key).json["data"]?["count"]?.integer == 0)
        #expect(try shop.nector("GET", Self.base + "/" + id, key: key).status == 422)
        let waiting = try shop.send("GET", "/v1/admin/reviews", key: .admin)
        #expect(waiting.json["items"]?[0]?["customer_id"]?.string == "customer-ada")
        #expect(try Self.decide(shop, "review-1", "approve").status == 200)
        let item = try shop.nector("GET", Self.base + "/" + id, key: key).json["data"]?["item"]
        #expect(item?["title"]?.string == "Lovely")
        #expect(item?["description"]?.string == "Sounds good")
        #expect(item?["uploads"]?[1]?["link"]?.string == "https://cdn.example/2.jpg")
        #expect(item?["image_count"]?.integer == 2)
        #expect(item?["reference_product_handle"]?.string == "a-record")
        #expect(item?["is_verified"]?.bool == false)
    }

    @Test func `an approved review is rewarded by the review trigger, once`() throws {
        let (shop, key) = try Self.shop()
        try shop.nector("POST", Self.base, key: key, body: Self.body())
        let first = try Self.decide(shop, "review-1", "approve")
        #expect(first.json["award"]?["awarded"]?.bool == true)
        #expect(first.json["award"]?["coins"]?.integer == 5)
        #expect(try shop.available("customer-ada") == 5)
        #expect(try Self.decide(shop, "review-1", "approve").json["award"] == nil)
        #expect(try Self.decide(shop, "review-1", "reject").status == 200)
        let again = try Self.decide(shop, "review-1", "approve")
        #expect(again.json["award"]?["awarded"]?.bool == false)
        #expect(try shop.available("customer-ada") == 5)
    }

    @Test func `a rejected review is shown to nobody, and what it was rewarded with stays`() throws {
        let (shop, key) = try Self.shop()
        try shop.nector("POST", Self.base, key: key, body: Self.body())
        _ = try Self.decide(shop, "review-1", "approve")
        let count = { try shop.nector("GET", Self.base + "-count", key: key).json["data"]?["countsum"] }
        #expect(try count()?["sum"]?.integer == 5)
        _ = try Self.decide(shop, "review-1", "reject")
        #expect(try count()?["count"]?.integer == 0)
        #expect(try count()?["sum"]?.integer == 0)
        #expect(try shop.available("customer-ada") == 5)
    }

    @Test func `a second review of a product by one customer is 422 with the words that clients compare`()
        throws
    {
        let (shop, key) = try Self.shop()
        try shop.nector("POST", Self.base, key: key, body: Self.body())
        let again = try shop.nector("POST", Self.base, key: key, body: Self.body(rating: "1"))
        #expect(again.status == 422)
        #expect(again.json["data"]?["message"]?.string == "Review already exists")
        #expect(again.json["message"]?.string == "Review already exists")
        let other = try shop.nector("POST", Self.base, key: key, body: Self.body(product: "p-2"))
        #expect(other.status == 200)
    }

    @Test func `somebody whom nobody knows may write, and is not rewarded`() throws {
        let (shop, key) = try Self.shop()
        try shop.nector("POST", Self.base, key: key, body: Self.body(email: "nobody@example.com"))
        let decided = try Self.decide(shop, "review-1", "approve", #"{"featured": true}"#)
        #expect(decided.json["award"] == nil)
        #expect(decided.json["review"]?["customer_id"] == nil)
        let featured = try shop.nector("GET", Self.base + "?is_featured=true", key: key)
        #expect(featured.json["data"]?["count"]?.integer == 1)
    }

    @Test func `POST /reviews by a storefront is the customer's with their token, and nobody's without`()
        throws
    {
        let nector = try NectorLookups()
        let (shop, key) = (nector.shop, nector.storefront.text)
        let ada = try nector.token(try nector.lead(NectorLookups.ada))
        func post(_ email: String?, _ headers: [(String, String)] = []) throws -> TestResponse {
            try shop.nector("POST", Self.base, key: key, headers: headers, body: Self.body(email: email))
        }
        // Twice, because an answer that tells the second from the first tells who is a customer.
        for _ in 0..<2 { #expect(try post("ada@example.com").status == 200) }
        #expect(try post("bob@example.com", ada).status == 200)
        try post(nil, ada).expectRefusal("Review already exists")
        #expect(try post(nil).status == 422)
        let kept = try shop.send("GET", "/v1/admin/reviews", key: .admin).json["items"]?.array ?? []
        #expect(kept.compactMap { $0["customer_id"]?.string } == [NectorLookups.ada])
        #expect(kept.count == 3)
    }

    @Test func `a review is verified by a paid order of the writer's own`() throws {
        let (shop, key) = try Self.shop()
        try shop.customer("customer-bob")
        try shop.put(order: "order-ada", of: "customer-ada", total: 5_000)
        try shop.put(order: "order-new", of: "customer-ada", total: 5_000, state: "created")
        try shop.put(order: "order-bob", of: "customer-bob", total: 5_000)
        for (product, order) in [
            ("a", "order-ada"), ("b", "order-bob"), ("c", "order-new"), ("d", "nothing"),
        ] {
            try shop.nector(
                "POST", Self.base, key: key,
                body: Self.body(product: product, more: #", "order_id": "\#(order)""#))
        }
        for number in 1...4 { _ = try Self.decide(shop, "review-\(number)", "approve") }
        let all = try shop.nector("GET", Self.base + "?is_verified=true", key: key)
        #expect(all.json["data"]?["count"]?.integer == 1)
        #expect(all.json["data"]?["items"]?[0]?["reference_product_id"]?.string == "a")
    }

    @Test func `GET /reviews pages, counts, sorts and tells the stars`() throws {
        let (shop, key) = try Self.shop()
        for number in 1...7 {
            let links = (0..<(number % 3)).map { #""https://cdn.example/\#($0).jpg""# }.joined(
                separator: ", ")
            let more = #", "image_links": [\#(links)]"#
            try shop.nector(
                "POST", Self.base, key: key,
                body: Self.body(
                    email: "\(number)@example.com", rating: "\(number % 5 + 1)", more: more))
            _ = try Self.decide(shop, "review-\(number)", "approve")
        }
        let query = "?reference_product_source=shopify&reference_product_id=p-1"
        let page = try shop.nector("GET", Self.base + query + "&page=2&limit=3", key: key).json["data"]
        #expect(page?["count"]?.integer == 7)
        #expect(page?["items"]?.array.compactMap { $0["rating"]?.integer } == [5, 4, 3])
        #expect(page?["cursor"]?["has_next"]?.bool == true)
        let last = try shop.nector("GET", Self.base + query + "&page=3&limit=3", key: key).json["data"]
        #expect(last?["items"]?.array.count == 1)
        #expect(last?["cursor"]?["has_next"]?.bool == false)
        #expect(
            page?["stats"]?.array.map { [$0["rating"]?.integer, $0["count"]?.integer] } == [
                [5, 1], [4, 1], [3, 2], [2, 2], [1, 1],
            ])
        let images = try shop.nector(
            "GET", Self.base + query + "&sort=image_count&sort_op=DESC&limit=200", key: key
        ).json["data"]
        #expect(images?["items"]?.array.compactMap { $0["image_count"]?.integer } == [2, 2, 1, 1, 1, 0, 0])
        let oldest = try shop.nector("GET", Self.base + "?sort_op=ASC&limit=1", key: key).json["data"]
        #expect(oldest?["items"]?[0]?["rating"]?.integer == 2)
        let none = try shop.nector("GET", Self.base + query.replacing("p-1", with: "p-9"), key: key).json
        #expect(none["data"]?["count"]?.integer == 0)
        #expect(none["data"]?["average_rating"]?.integer == 0)
    }

    @Test func `GET /reviews-count tells number and sum of a product, or of all`() throws {
        let (shop, key) = try Self.shop()
        for (number, product) in ["p-1", "p-1", "p-2"].enumerated() {
            try shop.nector(
                "POST", Self.base, key: key,
                body: Self.body(email: "\(number)@example.com", product: product, rating: "\(number + 3)"))
            _ = try Self.decide(shop, "review-\(number + 1)", "approve")
        }
        let one = try shop.nector(
            "GET", Self.base + "-count?reference_product_source=shopify&reference_product_id=p-1", key: key)
        #expect(one.json["data"]?["countsum"]?["count"]?.integer == 2)
        #expect(one.json["data"]?["countsum"]?["sum"]?.integer == 7)
        let all = try shop.nector("GET", Self.base + "-count", key: key)
        #expect(all.json["data"]?["countsum"]?["sum"]?.integer == 12)
    }

    @Test(arguments: ["/api/v1/merchant/reviews", "/v1/merchant/reviews"])
    func `the older paths take reviews without x-source`(path: String) throws {
        let (shop, key) = try Self.shop()
        let made = try shop.send("POST", path, headers: [("x-apikey", key)], body: Self.body())
        #expect(made.status == 200)
        _ = try Self.decide(shop, "review-1", "approve")
        let list = try shop.send("GET", path + "?page=1&limit=100", headers: [("x-apikey", key)])
        #expect(list.json["data"]?["count"]?.integer == 1)
        #expect(try shop.send("GET", path).status == 401)
    }

    @Test func `POST /uploads says that files are not kept`() throws {
        let (shop, key) = try Self.shop()
        let answer = try shop.nector("POST", "/api/v2/merchant/uploads", key: key, body: "{}")
        #expect(answer.status == 422)
        #expect(answer.json["data"]?["message"]?.string?.contains("image_links") == true)
    }

    @Test(arguments: [
        (body(rating: "0"), "rating"), (body(rating: "6"), "rating"), (body(rating: "4.5"), "rating"),
        (body(rating: "1e400"), "rating"), (body(email: nil), "email"), ("{}", "reference_product_source"),
        (body(more: #", "title": "\#(String(repeating: "x", count: 201))""#), "title"),
        (body(product: String(repeating: "x", count: 129)), "reference_product_id"),
        (body().replacing("\"Ada\"", with: "\"\(String(repeating: "x", count: 201))\""), "name"),
        (body().replacing("Sounds good", with: String(repeating: "x", count: 4_001)), "description"),
        (body().replacing("\"Ada\"", with: "\"\""), "name"),
        (body().replacing("shopify", with: "fridge"), "source"),
        (body(more: #", "image_links": ["javascript:alert(1)"]"#), "image_links"),
        (body(more: #", "image_links": ["https://x/\"><script>"]"#), "image_links"),
        (body(more: #", "reference_product_url": "https://\#(String(repeating: "x", count: 500))""#), "url"),
        (
            body(
                more:
                    ", \"image_links\": [\(Array(repeating: "\"https://x/1\"", count: 11).joined(separator: ","))]"
            ),
            "image_links"
        ),
        ("[]", "object"), ("{", "byte"),
    ])
    func `a bad review is 422, named, and kept nowhere`(body: String, named: String) throws {
        let (shop, key) = try Self.shop()
        let answer = try shop.nector("POST", Self.base, key: key, body: body)
        #expect(answer.status == 422)
        #expect(answer.json["meta"]?["code"]?.integer == 422)
        #expect(answer.json["data"]?["message"]?.string?.contains(named) == true, "\(answer)")
        #expect(try shop.send("GET", "/v1/admin/reviews", key: .admin).json["items"]?.array.count == 0)
    }

    @Test func `another brand sees and decides nothing of it`() throws {
        let (shop, key) = try Self.shop()
        let made = try shop.nector("POST", Self.base, key: key, body: Self.body())
        let id = try #require(made.json["data"]?["_id"]?.string)
        let other = try shop.send(
            "POST", "/v1/admin/reviews/review-1/approve", key: .otherAdmin, body: "{}")
        #expect(other.status == 404 && other.code == "review_not_found")
        _ = try Self.decide(shop, "review-1", "approve")
        let otherKey = try shop.nectorKey(.read, brand: "other-shop").text
        #expect(try shop.nector("GET", Self.base + "/" + id, key: otherKey).status == 422)
        #expect(try shop.nector("GET", Self.base, key: otherKey).json["data"]?["count"]?.integer == 0)
    }

    @Test func `an erased customer leaves no review, and its number names no other`() throws {
        let (shop, key) = try Self.shop()
        let made = try shop.nector("POST", Self.base, key: key, body: Self.body())
        let id = try #require(made.json["data"]?["_id"]?.string)
        _ = try Self.decide(shop, "review-1", "approve")
        #expect(try shop.send("DELETE", "/v1/customers/customer-ada", key: .write).status == 200)
        #expect(try shop.nector("GET", Self.base + "/" + id, key: key).status == 422)
        let sum = try shop.nector("GET", Self.base + "-count", key: key).json["data"]?["countsum"]
        #expect(sum?["count"]?.integer == 0)
        let next = try shop.nector("POST", Self.base, key: key, body: Self.body(email: "b@example.com"))
        #expect(next.json["data"]?["_id"]?.string != id)
    }

    @Test func `more reviews than may wait are refused until somebody decides`() throws {
        let (shop, key) = try Self.shop()
        let book = try shop.book()
        let product = ProductReview.Product(source: "shopify", id: "p-1")
        _ = try shop.engine.performAndWait(WriteRequest(book: book, actor: .commandLine)) { context in
            for _ in 0..<PostReview.Limits.pendingMax {
                _ = try PostReview.run(
                    .init(
                        customer: nil, product: product, name: "x", rating: 1, title: "", text: "",
                        order: nil,
                        images: []), in: context)
            }
        }
        let full = try shop.nector("POST", Self.base, key: key, body: Self.body())
        #expect(full.status == 422 && full.json["data"]?["code"]?.string == "too_many")
        _ = try Self.decide(shop, "review-1", "reject")
        #expect(try shop.nector("POST", Self.base, key: key, body: Self.body()).status == 200)
    }
}
