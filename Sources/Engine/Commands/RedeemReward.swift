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
    ///   `rewardAmountOutOfRange`, `noCodesLeft`, `walletInDebt`, `insufficientCoins`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        guard let listed = context.programme.reward(input.reward) else { throw Refusal.rewardNotFound }
        var wallet = try context.open(.coins, of: customer.number)
        let tier = try context.snapshot.tier(of: customer)
        let reward = listed.offered(to: tier?.currentIndex, in: context.programme.tiers)
        let unavailable = RedemptionRules.refusal(
            for: reward, isBlocked: customer.isBlocked, tierIndex: tier?.currentIndex,
            tiers: context.programme.tiers, available: .max, coins: 0)
        if let unavailable { throw unavailable }
        let price = try RedemptionRules.price(of: reward, coins: input.coins, amount: input.amount)
        guard try context.snapshot.hasCodes(for: reward) else { throw Refusal.noCodesLeft }
        let entry = try wallet.spend(price.coins, draft(of: reward, listed: listed, tier, price, in: context))
        let code = try code(of: reward, for: customer, coupon: entry.id.sequence, in: context)
        let coupon = coupon(of: reward, code, price: price, paidBy: entry, customer: customer, in: context)
        try context.transaction.insert(coupon, in: context.book.number)
        try wallet.falls(dueAt: coupon.expiresAt)
        return Receipt(coupon: coupon, entry: entry, wallet: try context.receiptWallet(.coins, of: customer))
    }

    private static func draft(
        of reward: Reward, listed: Reward, _ tier: TierFacts?, _ price: RedemptionRules.Price,
        in context: CommandContext
    ) -> EntryDraft {
        var trace = Trace(.redemption).adding("reward", reward.id.text).adding("kind", reward.kind.rawValue)
            .adding("coins", price.coins).adding("amount", price.amount).adding("steps", price.steps)
        switch reward.price {
        case .percentage(_, let points, _): trace = trace.adding("basis_points", points)
        case .freeProduct(_, let product): trace = trace.adding("product", product)
        case .fixed, .variable, .freeShipping: break
        }
        if reward.price != listed.price, let level = tier?.currentIndex {
            trace = trace.adding("listed", RedemptionRules.bounds(of: listed).step)
                .adding("tier", context.programme.tiers?.levels[level].id.text)
        }
        if reward.minimumCartAmount > 0 { trace = trace.adding("minimum_cart", reward.minimumCartAmount) }
        return context.draft(
            .spend, reason: "coupon_redeemed", source: Source(.coupon, reward.id.text), trace: trace)
    }

    /// A fresh code, or the next of the uploaded ones (rule 8.1).
    private static func code(
        of reward: Reward, for customer: Customer, coupon: Int64, in context: CommandContext
    ) throws -> String {
        guard case .pool = reward.codeSource else { return RandomCode(prefix: reward.codePrefix).make() }
        let code = try context.transaction.drawCode(
            of: reward.id, for: customer.number, coupon: coupon, at: context.now, in: context.book.number)
        guard let code else { throw Refusal.noCodesLeft }
        return code
    }

    private static func coupon(
        of reward: Reward, _ code: String, price: RedemptionRules.Price, paidBy entry: Entry,
        customer: Customer, in context: CommandContext
    ) -> Coupon {
        var (basisPoints, product): (Int64?, String?) = (nil, nil)
        if case .percentage(_, let points, _) = reward.price { basisPoints = points }
        if case .freeProduct(_, let id) = reward.price { product = id }
        return Coupon(
            customer: customer.number, number: entry.id.sequence, code: code, rewardID: reward.id,
            kind: reward.kind,
            amount: price.amount, currency: context.programme.currency.code, coins: price.coins,
            minimumCartAmount: reward.minimumCartAmount, state: .active,
            returnsCoinsOnExpiry: reward.returnsCoinsOnExpiry, createdAt: context.now,
            expiresAt: RedemptionRules.couponExpiresAt(
                context.now, validDays: reward.validDays, zone: context.zone),
            usedAt: nil, usedOrder: nil, endedAt: nil, returnSequence: nil,
            programmeVersion: context.version.number, basisPoints: basisPoints, productID: product,
            // Uploaded codes came from a shop, which knows them.
            isPublished: reward.isPublishedToShop || reward.codeSource != .generated)
    }
}
