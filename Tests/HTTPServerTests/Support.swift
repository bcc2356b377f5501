import Glibc
import HTTPServer
import Synchronization

/// A handler made of a closure.
final class ScriptedHandler: RequestHandler {
    private let answer: (Request, consuming Reply) -> Void

    init(_ answer: @escaping (Request, consuming Reply) -> Void) { self.answer = answer }

    func respond(to request: Request, with reply: consuming Reply) { answer(request, reply) }

    func refuse(_ error: RequestError, with reply: consuming Reply) {
        reply.send(Response(status: error.status, body: Array(error.code.utf8)))
    }
}

/// Answers `/` with a greeting, `/echo` with the body, `/bytes/N` with N bytes, and the rest with 404.
func echo(_ request: Request, _ reply: consuming Reply) {
    if request.method == .options { return reply.send(Response(status: .noContent)) }
    let segments = (try? request.pathSegments()) ?? []
    switch (segments.first, segments.count) {
    case ("echo", 1):
        reply.send(Response(status: .ok, body: request.body))
    case ("bytes", 2):
        reply.send(Response(status: .ok, body: Array(repeating: 0x78, count: Int(segments[1]) ?? 0)))
    case ("", 1) where request.method == .get || request.method == .head:
        reply.send(Response(status: .ok, body: Array("hello".utf8)))
    case ("", 1):
        reply.send(Response(status: .methodNotAllowed, fields: [(.allow, "GET, HEAD, OPTIONS")]))
    default:
        reply.send(Response(status: .notFound, body: Array("nothing here".utf8)))
    }
}

/// A clock that moves only when told to.
final class TestClock: Sendable {
    private let milliseconds = Atomic<Int64>(1_000)

    /// 784111777 is the instant of RFC 9110 §5.6.7's example.
    func serverClock(unixSeconds: Int64 = 784_111_777) -> ServerClock {
        ServerClock(
            monotonicMilliseconds: { self.milliseconds.load(ordering: .sequentiallyConsistent) },
            unixSeconds: { unixSeconds })
    }

    func advance(milliseconds more: Int64) { milliseconds.add(more, ordering: .sequentiallyConsistent) }
}

/// A running server of one loop with a clock in hand.
struct Fixture {
    let server: HTTPServer
    let port: Int
    let clock = TestClock()

    init(
        loops: Int = 1, limits: Limits = Limits(),
        _ answer: @escaping @Sendable (Request, consuming Reply) -> Void = echo
    ) throws {
        let configuration = ServerConfiguration(loops: loops, limits: limits, clock: clock.serverClock())
        server = HTTPServer(configuration: configuration) { _ in ScriptedHandler(answer) }
        port = try server.start()
    }

    func advance(milliseconds: Int64) {
        clock.advance(milliseconds: milliseconds)
        server.wake()
    }

    /// Waits until the server has come to a state that no byte tells of; false when it does not.
    func eventually(_ condition: (ServerCounters) -> Bool) -> Bool {
        for _ in 0..<10_000 {
            if condition(server.counters) { return true }
            server.wake()
            poll(nil, 0, 1)
        }
        return false
    }

    func stop() { server.drain(deadlineMilliseconds: 0) }
}

/// A blocking client; a read that takes more than ten seconds gives up.
final class Client {
    let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Whether the last read met the server's end, or a reset.
    private(set) var isClosed = false

    init(port: Int, receiveBufferBytes: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBufferBytes {
            unsafe _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        unsafe inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                isClosed = unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        var none = sockaddr()
        none.sa_family = sa_family_t(AF_UNSPEC)
        unsafe _ = connect(descriptor, &none, socklen_t(MemoryLayout<sockaddr>.size))
    }

    private func fill() -> Bool {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &room, room.count, 0)
        if count <= 0 { isClosed = count == 0 || errno == ECONNRESET }
        guard count > 0 else { return false }
        buffer.append(contentsOf: room[..<count])
        return true
    }

    /// Reads that many bytes; fewer when the connection ends.
    func read(_ count: Int) -> [UInt8] {
        while buffer.count < count, fill() {}
        let taken = Array(buffer.prefix(count))
        buffer.removeFirst(taken.count)
        return taken
    }

    /// Everything up to the server's end.
    func readToEnd() -> String {
        while fill() {}
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// The next answer, parsed; nil when the connection ends before.
    func answer(toHead: Bool = false) -> ReceivedAnswer? {
        while true {
            if let answer = ReceivedAnswer(takingFrom: &buffer, toHead: toHead) { return answer }
            guard fill() else { return nil }
        }
    }

    func get(_ path: String = "/", _ fields: String = "") -> ReceivedAnswer? {
        send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        return answer()
    }
}

/// An answer as a client sees it.
struct ReceivedAnswer: Equatable {
    var status = 0
    var fields: [String: String] = [:]
    var body = ""

    /// Takes one answer from the front of the bytes; nil, taking nothing, when it is not whole.
    init?(takingFrom bytes: inout [UInt8], toHead: Bool = false) {
        guard
            let headEnd = bytes.indices.dropLast(3).first(where: {
                Array(bytes[$0..<$0 + 4]) == [13, 10, 13, 10]
            })
        else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        status = Int(lines[0].split(separator: " ")[1]) ?? 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            fields[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
        }
        let length = toHead ? 0 : Int(fields["content-length"] ?? "0") ?? 0
        guard bytes.count >= headEnd + 4 + length else { return nil }
        body = String(decoding: bytes[(headEnd + 4)..<(headEnd + 4 + length)], as: UTF8.self)
        bytes.removeFirst(headEnd + 4 + length)
    }

    /// All answers in the bytes.
    static func all(_ bytes: [UInt8]) -> [ReceivedAnswer] {
        var rest = bytes
        var answers: [ReceivedAnswer] = []
        while let answer = ReceivedAnswer(takingFrom: &rest) { answers.append(answer) }
        return answers
    }
}

/// Answers of a connection without a socket to the bytes in these pieces.
func answers(
    to pieces: [[UInt8]], limits: Limits = Limits(),
    _ answer: @escaping (Request, consuming Reply) -> Void = echo
) throws -> (answers: [ReceivedAnswer], isClosed: Bool) {
    let connection = try MemoryConnection(
        handler: ScriptedHandler(answer),
        configuration: ServerConfiguration(limits: limits, clock: TestClock().serverClock()))
    var bytes: [UInt8] = []
    for piece in pieces { bytes += connection.receive(piece) }
    return (ReceivedAnswer.all(bytes), connection.isClosed)
}

/// The text as one piece, as single bytes, and as two pieces for every place to split it.
func waysToSend(_ text: [UInt8]) -> [[[UInt8]]] {
    var ways = [[text], text.map { [$0] }]
    for place in text.indices.dropFirst() { ways.append([Array(text[..<place]), Array(text[place...])]) }
    return ways
}
