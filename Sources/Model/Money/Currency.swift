/// A currency of ISO 4217 with the number of decimals of its minor unit.
package struct Currency: Hashable, Sendable {
    /// The three letters of the code in the low bytes, so that comparing currencies compares a number.
    private let letters: UInt32
    private let decimals: UInt8

    /// The currency of an active code of three uppercase letters, or nil.
    package init?(code: String) {
        guard code.utf8.count == 3 else { return nil }
        let letters = Currency.packed(code)
        guard let decimals = Currency.decimalsByCode[letters] else { return nil }
        (self.letters, self.decimals) = (letters, decimals)
    }

    /// The code: `INR`.
    package var code: String {
        let bytes = [16, 8, 0].map { UInt8(truncatingIfNeeded: letters >> UInt32($0)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The decimals of the minor unit: INR 2, JPY 0, KWD 3, CLF 4.
    package var exponent: Int { Int(decimals) }

    /// The minor units in one major unit: 1, 100, 1000 or 10000.
    package var minorUnitsPerMajor: Int64 {
        switch decimals {
        case 0: 1
        case 2: 100
        case 3: 1000
        default: 10_000
        }
    }

    /// Every active code, in alphabetical order.
    package static let allCodes: [String] = CurrencyTable.codesByExponent.flatMap(\.codes).sorted()

    /// An amount as it is written in this currency, for messages.
    var example: String {
        exponent == 0 ? "29" : "29." + String("3300".prefix(exponent))
    }

    private static func packed(_ code: String) -> UInt32 {
        code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let decimalsByCode: [UInt32: UInt8] = {
        var table: [UInt32: UInt8] = [:]
        for (exponent, codes) in CurrencyTable.codesByExponent {
            for code in codes { table[packed(code)] = exponent }
        }
        return table
    }()
}

extension Currency: CustomStringConvertible {
    /// The code.
    package var description: String { code }
}
