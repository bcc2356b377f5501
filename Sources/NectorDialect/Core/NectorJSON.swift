import Model

/// Numbers as the dialect writes them; all exact, none of them ever a floating-point number here.
extension JSONWriter {
    /// Money as a JSON number of major units.
    mutating func member(_ name: StaticString, amount: Int64, _ currency: Currency) {
        key(name)
        raw(Array(Money(minorUnits: amount, currency: currency).decimal.utf8))
    }

    /// A ratio as a JSON number, rounded down to ``Decimal6/places`` decimals.
    mutating func member(_ name: StaticString, ratio numerator: Int64, _ denominator: Int64) {
        key(name)
        raw(Array(Decimal6.text(numerator, denominator).utf8))
    }

    /// A number as a text, which is how balances are told.
    mutating func member(_ name: StaticString, digits: Int64) { member(name, String(digits)) }

    /// A text, or `null`.
    mutating func member(_ name: StaticString, optional text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    /// An instant, or `null` for none and for never.
    mutating func member(_ name: StaticString, optional instant: Instant?) {
        key(name)
        if let instant, instant != .never { self.instant(instant) } else { null() }
    }

    /// A member that is an object.
    mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        key(name)
        beginObject()
        write(&self)
        endObject()
    }

    /// The members that every resource has: `_id`, `id` and `entity_id`.
    mutating func identity(_ id: NectorID, _ names: NectorNames) {
        member("_id", id.text)
        member("id", id.text)
        member("entity_id", names.entity.text)
    }

    /// The times that every resource has.
    mutating func times(created: Instant, updated: Instant? = nil) {
        member("created_at", created)
        member("updated_at", updated ?? created)
    }
}

/// Ratios as decimal text.
enum Decimal6 {
    /// Decimals at most.
    static let places = 6

    /// ⌊numerator ÷ denominator⌋ at ``places`` decimals, without needless zeros; 0 where there is no such number.
    static func text(_ numerator: Int64, _ denominator: Int64) -> String {
        guard numerator >= 0, denominator > 0 else { return "0" }
        let scaled = Int128(numerator) * 1_000_000 / Int128(denominator)
        let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: 1_000_000)
        guard fraction > 0 else { return String(whole) }
        var digits = String(fraction)
        digits = String(repeating: "0", count: places - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
