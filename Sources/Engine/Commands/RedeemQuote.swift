package import Model
internal import Store

/// A kept quote of the app becomes a coupon: for its coins, of its discount, for a cart like its own (rule 6.4).
package enum RedeemQuote {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        /// Of a quote that was given.
        package var quote: String
        package init(customer: CustomerID, quote: String) {
            self.customer = customer
            self.quote = quote
        }
    }

    /// Local days after today on which such a coupon is still good; unused, its coins come back.
    package static let validDays: Int64 = 1

    /// What such a coupon has in place of a reward's id.
    package static let reward: RewardID = {
        guard let id = RewardID(Reward.idOfQuotes) else { fatalError("a literal reward id is sound") }
        return id
    }()

    /// The quote is honoured as it was given, even if the rule has changed since, and never beyond the balance. Store
    /// credit of the quote stays with the customer: a coupon pays with coins alone.
    ///
    /// - Throws: ``Refusal``: `customerNotFound`, `quoteNotFound`, `customerBlocked`, `quoteExpired`, `quoteUsed`,
    ///   `notEligible`, `walletInDebt`, `insufficientCoins`.
    package static func run(_ input: Input, in context: CommandContext) throws -> RedeemReward.Receipt {
        let customer = try context.settledCustomer(input.customer)
        var quote = try context.usableQuote(input.quote, for: customer)
        guard quote.channel == .app else {
            throw Refusal.notEligible(reason: "other_channel", shortfall: nil)
        }
        guard quote.coins > 0 else { throw Refusal.notEligible(reason: "quote_empty", shortfall: nil) }
        var wallet = try context.open(.coins, of: customer.number)
        let trace = Trace(.redemption).adding("reward", reward.text)
            .adding("kind", DiscountKind.fixedAmount.rawValue).adding("coins", quote.coins)
            .adding("amount", quote.discount).adding("steps", 1).adding("cart", cart(of: quote))
        let entry = try wallet.spend(
            quote.coins,
            context.draft(
                .spend, reason: "coupon_redeemed", source: Source(.coupon, reward.text), trace: trace))
        let coupon = coupon(for: quote, paidBy: entry, customer: customer, in: context)
        try context.transaction.insert(coupon, in: context.book.number)
        try wallet.falls(dueAt: coupon.expiresAt)
        quote.coupon = coupon.code
        try context.transaction.put(quote, in: context.book.number)
        return RedeemReward.Receipt(
            coupon: coupon, entry: entry, wallet: try context.receiptWallet(.coins, of: customer))
    }

    /// The cart that the quote is bound to, by whichever amount a shop tells of it.
    private static func cart(of quote: StoredQuote) -> Int64 { min(quote.total, quote.subtotal) }

    private static func coupon(
        for quote: StoredQuote, paidBy entry: Entry, customer: Customer, in context: CommandContext
    ) -> Coupon {
        Coupon(
            customer: customer.number, number: entry.id.sequence, code: RandomCode(prefix: "").make(),
            rewardID: reward, kind: .fixedAmount, amount: quote.discount,
            currency: context.programme.currency.code, coins: quote.coins,
            minimumCartAmount: cart(of: quote), state: .active, returnsCoinsOnExpiry: true,
            createdAt: context.now,
            expiresAt: RedemptionRules.couponExpiresAt(
                context.now, validDays: validDays, zone: context.zone),
            usedAt: nil, usedOrder: nil, endedAt: nil, returnSequence: nil,
            programmeVersion: quote.programmeVersion)
    }
}

extension CommandContext {
    /// A quote that the customer was given, and that can be used now.
    ///
    /// - Throws: ``Refusal``: `quoteNotFound`, `customerBlocked`, `quoteExpired`, `quoteUsed`.
    func usableQuote(_ id: String, for customer: Customer) throws -> StoredQuote {
        let quote = try snapshot.storedQuote(id, of: customer)
        if customer.isBlocked { throw Refusal.customerBlocked }
        guard now < quote.expiresAt else { throw Refusal.quoteExpired }
        let hold = try quote.hold.flatMap { try connection.hold($0, in: book.number) }
        if hold?.state == .open || hold?.state == .committed { throw Refusal.quoteUsed }
        let coupon = try quote.coupon.flatMap { try connection.coupon(code: $0, in: book.number) }
        if let coupon, coupon.state != .cancelled, coupon.state != .expired { throw Refusal.quoteUsed }
        return quote
    }
}
