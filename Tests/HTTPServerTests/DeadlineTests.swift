import HTTPServer
import Testing

@Suite struct DeadlineTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A connection on which the server has received, for certain, a request and then these bytes: they
    /// travel in one segment, and the request has been answered.
    private func begun(_ fixture: Fixture, begins bytes: String) -> Client? {
        let client = Client(port: fixture.port)
        client.send(get + bytes)
        return client.answer()?.status == 200 ? client : nil
    }

    @Test(arguments: [
        ("GET / HT", 10_000),
        ("GET / HTTP/1.1\r\nHost: a\r\n", 10_000),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello", 15_000),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 15_000),
    ])
    func `a request that does not arrive in time is told so`(begins: String, deadline: Int64) throws {
        let fixture = try Fixture()
        let client = try #require(begun(fixture, begins: begins))
        fixture.advance(milliseconds: deadline - 1)
        // Another connection's answer shows that the loop has turned since, and that the first is still open.
        #expect(Client(port: fixture.port).get()?.status == 200)
        #expect(fixture.server.counters.deadlinesPassed == 0)
        fixture.advance(milliseconds: 1_000)
        let answer = try #require(client.answer())
        #expect(answer.status == 408 && answer.body == "request_timeout")
        #expect(client.readToEnd().isEmpty && client.isClosed)
        fixture.stop()
    }

    @Test func `bytes that trickle in do not move the deadline`() throws {
        let fixture = try Fixture()
        let client = try #require(begun(fixture, begins: "GET / HT"))
        for byte in "TP/1.1\r\nX: yyyyy".unicodeScalars {
            client.send(String(byte))
            fixture.advance(milliseconds: 900)
        }
        #expect(client.answer()?.status == 408)
        fixture.stop()
    }

    @Test func `an idle connection is closed without a word`() throws {
        let fixture = try Fixture()
        let silent = Client(port: fixture.port)
        #expect(fixture.eventually { $0.connectionsAccepted == 1 })
        let served = try #require(begun(fixture, begins: ""))
        fixture.advance(milliseconds: 29_000)
        #expect(served.get()?.status == 200)
        fixture.advance(milliseconds: 1_000)
        #expect(silent.readToEnd().isEmpty && silent.isClosed)
        #expect(served.get()?.status == 200)
        fixture.advance(milliseconds: 30_000)
        #expect(served.readToEnd().isEmpty && served.isClosed)
        #expect(fixture.server.counters.deadlinesPassed == 2)
        fixture.stop()
    }

    @Test func `a peer that takes nothing of its answer is cut off`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port, receiveBufferBytes: 4_096)
        client.send("GET /bytes/30000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.read(1).count == 1)
        fixture.advance(milliseconds: 10_000)
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        #expect(client.read(30_000_000).count < 30_000_000)
        #expect(client.isClosed)
        fixture.stop()
    }

    @Test func `an answer must be taken within the deadline, however steadily it is taken`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port, receiveBufferBytes: 4_096)
        client.send("GET /bytes/30000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.read(1).count == 1)
        // A hundredth of a megabyte a second, where a tenth is asked for.
        for _ in 0..<11 {
            fixture.advance(milliseconds: 1_000)
            _ = client.read(10_000)
        }
        #expect(fixture.eventually { $0.connectionsOpen == 0 && $0.deadlinesPassed == 1 })
        fixture.stop()
    }

    @Test func `a peer that goes on taking its answer is not cut off`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port, receiveBufferBytes: 4_096)
        client.send("GET /bytes/60000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.read(1).count == 1)
        for _ in 0..<3 {
            fixture.advance(milliseconds: 9_000)
            #expect(client.read(18_000_000).count == 18_000_000)
        }
        #expect(client.read(6_000_000).count == 6_000_000)
        #expect(fixture.server.counters.deadlinesPassed == 0)
        fixture.stop()
    }

    @Test func `a refused peer that stays is let go after a while`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        client.send("nonsense\r\n\r\n")
        #expect(client.answer()?.status == 400)
        #expect(client.readToEnd().isEmpty)
        #expect(fixture.server.counters.connectionsOpen == 1)
        fixture.advance(milliseconds: 2_000)
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        fixture.stop()
    }

    @Test func `a refused peer that goes on sending is let go`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        client.send("nonsense\r\n\r\n")
        #expect(client.answer()?.status == 400)
        client.send(String(repeating: "x", count: 20_000_000))
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        fixture.stop()
    }
}
