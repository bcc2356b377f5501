import API
import Engine
import Glibc
import Store
import Synchronization

/// The socket beside the database over which the command line reaches the server that owns it (mode 600).
///
/// One thread accepts, and each client has one: an operation may take long and waits for the writer, and none
/// of that is any event loop's business. A client that dies takes its own operation's answer with it and
/// nothing else.
final class ControlServer: Sendable {
    private struct State {
        var clients: [Int: UnixSocket] = [:]
        var nextClient = 0
        var isStopped = false
    }

    private let path: String
    private let directory: String
    private let engine: Engine
    private let log: Log
    private let listener: Int32
    private let state = Mutex(State())

    /// Where the socket of a database lies.
    static func path(of database: String) -> String { database + ".sock" }

    /// Listens; a socket that a crash left behind is replaced, since whoever has the database's lock is
    /// alone.
    init(database: String, engine: Engine, log: Log) throws(FileError) {
        let path = Self.path(of: database)
        self.path = path
        directory =
            database.contains("/")
            ? String(database[..<(database.lastIndex(of: "/") ?? database.startIndex)]) : "."
        self.engine = engine
        self.log = log
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw FileError("cannot make a socket: \(describe(errno))") }
        listener = socket
        Files.remove([path])
        // The mode is there from the first moment on: nobody else gets in between bind and chmod.
        let mask = umask(0o177)
        defer { _ = umask(mask) }
        try unsafe UnixAddress.with(path) { address, size in unsafe bind(socket, address, size) }
        guard listen(socket, Int32(ControlMessage.Limits.clientsMax)) == 0 else {
            throw FileError("cannot listen on \(path): \(describe(errno))")
        }
    }

    /// Starts accepting.
    func start() {
        Thread.start { [self] in
            while let socket = accept() { serve(socket) }
        }
    }

    /// Stops accepting, cuts the clients off and removes the socket.
    func stop() {
        let clients = state.withLock { state in
            state.isStopped = true
            return Array(state.clients.values)
        }
        _ = shutdown(listener, Int32(SHUT_RDWR))
        for client in clients { client.shutDown() }
        Files.remove([path])
    }

    private func accept() -> UnixSocket? {
        while true {
            let descriptor = acceptOne(listener)
            if descriptor >= 0 {
                return UnixSocket(descriptor: descriptor, waitSeconds: ControlMessage.Limits.waitSeconds)
            }
            let code = errno
            if state.withLock({ $0.isStopped }) { return nil }
            // Out of descriptors for a moment, or a client that has gone already.
            log.write(.warning, "control socket", [("error", describe(code))])
            WriteWindow.pause(milliseconds: 100)
        }
    }

    private func acceptOne(_ listener: Int32) -> Int32 {
        let descriptor = Glibc.accept(listener, nil, nil)
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return descriptor
    }

    /// Gives a client its thread, or turns it away.
    private func serve(_ socket: UnixSocket) {
        guard socket.isPeerTrusted else {
            log.write(.warning, "control socket", [("refused", "another user's process")])
            return
        }
        let number = state.withLock { state -> Int? in
            guard !state.isStopped, state.clients.count < ControlMessage.Limits.clientsMax else { return nil }
            state.nextClient += 1
            state.clients[state.nextClient] = socket
            return state.nextClient
        }
        guard let number else {
            try? socket.send(.error(AdministrationError("the server has too many clients; try again")))
            return
        }
        Thread.start { [self] in
            run(socket)
            state.withLock { $0.clients[number] = nil }
        }
    }

    /// One client's operation from its request to its end.
    private func run(_ socket: UnixSocket) {
        do {
            guard case .request(let operation)? = try socket.receive() else {
                return try socket.send(.error(AdministrationError("the server does not know this operation")))
            }
            log.write(.info, "control", [("operation", operation.name.rawValue)])
            do {
                let input = operation.takesInput ? try receiveInput(from: socket) : nil
                let code = try operation.run(input: input, on: engine, to: SocketOutput(socket))
                try socket.send(.done(code))
            } catch let error as AdministrationError {
                try socket.send(.error(error))
            } catch let error as FileError {
                try socket.send(.error(AdministrationError(error.description)))
            }
        } catch {
            log.write(.debug, "control client went away")
        }
    }

    /// Copies the input to a file without a name, where it can be read twice.
    private func receiveInput(from socket: UnixSocket) throws -> FileSource {
        let copy = try FileSource.temporary(in: directory.isEmpty ? "/" : directory)
        let source = { () throws(FileError) in try FileSource(descriptor: copy, name: "the input") }
        var count: Int64 = 0
        do {
            while true {
                switch try socket.receive() {
                case .chunk(let bytes):
                    count += Int64(bytes.count)
                    guard count <= ControlMessage.Limits.inputBytesMax else {
                        throw AdministrationError("the input is larger than the server takes")
                    }
                    try Files.write(bytes, to: copy, "the copy of the input")
                case .endOfInput: return try source()
                default: throw AdministrationError("the input broke off")
                }
            }
        } catch {
            _ = close(copy)
            throw error
        }
    }
}

/// An operation's output, sent to its client. What cannot be sent is dropped: the operation goes on to its
/// end.
private final class SocketOutput: OperationOutput {
    private static let intervalMilliseconds: Int64 = 100
    private let socket: UnixSocket
    private let clock = ContinuousClock()
    private var progressAt: ContinuousClock.Instant?

    init(_ socket: UnixSocket) { self.socket = socket }

    func answer(_ line: String) { try? socket.send(.answer(line)) }
    func note(_ line: String) { try? socket.send(.note(line)) }

    func progress(_ progress: AdministrationProgress) {
        let now = clock.now
        if let progressAt, now - progressAt < .milliseconds(Self.intervalMilliseconds),
            progress.done != progress.total
        {
            return
        }
        progressAt = now
        try? socket.send(.progress(progress))
    }
}
