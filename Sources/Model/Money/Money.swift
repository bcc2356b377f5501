/// An exact amount of money: whole minor units of one currency (rule 1.1).
package struct Money: Hashable, Sendable {
    /// The amount in the currency's smallest unit: cents, paise, whole yen.
    package var minorUnits: Int64
    /// The currency.
    package var currency: Currency

    /// Counts minor units.
    package init(minorUnits: Int64, currency: Currency) {
        (self.minorUnits, self.currency) = (minorUnits, currency)
    }

    /// No money.
    package static func zero(_ currency: Currency) -> Money {
        Money(minorUnits: 0, currency: currency)
    }

    /// The sum, or nil if the currencies differ or it is beyond Int64.
    package func adding(_ other: Money) -> Money? {
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        return currency == other.currency && !overflow ? Money(minorUnits: sum, currency: currency) : nil
    }

    /// The difference, or nil if the currencies differ or it is beyond Int64.
    package func subtracting(_ other: Money) -> Money? {
        let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        return currency == other.currency && !overflow
            ? Money(minorUnits: difference, currency: currency) : nil
    }
}

/// Which amounts a decimal text may stand for.
package enum MoneySign: Sendable, CaseIterable {
    /// Zero or more; no `-` is accepted, not even before zero.
    case notNegative
    /// More than zero.
    case positive
    /// Any amount; one `-` may stand in front, never a `+`.
    case any
}

/// Why a text is not an amount of money.
package struct MoneySyntaxError: Error, Hashable, Sendable {
    /// A stable word of `FieldCode`: `invalid_format` or `out_of_range`.
    package let code: String
    /// The reason, as the end of a sentence: "has more than 2 decimals, the most that USD has".
    package let reason: String
}

extension Money {
    /// Reads a decimal amount of major units exactly: `29.33` USD is 2933 minor units.
    ///
    /// Digits, then perhaps a point and digits. No grouping, exponent, space or currency sign. Decimals
    /// beyond the currency's own are accepted only if they are zeros, unless they are rounded.
    ///
    /// - Parameter isRounded: Whether more decimals are rounded to the minor unit, half away from zero: for amounts that
    ///   somebody has computed in binary fractions, such as 59.970000000000006.
    package init(
        decimal text: String, currency: Currency, sign: MoneySign, isRounded: Bool = false
    ) throws(MoneySyntaxError) {
        var digits = Array(text.utf8)
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative {
            guard sign == .any else {
                throw MoneySyntaxError(code: FieldCode.outOfRange, reason: "must not be negative")
            }
            digits.removeFirst()
        }
        let units = try Money.magnitude(digits, currency, isRounded: isRounded)
        guard let minorUnits = Int64(exactly: isNegative ? -units : units) else {
            throw MoneySyntaxError(
                code: FieldCode.outOfRange, reason: "is larger than any amount that is kept")
        }
        guard sign != .positive || minorUnits > 0 else {
            throw MoneySyntaxError(code: FieldCode.outOfRange, reason: "must be more than zero")
        }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    /// The amount in major units with all of the currency's decimals: `29.33`, `-0.05`, `500` for yen.
    package var decimal: String {
        guard currency.exponent > 0 else { return String(minorUnits) }
        let digits = String(minorUnits.magnitude)
        let missing = max(0, currency.exponent + 1 - digits.utf8.count)
        let padded = String(repeating: "0", count: missing) + digits
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(currency.exponent) + "."
            + padded.suffix(currency.exponent)
    }

    /// The minor units that digits with at most one point stand for.
    private static func magnitude(
        _ text: [UInt8], _ currency: Currency, isRounded: Bool
    ) throws(MoneySyntaxError) -> Int128 {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard areDigits, let whole = parts.first, parts.count <= 2 else {
            throw MoneySyntaxError(
                code: FieldCode.invalidFormat, reason: "is not a decimal amount such as \(currency.example)")
        }
        let decimals = parts.count == 2 ? parts[1] : []
        let kept = decimals.prefix(currency.exponent)
        let beyond = decimals.dropFirst(currency.exponent)
        guard isRounded || beyond.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
            let most = currency.exponent == 0 ? "no decimals" : "at most \(currency.exponent) decimals"
            throw MoneySyntaxError(
                code: FieldCode.invalidFormat, reason: "must have \(most), as \(currency.code) has")
        }
        var units: Int128 = 0
        for digit in whole + kept {
            units = units * 10 + Int128(digit - 0x30)
            guard units <= Int128(Int64.max) + 1 else { break }
        }
        for _ in kept.count..<currency.exponent where units <= Int128(Int64.max) + 1 { units *= 10 }
        // The first digit beyond decides: those after it only make more of it.
        if let first = beyond.first, first >= UInt8(ascii: "5") { units += 1 }
        return units
    }
}
