package import Model

/// What a command sees of the writer's transaction: the connection, and a list of whom it touches.
///
/// Only the writer makes one, on its own thread, and only for the length of one command's savepoint.
package final class WriteTransaction {
    package let connection: Connection
    /// The programme's time of the command that runs, as its context says: when its events happened.
    package var now = Instant.epoch
    private(set) var touched: [CustomerNumber] = []
    private(set) var touchesRegistry = false
    private(set) var touchesEveryone = false
    /// The entries that it has written so far.
    private(set) var ledger: [LedgerNote] = []

    init(connection: Connection) { self.connection = connection }

    /// Says that a customer's screens may look different after this write. Every write to a customer's rows says so.
    package func touch(_ customer: CustomerNumber) {
        if touched.last != customer { touched.append(customer) }
    }

    /// Says that every customer's screens may look different after this write: a pool of codes ran dry, or was filled.
    package func touchEveryone() { touchesEveryone = true }

    /// Says that an entry was written.
    func note(_ entry: LedgerNote) { ledger.append(entry) }

    /// Takes back what was noted of writes that were rolled back.
    package func forgetEntries(after count: Int) {
        ledger.removeLast(max(0, ledger.count - count))
    }

    /// How many entries it has written so far.
    package var entryCount: Int { ledger.count }

    /// Says that keys, brands or programmes changed.
    package func touchRegistry() { touchesRegistry = true }
}

/// What becomes of a command's writes.
package enum Disposition<Value: Sendable>: Sendable {
    /// They are committed with the batch.
    case keep(Value)
    /// They are rolled back: a dry run.
    case discard(Value)
}
