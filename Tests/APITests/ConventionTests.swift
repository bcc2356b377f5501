@testable import API
import Engine
import Foundation
import HTTPServer
import Model
import Store
import Testing

/// What every route has in common.
struct ConventionTests {
    @Test func `the routes are the operations of the contract, in both directions`() throws {
        var operations: Set<String> = []
        var (path, method) = ("", "")
        for line in String(decoding: Contract.bytes, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("components:") { break }
            if line.hasPrefix("  /") { path = String(line.dropFirst(2).prefix { $0 != ":" }) }
            if line.hasPrefix("    "), !line.hasPrefix("     ") {
                method = line.trimmingCharacters(in: .whitespaces).replacing(":", with: "").uppercased()
            }
            if line.hasPrefix("      operationId: ") {
                operations.insert("\(method) \(path) \(line.dropFirst("      operationId: ".count))")
            }
        }
        let routes = Set(Routes.all.map { "\($0.method) \($0.path) \($0.name)" })
        #expect(operations.count == Routes.all.count)
        #expect(operations == routes, "\(operations.symmetricDifference(routes).sorted())")
    }

    @Test func `what an operation takes and tells is what its route does`() {
        let blocks = String(decoding: Contract.bytes, as: UTF8.self).components(
            separatedBy: "\n      operationId: ")
        for route in Routes.all {
            let block = blocks.first { $0.hasPrefix(route.name + "\n") } ?? ""
            let operation = block.components(separatedBy: "\ncomponents:")[0]
            #expect(operation.contains("parameters/DryRun") == route.movesCoins, "\(route.name)")
            #expect(
                operation.contains("parameters/IdempotencyKey") == (route.repeats == .byKey), "\(route.name)")
            let isTold = LanguageTests.requests.contains { $0.route == route.name }
            #expect(operation.contains("headers/ContentLanguage") == isTold, "\(route.name)")
        }
    }

    @Test func `the contract is served byte for byte, with a validator`() throws {
        let shop = try APIShop()
        let served = try shop.send("GET", "/openapi.yaml")
        #expect(served.body == Contract.bytes && served["content-type"] == "application/yaml")
        let tag = try #require(served["etag"])
        let again = try shop.send("GET", "/openapi.yaml", headers: [("If-None-Match", tag)])
        #expect(again.status == 304 && again.body.isEmpty, "\(again.status)")
    }

    @Test func `the form of a programme document is served without a key, with a validator`() throws {
        let shop = try APIShop()
        let served = try shop.send("GET", "/v1/program/schema")
        #expect(served.status == 200 && served["content-type"] == "application/schema+json")
        let schema = try JSONValue(parsing: served.body)
        #expect(schema["$id"] == .string("urn:loyalty-bff:programme:1"))
        let tag = try #require(served["etag"])
        let again = try shop.send("GET", "/v1/program/schema", headers: [("If-None-Match", tag)])
        #expect(again.status == 304 && again.body.isEmpty, "\(again.status)")
    }

    /// A path in which every parameter has a value.
    private static func target(of route: Route) -> String {
        "/" + route.pattern.map { $0.hasPrefix("{") ? "value-of-it" : $0 }.joined(separator: "/")
    }

    @Test(arguments: Routes.all.map(\.name))
    func `a method that a path does not know is 405 with those that it knows`(name: String) throws {
        let shop = try APIShop()
        let route = try #require(Routes.all.first { $0.name == name })
        let target = Self.target(of: route)
        let known = Set(Routes.all.filter { $0.path == route.path }.map(\.method.description))
        let allowed = (known.union(["OPTIONS"]).union(known.contains("GET") ? ["HEAD"] : [])).sorted()
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"]
        for method in methods where !allowed.contains(method) {
            let answer = try shop.send(method, target)
            let code = method == "HEAD" ? nil : "method_not_allowed"
            #expect(answer.status == 405 && answer.code == code, "\(answer)")
            #expect(answer["allow"] == allowed.joined(separator: ", "))
        }
        let options = try shop.send("OPTIONS", target)
        #expect(options.status == 204 && options["allow"] == allowed.joined(separator: ", "), "\(options)")
    }

    @Test func `OPTIONS of the whole server, and of nothing`() throws {
        let shop = try APIShop()
        #expect(try shop.send("OPTIONS", "*").status == 204)
        #expect(try shop.send("OPTIONS", "/nowhere").code == "not_found")
    }

    @Test(arguments: Routes.all.filter { $0.method == .get }.map(\.name))
    func `HEAD answers as GET does, without the body`(name: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        try shop.put(order: "order-7", of: "customer-one", total: 500)
        let route = try #require(Routes.all.first { $0.name == name })
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        let get = try shop.send("GET", request.target, key: request.key)
        let head = try shop.send("HEAD", request.target, key: request.key)
        #expect(head.status == get.status && head.body.isEmpty, "\(head)")
        // What is counted goes up between the two.
        let lengths = name == "getMetrics" ? [] : ["content-length"]
        for field in ["content-type", "etag", "cache-control", "allow"] + lengths {
            #expect(head[field] == get[field], "\(field)")
        }
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/v1/program/", "//v1/program", "/v1/customers//balance", "/V1/program",
    ])
    func `what is no path of ours is not found, with or without a key`(target: String) throws {
        let shop = try APIShop()
        for answer in [try shop.send("GET", target), try shop.send("GET", target, key: .write)] {
            #expect(answer.status == 404 && answer.code == "not_found", "\(answer)")
            #expect(answer.json["instance"]?.string == target)
        }
    }

    /// A problem's `instance` where the path holds a secret, which clients would write to their logs with it (rule 11.3).
    @Test(
        arguments: [
            ("POST", "", "{}", 422), ("POST", "", "", 415), ("GET", "", nil, 405), ("POST", "x", "{}", 404),
            ("POST", "/more", "{}", 404), ("POST", "%zz", "{}", 400),
        ] as [(String, String, String?, Int)])
    func `a problem does not repeat the Secret Webhook ID`(
        method: String, suffix: String, body: String?, status: Int
    ) throws {
        let shop = try APIShop()
        let id = try shop.webhookID()
        for path in ["/v1/checkout/", "/v1/check%6Fut/"] {
            let answer = try shop.send(method, path + id + suffix, body: body)
            #expect(answer.status >= 400, "\(answer)")
            if path.contains("%6F"), status == 400 { continue }
            #expect(answer.json["instance"]?.string == "/v1/checkout/%7Bwebhook_id%7D", "\(answer)")
            #expect(!"\(answer)".contains(id), "\(answer)")
        }
        // Refused by the writer.
        let refused = try shop.call(id, APIShop.cart("perform", #", "reference": "r""#))
        #expect(refused.status == 404 && !"\(refused)".contains(id), "\(refused)")
    }

    @Test func `a problem does not repeat a postback's signature`() throws {
        let shop = try APIShop()
        let path = try shop.postback(.generic)
        let signature = String(try #require(path.split(separator: "/").last))
        for (method, target) in [
            ("DELETE", path), ("GET", path + "/more"), ("GET", path + "x"),
        ] {
            let answer = try shop.send(method, target)
            #expect(answer.status >= 400, "\(answer)")
            #expect(
                answer.json["instance"]?.string == "/v1/postbacks/%7Btrigger_id%7D/%7Bsignature%7D",
                "\(answer)")
            #expect(!"\(answer)".contains(signature), "\(answer)")
        }
    }

    @Test(arguments: ["a", "req-1_2.3:4/5+6=", String(repeating: "x", count: RequestIDs.bytesMax)])
    func `a sane request id comes back, on successes, problems and kept screens`(id: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let header = [("X-Request-Id", id)]
        for _ in 0..<2 {
            let screen = try shop.send(
                "GET", "/v1/customers/me/screens/home", key: .read, token: "customer-one", headers: header)
            #expect(screen.status == 200 && screen["x-request-id"] == id, "\(screen)")
        }
        let problem = try shop.send("GET", "/nowhere", headers: header)
        #expect(problem["x-request-id"] == id && problem.json["request_id"]?.string == id)
        let write = try shop.send(
            "PUT", "/v1/customers/customer-one", key: .write, headers: header, body: "{}")
        #expect(write["x-request-id"] == id)
    }

    @Test(arguments: ["", "a b", "naïve", "<script>", String(repeating: "x", count: 129)])
    func `any other request id is replaced by one of ours, each time another`(id: String) throws {
        let shop = try APIShop()
        var seen: Set<String> = []
        for _ in 0..<3 {
            let answer = try shop.send("GET", "/healthz", headers: [("X-Request-Id", id)])
            let made = try #require(answer["x-request-id"])
            #expect(made != id && !made.isEmpty)
            seen.insert(made)
        }
        #expect(seen.count == 3)
    }

    /// A row of the table of what clients accept.
    struct Accepting: CustomTestStringConvertible, Sendable {
        let accept: String
        let target: String
        let status: Int
        var testDescription: String { "\(target) as \(accept)" }
    }

    @Test(arguments: [
        Accepting(accept: "*/*", target: "/healthz", status: 200),
        Accepting(accept: "application/json", target: "/healthz", status: 200),
        Accepting(accept: "APPLICATION/JSON; charset=utf-8", target: "/healthz", status: 200),
        Accepting(accept: "application/problem+json", target: "/healthz", status: 406),
        Accepting(accept: "text/html, application/*;q=0.1", target: "/healthz", status: 200),
        Accepting(accept: "text/html,application/xhtml+xml,*/*;q=0.8", target: "/healthz", status: 200),
        Accepting(accept: "text/html", target: "/healthz", status: 406),
        Accepting(accept: "image/png, application/xml", target: "/healthz", status: 406),
        Accepting(accept: "application/json;q=0", target: "/healthz", status: 406),
        Accepting(accept: "application/json; q=0.000, text/html", target: "/healthz", status: 406),
        Accepting(accept: "application/json;q=0, */*", target: "/healthz", status: 406),
        Accepting(
            accept: "application/problem+json;q=0, application/json;q=0, */*;q=0.5", target: "/healthz",
            status: 406),
        Accepting(accept: "application/*;q=0, application/json", target: "/healthz", status: 200),
        Accepting(accept: "application/json;q=0.001", target: "/healthz", status: 200),
        Accepting(accept: "text/html", target: "/problems/not_found", status: 200),
        Accepting(accept: "application/json", target: "/problems/not_found", status: 406),
        Accepting(accept: "application/yaml", target: "/openapi.yaml", status: 200),
        Accepting(accept: "text/*", target: "/openapi.yaml", status: 200),
        Accepting(accept: "application/json", target: "/openapi.yaml", status: 406),
        Accepting(accept: "application/json", target: "/v1/program/schema", status: 200),
        Accepting(accept: "application/schema+json", target: "/v1/program/schema", status: 200),
        Accepting(accept: "text/html", target: "/v1/program/schema", status: 406),
        Accepting(accept: "", target: "/healthz", status: 200),
        Accepting(accept: ";", target: "/healthz", status: 200),
        Accepting(accept: ",;", target: "/healthz", status: 200),
        Accepting(accept: " ; q=1 , ;;", target: "/healthz", status: 200),
        Accepting(accept: "json", target: "/healthz", status: 200),
        Accepting(accept: "text/", target: "/healthz", status: 200),
    ])
    func `an answer comes in a type that the client takes, or not at all`(row: Accepting) throws {
        let shop = try APIShop()
        let answer = try shop.send("GET", row.target, headers: [("Accept", row.accept)])
        #expect(answer.status == row.status, "\(answer.status)")
        if row.status == 406 { #expect(answer.code == "not_acceptable") }
    }

    @Test func `a provider's postback is never refused for what it accepts`() throws {
        let shop = try APIShop()
        let answer = try shop.send(
            "GET", "/v1/postbacks/app-install/1.generic.1.AAAA", headers: [("Accept", "image/gif")])
        #expect(answer.code == "not_found", "\(answer)")
    }

    @Test(arguments: [
        ("https://corner.example", true), ("https://evil.example", false), ("null", false),
        ("https://corner.example.evil", false), ("http://corner.example", false),
    ])
    func `browsers of a brand's own origins may read answers, failures and preflights`(
        origin: String, isKnown: Bool
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let header = [("Origin", origin)]
        let home = "/v1/customers/me/screens/home"
        let answers = [
            try shop.send("GET", home, key: .read, token: "customer-one", headers: header),
            try shop.send("GET", home, key: .read, token: "customer-one", headers: header),
            try shop.send("GET", home, key: .read, headers: header),
            try shop.send("GET", home, headers: header),
            try shop.send("OPTIONS", home, headers: header),
        ]
        #expect(answers.map(\.status) == [200, 200, 401, 401, 204])
        for answer in answers {
            #expect(answer["access-control-allow-origin"] == (isKnown ? origin : nil), "\(answer)")
            #expect(answer["access-control-allow-credentials"] == nil)
            if isKnown { #expect(answer["vary"]?.contains("Origin") == true) }
        }
        let preflight = answers[4]
        let headers = preflight["access-control-allow-headers"]?.lowercased() ?? ""
        #expect(headers.contains("x-api-key") == isKnown && headers.contains("authorization") == isKnown)
    }

    @Test func `an app's answers without an Origin say nothing of origins`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one")
        let home = try shop.send("GET", "/v1/customers/me/screens/home", key: .read, token: "customer-one")
        #expect(home["access-control-allow-origin"] == nil)
        #expect(home["x-content-type-options"] == "nosniff")
    }

    @Test func `health and readiness, also after the database was closed`() throws {
        let shop = try APIShop()
        #expect(try shop.send("GET", "/healthz").json["status"]?.string == "alive")
        #expect(try shop.send("GET", "/readyz").json["status"]?.string == "ready")
        try shop.customer("customer-one", coins: 5)
        shop.store.close()
        #expect(try shop.send("GET", "/healthz").status == 200)
        let notReady = try shop.send("GET", "/readyz")
        #expect(notReady.status == 503 && notReady.code == "unavailable" && notReady["retry-after"] == "1")
        let write = try shop.send("PUT", "/v1/customers/customer-two", key: .write, body: "{}")
        #expect(write.status == 503 && write.code == "unavailable" && write["retry-after"] == "1", "\(write)")
        // Another process may have the database now, so nothing is read from it any more.
        let read = try shop.send("GET", "/v1/customers/customer-one/balance", key: .server)
        #expect(read.status == 503 && read.code == "unavailable", "\(read)")
    }
}
