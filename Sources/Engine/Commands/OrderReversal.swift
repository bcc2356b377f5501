import Model
import Store

/// Undoes what an order did to its customer's wallets, as far as it was refunded or because it was cancelled: takes back
/// what it earned and gives back what was spent on it (rules 5.3–5.6).
enum OrderReversal {
    /// Why it happens.
    enum Cause {
        case cancelled
        /// The order's refund of that number.
        case refund(Int64)
        /// Coins that were told to be spent on the order after it had been refunded.
        case lateRedemption
        /// Coins were told to have taken that discount off the order after its award: minor units, those that earn still,
        /// and the coins for these.
        case paidWithCoins(discount: Int64, earning: Int64, kept: Coins)
    }

    /// What it came to, in coins.
    struct Outcome {
        var takenBack: Coins = 0
        var waived: Coins = 0
        var returned: Coins = 0
    }

    /// Brings the wallets to what is left of the order.
    ///
    /// - Parameters:
    ///   - order: Gets what was taken back; the caller writes it.
    ///   - returned: All that has been refunded of it.
    /// - Throws: ``Refusal/balanceLimit`` for shares that no 128 bits can hold.
    static func run(
        _ order: inout Order, to returned: Returned, because cause: Cause, in context: CommandContext
    ) throws -> Outcome {
        let share = share(of: order, after: returned)
        // What comes back first pays what is taken: nothing of that is waived.
        let given = try giveBack(on: order, share: share, because: cause, in: context)
        var outcome = try takeBack(&order, to: returned, share: share, because: cause, in: context)
        outcome.returned = given
        return outcome
    }

    /// What is left of an order.
    static func share(of order: Order, after returned: Returned) -> RefundRules.Share {
        RefundRules.shareLeft(of: order.lines, total: order.total, after: returned)
    }

    /// Minor units that count towards the tier: of an order that is paid, what is left of its total.
    static func countedSpend(of order: Order, after returned: Returned) -> Int64 {
        guard let rank = order.state.rank, rank >= 1 else { return 0 }
        return RefundRules.part(order.total, of: share(of: order, after: returned).ofOrder)
    }

    // Taking back

    static func takeBack(
        _ order: inout Order, to returned: Returned, share: RefundRules.Share, because cause: Cause,
        in context: CommandContext
    ) throws -> Outcome {
        guard let award = order.awardSequence else { return Outcome() }
        let book = context.book.number
        // An award that came with a merge is what is left of it, or nothing; how much it was, the order knows.
        let before = try context.connection.lapsedBeforeMerge(of: order.id, in: book)
        let lots = try context.connection.awardLots(
            of: award, order: order.id, customer: order.customer, in: book)
        let lot = lots.present
        guard lot != nil || before != nil else {
            throw Quarantined(customer: order.customer, reason: "award \(award) has no lot")
        }
        let awarded = order.awardCoins ?? lot?.coins ?? 0
        let isGone = returned.isWhole || share.ofOrder == .zero
        let kept = isGone ? 0 : try keptCoins(of: order, award: award, after: returned, in: context)
        // Coins that lapsed have left already; taking them back again would make a debt of nothing. The lot's date does not
        // tell: coins that came back to it later may have given it a new one.
        let lapsed = lots.lapsed + (before ?? 0)
        let wanted = min(awarded - kept, awarded - lapsed) - order.takenBack
        guard wanted > 0 else { return Outcome() }
        order.takenBack += wanted
        var wallet = try context.open(.coins, of: order.customer)
        let pending = lot.flatMap { $0.isPending ? min(wanted, $0.remaining) : nil } ?? 0
        let allowed = min(wanted - pending, max(0, wallet.row.available + context.debtFloor))
        let outcome = Outcome(takenBack: pending + allowed, waived: wanted - pending - allowed)
        let source = Source(.order, order.id.text)
        let draft = { (kind: EntryKind) in
            context.draft(
                kind, reason: cause.reason, source: source,
                trace: cause.trace.adding("award", award).adding("awarded", awarded)
                    .adding("kept", cause.isRefund ? kept : nil).adding("lapsed", lapsed > 0 ? lapsed : nil)
                    .adding("pending", pending).adding("taken_back", allowed)
                    .adding("waived", outcome.waived > 0 ? outcome.waived : nil)
                    .adding("remaining", cause.isRefund ? share.ofOrder.text : nil),
                reverses: award)
        }
        if pending > 0, let lot {
            _ = try wallet.cancelPending(lot, coins: pending, draft(.pendingCancelled))
        }
        if allowed > 0 {
            _ = try wallet.clawBack(allowed, awardedBy: lot?.sequence ?? award, draft(.clawback))
        }
        if outcome.waived > 0 {
            try WaivedCoins.claim(
                outcome.waived, of: order, award: award, reason: cause.reason, in: context)
        }
        return outcome
    }

    /// What the award comes to for what is left, by the arithmetic that was stored with it (rule 5.4).
    static func keptCoins(
        of order: Order, award: Int64, after returned: Returned, in context: CommandContext
    ) throws -> Coins {
        guard let basis = try basis(of: order, award: award, in: context) else {
            throw Quarantined(customer: order.customer, reason: "award \(award) has lost its arithmetic")
        }
        guard let sum = basis.sum(keeping: basis.asAwarded(returned, of: order)) else {
            throw Refusal.balanceLimit
        }
        return sum.coins
    }

    /// The stored basis; of an award from before there were any, what its trace says.
    static func basis(of order: Order, award: Int64, in context: CommandContext) throws
        -> AwardBasis?
    {
        let book = context.book.number
        if let text = try context.connection.awardBasis(of: order.id, in: book) {
            return AwardBasis(json: text)
        }
        let id = TransactionID(wallet: .coins, sequence: award)
        guard let entry = try context.connection.entry(id, of: order.customer, in: book),
            let trace = try? JSONValue(parsing: Array(entry.trace.utf8)),
            case .integer(let amount)? = trace["amount"], case .integer(let coins)? = trace["coins"],
            case .integer(let perAmount)? = trace["per_amount"],
            case .integer(let tier)? = trace["multiplier"]
        else { return nil }
        return AwardBasis(
            amount: amount, coins: coins, perAmount: perAmount, minimumAmount: 0, tierBasisPoints: tier,
            campaigns: [], room: nil, total: order.total, lines: [], factors: [])
    }

    // Giving back

    /// Gives back what was spent on the order, up to the share of it that is gone: of coins, in proportion to the discount
    /// of the lines that were refunded (rule 5.6). Answers the coins.
    static func giveBack(
        on order: Order, share: RefundRules.Share, because cause: Cause, in context: CommandContext
    ) throws -> Coins {
        var coins: Coins = 0
        let redemptions = try context.connection.redemptions(
            on: order.id, in: context.book.number)
        // Whoever spent them: the order may be somebody else's. What is due there is written before and after all of it.
        let others = Set(redemptions.map(\.customer)).subtracting([order.customer]).sorted {
            $0.number < $1.number
        }
        for other in others {
            context.concerned.insert(other)
            try Settle.run(other, in: context)
        }
        for redemption in redemptions {
            // What stays spent is rounded up, so that what comes back is rounded down. Coins made the discounts of lines;
            // store credit paid like money.
            let part = redemption.entry.wallet == .coins ? share.ofDiscount : share.ofOrder
            guard let staying = Fraction(redemption.coins).times(part)?.ceil else {
                throw Refusal.balanceLimit
            }
            let target = redemption.coins - Coins(clamping: staying)
            guard target > redemption.returned else { continue }
            try giveBack(redemption, to: target, share: share, because: cause, in: context)
            if redemption.entry.wallet == .coins { coins += target - redemption.returned }
        }
        for other in others {
            if try context.connection.lead(of: other) == order.customer {
                // It comes home to where the award is taken back, and pays for that before anything of it lapses.
                try Settle.bringHome(of: other, at: context.now, in: context)
            } else {
                try Settle.run(other, in: context)
            }
        }
        return coins
    }

    private static func giveBack(
        _ redemption: OrderRedemption, to target: Coins, share: RefundRules.Share, because cause: Cause,
        in context: CommandContext
    ) throws {
        var redemption = redemption
        let coins = target - redemption.returned
        let isByDiscount = redemption.entry.wallet == .coins && share.ofDiscount != share.ofOrder
        let trace = cause.returnTrace.adding("spent", redemption.coins).adding("coins", coins)
            .adding("returned_before", redemption.returned).adding("returned", target)
            .adding("remaining", share.ofOrder.text)
            .adding("of_discounts", isByDiscount ? share.ofDiscount.text : nil)
            .adding("cause", cause.word)
        var wallet = try context.open(redemption.entry.wallet, of: redemption.customer)
        let zone = context.zone
        let renewed = try Activities.renewal(of: redemption.customer, redemption.entry.wallet, in: context)
        let comeHome = try wallet.giveBack(
            spentBy: redemption.entry.sequence, coins: coins, renewed: renewed,
            grace: { ExpiryRules.graceEnds($0, zone: zone) },
            context.draft(
                .returned, reason: "order_return", source: Source(.order, redemption.order.text),
                trace: trace, reverses: redemption.entry.sequence))
        try WaivedCoins.collect(from: comeHome, into: &wallet, in: context)
        redemption.returned = target
        try context.transaction.put(redemption, in: context.book.number)
        if let hold = try context.snapshot.hold(of: redemption) {
            try Payments.revert(
                hold, redemption.entry.wallet, returned: coins, left: redemption.coins - target, in: context)
        }
    }
}

extension OrderReversal.Cause {
    fileprivate var isRefund: Bool { if case .refund = self { true } else { false } }

    fileprivate var reason: String {
        if case .paidWithCoins = self { return "order_paid_with_coins" }
        return isRefund ? "order_refunded" : "order_cancelled"
    }

    fileprivate var word: String {
        switch self {
        case .cancelled: "cancelled"
        case .refund, .lateRedemption, .paidWithCoins: "refunded"
        }
    }

    fileprivate var trace: Trace {
        switch self {
        case .refund(let number): Trace(.orderRefund).adding("refund", number)
        case .cancelled, .lateRedemption: Trace(.orderCancelled)
        case .paidWithCoins(let discount, let earning, let kept):
            Trace(.orderPaidWithCoins).adding("discount", discount).adding("amount", earning)
                .adding("kept", kept)
        }
    }

    fileprivate var returnTrace: Trace {
        if case .refund(let number) = self { return Trace(.orderReturn).adding("refund", number) }
        return Trace(.orderReturn)
    }
}
