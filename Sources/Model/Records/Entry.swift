/// One ledger entry: immutable once written (rule 3.1).
package struct Entry: Sendable, Hashable {
    package var id: TransactionID
    package var kind: EntryKind
    /// What crossed the wallet's border, signed; 0 for a move inside it (release, hold).
    package var coins: Coins
    /// The signed change of the available part.
    package var availableChange: Coins
    /// The signed change of the pending part.
    package var pendingChange: Coins
    package var availableAfter: Coins
    package var pendingAfter: Coins
    package var heldAfter: Coins
    /// A stable code: `order_paid`, `trigger`, `coupon_redeemed`, `coupon_cancelled`, `manual`, …
    package var reason: String
    /// What a person wrote, of a manual entry.
    package var note: String?
    package var source: Source
    package var programmeVersion: Int64
    package var actor: String
    /// The sequence of the entry that this one reverses, in the same wallet.
    package var reverses: Int64?
    package var occurredAt: Instant
    package var recordedAt: Instant
    /// The compact trace of the decision, as JSON text.
    package var trace: String

    package init(
        id: TransactionID, kind: EntryKind, coins: Coins, availableChange: Coins, pendingChange: Coins,
        availableAfter: Coins, pendingAfter: Coins, heldAfter: Coins, reason: String, note: String?,
        source:
            Source, programmeVersion: Int64, actor: String, reverses: Int64?, occurredAt: Instant,
        recordedAt:
            Instant, trace: String
    ) {
        self.id = id
        self.kind = kind
        self.coins = coins
        self.availableChange = availableChange
        self.pendingChange = pendingChange
        self.availableAfter = availableAfter
        self.pendingAfter = pendingAfter
        self.heldAfter = heldAfter
        self.reason = reason
        self.note = note
        self.source = source
        self.programmeVersion = programmeVersion
        self.actor = actor
        self.reverses = reverses
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.trace = trace
    }
}

/// The coins of one credit, with what is left of them and when they lapse.
package struct Lot: Sendable, Hashable {
    /// The sequence of the entry that made it.
    package var sequence: Int64
    package var coins: Coins
    /// What is left, held coins included.
    package var remaining: Coins
    /// What of the rest is set aside in holds.
    package var held: Coins
    /// Awarded, not yet released.
    package var isPending: Bool
    package var availableAt: Instant
    /// The first instant at which it has lapsed; ``Instant/never`` for never.
    package var expiresAt: Instant
    /// `expiresAt` before any grace (rule 4.5).
    package var originalExpiresAt: Instant
    package var earnedAt: Instant

    package init(
        sequence: Int64, coins: Coins, remaining: Coins, held: Coins, isPending: Bool, availableAt: Instant,
        expiresAt: Instant, originalExpiresAt: Instant, earnedAt: Instant
    ) {
        self.sequence = sequence
        self.coins = coins
        self.remaining = remaining
        self.held = held
        self.isPending = isPending
        self.availableAt = availableAt
        self.expiresAt = expiresAt
        self.originalExpiresAt = originalExpiresAt
        self.earnedAt = earnedAt
    }
}
