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
        package var entry: Entry
        package var wallet: WalletFacts
    }

    /// - Throws: ``Refusal``: `customerNotFound`, `couponNotFound`, `couponNotActive`.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(input.customer)
        let coupon = try context.snapshot.coupon(number: input.coupon, of: customer.number)
        guard coupon.state == .active else { throw Refusal.couponNotActive(state: coupon.state) }
        let (ended, entry) = try EndCoupon.run(
            coupon, as: .cancelled, at: context.now, actor: context.actor, in: context)
        guard let entry else {
            throw StoreError(kind: .misuse, message: "a cancelled coupon gave no coins back")
        }
        return Receipt(coupon: ended, entry: entry, wallet: try context.receiptWallet(.coins, of: customer))
    }
}
