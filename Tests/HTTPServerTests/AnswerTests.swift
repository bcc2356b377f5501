import HTTPServer
import Testing

@Suite struct AnswerTests {
    private func text(
        _ request: String, unixSeconds: Int64 = 784_111_777, _ response: Response = Response(status: .ok)
    ) throws -> String {
        let connection = try MemoryConnection(
            handler: ScriptedHandler { _, reply in reply.send(response) },
            configuration: ServerConfiguration(clock: TestClock().serverClock(unixSeconds: unixSeconds)))
        return String(decoding: connection.receive(Array(request.utf8)), as: UTF8.self)
    }

    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func `an answer is status line, date, length, fields and body`() throws {
        let response = Response(
            status: .created, fields: [(.location, "/x"), (.vary, "a\r\nb")], body: Array("hi".utf8))
        let expected =
            "HTTP/1.1 201 Created\r\n\(date)Content-Length: 2\r\nlocation: /x\r\nvary: a  b\r\n\r\nhi"
        #expect(try text(get, response) == expected)
    }

    @Test func `HEAD is told the length and sent no body`() throws {
        let response = Response(status: .ok, body: Array("hello".utf8))
        let expected = "HTTP/1.1 200 OK\r\n\(date)Content-Length: 5\r\n\r\n"
        #expect(try text("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", response) == expected)
    }

    @Test(arguments: [Status.noContent, .notModified])
    func `204 and 304 have neither body nor length`(status: Status) throws {
        let response = Response(status: status, body: Array("hello".utf8))
        #expect(try text(get, response) == "HTTP/1.1 \(status.code) \(status.reason)\r\n\(date)\r\n")
    }

    @Test(arguments: [
        ("HTTP/1.1\r\nHost: a", nil), ("HTTP/1.1\r\nHost: a\r\nConnection: close", "close"),
        ("HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE", "close"),
        ("HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: close", "close"),
        ("HTTP/1.0", "close"), ("HTTP/1.0\r\nConnection: Keep-Alive", "keep-alive"),
        ("HTTP/1.0\r\nConnection: keep-alive, close", "close"), ("HTTP/1.9\r\nHost: a", nil),
    ])
    func `the answer tells whether the connection stays`(head: String, option: String?) throws {
        let answer = try text("GET / \(head)\r\n\r\n")
        let line = answer.split(separator: "\r\n").first { $0.hasPrefix("Connection: ") }
        #expect(line.map { String($0.dropFirst(12)) } == option)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `the date is an IMF-fixdate`(seconds: Int64, expected: String) throws {
        #expect(try text(get, unixSeconds: seconds).contains("\r\nDate: \(expected)\r\n"))
    }

    @Test func `100 Continue is sent only when the body is awaited`() throws {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n"
        #expect(
            try answers(to: [Array(head.utf8), Array("hello".utf8)]).answers.map(\.status) == [100, 200])
        #expect(try answers(to: [Array((head + "hello").utf8)]).answers.map(\.status) == [200])
        #expect(
            try answers(to: [Array((head + "he").utf8), Array("llo".utf8)]).answers.map(\.status) == [200])
        let old = "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        #expect(try answers(to: [Array(old.utf8), Array("hello".utf8)]).answers.map(\.status) == [200])
        let large =
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
        #expect(try answers(to: [Array(large.utf8)]).answers.map(\.status) == [413])
    }

    @Test func `a reply that is dropped or kept stops the process`() async {
        let dropped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let connection = try MemoryConnection(handler: ScriptedHandler { _, reply in _ = consume reply })
            _ = connection.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        }
        let message = String(decoding: dropped?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("a Reply was dropped without an answer"))
    }
}
