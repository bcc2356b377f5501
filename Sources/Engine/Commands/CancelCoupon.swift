package import Model
internal import Store

/// An unused coupon back to coins, into the lots they came from (rule 4.5).
package enum CancelCoupon {
    package struct Input: Sendable, Hashable {
        package var customer: CustomerID
        /// The number in `coupon-42`.
        package var coupon: Int64
        package init(customer: CustomerID, coupon: Int64) {
            self.customer = customer
            self.coupon = coupon
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var coupon: Coupon
        /// The entry that gave the coins back; nil while the shop has not confirmed that the code is off.
        package var entry: Entry?
        package var wallet: WalletFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `couponNotFound`, `couponNotActive`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let coupon = try context.snapshot.coupon(number: input.coupon, of: customer.number)
        guard coupon.state == .active else { throw Refusal.couponNotActive(state: coupon.state) }
        if coupon.isPublished {
            // A shop that knows the code could still take it: the coins wait until it is off there (rule 8.2).
            var cancelling = coupon
            cancelling.state = .cancelling
            try context.transaction.update(cancelling, from: .active, in: context.book.number)
            return Receipt(
                coupon: cancelling, entry: nil, wallet: try context.receiptWallet(.coins, of: customer))
        }
        let (ended, entry) = try EndCoupon.run(
            coupon, as: .cancelled, at: context.now, actor: context.actor, in: context)
        guard let entry else {
            throw StoreError(kind: .misuse, message: "a cancelled coupon gave no coins back")
        }
        return Receipt(coupon: ended, entry: entry, wallet: try context.receiptWallet(.coins, of: customer))
    }
}
