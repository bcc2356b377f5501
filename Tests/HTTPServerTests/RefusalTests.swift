import HTTPServer
import Testing

/// One request that is refused, whichever way its bytes arrive.
struct Refusal: CustomTestStringConvertible {
    let testDescription: String
    let input: [UInt8]
    let status: Int
    let code: String

    init(_ name: String, _ input: String, _ status: Int = 400, _ code: String = "bad_request") {
        self.init(name, bytes: Array(input.utf8), status, code)
    }

    init(_ name: String, bytes: [UInt8], _ status: Int = 400, _ code: String = "bad_request") {
        testDescription = name
        input = bytes
        self.status = status
        self.code = code
    }

    /// A field line after a good request line and Host.
    static func field(_ name: String, _ line: String, _ status: Int = 400, _ code: String = "bad_request")
        -> Refusal
    {
        Refusal(name, "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n", status, code)
    }

    /// A request line before a good Host.
    static func line(_ name: String, _ line: String, _ status: Int = 400, _ code: String = "bad_request")
        -> Refusal
    {
        Refusal(name, "\(line)\r\nHost: a\r\n\r\n", status, code)
    }

    /// A Host value.
    static func host(_ name: String, _ value: String) -> Refusal {
        Refusal(name, "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n")
    }

    /// A chunked body.
    static func chunks(_ name: String, _ body: String, _ status: Int = 400, _ code: String = "bad_request")
        -> Refusal
    {
        Refusal(
            name, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", status, code)
    }
}

@Suite struct RefusalTests {
    static let requestLines: [Refusal] = [
        .line("two spaces after the method", "GET  / HTTP/1.1"),
        .line("two spaces before the version", "GET /  HTTP/1.1"),
        .line("a tab after the method", "GET\t/ HTTP/1.1"),
        .line("a tab before the version", "GET /\tHTTP/1.1"),
        .line("a space before the method", " GET / HTTP/1.1"),
        .line("a space after the version", "GET / HTTP/1.1 "),
        .line("a space in the target", "GET /a b HTTP/1.1"),
        .line("no version", "GET /"),
        .line("no target", "GET HTTP/1.1"),
        .line("a method that is no token", "G(T / HTTP/1.1"),
        .line("a control byte in the target", "GET /\u{1} HTTP/1.1"),
        .line("a NUL in the target", "GET /\u{0} HTTP/1.1"),
        .line("a DEL in the target", "GET /\u{7F} HTTP/1.1"),
        .line("a fragment in the target", "GET /#a HTTP/1.1"),
        .line("a target beyond ASCII", "GET /ä HTTP/1.1"),
        .line("a target that is neither path nor URI", "GET nothing HTTP/1.1"),
        .line("authority-form with GET", "GET a.test:80 HTTP/1.1"),
        .line("* with GET", "GET * HTTP/1.1"),
        .line("a scheme other than http and https", "GET ftp://a/ HTTP/1.1"),
        .line("an absolute target without a host", "GET http:///a HTTP/1.1"),
        .line("an absolute target with a user", "GET http://u@a/ HTTP/1.1"),
        .line("an absolute target with a bad port", "GET http://a:x/ HTTP/1.1"),
        .line("the protocol in small letters", "GET / http/1.1"),
        .line("a version without a minor", "GET / HTTP/1"),
        .line("a minor of two digits", "GET / HTTP/1.10"),
        .line("CONNECT", "CONNECT a:80 HTTP/1.1", 501, "unknown_method"),
        .line("an unknown method", "BREW / HTTP/1.1", 501, "unknown_method"),
        .line("a method in small letters", "get / HTTP/1.1", 501, "unknown_method"),
        .line(
            "a method longer than any", String(repeating: "A", count: 33) + " / HTTP/1.1", 501,
            "unknown_method"),
        .line("HTTP/2.0", "GET / HTTP/2.0", 505, "unsupported_version"),
        .line("HTTP/0.9", "GET / HTTP/0.9", 505, "unsupported_version"),
        Refusal("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported_version"),
        Refusal("a bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        Refusal("a bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        Refusal("a bare LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("a bare CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("three empty lines before the request line", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("a TLS hello", bytes: [0x16, 0x03, 0x01, 0x00, 0xA5, 0x01]),
    ]

    static let fields: [Refusal] = [
        .field("a space before the colon", "X : y"),
        .field("a tab before the colon", "X\t: y"),
        .field("no colon", "nothing"),
        .field("an empty name", ": y"),
        .field("a name that is no token", "X(: y"),
        .field("a name beyond ASCII", "Ä: y"),
        .field("a folded line", "X: y\r\n z"),
        .field("a line folded with a tab", "X: y\r\n\tz"),
        .field("a NUL in a value", "X: a\u{0}b"),
        .field("a control byte in a value", "X: a\u{B}b"),
        .field("a DEL in a value", "X: a\u{7F}b"),
        .field("a bare CR in a value", "X: a\rb"),
        .field("a bare LF after a value", "X: a\nY: b"),
        .field("an expectation that cannot be met", "Expect: a-miracle", 417, "expectation_failed"),
        Refusal("a space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        Refusal("a bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        Refusal("no Host", "GET / HTTP/1.1\r\n\r\n"),
        Refusal("no Host with an absolute target", "GET http://a/ HTTP/1.1\r\n\r\n"),
        .field("two Hosts", "Host: a"),
        .host("a space in Host", "a b"), .host("a list in Host", "a, b"),
        .host("a list without space", "a,b"),
        .host("a user in Host", "u@a"), .host("a path in Host", "a/b"),
        .host("a port that is no number", "a:x"),
        .host("a port past 65535", "a:65536"), .host("an unclosed address", "[::1"),
        .host("an empty address", "[]"), .host("text after an address", "[::1]a"), .host("an empty host", ""),
        .host("only a port", ":80"), .host("a broken escape", "a%2"),
    ]

    static let framing: [Refusal] = [
        .field("a length with a plus sign", "Content-Length: +5"),
        .field("a length with a minus sign", "Content-Length: -5"),
        .field("a list of lengths", "Content-Length: 5,5"),
        .field("an empty length", "Content-Length:"),
        .field("a length with a letter", "Content-Length: 5a"),
        .field("a length in hexadecimal", "Content-Length: 0x5"),
        .field("a length past 64 bits", "Content-Length: 18446744073709551621"),
        .field("a repeated length", "Content-Length: 5\r\nContent-Length: 5"),
        .field("conflicting lengths", "Content-Length: 5\r\nContent-Length: 6"),
        .field("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        .field("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        .field("chunked twice", "Transfer-Encoding: chunked, chunked"),
        .field("chunked in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        .field("identity", "Transfer-Encoding: identity"),
        .field("an unknown coding", "Transfer-Encoding: x, chunked"),
        .field("chunked and something", "Transfer-Encoding: chunked, x"),
        .field("an empty coding", "Transfer-Encoding:"),
        .field("a coding hidden by a control byte", "Transfer-Encoding: \u{B}chunked"),
        Refusal(
            "chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    static let chunked: [Refusal] = [
        .chunks("an empty size", "\r\n"), .chunks("a size that is no number", "xyz\r\n"),
        .chunks("a size with 0x", "0x5\r\n"), .chunks("a size with a plus sign", "+5\r\n"),
        .chunks("a space before the size", " 5\r\n"), .chunks("a space after the size", "5 \r\nhello\r\n"),
        .chunks("a size past 64 bits", "10000000000000005\r\n"),
        .chunks("a size of fifteen digits", "fffffffffffffff\r\n", 413, "content_too_large"),
        .chunks("data longer than its size", "3\r\nhello\r\n"),
        .chunks("no line end after the data", "5\r\nhello0\r\n"),
        .chunks("a bare LF after the data", "5\r\nhello\n"),
        .chunks("a bare CR after the data", "5\r\nhello\rx"),
        .chunks("a bare LF after the size", "5\nhello"), .chunks("a bare CR after the size", "5\rhello"),
        .chunks("a bare LF in an extension", "5;a\nb\r\n"),
        .chunks("a bare CR in an extension", "5;a\rb\r\n"),
        .chunks("a NUL in an extension", "5;a\u{0}\r\n"),
        .chunks("text between size and extension", "5 a;b\r\n"),
        .chunks("a bare LF at the end", "0\r\n\n"), .chunks("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n"),
        .chunks("a trailer without a colon", "0\r\nnothing\r\n\r\n"),
        .chunks("a trailer without a name", "0\r\n: a\r\n\r\n"),
        .chunks("a trailer that begins with a space", "0\r\n X: a\r\n\r\n"),
        .chunks("a NUL in a trailer", "0\r\nX: \u{0}\r\n\r\n"),
        .chunks("a bare CR in a trailer", "0\r\nX: a\rb\r\n\r\n"),
    ]

    @Test(arguments: requestLines + fields + framing + chunked)
    func `a malformed request is refused whichever way its bytes arrive`(row: Refusal) throws {
        let hidden = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for way in waysToSend(row.input) {
            let (answers, isClosed) = try answers(to: way + [hidden])
            try #require(
                answers.map(\.status) == [row.status], "in \(way.count) pieces, first of \(way[0].count)")
            #expect(answers[0].body == row.code)
            #expect(answers[0].fields["connection"] == "close")
            #expect(isClosed)
        }
    }

    @Test func `the refusal of a HEAD request has no body`() throws {
        let connection = try MemoryConnection(handler: ScriptedHandler(echo))
        let answer = connection.receive(Array("HEAD / HTTP/1.1\r\n\r\n".utf8))
        #expect(answer.suffix(4) == [13, 10, 13, 10])
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test(arguments: ["/%", "/%4", "/%zz", "/%c3%28", "/%00", "/?a=%", "/?%ff=b"])
    func `a target that cannot be decoded is a bad request`(target: String) throws {
        var codes: [String] = []
        _ = try answers(to: [Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)]) { request, reply in
            do throws(RequestError) {
                _ = try request.pathSegments()
                _ = try request.queryItems()
            } catch {
                codes.append(error.code)
            }
            reply.send(Response(status: .ok))
        }
        #expect(codes == ["bad_request"])
    }
}
