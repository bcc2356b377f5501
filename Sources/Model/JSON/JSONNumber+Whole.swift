extension JSONNumber {
    /// What a number is worth where an integer belongs. JSON and JSON Schema know no difference between `5`, `5.0` and
    /// `50e-1`: they are the same number, and so they are here, exactly.
    enum Whole: Equatable {
        case integer(Int64)
        /// It is whole and has more digits than 64 bits hold.
        case tooLarge
        /// It has a fraction that is not nothing.
        case fraction
    }

    /// Of exponents more is not needed: no number of this many zeros is one that 64 bits hold.
    private static let exponentMax = 1_000_000

    /// Reads the text as the JSON number that it is; no floating point has a part in it.
    var whole: Whole {
        let bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        let parts = bytes.drop { $0 == UInt8(ascii: "-") }.split(
            maxSplits: 1, omittingEmptySubsequences: false
        ) { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let halves = parts[0].split(separator: UInt8(ascii: "."), maxSplits: 1)
        let integers = halves.first ?? [], decimals = halves.count == 2 ? halves[1] : []
        var digits = Array((Array(integers) + decimals).drop { $0 == UInt8(ascii: "0") })
        guard !digits.isEmpty else { return .integer(0) }
        var zeros = (parts.count == 2 ? Self.exponent(parts[1]) : 0) - decimals.count
        while zeros < 0, digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            zeros += 1
        }
        guard zeros >= 0 else { return .fraction }
        guard digits.count + zeros <= 19 else { return .tooLarge }
        digits += Array(repeating: UInt8(ascii: "0"), count: zeros)
        return Int64((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)).map { .integer($0) }
            ?? .tooLarge
    }

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let digits = text.drop {
            $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "0")
        }
        guard !digits.isEmpty else { return 0 }
        let size =
            digits.count > 7
            ? exponentMax : min(Int(String(decoding: digits, as: UTF8.self)) ?? 0, exponentMax)
        return text.first == UInt8(ascii: "-") ? -size : size
    }
}
