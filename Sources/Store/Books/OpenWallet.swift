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
    let transaction: WriteTransaction
    var connection: Connection { transaction.connection }

    package init(
        _ wallet: Wallet, of customer: CustomerNumber, in book: BookNumber, for transaction: WriteTransaction
    ) throws {
        self.customer = customer
        self.wallet = wallet
        self.book = book
        self.transaction = transaction
        row = try transaction.connection.wallet(wallet, of: customer, in: book) ?? WalletRow()
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
        try insert(entry, salt: salt, noteDigest: noteDigest)
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

    private func insert(_ entry: Entry, salt: [UInt8]?, noteDigest: Digest?) throws {
        try connection.run(
            """
            INSERT INTO entries (book, customer, wallet, sequence, kind, coins, available_after, pending_after,
                held_after, available_change, pending_change, reason, note, note_salt, note_digest, source_kind,
                source_reference, programme_version, trace, actor, reverses, occurred_at, recorded_at, chain,
                earned_after, spent_after, expired_after)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $24, $25, $26, $27)
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
            .integer(row.lifetimeSpent), .integer(row.lifetimeExpired))
    }

    /// Writes the wallet's row; makes it with the first entry.
    func writeRow() throws {
        let changed = try connection.run(
            """
            INSERT INTO wallets (book, customer, wallet, available, pending, held, lifetime_earned, lifetime_spent,
                lifetime_expired, sequence, chain, next_due_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (book, customer, wallet) DO UPDATE SET available = excluded.available,
                pending = excluded.pending, held = excluded.held, lifetime_earned = excluded.lifetime_earned,
                lifetime_spent = excluded.lifetime_spent, lifetime_expired = excluded.lifetime_expired,
                sequence = excluded.sequence, chain = excluded.chain, next_due_at = excluded.next_due_at,
                updated_at = excluded.updated_at
            """,
            .book(book), .customer(customer), wallet.column, .integer(row.available), .integer(row.pending),
            .integer(row.held), .integer(row.lifetimeEarned), .integer(row.lifetimeSpent),
            .integer(row.lifetimeExpired), .integer(row.sequence), .digest(row.chain),
            .instant(row.nextDueAt),
            .instant(row.updatedAt))
        invariant(changed == 1, "a wallet is one row")
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
