/// Which of a customer's two wallets: coins, or store credit as money in minor units.
package enum Wallet: String, Sendable, Hashable, CaseIterable {
    case coins, credits
}

/// One ledger entry's name: its wallet and its place in that wallet's history, as in `coins-42`.
package struct TransactionID: Hashable, Sendable, CustomStringConvertible {
    package let wallet: Wallet
    /// 1 for the wallet's first entry.
    package let sequence: Int64

    package init(wallet: Wallet, sequence: Int64) {
        self.wallet = wallet
        self.sequence = sequence
    }

    /// Parses `coins-42`; nil for anything else, leading zeros included.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let wallet = Wallet(rawValue: String(parts[0])),
            let sequence = Int64(parts[1]), sequence > 0, String(sequence) == parts[1]
        else { return nil }
        self.init(wallet: wallet, sequence: sequence)
    }

    package var description: String { "\(wallet.rawValue)-\(sequence)" }
}

/// Every kind of ledger entry, and the event that writes it (rule 3.2). This is the one list.
///
/// An entry moves coins between the parts of a wallet (available, pending, held) or over its border; `coins` of
/// an entry is what crossed the border, so the sum of all entries is available + pending + held.
package enum EntryKind: String, Sendable, Hashable, CaseIterable {
    /// An award that is available at once: over the border into available.
    case earn
    /// An award that waits for its release date: over the border into pending (rule 2.4).
    case pendingAward = "pending_award"
    /// A pending award whose date has come: from pending into available.
    case release
    /// A pending award that is withdrawn before its date: out of pending (rule 5.3).
    case pendingCancelled = "pending_cancelled"
    /// Coins set aside for an unfinished checkout: from available into held.
    case hold
    /// A hold that ended without a purchase: from held back into available (rule 7.4).
    case holdRelease = "hold_release"
    /// Coins paid for a coupon or at checkout: out of available (or out of held, when a hold commits).
    case spend
    /// Spent coins that came back to their lots: a cancelled or expired coupon, a refund (rules 4.5, 5.6).
    case returned = "return"
    /// Coins whose last day has passed: out of available (rule 4.6).
    case expiry
    /// Coins taken back because the order that earned them was cancelled or refunded (rule 5.4).
    case clawback
    /// A manual credit or debit with a reason and an author.
    case adjustment
    /// Coins that arrived with, or left through, the merge of two customers (rule 11.6).
    case merge
}

/// What in the outside world an entry goes back to.
package enum SourceKind: String, Sendable, Hashable, CaseIterable {
    case order, trigger, coupon, hold, referral, tier, adjustment, merge, system
}

/// An entry's source: its kind and the outside world's reference for it.
package struct Source: Hashable, Sendable {
    package let kind: SourceKind
    /// Order id, trigger id, reward id, hold id, the other customer's surrogate, or empty.
    package let reference: String

    package init(_ kind: SourceKind, _ reference: String = "") {
        self.kind = kind
        self.reference = reference
    }
}

/// Who caused a write: a key, a customer with a token, an operator at the command line, or the service itself.
package struct Actor: Hashable, Sendable {
    /// `key:12`, `customer`, `postback:appsflyer`, `operator`, `service`, `import`.
    package let text: String
    package init(_ text: String) { self.text = text }

    package static let service = Actor("service")
    package static let customer = Actor("customer")
    package static let commandLine = Actor("operator")
}
