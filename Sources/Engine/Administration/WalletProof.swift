import Model
import Store

/// One wallet, recomputed from its entries: ask it for what does not agree. It touches no database.
struct WalletProof {
    private let book: BookNumber
    private let customer: CustomerNumber
    private let row: WalletRow?
    private let lots: [Lot]
    private let spentLots: [SpentLot]
    private let returnedLots: [ReturnedLot]

    /// What is wrong, and at which entry.
    struct Finding: Hashable {
        var sequence: Int64?
        var reason: String
    }

    /// Its entries.
    let known: KnownEntries
    private(set) var findings: [Finding] = []
    private var sequence: Int64 = 0
    private var available: Coins = 0
    private var pending: Coins = 0
    private var held: Coins = 0
    private var sum: Int128 = 0
    private var totals = LifetimeTotals.zero
    private var chain = Digest.zero
    private var recordedAt = Instant(milliseconds: .min)

    init(book: BookNumber, customer: CustomerNumber, _ wallet: CustomerBooks.OfWallet) {
        self.book = book
        self.customer = customer
        row = wallet.row
        lots = wallet.lots
        spentLots = wallet.spentLots
        returnedLots = wallet.returnedLots
        known = KnownEntries(wallet.entries)
    }

    private mutating func find(_ reason: String, at sequence: Int64? = nil) {
        findings.append(Finding(sequence: sequence, reason: reason))
    }

    /// Takes the next entry.
    private mutating func add(_ entry: ProvenEntry) {
        let number = entry.sequence
        if number != sequence + 1 { find("follows entry \(sequence): an entry is missing", at: number) }
        sequence = number
        checkBalances(entry)
        checkTotals(entry)
        checkChain(entry)
        if entry.recordedAt < recordedAt { find("was recorded before the entry in front of it", at: number) }
        recordedAt = entry.recordedAt
        if let reverses = entry.reverses, reverses >= number || known[reverses] == nil {
            find("reverses entry \(reverses), which is not there", at: number)
        }
    }

    /// The running balances, each recomputed from the one before; the stored ones are then taken over, so
    /// that one changed entry is one fault and not a hundred.
    private mutating func checkBalances(_ entry: ProvenEntry) {
        let number = entry.sequence
        let heldChange = Int128(entry.coins) - Int128(entry.availableChange) - Int128(entry.pendingChange)
        if Int128(available) + Int128(entry.availableChange) != Int128(entry.availableAfter) {
            find("available after it is \(entry.availableAfter), not what its change makes", at: number)
        }
        if Int128(pending) + Int128(entry.pendingChange) != Int128(entry.pendingAfter) {
            find("pending after it is \(entry.pendingAfter), not what its change makes", at: number)
        }
        if Int128(held) + heldChange != Int128(entry.heldAfter) {
            find("held after it is \(entry.heldAfter), not what its change makes", at: number)
        }
        (available, pending, held) = (entry.availableAfter, entry.pendingAfter, entry.heldAfter)
        sum += Int128(entry.coins)
    }

    /// What an entry brings over the border is earned, and what it takes is earned no more, spent or expired; a merge
    /// may bring a whole past along.
    private mutating func checkTotals(_ entry: ProvenEntry) {
        let after = entry.totals
        let change =
            Int128(after.earned) - Int128(totals.earned) + Int128(totals.spent) - Int128(after.spent)
            + Int128(totals.expired) - Int128(after.expired)
        if entry.kind != .merge, change != Int128(entry.coins) {
            find("the lifetime totals after it are not what its coins make", at: entry.sequence)
        }
        totals = after
    }

    private mutating func checkChain(_ entry: ProvenEntry) {
        if !entry.isChained { find("its chain value is not that of its contents", at: entry.sequence) }
        chain = entry.chain
        switch entry.note {
        case .none, .sound: break
        // Erasing a note takes its salt along; the digest stays.
        case .saltAlone: find("has a note's salt, but no note", at: entry.sequence)
        case .changed: find("its note is not the one that the chain was made over", at: entry.sequence)
        }
    }

    /// Everything that does not agree.
    mutating func run(coupons: [Coupon], nextReferralDue: Instant?, holds: [Hold]) -> [Finding] {
        for entry in known { add(entry) }
        checkRow()
        checkLots()
        checkSpentLots()
        checkDue(coupons: coupons, nextReferralDue: nextReferralDue, holds: holds)
        return findings
    }

    private mutating func checkRow() {
        guard let row else {
            if sequence > 0 || !lots.isEmpty || !spentLots.isEmpty {
                find("has entries or lots but no wallet")
            }
            return
        }
        if row.sequence != sequence {
            find("the wallet counts \(row.sequence) entries; the last one is \(sequence)")
        }
        if row.chain != chain { find("the wallet's chain value is not its newest entry's") }
        let stored = (row.available, row.pending, row.held)
        if stored != (available, pending, held) {
            find(
                "the wallet says available \(row.available), pending \(row.pending), held \(row.held); its newest"
                    + " entry says \(available), \(pending), \(held)")
        }
        let lifetime = LifetimeTotals(
            earned: row.lifetimeEarned, spent: row.lifetimeSpent, expired: row.lifetimeExpired)
        if lifetime != totals { find("the wallet's lifetime totals are not its newest entry's") }
        if sum != Int128(row.available) + Int128(row.pending) + Int128(row.held) {
            find("its entries add up to \(sum), the wallet to another sum")
        }
    }

    /// Lots against balances: what is left, less debt, is what the entries say.
    private mutating func checkLots() {
        var (open, waiting, heldInLots): (Int128, Int128, Int128) = (0, 0, 0)
        for lot in lots {
            if lot.remaining < 0 || lot.held < 0 || lot.held > lot.remaining || lot.remaining > lot.coins {
                find("lot \(lot.sequence) holds \(lot.remaining) of \(lot.coins), \(lot.held) of them held")
            }
            if lot.isPending { waiting += Int128(lot.remaining) } else { open += Int128(lot.remaining) }
            heldInLots += Int128(lot.held)
            let maker = known[lot.sequence]
            if maker == nil || maker?.coins != lot.coins {
                find("lot \(lot.sequence) of \(lot.coins) coins was not made by an entry of as many")
            }
        }
        let debt = Int128(max(0, -available))
        if open - debt != Int128(available) + Int128(held) {
            find(
                "its lots hold \(open) with a debt of \(debt); available and held are \(available) and \(held)"
            )
        }
        if waiting != Int128(pending) { find("its pending lots hold \(waiting); pending is \(pending)") }
        if heldInLots != Int128(held) { find("its lots have \(heldInLots) held; held is \(held)") }
    }

    /// What debits took: from each lot no more than went out of it, and by each debit what it says.
    ///
    /// Repaid debt leaves a lot without a debit that names it, so the lots may have lost more than the debits
    /// took; over the whole wallet that surplus is the debt that there ever was, less what still stands.
    private mutating func checkSpentLots() {
        var takenFrom: [Int64: Int128] = [:]
        var takenBy: [Int64: Int128] = [:]
        let returned = checkReturns()
        for part in spentLots {
            takenBy[part.sequence, default: 0] += Int128(part.coins)
            let place = SpentPlace(debit: part.sequence, lot: part.lot)
            let back = returned.wholly.contains(part.sequence) ? part.coins : returned.parts[place] ?? 0
            if back > part.coins {
                find(
                    "gave \(part.coins) coins of lot \(part.lot), of which \(back) came back",
                    at: part.sequence)
            }
            if back < part.coins { takenFrom[part.lot, default: 0] += Int128(part.coins - back) }
            if known[part.sequence] == nil {
                find("took coins from lot \(part.lot) without an entry", at: part.sequence)
            }
        }
        var surplus: Int128 = 0
        for lot in lots {
            let gone = Int128(lot.coins) - Int128(lot.remaining)
            let taken = takenFrom.removeValue(forKey: lot.sequence) ?? 0
            if taken > gone { find("debits took \(taken) from lot \(lot.sequence), which lost \(gone)") }
            surplus += gone - taken
        }
        for (lot, taken) in takenFrom.sorted(by: { $0.key < $1.key }) {
            find("debits took \(taken) from lot \(lot), which is not there")
        }
        let debtMade = checkDebits(takenBy)
        let debt = Int128(max(0, -available))
        let handedOver = debtHandedOver()
        if surplus != debtMade - debt - handedOver {
            find("its lots lost \(surplus) more than debits took; debt of \(debtMade - debt) was repaid")
        }
    }

    /// The debt that a merge took away: entries that add coins and make no lot.
    private func debtHandedOver() -> Int128 {
        guard known.contains(where: { $0.kind == .merge }) else { return 0 }
        let made = Set(lots.map(\.sequence))
        return known.reduce(Int128(0)) { sum, entry in
            entry.kind == .merge && entry.coins > 0 && !made.contains(entry.sequence)
                ? sum + Int128(entry.coins) : sum
        }
    }

    private struct SpentPlace: Hashable {
        let debit: Int64
        let lot: Int64
    }

    /// What came back of the debits, by lot, held against the entries that gave it back. Returns that name no lots are
    /// of the first schema, and gave back all that their debit took.
    private mutating func checkReturns() -> (wholly: Set<Int64>, parts: [SpentPlace: Coins]) {
        var parts: [SpentPlace: Coins] = [:]
        var byEntry: [Int64: Int128] = [:]
        for part in returnedLots {
            parts[SpentPlace(debit: part.spent, lot: part.lot), default: 0] += part.coins
            byEntry[part.sequence, default: 0] += Int128(part.coins)
            if known[part.sequence]?.kind != .returned || known[part.sequence]?.reverses != part.spent {
                find("does not give back what entry \(part.spent) took", at: part.sequence)
            }
        }
        var wholly: Set<Int64> = []
        for entry in known where entry.kind == .returned {
            if let coins = byEntry[entry.sequence] {
                if coins != Int128(entry.coins) {
                    find("gives back \(coins) to its lots", at: entry.sequence)
                }
            } else if let debit = entry.reverses {
                wholly.insert(debit)
            }
        }
        return (wholly, parts)
    }

    /// Each debit against what it took; answers how much debt the debits made together.
    private mutating func checkDebits(_ takenBy: [Int64: Int128]) -> Int128 {
        var debtMade: Int128 = 0
        for entry in known where entry.coins < 0 {
            let number = entry.sequence
            let short = -Int128(entry.coins) - (takenBy[number] ?? 0)
            debtMade += short
            // Only a clawback may take what is no longer there (rule 5.5), and a debt that comes with a merge.
            if short < 0 || (short > 0 && entry.kind != .clawback && entry.kind != .merge) {
                find("took \(takenBy[number] ?? 0) from lots for \(entry.coins) coins", at: number)
            }
        }
        return debtMade
    }

    /// Nothing falls due before the wallet says that something does, or it would be shown as if it had not.
    private mutating func checkDue(coupons: [Coupon], nextReferralDue: Instant?, holds: [Hold]) {
        guard let row else { return }
        var due = nextReferralDue ?? .never
        for lot in lots {
            if lot.isPending {
                due = min(due, lot.availableAt)
            } else if lot.remaining > lot.held {
                due = min(due, lot.expiresAt)
            }
        }
        for hold in holds where hold.state == .open { due = min(due, hold.deadline) }
        for coupon in coupons where coupon.state == .active { due = min(due, coupon.expiresAt) }
        if row.nextDueAt > due {
            find("something falls due at \(due.text), the wallet expects it at \(row.nextDueAt.text)")
        }
    }
}

extension Instant {
    /// For people; "never" for ``never``.
    fileprivate var text: String { self == .never ? "never" : rfc3339 }
}
