package import Model
internal import Store

/// A blocked customer earns and redeems nothing until the brand lifts the block.
package enum BlockCustomer {
    /// Characters of a reason.
    package static let reasonLengthMax = 500

    /// Blocks, or lifts the block, with a reason for the audit log; again changes nothing.
    ///
    /// - Throws: ``Refusal/customerNotFound``
    package static func run(
        _ id: CustomerID, isBlocked: Bool, reason: String, in context: CommandContext
    ) throws -> Customer {
        var customer = try context.settledCustomer(id)
        guard customer.isBlocked != isBlocked else { return customer }
        customer.isBlocked = isBlocked
        customer.blockReason = isBlocked ? reason : nil
        customer.updatedAt = max(context.now, customer.updatedAt)
        try context.transaction.update(
            customer, emailKey: ContactRules.emailKey(customer.email),
            mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        try context.audit(
            isBlocked ? .customerBlocked : .customerUnblocked, customer: customer.number, note: reason)
        return customer
    }
}
