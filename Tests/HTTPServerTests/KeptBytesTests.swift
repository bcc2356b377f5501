import HTTPServer
import Testing

/// What connections keep between two turns is limited over all of them.
@Suite struct KeptBytesTests {
    private static func limits(_ bytes: Int) -> Limits {
        var limits = Limits()
        limits.keptBytesMax = bytes
        return limits
    }

    private let halfBody = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + text(400_000)

    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// A connection with most of a body on its way.
    private func half(_ fixture: Fixture) -> Client {
        let client = Client(port: fixture.port)
        client.send(halfBody)
        return client
    }

    @Test func `the request that has been on its way the longest makes room for a newer one`() throws {
        let fixture = try Fixture(limits: Self.limits(1_100_000))
        let first = half(fixture)
        #expect(Client(port: fixture.port).get()?.status == 200)
        let second = half(fixture)
        #expect(Client(port: fixture.port).get()?.status == 200)
        let third = half(fixture)
        #expect(fixture.eventually { $0.connectionsShed == 1 })
        let told = try #require(first.answer())
        #expect(told.status == 503 && told.body == "unavailable" && told.fields["connection"] == "close")
        #expect(first.readToEnd().isEmpty && first.isClosed)
        for client in [second, third] {
            client.send(Self.text(100_000))
            #expect(client.answer()?.body.utf8.count == 500_000)
        }
        #expect(fixture.server.counters.connectionsShed == 1)
        fixture.stop()
    }

    @Test func `one request alone is heard, however little may be kept`() throws {
        let fixture = try Fixture(limits: Self.limits(1_000))
        let client = half(fixture)
        client.send(Self.text(100_000))
        #expect(client.answer()?.body.utf8.count == 500_000)
        fixture.stop()
    }

    @Test func `a request that arrives whole keeps nothing and puts nobody out`() throws {
        let fixture = try Fixture(limits: Self.limits(450_000))
        let slow = half(fixture)
        for _ in 0..<50 { #expect(Client(port: fixture.port).get()?.status == 200) }
        slow.send(Self.text(100_000))
        #expect(slow.answer()?.body.utf8.count == 500_000)
        fixture.stop()
    }

    @Test func `slow readers make room for a request`() throws {
        let fixture = try Fixture(limits: Self.limits(1_100_000))
        let reader = Client(port: fixture.port, receiveBufferBytes: 4_096)
        reader.send("GET /bytes/30000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reader.read(1).count == 1)
        // Alone it may keep an answer of any size.
        #expect(fixture.server.counters.connectionsShed == 0)
        let client = half(fixture)
        client.send(Self.text(100_000))
        #expect(client.answer()?.body.utf8.count == 500_000)
        #expect(reader.read(30_000_000).count < 30_000_000)
        #expect(reader.isClosed && fixture.server.counters.connectionsShed == 1)
        fixture.stop()
    }

    @Test func `pipelined requests behind one that is being answered are left unread`() throws {
        let waiting = Waiting()
        let fixture = try Fixture(limits: Self.limits(450_000)) { waiting.handle($0, $1) }
        let client = Client(port: fixture.port)
        let later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send(later + "GET / HTTP/1.1\r\nHost: a\r\nX: \(Self.text(30_000))\r\n\r\n")
        #expect(fixture.eventually { _ in waiting.count == 1 })
        let newer = half(fixture)
        #expect(fixture.eventually { $0.connectionsShed == 1 })
        waiting.answerAll()
        let answer = try #require(client.answer())
        #expect(answer.body == "later" && answer.fields["connection"] == "close")
        #expect(client.readToEnd().isEmpty && client.isClosed)
        newer.send(Self.text(100_000))
        #expect(newer.answer()?.body.utf8.count == 500_000)
        fixture.stop()
    }

    @Test func `chunks are counted as they arrive`() throws {
        let fixture = try Fixture(limits: Self.limits(500_000))
        let clients = (0..<3).map { _ in Client(port: fixture.port) }
        for client in clients {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.send("30D40\r\n" + Self.text(200_000) + "\r\n")
            #expect(Client(port: fixture.port).get()?.status == 200)
        }
        #expect(fixture.eventually { $0.connectionsShed >= 1 })
        #expect(clients[0].answer()?.status == 503)
        clients[2].send("0\r\n\r\n")
        #expect(clients[2].answer()?.body.utf8.count == 200_000)
        fixture.stop()
    }

    @Test func `a flood of connections that nobody can hear waits for the next tick`() throws {
        var limits = Limits()
        limits.connectionsMax = 1
        limits.refusalsPerTickMax = 3
        let fixture = try Fixture(limits: limits)
        let busy = Client(port: fixture.port)
        busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
        #expect(busy.answer()?.status == 200)
        let flood = (0..<10).map { _ in Client(port: fixture.port) }
        #expect(fixture.eventually { $0.connectionsShed == 3 })
        for _ in 0..<20 { fixture.server.wake() }
        #expect(fixture.server.counters.connectionsShed == 3)
        busy.send("TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(busy.answer()?.status == 200 && busy.readToEnd().isEmpty)
        busy.finish()
        fixture.advance(milliseconds: 500)
        #expect(flood[9].get()?.status == 200)
        fixture.stop()
    }
}
