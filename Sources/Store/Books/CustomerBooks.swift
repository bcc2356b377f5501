package import Model

/// Everything of one customer that `verify` looks at, as it is stored.
package final class CustomerBooks {
    /// What belongs to one wallet.
    package struct OfWallet {
        package internal(set) var row: WalletRow?
        /// Whether the wallet's row could be read.
        package internal(set) var isRowSound = true
        /// By their sequences.
        package internal(set) var entries: [ProvenEntry] = []
        package internal(set) var lots: [Lot] = []
        package internal(set) var spentLots: [SpentLot] = []
        package internal(set) var returnedLots: [ReturnedLot] = []
        /// What each entry still sets aside in lots.
        package internal(set) var heldSums: [Int64: Coins] = [:]
    }

    package let customer: CustomerNumber
    package internal(set) var coins = OfWallet()
    package internal(set) var credits = OfWallet()
    package internal(set) var coupons: [Coupon] = []
    package internal(set) var holds: [Hold] = []
    package internal(set) var orders: [OrderAward] = []
    package internal(set) var redemptions: [OrderRedemption] = []
    package internal(set) var triggers: [TriggerAward] = []
    /// Net spend summed over the days on which it was made.
    package internal(set) var spendOfDays: Int128 = 0
    package internal(set) var lifetimeSpend: Int64 = 0
    /// When the next referral, as either side of it, falls due.
    package internal(set) var nextReferralDue: Instant?
    package internal(set) var isKnown = false
    package internal(set) var isErased = false
    package internal(set) var isMerged = false
    /// Rows that could not be read for what they are, in words.
    package internal(set) var notSound: [String] = []

    init(_ customer: CustomerNumber) { self.customer = customer }

    package subscript(wallet: Wallet) -> OfWallet {
        wallet == .coins ? coins : credits
    }

    func falls(dueAt due: Instant) { nextReferralDue = min(nextReferralDue ?? .never, due) }
}

/// The books of a run of customers while they are read. Rows come by customer, so the one at hand is mostly the one
/// before.
final class Shelf {
    private var books: [Int64: CustomerBooks] = [:]
    private var atHand = CustomerBooks(CustomerNumber(.min))
    /// Whether whoever has no books yet gets none any more.
    var isComplete = false

    /// By their numbers.
    var all: [CustomerBooks] { books.values.sorted { $0.customer.number < $1.customer.number } }

    private func find(_ number: Int64) -> CustomerBooks? {
        if atHand.customer.number == number, !books.isEmpty { return atHand }
        if let found = books[number] {
            atHand = found
            return found
        }
        guard !isComplete else { return nil }
        atHand = CustomerBooks(CustomerNumber(number))
        books[number] = atHand
        return atHand
    }

    /// Adds to a customer's books; what is not sound is noted there.
    func put(_ number: Int64, _ add: (CustomerBooks) throws -> Void) {
        guard let books = find(number) else { return }
        do {
            try add(books)
        } catch let error as StoreError {
            books.notSound.append(error.message)
        } catch {
            books.notSound.append("\(error)")
        }
    }

    /// Adds to one of a customer's wallets.
    func put(_ number: Int64, wallet: Int64, _ add: (inout CustomerBooks.OfWallet) -> Void) {
        guard let books = find(number) else { return }
        switch Wallet(column: wallet) {
        case .coins: add(&books.coins)
        case .credits: add(&books.credits)
        case nil: books.notSound.append("there are rows of a wallet \(wallet)")
        }
    }

    func notSound(_ number: Int64, _ reason: String) { find(number)?.notSound.append(reason) }
}

/// An entry with what was found of its proof.
package struct ProvenEntry: Sendable, Hashable {
    /// What stands of the words that a person wrote.
    package enum Note: Sendable, Hashable {
        case none
        /// They are the ones that the chain was made over.
        case sound
        case changed
        /// The words are gone and their salt is not, which erasing never leaves.
        case saltAlone
    }

    package let sequence: Int64
    package let kind: EntryKind
    package let coins: Coins
    package let availableChange: Coins
    package let pendingChange: Coins
    package let availableAfter: Coins
    package let pendingAfter: Coins
    package let heldAfter: Coins
    package let source: Source
    package let reverses: Int64?
    package let recordedAt: Instant
    /// The wallet's lifetime totals after it.
    package let totals: LifetimeTotals
    package let chain: Digest
    /// Whether its chain value is that of its contents and of the entry before it.
    package let isChained: Bool
    package let note: Note
}

/// What a wallet ever earned, spent and lost.
package struct LifetimeTotals: Sendable, Hashable {
    package let earned: Coins
    package let spent: Coins
    package let expired: Coins

    package static let zero = LifetimeTotals(earned: 0, spent: 0, expired: 0)

    package init(earned: Coins, spent: Coins, expired: Coins) {
        self.earned = earned
        self.spent = spent
        self.expired = expired
    }
}

/// What one debit took from one lot.
package struct SpentLot: Sendable, Hashable {
    /// The debit's entry.
    package let sequence: Int64
    package let lot: Int64
    package let coins: Coins
}

/// What of a debit came back to one lot.
package struct ReturnedLot: Sendable, Hashable {
    /// The debit's entry.
    package let spent: Int64
    package let lot: Int64
    /// The return's entry.
    package let sequence: Int64
    package let coins: Coins
}

/// An order as far as the ledger is concerned.
package struct OrderAward: Sendable, Hashable {
    package let order: String
    package let countedSpend: Int64
    package let awardSequence: Int64?
    package let awardCoins: Coins?
}

/// An entry that the books say a trigger made.
package struct TriggerAward: Sendable, Hashable {
    package let trigger: String
    package let sequence: Int64
}
