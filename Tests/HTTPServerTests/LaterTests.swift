import Glibc
import HTTPServer
import Synchronization
import Testing

/// Replies that were put off, gathered until the test answers them.
final class Waiting: Sendable {
    private let replies = Mutex<[SuspendedReply]>([])

    func add(_ reply: SuspendedReply) { replies.withLock { $0.append(reply) } }

    var count: Int { replies.withLock { $0.count } }

    func answerAll(_ text: String = "later") {
        let all = replies.withLock { replies in
            defer { replies = [] }
            return replies
        }
        for reply in all { reply.send(Response(status: .ok, body: Array(text.utf8))) }
    }

    /// Puts `/later` off, and echoes the rest.
    func handle(_ request: Request, _ reply: consuming Reply) {
        if request.rawTarget == "/later" { add(reply.suspend()) } else { echo(request, reply) }
    }
}

@Suite struct LaterTests {
    private let later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a suspended reply is sent from another thread, and what was pipelined waits for it`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let client = Client(port: fixture.port)
        client.send(get + later + get + later + get)
        #expect(client.answer()?.body == "hello")
        #expect(fixture.eventually { _ in waiting.count == 1 })
        #expect(fixture.server.counters.requests == 2)
        // More bytes arrive meanwhile, and wait as well.
        client.send(get)
        waiting.answerAll("first")
        #expect(client.answer()?.body == "first")
        #expect(client.answer()?.body == "hello")
        #expect(fixture.eventually { _ in waiting.count == 1 })
        waiting.answerAll("second")
        #expect(["second", "hello", "hello"].allSatisfy { client.answer()?.body == $0 })
        fixture.stop()
    }

    @Test func `many suspended replies are answered by one turn`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let clients = (0..<200).map { _ in Client(port: fixture.port) }
        for client in clients { client.send(later) }
        #expect(fixture.eventually { _ in waiting.count == 200 })
        waiting.answerAll()
        for client in clients { #expect(client.answer()?.body == "later") }
        fixture.stop()
    }

    @Test func `an answer for a connection that has gone away is no error`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let client = Client(port: fixture.port)
        client.send(later)
        #expect(fixture.eventually { _ in waiting.count == 1 })
        client.reset()
        #expect(fixture.eventually { $0.connectionsOpen == 0 })
        // The slot is in use again when the answer comes.
        let next = Client(port: fixture.port)
        #expect(next.get()?.body == "hello")
        waiting.answerAll()
        #expect(next.get()?.body == "hello")
        fixture.stop()
        waiting.answerAll()
    }

    @Test func `a suspended reply to a half-closed peer arrives`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let client = Client(port: fixture.port)
        client.send(later)
        client.finish()
        #expect(fixture.eventually { _ in waiting.count == 1 })
        waiting.answerAll()
        #expect(client.answer()?.body == "later")
        #expect(client.readToEnd().isEmpty && client.isClosed)
        fixture.stop()
    }

    @Test func `a connection without a socket waits for its suspended reply`() throws {
        let waiting = Waiting()
        let handler = ScriptedHandler { request, reply in
            waiting.handle(request, reply)
            waiting.answerAll()
        }
        let connection = try MemoryConnection(handler: handler)
        let bytes = connection.receive(Array((later + get + later).utf8))
        #expect(ReceivedAnswer.all(bytes).map(\.body) == ["later", "hello", "later"])
    }

    @Test(arguments: [true, false])
    func `answering twice or never stops the process`(twice: Bool) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [twice] in
            let handler = ScriptedHandler { _, reply in
                let later = reply.suspend()
                guard twice else { return }
                later.send(Response(status: .ok))
                later.send(Response(status: .ok))
            }
            let connection = try MemoryConnection(handler: handler)
            _ = connection.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(twice ? "was answered twice" : "was dropped without an answer"))
    }
}

@Suite struct DrainTests {
    /// Drains on a thread of its own and lets the body run meanwhile.
    private func whileDraining(_ fixture: Fixture, deadline: Int = 60_000, _ body: () throws -> Void) rethrows
    {
        var thread = pthread_t()
        let server = unsafe Unmanaged.passRetained(fixture.server)
        unsafe pthread_create(
            &thread, nil,
            { server in
                guard let server = unsafe server else { return nil }
                unsafe Unmanaged<HTTPServer>.fromOpaque(server).takeRetainedValue()
                    .drain(deadlineMilliseconds: 60_000)
                return nil
            }, server.toOpaque())
        defer { pthread_join(thread, nil) }
        try body()
    }

    @Test func `a drain finishes what is in flight and closes what is idle`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let idle = Client(port: fixture.port)
        #expect(idle.get()?.status == 200)
        let halfSent = Client(port: fixture.port)
        halfSent.send(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello"
        )
        #expect(halfSent.answer()?.status == 200)
        let suspended = Client(port: fixture.port)
        suspended.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(fixture.eventually { _ in waiting.count == 1 })
        whileDraining(fixture) {
            #expect(idle.readToEnd().isEmpty && idle.isClosed)
            #expect(Client(port: fixture.port).isClosed)
            halfSent.send("world")
            let echoed = halfSent.answer()
            #expect(echoed?.body == "helloworld" && echoed?.fields["connection"] == "close")
            #expect(halfSent.readToEnd().isEmpty && halfSent.isClosed)
            halfSent.reset()
            waiting.answerAll()
            let late = suspended.answer()
            #expect(late?.body == "later" && late?.fields["connection"] == "close")
            suspended.reset()
        }
        #expect(fixture.server.counters.connectionsOpen == 0)
    }

    @Test func `a request that is not whole at a drain's deadline is told that the service stops`() throws {
        let fixture = try Fixture()
        let halfSent = Client(port: fixture.port)
        halfSent.send(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
        #expect(halfSent.answer()?.status == 200)
        fixture.server.drain(deadlineMilliseconds: 0)
        let told = halfSent.answer()
        #expect(told?.status == 503 && told?.fields["connection"] == "close")
        #expect(halfSent.readToEnd().isEmpty && halfSent.isClosed)
    }

    @Test func `a drain cuts off what is not done at its deadline`() throws {
        let waiting = Waiting()
        let fixture = try Fixture { waiting.handle($0, $1) }
        let suspended = Client(port: fixture.port)
        suspended.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(fixture.eventually { _ in waiting.count == 1 })
        fixture.server.drain(deadlineMilliseconds: 0)
        #expect(suspended.readToEnd().isEmpty && suspended.isClosed)
        #expect(fixture.server.counters.connectionsOpen == 0)
        waiting.answerAll()
    }
}
