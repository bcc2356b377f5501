package import Model
internal import Store

/// Carries a new programme version to the customers who are in the books already: lots that it lengthens show their new
/// date (rule 4.3), and birthdays that it pays are looked out for. It goes by the customers' surrogates, a few in each
/// write, and goes on where it was after a stop.
package enum Adoption {
    /// Whether the newest version is still to be carried to somebody.
    package static func isDue(_ snapshot: Snapshot) throws -> Bool {
        guard let present = try snapshot.connection.adoption(in: snapshot.book.number) else { return true }
        return present.version != snapshot.version.number || present.customer != .max
    }

    /// Carries it to the next customers; each in a savepoint, so that one whose books are damaged stops nobody.
    ///
    /// - Returns: The customers to whom it could not be carried; nil when all customers have it.
    package static func step(limit: Int, in context: CommandContext) throws -> [CustomerNumber]? {
        let (connection, book) = (context.connection, context.book.number)
        let present = try connection.adoption(in: book)
        let version = context.version.number
        let last = present?.version == version ? present?.customer ?? 0 : 0
        guard last != .max else { return nil }
        let customers =
            changesAnything(context.programme)
            ? try connection.customers(after: last, in: book, limit: limit) : []
        var failed: [CustomerNumber] = []
        for customer in customers {
            let noted = context.transaction.entryCount
            try connection.run("SAVEPOINT adopting_customer")
            do {
                try run(customer, in: context)
            } catch {
                try connection.run("ROLLBACK TO adopting_customer")
                context.transaction.forgetEntries(after: noted)
                failed.append(customer)
            }
            try connection.run("RELEASE adopting_customer")
        }
        try context.transaction.putAdoption(of: version, through: customers.last?.number ?? .max, in: book)
        return failed
    }

    /// Carries it to one customer.
    static func run(_ number: CustomerNumber, in context: CommandContext) throws {
        guard let customer = try context.connection.customer(number, in: context.book.number) else { return }
        try Settle.run(number, in: context)
        if Birthday.isPaid(by: context.programme) { try Birthday.plan(customer, in: context) }
        let totals = try context.connection.activityTotals(of: number, in: context.book.number)
        try Activities.lengthenLots(of: number, activeAt: totals.activeAt, in: context)
        try Settle.run(number, in: context)
    }

    private static func changesAnything(_ programme: Programme) -> Bool {
        programme.expiry.lengthensExistingLots || Activities.isCounted(by: programme)
            || Birthday.isPaid(by: programme)
    }
}
