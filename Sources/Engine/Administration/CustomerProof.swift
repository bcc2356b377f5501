import Model
import Store

/// Everything of one customer, recomputed. It touches no database.
struct CustomerProof {
    let books: CustomerBooks
    let book: Book

    init(_ books: CustomerBooks, in book: Book) {
        self.books = books
        self.book = book
    }

    func run(_ report: inout Verification.Report) {
        report.customers += 1
        var faults = books.notSound.map { fault("has a row that cannot be read: \($0)") }
        if !books.isKnown, !books.isErased { faults.append(fault("has rows in the books but no customer")) }
        let coins = KnownEntries(books.coins.entries)
        for wallet in Wallet.allCases { faults += walletFaults(wallet, &report) }
        faults += couponFaults(books.coupons, coins)
        faults += orderFaults(coins)
        faults += redemptionFaults()
        faults += triggerFaults(coins)
        report.add(faults)
    }

    private func walletFaults(_ wallet: Wallet, _ report: inout Verification.Report) -> [LedgerFault] {
        let stored = books[wallet]
        let isCoins = wallet == .coins
        var proof = WalletProof(book: book.number, customer: books.customer, stored)
        let findings = proof.run(
            coupons: isCoins ? books.coupons : [], nextReferralDue: isCoins ? books.nextReferralDue : nil,
            holds: isCoins ? books.holds : [])
        var faults = stored.isRowSound ? [] : [fault("the wallet's row is not sound", wallet: wallet)]
        faults += findings.map { fault($0.reason, wallet: wallet, sequence: $0.sequence) }
        report.entries += Int64(proof.known.count)
        if stored.row != nil { report.wallets += 1 }
        return faults + holdFaults(wallet, proof.known)
    }

    func fault(_ reason: String, wallet: Wallet? = nil, sequence: Int64? = nil) -> LedgerFault {
        LedgerFault(
            brand: book.brand, mode: book.mode, customer: books.customer, wallet: wallet,
            sequence: sequence, reason: reason)
    }

    /// Coupons against the entries that paid for them and gave their coins back.
    private func couponFaults(_ coupons: [Coupon], _ entries: KnownEntries) -> [LedgerFault] {
        var faults: [LedgerFault] = []
        let find = { (reason: String, sequence: Int64) in
            faults.append(fault(reason, wallet: .coins, sequence: sequence))
        }
        for coupon in coupons {
            let paid = entries[coupon.number]
            if paid?.kind != .spend || paid?.coins != -coupon.coins {
                find("\(coupon.id) cost \(coupon.coins) coins, which this entry did not pay", coupon.number)
            }
            let mustReturn =
                coupon.state == .cancelled || (coupon.state == .expired && coupon.returnsCoinsOnExpiry)
            // A shop may have taken a code after it was cancelled: the use won, and the coins were taken again.
            let mayReturn = coupon.state == .used && coupon.isPublished
            guard mustReturn == (coupon.returnSequence != nil) || mayReturn else {
                find(
                    "\(coupon.id) is \(coupon.state.rawValue); its coins \(mustReturn ? "did not come" : "came") back",
                    coupon.number)
                continue
            }
            guard let back = coupon.returnSequence else { continue }
            let entry = entries[back]
            if entry?.kind != .returned || entry?.coins != coupon.coins || entry?.reverses != coupon.number {
                find("does not give back the \(coupon.coins) coins of \(coupon.id)", back)
            }
        }
        let numbers = Set(coupons.map(\.number))
        let backs = Set(coupons.compactMap(\.returnSequence))
        for entry in entries where entry.source.kind == .coupon {
            let number = entry.sequence
            if entry.kind == .spend, !numbers.contains(number) {
                find("paid for a coupon that is not there", number)
            }
            if entry.kind == .returned, !backs.contains(number) {
                find("gave back a coupon that does not say so", number)
            }
        }
        return faults
    }

    /// Orders against the entries that awarded them, both ways, and against the spend that counts.
    private func orderFaults(_ entries: KnownEntries) -> [LedgerFault] {
        var faults: [LedgerFault] = []
        let orders = books.orders
        var awards: [Int64: String] = [:]
        for order in orders {
            guard let sequence = order.awardSequence else { continue }
            // What is left of an award that came with a merge; the award itself is in the other ledger.
            if entries[sequence]?.kind == .merge { continue }
            if let other = awards.updateValue(order.order, forKey: sequence) {
                faults.append(
                    fault(
                        "awards both order \(other) and order \(order.order)", wallet: .coins,
                        sequence: sequence))
            }
            let entry = entries[sequence]
            let isOfOrder = entry?.source.kind == .order && entry?.source.reference == order.order
            if !isOfOrder || entry?.coins != order.awardCoins {
                faults.append(
                    fault("is not the award of order \(order.order)", wallet: .coins, sequence: sequence))
            }
        }
        // The orders of a customer who was merged are the survivor's.
        let hasOwnOrders = books.isKnown && !books.isMerged
        for entry in entries
        where hasOwnOrders && entry.source.kind == .order && entry.coins > 0 && entry.kind != .returned
            && awards[entry.sequence] == nil
        {
            faults.append(
                fault(
                    "awards order \(entry.source.reference), which does not say so", wallet: .coins,
                    sequence: entry.sequence))
        }
        let counted = orders.reduce(Int128(0)) { $0 + Int128($1.countedSpend) }
        let (days, lifetime) = (books.spendOfDays, books.lifetimeSpend)
        if counted != days || counted != Int128(lifetime) {
            faults.append(
                fault("orders count \(counted) as spend, their days \(days), the standing \(lifetime)"))
        }
        return faults
    }

    /// What was spent on orders against the entries that took it and gave it back.
    private func redemptionFaults() -> [LedgerFault] {
        let entries = Wallet.allCases.map { ($0, KnownEntries(books[$0].entries)) }
        var back: [TransactionID: Int128] = [:]
        // What reverts gave back counts for the order, too, where there is one.
        var reverted: [TransactionID: Int128] = [:]
        for (wallet, known) in entries {
            for entry in known where entry.kind == .returned {
                let debit = TransactionID(wallet: wallet, sequence: entry.reverses ?? 0)
                if entry.source.kind == .order { back[debit, default: 0] += Int128(entry.coins) }
                if entry.source.kind == .hold { reverted[debit, default: 0] += Int128(entry.coins) }
            }
        }
        var faults: [LedgerFault] = []
        for spent in books.redemptions {
            let (wallet, sequence) = (spent.entry.wallet, spent.entry.sequence)
            let debit = entries.first { $0.0 == wallet }?.1[sequence]
            let isSpent = debit?.kind == .spend && debit?.coins == -spent.coins
            // A coupon that was used after its coins had come back: what was there was taken for the order, the
            // rest is debt.
            let isRetaken =
                debit?.kind == .clawback && debit?.source.kind == .coupon
                && (debit?.coins ?? 0) <= -spent.coins
            if !isSpent && !isRetaken {
                let reason = "did not spend \(spent.coins) coins on order \(spent.order)"
                faults.append(fault(reason, wallet: wallet, sequence: sequence))
            }
            let returned = (back.removeValue(forKey: spent.entry) ?? 0) + (reverted[spent.entry] ?? 0)
            if returned != Int128(spent.returned) {
                let reason = "had \(returned) coins back; order \(spent.order) says \(spent.returned)"
                faults.append(fault(reason, wallet: wallet, sequence: sequence))
            }
        }
        for (entry, _) in back.sorted(by: { $0.key.sequence < $1.key.sequence }) {
            let reason = "had coins back through an order that it was not spent on"
            faults.append(fault(reason, wallet: entry.wallet, sequence: entry.sequence))
        }
        return faults
    }

    /// Trigger awards against their entries, both ways.
    private func triggerFaults(_ entries: KnownEntries) -> [LedgerFault] {
        let awards = books.triggers
        var faults: [LedgerFault] = []
        // Those under negative numbers came with a merge: their entries are in the other ledger.
        for award in awards
        where award.sequence > 0 && entries[award.sequence]?.source != Source(.trigger, award.trigger) {
            faults.append(
                fault(
                    "is not the award of trigger \(award.trigger)", wallet: .coins, sequence: award.sequence))
        }
        let sequences = Set(awards.map(\.sequence))
        for entry in entries
        where entry.source.kind == .trigger && entry.coins > 0 && !sequences.contains(entry.sequence) {
            faults.append(
                fault(
                    "awards trigger \(entry.source.reference), which does not say so", wallet: .coins,
                    sequence: entry.sequence))
        }
        return faults
    }
}
