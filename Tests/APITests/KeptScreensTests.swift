import Engine
import Foundation
import HTTPServer
import Model
import Testing

@testable import API

/// The table of kept screens by itself, and requests that are answered without being parsed.
struct KeptScreensTests {
    private static func keep(
        _ request: String, in kept: KeptScreens, bodyCount: Int = 1_000, headCount: Int = 100
    ) {
        kept.keep(
            KeptScreens.Parts(
                request: Array(request.utf8), entityTag: Array("\"tag of \(request)\"".utf8),
                fields: Array("a: \(request)\r\n".utf8), notModifiedFields: [],
                body: Array(repeating: 0x20, count: bodyCount)),
            terms: KeptScreens.Terms(
                customer: CustomerNumber(1), commit: 0, registryGeneration: 0, goodUntil: .never, source: nil),
            limited: [], headCount: headCount)
    }

    @Test func `the table stays within its bytes and keeps the newest`() {
        let kept = KeptScreens(bytesMax: 100_000)
        for number in 0..<1_000 {
            Self.keep("screen \(number)", in: kept)
            #expect(kept.bytes <= 100_000 && kept.count > 0)
        }
        #expect(kept.count > 50)
        // A screen that would push out a quarter of the rest is not kept at all.
        let before = kept.count
        Self.keep("large", in: kept, bodyCount: 30_000)
        #expect(kept.count == before)
    }

    @Test func `a screen in place of an older one of the same request leaves one`() {
        let kept = KeptScreens(bytesMax: 100_000)
        for _ in 0..<500 { Self.keep("the same", in: kept) }
        #expect(kept.count == 1)
    }

    // MARK: Repeats

    private static let target = "/v1/customers/customer-one/screens/wallet"

    /// The bytes of a request for customer-one's wallet screen.
    private func bytes(
        _ shop: APIShop, method: String = "GET", version: String = "1.1", fields: String = ""
    ) throws -> String {
        """
        \(method) \(Self.target) HTTP/\(version)\r\nHost: shop.test\r
        X-API-Key: \(try shop.key(.server))\r\n\(fields)\r\n
        """
    }

    private func shop(configure: (inout ServiceConfiguration) -> Void = { $0.rateLimits = nil }) throws
        -> APIShop
    {
        let shop = try APIShop(configure: configure)
        try shop.customer("customer-one", coins: 250)
        return shop
    }

    @Test func `a repeat in the same bytes gets the same answer under an id of its own`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        let answers = try (0..<6).map { _ in try shop.receive(request) }
        for answer in answers {
            #expect(answer.status == 200 && answer.text == answers[0].text)
            #expect(answer["etag"] == answers[0]["etag"])
            #expect(answer.fields.map(\.name) == answers[0].fields.map(\.name))
        }
        #expect(Set(answers.map { $0["x-request-id"] }).count == 6)
    }

    @Test func `two repeats in one run of bytes are both answered`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<3 { _ = try shop.receive(request) }
        let both = try shop.receiveAll(request + request)
        #expect(both.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
    }

    @Test func `a repeat that names the tag is answered 304, and 200 once the screen is another`() throws {
        let shop = try shop()
        let tag = try #require(try shop.receive(try bytes(shop))["etag"])
        let request = try bytes(shop, fields: "If-None-Match: \(tag)\r\n")
        for _ in 0..<4 { #expect(try shop.receive(request).status == 304) }
        try shop.credit("customer-one", 1)
        for _ in 0..<4 {
            let answer = try shop.receive(request)
            #expect(answer.status == 200 && answer["etag"] != tag)
        }
    }

    @Test func `a 304 has the same fields whether it was kept, recalled or made anew`() throws {
        let shop = try shop()
        let tag = try #require(try shop.receive(try bytes(shop))["etag"])
        let request = try bytes(shop, fields: "If-None-Match: \(tag)\r\n")
        let made = try shop.onFreshLoop { try shop.receive(request) }
        #expect(made.status == 304)
        #expect(
            made.fields.map(\.name).sorted() == ["cache-control", "date", "etag", "vary", "x-request-id"])
        for _ in 0..<3 {
            let kept = try shop.receive(request)
            #expect(kept.status == 304 && kept.fields.map(\.name) == made.fields.map(\.name))
        }
    }

    @Test func `clients that alternate between two heads are each answered their own`() throws {
        let shop = try shop()
        let plain = try bytes(shop)
        let tag = try #require(try shop.receive(plain)["etag"])
        let conditional = try bytes(shop, fields: "If-None-Match: \(tag)\r\n")
        for _ in 0..<5 {
            #expect(try shop.receive(plain).status == 200)
            #expect(try shop.receive(conditional).status == 304)
            #expect(try shop.receive(conditional).status == 304)
        }
    }

    @Test func `one byte more or less in any place is another request`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<3 { _ = try shop.receive(request) }
        let key = try shop.key(.server)
        let other = request.replacingOccurrences(of: key, with: String(key.dropLast()) + "_")
        #expect(try shop.receive(other).status == 401)
        let elsewhere = request.replacingOccurrences(of: "customer-one", with: "customer-two")
        #expect(try shop.receive(elsewhere).status == 404)
        // The same head without its last byte is no request yet; with it, it is the one that is known.
        #expect(try shop.receiveAll(String(request.dropLast())) == "")
        #expect(try shop.receiveAll(String(request.suffix(1))).hasPrefix("HTTP/1.1 200"))
    }

    @Test(arguments: [
        ("HEAD", "1.1", ""), ("GET", "1.0", ""), ("GET", "1.1", "Connection: close\r\n"),
        ("GET", "1.1", "X-Request-Id: mine-1\r\n"),
    ])
    func `what is answered in another form is parsed each time`(
        method: String, version: String, fields: String
    ) throws {
        let shop = try shop()
        let request = try bytes(shop, method: method, version: version, fields: fields)
        for _ in 0..<4 {
            let answer = try shop.receive(request)
            #expect(answer.status == 200 && answer.text.isEmpty == (method == "HEAD"))
            if fields.hasPrefix("X-Request-Id") { #expect(answer["x-request-id"] == "mine-1") }
            if fields.hasPrefix("Connection") || version == "1.0" { #expect(answer["connection"] == "close") }
        }
    }

    @Test func `a key that is revoked opens no repeat`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<3 { #expect(try shop.receive(request).status == 200) }
        _ = try Keys.revoke(try shop.made(.server).key.id, on: shop.engine)
        #expect(try shop.receive(request).status == 401)
    }

    @Test func `a token that has ended opens no repeat`() throws {
        let shop = try shop()
        let request = """
            GET \(Self.target) HTTP/1.1\r\nHost: shop.test\r\nX-API-Key: \(try shop.key(.read))\r
            Authorization: Bearer \(try shop.token("customer-one", lifetimeSeconds: 60))\r\n\r\n
            """
        for _ in 0..<3 { #expect(try shop.receive(request).status == 200) }
        shop.clock.advance(by: .seconds(61))
        #expect(try shop.receive(request).status == 401)
    }

    @Test func `repeats count against the limits`() throws {
        let shop = try shop { $0.rateLimits = RateLimits() }
        let request = try bytes(shop)
        let remaining = try (0..<5).map { _ in try shop.receive(request)["ratelimit"] }
        #expect(Set(remaining).count == 5, "\(remaining)")
    }

    @Test func `repeats are counted and noted like other requests`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<4 { _ = try shop.receive(request) }
        let metrics = try shop.send("GET", "/metrics").text
        #expect(metrics.contains("loyalty_kept_screens_hits_total 3"))
        #expect(metrics.contains("loyalty_kept_screens_misses_total 1"))
    }
}
