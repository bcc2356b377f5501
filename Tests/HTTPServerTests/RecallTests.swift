import Glibc
import HTTPServer
import Testing

/// Requests that a handler takes up again by their bytes, without their being parsed.
struct RecallTests {
    /// Answers `/` with a count, and takes up again every head of a GET that it has answered and that may be.
    private final class Recalling: RequestHandler {
        private var heads: [[UInt8]] = []
        private(set) var parsed = 0
        private(set) var recalled = 0
        /// Whether requests that are parsed are answered later, from another thread.
        var isLate = false

        func respond(to request: Request, with reply: consuming Reply) {
            parsed += 1
            unsafe request.withRepeatableHead { if let head = unsafe $0 { heads.append(unsafe Array(head)) } }
            guard isLate else { return reply.send(Response(status: .ok, body: Array("parsed".utf8))) }
            let suspended = reply.suspend()
            suspended.send(Response(status: .ok, body: Array("late".utf8)))
        }

        func recalls(_ bytes: UnsafeRawBufferPointer) -> Bool { unsafe heads.contains(Array(bytes)) }

        func answerAgain(with reply: consuming Reply) {
            recalled += 1
            reply.send(Response(status: .ok, body: Array("again".utf8)))
        }

        func refuse(_ error: RequestError, with reply: consuming Reply) {
            reply.send(Response(status: error.status))
        }
    }

    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private let handler = Recalling()

    private func connection(_ limits: Limits = Limits()) throws -> MemoryConnection {
        try MemoryConnection(handler: handler, configuration: ServerConfiguration(limits: limits))
    }

    private func send(_ text: String, on connection: MemoryConnection) -> String {
        String(decoding: connection.receive(Array(text.utf8)), as: UTF8.self)
    }

    @Test func `the same bytes are parsed once`() throws {
        let connection = try connection()
        #expect(send(Self.request, on: connection).hasSuffix("parsed"))
        for _ in 0..<3 { #expect(send(Self.request, on: connection).hasSuffix("again")) }
        #expect(handler.parsed == 1 && handler.recalled == 3)
    }

    @Test func `a recalled request counts among those of its connection`() throws {
        var limits = Limits()
        limits.requestsPerConnectionMax = 3
        let connection = try connection(limits)
        for _ in 0..<2 { #expect(!send(Self.request, on: connection).contains("Connection: close")) }
        #expect(send(Self.request, on: connection).contains("Connection: close"))
        #expect(connection.isClosed && handler.recalled == 2)
    }

    @Test func `only all of what has come is recalled, and only between requests`() throws {
        let connection = try connection()
        _ = send(Self.request, on: connection)
        // The last of several in one run is all that is left of it.
        let both = send(Self.request + Self.request, on: connection)
        #expect(both.contains("parsed") && both.hasSuffix("again"))
        // Pieces are put together and parsed.
        #expect(send(String(Self.request.prefix(10)), on: connection) == "")
        #expect(send(String(Self.request.dropFirst(10)), on: connection).hasSuffix("parsed"))
        // The same bytes as another request's body are its body.
        let count = Self.request.utf8.count
        let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
        #expect(send(post, on: connection) == "")
        #expect(send(Self.request, on: connection).hasSuffix("parsed"))
        #expect(handler.recalled == 1 && handler.parsed == 4)
    }

    @Test func `what was held behind an answer that came late is recalled after it`() throws {
        let connection = try connection()
        _ = send(Self.request, on: connection)
        handler.isLate = true
        let answers = send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n" + Self.request, on: connection)
        #expect(answers.contains("late") && answers.hasSuffix("again"))
    }

    @Test(arguments: [
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func `a head whose answer has another form is not repeatable`(request: String) throws {
        for _ in 0..<2 { _ = send(request, on: try connection()) }
        #expect(handler.parsed == 2 && handler.recalled == 0)
    }
}
