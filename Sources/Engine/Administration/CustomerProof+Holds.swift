import Model
import Store

/// Holds against the entries that set coins aside, spent them or let them go, and against the lots.
extension CustomerProof {
    func holdFaults(_ wallet: Wallet, _ known: KnownEntries) -> [LedgerFault] {
        var faults: [LedgerFault] = []
        var setAside = books[wallet].heldSums
        for hold in books.holds {
            let isCoins = wallet == .coins
            let amount = isCoins ? hold.coins : hold.credits
            let (held, spent) =
                isCoins
                ? (hold.coinsHeldBy, hold.coinsSpentBy) : (hold.creditsHeldBy, hold.creditsSpentBy)
            if let held, known[held]?.kind != .hold {
                faults.append(fault("is not what set \(hold.id) aside", wallet: wallet, sequence: held))
            }
            let standing = held.flatMap { setAside.removeValue(forKey: $0) } ?? 0
            if standing != (hold.state == .open ? amount : 0) {
                faults.append(
                    fault(
                        "\(hold.id) is \(hold.state.rawValue) with \(amount); lots keep \(standing) for it",
                        wallet: wallet, sequence: held))
            }
            let isSpent = hold.state == .committed || hold.state == .reverted
            if isSpent != (spent != nil), amount > 0 {
                faults.append(fault("\(hold.id) is \(hold.state.rawValue)", wallet: wallet, sequence: spent))
            }
            if let spent, known[spent]?.kind != .spend || known[spent]?.coins != -amount {
                faults.append(
                    fault("did not pay the \(amount) of \(hold.id)", wallet: wallet, sequence: spent))
            }
        }
        for (sequence, coins) in setAside.sorted(by: { $0.key < $1.key }) {
            faults.append(
                fault("sets \(coins) aside for no hold that is open", wallet: wallet, sequence: sequence))
        }
        return faults
    }
}
