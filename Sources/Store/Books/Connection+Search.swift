package import Model

/// Finding customers: each source is one walk of one index, and pages of it go on after a place.
extension Connection {
    /// Customers whose id begins so, in the order of their ids.
    package func customers(
        idPrefix prefix: String, after id: String, in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM customers
            WHERE book = $1 AND customer_id >= $2 AND customer_id < $3 AND customer_id > $4
            ORDER BY customer_id LIMIT $5
            """, .book(book), .text(prefix), .text(prefix + Self.last), .text(id), .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// Customers with that e-mail address, in the order of their ids.
    package func customers(
        emailKey key: String, after id: String, in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM customers INDEXED BY customers_by_email
            WHERE book = $1 AND email_key = $2 AND customer_id > $3 ORDER BY customer_id LIMIT $4
            """, .book(book), .text(key), .text(id), .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// Customers with that mobile number, in the order of their ids.
    package func customers(
        mobileKey key: String, after id: String, in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM customers INDEXED BY customers_by_mobile
            WHERE book = $1 AND mobile_key = $2 AND customer_id > $3 ORDER BY customer_id LIMIT $4
            """, .book(book), .text(key), .text(id), .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// Of the customers with that e-mail address the one who is known the longest: numbers count up as customers are made.
    package func eldestCustomer(emailKey key: String, in book: BookNumber) throws -> CustomerNumber? {
        try first(
            """
            SELECT min(customer) FROM customers INDEXED BY customers_by_email WHERE book = $1 AND email_key = $2
            """, .book(book), .text(key)
        ) { $0.optionalInteger(0).map(CustomerNumber.init) } ?? nil
    }

    /// The same of the customers with that mobile number.
    package func eldestCustomer(mobileKey key: String, in book: BookNumber) throws -> CustomerNumber? {
        try first(
            """
            SELECT min(customer) FROM customers INDEXED BY customers_by_mobile WHERE book = $1 AND mobile_key = $2
            """, .book(book), .text(key)
        ) { $0.optionalInteger(0).map(CustomerNumber.init) } ?? nil
    }

    /// Customers whose name begins so, in lower case, in the order of their names and ids.
    package func customers(
        namePrefix prefix: String, after place: (name: String, id: String), in book: BookNumber, limit: Int
    ) throws -> [CustomerNumber] {
        try all(
            """
            SELECT customer FROM customers INDEXED BY customers_by_name
            WHERE book = $1 AND name_key >= $2 AND name_key < $3 AND (name_key, customer_id) > ($4, $5)
            ORDER BY name_key, customer_id LIMIT $6
            """,
            .book(book), .text(prefix), .text(prefix + Self.last), .text(place.name), .text(place.id),
            .count(limit)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// The ids of those who were merged into a customer.
    package func aliases(of customer: CustomerNumber) throws -> [(number: CustomerNumber, id: String)] {
        try all(
            """
            SELECT customer, customer_id FROM customers INDEXED BY customers_merged WHERE merged_into = $1
            """, .customer(customer)
        ) { (number: CustomerNumber($0.integer(0)), id: $0.text(1)) }
    }

    /// Whether a customer's personal data was erased.
    package func isErased(_ customer: CustomerNumber) throws -> Bool {
        try first("SELECT 1 FROM erased_customers WHERE customer = $1", .customer(customer)) {
            $0.integer(0)
        } != nil
    }

    /// What sorts after every text that begins as another does.
    private static let last = "\u{10FFFF}"
}

extension WriteTransaction {
    /// Removes what says who a customer is, and what people wrote about them; the ledger stays (rule 11.4).
    ///
    /// What is removed is overwritten in the file (https://www.sqlite.org/pragma.html#pragma_secure_delete); the log
    /// keeps it until it starts over.
    /// - Parameter digest: Of the id, keyed; it stands for the id as long as tokens made for it live.
    package func erase(
        _ customer: CustomerNumber, id: String, digest: Digest, at now: Instant, in book: BookNumber
    ) throws {
        try connection.execute("PRAGMA secure_delete = ON")
        try connection.run(
            "DELETE FROM customers WHERE book = $1 AND customer_id = $2", .book(book), .text(id))
        try connection.run(
            "INSERT INTO erased_customers (customer, book, erased_at, id_digest) VALUES ($1, $2, $3, $4)",
            .customer(customer), .book(book), .instant(now), .digest(digest))
        try connection.run(
            "DELETE FROM non_awards WHERE book = $1 AND customer_id = $2", .book(book), .text(id))
        try connection.run(
            """
            UPDATE entries SET note = NULL, note_salt = NULL
            WHERE book = $1 AND customer = $2 AND note_salt IS NOT NULL
            """, .book(book), .customer(customer))
        try connection.run(
            """
            UPDATE idempotency SET status = 410, body = x'' WHERE number IN (
                SELECT number FROM idempotency_customers WHERE book = $1 AND customer = $2
                UNION ALL SELECT answer FROM entries WHERE book = $1 AND customer = $2 AND answer IS NOT NULL)
            """, .book(book), .customer(customer))
        try connection.run(
            "DELETE FROM idempotency_customers WHERE book = $1 AND customer = $2", .book(book),
            .customer(customer))
        try connection.run(
            """
            UPDATE audit_log SET note = NULL WHERE book = $1 AND number IN (
                SELECT number FROM audit_log INDEXED BY audit_log_by_customer
                WHERE book = $1 AND customer = $2 AND has_entry = 0
                UNION ALL SELECT act FROM entries WHERE book = $1 AND customer = $2 AND act IS NOT NULL)
            """, .book(book), .customer(customer))
        touch(customer)
        touchRegistry()
    }

    /// Removes the digests of ids that were erased before an instant.
    package func forgetErasedIDs(before instant: Instant) throws {
        try connection.run(
            "UPDATE erased_customers SET id_digest = NULL WHERE id_digest IS NOT NULL AND erased_at < $1",
            .instant(instant))
        touchRegistry()
    }
}

extension Connection {
    /// When the ids that were erased lately were: real time, by book and by the keyed digest of the id.
    package func erasedIDs() throws -> [BookNumber: [Digest: Instant]] {
        let rows = try all(
            "SELECT book, id_digest, erased_at FROM erased_customers WHERE id_digest IS NOT NULL ORDER BY erased_at"
        ) { row in
            (BookNumber(row.integer(0)), row.digest(1), row.instant(2))
        }
        var erased: [BookNumber: [Digest: Instant]] = [:]
        for case (let book, let digest?, let instant) in rows {
            erased[book, default: [:]][digest] = instant
        }
        return erased
    }
}
