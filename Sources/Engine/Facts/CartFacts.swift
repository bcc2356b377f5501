package import Model

/// What a cart means for one customer now: coins, tier, what coins take off it, and the coupons that fit it.
package struct CartFacts: Sendable {
    package var cart: Cart
    /// Where the coins would be used.
    package var channel: Channel
    package var earning: EarningPreview
    /// What the order would do to the tier; nil without a VIP programme, or where an order does not count.
    package var tier: CartTier?
    package var redemption: CartRedemption
    /// Active coupons, newest first, at most ``FactLimits/cartCouponsMax``; those that fit the cart first.
    package var coupons: [CartCoupon]

    package init(
        cart: Cart, channel: Channel, earning: EarningPreview, tier: CartTier?, redemption: CartRedemption,
        coupons: [CartCoupon]
    ) {
        self.cart = cart
        self.channel = channel
        self.earning = earning
        self.tier = tier
        self.redemption = redemption
        self.coupons = coupons
    }
}

/// Where an order would put its customer in the VIP programme.
package struct CartTier: Sendable, Hashable {
    /// The level that the order would reach; nil when it would reach no higher one.
    package var reachedIndex: Int?
    /// What of the metric would still be missing after it, and to which level; nil where the highest is reached.
    package var missing: Missing?

    /// What is missing to a level.
    package struct Missing: Sendable, Hashable {
        package var index: Int
        package var amount: Int64
        package init(index: Int, amount: Int64) {
            self.index = index
            self.amount = amount
        }
    }

    package init(reachedIndex: Int?, missing: Missing?) {
        self.reachedIndex = reachedIndex
        self.missing = missing
    }
}

/// What coins can take off a cart: the slider of the cart screen.
package struct CartRedemption: Sendable, Hashable {
    /// A number of coins, and what they take off in minor units.
    package struct Offer: Sendable, Hashable {
        package var coins: Coins
        package var discount: Int64
        package init(coins: Coins, discount: Int64) {
            self.coins = coins
            self.discount = discount
        }
    }

    /// A limit that kept the discount from being larger (rule 6.3).
    package struct Limit: Sendable, Hashable {
        package enum Code: String, Sendable, Hashable, CaseIterable {
            case maximumDiscount = "max_discount"
            case minimumPayment = "minimum_payment"
            case balance, requested, percent, step
            case freeOrder = "free_order"
        }

        package var code: Code
        /// The number that would lift it: minor units, coins of a balance or a request, or basis points of a percentage.
        package var lift: Int64
        package init(code: Code, lift: Int64) {
            self.code = code
            self.lift = lift
        }
    }

    /// Why coins take nothing off this cart.
    package enum Obstacle: Sendable, Hashable {
        case blocked
        /// Coins that the next earnings repay.
        case inDebt(Coins)
        /// The channel takes no coins.
        case closed
        /// The minor units that the cart lacks.
        case minimumCart(missing: Int64)
        /// Coins that the customer lacks for the smallest discount.
        case insufficient(missing: Coins)
        /// What the customer must pay in money leaves nothing for coins; minor units.
        case minimumPayment(Int64)
        /// Coins never pay a whole order, and the smallest discount would.
        case freeOrder
        case unavailable
    }

    /// What may be chosen, from the least to the most; nil with an obstacle.
    package var least: Offer?
    package var best: Offer?
    /// What the customer asked for, brought within the limits; nil where nothing was asked for.
    package var requested: Offer?
    /// Minor units between two discounts that may be chosen, and the coins of one such step, rounded up.
    package var stepAmount: Int64
    package var stepCoins: Coins
    /// What limited the best, or the requested, discount.
    package var limits: [Limit]
    package var obstacle: Obstacle?
    /// Store credit that is taken before coins; minor units.
    package var credits: Int64

    package init(
        least: Offer? = nil, best: Offer? = nil, requested: Offer? = nil, stepAmount: Int64 = 1,
        stepCoins: Coins = 1, limits: [Limit] = [], obstacle: Obstacle? = nil, credits: Int64 = 0
    ) {
        self.least = least
        self.best = best
        self.requested = requested
        self.stepAmount = stepAmount
        self.stepCoins = stepCoins
        self.limits = limits
        self.obstacle = obstacle
        self.credits = credits
    }
}

/// A coupon beside a cart.
package struct CartCoupon: Sendable, Hashable {
    package var coupon: Coupon
    /// Minor units that the cart lacks; nil for a coupon that fits.
    package var missing: Int64?
    package init(coupon: Coupon, missing: Int64?) {
        self.coupon = coupon
        self.missing = missing
    }
}

/// A product with what it would earn.
package struct ProductFacts: Sendable, Hashable {
    package var product: ProductOffer
    package var earning: EarningPreview
    package init(product: ProductOffer, earning: EarningPreview) {
        self.product = product
        self.earning = earning
    }
}

extension FactLimits {
    /// Coupons beside a cart.
    package static let cartCouponsMax = 20
    /// Products of one list of badges.
    package static let productsMax = 100
}
