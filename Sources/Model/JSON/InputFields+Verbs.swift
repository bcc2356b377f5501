extension InputFields {
    /// A text of `length` characters (Unicode scalars, as JSON Schema counts) without control characters.
    ///
    /// With `lines`, it may contain line breaks and tabs.
    package mutating func string(_ name: String, length: ClosedRange<Int>, lines: Bool = false) -> String? {
        required(name) { raw throws(FieldFault) in try raw.string(length: length, lines: lines) }
    }

    /// As `string`, or nil if absent.
    package mutating func optionalString(
        _ name: String, length: ClosedRange<Int>, lines: Bool = false
    ) -> String? {
        optional(name) { raw throws(FieldFault) in try raw.string(length: length, lines: lines) }
    }

    /// An integer within `range`.
    package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        required(name) { raw throws(FieldFault) in try raw.integer(in: range) }
    }

    /// As `integer`, or nil if absent.
    package mutating func optionalInteger(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        optional(name) { raw throws(FieldFault) in try raw.integer(in: range) }
    }

    /// A boolean; in a query `true` or `false`.
    package mutating func bool(_ name: String) -> Bool? {
        required(name) { raw throws(FieldFault) in try raw.bool() }
    }

    /// As `bool`, or nil if absent.
    package mutating func optionalBool(_ name: String) -> Bool? {
        optional(name) { raw throws(FieldFault) in try raw.bool() }
    }

    /// An instant in the form of RFC 3339.
    package mutating func instant(_ name: String) -> Instant? {
        required(name) { raw throws(FieldFault) in try raw.instant() }
    }

    /// As `instant`, or nil if absent.
    package mutating func optionalInstant(_ name: String) -> Instant? {
        optional(name) { raw throws(FieldFault) in try raw.instant() }
    }

    /// A day as `YYYY-MM-DD`.
    package mutating func localDate(_ name: String) -> LocalDate? {
        required(name) { raw throws(FieldFault) in try raw.localDate() }
    }

    /// As `localDate`, or nil if absent.
    package mutating func optionalLocalDate(_ name: String) -> LocalDate? {
        optional(name) { raw throws(FieldFault) in try raw.localDate() }
    }

    /// The code of an active ISO 4217 currency.
    package mutating func currency(_ name: String) -> Currency? {
        required(name) { raw throws(FieldFault) in try raw.currency() }
    }

    /// As `currency`, or nil if absent.
    package mutating func optionalCurrency(_ name: String) -> Currency? {
        optional(name) { raw throws(FieldFault) in try raw.currency() }
    }

    /// An amount of major units as a decimal text, such as `"29.33"`.
    package mutating func moneyDecimal(_ name: String, in currency: Currency, sign: MoneySign) -> Money? {
        required(name) { raw throws(FieldFault) in try raw.moneyDecimal(in: currency, sign: sign) }
    }

    /// As `moneyDecimal`, or nil if absent.
    package mutating func optionalMoneyDecimal(
        _ name: String, in currency: Currency, sign: MoneySign
    ) -> Money? {
        optional(name) { raw throws(FieldFault) in try raw.moneyDecimal(in: currency, sign: sign) }
    }

    /// The value that stands for one of a few words.
    package mutating func oneOf<T>(_ name: String, _ values: [String: T]) -> T? {
        required(name) { raw throws(FieldFault) in try raw.oneOf(values) }
    }

    /// As `oneOf`, or nil if absent.
    package mutating func optionalOneOf<T>(_ name: String, _ values: [String: T]) -> T? {
        optional(name) { raw throws(FieldFault) in try raw.oneOf(values) }
    }

    /// A text that `parse` turns into a value; nil from it is recorded as `invalid_format`.
    ///
    /// `expected` ends the sentence "x must be …", for example "a customer id of 8 to 128 characters".
    package mutating func field<T>(_ name: String, parse: (String) -> T?, expected: String) -> T? {
        required(name) { raw throws(FieldFault) in try raw.parsed(parse, expected: expected) }
    }

    /// As `field`, or nil if absent.
    package mutating func optionalField<T>(_ name: String, parse: (String) -> T?, expected: String) -> T? {
        optional(name) { raw throws(FieldFault) in try raw.parsed(parse, expected: expected) }
    }
}
