import Model

/// How a locale writes amounts of one currency.
///
/// A whole amount is written without decimals and any other with all that the currency has: `₹400`, `$5`,
/// `$5.50`, `KWD 5`, `KWD 5.500`. The rule is the same in every language, so that the same amount never
/// changes its shape; it is ICU's `trailingZeroDisplay: stripIfInteger`.
final class MoneyStyle: Sendable {
    let currency: Currency
    /// The currency's code as bytes: `INR`.
    let code: [UInt8]
    /// Of the number itself; a currency may have marks of its own (Austria, Switzerland).
    let number: NumberStyle
    let positive: Affixes
    let negative: Affixes
    /// With the currency's name in words, by plural category, for texts that are read aloud.
    let spoken: [Affixes]
    let spokenNegative: [Affixes]
    let spokenNumber: NumberStyle
    let minorUnitsPerMajor: UInt64

    init(
        currency: Currency, number: NumberStyle, positive: Affixes, negative: Affixes, spoken: [Affixes],
        spokenNegative: [Affixes], spokenNumber: NumberStyle
    ) {
        self.currency = currency
        code = Array(currency.code.utf8)
        self.number = number
        self.positive = positive
        self.negative = negative
        self.spoken = spoken
        self.spokenNegative = spokenNegative
        self.spokenNumber = spokenNumber
        minorUnitsPerMajor = currency.minorUnitsPerMajor.magnitude
    }

    /// Writes an amount of minor units as a part of the open text.
    func write(_ amount: Int64, into json: inout JSONWriter) {
        let affixes = amount < 0 ? negative : positive
        json.piece(affixes.before)
        text(amount, number).write(into: &json)
        json.piece(affixes.after)
    }

    /// Writes an amount with its currency's name in words: `125 Indian rupees`.
    func writeSpoken(_ amount: Int64, _ language: Language, into json: inout JSONWriter) {
        let category = language.category(ofMinorUnits: amount, perMajor: Int64(minorUnitsPerMajor))
        let affixes = (amount < 0 ? spokenNegative : spoken)[category.rawValue]
        json.piece(affixes.before)
        text(amount, spokenNumber).write(into: &json)
        json.piece(affixes.after)
    }

    private func text(_ amount: Int64, _ style: NumberStyle) -> NumberText {
        let (whole, fraction) = amount.magnitude.quotientAndRemainder(dividingBy: minorUnitsPerMajor)
        if fraction == 0 { return NumberText(whole, style) }
        return NumberText(whole: whole, fraction: fraction, digits: currency.exponent, style)
    }
}
