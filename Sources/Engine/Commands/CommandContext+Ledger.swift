import Model
import Store

extension CommandContext {
    var connection: Connection { transaction.connection }
    var zone: BrandZone { programme.zone }

    /// How far below zero what is taken back may bring a balance (rule 5.5).
    var debtFloor: Coins {
        switch programme.refunds.debt {
        case .allowed(let floor): max(0, min(floor, CoinLimits.perWalletMax))
        case .clamped: 0
        }
    }

    /// The customer of that id, with everything that has fallen due for it written (rule 3.5).
    ///
    /// - Throws: ``Refusal/customerNotFound``
    func settledCustomer(_ id: CustomerID) throws -> Customer {
        let customer = try snapshot.customer(id)
        concerned.insert(customer.number)
        try Settle.run(customer.number, in: self)
        return customer
    }

    /// One wallet of a customer, open for writing.
    func open(_ wallet: Wallet, of customer: CustomerNumber) throws -> OpenWallet {
        try OpenWallet(wallet, of: customer, in: book.number, for: transaction)
    }

    /// The wallet as a receipt shows it, with what fell due through this very command written too.
    func receiptWallet(_ wallet: Wallet, of customer: Customer) throws -> WalletFacts {
        try Settle.run(customer.number, in: self)
        return try snapshot.wallet(wallet, of: customer)
    }

    /// An entry of this command.
    func draft(
        _ kind: EntryKind, reason: String, source: Source, trace: Trace, occurredAt: Instant? = nil,
        note: String? = nil, reverses: Int64? = nil, actor: Actor? = nil
    ) -> EntryDraft {
        EntryDraft(
            kind: kind, reason: reason, source: source, trace: trace.json, actor: actor ?? self.actor,
            programmeVersion: version.number, occurredAt: occurredAt ?? now, recordedAt: now, note: note,
            reverses: reverses)
    }

    /// When coins earned at an instant are released and lapse, by the programme's policy. A pending time that is over
    /// already, as in an import, leaves them available at once.
    func lotTerms(earnedAt: Instant, pendingDays: Int64) -> OpenWallet.LotTerms {
        let pendingUntil = ExpiryRules.pendingUntil(earnedAt, days: pendingDays, zone: zone)
        let expiresAt = ExpiryRules.expiresAt(pendingUntil ?? earnedAt, policy: programme.expiry, zone: zone)
        let isPending = pendingUntil.map { $0 > now } ?? false
        return OpenWallet.LotTerms(
            pendingUntil: isPending ? pendingUntil : nil, expiresAt: expiresAt, earnedAt: earnedAt)
    }

    /// Adds an award to the coins wallet, pending or available as its terms say.
    func award(
        _ coins: Coins, to customer: CustomerNumber, terms: OpenWallet.LotTerms, reason: String,
        source: Source,
        trace: Trace, occurredAt: Instant? = nil, note: String? = nil, actor: Actor? = nil
    ) throws -> Entry {
        var wallet = try open(.coins, of: customer)
        let trace = trace.adding("pending_until", terms.pendingUntil).adding("expires_at", terms.expiresAt)
        let kind: EntryKind = terms.pendingUntil == nil ? .earn : .pendingAward
        return try wallet.credit(
            coins, terms: terms,
            draft(
                kind, reason: reason, source: source, trace: trace, occurredAt: occurredAt, note: note,
                actor: actor))
    }

    /// The same award, or nil, and nothing written, when the wallet has no room for it (``CoinLimits``).
    func awardWithRoom(
        _ coins: Coins, to customer: CustomerNumber, terms: OpenWallet.LotTerms, reason: String,
        source: Source, trace: Trace, occurredAt: Instant? = nil, note: String? = nil, actor: Actor? = nil
    ) throws -> Entry? {
        do {
            return try award(
                coins, to: customer, terms: terms, reason: reason, source: source, trace: trace,
                occurredAt: occurredAt, note: note, actor: actor)
        } catch Refusal.balanceLimit {
            // A wallet refuses before it writes.
            return nil
        }
    }
}
