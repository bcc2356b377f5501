package import Model
internal import Store

/// Coins for a coupon.
package enum RedeemReward {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        package var reward: RewardID
        /// How many coins a variable reward shall cost; nil for a fixed one, or for the minimum.
        package var coins: Coins?
        /// What a variable reward shall take off, in minor units, instead of `coins`.
        package var amount: Int64?
        package init(customer: CustomerID, reward: RewardID, coins: Coins? = nil, amount: Int64? = nil) {
            self.customer = customer
            self.reward = reward
            self.coins = coins
            self.amount = amount
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var coupon: Coupon
        package var entry: Entry
        package var wallet: WalletFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `rewardNotFound`, `customerBlocked`, `rewardUnavailable`,
    ///   `rewardAmountOutOfRange`, `walletInDebt`, `insufficientCoins`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        guard let reward = context.programme.reward(input.reward) else { throw Refusal.rewardNotFound }
        var wallet = try context.open(.coins, of: customer.number)
        let tier = try context.snapshot.tier(of: customer)
        let unavailable = RedemptionRules.refusal(
            for: reward, isBlocked: customer.isBlocked, tierIndex: tier?.currentIndex,
            tiers: context.programme.tiers, available: .max, coins: 0)
        if let unavailable { throw unavailable }
        let price = try RedemptionRules.price(of: reward, coins: input.coins, amount: input.amount)
        let entry = try wallet.spend(price.coins, draft(of: reward, price: price, in: context))
        let coupon = coupon(of: reward, price: price, paidBy: entry, customer: customer, in: context)
        try context.transaction.insert(coupon, in: context.book.number)
        try wallet.falls(dueAt: coupon.expiresAt)
        return Receipt(coupon: coupon, entry: entry, wallet: try context.receiptWallet(.coins, of: customer))
    }

    private static func draft(
        of reward: Reward, price: RedemptionRules.Price, in context: CommandContext
    ) -> EntryDraft {
        let trace = Trace(.redemption).adding("reward", reward.id.text).adding("kind", reward.kind.rawValue)
            .adding("coins", price.coins).adding("amount", price.amount).adding("steps", price.steps)
        return context.draft(
            .spend, reason: "coupon_redeemed", source: Source(.coupon, reward.id.text), trace: trace)
    }

    private static func coupon(
        of reward: Reward, price: RedemptionRules.Price, paidBy entry: Entry, customer: Customer,
        in context: CommandContext
    ) -> Coupon {
        Coupon(
            customer: customer.number, number: entry.id.sequence,
            code: RandomCode(prefix: reward.codePrefix).make(), rewardID: reward.id, kind: reward.kind,
            amount: price.amount, currency: context.programme.currency.code, coins: price.coins,
            minimumCartAmount: reward.minimumCartAmount, state: .active,
            returnsCoinsOnExpiry: reward.returnsCoinsOnExpiry, createdAt: context.now,
            expiresAt: RedemptionRules.couponExpiresAt(
                context.now, validDays: reward.validDays, zone: context.zone),
            usedAt: nil, usedOrder: nil, endedAt: nil, returnSequence: nil,
            programmeVersion: context.version.number)
    }
}
