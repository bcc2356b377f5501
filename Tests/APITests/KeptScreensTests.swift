import Engine
import Foundation
import HTTPServer
import Model
import Store
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

    @Test func `the third repeat of a head is the first that is not parsed`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        // Made; found, and its head seen; found, and its head remembered; recalled.
        for _ in 0..<3 {
            #expect(!shop.recalls(request))
            _ = try shop.receive(request)
        }
        #expect(shop.recalls(request))
        #expect(!shop.recalls(request + "G") && !shop.recalls(String(request.dropLast())))
    }

    @Test func `a repeat that names itself anew is recalled, and answered under its name`() throws {
        let shop = try shop()
        func named(_ id: String) throws -> String { try bytes(shop, fields: "X-Request-Id: \(id)\r\n") }
        for number in 0..<6 {
            let answer = try shop.receive(try named("mine-\(number)"))
            #expect(answer.status == 200 && answer["x-request-id"] == "mine-\(number)")
        }
        #expect(shop.recalls(try named("another-and-longer-name")))
        // No name that answers repeat, and no place where another would stand.
        for id in ["", "two words", "é", String(repeating: "x", count: 129)] {
            #expect(!shop.recalls(try named(id)))
        }
        #expect(!shop.recalls(try named("a\r\nX-Request-Id: b")))
        #expect(!shop.recalls(try bytes(shop)))
        #expect(try shop.receive(try named("a\u{0}b")).status == 400)
    }

    @Test func `a customer who is quarantined is served no repeat`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<4 { _ = try shop.receive(request) }
        let (id, book) = (try #require(CustomerID("customer-one")), try shop.book().number)
        let number = try #require(
            try shop.store.makeReader().readFresh { connection, _ in
                try connection.customerNumber(id, in: book)
            })
        shop.store.alarms.raise(.quarantined(number, reason: "a test"))
        #expect(!shop.recalls(request))
        #expect(try shop.receive(request).status == 503)
    }

    @Test func `a request that a key's limit refuses costs its customer nothing`() throws {
        let shop = try shop {
            $0.rateLimits = RateLimits()
            $0.rateLimits?.keyPerSecond = 6
        }
        let request = """
            GET \(Self.target) HTTP/1.1\r\nHost: shop.test\r\nX-API-Key: \(try shop.key(.read))\r
            Authorization: Bearer \(try shop.token("customer-one"))\r\n\r\n
            """
        var answers: [TestResponse] = []
        for _ in 0..<20 { answers.append(try shop.receive(request)) }
        #expect(answers.map(\.status) == Array(repeating: 200, count: 6) + Array(repeating: 429, count: 14))
        let fields = Set(answers[6...].map { $0["ratelimit"] })
        #expect(fields.count == 1, "\(fields)")
    }

    @Test func `two repeats in one run of bytes are both answered`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<4 { _ = try shop.receive(request) }
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
        for _ in 0..<4 { _ = try shop.receive(request) }
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
            if fields.hasPrefix("x-request-id") { #expect(answer["x-request-id"] == "mine-1") }
            if fields.hasPrefix("Connection") || version == "1.0" { #expect(answer["connection"] == "close") }
        }
    }

    @Test func `a key that is revoked opens no repeat`() throws {
        let shop = try shop()
        let request = try bytes(shop)
        for _ in 0..<5 { #expect(try shop.receive(request).status == 200) }
        _ = try Keys.revoke(try shop.made(.server).key.id, on: shop.engine)
        #expect(try shop.receive(request).status == 401)
    }

    @Test func `a token that has ended opens no repeat`() throws {
        let shop = try shop()
        let request = """
            GET \(Self.target) HTTP/1.1\r\nHost: shop.test\r\nX-API-Key: \(try shop.key(.read))\r
            Authorization: Bearer \(try shop.token("customer-one", lifetimeSeconds: 60))\r\n\r\n
            """
        for _ in 0..<5 { #expect(try shop.receive(request).status == 200) }
        shop.clock.advance(by: .seconds(61))
        #expect(try shop.receive(request).status == 401)
    }

    @Test func `repeats count against the limits`() throws {
        let shop = try shop { $0.rateLimits = RateLimits() }
        let request = try bytes(shop)
        let remaining = try (0..<8).map { _ in try shop.receive(request)["ratelimit"] ?? "" }
        let left = remaining.compactMap { $0.firstMatch(of: /r=(\d+)/).flatMap { Int($0.1) } }
        #expect(left.count == 8 && zip(left, left.dropFirst()).allSatisfy { $0 - 1 == $1 }, "\(remaining)")
    }

    /// Customers, heads and writes at random, under limits and in so little room that screens give way all the time: each
    /// answer is the one that a loop gives which has kept nothing.
    @Test(arguments: [1, 2, 3])
    func `whatever is recalled is what would be made`(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let shop = try APIShop {
            $0.keptScreenBytesMax = 48 << 10
            $0.rateLimits = RateLimits()
            $0.rateLimits?.keyPerSecond = 1_000_000
            $0.rateLimits?.customerPerMinute = 1_000_000
        }
        let customers = (0..<6).map { "customer-\($0)" }
        for customer in customers { try shop.customer(customer, coins: 100) }
        var tags = [""]
        var recalled = 0
        for step in 0..<600 {
            let customer = try #require(customers.randomElement(using: &random))
            if random.happens(8) { try shop.credit(customer, 1) }
            let screen = random.happens(80) ? "wallet" : "vip"
            let tag = random.happens(30) ? tags.suffix(8).randomElement(using: &random) ?? "" : ""
            var request = """
                GET /v1/customers/\(customer)/screens/\(screen) HTTP/1.1\r\nHost: shop.test\r
                X-API-Key: \(try shop.key(.server))\r\n
                """
            if !tag.isEmpty { request += "If-None-Match: \(tag)\r\n" }
            if random.happens(30) { request += "X-Request-Id: step-\(step)\r\n" }
            if random.happens(20) { request += "Accept-Language: hi\r\n" }
            request += "\r\n"
            for _ in 0...Int.random(in: 0...4, using: &random) {
                recalled += shop.recalls(request) ? 1 : 0
                let kept = try shop.receive(request)
                let fresh = try shop.onFreshLoop { try shop.receive(request) }
                #expect(kept.status == fresh.status && kept.text == fresh.text, "\(step)")
                for name in ["etag", "content-language", "cache-control", "vary"] {
                    #expect(kept[name] == fresh[name])
                }
                if request.contains("X-Request-Id") { #expect(kept["x-request-id"] == "step-\(step)") }
                if let etag = kept["etag"] { tags.append(etag) }
            }
        }
        #expect(recalled > 50)
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
