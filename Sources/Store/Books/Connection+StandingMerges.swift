package import Model

/// A merge that stands: who went into whom.
package struct StandingMerge: Sendable, Hashable {
    package let number: Int64
    package let survivor: CustomerNumber
    package let merged: CustomerNumber
}

extension Connection {
    /// The merges through which others lead to a customer, oldest first: whoever was merged into one who was merged later
    /// comes before that one.
    package func standingMerges(leadingTo customer: CustomerNumber, in book: BookNumber) throws
        -> [StandingMerge]
    {
        guard let remembered = remembered(customer) else {
            return try readMerges(leadingTo: customer, in: book)
        }
        if let known = remembered.merges {
            assert((try? readMerges(leadingTo: customer, in: book)) == known)
            return known
        }
        let merges = try readMerges(leadingTo: customer, in: book)
        remembered.merges = merges
        return merges
    }

    private func readMerges(leadingTo customer: CustomerNumber, in book: BookNumber) throws
        -> [StandingMerge]
    {
        try all(
            """
            SELECT merges.merge, merges.survivor, merges.merged
            FROM customers INDEXED BY customers_merged JOIN merges INDEXED BY merges_by_merged
                ON merges.book = $2 AND merges.merged = customers.customer AND merges.undone_at IS NULL
            WHERE customers.merged_into = $1
            """, .customer(customer), .book(book)
        ) {
            StandingMerge(
                number: $0.integer(0), survivor: CustomerNumber($0.integer(1)),
                merged: CustomerNumber($0.integer(2)))
        }.sorted { $0.number < $1.number }
    }

    /// Whoever goes on for a customer who was merged; nil for one who was not.
    package func lead(of customer: CustomerNumber) throws -> CustomerNumber? {
        if let known = remembered(customer)?.customer { return known?.mergedInto }
        return try readLead(of: customer)
    }

    private func readLead(of customer: CustomerNumber) throws -> CustomerNumber? {
        try first("SELECT merged_into FROM customers WHERE customer = $1", .customer(customer)) {
            $0.optionalInteger(0).map(CustomerNumber.init)
        } ?? nil
    }
}
