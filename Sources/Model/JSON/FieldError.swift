/// One thing that is wrong with an input, and where.
package struct FieldError: Hashable, Sendable {
    /// Where: a JSON pointer in the fragment form of RFC 6901 §6, as RFC 9457 shows it: `#/lines/0/sku`.
    ///
    /// A query parameter is `#/query/limit`; the body as a whole is `#`.
    package let pointer: String
    /// What, as a stable word; see `FieldCode`.
    package let code: String
    /// Why, as a sentence that names the reason and the limit.
    package let detail: String

    /// Says where, what and why.
    package init(pointer: String, code: String, detail: String) {
        (self.pointer, self.code, self.detail) = (pointer, code, detail)
    }
}

/// The stable words for what is wrong with a field.
package enum FieldCode {
    /// The field is missing.
    package static let required = "required"
    /// The value is of another JSON type.
    package static let wrongType = "wrong_type"
    /// Nobody knows a field of this name here.
    package static let unknownField = "unknown_field"
    /// A number, an amount or an instant lies outside its limits.
    package static let outOfRange = "out_of_range"
    /// A text or an array is longer than its limit.
    package static let tooLong = "too_long"
    /// A text or an array is shorter than its limit.
    package static let tooShort = "too_short"
    /// The text does not have the form that is asked for.
    package static let invalidFormat = "invalid_format"
    /// A number has a fraction or an exponent where an integer belongs.
    package static let notAnInteger = "not_an_integer"
    /// The value is none of those that are allowed.
    package static let notAllowed = "not_allowed"
    /// The same thing is there twice.
    package static let duplicate = "duplicate"
}

/// All that was found wrong with an input.
///
/// There is at least one error.
package struct InvalidInput: Error, Hashable, Sendable {
    /// The most errors that are collected; a hostile input could have any number.
    package static let errorsMax = 50

    /// The errors in the order in which they were found; never empty.
    package let errors: [FieldError]

    /// Takes one error and any others; those beyond `errorsMax` are dropped.
    package init(_ first: FieldError, _ others: [FieldError] = []) {
        errors = [first] + others.prefix(InvalidInput.errorsMax - 1)
    }
}

/// JSON pointers in the fragment form of RFC 6901 §6.
package enum JSONPointer {
    /// The whole document.
    package static let root = "#"

    /// The pointer to a member of what `pointer` points to.
    package static func appending(_ name: String, to pointer: String) -> String {
        var bytes = Array(pointer.utf8)
        bytes.append(UInt8(ascii: "/"))
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
            case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
            case _ where isFragmentCharacter(byte): bytes.append(byte)
            default: bytes.append(contentsOf: "%\(Hex.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The pointer to an element of what `pointer` points to, counted from 0.
    package static func appending(_ index: Int, to pointer: String) -> String {
        "\(pointer)/\(index)"
    }

    /// RFC 3986 §3.5: pchar, `/` and `?` may stand in a fragment as they are.
    private static func isFragmentCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._!$&'()*+,;=:@?".utf8.contains(byte)
        }
    }
}
