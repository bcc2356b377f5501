import API
import Engine
import Model
import Testing

/// nector-dialect: "Headers", "Access levels", "Errors actually seen".
struct NectorAuthenticationTests {
    private static let path = "/api/v2/merchant/leads/random-id?customer_id=nobody-here"

    @Test func `no key, a wrong key, a native key and an ended key are 401 in the envelope`() throws {
        let shop = try APIShop()
        let made = try shop.nectorKey(.read)
        _ = try Keys.revoke(made.key.id, on: shop.engine)
        for key in [nil, "wrong", try shop.key(.server), try shop.key(.write), made.text] {
            let answer = try shop.nector("GET", Self.path, key: key)
            #expect(answer.status == 401)
            #expect(answer.json["meta"]?["code"]?.integer == 401)
            #expect(answer.json["meta"]?["status"]?.string == "error")
        }
    }

    @Test func `who sends no key, or no token of the customer, is told the names of the fields`() throws {
        let shop = try APIShop()
        try shop.nector("GET", Self.path, key: nil).expectRefusal(401, "x-apikey")
        let storefront = try shop.nectorKey(.read, isStorefront: true).text
        try shop.nector("GET", "/api/v2/merchant/wallettransactions", key: storefront)
            .expectRefusal(401, "x-leadtoken")
        let digest = [("x-leaddigest", String(repeating: "0", count: 64)), ("x-timestamp", "none")]
        try shop.nector("GET", Self.path, key: storefront, headers: digest).expectRefusal(401, "x-leaddigest")
    }

    @Test func `an unknown lead is 422 with the words that clients compare`() throws {
        let shop = try APIShop()
        let answer = try shop.nector("GET", Self.path, key: try shop.nectorKey(.read).text)
        #expect(answer.status == 422)
        #expect(answer.json["meta"]?["code"]?.integer == 422)
        #expect(answer.json["data"]?["message"]?.string == "Lead does not exists")
    }

    @Test func `the key's SHA-256 stands for the key where the algorithm says so`() throws {
        let shop = try APIShop()
        let made = try shop.nectorKey(.read)
        let hash = SHA256.hash(made.text).hex
        let hashed = [("x-apikey-algo", "sha256")]
        #expect(try shop.nector("GET", Self.path, key: hash, headers: hashed).status == 422)
        #expect(try shop.nector("GET", Self.path, key: hash).status == 401)
        // What the database holds opens nothing.
        #expect(try shop.nector("GET", Self.path, key: made.key.digest.hex, headers: hashed).status == 401)
    }

    @Test func `a key of the dialect is none of the native routes'`() throws {
        let shop = try APIShop()
        for kind in [KeyKind.read, .write] {
            let key = try shop.nectorKey(kind).text
            #expect(try shop.send("GET", "/v1/program", headers: [("X-API-Key", key)]).status == 401)
            let hash = SHA256.hash(key).hex
            #expect(try shop.send("GET", "/v1/program", headers: [("X-API-Key", hash)]).status == 401)
        }
    }

    @Test(arguments: [("web", 422, "Lead does not exists"), ("mobile", 422, "Lead does not exists")])
    func `the sources are known`(source: String, status: Int, message: String) throws {
        let shop = try APIShop()
        let answer = try shop.nector(
            "GET", Self.path, key: try shop.nectorKey(.read).text, headers: [("x-source", source)])
        #expect(answer.status == status)
        #expect(answer.json["data"]?["message"]?.string == message)
    }

    @Test func `writes with a read key are limited by address, and those with a write key are not`() throws {
        let shop = try APIShop(configure: { $0.rateLimits = RateLimits() })
        let (read, write) = (try shop.nectorKey(.read).text, try shop.nectorKey(.write).text)
        let path = "/api/v2/merchant/leads-referral-via-email"
        for _ in 0..<120 {
            #expect(try shop.nector("POST", path, key: read, body: "{}").status == 422)
        }
        let over = try shop.nector("POST", path, key: read, body: "{}")
        #expect(over.status == 429 && over.json["meta"]?["code"]?.integer == 429)
        #expect(over["retry-after"] == "1")
        #expect(try shop.nector("POST", path, key: write, body: "{}").status == 422)
        #expect(try shop.nector("GET", Self.path, key: read).status == 422)
    }

    @Test func `another source is refused`() throws {
        let shop = try APIShop()
        let answer = try shop.nector(
            "GET", Self.path, key: try shop.nectorKey(.read).text, headers: [("x-source", "fridge")])
        #expect(answer.status == 422)
        #expect(answer.json["data"]?["message"]?.string == "Source is not valid")
    }
}
