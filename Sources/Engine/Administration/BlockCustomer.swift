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

/// Erases what says who a customer is and keeps the pseudonymous ledger, so that the proofs still hold (rule 11.4).
///
/// Gone are the customer's rows and those of the ids that were merged into it, the notes with their salts, the
/// non-awards (they are kept under the id), the bodies of answers that told of it, what people wrote in the audit log,
/// and what merges remembered. What stays names a number that leads nowhere: entries, lots, orders by their ids, coupons,
/// referrals, digests of devices. The id may be used anew, by a new customer.
package enum EraseCustomer {
    /// What was erased.
    package struct Receipt: Sendable, Hashable {
        package var id: CustomerID
        /// How many ids led to the customer beside its own.
        package var aliases: Int
    }

    /// - Throws: ``Refusal/customerNotFound``
    package static func run(_ id: CustomerID, in context: CommandContext) throws -> Receipt {
        let customer = try context.settledCustomer(id)
        let book = context.book.number
        let aliases = try context.connection.aliases(of: customer.number)
        for alias in aliases {
            try context.transaction.erase(alias.number, id: alias.id, at: context.realNow, in: book)
        }
        // The answers that are kept for others may have told of this one.
        try context.transaction.forgetMerges(of: customer.number, in: book)
        try context.transaction.erase(customer.number, id: customer.id.text, at: context.realNow, in: book)
        try touchReferrers(of: [customer.number] + aliases.map(\.number), in: context)
        try context.audit(
            .customerErased, customer: customer.number,
            summary: [("aliases", .integer(Int64(aliases.count)))])
        return Receipt(id: customer.id, aliases: aliases.count)
    }

    /// Whoever referred this customer saw the first letter of the name.
    private static func touchReferrers(
        of customers: [CustomerNumber], in context: CommandContext
    ) throws {
        for customer in customers {
            let referral = try context.connection.referral(ofFriend: customer, in: context.book.number)
            if let referral { context.transaction.touch(referral.referrer) }
        }
    }
}
