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

    /// The largest discount, with what limits it, or the reason for none.
    package var best: Quote
    /// The quote for the coins that the customer asked for, brought within the limits; nil where nothing was asked for.
    package var requested: Quote?
    /// The smallest discount that may be chosen; nil for a channel that takes no coins.
    package var least: Offer?
    /// Two discounts next to each other are this far apart: minor units, and the coins of one step, rounded up.
    package var step: Offer
    /// What must be paid in money; minor units.
    package var minimumPayment: Int64
    /// The most of a cart that a discount may be; nil for all of it.
    package var maximumBasisPoints: Int64?

    package init(
        best: Quote, requested: Quote? = nil, least: Offer? = nil, step: Offer = Offer(coins: 1, discount: 1),
        minimumPayment: Int64 = 0, maximumBasisPoints: Int64? = nil
    ) {
        self.best = best
        self.requested = requested
        self.least = least
        self.step = step
        self.minimumPayment = minimumPayment
        self.maximumBasisPoints = maximumBasisPoints
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
