// Model is the vocabulary that every layer speaks: identifiers, coins, money, instants, refusals and the
// programme document, with the strict JSON reading and fast JSON writing that carry them. It knows no file, no
// socket and no rule; what arrives from outside becomes one of these types at the edge or is refused there.

/// A whole number of coins (rule 1.1). Signed: an entry may add or take.
///
/// Every amount that enters the books is at most ``CoinLimits/perEntryMax`` and every balance at most
/// ``CoinLimits/perWalletMax``, so sums of a few of them cannot overflow.
package typealias Coins = Int64

/// The largest amounts of coins that the books accept.
package enum CoinLimits {
    /// Coins in one entry.
    package static let perEntryMax: Coins = 1_000_000_000_000
    /// Coins in one wallet, in any of its parts or lifetime totals.
    package static let perWalletMax: Coins = 1_000_000_000_000_000
}

/// An identifier that is text: it can only hold what passed its own check.
package protocol TextIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The identifier as the outside world writes it.
    var text: String { get }
    /// Nil when the text breaks the identifier's own rule.
    init?(_ text: String)
    /// The rule in words, for the error that refuses a wrong one.
    static var expected: String { get }
}

extension TextIdentifier {
    package var description: String { text }
}

/// A merchant: 2–64 lower-case letters, digits and hyphens.
package struct BrandID: TextIdentifier {
    package let text: String
    package static let expected = "2 to 64 lower-case letters, digits and hyphens"
    package init?(_ text: String) {
        guard IdentifierRule.isSlug(text, length: 2...64) else { return nil }
        self.text = text
    }
}

/// Live, or the sandbox: separate data and a clock of its own.
package enum Mode: String, Sendable, Hashable, CaseIterable {
    case live, test
}

/// The books of one brand in one mode; the first part of every key in the store, so that nothing crosses over.
package struct BookNumber: Hashable, Sendable {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
}

/// The brand's own name for a customer: 8–128 characters, none of them control characters.
package struct CustomerID: TextIdentifier {
    package let text: String
    package static let expected = "8 to 128 characters without control characters"
    package init?(_ text: String) {
        guard IdentifierRule.isPlainText(text, length: 8...128) else { return nil }
        self.text = text
    }
}

/// The store's surrogate for a customer; unique in the whole database and never shown.
package struct CustomerNumber: Hashable, Sendable {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
}

/// The shop's order number: 1–128 characters, none of them control characters.
package struct OrderID: TextIdentifier {
    package let text: String
    package static let expected = "1 to 128 characters without control characters"
    package init?(_ text: String) {
        guard IdentifierRule.isPlainText(text, length: 1...128) else { return nil }
        self.text = text
    }
}

/// The shop's name for a refund of an order: 1–128 characters, none of them control characters.
package struct RefundID: TextIdentifier {
    package let text: String
    package static let expected = "1 to 128 characters without control characters"
    package init?(_ text: String) {
        guard IdentifierRule.isPlainText(text, length: 1...128) else { return nil }
        self.text = text
    }
}

/// The id of a trigger (the App Install Trigger ID is one): 2–64 letters, digits, hyphens and underscores.
package struct TriggerID: TextIdentifier {
    package let text: String
    package static let expected = "2 to 64 letters, digits, hyphens and underscores"
    package init?(_ text: String) {
        guard IdentifierRule.isToken(text, length: 2...64) else { return nil }
        self.text = text
    }
}

/// The id of a reward in the programme: 2–64 letters, digits, hyphens and underscores.
package struct RewardID: TextIdentifier {
    package let text: String
    package static let expected = "2 to 64 letters, digits, hyphens and underscores"
    package init?(_ text: String) {
        guard IdentifierRule.isToken(text, length: 2...64) else { return nil }
        self.text = text
    }
}

/// The id of an earning rule or a campaign of the programme: 2–64 letters, digits, hyphens and underscores.
package struct EarningRuleID: TextIdentifier {
    package let text: String
    package static let expected = "2 to 64 letters, digits, hyphens and underscores"
    package init?(_ text: String) {
        guard IdentifierRule.isToken(text, length: 2...64) else { return nil }
        self.text = text
    }
}

/// The id of a VIP tier in the programme: 2–64 letters, digits, hyphens and underscores.
package struct TierID: TextIdentifier {
    package let text: String
    package static let expected = "2 to 64 letters, digits, hyphens and underscores"
    package init?(_ text: String) {
        guard IdentifierRule.isToken(text, length: 2...64) else { return nil }
        self.text = text
    }
}

/// A device as an app or attribution provider names it: 8–256 characters without control characters.
package struct DeviceID: TextIdentifier {
    package let text: String
    package static let expected = "8 to 256 characters without control characters"
    package init?(_ text: String) {
        guard IdentifierRule.isPlainText(text, length: 8...256) else { return nil }
        self.text = text
    }
}

/// What the client chose to name one write, so that a repeat of it is recognised (rule 3.6).
package struct IdempotencyKey: TextIdentifier {
    package let text: String
    package static let expected = "1 to 255 visible ASCII characters"
    package init?(_ text: String) {
        let visible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard visible, (1...255).contains(text.utf8.count) else { return nil }
        self.text = text
    }
}

/// The checks that the identifiers share.
package enum IdentifierRule {
    /// Lower-case letters, digits and hyphens, not starting or ending with a hyphen.
    package static func isSlug(_ text: String, length: ClosedRange<Int>) -> Bool {
        let allowed = text.utf8.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        return allowed && length.contains(text.utf8.count) && text.utf8.first != 0x2D
            && text.utf8.last != 0x2D
    }

    /// Letters, digits, hyphens and underscores.
    package static func isToken(_ text: String, length: ClosedRange<Int>) -> Bool {
        let allowed = text.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == 0x2D || $0 == 0x5F }
        return allowed && length.contains(text.utf8.count)
    }

    /// Any characters but control characters (C0, DEL and C1), counted as Unicode scalars.
    package static func isPlainText(_ text: String, length: ClosedRange<Int>) -> Bool {
        let plain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        return plain && length.contains(text.unicodeScalars.count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
