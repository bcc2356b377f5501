import CLinux
import Glibc
import Synchronization

/// An answer on its way to the loop that owns the connection.
struct Delivery: Sendable {
    let connection: ConnectionID
    let response: Response
}

/// What other threads have for a loop: gathered under a lock, and one wake-up for however many there are.
final class Mailbox: Sendable {
    private struct State {
        var deliveries: [Delivery] = []
        var isWoken = false
    }

    /// The eventfd that the loop waits on; it lives as long as anyone may still post.
    let descriptor: Int32
    private let state = Mutex(State())

    init() throws(ServerError) {
        descriptor = eventfd(0, loyaltyEventFlags)
        guard descriptor >= 0 else { throw ServerError(step: "eventfd", errorNumber: errno) }
    }

    deinit { close(descriptor) }

    /// Leaves an answer, and wakes the loop unless somebody has already.
    func post(_ delivery: Delivery) {
        let mustWake = state.withLock { state in
            state.deliveries.append(delivery)
            defer { state.isWoken = true }
            return !state.isWoken
        }
        if mustWake { signal() }
    }

    /// Makes the loop turn once.
    func wake() {
        let mustWake = state.withLock { state in
            defer { state.isWoken = true }
            return !state.isWoken
        }
        if mustWake { signal() }
    }

    /// Takes what has gathered; on the loop's thread.
    func takeAll() -> [Delivery] {
        var count: UInt64 = 0
        unsafe _ = read(descriptor, &count, 8)
        return state.withLock { state in
            state.isWoken = false
            let deliveries = state.deliveries
            state.deliveries = []
            return deliveries
        }
    }

    private func signal() {
        var one: UInt64 = 1
        // The counter cannot overflow in practice, and a full one would wake the loop all the same.
        unsafe _ = write(descriptor, &one, 8)
    }
}
