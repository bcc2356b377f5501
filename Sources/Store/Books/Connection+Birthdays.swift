package import Model

/// When a customer's birthday falls due, and the last calendar year in which one was paid.
package struct BirthdayDue: Sendable, Hashable {
    /// The start of the local day.
    package var nextAt: Instant
    /// 0 for none.
    package var paidYear: Int
    package init(nextAt: Instant, paidYear: Int) {
        self.nextAt = nextAt
        self.paidYear = paidYear
    }
}

extension Connection {
    /// Nil for a customer whose birthday is not known, or was never looked at.
    package func birthdayDue(of customer: CustomerNumber, in book: BookNumber) throws -> BirthdayDue? {
        try first(
            "SELECT next_at, paid_year FROM birthdays WHERE book = $1 AND customer = $2", .book(book),
            .customer(customer)
        ) { BirthdayDue(nextAt: $0.instant(0), paidYear: Int($0.integer(1))) }
    }

    /// How far a programme version has been carried to the customers of a book; nil before the first.
    package func adoption(in book: BookNumber) throws -> (version: Int64, customer: Int64)? {
        try first("SELECT version, customer FROM adoptions WHERE book = $1", .book(book)) {
            (version: $0.integer(0), customer: $0.integer(1))
        }
    }

    /// The customers of a book after one, in the order of their surrogates.
    package func customers(
        after customer: Int64, in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM customers INDEXED BY customers_by_number
            WHERE customer > $1 AND book = $2 ORDER BY customer LIMIT $3
            """, .integer(customer), .book(book), .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }
}

extension WriteTransaction {
    /// Writes when a birthday falls due.
    package func put(_ due: BirthdayDue, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO birthdays (book, customer, next_at, paid_year) VALUES ($1, $2, $3, $4)
            ON CONFLICT (book, customer) DO UPDATE SET next_at = excluded.next_at, paid_year = excluded.paid_year
            """, .book(book), .customer(customer), .instant(due.nextAt), .integer(Int64(due.paidYear)))
    }

    /// Notes how far a version has been carried.
    package func putAdoption(of version: Int64, through customer: Int64, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO adoptions (book, version, customer) VALUES ($1, $2, $3)
            ON CONFLICT (book) DO UPDATE SET version = excluded.version, customer = excluded.customer
            """, .book(book), .integer(version), .integer(customer))
    }
}
