import Model
import Testing

/// Shorthand for the tables.
private let one = "customer-one"

/// What quotes and holds are refused with.
extension ProblemTests.Scenario {
    static let ofHolds: [Self] = [
        Self(name: "a pool without codes", status: 409, code: "no_codes_left") {
            try $0.customer(one, coins: 100)
            return try $0.redeem("drawn")
        },
        Self(
            name: "a confirmation of what nobody cancels", status: 409, code: "coupon_not_cancelling",
            members: ["state": "active"]
        ) {
            try $0.customer(one, coins: 100)
            let code = try #require(try $0.redeem("known").json["coupon"]?["code"]?.string)
            return try $0.write("POST", "/v1/coupons/\(code)/confirm-cancelled", nil)
        },
        Self(name: "a wallet that is full", status: 409, code: "balance_limit") { shop in
            try shop.customer(one)
            for _ in 0..<1_000 { try shop.credit(one, 1_000_000_000_000) }
            return try shop.write(
                "POST", "/v1/customers/\(one)/transactions", #"{"coins": 1, "note": "one too many"}"#)
        },
        Self(name: "no such quote", status: 404, code: "quote_not_found") {
            try $0.customer(one)
            return try $0.send("GET", "/v1/customers/\(one)/quotes/quote-1/explanation", key: .server)
        },
        Self(name: "no such hold", status: 404, code: "hold_not_found") {
            try $0.send("GET", "/v1/holds/hold-1", key: .write)
        },
        Self(name: "a hold by no name of one", status: 404, code: "hold_not_found") {
            try $0.write("POST", "/v1/holds/7/commit", "{}")
        },
        Self(name: "a quote past its time", status: 409, code: "quote_expired") {
            try $0.customer(one, coins: 100)
            let quote = try $0.quote().id
            $0.clock.advance(by: .seconds(600))
            return try $0.askHold(#"{"quote_id": "\#(quote)"}"#)
        },
        Self(name: "a quote twice", status: 409, code: "quote_used") {
            try $0.customer(one, coins: 100)
            let quote = try $0.quote().id
            #expect(try $0.askHold(#"{"quote_id": "\#(quote)"}"#).status == 201)
            return try $0.askHold(#"{"quote_id": "\#(quote)"}"#)
        },
        Self(
            name: "a commit of what was released", status: 409, code: "hold_not_open",
            members: ["state": "released"]
        ) {
            try $0.customer(one, coins: 100)
            let hold = try $0.hold()
            #expect(try $0.write("POST", "/v1/holds/\(hold)/release", nil).status == 200)
            return try $0.write("POST", "/v1/holds/\(hold)/commit", nil)
        },
        Self(
            name: "a release of more than is held", status: 409, code: "above_hold",
            members: ["coins": "10", "credits": "0"]
        ) {
            try $0.customer(one, coins: 100)
            return try $0.write("POST", "/v1/holds/\(try $0.hold())/release", #"{"coins": 11}"#)
        },
        Self(
            name: "a cart that is too small for coins", status: 409, code: "not_eligible",
            members: ["reason": "minimum_cart", "shortfall": "49500"]
        ) {
            try $0.customer(one, coins: 100)
            return try $0.askHold(#"{"channel": "custom_checkout", "currency": "INR", "total": 500}"#)
        },
        Self(
            name: "a discount above the maximum", status: 409, code: "above_quote",
            members: ["discount": "100", "coins": "10", "limited_by": "max_discount"]
        ) {
            try $0.customer(one, coins: 100)
            return try $0.askHold(
                #"{"channel": "gokwik", "currency": "INR", "total": 5000, "discount": 200}"#)
        },
        Self(name: "a cart in another currency", status: 409, code: "currency_mismatch") {
            try $0.customer(one, coins: 100)
            return try $0.askHold(#"{"channel": "app", "currency": "USD", "total": 5000}"#)
        },
        Self(
            name: "a hold of more coins than there are", status: 409, code: "insufficient_coins",
            members: ["available": "100", "required": "101"]
        ) {
            try $0.customer(one, coins: 100)
            return try $0.askHold(
                #"{"channel": "app", "currency": "INR", "total": 500000, "coins": 101}"#)
        },
    ]
}
