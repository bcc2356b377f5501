package import Model
internal import Store

/// Two customers who are one person become one (rule 11.6): the survivor goes on, and the other's id leads to it.
///
/// Moved are what is left of lots, with their dates; debt; unused coupons, under their codes; orders; the better tier and
/// the spend that counts; rewarded actions; referrals; contact data that the survivor lacks. The other one's ledger
/// stays as it is, and whatever still comes into it later (coins of an order that is refunded) goes on to the survivor.
package enum MergeCustomers {
    /// - Throws: ``Refusal``: `customerNotFound`, `mergeSameCustomer`, `mergeOpenHolds`, `balanceLimit`.
    package static func run(
        _ mergedID: CustomerID, into survivorID: CustomerID, in context: CommandContext
    ) throws -> MergeReceipt {
        var survivor = try context.settledCustomer(survivorID)
        let merged = try context.settledCustomer(mergedID)
        guard survivor.number != merged.number else { throw Refusal.mergeSameCustomer }
        try refuseHolds(of: [survivor, merged], in: context)
        let book = context.book.number
        let number = try context.transaction.nextMergeNumber(in: book)
        var document = MergeDocument()
        // The coins first: a coupon's lots must be there before what follows from the orders is looked at.
        var move = AccountMove(from: merged.number, to: survivor.number, merge: number, in: context)
        let active = try context.connection.coupons(of: merged.number, in: book).filter {
            $0.state == .active || $0.state == .cancelling
        }
        let anchor = try mark(merged, survivor, number, coupons: active, &document, in: context)
        try move.move(.coins, coupons: active)
        try move.move(.credits)
        document.coinsDebt = try move.moveDebt(.coins)
        document.creditsDebt = try move.moveDebt(.credits)
        document.coupons = move.coupons
        try record(move, in: context)
        var moved = move.moved
        moved.orders = try moveOrders(
            merged, survivor, number, lots: move.lots[.coins] ?? [:], anchor: anchor, in: context)
        try moveStanding(merged, survivor, &document, in: context)
        try context.transaction.countTriggers(of: merged.number, with: survivor.number, in: book)
        moved.referrals = try moveReferrals(merged, survivor, &document, in: context)
        try lead(merged, to: survivor, &document, in: context)
        survivor = try fill(survivor, from: merged, &document, in: context)
        let merge = StoredMerge(
            number: number, survivor: survivor.number, merged: merged.number, mergedAt: context.now,
            undoneAt: nil, document: document.json, actor: context.actor.text)
        try context.transaction.put(merge, in: book)
        try context.transaction.record(
            .customerMerged, of: merged.number, String(survivor.number.number), in: book)
        try expectNext(of: merged, and: survivor, in: context)
        try audit(.customersMerged, merge, moved, in: context)
        return MergeReceipt(
            merge: try context.snapshot.facts(of: merge), moved: moved, survivor: survivor,
            wallet: try context.receiptWallet(.coins, of: survivor))
    }

    static func refuseHolds(of customers: [Customer], in context: CommandContext) throws {
        for customer in customers {
            for wallet in Wallet.allCases
            where try context.open(wallet, of: customer.number).row.held > 0 {
                throw Refusal.mergeOpenHolds
            }
        }
    }

    static func audit(
        _ act: AuditAct, _ merge: StoredMerge, _ moved: MergeReceipt.Moved, in context: CommandContext
    ) throws {
        let numbers = [
            ("coins", moved.coins), ("credits", moved.credits), ("debt", moved.debt),
            ("coupons", moved.coupons), ("orders", moved.orders), ("referrals", moved.referrals),
        ]
        try context.audit(
            act, "merge-\(merge.number)", customer: merge.survivor,
            summary: numbers.map { (name: $0.0, value: .integer($0.1)) })
    }

    /// Has both wallets expect what falls due next. The other one's birthday is nobody's while the merge stands.
    private static func expectNext(
        of merged: Customer, and survivor: Customer, in context: CommandContext
    ) throws {
        var gone = merged
        gone.birthday = nil
        try Birthday.plan(gone, in: context)
        // What came back to the other one's lots has left them by now.
        try Activities.count(of: merged.number, in: context)
        try Settle.expectNext(of: merged.number, in: context)
        try Settle.expectNext(of: survivor.number, in: context)
    }

    /// One entry of no coins in each of the survivor's wallets, which carries the lifetime totals along; answers that
    /// of the coins, which stands for awards of which nothing is left. What coupons that come along cost is not among
    /// the totals: the survivor pays it anew.
    private static func mark(
        _ merged: Customer, _ survivor: Customer, _ number: Int64, coupons: [Coupon],
        _ document: inout MergeDocument, in context: CommandContext
    ) throws -> Int64? {
        var anchor: Int64?
        for wallet in Wallet.allCases {
            let row = try context.open(wallet, of: merged.number).row
            guard row.sequence > 0 else { continue }
            // In debt nothing is given back for them, and they stay.
            let travelling = wallet == .coins && row.available >= 0 ? coupons.reduce(0) { $0 + $1.coins } : 0
            let spent = row.lifetimeSpent - travelling
            document.totals[wallet] = [row.lifetimeEarned, spent, row.lifetimeExpired]
            var target = try context.open(wallet, of: survivor.number)
            let entry = try target.mark(
                earned: row.lifetimeEarned, spent: spent, expired: row.lifetimeExpired,
                draft(number, side: "begin", in: context))
            if wallet == .coins { anchor = entry.id.sequence }
        }
        return anchor
    }

    static func draft(_ merge: Int64, side: String, in context: CommandContext) -> EntryDraft {
        context.draft(
            .merge, reason: "customers_merged", source: Source(.merge, "merge-\(merge)"),
            trace: Trace(.merge).adding("merge", merge).adding("side", side).adding("coins", 0))
    }

    /// Notes which lots came along, so that those and no others go back.
    static func record(_ move: AccountMove, in context: CommandContext) throws {
        for (wallet, lots) in move.lots {
            for (old, new) in lots {
                let id = TransactionID(wallet: wallet, sequence: new)
                let entry = try context.connection.entry(id, of: move.to, in: context.book.number)
                try context.transaction.note(
                    move.merge, wallet: wallet, lot: old, became: new, coins: entry?.coins ?? 1,
                    in: context.book.number)
            }
        }
    }

    /// Orders go to the survivor. An award is the lot that it became, or the merge's own entry when none is left.
    private static func moveOrders(
        _ merged: Customer, _ survivor: Customer, _ number: Int64, lots: [Int64: Int64], anchor: Int64?,
        in context: CommandContext
    ) throws -> Int64 {
        let (connection, book) = (context.connection, context.book.number)
        let orders = try connection.ordersToMove(of: merged.number, in: book)
        for order in orders {
            let award = try order.award.flatMap { award in
                try OrderID(order.order).map {
                    try connection.awardLots(of: award, order: $0, customer: merged.number, in: book)
                }
            }
            let lot = award?.numbers.reversed().lazy.compactMap { lots[$0] }.first
            try context.transaction.note(
                number, order: order.order, award: order.award, lapsed: award?.lapsed ?? 0, in: book)
            try context.transaction.move(
                order: order.order, to: survivor.number, award: award == nil ? nil : lot ?? anchor, in: book)
        }
        return Int64(orders.count)
    }

    /// The spend that counts is the survivor's now, and so is the better tier.
    private static func moveStanding(
        _ merged: Customer, _ survivor: Customer, _ document: inout MergeDocument, in context: CommandContext
    ) throws {
        let (connection, transaction, book) = (
            context.connection, context.transaction, context.book.number
        )
        let present = try connection.standing(of: survivor.number, in: book)
        document.before = present.map(MergeDocument.Place.init)
        document.after = document.before
        guard var other = try connection.standing(of: merged.number, in: book) else { return }
        let isOtherBetter = try present.map {
            try better((other, merged.number), ($0, survivor.number), in: context)
        }
        for day in try connection.spendDays(of: merged.number, in: book) {
            try transaction.addSpend(
                -day.spend, orders: -day.orders, of: merged.number, on: day.day, in: book)
            try transaction.addSpend(
                day.spend, orders: day.orders, of: survivor.number, on: day.day, in: book)
        }
        var standing = present ?? other
        if let present {
            standing = isOtherBetter == true ? other : present
            standing.lifetimeSpend = present.lifetimeSpend + other.lifetimeSpend
            standing.orders = present.orders + other.orders
        }
        standing.updatedAt = context.now
        try transaction.put(standing, of: survivor.number, in: book)
        // Whoever had no standing was in the lowest tier.
        let former = present?.tier ?? context.programme.tiers?.levels.first?.id
        try Standings.tell(standing, of: survivor.number, from: former, in: context)
        other.lifetimeSpend = 0
        other.orders = 0
        other.updatedAt = context.now
        try transaction.put(other, of: merged.number, in: book)
        // Together they may have reached what neither had (rule 9.3).
        try Standings.reach(survivor.number, at: context.now, in: context)
        let reached = try connection.standing(of: survivor.number, in: book) ?? standing
        document.after = MergeDocument.Place(reached)
    }

    /// Whether a standing is the higher tier today, or the same one for longer. What is stored may have lapsed since.
    private static func better(
        _ one: (Standing, CustomerNumber), _ other: (Standing, CustomerNumber), in context: CommandContext
    ) throws -> Bool {
        guard let settings = context.programme.tiers else { return false }
        let places = try [one, other].map { standing, customer in
            let counted = try context.snapshot.counted(
                standing, of: customer, at: context.now, settings: settings)
            let place = context.snapshot.place(of: standing, counted: counted, settings: settings)
            return try context.snapshot.effective(
                place, standing, of: customer, at: context.now, settings: settings)
        }
        if places[0].index != places[1].index { return places[0].index > places[1].index }
        return (places[0].validUntil ?? .never) > (places[1].validUntil ?? .never)
    }

    /// The friends whom the other one brought are the survivor's; so is the code that the other one had entered, unless
    /// the survivor has entered one, or it was the survivor's.
    private static func moveReferrals(
        _ merged: Customer, _ survivor: Customer, _ document: inout MergeDocument, in context: CommandContext
    ) throws -> Int64 {
        let (connection, transaction, book) = (
            context.connection, context.transaction, context.book.number
        )
        let brought = try connection.referrals(
            byReferrer: merged.number, in: book, before: nil, limit: .max)
        for referral in brought.reversed() where referral.friend != survivor.number {
            let number = try transaction.nextReferralNumber(of: survivor.number, in: book)
            try transaction.move(referral, toReferrer: survivor.number, number: number, in: book)
            document.friends.append((referral: referral.id, number: referral.number))
            try expect(referral, survivor, in: context)
        }
        guard let own = try connection.referral(ofFriend: merged.number, in: book),
            own.referrer != survivor.number,
            try connection.referral(ofFriend: survivor.number, in: book) == nil
        else { return Int64(document.friends.count) }
        try transaction.move(own, toFriend: survivor.number, in: book)
        document.isFriend = true
        try expect(own, survivor, in: context)
        return Int64(document.friends.count) + 1
    }

    private static func expect(_ referral: Referral, _ survivor: Customer, in context: CommandContext) throws
    {
        guard referral.state == .qualified else { return }
        var wallet = try context.open(.coins, of: survivor.number)
        try wallet.falls(dueAt: referral.dueAt)
    }

    /// The other id, and those that led to it, lead to the survivor.
    private static func lead(
        _ merged: Customer, to survivor: Customer, _ document: inout MergeDocument, in context: CommandContext
    ) throws {
        for alias in try context.connection.aliases(of: merged.number) {
            document.aliases.append(alias.number.number)
            try context.transaction.lead(alias.number, to: survivor.number)
        }
        try context.transaction.lead(merged.number, to: survivor.number)
    }

    /// A birthday that came along is looked out for, but for this year's where that was paid.
    private static func takeBirthday(
        _ customer: Customer, of merged: Customer, in context: CommandContext
    ) throws {
        let (connection, book) = (context.connection, context.book.number)
        if let paid = try connection.birthdayDue(of: merged.number, in: book)?.paidYear, paid > 0 {
            let known = try connection.birthdayDue(of: customer.number, in: book)?.paidYear ?? 0
            try Birthday.notePaid(customer.number, year: max(paid, known), in: context)
        }
        if Birthday.isPaid(by: context.programme) { try Birthday.plan(customer, in: context) }
    }

    /// Contact data that the survivor lacks; and whoever was blocked stays so.
    private static func fill(
        _ survivor: Customer, from merged: Customer, _ document: inout MergeDocument,
        in context: CommandContext
    ) throws -> Customer {
        var customer = survivor
        customer.name = survivor.name ?? merged.name
        customer.email = survivor.email ?? merged.email
        customer.mobile = survivor.mobile ?? merged.mobile
        customer.locale = survivor.locale ?? merged.locale
        customer.birthday = survivor.birthday ?? merged.birthday
        let fields = [
            ("name", customer.name != survivor.name), ("email", customer.email != survivor.email),
            ("mobile", customer.mobile != survivor.mobile), ("locale", customer.locale != survivor.locale),
            ("birthday", customer.birthday != survivor.birthday),
        ]
        document.filled = fields.filter(\.1).map(\.0)
        if merged.isBlocked, !survivor.isBlocked {
            customer.isBlocked = true
            customer.blockReason = merged.blockReason
            document.isBlockCarried = true
        }
        customer.updatedAt = max(context.now, survivor.updatedAt)
        try context.transaction.update(
            customer, emailKey: ContactRules.emailKey(customer.email),
            mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        if customer.birthday != survivor.birthday { try takeBirthday(customer, of: merged, in: context) }
        return customer
    }
}
