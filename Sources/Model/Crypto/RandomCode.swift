/// The form of codes that people read and type: coupon codes, referral codes.
///
/// Letters come from Crockford's base 32: all digits and letters but I, L, O and U. Of each group that looks
/// alike (0 O, 1 I L, V U) only one is ever printed, and `canonical(_:)` reads the others as that one.
/// Each letter carries 5 random bits, so the default of 12 letters carries exactly 60 bits (rule 8.1).
package struct RandomCode: Sendable, Hashable {
    /// The fewest letters a code may have: 60 random bits.
    package static let lettersMin = 12
    /// The most letters a code may have: 160 random bits.
    package static let lettersMax = 32
    /// The random bits in one letter.
    package static let bitsPerLetter = 5

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// What stands before the random letters, followed by `-`; empty for none.
    package let prefix: String
    /// How many random letters follow.
    package let letters: Int
    /// Letters per group, groups being joined by `-`; 0 leaves them in one piece.
    package let groupSize: Int

    /// Describes codes; a number of letters outside `lettersMin...lettersMax` is brought inside.
    package init(prefix: String = "", letters: Int = RandomCode.lettersMin, groupSize: Int = 0) {
        self.prefix = prefix
        self.letters = min(max(letters, RandomCode.lettersMin), RandomCode.lettersMax)
        self.groupSize = max(0, groupSize)
    }

    /// The random bits in each code.
    package var randomBits: Int { letters * RandomCode.bitsPerLetter }

    /// A fresh code.
    package func make() -> String {
        // 32 divides 256, so taking five bits of each byte favours no letter.
        assemble(randomBytes(letters).map { RandomCode.alphabet[Int($0 & 31)] })
    }

    /// The printed form of a code that somebody typed, or nil if it cannot be one of this form.
    ///
    /// Case, spaces and hyphens do not matter; O is read as 0, I and L as 1, U as V. The prefix is optional.
    package func canonical(_ typed: String) -> String? {
        var text = typed.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(RandomCode.uppercased)
        let plainPrefix = prefix.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(RandomCode.uppercased)
        if text.count == letters + plainPrefix.count, text.starts(with: plainPrefix) {
            text.removeFirst(plainPrefix.count)
        }
        guard text.count == letters else { return nil }
        let read = text.map(RandomCode.unmistaken)
        guard read.allSatisfy(RandomCode.alphabet.contains) else { return nil }
        return assemble(read)
    }

    private func assemble(_ letters: [UInt8]) -> String {
        var text = Array(prefix.utf8)
        if !text.isEmpty { text.append(UInt8(ascii: "-")) }
        for (index, letter) in letters.enumerated() {
            if groupSize > 0, index > 0, index.isMultiple(of: groupSize) { text.append(UInt8(ascii: "-")) }
            text.append(letter)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func uppercased(_ letter: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) ? letter - 0x20 : letter
    }

    private static func unmistaken(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        case UInt8(ascii: "U"): UInt8(ascii: "V")
        default: letter
        }
    }
}
