package import Model
internal import Store

/// Takes a merge apart again (rule 11.6): the other customer gets back what is left and can still be told to be theirs.
///
/// Back go: what is left of the lots that came along (what was spent stays spent); their coupons that are still unused;
/// their orders, with the spend that counts; their referrals; as much of the debt that came along as still stands; the
/// tier before, unless the survivor's has changed since; contact data and a block that came along and are unchanged. What
/// the survivor earned since, from whichever id, stays with the survivor.
package enum UndoMerge {
    /// - Throws: ``Refusal``: `customerNotFound`, `mergeNotFound`, `mergeNotUndoable`, `mergeOpenHolds`.
    package static func run(
        _ number: Int64, of id: CustomerID, in context: CommandContext
    ) throws -> MergeReceipt {
        let survivor = try context.settledCustomer(id)
        let (connection, book) = (context.connection, context.book.number)
        guard var merge = try connection.merge(number, in: book),
            try connection.customer(merge.survivor, in: book)?.number == survivor.number
        else { throw Refusal.mergeNotFound }
        guard merge.survivor == survivor.number, merge.undoneAt == nil,
            let document = MergeDocument(json: merge.document),
            let merged = try connection.storedCustomer(merge.merged, in: book)
        else { throw Refusal.mergeNotUndoable }
        try MergeCustomers.refuseHolds(of: [survivor], in: context)
        context.concerned.insert(merged.number)
        let lapsed = try lapsedMeanwhile(merge, in: context)
        var moved = try moveBack(merge, document, in: context)
        try context.transaction.lead(merged.number, to: nil)
        for alias in document.aliases {
            try context.transaction.lead(CustomerNumber(alias), to: merged.number)
        }
        moved.orders = try moveOrders(merge, lapsed, in: context)
        try restoreTier(of: survivor, document, in: context)
        for customer in [survivor, merged] { try Standings.rise(customer.number, in: context) }
        try context.transaction.uncountTriggers(of: merged.number, with: survivor.number, in: book)
        moved.referrals = try moveReferrals(merge, document, in: context)
        let emptied = try empty(survivor, of: merged, document, in: context)
        merge.undoneAt = context.now
        try context.transaction.put(merge, in: book)
        try context.transaction.record(
            .customerUnmerged, of: merged.number, String(survivor.number.number), in: book)
        if Birthday.isPaid(by: context.programme) { try Birthday.plan(merged, in: context) }
        try Settle.expectNext(of: merged.number, in: context)
        try Settle.expectNext(of: survivor.number, in: context)
        try MergeCustomers.audit(.mergeUndone, merge, moved, in: context)
        try Settle.run(merged.number, in: context)
        return MergeReceipt(
            merge: try context.snapshot.facts(of: merge), moved: moved, survivor: emptied,
            wallet: try context.receiptWallet(.coins, of: emptied))
    }

    /// How much of the awards of the orders that came along has lapsed since.
    private static func lapsedMeanwhile(
        _ merge: StoredMerge, in context: CommandContext
    ) throws -> [String: Coins] {
        let (connection, book) = (context.connection, context.book.number)
        var lapsed: [String: Coins] = [:]
        for part in try connection.mergedOrders(of: merge.number, in: book) {
            guard let id = OrderID(part.order), let order = try connection.order(id, in: book),
                order.customer == merge.survivor, let award = order.awardSequence
            else { continue }
            lapsed[part.order] =
                try connection.awardLots(of: award, order: id, customer: merge.survivor, in: book).lapsed
        }
        return lapsed
    }

    /// Lots, coupons and debt.
    private static func moveBack(
        _ merge: StoredMerge, _ document: MergeDocument, in context: CommandContext
    ) throws -> MergeReceipt.Moved {
        let (connection, book) = (context.connection, context.book.number)
        var move = AccountMove(
            from: merge.survivor, to: merge.merged, merge: merge.number, in: context)
        let coupons = try document.coupons.compactMap {
            try connection.coupon(number: $0.to, of: merge.survivor, in: book)
        }.filter { $0.state == .active || $0.state == .cancelling }
        for wallet in Wallet.allCases {
            let came = try connection.mergedLots(of: merge.number, wallet: wallet, in: book)
            try move.move(
                wallet, only: Set(came.keys), coupons: wallet == .coins ? coupons : [])
            try follow(came, to: move.lots[wallet] ?? [:], wallet, merge, in: context)
        }
        try follow(move.coupons, document, merge, in: context)
        _ = try move.moveDebt(.coins, atMost: document.coinsDebt)
        _ = try move.moveDebt(.credits, atMost: document.creditsDebt)
        for wallet in Wallet.allCases {
            guard let totals = document.totals[wallet], totals.count == 3 else { continue }
            var source = try context.open(wallet, of: merge.survivor)
            let row = source.row
            _ = try source.mark(
                earned: -min(totals[0], max(0, row.lifetimeEarned)),
                spent: -min(totals[1], max(0, row.lifetimeSpent)),
                expired: -min(totals[2], max(0, row.lifetimeExpired)),
                MergeCustomers.draft(merge.number, side: "end", in: context))
        }
        return move.moved
    }

    /// Notes under which numbers lots came back: an award's are found by them, and so are those of an earlier merge.
    private static func follow(
        _ came: [Int64: Int64], to lots: [Int64: Int64], _ wallet: Wallet, _ merge: StoredMerge,
        in context: CommandContext
    ) throws {
        let (connection, transaction, book) = (
            context.connection, context.transaction, context.book.number
        )
        try transaction.forgetLots(of: merge.number, wallet: wallet, in: book)
        for (lot, new) in lots {
            guard let old = came[lot],
                let back = try connection.lot(new, of: merge.merged, wallet: wallet, in: book)
            else { continue }
            try transaction.note(
                merge.number, wallet: wallet, lot: old, became: new, coins: back.coins, in: book)
            try transaction.follow(lot: old, to: new, wallet: wallet, of: merge.merged, in: book)
        }
    }

    /// Tells the merges that had brought coupons to the other one, which went on with it, under which numbers they are
    /// back.
    private static func follow(
        _ coupons: [(from: Int64, to: Int64)], _ document: MergeDocument, _ merge: StoredMerge,
        in context: CommandContext
    ) throws {
        let book = context.book.number
        var back: [Int64: Int64] = [:]
        for (had, got) in document.coupons {
            back[had] = coupons.first { $0.from == got }?.to
        }
        guard !back.isEmpty else { return }
        for var earlier in try context.connection.merges(of: merge.merged, in: book, limit: .max)
        where earlier.undoneAt == nil {
            guard var kept = MergeDocument(json: earlier.document) else { continue }
            kept.coupons = kept.coupons.map { (from: $0.from, to: back[$0.to] ?? $0.to) }
            earlier.document = kept.json
            try context.transaction.put(earlier, in: book)
        }
    }

    /// Orders go back with the awards that they had in their own ledger, and with the spend that counts now.
    private static func moveOrders(
        _ merge: StoredMerge, _ lapsed: [String: Coins], in context: CommandContext
    ) throws -> Int64 {
        let (connection, transaction, book) = (
            context.connection, context.transaction, context.book.number
        )
        var spend: (amount: Int64, orders: Int64) = (0, 0)
        let orders = try connection.mergedOrders(of: merge.number, in: book)
        try transaction.forgetOrders(of: merge.number, in: book)
        for part in orders {
            guard let id = OrderID(part.order), let order = try connection.order(id, in: book),
                order.customer == merge.survivor
            else { continue }
            // An order that was awarded since has its award in the survivor's ledger, and stays there.
            if part.award == nil, order.awardSequence != nil { continue }
            if let lapsed = lapsed[part.order], lapsed > 0 {
                try transaction.note(
                    merge.number, order: part.order, award: part.award, lapsed: lapsed, in: book)
            }
            try transaction.move(order: part.order, to: merge.merged, award: part.award, in: book)
            guard order.countedSpend != 0 else { continue }
            let day = context.zone.localDate(at: order.placedAt)
            try transaction.addSpend(
                -order.countedSpend, orders: -1, of: merge.survivor, on: day, in: book)
            try transaction.addSpend(order.countedSpend, orders: 1, of: merge.merged, on: day, in: book)
            spend.amount += order.countedSpend
            spend.orders += 1
        }
        for (customer, sign) in [(merge.survivor, Int64(-1)), (merge.merged, 1)] where spend.orders > 0 {
            // The other one's first order may have been paid while the merge stood.
            var standing = try Standings.standing(of: customer, at: context.now, in: context)
            standing.lifetimeSpend += sign * spend.amount
            standing.orders += sign * spend.orders
            standing.updatedAt = context.now
            try transaction.put(standing, of: customer, in: book)
        }
        return Int64(orders.count)
    }

    /// The survivor's tier before the merge, unless it has changed since; the other one's was left as it was. A survivor
    /// who had none before begins. Either has what its own orders have reached since.
    private static func restoreTier(
        of survivor: Customer, _ document: MergeDocument, in context: CommandContext
    ) throws {
        let book = context.book.number
        guard document.before != document.after,
            var standing = try context.connection.standing(of: survivor.number, in: book),
            MergeDocument.Place(standing) == document.after
        else { return }
        standing.updatedAt = context.now
        if let before = document.before {
            guard let tier = TierID(before.tier) else { return }
            standing.tier = tier
            standing.since = Instant(milliseconds: before.since)
            standing.validUntil = before.validUntil.map(Instant.init(milliseconds:))
        } else {
            standing.tier = context.programme.tiers?.levels.first?.id ?? Standings.unranked
            standing.since = survivor.createdAt
            standing.validUntil = nil
        }
        try context.transaction.put(standing, of: survivor.number, in: book)
        if let after = document.after.flatMap({ TierID($0.tier) }) {
            try Standings.tell(standing, of: survivor.number, from: after, in: context)
        }
    }

    private static func moveReferrals(
        _ merge: StoredMerge, _ document: MergeDocument, in context: CommandContext
    ) throws -> Int64 {
        let (connection, transaction, book) = (
            context.connection, context.transaction, context.book.number
        )
        var count: Int64 = 0
        for (id, number) in document.friends {
            // By its id: the friend may have been merged, too.
            let referral = try connection.referral(id: id, in: book)
            guard let referral, referral.referrer == merge.survivor else { continue }
            try transaction.move(referral, toReferrer: merge.merged, number: number, in: book)
            if referral.state == .qualified {
                var wallet = try context.open(.coins, of: merge.merged)
                try wallet.falls(dueAt: referral.dueAt)
            }
            count += 1
        }
        guard document.isFriend, let own = try connection.referral(ofFriend: merge.survivor, in: book) else {
            return count
        }
        try transaction.move(own, toFriend: merge.merged, in: book)
        if own.state == .qualified {
            var wallet = try context.open(.coins, of: merge.merged)
            try wallet.falls(dueAt: own.dueAt)
        }
        return count + 1
    }

    /// Contact data that came along and is unchanged goes away again.
    private static func empty(
        _ survivor: Customer, of merged: Customer, _ document: MergeDocument, in context: CommandContext
    ) throws -> Customer {
        var customer = survivor
        let filled = Set(document.filled)
        if filled.contains("name"), survivor.name == merged.name { customer.name = nil }
        if filled.contains("email"), survivor.email == merged.email { customer.email = nil }
        if filled.contains("mobile"), survivor.mobile == merged.mobile { customer.mobile = nil }
        if filled.contains("locale"), survivor.locale == merged.locale { customer.locale = nil }
        if filled.contains("birthday"), survivor.birthday == merged.birthday { customer.birthday = nil }
        if document.isBlockCarried, survivor.blockReason == merged.blockReason {
            customer.isBlocked = false
            customer.blockReason = nil
        }
        customer.updatedAt = max(context.now, survivor.updatedAt)
        try context.transaction.update(
            customer, emailKey: ContactRules.emailKey(customer.email),
            mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        if customer.birthday != survivor.birthday { try Birthday.plan(customer, in: context) }
        return customer
    }
}
