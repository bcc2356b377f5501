package import Model
internal import Store

/// Erases what says who a customer is and keeps the pseudonymous ledger, so that the proofs still hold (rule 11.4).
///
/// Gone are the customer's rows and those of the ids that were merged into it, the notes with their salts, the
/// non-awards (they are kept under the id), the bodies of answers that told of it, what people wrote in the audit log,
/// and what merges remembered. What stays names a number that leads nowhere: entries, lots, orders by their ids, coupons,
/// referrals, digests of devices. The id may be used anew, by a new customer; a token that was made for the erased one is
/// not good for the new one, for which a keyed digest of the id stays until such tokens have expired.
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
            try erase(alias.number, id: alias.id, in: context)
        }
        // The answers that are kept for others may have told of this one.
        try context.transaction.forgetMerges(of: customer.number, in: book)
        try erase(customer.number, id: customer.id.text, in: context)
        try context.transaction.record(.customerErased, of: customer.number, in: book)
        try touchReferrers(of: [customer.number] + aliases.map(\.number), in: context)
        try context.audit(
            .customerErased, customer: customer.number,
            summary: [("aliases", .integer(Int64(aliases.count)))])
        return Receipt(id: customer.id, aliases: aliases.count)
    }

    private static func erase(_ customer: CustomerNumber, id: String, in context: CommandContext) throws {
        try context.transaction.eraseReviews(of: customer, in: context.book.number)
        try context.transaction.erase(
            customer, id: id, digest: context.secrets.erasedKey(of: context.book).code(for: id),
            at: context.realNow, in: context.book.number)
    }

    /// Whether something still stands for an erased id of a book although all of its tokens have expired.
    package static func isIDToForget(of book: Book, _ contents: Registry.Contents, at realNow: Instant)
        -> Bool
    {
        let limit = tokensExpired(by: realNow)
        return contents.erasedIDs[book.number]?.values.contains { $0 < limit } ?? false
    }

    /// Removes what stands for ids whose tokens have all expired.
    package static func forgetIDs(in context: CommandContext) throws {
        try context.transaction.forgetErasedIDs(before: tokensExpired(by: context.realNow))
    }

    private static func tokensExpired(by realNow: Instant) -> Instant {
        let seconds = CustomerToken.lifetimeSecondsMax + CustomerToken.clockSkewSeconds
        return realNow.adding(milliseconds: -seconds * 1_000)
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
