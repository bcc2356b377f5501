import Dispatch
import Glibc
import HTTPServer
import Testing

/// Answers of one turn of a loop, which are sent a few at a time.
struct GatheringTests {
    /// A server of one loop that can be held up, so that what is sent meanwhile is taken in one turn.
    private struct HeldFixture {
        private let held = DispatchSemaphore(value: 0)
        private let released = DispatchSemaphore(value: 0)
        let fixture: Fixture

        init(limits: Limits = Limits()) throws {
            let (held, released) = (held, released)
            fixture = try Fixture(limits: limits) { request, reply in
                if (try? request.pathSegments()) == ["hold"] {
                    held.signal()
                    released.wait()
                }
                echo(request, reply)
            }
        }

        /// Has the server take in one turn whatever `body` sends.
        ///
        /// - Parameter next: What the client that holds it up sends behind its request.
        func inOneTurn(next: String = "", _ body: () throws -> Void) rethrows -> Client {
            let client = Client(port: fixture.port)
            client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n" + next)
            held.wait()
            defer { released.signal() }
            try body()
            return client
        }
    }

    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    @Test(arguments: [1, 3, 4, 5, 8, 30])
    func `each of many peers gets its own answer`(_ count: Int) throws {
        let held = try HeldFixture()
        let clients = (0..<count).map { _ in Client(port: held.fixture.port) }
        for client in clients { #expect(client.get()?.body == "hello") }
        let holding = held.inOneTurn {
            for (number, client) in clients.enumerated() { client.send(Self.get("/bytes/\(number)")) }
        }
        for (number, client) in clients.enumerated() { #expect(client.answer()?.body.count == number) }
        #expect(holding.answer()?.status == 404)
        held.fixture.stop()
    }

    @Test func `among them answers that are long, last, refused or many reach whom they are for`() throws {
        let held = try HeldFixture()
        let long = Client(port: held.fixture.port, receiveBufferBytes: 4_096)
        let last = Client(port: held.fixture.port)
        let refused = Client(port: held.fixture.port)
        let gone = Client(port: held.fixture.port)
        let many = Client(port: held.fixture.port)
        let half = Client(port: held.fixture.port)
        let plain = (0..<7).map { _ in Client(port: held.fixture.port) }
        let all = plain + [long, last, refused, gone, many, half]
        for client in all { #expect(client.get()?.body == "hello") }
        _ = held.inOneTurn {
            plain[0].send(Self.get("/bytes/10"))
            long.send(Self.get("/bytes/3000000"))
            plain[1].send(Self.get("/bytes/11"))
            last.send("GET /bytes/20 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            plain[2].send(Self.get("/bytes/12"))
            refused.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
            plain[3].send(Self.get("/bytes/13"))
            gone.send(Self.get("/bytes/30"))
            gone.reset()
            plain[4].send(Self.get("/bytes/14"))
            many.send(Self.get("/bytes/40") + Self.get("/bytes/41") + "GET /bytes/42 HT")
            plain[5].send(Self.get("/bytes/15"))
            half.send(Self.get("/bytes/50"))
            half.finish()
            plain[6].send(Self.get("/bytes/16"))
        }
        for (number, client) in plain.enumerated() { #expect(client.answer()?.body.count == 10 + number) }
        #expect(long.answer()?.body.count == 3_000_000)
        #expect(last.answer()?.body.count == 20 && last.readToEnd().isEmpty && last.isClosed)
        #expect(refused.answer()?.status == 400 && refused.readToEnd().isEmpty && refused.isClosed)
        #expect(many.answer()?.body.count == 40 && many.answer()?.body.count == 41)
        many.send("TP/1.1\r\nHost: a\r\n\r\n")
        #expect(many.answer()?.body.count == 42)
        #expect(half.answer()?.body.count == 50 && half.readToEnd().isEmpty && half.isClosed)
        for client in plain + [long, many] { #expect(client.get("/bytes/7")?.body == "xxxxxxx") }
        held.fixture.stop()
    }

    @Test func `an answer is sent before its connection makes room for a new one`() throws {
        var limits = Limits()
        limits.connectionsMax = 3
        let held = try HeldFixture(limits: limits)
        let clients = (0..<2).map { _ in Client(port: held.fixture.port) }
        for client in clients { #expect(client.get()?.status == 200) }
        var new: Client?
        // The one that holds the server up is busy with its next request, and so not the one to close.
        let holding = held.inOneTurn(next: "GET / HT") {
            for client in clients { client.send(Self.get("/bytes/9")) }
            new = Client(port: held.fixture.port)
        }
        for client in clients { #expect(client.answer()?.body.count == 9) }
        #expect(new?.get()?.status == 200)
        #expect(clients[0].readToEnd().isEmpty && clients[0].isClosed)
        #expect(holding.answer()?.status == 404)
        held.fixture.stop()
    }

    @Test func `no answer is held back by a request that is not whole`() throws {
        let held = try HeldFixture()
        let whole = Client(port: held.fixture.port)
        let begun = Client(port: held.fixture.port)
        for client in [whole, begun] { #expect(client.get()?.status == 200) }
        _ = held.inOneTurn {
            whole.send(Self.get("/bytes/5"))
            begun.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        }
        #expect(whole.answer()?.body == "xxxxx")
        begun.send("cd")
        #expect(begun.answer()?.body == "abcd")
        held.fixture.stop()
    }
}
