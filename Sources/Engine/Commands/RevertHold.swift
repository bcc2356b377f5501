import Model
import Store

/// Spent coins of a hold come back to their lots: never more than were spent, whatever refunds gave back before
/// (rules 4.5, 5.6, 7.3).
struct RevertHold {
    let context: CommandContext

    /// - Parameter coins: How many; nil for all that have not come back, store credit included.
    /// - Returns: The hold as it is now, and the coins and the store credit that came back.
    /// - Throws: ``Refusal/aboveHold(coins:credits:)``
    func run(_ hold: Hold, coins wanted: Coins?) throws -> (hold: Hold, coins: Coins, credits: Int64) {
        let left = try standing(hold, .coins)
        let credits = try standing(hold, .credits)
        guard wanted ?? 0 <= left else { throw Refusal.aboveHold(coins: left, credits: credits) }
        let coins = wanted ?? left
        try giveBack(hold, .coins, coins)
        let isWhole = coins == left && (wanted == nil || credits == 0)
        if isWhole { try giveBack(hold, .credits, credits) }
        guard isWhole else { return (hold, coins, 0) }
        var reverted = hold
        reverted.state = .reverted
        reverted.endedAt = context.now
        try context.transaction.put(reverted, in: context.book.number)
        return (reverted, coins, credits)
    }

    private func spent(_ hold: Hold, _ wallet: Wallet) -> (entry: Int64, coins: Coins)? {
        let amount = wallet == .coins ? hold.coins : hold.credits
        return (wallet == .coins ? hold.coinsSpentBy : hold.creditsSpentBy).map { ($0, amount) }
    }

    /// What has not come back of what one wallet paid.
    private func standing(_ hold: Hold, _ wallet: Wallet) throws -> Coins {
        guard let spent = spent(hold, wallet) else { return 0 }
        let returned = try context.connection.returnedLots(
            of: spent.entry, of: hold.customer, wallet: wallet, in: context.book.number)
        return spent.coins - returned.values.reduce(0, +)
    }

    private func giveBack(_ hold: Hold, _ wallet: Wallet, _ coins: Coins) throws {
        guard coins > 0, let spent = spent(hold, wallet) else { return }
        let left = try standing(hold, wallet) - coins
        let trace = Trace(.holdRelease).adding("hold", hold.number).adding("coins", coins)
            .adding("left", left).adding("cause", "reverted")
        var open = try context.open(wallet, of: hold.customer)
        let zone = context.zone
        let renewed = try Activities.renewal(of: hold.customer, wallet, in: context)
        let comeHome = try open.giveBack(
            spentBy: spent.entry, coins: coins, renewed: renewed,
            grace: { ExpiryRules.graceEnds($0, zone: zone) },
            context.draft(
                .returned, reason: "checkout_reverted", source: Source(.hold, hold.id), trace: trace,
                reverses: spent.entry))
        try WaivedCoins.collect(from: comeHome, into: &open, in: context)
        try Payments.revert(hold, wallet, returned: coins, left: left, in: context)
        // The order knows that these have come back, so its refund gives back no more than the rest.
        guard let order = hold.order.flatMap(OrderID.init) else { return }
        let redemptions = try context.connection.redemptions(
            on: order, in: context.book.number)
        for redemption in redemptions
        where redemption.customer == hold.customer
            && redemption.entry == TransactionID(wallet: wallet, sequence: spent.entry)
        {
            var redemption = redemption
            redemption.returned += coins
            try context.transaction.put(redemption, in: context.book.number)
        }
    }
}
