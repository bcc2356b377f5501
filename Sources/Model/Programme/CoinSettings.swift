/// What the brand calls its coins, and what they are worth.
package struct CoinSettings: Sendable, Hashable {
    /// As in `1 coin`.
    package let nameOne: LocalizedText
    /// As in `1,250 coins`.
    package let nameOther: LocalizedText
    /// `valueCoins` coins are worth `valueAmount` minor units (100 coins = ₹10 is 100 and 1000).
    package let valueCoins: Coins
    package let valueAmount: Int64

    package init(nameOne: LocalizedText, nameOther: LocalizedText, valueCoins: Coins, valueAmount: Int64) {
        self.nameOne = nameOne
        self.nameOther = nameOther
        self.valueCoins = valueCoins
        self.valueAmount = valueAmount
    }
}
