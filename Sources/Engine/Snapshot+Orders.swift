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
}
