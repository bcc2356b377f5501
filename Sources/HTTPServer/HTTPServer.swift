// HTTPServer: sockets and bytes. An HTTP/1.1 server on epoll for one service behind one reverse proxy: a loop
// per core, each with its own thread, listening socket, connections and buffers; strict parsing (RFC 9110,
// RFC 9112); a limit and a deadline on everything. TLS, HTTP/2 and compression are the proxy's. It knows no
// loyalty: requests go to a `RequestHandler`, which answers through a `Reply`.

import CLinux
import Glibc
import Synchronization

/// The server: its loops, from `start` to `drain`.
package final class HTTPServer: Sendable {
    /// What the server was made with.
    package let configuration: ServerConfiguration
    private let makeHandler: @Sendable (Int) -> any RequestHandler
    private let shared = SharedLoad()
    private let running = Mutex(Running())

    private struct Running {
        var loops: [LoopControl] = []
        var threads: [pthread_t] = []
    }

    /// A server that does not listen yet.
    ///
    /// - Parameter makeHandler: Called once per loop, on the loop's own thread, with the loop's number from
    ///   0.
    package init(
        configuration: ServerConfiguration, makeHandler: @escaping @Sendable (Int) -> any RequestHandler
    ) {
        self.configuration = configuration
        self.makeHandler = makeHandler
    }

    /// Binds, starts the loops, and returns the bound port once every loop listens; once per server.
    package func start() throws(ServerError) -> Int {
        guard configuration.loops >= 1 else {
            throw ServerError(step: "loops", reason: "there must be at least 1")
        }
        return try running.withLock { (running) throws(ServerError) -> Int in
            guard running.loops.isEmpty else { throw ServerError(step: "start", reason: "started before") }
            let listeners = try listen()
            for (number, listener) in listeners.enumerated() {
                let control = try LoopControl()
                let epoll = epoll_create1(loyaltyEpollFlags)
                guard epoll >= 0 else { throw ServerError(step: "epoll_create1", errorNumber: errno) }
                let start = LoopStart(
                    number: number, listener: listener, epoll: epoll, control: control, shared: shared,
                    configuration: configuration, makeHandler: makeHandler)
                running.loops.append(control)
                running.threads.append(try start.startThread())
            }
            return Socket.boundPort(listeners[0])
        }
    }

    /// One listening socket per loop, all on one port.
    private func listen() throws(ServerError) -> [Int32] {
        let isShared = configuration.loops > 1
        if isShared, configuration.port != 0 {
            // SO_REUSEPORT would let a second server slip onto the port unnoticed: without it, bind(2) tells.
            close(try Socket.listen(host: configuration.host, port: configuration.port, isShared: false))
        }
        var listeners = [
            try Socket.listen(host: configuration.host, port: configuration.port, isShared: isShared)
        ]
        let port = Socket.boundPort(listeners[0])
        while listeners.count < configuration.loops {
            listeners.append(try Socket.listen(host: configuration.host, port: port, isShared: true))
        }
        return listeners
    }

    /// Stops accepting, finishes what is in flight, then stops the loops; returns when they have ended.
    ///
    /// In flight are half-sent requests, unsent answers and suspended replies. Idle connections close at
    /// once, and answers carry `Connection: close`. What is not done at the deadline is cut off.
    package func drain(deadlineMilliseconds: Int) {
        let deadline = configuration.clock.monotonicMilliseconds()
            .addingReportingOverflow(Int64(deadlineMilliseconds)).partialValue
        let (loops, threads) = running.withLock { running in
            defer { running.threads = [] }
            return (running.loops, running.threads)
        }
        for loop in loops { loop.drain(until: deadline) }
        for thread in threads { _ = pthread_join(thread, nil) }
    }

    /// Makes every loop turn once: deadlines are looked at under the clock as it is now, which tests need
    /// after they have moved theirs.
    package func wake() {
        for loop in running.withLock({ $0.loops }) { loop.mailbox.wake() }
    }

    /// What the loops have counted so far, added up.
    package var counters: ServerCounters {
        var total = ServerCounters()
        total.connectionsOpen = shared.connectionsOpen.load(ordering: .relaxed)
        for counters in running.withLock({ $0.loops.map(\.counters) }) {
            total.connectionsAccepted += counters.accepted.value
            total.requests += counters.requests.value
            total.protocolErrors += counters.protocolErrors.value
            total.deadlinesPassed += counters.deadlinesPassed.value
            total.connectionsShed += counters.shed.value
        }
        return total
    }
}

/// What a loop's thread begins with.
private final class LoopStart: Sendable {
    let number: Int
    let listener: Int32
    let epoll: Int32
    let control: LoopControl
    let shared: SharedLoad
    let configuration: ServerConfiguration
    let makeHandler: @Sendable (Int) -> any RequestHandler

    init(
        number: Int, listener: Int32, epoll: Int32, control: LoopControl, shared: SharedLoad,
        configuration: ServerConfiguration, makeHandler: @escaping @Sendable (Int) -> any RequestHandler
    ) {
        self.number = number
        self.listener = listener
        self.epoll = epoll
        self.control = control
        self.shared = shared
        self.configuration = configuration
        self.makeHandler = makeHandler
    }

    /// Starts the thread with all signals blocked: they are for the threads that the program has for them.
    func startThread() throws(ServerError) -> pthread_t {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        // A fault belongs to the thread that has it.
        for fault in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { unsafe sigdelset(&all, fault) }
        unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(self)
        let result = unsafe pthread_create(
            &thread, nil,
            { start in
                guard let start = unsafe start else { return nil }
                unsafe Unmanaged<LoopStart>.fromOpaque(start).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard result == 0 else {
            unsafe retained.release()
            throw ServerError(step: "pthread_create", errorNumber: result)
        }
        return thread
    }

    /// How long a loop means to work at a stretch: about as long as one request takes. Without it a request that comes
    /// while another thread works on the same processor waits for the end of that one's turn, which is milliseconds.
    private static let turnNanoseconds: UInt64 = 100_000

    private func run() {
        loyalty_take_turns_of(Self.turnNanoseconds)
        let loop = EventLoop(
            listener: listener, epoll: epoll, control: control, shared: shared, configuration: configuration,
            handler: makeHandler(number))
        loop.run()
    }
}
