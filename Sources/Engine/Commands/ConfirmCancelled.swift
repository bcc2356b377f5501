package import Model
internal import Store

/// The shop says that a cancelled coupon's code is switched off there: now its coins come back (rule 8.2).
///
/// A coupon that is being cancelled does not lapse meanwhile: its coins are on their way back already.
package enum ConfirmCancelled {
    package struct Receipt: Sendable, Hashable {
        package var coupon: Coupon
        package var customerID: CustomerID
    }

    /// A repeat is the same answer.
    ///
    /// - Throws: ``Refusal``: `couponNotFound`, `couponNotCancelling`.
    package static func run(code: String, in context: CommandContext) throws -> Receipt {
        let found = try context.snapshot.coupon(code: code)
        try Settle.run(found.customer, in: context)
        let coupon = try context.snapshot.coupon(number: found.number, of: found.customer)
        let owner = try context.snapshot.customerID(of: coupon.customer)
        if coupon.state == .cancelled { return Receipt(coupon: coupon, customerID: owner) }
        guard coupon.state == .cancelling else { throw Refusal.couponNotCancelling(state: coupon.state) }
        let (ended, _) = try EndCoupon.run(
            coupon, as: .cancelled, at: context.now, actor: context.actor, in: context)
        // Coins that came back into the ledger of one who was merged go on.
        try Settle.run(coupon.customer, in: context)
        return Receipt(coupon: ended, customerID: owner)
    }
}
