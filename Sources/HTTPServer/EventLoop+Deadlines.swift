import Glibc
import Synchronization

/// Deadlines, looked at once a tick, and the end of the loop.
extension EventLoop {
    /// Ends what has waited too long.
    func sweep() {
        resumeListener()
        for slot in connections.indices {
            guard let connection = connections[slot], let allowed = allowance(connection.phase) else {
                continue
            }
            if now - connection.phaseBegan >= allowed { expire(connection) }
        }
    }

    private func allowance(_ phase: ConnectionPhase) -> Int64? {
        switch phase {
        case .idle: limits.idleMilliseconds
        case .head: limits.headMilliseconds
        case .body: limits.bodyMilliseconds
        case .writing: limits.writeMilliseconds
        case .lingering: limits.lingerMilliseconds
        case .suspended: nil
        }
    }

    private func expire(_ connection: Connection) {
        control.counters.deadlinesPassed.increment()
        switch connection.phase {
        case .head, .body:
            // RFC 9110 §15.5.9 — the peer may still be there, only slow.
            pump.refuse(.requestTimeout, on: connection)
            resume(connection)
        case .writing:
            Socket.resetOnClose(connection.descriptor)
            close(connection)
        case .idle, .lingering, .suspended:
            close(connection)
        }
    }

    /// Whether the loop has drained, or has run out of the time for it.
    var isFinished: Bool {
        guard pump.isDraining else { return false }
        return open == 0 || clock.monotonicMilliseconds() >= control.drainDeadline.load(ordering: .relaxed)
    }

    /// Ends a connection for which there is no more time; a request that is still on its way is told so.
    func cutOff(_ connection: Connection) {
        if connection.isArriving, connection.takesRequests, connection.unsent.isEmpty {
            pump.refuse(.stopping, on: connection)
            resume(connection)
        }
        close(connection)
    }

    /// Stops accepting and closes what is idle, once.
    func beginDrain() {
        guard !pump.isDraining else { return }
        pump.isDraining = true
        // Whoever is in the queue has been promised a connection by the kernel; closing the socket would
        // reset it.
        acceptAll(max: Int(Socket.backlog))
        Glibc.close(listener)
        listener = -1
        for slot in connections.indices {
            // A request may have arrived that the loop has not been told of yet: `read` closes what has none.
            guard let connection = connections[slot], connection.phase == .idle else { continue }
            read(connection)
        }
    }
}
