import Synchronization

/// What the server and a loop share: the way to reach it, what it counts, and when it has to end.
final class LoopControl: Sendable {
    let mailbox: Mailbox
    let counters = LoopCounters()
    /// When to cut off what is still open, in milliseconds of the monotonic clock; `notDraining` until then.
    let drainDeadline = Atomic(LoopControl.notDraining)

    static let notDraining = Int64.max

    init() throws(ServerError) {
        mailbox = try Mailbox()
    }

    /// Asks the loop to finish.
    func drain(until deadline: Int64) {
        drainDeadline.store(min(deadline, Self.notDraining - 1), ordering: .releasing)
        mailbox.wake()
    }
}

/// What all loops share: how many connections are open, and how many bytes they keep.
final class SharedLoad: Sendable {
    let connectionsOpen = Atomic(0)
    let keptBytes = Atomic(0)
}
