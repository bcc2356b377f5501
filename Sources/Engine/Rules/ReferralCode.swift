package import Model
internal import Store

/// How referral codes are written and compared.
package enum ReferralCode {
    /// Characters that a chosen code may have.
    package static let lengths = 4...32
    /// The rule for a chosen code, in words.
    package static let expected = "4 to 32 letters, digits, hyphens and underscores"

    /// A code that somebody chose, as it is kept: in capital letters; nil for one that breaks the rule.
    package static func chosen(_ text: String) -> String? {
        guard IdentifierRule.isToken(text, length: lengths) else { return nil }
        return text.uppercased()
    }

    /// Codes are compared as people type them: any case, with or without spaces and hyphens, O for 0, I and L for 1.
    static func canonical(_ code: String) -> String {
        String(
            code.uppercased().compactMap { character -> Character? in
                switch character {
                case " ", "-": nil
                // What an app puts around a code in a text from right to left.
                case "\u{200E}", "\u{200F}", "\u{2066}"..."\u{2069}": nil
                case "O": "0"
                case "I", "L": "1"
                case "U": "V"
                default: character
                }
            })
    }
}

extension Snapshot {
    /// The customer whose code it is, one that was chosen or one of ours; nil for nobody's.
    package func customer(referralCode code: String) throws -> Customer? {
        if let chosen = ReferralCode.chosen(code),
            let customer = try connection.customer(referralCode: chosen, in: book.number)
        {
            return customer
        }
        return try connection.customer(referralCode: ReferralCode.canonical(code), in: book.number)
    }
}
