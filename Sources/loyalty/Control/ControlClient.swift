import Engine
import Glibc

/// The command line's end of the control socket.
struct ControlClient {
    private let socket: UnixSocket

    /// Connects to the server that has a database; nil when none listens.
    init?(database: String) throws(FileError) {
        let path = ControlServer.path(of: database)
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FileError("cannot make a socket: \(describe(errno))") }
        var code: Int32 = 0
        do {
            try unsafe UnixAddress.with(path) { address, size in
                let result = unsafe connect(descriptor, address, size)
                code = result == 0 ? 0 : errno
                return result
            }
        } catch {
            _ = close(descriptor)
            // Nobody listens: no socket, or one that a crash left behind.
            if code == ENOENT || code == ECONNREFUSED { return nil }
            throw error
        }
        socket = UnixSocket(descriptor: descriptor, waitSeconds: ControlMessage.Limits.waitSeconds)
    }

    /// Has the server do an operation, and shows what it says; answers the exit code.
    func run(
        _ operation: Operation, input: FileSource?, to output: some OperationOutput
    ) throws(AdministrationError) -> Int32 {
        do {
            try send(operation, input)
        } catch {
            // A server that has refused says why before it closes.
            guard !(error is AdministrationError) else { throw AdministrationError(error, doing: "") }
        }
        socket.waitsForever()
        while true {
            let message: ControlMessage?
            do {
                message = try socket.receive()
            } catch {
                throw AdministrationError(
                    "the server went away before it had answered; whether it was done is not known")
            }
            switch message {
            case .answer(let line): output.answer(line)
            case .note(let line): output.note(line)
            case .progress(let progress): output.progress(progress)
            case .done(let code): return code
            case .error(let error): throw error
            default: throw AdministrationError("the server answers in words of another version")
            }
        }
    }

    private func send(_ operation: Operation, _ input: FileSource?) throws {
        try socket.send(.request(operation))
        guard let input else { return }
        var offset: Int64 = 0
        while true {
            let bytes = try input.bytes(at: offset, count: ControlMessage.Limits.chunkBytes)
            if bytes.isEmpty { break }
            try socket.send(.chunk(bytes))
            offset += Int64(bytes.count)
        }
        try socket.send(.endOfInput)
    }
}
