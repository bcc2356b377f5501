import Engine
import HTTPServer
import Testing

@testable import API

/// API4:2023, unrestricted resource consumption: whatever a caller can make large has a limit, and is told it.
struct OwaspResourceTests {
    private static let lists = Routes.all.filter { route in
        route.method == .get
            && ["list", "search"].contains { route.name.hasPrefix($0) }
            && ![
                "listConnectors", "listConnectorChecks", "listSimulations", "listBrandTests", "listKeys",
                "listDrafts",
            ]
            .contains(
                route.name)
    }.map(\.name)

    @Test(arguments: lists)
    func `a page has a hundred things at most`(name: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        for (limit, status) in [
            ("100", 200), ("101", 422), ("0", 422), ("-1", 422), ("99999999999999999999", 422),
        ] {
            let answer = try shop.send("GET", "\(request.target)?limit=\(limit)", key: request.key)
            #expect(answer.status == status, "\(limit): \(answer)")
        }
    }

    private static let bodies = Routes.all.filter { $0.method != .get }.map(\.name)

    @Test(arguments: bodies)
    func `a body beyond the limit is refused before anybody reads it`(name: String) throws {
        let shop = try APIShop()
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        let length = Limits().bodyBytesMax + 1
        let key = try shop.key(request.key)
        // Only the head is sent: the answer does not wait for the body.
        let answer = try shop.receive(
            "\(request.method) \(request.target) HTTP/1.1\r\nHost: a\r\nX-API-Key: \(key)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(length)\r\n\r\n")
        #expect(answer.status == 413 && answer.code == "content_too_large", "\(answer)")
        #expect(answer["connection"] == "close")
    }

    @Test func `every limit of requests tells when to come again`() throws {
        let shop = try APIShop {
            $0.rateLimits?.keyPerSecond = 1
            $0.rateLimits?.failuresPerMinute = 1
        }
        for _ in 0..<2 { _ = try shop.send("GET", "/v1/program", key: .read) }
        for _ in 0..<2 { _ = try shop.send("GET", "/v1/program") }
        for answer in [try shop.send("GET", "/v1/program", key: .read), try shop.send("GET", "/v1/program")] {
            #expect(answer.status == 429 && answer.code == "rate_limited", "\(answer)")
            #expect(answer["retry-after"].flatMap { Int($0) }.map { $0 >= 1 } == true, "\(answer)")
        }
    }
}
