/// A single-use discount code bought with coins.
package struct Coupon: Sendable, Hashable {
    package var customer: CustomerNumber
    /// Unique for its customer: the sequence of the coins entry that paid for it.
    package var number: Int64
    package var code: String
    package var rewardID: RewardID
    package var kind: DiscountKind
    /// What it takes off, in minor units of `currency`: of a percentage at most, of free shipping at most with 0 for
    /// whatever it costs, of a free product 0.
    package var amount: Int64
    /// The part of the cart that a percentage takes off.
    package var basisPoints: Int64?
    /// The product that it gives.
    package var productID: String?
    /// Whether a shop knows the code and must switch it off before its coins come back (rule 8.2).
    package var isPublished: Bool
    package var currency: String
    package var coins: Coins
    /// The cart that it needs; minor units, 0 for any.
    package var minimumCartAmount: Int64
    package var state: CouponState
    /// Whether the coins come back when it lapses unused.
    package var returnsCoinsOnExpiry: Bool
    package var createdAt: Instant
    /// The first instant at which it is no longer good; ``Instant/never`` for never.
    package var expiresAt: Instant
    package var usedAt: Instant?
    package var usedOrder: String?
    /// When it was used, cancelled or expired.
    package var endedAt: Instant?
    /// The sequence of the coins entry that gave the coins back.
    package var returnSequence: Int64?
    package var programmeVersion: Int64

    package init(
        customer: CustomerNumber, number: Int64, code: String, rewardID: RewardID, kind: DiscountKind,
        amount: Int64, currency: String, coins: Coins, minimumCartAmount: Int64, state: CouponState,
        returnsCoinsOnExpiry: Bool, createdAt: Instant, expiresAt: Instant, usedAt: Instant?,
        usedOrder:
            String?, endedAt: Instant?, returnSequence: Int64?, programmeVersion: Int64,
        basisPoints: Int64? = nil,
        productID: String? = nil, isPublished: Bool = false
    ) {
        self.basisPoints = basisPoints
        self.productID = productID
        self.isPublished = isPublished
        self.customer = customer
        self.number = number
        self.code = code
        self.rewardID = rewardID
        self.kind = kind
        self.amount = amount
        self.currency = currency
        self.coins = coins
        self.minimumCartAmount = minimumCartAmount
        self.state = state
        self.returnsCoinsOnExpiry = returnsCoinsOnExpiry
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usedAt = usedAt
        self.usedOrder = usedOrder
        self.endedAt = endedAt
        self.returnSequence = returnSequence
        self.programmeVersion = programmeVersion
    }

    /// How the outside world names it to its customer: `coupon-42`.
    package var id: String { "coupon-\(number)" }

    /// The number in `coupon-42`; nil for anything else.
    package static func number(fromID text: String) -> Int64? {
        guard text.hasPrefix("coupon-"), let number = Int64(text.dropFirst(7)), number > 0,
            text == "coupon-\(number)"
        else { return nil }
        return number
    }
}
