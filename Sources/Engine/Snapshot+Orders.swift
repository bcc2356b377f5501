package import Model
internal import Store

extension Snapshot {
    /// What was spent on an order by one debit, and what of it has come back.
    package struct OrderRedemptionFacts: Sendable, Hashable {
        package var entry: TransactionID
        package var coins: Coins
        /// What it took off the order; minor units.
        package var discount: Int64
        package var returned: Coins
    }

    /// An order's refunds, in the order in which they were booked.
    package func refunds(of order: Order) throws -> [Refund] {
        guard order.refunded != .none else { return [] }
        return try connection.refunds(of: order.id, in: book.number).map(\.refund)
    }

    /// What its customer spent on an order.
    package func redemptions(on order: Order) throws -> [OrderRedemptionFacts] {
        try connection.redemptions(on: order.id, in: book.number).map {
            OrderRedemptionFacts(
                entry: $0.entry, coins: $0.coins, discount: $0.discount, returned: $0.returned)
        }
    }

    /// The checkout through which coins or store credit were spent on an order, by the hold that is linked to it; nil where
    /// none is.
    package func checkoutChannel(of order: OrderID) throws -> Channel? {
        for redemption in try connection.redemptions(on: order, in: book.number) {
            if let hold = try hold(of: redemption), hold.channel != .app { return hold.channel }
        }
        return nil
    }

    /// The hold that spent what a redemption says; nil for a coupon's.
    func hold(of redemption: OrderRedemption) throws -> Hold? {
        // The entry names its hold, so that holds need no index by what they spent.
        let spent = redemption.entry
        guard let entry = try connection.entry(spent, of: redemption.customer, in: book.number),
            let trace = try? JSONValue(parsing: Array(entry.trace.utf8)),
            case .integer(let number)? = trace["hold"],
            let hold = try connection.hold(number, in: book.number),
            (spent.wallet == .coins ? hold.coinsSpentBy : hold.creditsSpentBy) == spent.sequence
        else { return nil }
        return hold
    }
}
