/// A coupon that coins can buy.
package struct Reward: Sendable, Hashable {
    /// What a coupon that was made from a quote has in place of a reward's id; no reward may have it.
    package static let idOfQuotes = "quote"

    /// What the coupon is worth, and what it costs.
    package enum Price: Sendable, Hashable {
        /// `coins` coins buy `amount` minor units off.
        case fixed(coins: Coins, amount: Int64)
        /// The customer chooses whole steps between the bounds: each costs `coinsPerStep` and takes
        /// `amountPerStep` minor units off.
        case variable(coinsPerStep: Coins, amountPerStep: Int64, stepsMinimum: Int64, stepsMaximum: Int64)
        /// `coins` coins buy a part of the cart off, never more than `maximumAmount` minor units (rule 8.4).
        case percentage(coins: Coins, basisPoints: Int64, maximumAmount: Int64)
        /// `coins` coins buy shipping, up to `maximumAmount` minor units; nil for whatever it costs.
        case freeShipping(coins: Coins, maximumAmount: Int64?)
        /// `coins` coins buy one piece of a product.
        case freeProduct(coins: Coins, productID: String)

        /// The same for other coins: of a variable reward per step.
        func costing(_ coins: Coins) -> Price {
            switch self {
            case .fixed(_, let amount): .fixed(coins: coins, amount: amount)
            case .variable(_, let amount, let fewest, let most):
                .variable(
                    coinsPerStep: coins, amountPerStep: amount, stepsMinimum: fewest, stepsMaximum: most)
            case .percentage(_, let points, let most):
                .percentage(coins: coins, basisPoints: points, maximumAmount: most)
            case .freeShipping(_, let most): .freeShipping(coins: coins, maximumAmount: most)
            case .freeProduct(_, let product): .freeProduct(coins: coins, productID: product)
            }
        }

        /// What kind of coupon it gives.
        package var kind: DiscountKind {
            switch self {
            case .fixed: .fixedAmount
            case .variable: .variableAmount
            case .percentage: .percentage
            case .freeShipping: .freeShipping
            case .freeProduct: .freeProduct
            }
        }
    }

    /// Where a coupon's code comes from.
    package enum CodeSource: Sendable, Hashable {
        /// Made when the coupon is: prefix and random letters.
        case generated
        /// Drawn from the codes that the brand uploaded for this reward; a warning shows from `warnAt` left on.
        case pool(warnAt: Int64)
    }

    /// What kind of coupon it gives.
    package var kind: DiscountKind { price.kind }

    /// The reward as a tier is offered it: at the price of that tier, or of the nearest tier below that has one.
    ///
    /// - Parameter tierIndex: Nil for a customer without a tier.
    package func offered(to tierIndex: Int?, in tiers: TierSettings?) -> Reward {
        guard !tierPrices.isEmpty, let tierIndex, let levels = tiers?.levels.prefix(tierIndex + 1),
            let coins = levels.reversed().lazy.compactMap({ self.tierPrices[$0.id] }).first
        else { return self }
        return Reward(
            id: id, title: title, summary: summary, price: price.costing(coins),
            minimumCartAmount: minimumCartAmount, validDays: validDays, codePrefix: codePrefix,
            isActive: isActive, returnsCoinsOnExpiry: returnsCoinsOnExpiry, minimumTier: minimumTier,
            tierPrices: tierPrices, codeSource: codeSource, isPublishedToShop: isPublishedToShop)
    }

    package let id: RewardID
    package let title: LocalizedText
    package let summary: LocalizedText?
    package let price: Price
    /// The cart that the coupon needs; minor units, 0 for any.
    package let minimumCartAmount: Int64
    /// Local days until the coupon lapses at the end of the day; nil for never.
    package let validDays: Int64?
    /// Put before the random part of each code; may be empty.
    package let codePrefix: String
    package let isActive: Bool
    /// Coins of a coupon that lapsed unused come back (rule 8.2 and product.md, a setting).
    package let returnsCoinsOnExpiry: Bool
    /// Lowest tier that may buy it; nil for everyone.
    package let minimumTier: TierID?
    /// What it costs in some tiers instead: coins, of a variable reward coins per step.
    package let tierPrices: [TierID: Coins]
    package let codeSource: CodeSource
    /// Whether codes are known to a shop, which must switch a cancelled one off before its coins come back (rule 8.2).
    package let isPublishedToShop: Bool

    package init(
        id: RewardID, title: LocalizedText, summary: LocalizedText?, price: Price, minimumCartAmount: Int64,
        validDays: Int64?, codePrefix: String, isActive: Bool, returnsCoinsOnExpiry: Bool,
        minimumTier: TierID?, tierPrices: [TierID: Coins] = [:], codeSource: CodeSource = .generated,
        isPublishedToShop: Bool = false
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.price = price
        self.minimumCartAmount = minimumCartAmount
        self.validDays = validDays
        self.codePrefix = codePrefix
        self.isActive = isActive
        self.returnsCoinsOnExpiry = returnsCoinsOnExpiry
        self.minimumTier = minimumTier
        self.tierPrices = tierPrices
        self.codeSource = codeSource
        self.isPublishedToShop = isPublishedToShop
    }
}
