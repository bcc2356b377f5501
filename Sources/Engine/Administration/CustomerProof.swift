import Model
import Store

/// Everything of one customer, read from one snapshot and recomputed.
struct CustomerProof {
    let customer: CustomerNumber
    let book: Book
    let connection: Connection

    init(_ customer: CustomerNumber, in book: Book, connection: Connection) {
        self.customer = customer
        self.book = book
        self.connection = connection
    }

    func run(_ report: inout Verification.Report) throws {
        report.customers += 1
        let number = book.number
        if try connection.storedCustomer(customer, in: number) == nil, try !connection.isErased(customer) {
            report.add([fault("has rows in the books but no customer")])
        }
        let coupons = try connection.coupons(of: customer, in: number)
        let referral = try connection.nextDueReferral(of: customer, in: number)
        let holds = try connection.holds(of: customer, in: number)
        var coinEntries: [Int64: WalletProof.Known] = [:]
        var creditEntries: [Int64: WalletProof.Known] = [:]
        for wallet in Wallet.allCases {
            var proof = WalletProof(
                book: number, customer: customer, row: try row(wallet, &report),
                lots: try connection.lots(of: customer, wallet: wallet, in: number),
                spentLots: try connection.spentLots(of: customer, wallet: wallet, in: number),
                returnedLots: try connection.returnedLots(of: customer, wallet: wallet, in: number))
            try connection.eachProvenEntry(of: customer, wallet: wallet, in: number) { proof.add($0) }
            let isCoins = wallet == .coins
            let findings = proof.finish(
                coupons: isCoins ? coupons : [], nextReferralDue: isCoins ? referral?.dueAt : nil,
                holds: isCoins ? holds : [])
            report.add(findings.map { fault($0.reason, wallet: wallet, sequence: $0.sequence) })
            report.entries += Int64(proof.known.count)
            report.add(try holdFaults(holds, wallet, proof))
            if proof.row != nil { report.wallets += 1 }
            if isCoins { coinEntries = proof.known } else { creditEntries = proof.known }
        }
        report.add(couponFaults(coupons, coinEntries))
        report.add(try orderFaults(coinEntries))
        report.add(try redemptionFaults([.coins: coinEntries, .credits: creditEntries]))
        report.add(try triggerFaults(coinEntries))
    }

    func fault(_ reason: String, wallet: Wallet? = nil, sequence: Int64? = nil) -> LedgerFault {
        LedgerFault(
            brand: book.brand, mode: book.mode, customer: customer, wallet: wallet, sequence: sequence,
            reason: reason)
    }

    private func row(_ wallet: Wallet, _ report: inout Verification.Report) throws -> WalletRow? {
        do {
            return try connection.storedWallet(wallet, of: customer, in: book.number)
        } catch let damaged as Quarantined {
            report.add([fault(damaged.reason, wallet: wallet)])
            return nil
        }
    }

    /// Coupons against the entries that paid for them and gave their coins back.
    private func couponFaults(_ coupons: [Coupon], _ entries: [Int64: WalletProof.Known]) -> [LedgerFault] {
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
        for (number, entry) in entries.sorted(by: { $0.key < $1.key }) where entry.source.kind == .coupon {
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
    private func orderFaults(_ entries: [Int64: WalletProof.Known]) throws -> [LedgerFault] {
        var faults: [LedgerFault] = []
        let orders = try connection.orderAwards(of: customer, in: book.number)
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
            if entry?.source != Source(.order, order.order) || entry?.coins != order.awardCoins {
                faults.append(
                    fault("is not the award of order \(order.order)", wallet: .coins, sequence: sequence))
            }
        }
        // The orders of a customer who was merged are the survivor's.
        let stored = try connection.storedCustomer(customer, in: book.number)
        let hasOwnOrders = stored != nil && stored?.mergedInto == nil
        for (number, entry) in entries.sorted(by: { $0.key < $1.key })
        where hasOwnOrders && entry.source.kind == .order && entry.coins > 0 && entry.kind != .returned
            && awards[number] == nil
        {
            faults.append(
                fault(
                    "awards order \(entry.source.reference), which does not say so", wallet: .coins,
                    sequence: number))
        }
        let counted = orders.reduce(Int128(0)) { $0 + Int128($1.countedSpend) }
        let days = try connection.spendOfAllDays(of: customer, in: book.number)
        let lifetime = try connection.standing(of: customer, in: book.number)?.lifetimeSpend ?? 0
        if counted != Int128(days) || counted != Int128(lifetime) {
            faults.append(
                fault("orders count \(counted) as spend, their days \(days), the standing \(lifetime)"))
        }
        return faults
    }

    /// What was spent on orders against the entries that took it and gave it back.
    private func redemptionFaults(_ entries: [Wallet: [Int64: WalletProof.Known]]) throws -> [LedgerFault] {
        var back: [TransactionID: Int128] = [:]
        // What reverts gave back counts for the order, too, where there is one.
        var reverted: [TransactionID: Int128] = [:]
        for (wallet, known) in entries {
            for entry in known.values where entry.kind == .returned {
                let debit = TransactionID(wallet: wallet, sequence: entry.reverses ?? 0)
                if entry.source.kind == .order { back[debit, default: 0] += Int128(entry.coins) }
                if entry.source.kind == .hold { reverted[debit, default: 0] += Int128(entry.coins) }
            }
        }
        var faults: [LedgerFault] = []
        for spent in try connection.orderRedemptions(of: customer, in: book.number) {
            let (wallet, sequence) = (spent.entry.wallet, spent.entry.sequence)
            let debit = entries[wallet]?[sequence]
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
    private func triggerFaults(_ entries: [Int64: WalletProof.Known]) throws -> [LedgerFault] {
        let awards = try connection.triggerAwards(of: customer, in: book.number)
        var faults: [LedgerFault] = []
        // Those under negative numbers came with a merge: their entries are in the other ledger.
        for award in awards
        where award.sequence > 0 && entries[award.sequence]?.source != Source(.trigger, award.trigger) {
            faults.append(
                fault(
                    "is not the award of trigger \(award.trigger)", wallet: .coins, sequence: award.sequence))
        }
        let sequences = Set(awards.map(\.sequence))
        for (number, entry) in entries.sorted(by: { $0.key < $1.key })
        where entry.source.kind == .trigger && entry.coins > 0 && !sequences.contains(number) {
            faults.append(
                fault(
                    "awards trigger \(entry.source.reference), which does not say so", wallet: .coins,
                    sequence: number))
        }
        return faults
    }
}
