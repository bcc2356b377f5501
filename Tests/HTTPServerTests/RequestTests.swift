import HTTPServer
import Testing

@Suite struct RequestTests {
    /// What a handler sees of a request, whichever way its bytes arrive.
    private func seen<Value: Equatable>(
        _ text: String, _ look: @escaping (Request) -> Value
    ) throws -> Value? {
        var values: [Value] = []
        let ways = waysToSend(Array(text.utf8))
        for way in ways {
            _ = try answers(to: way) { request, reply in
                values.append(look(request))
                reply.send(Response(status: .ok))
            }
        }
        guard values.count == ways.count, let first = values.first, values.allSatisfy({ $0 == first }) else {
            return nil
        }
        return first
    }

    @Test(arguments: [
        ("/", [""]), ("/a", ["a"]), ("/a/b?c/d", ["a", "b"]), ("/a%2Fb/", ["a/b", ""]), ("//", ["", ""]),
        ("/%C3%A4+b", ["ä+b"]), ("/..", [".."]),
    ])
    func `a path is split before it is decoded`(target: String, segments: [String]) throws {
        let found = try seen("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") { try? $0.pathSegments() }
        #expect(found == segments)
    }

    @Test(arguments: [
        ("/", []), ("/?", []), ("/?a=b", ["a", "b"]), ("/?a", ["a", ""]),
        ("/?a=b=c&&d=", ["a", "b=c", "d", ""]),
        ("/?a+b=%2B%26%3d", ["a b", "+&="]), ("/?q=%F0%9F%A5%87", ["q", "🥇"]),
    ])
    func `a query is read by the rules of forms`(target: String, flat: [String]) throws {
        let found = try seen("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") { request in
            (try? request.queryItems())?.flatMap { [$0.name, $0.value] }
        }
        #expect(found == flat)
    }

    @Test(arguments: [
        ("GET http://b.test/x?y HTTP/1.1", "/x?y"), ("GET HTTPS://b.test:443 HTTP/1.1", "/"),
        ("GET http://b.test?y HTTP/1.1", "/?y"), ("OPTIONS http://b.test HTTP/1.1", "*"),
        ("OPTIONS * HTTP/1.1", "*"), ("GET /x%20y HTTP/1.1", "/x%20y"),
    ])
    func `a target is reduced to origin form`(line: String, target: String) throws {
        #expect(try seen("\(line)\r\nHost: a\r\n\r\n") { $0.rawTarget } == target)
    }

    @Test func `fields of one name are joined and names know no case`() throws {
        let text =
            "GET / HTTP/1.1\r\nHOST: a\r\naccept: x\r\nX-Api-Key:\t key \r\nAccept:y\r\nX-Old: \u{E9}\r\n\r\n"
        let accept = try seen(text) { [$0.header(.accept) ?? "", "\($0.headerCount(.accept))"] }
        #expect(accept == ["x, y", "2"])
        #expect(try seen(text) { $0.header(.apiKey) } == "key")
        #expect(try seen(text) { $0.header(.authorization) == nil } == true)
        let first = try seen(text) { request in
            unsafe request.withHeader(.accept) { unsafe $0.map { unsafe Array($0) } ?? [] }
        }
        #expect(first == Array("x".utf8))
        #expect(HeaderName("no good") == nil && HeaderName("") == nil && HeaderName("HOST") == .host)
    }

    @Test(arguments: [
        ("GET", Method.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("PATCH", .patch),
        ("DELETE", .delete), ("OPTIONS", .options), ("TRACE", .trace), ("QUERY", .query),
    ])
    func `a known method reaches the handler`(token: String, method: Method) throws {
        #expect(try seen("\(token) / HTTP/1.1\r\nHost: a\r\n\r\n") { $0.method } == method)
        #expect(method.description == token)
    }

    @Test(arguments: [
        ("Content-Length: 5\r\n\r\nhello", "hello"), ("Content-Length: 0\r\n\r\n", ""), ("\r\n", ""),
        ("Content-Length: 005\r\n\r\nhello", "hello"),
        ("Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n03 ; c\r\nllo\r\n00\r\nX: y\r\n\r\n", "hello"),
        ("Transfer-Encoding: chunked\r\n\r\nA\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n0\r\n\r\n"),
    ])
    func `a body arrives whole and the next request is in step`(rest: String, body: String) throws {
        let text = "POST /echo HTTP/1.1\r\nHost: a\r\n\(rest)GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        for way in waysToSend(Array(text.utf8)) {
            #expect(try answers(to: way).answers.map(\.body) == [body, "hello"])
        }
    }

    @Test(arguments: [
        "a", "a.test:8080", "127.0.0.1:80", "[::1]:80", "[::ffff:1.2.3.4]", "A-b_c.test", "a:", "%41",
    ])
    func `a host with an optional port is accepted`(host: String) throws {
        #expect(try seen("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") { $0.header(.host) } == host)
    }
}
