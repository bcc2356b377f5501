import Engine
import Foundation
import Model
import Testing

@testable import NectorDialect

/// A shop with the dialect's keys, and short ways to ask.
struct NectorShop {
    let shop: APIShop
    let write: String
    /// A read key of a server.
    let read: String
    private let storefrontKey: Keys.Made

    /// - Parameter changes: Pairs of texts in the programme: what stands there, and what shall.
    init(_ changes: [(String, String)] = []) throws {
        var programme = APIShop.programme()
        for (old, new) in changes {
            #expect(programme.contains(old))
            programme = programme.replacing(old, with: new)
        }
        shop = try APIShop(programme: programme)
        write = try shop.nectorKey(.write).text
        read = try shop.nectorKey(.read).text
        storefrontKey = try shop.nectorKey(.read, isStorefront: true)
    }

    var storefront: String { storefrontKey.text }

    /// A lead's token, signed as the brand's back end signs it.
    func token(of lead: String) throws -> String {
        let secret = try #require(
            NectorSigning.secret(of: storefrontKey.key, in: try shop.book(), secrets: shop.engine.secrets))
        let now = shop.clock.now()
        return LeadToken.mint(
            lead: try #require(NectorID(lead)), expiresAt: now.adding(milliseconds: 3_000_000), at: now,
            key: HMACSHA256.Key(Array(secret.utf8)))
    }

    /// Asks below `/api/v2/merchant/`; with the write key unless another is given.
    @discardableResult
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, key: String? = nil,
        headers: [(String, String)] = []
    ) throws -> TestResponse {
        try shop.nector(
            method, "/api/v2/merchant/\(path)", key: key ?? write, headers: headers, body: body)
    }

    /// Makes a lead, and answers its UUID.
    func lead(_ customer: String = "customer-one", coins: Int64 = 0, more: String = "") throws -> String {
        let answer = try ask("POST", "leads", #"{"customer_id": "\#(customer)", "name": "Ada L"\#(more)}"#)
        #expect(answer.status == 200, "\(answer)")
        if coins > 0 { try shop.credit(customer, coins) }
        return try #require(answer.json["data"]?["item"]?["_id"]?.string)
    }

    /// The coins that a customer can spend.
    func available(_ customer: String = "customer-one") throws -> Int64? { try shop.available(customer) }
}

extension TestResponse {
    /// `data` of the envelope.
    var data: TestJSON? { json["data"] }

    /// The message of a refusal.
    var message: String? { data?["message"]?.string }

    /// Checks a refusal of the dialect: its status in both places, its message, and where clients also look for it.
    func expectRefusal(_ part: String, _ comment: Comment? = nil) { expectRefusal(422, part, comment) }

    /// The same of another status.
    func expectRefusal(_ status: Int, _ part: String, _ comment: Comment? = nil) {
        #expect(self.status == status, comment)
        #expect(json["meta"]?["code"]?.integer == Int64(status), comment)
        #expect(json["meta"]?["status"]?.string == "error", comment)
        #expect(part.isEmpty || message?.contains(part) == true, "\(message ?? "no message")")
        #expect(json["message"]?.string == message, comment)
    }
}
