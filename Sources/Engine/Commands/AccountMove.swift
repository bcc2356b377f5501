import Model
import Store

/// Moves what one customer's wallets hold into another's: lots with their dates, debt, and unused coupons (rule 11.6).
/// Both ledgers say so, entry for entry.
struct AccountMove {
    let from: CustomerNumber
    let to: CustomerNumber
    let merge: Int64
    /// When it moves, where that was before now; nil for now.
    let at: Instant?
    let context: CommandContext
    /// What has moved so far.
    private(set) var moved = MergeReceipt.Moved()
    /// Which lot became which.
    private(set) var lots: [Wallet: [Int64: Int64]] = [:]
    /// The numbers that the coupons had, and those that they have now.
    private(set) var coupons: [(from: Int64, to: Int64)] = []

    init(
        from: CustomerNumber, to: CustomerNumber, merge: Int64, at: Instant? = nil,
        in context: CommandContext
    ) {
        self.from = from
        self.to = to
        self.merge = merge
        self.at = at
        self.context = context
    }

    /// A coupon whose coins are on their way, by the lots that they are in.
    private struct Travelling {
        let coupon: Coupon
        let parts: [(lot: Int64, coins: Coins)]
    }

    /// Moves the lots of a wallet, all of them or those that are named, and the coupons given. What either wallet expects
    /// next is for the caller to find, once all has moved (``Settle/expectNext(of:in:)``).
    mutating func move(_ wallet: Wallet, only allowed: Set<Int64>? = nil, coupons: [Coupon] = []) throws {
        let travelling = try coupons.compactMap { try giveBack($0) }
        var kept: [Int64: Coins] = [:]
        for part in travelling.flatMap(\.parts) { kept[part.lot, default: 0] += part.coins }
        let all = try context.connection.lots(of: from, wallet: wallet, in: context.book.number)
        var before: Coins = 0
        for lot in all where lot.remaining > 0 && allowed?.contains(lot.sequence) ?? true {
            try move(lot, of: wallet, keeping: kept[lot.sequence] ?? 0, and: before)
            before += kept[lot.sequence] ?? 0
        }
        for each in travelling { try payAnew(each) }
    }

    private mutating func move(
        _ lot: Lot, of wallet: Wallet, keeping kept: Coins, and before: Coins
    ) throws {
        var source = try context.open(wallet, of: from)
        _ = try source.handOver(lot, draft("out", lot.remaining, lot: lot))
        var target = try context.open(wallet, of: to)
        let entry = try target.takeOver(
            lot, keeping: kept, and: before, draft("in", lot.remaining, lot: lot))
        lots[wallet, default: [:]][lot.sequence] = entry.id.sequence
        switch wallet {
        case .coins: moved.coins += lot.remaining - kept
        case .credits: moved.credits += lot.remaining
        }
    }

    /// Moves debt, all of it or up to a limit.
    mutating func moveDebt(_ wallet: Wallet, atMost limit: Coins = .max) throws -> Coins {
        var source = try context.open(wallet, of: from)
        let debt = min(source.debt, limit)
        guard debt > 0 else { return 0 }
        _ = try source.handOverDebt(debt, draft("out", debt))
        var target = try context.open(wallet, of: to)
        _ = try target.takeOverDebt(debt, draft("in", debt))
        if wallet == .coins { moved.debt += debt }
        return debt
    }

    // Coupons

    /// Gives an unused coupon's coins back to their lots; nil where they would vanish in a debt, and the coupon stays
    /// with the ledger that paid for it.
    private func giveBack(_ coupon: Coupon) throws -> Travelling? {
        var wallet = try context.open(.coins, of: from)
        guard wallet.debt == 0 else { return nil }
        let book = context.book.number
        let parts = try context.connection.spentLots(
            by: coupon.number, of: from, wallet: .coins, in: book)
        let zone = context.zone
        let renewed = try Activities.renewal(of: from, .coins, in: context)
        let returned = try wallet.giveBack(
            spentBy: coupon.number, renewed: renewed, grace: { ExpiryRules.graceEnds($0, zone: zone) },
            context.draft(
                .returned, reason: "customers_merged", source: Source(.coupon, coupon.rewardID.text),
                trace: trace("out", coupon.coins), reverses: coupon.number))
        try context.transaction.retire(
            coupon, as: "~\(merge)-\(from.number)-\(coupon.number)", returned: returned.entry.id.sequence,
            at: context.now, in: book)
        return Travelling(coupon: coupon, parts: parts)
    }

    private mutating func payAnew(_ travelling: Travelling) throws {
        let parts = try travelling.parts.map { part in
            guard let lot = lots[.coins]?[part.lot] else {
                throw Quarantined(customer: from, reason: "lot \(part.lot) of a coupon did not move")
            }
            return (lot: lot, coins: part.coins)
        }
        var wallet = try context.open(.coins, of: to)
        let entry = try wallet.spend(
            from: parts,
            context.draft(
                .spend, reason: "customers_merged", source: Source(.coupon, travelling.coupon.rewardID.text),
                trace: trace("in", travelling.coupon.coins)))
        var coupon = travelling.coupon
        coupon.customer = to
        coupon.number = entry.id.sequence
        try context.transaction.insert(coupon, hasMoved: true, in: context.book.number)
        try wallet.falls(dueAt: coupon.expiresAt)
        coupons.append((from: travelling.coupon.number, to: coupon.number))
        moved.coupons += 1
    }

    private func draft(_ side: String, _ coins: Coins, lot: Lot? = nil) -> EntryDraft {
        context.draft(
            .merge, reason: "customers_merged", source: Source(.merge, "merge-\(merge)"),
            trace: trace(side, coins).adding("lot", lot?.sequence).adding("expires_at", lot?.expiresAt),
            occurredAt: at)
    }

    private func trace(_ side: String, _ coins: Coins) -> Trace {
        Trace(.merge).adding("merge", merge).adding("side", side).adding("coins", coins)
    }
}
