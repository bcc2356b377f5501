package import Model
package import Store

/// What surrounds one write, whichever command it runs.
package struct WriteRequest: Sendable {
    package var book: Book
    package var actor: Actor
    /// Nil for writes with a natural key.
    package var idempotency: Idempotency?
    /// Runs the command whole and keeps nothing.
    package var isDryRun: Bool

    package init(book: Book, actor: Actor, idempotency: Idempotency? = nil, isDryRun: Bool = false) {
        self.book = book
        self.actor = actor
        self.idempotency = idempotency
        self.isDryRun = isDryRun
    }
}

/// Why a write or a read gave no answer.
package enum EngineError: Error, Sendable {
    case refused(Refusal)
    /// The input broke a rule that only the books could check.
    case invalid(InvalidInput)
    /// The customer's stored wallet disagrees with its entries; reads and writes of that customer stop.
    case quarantined(CustomerNumber)
    /// The store could not do it: full disk, I/O error, shutting down. Nothing was kept.
    case unavailable(StoreError)
}

/// One command's surroundings on the writer's thread: the transaction, the programme and the programme's time.
package final class CommandContext {
    package let snapshot: Snapshot
    package let transaction: WriteTransaction
    package let actor: Actor
    package let isDryRun: Bool
    let secrets: Secrets

    package var book: Book { snapshot.book }
    package var version: ProgrammeVersion { snapshot.version }
    package var programme: Programme { snapshot.version.programme }
    package var now: Instant { snapshot.now }
    /// Real time: what the logs go by.
    package let realNow: Instant
    /// Whose data the answer to this write may hold, so that erasing them finds it (rule 11.4).
    package var concerned: Set<CustomerNumber> {
        get { transaction.concerned }
        set { transaction.concerned = newValue }
    }

    init(
        snapshot: Snapshot, transaction: WriteTransaction, actor: Actor, isDryRun: Bool, secrets: Secrets,
        realNow: Instant
    ) {
        self.realNow = realNow
        self.snapshot = snapshot
        self.transaction = transaction
        self.actor = actor
        self.isDryRun = isDryRun
        self.secrets = secrets
    }
}
