import Glibc
import HTTPServer
import Synchronization
import Testing

@Suite struct SocketTests {
    @Test func `pipelined requests are answered in order`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        let count = 900
        client.send((0..<count).map { "GET /bytes/\($0 % 50) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for number in 0..<count {
            let answer = try #require(client.answer())
            #expect(answer.body.utf8.count == number % 50)
        }
        #expect(fixture.server.counters.requests == count)
        fixture.stop()
    }

    @Test func `a request that arrives byte by byte is answered`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello".unicodeScalars {
            client.send(String(byte))
        }
        #expect(client.answer()?.body == "hello")
        fixture.stop()
    }

    @Test func `a peer that is half-closed still gets all its answers`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        client.send(String(repeating: "GET /bytes/100000 HTTP/1.1\r\nHost: a\r\n\r\n", count: 20))
        client.finish()
        for _ in 0..<20 { #expect(client.answer()?.body.utf8.count == 100_000) }
        #expect(client.readToEnd().isEmpty && client.isClosed)
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        fixture.stop()
    }

    @Test func `an incomplete request at the peer's end is not answered`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
        client.finish()
        #expect(client.readToEnd().isEmpty && client.isClosed)
        #expect(fixture.server.counters.requests == 0)
        fixture.stop()
    }

    @Test func `a slow reader gets a large answer whole, and others are served meanwhile`() throws {
        let fixture = try Fixture()
        let slow = Client(port: fixture.port, receiveBufferBytes: 4_096)
        slow.send("GET /bytes/20000000 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(slow.read(1).count == 1)
        #expect(Client(port: fixture.port).get()?.body == "hello")
        let rest = slow.read(20_000_000)
        #expect(rest.count == 20_000_000)
        #expect(slow.readToEndOfAnswers().hasSuffix("hello"))
        fixture.stop()
    }

    @Test func `a peer that resets in the middle of an answer harms nobody`() throws {
        let fixture = try Fixture()
        for _ in 0..<20 {
            let client = Client(port: fixture.port, receiveBufferBytes: 4_096)
            client.send("GET /bytes/5000000 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.read(1).count == 1)
            client.reset()
        }
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        #expect(Client(port: fixture.port).get()?.status == 200)
        fixture.stop()
    }

    @Test func `a refusal reaches a peer that is still sending`() throws {
        let fixture = try Fixture()
        let client = Client(port: fixture.port)
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n")
        client.send(String(repeating: "x", count: 100_000))
        let answer = try #require(client.answer())
        #expect(answer.status == 413 && answer.fields["connection"] == "close")
        #expect(client.readToEnd().isEmpty && client.isClosed)
        #expect(fixture.server.counters.protocolErrors == 1)
        fixture.stop()
    }

    /// AddressSanitizer surrounds each piece of memory with more of its own.
    private static let isPadded = unsafe dlsym(nil, "__asan_init") != nil

    @Test(.disabled(if: isPadded))
    func `thousands of connections are served, and cost little when idle`() async {
        // In a process of its own, whose memory nobody else uses.
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let fixture = try Fixture()
            for _ in 0..<50 { guard Client(port: fixture.port).get()?.status == 200 else { exit(2) } }
            var limit = rlimit()
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            // Half the descriptors for the clients, half for the server.
            let count = min(4_000, (Int(limit.rlim_cur) - 50) / 2)
            guard fixture.eventually({ $0.connectionsOpen == 0 }) else { exit(3) }
            let before = residentBytes()
            let clients = (0..<count).map { _ in Client(port: fixture.port) }
            for _ in 0..<2 {
                for client in clients { guard client.get()?.status == 200 else { exit(4) } }
            }
            // The clients' own objects are counted, too.
            let perConnection = (residentBytes() - before) / count
            print("\(count) connections, \(perConnection) bytes each")
            fflush(nil)
            guard fixture.server.counters.connectionsOpen == count else { exit(5) }
            exit(perConnection <= 2_048 ? 0 : 6)
        }
        let message = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        #expect(message.contains("bytes each"), "\(message)")
    }

    @Test func `the oldest idle connection makes room for a new one`() throws {
        var limits = Limits()
        limits.connectionsMax = 3
        let fixture = try Fixture(limits: limits)
        let clients = (0..<3).map { _ in Client(port: fixture.port) }
        for client in clients { #expect(client.get()?.status == 200) }
        // The first is no longer the one that has been idle the longest.
        #expect(clients[0].get()?.status == 200)
        #expect(Client(port: fixture.port).get()?.status == 200)
        #expect(clients[1].readToEnd().isEmpty && clients[1].isClosed)
        #expect(clients[0].get()?.status == 200)
        #expect(fixture.server.counters.connectionsShed == 1)
        fixture.stop()
    }

    @Test func `a new connection is not taken when all are busy`() throws {
        var limits = Limits()
        limits.connectionsMax = 1
        let fixture = try Fixture(limits: limits)
        let busy = Client(port: fixture.port)
        busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
        #expect(busy.answer()?.status == 200)
        #expect(Client(port: fixture.port).get() == nil)
        busy.send("TP/1.1\r\nHost: a\r\n\r\n")
        #expect(busy.answer()?.status == 200)
        fixture.stop()
    }

    @Test func `running out of descriptors neither stops the server nor makes it spin`() async {
        await #expect(processExitsWith: .success) {
            let fixture = try Fixture()
            let busy = Client(port: fixture.port)
            busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
            guard busy.answer()?.status == 200 else { exit(2) }
            let late = Client(port: fixture.port)
            guard late.get()?.status == 200 else { exit(3) }
            var limit = rlimit(rlim_cur: 200, rlim_max: 200)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            var last: Int32 = -1
            while case let next = dup(0), next >= 0 { last = next }
            close(last)
            // One descriptor is left, and the client takes it: the server gives up the idle connection for
            // it.
            let next = Client(port: fixture.port)
            guard next.get()?.status == 200, late.readToEnd().isEmpty, late.isClosed else { exit(4) }
            busy.send("TP/1.1\r\nHost: a\r\n\r\n")
            guard busy.answer()?.status == 200 else { exit(5) }
            fixture.stop()
            exit(0)
        }
    }

    @Test func `several loops share a port and count together`() throws {
        let fixture = try Fixture(loops: 3)
        let clients = (0..<60).map { _ in Client(port: fixture.port) }
        for client in clients { #expect(client.get()?.status == 200) }
        #expect(fixture.server.counters.requests == 60 && fixture.server.counters.connectionsOpen == 60)
        fixture.stop()
    }

    @Test(arguments: [1, 2])
    func `a port that is taken is an error that says so`(loops: Int) throws {
        let fixture = try Fixture(loops: loops)
        let second = HTTPServer(configuration: ServerConfiguration(port: fixture.port, loops: loops)) { _ in
            ScriptedHandler(echo)
        }
        let error = #expect(throws: ServerError.self) { try second.start() }
        #expect(error?.errorNumber == EADDRINUSE && error?.step == "bind 127.0.0.1:\(fixture.port)")
        fixture.stop()
    }

    @Test(arguments: [("localhost", 0, 1, "host"), ("127.0.0.1", 70_000, 1, "port"), ("::1", 0, 0, "loops")])
    func `a configuration that cannot be met is an error that names the part`(
        host: String, port: Int, loops: Int, step: String
    ) {
        let server = HTTPServer(configuration: ServerConfiguration(host: host, port: port, loops: loops)) {
            _ in
            ScriptedHandler(echo)
        }
        #expect(throws: ServerError.self) { try server.start() }
        let error = #expect(throws: ServerError.self) { try server.start() }
        #expect(error?.step == step)
    }

    @Test func `a handler is told the peer's address`() throws {
        let fixture = try Fixture { request, reply in
            reply.send(Response(status: .ok, body: Array(request.peerAddress.utf8)))
        }
        #expect(Client(port: fixture.port).get()?.body == "127.0.0.1")
        fixture.stop()
    }

    @Test func `a handler is told the end of the turn in which it was called`() throws {
        let server = HTTPServer(configuration: ServerConfiguration()) { _ in TurnHandler() }
        let client = Client(port: try server.start())
        client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 3))
        for _ in 0..<3 { #expect(client.answer()?.status == 202) }
        server.drain(deadlineMilliseconds: 0)
    }
}

/// Gathers what it is asked, and answers when the turn ends.
private final class TurnHandler: RequestHandler {
    private var gathered: [SuspendedReply] = []

    func respond(to request: Request, with reply: consuming Reply) { gathered.append(reply.suspend()) }

    func refuse(_ error: RequestError, with reply: consuming Reply) {
        reply.send(Response(status: error.status))
    }

    func turnEnded(handled count: Int) {
        for reply in gathered { reply.send(Response(status: .accepted)) }
        gathered = []
    }
}

/// Bytes of this process that are in memory.
private func residentBytes() -> Int {
    let file = unsafe open("/proc/self/statm", O_RDONLY)
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = unsafe read(file, &text, text.count)
    let words = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}

extension Client {
    /// What is left of two answers whose first has been read in part.
    func readToEndOfAnswers() -> String {
        finish()
        return readToEnd()
    }
}
