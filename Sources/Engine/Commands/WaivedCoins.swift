import Model
import Store

/// Coins that were to be taken back while they were out: in a hold, in an unused coupon, or spent on an order. What the
/// floor of the balance let go then is taken when they come home, and from nothing that was earned since (rule 5.5).
enum WaivedCoins {
    /// Remembers what an order's reversal could not take.
    static func claim(
        _ coins: Coins, of order: Order, award: Int64, reason: String, in context: CommandContext
    ) throws {
        let wallet = try context.open(.coins, of: order.customer)
        try context.transaction.claimWaived(
            coins, of: order.customer, after: wallet.row.sequence, at: context.now, order: order.id,
            award: award, reason: reason, in: context.book.number)
    }

    /// Takes what came home, as far as it was waived while it was out. What it repaid of a debt has been taken that way.
    static func collect(
        from comeHome: ReturnedCoins, into wallet: inout OpenWallet, in context: CommandContext
    ) throws {
        guard wallet.wallet == .coins else { return }
        var parts = comeHome.parts
        for claim in try claims(of: wallet.customer, in: context) {
            var coins: Coins = 0
            let limit = min(claim.coins, wallet.spendable)
            for place in parts.indices where claim.covers(parts[place].lot, in: wallet.customer) {
                let taken = min(parts[place].coins, limit - coins)
                parts[place].coins -= taken
                coins += taken
            }
            guard coins > 0 else { continue }
            let entry = comeHome.entry
            let trace = Trace(.waivedCollected).adding("award", claim.award).adding("waived", claim.coins)
                .adding("taken_back", coins).adding("left", claim.coins - coins)
                .adding("returned", entry.id.sequence)
            _ = try wallet.collect(
                coins,
                context.draft(
                    .clawback, reason: claim.reason, source: Source(.order, claim.order.text), trace: trace,
                    occurredAt: entry.occurredAt,
                    reverses: claim.customer == wallet.customer ? claim.award : nil, actor: .service))
            try context.transaction.collect(coins, of: claim, in: context.book.number)
        }
    }

    /// A customer's own, and those of the customers who were merged into it (rule 11.6).
    private static func claims(
        of customer: CustomerNumber, in context: CommandContext
    ) throws -> [WaivedClaim] {
        let merged = try context.connection.aliases(of: customer).map(\.number).sorted {
            $0.number < $1.number
        }
        return try ([customer] + merged).flatMap {
            try context.connection.waivedClaims(of: $0, in: context.book.number)
        }
    }
}

extension WaivedClaim {
    /// Whether the coins of a lot were there to be waived: in the claim's own ledger as a lot that was not pending; in
    /// the ledger of somebody whom its customer was merged into, earned and available before.
    fileprivate func covers(_ lot: Lot, in ledger: CustomerNumber) -> Bool {
        guard lot.availableAt <= waivedAt else { return false }
        return ledger == customer ? lot.sequence <= sequence : lot.earnedAt <= waivedAt
    }
}
