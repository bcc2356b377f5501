import Engine
import Model
import Testing

/// Repeats of writes that carry an Idempotency-Key, which the dialect's clients may send (api.md "Conventions": its scope
/// is brand, mode, route and customer).
struct NectorRepeatTests {
    private static let path = "/api/v2/merchant/offerredeems"
    private static let key = [("Idempotency-Key", "redeem-1")]

    @Test func `the same key of another customer is another write, and shows nothing of the first`() throws {
        let nector = try NectorLookups()
        let shop = nector.shop
        try shop.credit(NectorLookups.bob, 500)
        let body = #"{"offer_id": "fifty-off"}"#
        var answers: [TestResponse] = []
        for customer in [NectorLookups.ada, NectorLookups.bob, NectorLookups.ada] {
            let token = try nector.token(try nector.lead(customer))
            answers.append(
                try shop.nector(
                    "POST", Self.path, key: nector.storefront.text, headers: token + Self.key, body: body))
        }
        #expect(answers.map(\.status) == [200, 200, 200])
        let codes = answers.compactMap { $0.json["data"]?["coupon"]?["value"]?.string }
        #expect(codes.count == 3)
        #expect(codes[0] != codes[1])
        #expect(codes[0] == codes[2])
        #expect(answers.map { $0["idempotent-replayed"] } == [nil, nil, "true"])
        #expect(try shop.available(NectorLookups.bob) == 400)
    }
}
