package import Model

/// What a command sees of the writer's transaction: the connection, and a list of whom it touches.
///
/// Only the writer makes one, on its own thread, and only for the length of one command's savepoint.
package final class WriteTransaction {
    package let connection: Connection
    /// The programme's time of the command that runs: when its events happened.
    package private(set) var now = Instant.epoch
    /// Whose data the answer to the command that runs may hold, so that erasing them finds it (rule 11.4).
    package var concerned: Set<CustomerNumber> = []
    /// The number under which that answer will be kept; nil where it is not.
    private(set) var answer: Int64?
    /// Those concerned of whom an entry names the answer.
    private(set) var named: Set<CustomerNumber> = []
    /// Whom the commands of the batch have touched so far, the command that runs last.
    package private(set) var touched: [CustomerNumber] = []
    private(set) var touchesRegistry = false
    private(set) var touchesEveryone = false
    /// The entries that it has written so far.
    private(set) var ledger: [LedgerNote] = []

    init(connection: Connection) { self.connection = connection }

    /// Begins with another command.
    package func begin(at now: Instant) {
        self.now = now
        (concerned, answer, named) = ([], nil, [])
    }

    /// Says that the answer to the command that runs will be kept, before it writes anything.
    package func willKeepAnswer() throws { answer = try connection.newestAnswer() + 1 }

    /// The answer that a new entry names; nil where the answer does not tell of the customer, or is not kept.
    func answer(toName customer: CustomerNumber) -> Int64? {
        guard answer != nil, concerned.contains(customer) else { return nil }
        named.insert(customer)
        return answer
    }

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

/// What the writer is told of a write beforehand.
package enum WriteNature: Sendable {
    /// One command, for which somebody waits.
    case single
    /// One command whose writes are rolled back in any case: it gets a savepoint at once.
    case dryRun
    /// Only looks: nothing of it is kept, and it is run also where nothing can be written.
    case look
    /// Very many commands at once, all of which are kept or none: a transaction of its own. Where it is not kept, all those
    /// beside it would have to be run again.
    case whole
    /// Many commands at once: an import's. Transactions of these alone may take longer, because each page that is changed is
    /// written once a transaction.
    case bulk
}
