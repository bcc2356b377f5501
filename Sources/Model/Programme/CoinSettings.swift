/// What the brand calls its coins, and what they are worth.
package struct CoinSettings: Sendable, Hashable {
    /// The plural categories of CLDR that a name may have beside `one` and `other`, in their order.
    package enum NameForm: String, Sendable, Hashable, CaseIterable { case zero, two, few, many }

    /// As in `1 coin`.
    package let nameOne: LocalizedText
    /// As in `1,250 coins`.
    package let nameOther: LocalizedText
    /// Further forms, in the languages that have them: in Arabic two coins are a word of their own. A form that is missing,
    /// or missing in a language, is `nameOther`'s there (of Arabic numbers that take the singular, `nameOne`'s).
    package let nameForms: [NameForm: LocalizedText]
    /// `valueCoins` coins are worth `valueAmount` minor units (100 coins = ₹10 is 100 and 1000).
    package let valueCoins: Coins
    package let valueAmount: Int64

    package init(
        nameOne: LocalizedText, nameOther: LocalizedText, nameForms: [NameForm: LocalizedText] = [:],
        valueCoins: Coins, valueAmount: Int64
    ) {
        self.nameOne = nameOne
        self.nameOther = nameOther
        self.nameForms = nameForms
        self.valueCoins = valueCoins
        self.valueAmount = valueAmount
    }
}
