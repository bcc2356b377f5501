package import Model

extension OpenWallet {
    /// Takes coins again that had come back from a coupon which was used after all: from the lots in spending order;
    /// what is gone already becomes debt (rules 5.5, 8.2).
    package mutating func retake(_ coins: Coins, _ draft: EntryDraft) throws -> Entry {
        invariant(coins > 0, "a debit takes coins")
        let entry = try append(Movement(available: -coins, spent: coins), draft)
        _ = try takeFromLots(coins, for: entry.id.sequence)
        return entry
    }
}
