package import Model

/// A cart as an app or a shop has it, to be previewed: what the order would say if it were placed now.
package struct Cart: Sendable, Hashable {
    package var amounts: OrderAmounts
    /// Empty for a cart of which only the amounts are known.
    package var lines: [OrderLine]
    /// The checkout that it will be paid through, whose calculation base may govern (rule 5.2); nil for none.
    package var connector: String?

    package init(amounts: OrderAmounts, lines: [OrderLine] = [], connector: String? = nil) {
        self.amounts = amounts
        self.lines = lines
        self.connector = connector
    }
}

/// A product as a list or a product page shows it.
package struct ProductOffer: Sendable, Hashable {
    package var product: String
    package var collections: [String]
    package var tags: [String]
    /// What one unit costs; minor units.
    package var price: Int64

    package init(product: String, collections: [String] = [], tags: [String] = [], price: Int64) {
        self.product = product
        self.collections = collections
        self.tags = tags
        self.price = price
    }
}

/// What a cart or a product would earn if it were ordered now and stayed as it is (rule 2.5).
package struct EarningPreview: Sendable, Hashable {
    /// 0 for nothing.
    package var coins: Coins
    /// Why nothing; nil when something.
    package var reason: NonAwardReason?
    /// The arithmetic; nil when nothing was to be computed.
    package var earning: OrderEarning?
    /// Coins by line, for display only (rule 1.3); empty for a cart without lines, or when nothing is earned.
    package var coinsByLine: [LineCoins]
    /// The order state that awards.
    package var awardOn: OrderState
    /// Days that they are pending then; 0 is at once.
    package var pendingDays: Int64
    /// When coins that are awarded now would be released; nil for at once.
    package var pendingUntil: Instant?
    /// When they would lapse; ``Instant/never`` for never.
    package var expiresAt: Instant

    /// The coins of one line.
    package struct LineCoins: Sendable, Hashable {
        package var line: String
        package var coins: Coins
        package init(line: String, coins: Coins) {
            self.line = line
            self.coins = coins
        }
    }

    package init(
        coins: Coins, reason: NonAwardReason?, earning: OrderEarning?, coinsByLine: [LineCoins],
        awardOn: OrderState, pendingDays: Int64, pendingUntil: Instant?, expiresAt: Instant
    ) {
        self.coins = coins
        self.reason = reason
        self.earning = earning
        self.coinsByLine = coinsByLine
        self.awardOn = awardOn
        self.pendingDays = pendingDays
        self.pendingUntil = pendingUntil
        self.expiresAt = expiresAt
    }
}
