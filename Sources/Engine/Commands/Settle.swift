package import Model
internal import Store

/// Writes what has fallen due for one customer, in due order, before anything else is decided (rule 3.5).
package enum Settle {
    /// Things that may be written in one settlement; more are left to the next.
    static let stepsMax = 10_000
    /// Referral rewards that may follow from one another in one settlement.
    static let depthMax = 8

    /// Settles a customer up to now. Does nothing, at the cost of a few look-ups, when nothing is due.
    package static func run(_ customer: CustomerNumber, in context: CommandContext) throws {
        // Whoever was merged is settled with the one who goes on.
        let customer = try context.connection.lead(of: customer) ?? customer
        try Activities.count(of: customer, in: context)
        try run(customer, before: Place(at: context.now.adding(milliseconds: 1)), depth: 0, in: context)
        try Activities.count(of: customer, in: context)
    }

    /// The next instant at which something of a wallet falls due, or of the same wallet of one who was merged into the
    /// customer; ``Instant/never`` for nothing.
    static func nextDueAt(
        _ wallet: Wallet, of customer: CustomerNumber, in context: CommandContext
    ) throws -> Instant {
        let own = try nextDue(wallet, of: customer, in: context)?.place.at ?? .never
        return try context.connection.aliases(of: customer).reduce(own) { next, alias in
            let row = try context.connection.wallet(wallet, of: alias.number, in: context.book.number)
            return min(next, row?.nextDueAt ?? .never)
        }
    }

    /// Has the wallets of a customer expect what falls due in them next, after what was moved into them or out of them.
    static func expectNext(of customer: CustomerNumber, in context: CommandContext) throws {
        for wallet in Wallet.allCases {
            let next = try nextDueAt(wallet, of: customer, in: context)
            var open = try context.open(wallet, of: customer)
            try open.setNextDue(next)
        }
    }

    /// What has come into the ledgers of those who were merged goes on, merge by merge, and what falls due there does so
    /// in its place among what falls due for the customer whom they lead to (rules 3.5, 11.6): a coupon of a ledger in debt
    /// stayed in it, and so did a friend's reward where the survivor had one, too.
    private static func forward(
        to customer: CustomerNumber, before end: Place, depth: Int, in context: CommandContext
    ) throws {
        let merges = try context.connection.standingMerges(leadingTo: customer, in: context.book.number)
        guard !merges.isEmpty else { return }
        try bringHome(merges, at: context.now, in: context)
        var steps = 0
        while steps < stepsMax, let next = try nextDue(of: merges, in: context), next.due.place < end {
            for wallet in Wallet.allCases {
                try run(wallet, of: customer, before: next.due.place, depth: depth, in: context)
            }
            try write(next.due, wallet: next.wallet, of: next.merged, depth: depth, in: context)
            try Activities.count(of: next.merged, in: context)
            try expectNext(of: next.merged, in: context)
            try bringHome(merges, at: next.due.place.at, in: context)
            steps += 1
        }
        for merge in merges { try forgetPast(of: merge.merged, in: context) }
    }

    /// Has wallets that expected something which has gone away, as a referral that was rejected, expect it no longer.
    private static func forgetPast(of customer: CustomerNumber, in context: CommandContext) throws {
        for wallet in Wallet.allCases {
            let row = try context.connection.wallet(wallet, of: customer, in: context.book.number)
            guard let row, row.nextDueAt <= context.now else { continue }
            return try expectNext(of: customer, in: context)
        }
    }

    /// The first thing that falls due in the ledgers of those who were merged.
    private static func nextDue(
        of merges: [StandingMerge], in context: CommandContext
    ) throws -> (merged: CustomerNumber, wallet: Wallet, due: Due)? {
        var first: (merged: CustomerNumber, wallet: Wallet, due: Due)?
        for merge in merges {
            for wallet in Wallet.allCases {
                guard let due = try nextDue(wallet, of: merge.merged, in: context) else { continue }
                if let first, first.due.place <= due.place { continue }
                first = (merge.merged, wallet, due)
            }
        }
        return first
    }

    /// Moves on what is in the ledgers of those who were merged, but for what lapses there by then.
    private static func bringHome(
        _ merges: [StandingMerge], at instant: Instant, in context: CommandContext
    ) throws {
        for merge in merges {
            var move = AccountMove(
                from: merge.merged, to: merge.survivor, merge: merge.number, at: instant, in: context)
            var isMoved = false
            for wallet in Wallet.allCases {
                let row = try context.open(wallet, of: merge.merged).row
                guard row.available != 0 || row.pending > 0 else { continue }
                try Activities.count(of: merge.merged, in: context)
                try lapse(wallet, of: merge, by: instant, in: context)
                try move.move(wallet)
                _ = try move.moveDebt(wallet)
                isMoved = true
            }
            guard isMoved else { continue }
            try MergeCustomers.record(move, in: context)
            try expectNext(of: merge.merged, in: context)
            try expectNext(of: merge.survivor, in: context)
        }
    }

    /// Takes what has lapsed by an instant in the ledger of one who was merged, and nothing else that is due there. The
    /// orders that went on know of it, so that no refund takes back what has left already.
    private static func lapse(
        _ wallet: Wallet, of merge: StandingMerge, by instant: Instant, in context: CommandContext
    ) throws {
        let (connection, book) = (context.connection, context.book.number)
        var hasLapsed = false
        while let due = try connection.nextExpiry(of: merge.merged, wallet: wallet, in: book), due <= instant
        {
            try expire(wallet, of: merge.merged, at: due, in: context)
            hasLapsed = true
        }
        guard hasLapsed, wallet == .coins else { return }
        for part in try connection.mergedOrders(of: merge.number, in: book) {
            guard let award = part.award, let order = OrderID(part.order) else { continue }
            let lapsed = try connection.awardLots(
                of: award, order: order, customer: merge.merged, in: book
            ).lapsed
            try context.transaction.note(
                merge.number, order: part.order, award: award, lapsed: lapsed, in: book)
        }
    }

    /// Brings home what a due thing of somebody else has paid into the ledger of one who was merged.
    private static func bringHome(
        of customer: CustomerNumber, at instant: Instant, in context: CommandContext
    ) throws {
        guard let lead = try context.connection.lead(of: customer) else { return }
        let merges = try context.connection.standingMerges(leadingTo: lead, in: context.book.number)
        try bringHome(merges, at: instant, in: context)
        try Activities.count(of: lead, in: context)
        try expectNext(of: lead, in: context)
    }

    /// A place in the order in which things fall due: by instant, then by kind, then, of referrals, by friend. It is
    /// the same whichever side of a referral is settled first, and however late.
    private struct Place: Comparable {
        var at: Instant
        var kind = 0
        var friend: Int64 = 0

        static func < (left: Place, right: Place) -> Bool {
            (left.at.milliseconds, left.kind, left.friend) < (right.at.milliseconds, right.kind, right.friend)
        }
    }

    private static func run(
        _ customer: CustomerNumber, before end: Place, depth: Int, in context: CommandContext
    ) throws {
        try forward(to: customer, before: end, depth: depth, in: context)
        for wallet in Wallet.allCases {
            try run(wallet, of: customer, before: end, depth: depth, in: context)
        }
    }

    private static func run(
        _ wallet: Wallet, of customer: CustomerNumber, before end: Place, depth: Int,
        in context: CommandContext
    ) throws {
        let row = try context.connection.wallet(wallet, of: customer, in: context.book.number)
        guard let row, row.nextDueAt <= end.at, row.nextDueAt != .never else { return }
        var steps = 0
        while steps < stepsMax, let due = try nextDue(wallet, of: customer, in: context), due.place < end {
            try write(due, wallet: wallet, of: customer, depth: depth, in: context)
            steps += 1
        }
        let next = try nextDueAt(wallet, of: customer, in: context)
        var open = try context.open(wallet, of: customer)
        try open.setNextDue(next)
    }

    /// One thing that falls due. The cases stand in the order in which things of one instant are written: what a lapsed
    /// coupon gives back gets the grace of its lot (rule 4.5), and what was left in that lot does not.
    private enum Due {
        case release(Lot)
        case expiry(Instant)
        case hold(Hold)
        case coupon(Coupon)
        case referral(Referral)
        case birthday(Instant)

        var place: Place {
            switch self {
            case .release(let lot): Place(at: lot.availableAt, kind: 1)
            case .expiry(let instant): Place(at: instant, kind: 2)
            case .hold(let hold): Place(at: hold.deadline, kind: 3, friend: hold.number)
            case .coupon(let coupon): Place(at: coupon.expiresAt, kind: 4)
            case .referral(let referral): Place(at: referral.dueAt, kind: 5, friend: referral.friend.number)
            case .birthday(let instant): Place(at: instant, kind: 6)
            }
        }
    }

    /// The next thing that falls due in a wallet, whenever that is.
    private static func nextDue(
        _ wallet: Wallet, of customer: CustomerNumber, in context: CommandContext
    ) throws -> Due? {
        let connection = context.connection
        let book = context.book.number
        var candidates: [Due] = []
        if let lot = try connection.nextRelease(of: customer, wallet: wallet, in: book) {
            candidates.append(.release(lot))
        }
        if let expiry = try connection.nextExpiry(of: customer, wallet: wallet, in: book) {
            candidates.append(.expiry(expiry))
        }
        if wallet == .coins {
            if let hold = try connection.nextHoldDue(of: customer, in: book) {
                candidates.append(.hold(hold))
            }
            if let coupon = try connection.nextLapsingCoupon(of: customer, in: book) {
                candidates.append(.coupon(coupon))
            }
            if let referral = try connection.nextDueReferral(of: customer, in: book) {
                candidates.append(.referral(referral))
            }
            if let birthday = try connection.birthdayDue(of: customer, in: book), birthday.nextAt != .never {
                candidates.append(.birthday(birthday.nextAt))
            }
        }
        return candidates.min { $0.place < $1.place }
    }

    private static func write(
        _ due: Due, wallet: Wallet, of customer: CustomerNumber, depth: Int, in context: CommandContext
    ) throws {
        switch due {
        case .release(let lot):
            var open = try context.open(wallet, of: customer)
            // The title of a release says what had been earned: an order, an action.
            let award = try context.connection.entry(
                TransactionID(wallet: wallet, sequence: lot.sequence), of: customer, in: context.book.number)
            let trace = Trace(.release).adding("award", lot.sequence).adding("coins", lot.remaining)
                .adding("due", lot.availableAt)
            _ = try open.release(
                lot,
                context.draft(
                    .release, reason: "coins_released", source: award?.source ?? Source(.system),
                    trace: trace,
                    occurredAt: lot.availableAt, actor: .service))
        case .expiry(let instant): try expire(wallet, of: customer, at: instant, in: context)
        case .hold(let hold):
            // What of the other wallet fell due before the deadline is written before it.
            if hold.credits > 0 {
                try run(.credits, of: customer, before: due.place, depth: depth, in: context)
            }
            _ = try HoldSteps(context: context).release(
                hold, coins: hold.coins, credits: hold.credits, as: .expired, at: hold.deadline,
                actor: .service)
        case .birthday(let instant):
            try Birthday.pay(customer, at: instant, in: context)
            // What it renews, or reaches, is so before anything later is written.
            try Activities.count(of: customer, in: context)
        case .coupon(let coupon):
            _ = try EndCoupon.run(coupon, as: .expired, at: coupon.expiresAt, actor: .service, in: context)
        case .referral(let referral):
            let other = referral.friend == customer ? referral.referrer : referral.friend
            if depth < depthMax {
                let lead = try context.connection.lead(of: other) ?? other
                try run(lead, before: due.place, depth: depth + 1, in: context)
            }
            // Settling the other side may have rewarded this very referral.
            let current = try context.connection.referral(ofFriend: referral.friend, in: context.book.number)
            if let current, current.state == .qualified { try RewardReferral.run(current, in: context) }
            // The other side waits for it no longer.
            try expectNext(of: other, in: context)
            try Activities.count(of: other, in: context)
            try Activities.count(of: customer, in: context)
            try bringHome(of: other, at: referral.dueAt, in: context)
        }
    }

    /// Takes what has lapsed, unless the policy has lengthened it meanwhile (rule 4.3).
    private static func expire(
        _ wallet: Wallet, of customer: CustomerNumber, at instant: Instant, in context: CommandContext
    ) throws {
        var open = try context.open(wallet, of: customer)
        let (policy, zone) = (context.programme.expiry, context.zone)
        if wallet == .coins, policy.lengthensExistingLots || !policy.activities.isEmpty {
            let activeAt = try context.connection.activityTotals(of: customer, in: context.book.number)
                .activeAt
            let isLengthened = try open.lengthen(lotsDueBy: instant) {
                ExpiryRules.lengthened($0, policy: policy, activeAt: activeAt, zone: zone)
            }
            if isLengthened { return }
        }
        let trace = Trace(.expiry).adding("due", instant).adding(policy).adding(
            "lots", try lapsing(wallet, of: customer, at: instant, in: context))
        _ = try open.expire(
            lotsDueAt: instant,
            context.draft(
                .expiry, reason: "coins_expired", source: Source(.system), trace: trace, occurredAt: instant,
                actor: .service))
    }

    /// Lots that a trace names at most.
    static let traceLotsMax = 20

    /// The lots that lapse at an instant, soonest first: whose they are, since when they were available, and for those that
    /// had a grace their own date (rule 4.5).
    private static func lapsing(
        _ wallet: Wallet, of customer: CustomerNumber, at instant: Instant, in context: CommandContext
    ) throws -> [JSONValue] {
        var lots: [JSONValue] = []
        try context.connection.eachSpendableLot(of: customer, wallet: wallet, in: context.book.number) {
            lot in
            guard lot.expiresAt <= instant, lots.count < traceLotsMax else { return false }
            let end = lot.originalExpiresAt
            var members: [(String, Int64)] = [
                ("lot", lot.sequence), ("coins", lot.remaining - lot.held),
                ("available_at", lot.availableAt.milliseconds),
            ]
            if end != lot.expiresAt { members.append(("own_end", end.milliseconds)) }
            lots.append(
                .object(
                    JSONObject(members: members.map { JSONObject.Member(name: $0.0, value: .integer($0.1)) }))
            )
            return true
        }
        return lots
    }
}
