import Engine
import Foundation
import Model
import Testing

/// A shop with a customer who has one of everything that look-ups show, and the dialect's keys.
struct NectorLookups {
    let shop: APIShop
    /// A read key for servers, a write key, and a read key for storefronts.
    let server: Keys.Made
    let write: Keys.Made
    let storefront: Keys.Made

    static let ada = "shopify-4587001"
    static let bob = "shopify-4587002"
    private static let base = "/api/v2/merchant/"

    /// Ada has 500 coins by hand, ₹12.50 of store credit, and an order that earned 20.
    init(programme: String = APIShop.programme()) throws {
        shop = try APIShop(programme: programme)
        server = try shop.nectorKey(.read)
        write = try shop.nectorKey(.write)
        storefront = try shop.nectorKey(.read, isStorefront: true)
        try put(Self.ada, "Ada Lovelace", "ada@example.com", "+919876543210")
        try put(Self.bob, "Bob", "bob@example.com", "+919876543299")
        try shop.credit(Self.ada, 500)
        try credits(Self.ada, 1_250)
        try shop.put(order: "order-1", of: Self.ada, total: 2_000)
    }

    func put(_ id: String, _ name: String, _ email: String, _ mobile: String) throws {
        let body =
            #"{"name": "\#(name)", "email": "\#(email)", "mobile": "\#(mobile)", "birthday": "1990-12-10"}"#
        let made = try shop.send("PUT", "/v1/customers/\(id)", key: .write, body: body)
        #expect(made.status == 201, "\(made)")
    }

    /// Books minor units of store credit.
    func credits(_ id: String, _ amount: Int64) throws {
        let made = try shop.write(
            "POST", "/v1/customers/\(id)/transactions",
            #"{"wallet": "credits", "coins": \#(amount), "note": "a return"}"#)
        #expect(made.status == 201, "\(made)")
    }

    /// A look-up with a server's key, or with another.
    func get(
        _ path: String, key: Keys.Made? = nil, headers: [(String, String)] = [], method: String = "GET"
    ) throws -> TestResponse {
        try shop.nector(method, Self.base + path, key: (key ?? server).text, headers: headers)
    }

    /// `data` of a look-up that succeeds.
    func data(_ path: String, key: Keys.Made? = nil, headers: [(String, String)] = []) throws -> TestJSON {
        let answer = try get(path, key: key, headers: headers)
        #expect(answer.status == 200, "\(path): \(answer)")
        #expect(answer.json["meta"]?["code"]?.integer == 200)
        return try #require(answer.json["data"])
    }

    /// The items of a list.
    func items(_ path: String, key: Keys.Made? = nil, headers: [(String, String)] = []) throws -> [TestJSON] {
        try data(path, key: key, headers: headers)["items"]?.array ?? []
    }

    /// The UUID of a lead.
    func lead(_ customer: String) throws -> String {
        try #require(try data("leads/random-id?customer_id=\(customer)")["item"]?["_id"]?.string)
    }

    /// The fields that prove a customer to a storefront key by digest.
    func digest(of customer: String, at seconds: Int64? = nil, secret: String? = nil) throws -> [(
        String, String
    )] {
        let time = seconds ?? shop.clock.now().seconds
        let key = try secret ?? signingSecret()
        let code = HMACSHA256.Key(Array(key.utf8)).code(for: "\(customer):\(time)").hex
        return [("x-leaddigest", code), ("x-timestamp", "\(time)")]
    }

    /// The secret of the storefront's key.
    func signingSecret() throws -> String {
        try #require(
            NectorSigning.secret(of: storefront.key, in: try shop.book(), secrets: shop.engine.secrets))
    }

    /// A lead token for a customer's UUID, as a brand's back end makes one; perhaps with more claims.
    func token(_ lead: String, lasting seconds: Int64 = 600, secret: String? = nil, more: String = "") throws
        -> [(
            String, String
        )]
    {
        func part(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }
        let end = shop.clock.now().seconds + seconds
        let signed =
            part(#"{"alg":"HS256","typ":"JWT"}"#) + "."
            + part(#"{"lead_id":"\#(lead)","exp":\#(end)\#(more)}"#)
        let code = HMACSHA256.Key(Array(try (secret ?? signingSecret()).utf8)).code(for: signed)
        return [("x-leadtoken", signed + "." + Base64URL.encode(code.bytes))]
    }
}
