package import Model

/// What a new entry says beyond its numbers.
package struct EntryDraft: Sendable {
    package var kind: EntryKind
    /// A stable code; titles and explanations are made from it.
    package var reason: String
    package var source: Source
    /// The compact trace of the decision, as JSON text.
    package var trace: String
    package var actor: Actor
    package var programmeVersion: Int64
    package var occurredAt: Instant
    package var recordedAt: Instant
    /// What a person wrote.
    package var note: String?
    /// The sequence of the entry that this one reverses.
    package var reverses: Int64?
    /// The act in the audit log that tells of it alone, and has yet to be recorded.
    package var act: Int64?

    package init(
        kind: EntryKind, reason: String, source: Source, trace: String, actor: Actor, programmeVersion: Int64,
        occurredAt: Instant, recordedAt: Instant, note: String? = nil, reverses: Int64? = nil
    ) {
        self.kind = kind
        self.reason = reason
        self.source = source
        self.trace = trace
        self.actor = actor
        self.programmeVersion = programmeVersion
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.note = note
        self.reverses = reverses
    }
}

/// One customer's wallet, open for writing inside a transaction: the only code that writes entries, lots and balances.
///
/// Each movement writes its entry, its lots and the wallet's row together, and checks the parts against their bounds
/// before it does. The last movement of a chain of them leaves the row as the entries imply.
package struct OpenWallet {
    package let customer: CustomerNumber
    package let wallet: Wallet
    package let book: BookNumber
    package internal(set) var row: WalletRow
    /// What the stored row has as the next due instant; nil before there is one.
    private var storedDue: Instant?
    let transaction: WriteTransaction
    var connection: Connection { transaction.connection }

    package init(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber, for transaction: WriteTransaction
    ) throws {
        self.customer = customer
        self.wallet = wallet
        self.book = book
        self.transaction = transaction
        let stored = try transaction.connection.wallet(wallet, of: customer, in: book)
        storedDue = stored?.nextDueAt
        row = stored ?? WalletRow()
    }

    /// Coins that can be spent now; never negative.
    package var spendable: Coins { max(0, row.available) }
    /// What the next credits repay first (rule 3.2).
    package var debt: Coins { max(0, -row.available) }

    /// The change of a wallet's parts that one entry makes.
    struct Movement {
        var available: Coins = 0
        var pending: Coins = 0
        var held: Coins = 0
        var earned: Coins = 0
        var spent: Coins = 0
        var expired: Coins = 0
        /// What crosses the wallet's border.
        var coins: Coins { available + pending + held }
    }

    /// Writes one entry and the wallet's row.
    ///
    /// - Throws: ``Refusal/balanceLimit`` when an amount or a balance would pass ``CoinLimits``.
    mutating func append(_ movement: Movement, _ draft: EntryDraft) throws -> Entry {
        try apply(movement)
        // Time never goes backwards within a customer (rule 3.5), even where the machine's clock does.
        let recordedAt = max(draft.recordedAt, row.updatedAt)
        let entry = Entry(
            id: TransactionID(wallet: wallet, sequence: row.sequence + 1), kind: draft.kind,
            coins: movement.coins,
            availableChange: movement.available, pendingChange: movement.pending,
            availableAfter: row.available,
            pendingAfter: row.pending, heldAfter: row.held, reason: draft.reason, note: draft.note,
            source: draft.source, programmeVersion: draft.programmeVersion, actor: draft.actor.text,
            reverses: draft.reverses, occurredAt: draft.occurredAt, recordedAt: recordedAt,
            trace: draft.trace)
        let salt = draft.note.map { _ in randomBytes(StoreLimits.noteSaltBytes) }
        let noteDigest = draft.note.flatMap { note in salt.map { EntryChain.digest(of: note, salt: $0) } }
        row.chain = EntryChain.value(
            of: entry, noteDigest: noteDigest, customer: customer, book: book, after: row.chain)
        row.sequence = entry.id.sequence
        row.updatedAt = recordedAt
        try insert(entry, salt: salt, noteDigest: noteDigest, act: draft.act)
        try writeRow()
        try transaction.record(.entryRecorded, of: customer, entry.id.description, in: book)
        transaction.touch(customer)
        transaction.note(LedgerNote(wallet: wallet, kind: entry.kind, coins: entry.coins))
        return entry
    }

    /// Adds a movement to the row, within the bounds.
    private mutating func apply(_ movement: Movement) throws {
        let parts = [movement.available, movement.pending, movement.held]
        guard parts.allSatisfy({ $0.magnitude <= CoinLimits.perEntryMax }) else { throw Refusal.balanceLimit }
        // Each part is within perWalletMax and each change within perEntryMax, so no sum can overflow.
        row.available += movement.available
        row.pending += movement.pending
        row.held += movement.held
        row.lifetimeEarned += movement.earned
        row.lifetimeSpent += movement.spent
        row.lifetimeExpired += movement.expired
        let largest = max(abs(row.available), row.pending, row.held, row.lifetimeEarned)
        guard largest <= CoinLimits.perWalletMax else { throw Refusal.balanceLimit }
        invariant(row.pending >= 0 && row.held >= 0, "a wallet's pending and held coins are never negative")
    }

    private func insert(_ entry: Entry, salt: [UInt8]?, noteDigest: Digest?, act: Int64?) throws {
        try connection.run(
            """
            INSERT INTO entries (book, customer, wallet, sequence, kind, coins, available_after, pending_after,
                held_after, available_change, pending_change, reason, note, note_salt, note_digest, source_kind,
                source_reference, programme_version, trace, actor, reverses, occurred_at, recorded_at, chain,
                earned_after, spent_after, expired_after, answer, act)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $24, $25, $26, $27, $28, $29)
            """,
            .book(book), .customer(customer), wallet.column, .integer(entry.id.sequence),
            .text(entry.kind.rawValue),
            .integer(entry.coins), .integer(entry.availableAfter), .integer(entry.pendingAfter),
            .integer(entry.heldAfter), .integer(entry.availableChange), .integer(entry.pendingChange),
            .text(entry.reason), .optional(entry.note), .optional(salt), .optional(noteDigest?.bytes),
            .text(entry.source.kind.rawValue), .text(entry.source.reference),
            .integer(entry.programmeVersion),
            .text(entry.trace), .text(entry.actor), .optional(entry.reverses), .instant(entry.occurredAt),
            .instant(entry.recordedAt), .digest(row.chain), .integer(row.lifetimeEarned),
            .integer(row.lifetimeSpent), .integer(row.lifetimeExpired),
            .optional(transaction.answer(toName: customer)), .optional(act))
    }

    /// Writes the wallet's row; makes it with the first entry.
    mutating func writeRow() throws {
        let changed =
            switch storedDue {
            case nil: try insertRow()
            case row.nextDueAt: try updateRow()
            default: try updateRow() + updateDue() - 1
            }
        invariant(changed == 1, "a wallet is one row")
        storedDue = row.nextDueAt
        connection.remembered(customer)?.set(wallet, row)
    }

    private func insertRow() throws -> Int {
        try connection.run(
            """
            INSERT INTO wallets (book, customer, wallet, available, pending, held, lifetime_earned, lifetime_spent,
                lifetime_expired, sequence, chain, next_due_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            .book(book), .customer(customer), wallet.column, .integer(row.available), .integer(row.pending),
            .integer(row.held), .integer(row.lifetimeEarned), .integer(row.lifetimeSpent),
            .integer(row.lifetimeExpired), .integer(row.sequence), .digest(row.chain),
            .instant(row.nextDueAt), .instant(row.updatedAt))
    }

    /// Writes all but the next due instant: SQLite rewrites the index of a column that is named, changed or not.
    private func updateRow() throws -> Int {
        try connection.run(
            """
            UPDATE wallets SET available = $4, pending = $5, held = $6, lifetime_earned = $7, lifetime_spent = $8,
                lifetime_expired = $9, sequence = $10, chain = $11, updated_at = $12
            WHERE book = $1 AND customer = $2 AND wallet = $3
            """,
            .book(book), .customer(customer), wallet.column, .integer(row.available), .integer(row.pending),
            .integer(row.held), .integer(row.lifetimeEarned), .integer(row.lifetimeSpent),
            .integer(row.lifetimeExpired), .integer(row.sequence), .digest(row.chain),
            .instant(row.updatedAt))
    }

    private func updateDue() throws -> Int {
        try connection.run(
            "UPDATE wallets SET next_due_at = $4 WHERE book = $1 AND customer = $2 AND wallet = $3",
            .book(book), .customer(customer), wallet.column, .instant(row.nextDueAt))
    }

    /// Moves the next due instant forward to `due`, if that is sooner; for what falls due outside the lots (coupons,
    /// referrals).
    package mutating func falls(dueAt due: Instant) throws {
        guard due < row.nextDueAt else { return }
        row.nextDueAt = due
        try writeRow()
        transaction.touch(customer)
    }

    /// Sets the next due instant after a settlement.
    package mutating func setNextDue(_ due: Instant) throws {
        guard due != row.nextDueAt else { return }
        row.nextDueAt = due
        try writeRow()
        transaction.touch(customer)
    }
}
