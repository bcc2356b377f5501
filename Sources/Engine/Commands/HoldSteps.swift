import Model
import Store

/// What can happen to a hold, each step with its entries: one of each wallet that it touches (rule 6.5).
struct HoldSteps {
    let context: CommandContext

    /// What a hold is opened with.
    struct Opening {
        var channel: Channel
        var coins: Coins
        var credits: Int64
        var discount: Int64
        var total: Int64
        var subtotal: Int64
        var quote: String?
    }

    /// Sets coins and credits aside until the deadline of the channel's rule (rule 7.4).
    ///
    /// - Throws: ``Refusal/walletInDebt(debt:)``, ``Refusal/insufficientCoins(available:required:)``.
    func open(_ opening: Opening, for customer: Customer) throws -> Hold {
        let rule = context.programme.redemption.rules[opening.channel]
        let minutes = rule?.holdMinutes ?? Self.minutesDefault
        var hold = Hold(
            customer: customer.number,
            number: try context.connection.nextHoldNumber(in: context.book.number),
            channel: opening.channel, state: .open, coins: opening.coins, credits: opening.credits,
            discount: opening.discount, total: opening.total, subtotal: opening.subtotal,
            currency: context.programme.currency.code, quote: opening.quote, createdAt: context.now,
            deadline: context.now.adding(milliseconds: minutes * 60_000),
            programmeVersion: context.version.number)
        if hold.coins > 0 { hold.coinsHeldBy = try setAside(hold.coins, .coins, hold).id.sequence }
        if hold.credits > 0 { hold.creditsHeldBy = try setAside(hold.credits, .credits, hold).id.sequence }
        try context.transaction.put(hold, in: context.book.number)
        var wallet = try context.open(.coins, of: hold.customer)
        try wallet.falls(dueAt: hold.deadline)
        return hold
    }

    /// Minutes of a hold where the channel has no rule any more.
    static let minutesDefault: Int64 = 30

    private func setAside(_ amount: Int64, _ wallet: Wallet, _ hold: Hold) throws -> Entry {
        let trace = Trace(.hold).adding("hold", hold.number).adding("channel", hold.channel.rawValue)
            .adding("coins", amount).adding("discount", wallet == .coins ? hold.discount : amount)
            .adding("deadline", hold.deadline)
        var open = try context.open(wallet, of: hold.customer)
        return try open.hold(
            amount, context.draft(.hold, reason: "checkout_held", source: source(hold), trace: trace))
    }

    /// Spends what an open hold sets aside; linked to the order, if it is known, so that a refund finds it (rule 7.5).
    func commit(_ hold: Hold, order: OrderID?) throws -> Hold {
        var hold = hold
        if let held = hold.coinsHeldBy, hold.coins > 0 {
            var wallet = try context.open(.coins, of: hold.customer)
            hold.coinsSpentBy = try wallet.spend(
                heldBy: held, spending(hold, .coins, order: order, isRequoted: false)
            ).id.sequence
        }
        if let held = hold.creditsHeldBy, hold.credits > 0 {
            var wallet = try context.open(.credits, of: hold.customer)
            hold.creditsSpentBy = try wallet.spend(
                heldBy: held, spending(hold, .credits, order: order, isRequoted: false)
            ).id.sequence
        }
        return try committed(hold, order: order)
    }

    /// Spends anew what a hold had set aside before its deadline passed (rule 7.4).
    ///
    /// - Parameter hold: With the amounts that are quoted now.
    func spendAnew(_ hold: Hold, order: OrderID?) throws -> Hold {
        var hold = hold
        if hold.coins > 0 {
            var wallet = try context.open(.coins, of: hold.customer)
            hold.coinsSpentBy = try wallet.spend(
                hold.coins, spending(hold, .coins, order: order, isRequoted: true)
            ).id.sequence
        }
        if hold.credits > 0 {
            var wallet = try context.open(.credits, of: hold.customer)
            hold.creditsSpentBy = try wallet.spend(
                hold.credits, spending(hold, .credits, order: order, isRequoted: true)
            ).id.sequence
        }
        return try committed(hold, order: order)
    }

    private func spending(
        _ hold: Hold, _ wallet: Wallet, order: OrderID?, isRequoted: Bool
    ) -> EntryDraft {
        let trace = Trace(.checkout).adding("hold", hold.number).adding("channel", hold.channel.rawValue)
            .adding("coins", wallet == .coins ? hold.coins : hold.credits)
            .adding("discount", wallet == .coins ? hold.discount : hold.credits)
            .adding("order", order?.text).adding("is_requoted", isRequoted ? 1 : 0)
            // The history says when what is spent now was set aside.
            .adding("held_at", isRequoted ? nil : hold.createdAt)
        // The history names the order, once it is known.
        let source = order.map { Source(.order, $0.text) } ?? source(hold)
        return context.draft(.spend, reason: "checkout_spent", source: source, trace: trace)
    }

    private func committed(_ hold: Hold, order: OrderID?) throws -> Hold {
        var hold = hold
        hold.state = .committed
        hold.endedAt = context.now
        hold.order = order?.text
        try context.transaction.put(hold, in: context.book.number)
        // First told, then linked: of an order that is refunded already, it comes back at once.
        try Payments.record(hold, in: context)
        if let order { try link(hold, to: order) }
        return hold
    }

    /// Tells the order what was spent on it.
    func link(_ hold: Hold, to order: OrderID) throws {
        if let spent = hold.coinsSpentBy {
            try context.linkRedemption(
                order: order, customer: hold.customer,
                entry: TransactionID(wallet: .coins, sequence: spent), coins: hold.coins,
                discount: hold.discount)
        }
        if let spent = hold.creditsSpentBy {
            try context.linkRedemption(
                order: order, customer: hold.customer,
                entry: TransactionID(wallet: .credits, sequence: spent), coins: hold.credits,
                discount: hold.credits)
        }
    }

    /// Lets go of a part of what an open hold sets aside, or of all of it. What the coins that stay take off goes down with
    /// them, rounded down (rule 1.4).
    func release(
        _ hold: Hold, coins: Coins, credits: Int64, as state: HoldState, at instant: Instant, actor: Actor
    ) throws -> Hold {
        var left = hold
        left.coins -= coins
        left.credits -= credits
        left.discount =
            hold.coins > 0 ? Ratio.floorMultiplyDivide(hold.discount, left.coins, hold.coins) ?? 0 : 0
        let draft = { (wallet: Wallet) in
            let trace = Trace(.holdRelease).adding("hold", hold.number)
                .adding("coins", wallet == .coins ? coins : credits)
                .adding("left", wallet == .coins ? left.coins : left.credits)
                .adding("cause", state == .expired ? "deadline" : "released")
            return context.draft(
                .holdRelease, reason: state == .expired ? "hold_expired" : "hold_released",
                source: source(hold), trace: trace, occurredAt: instant,
                reverses: wallet == .coins ? hold.coinsHeldBy : hold.creditsHeldBy, actor: actor)
        }
        let zone = context.zone
        let grace = { (original: Instant) in
            ExpiryRules.graceEnds(original, days: ExpiryRules.holdGraceDays, zone: zone)
        }
        if coins > 0, let held = hold.coinsHeldBy {
            var wallet = try context.open(.coins, of: hold.customer)
            let comeHome = try wallet.release(
                heldBy: held, coins: coins, grace: grace, draft(.coins))
            try WaivedCoins.collect(from: comeHome, into: &wallet, in: context)
        }
        if credits > 0, let held = hold.creditsHeldBy {
            var wallet = try context.open(.credits, of: hold.customer)
            _ = try wallet.release(
                heldBy: held, coins: credits, grace: grace, draft(.credits))
        }
        if left.coins == 0, left.credits == 0 {
            // It ended with what it had until now.
            left = hold
            left.state = state
            left.endedAt = instant
        }
        try context.transaction.put(left, in: context.book.number)
        return left
    }

    private func source(_ hold: Hold) -> Source { Source(.hold, hold.id) }
}
