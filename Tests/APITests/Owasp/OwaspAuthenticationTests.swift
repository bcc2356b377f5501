import Engine
import Foundation
import HTTPServer
import Model
import Testing

@testable import API

/// API2:2023, broken authentication: what almost is a credential is none, and all of it is refused in the same words.
struct OwaspAuthenticationTests {
    /// Texts that are not the key, made of it.
    private static func nearMisses(of key: String) -> [String] {
        let characters = Array(key)
        func changed(_ index: Int) -> String {
            var other = characters
            other[index] = other[index] == "A" ? "B" : "A"
            return String(other)
        }
        let positions = [9, characters.count / 2, characters.count - 1]
        let near: [String] = [
            String(key.dropLast()), String(key.dropFirst()), "\(key)A", "\(key)\(key)", key.uppercased(),
            key.lowercased(), String(key.reversed()), key.replacing("lbw_", with: "lbr_"),
            key.replacing("lbw_", with: "lba_"), key.replacing("_live_", with: "_test_"),
            SHA256.hash(key).hex, "%\(key)", key.replacing("_", with: "%5F"), "'\(key)'",
        ]
        let far: [String] = [
            "*", "%", "null", "undefined", "' OR '1'='1", String(repeating: "A", count: 10_000),
        ]
        return positions.map(changed) + near + far
    }

    @Test func `a key that is off by a little opens nothing, and is not told by how much`() throws {
        let shop = try APIShop()
        var answers: Set<String> = []
        for text in Self.nearMisses(of: try shop.key(.write)) {
            let answer = try shop.send(
                "GET", "/v1/customers/customer-one",
                headers: [("X-API-Key", text), ("X-Request-Id", "same")])
            #expect(answer.status == 401 && answer.code == "key_invalid", "\(text): \(answer)")
            answers.insert("\(answer.fields.filter { $0.name != "date" })\(answer.text)")
        }
        #expect(answers.count == 1)
    }

    @Test func `an ended key and one that never was are told the same`() throws {
        let shop = try APIShop()
        _ = try Keys.revoke(try shop.made(.write).key.id, on: shop.engine)
        let texts = try ["lbw_live_" + String(repeating: "A", count: 32), shop.key(.write)].map { key in
            try shop.send(
                "GET", "/v1/customers/customer-one", headers: [("X-API-Key", key), ("X-Request-Id", "same")]
            ).text
        }
        #expect(texts[0] == texts[1])
    }

    /// Header and claims of a token, and whether its signature is the brand's own.
    struct Forged: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var header = #"{"alg":"HS256"}"#
        var claims: String
        var isSigned = true
        /// What stands where the signature should, if it is not signed.
        var signature = ""
    }

    /// `NOW` stands for the present second, and `LATER` for one ten minutes on.
    private static let good = #"{"aud":"corner-shop:live","exp":LATER,"iat":NOW,"sub":"customer-one"}"#
    static let forged: [Forged] = [
        Forged(testDescription: "no algorithm", header: #"{"alg":"none"}"#, claims: good, isSigned: false),
        Forged(testDescription: "no algorithm, in capitals", header: #"{"alg":"NONE"}"#, claims: good),
        Forged(testDescription: "an empty signature", claims: good, isSigned: false),
        Forged(testDescription: "another algorithm", header: #"{"alg":"HS512"}"#, claims: good),
        Forged(testDescription: "a public key's algorithm", header: #"{"alg":"RS256"}"#, claims: good),
        Forged(testDescription: "algorithms in a list", header: #"{"alg":["HS256"]}"#, claims: good),
        Forged(testDescription: "two algorithms", header: #"{"alg":"none","alg":"HS256"}"#, claims: good),
        Forged(
            testDescription: "a critical extension", header: #"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            claims: good),
        Forged(
            testDescription: "a key id that is a path", header: #"{"alg":"HS256","kid":"../../dev/null"}"#,
            claims: good),
        Forged(
            testDescription: "a key of its own", header: #"{"alg":"HS256","kid":"2","jwk":{"k":"AA"}}"#,
            claims: good),
        Forged(
            testDescription: "a signature of zeros", claims: good, isSigned: false,
            signature: String(repeating: "A", count: 43)),
        Forged(
            testDescription: "no end", claims: #"{"aud":"corner-shop:live","iat":NOW,"sub":"customer-one"}"#),
        Forged(
            testDescription: "an end that is text",
            claims: #"{"aud":"corner-shop:live","exp":"LATER","sub":"customer-one"}"#),
        Forged(
            testDescription: "an end that is a fraction",
            claims: #"{"aud":"corner-shop:live","exp":LATER.5,"sub":"customer-one"}"#),
        Forged(
            testDescription: "an end beyond all time",
            claims: #"{"aud":"corner-shop:live","exp":9223372036854775807,"sub":"customer-one"}"#),
        Forged(
            testDescription: "a beginning before all time",
            claims: #"{"aud":"corner-shop:live","exp":LATER,"iat":-9223372036854775808,"sub":"customer-one"}"#
        ),
        Forged(
            testDescription: "not good yet",
            claims: #"{"aud":"corner-shop:live","exp":LATER,"nbf":LATER,"sub":"customer-one"}"#),
        Forged(
            testDescription: "another brand's",
            claims: good.replacing("corner-shop:live", with: "other-shop:live")),
        Forged(testDescription: "the sandbox's", claims: good.replacing(":live", with: ":test")),
        Forged(testDescription: "everybody's", claims: good.replacing(#""corner-shop:live""#, with: "null")),
        Forged(testDescription: "no customer", claims: #"{"aud":"corner-shop:live","exp":LATER,"iat":NOW}"#),
        Forged(
            testDescription: "two customers", claims: good.replacing("}", with: #","sub":"customer-two"}"#)),
        Forged(
            testDescription: "a customer that is a number",
            claims: good.replacing(#""customer-one""#, with: "1")),
        Forged(testDescription: "no JSON", claims: "customer-one"),
    ]

    @Test(arguments: forged)
    func `a token that is not whole, not ours or not now opens nothing`(token: Forged) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let now = shop.clock.now().seconds
        let claims = token.claims.replacing("LATER", with: "\(now + 600)").replacing("NOW", with: "\(now)")
        let signed = Base64URL.encode(Array(token.header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        let key = CustomerToken.key(of: try shop.book(), secrets: shop.engine.secrets)
        let signature = token.isSigned ? Base64URL.encode(key.code(for: signed).bytes) : token.signature
        let answer = try shop.send(
            "GET", "/v1/customers/me/balance", key: .read,
            headers: [("Authorization", "Bearer \(signed).\(signature)")])
        #expect(answer.status == 401 && answer.code == "token_invalid", "\(answer)")
    }

    @Test func `a token whose claims were exchanged under its signature opens nothing`() throws {
        let shop = try APIShop()
        for id in ["customer-one", "customer-two"] { try shop.customer(id, coins: 10) }
        let (one, two) = (try shop.token("customer-one"), try shop.token("customer-two"))
        let parts = [one, two].map { $0.split(separator: ".") }
        for token in [
            "\(parts[0][0]).\(parts[1][1]).\(parts[0][2])", "\(parts[0][0]).\(parts[0][1]).\(parts[1][2])",
            "\(one).", ".\(one)", "\(one)=", "\(parts[0][0])..\(parts[0][2])",
            one.replacing(".", with: "%2E"),
        ] {
            let answer = try shop.send(
                "GET", "/v1/customers/me/balance", key: .read, headers: [("Authorization", "Bearer \(token)")]
            )
            #expect(answer.status == 401 && answer.code == "token_invalid", "\(token): \(answer)")
        }
    }

    @Test func `a rotated key and its successor are both good for the overlap, and then only the new one`()
        throws
    {
        let shop = try APIShop()
        let old = try shop.key(.write)
        let made = try Keys.rotate(try shop.made(.write).key.id, overlapSeconds: 3_600, on: shop.engine)
        func status(_ key: String) throws -> Int {
            try shop.send("GET", "/v1/customers/nobody-here", headers: [("X-API-Key", key)]).status
        }
        #expect(try [status(old), status(made.text)] == [404, 404])
        shop.clock.advance(by: .seconds(3_599))
        #expect(try [status(old), status(made.text)] == [404, 404])
        shop.clock.advance(by: .seconds(1))
        #expect(try [status(old), status(made.text)] == [401, 404])
    }
}
