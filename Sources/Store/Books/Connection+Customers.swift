package import Model

extension Connection {
    /// The surrogate of a customer; nil when the book has none of that id.
    package func customerNumber(_ id: CustomerID, in book: BookNumber) throws -> CustomerNumber? {
        try first(
            """
            SELECT coalesce(merged_into, customer) FROM customers WHERE book = $1 AND customer_id = $2
            """, .book(book), .text(id.text)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// A customer by the brand's own id; of one that was merged, the customer who goes on for it.
    package func customer(_ id: CustomerID, in book: BookNumber) throws -> Customer? {
        let stored = try storedCustomer(id, in: book)
        guard let survivor = stored?.mergedInto else { return stored }
        return try storedCustomer(survivor, in: book)
    }

    /// A customer by its surrogate; of one that was merged, the customer who goes on for it.
    package func customer(_ number: CustomerNumber, in book: BookNumber) throws -> Customer? {
        let stored = try storedCustomer(number, in: book)
        guard let survivor = stored?.mergedInto else { return stored }
        return try storedCustomer(survivor, in: book)
    }

    /// A customer by its referral code, in canonical form; of one that was merged, the one who goes on for it.
    package func customer(referralCode: String, in book: BookNumber) throws -> Customer? {
        let stored = try storedCustomer(referralCode: referralCode, in: book)
        guard let survivor = stored?.mergedInto else { return stored }
        return try storedCustomer(survivor, in: book)
    }

    /// A customer by the brand's own id, as its row says, merged or not.
    package func storedCustomer(_ id: CustomerID, in book: BookNumber) throws -> Customer? {
        guard let memory else { return try readCustomer(id, in: book) }
        if let known = memory.customer(id, in: book) {
            assert((try? readCustomer(id, in: book)) == known)
            return known
        }
        let customer = try readCustomer(id, in: book)
        if let customer { memory.remember(customer, in: book) }
        return customer
    }

    private func readCustomer(_ id: CustomerID, in book: BookNumber) throws -> Customer? {
        try first(
            """
            SELECT customer, customer_id, name, email, mobile, locale, birthday, referral_code, is_blocked,
                created_at, updated_at, block_reason, merged_into, row_check
            FROM customers WHERE book = $1 AND customer_id = $2
            """, .book(book), .text(id.text), map: Self.customer)
    }

    /// A customer by its surrogate, as its row says, merged or not.
    package func storedCustomer(_ number: CustomerNumber, in book: BookNumber) throws -> Customer? {
        guard let memory else { return try readCustomer(number, in: book) }
        if let known = memory.rows(of: number).customer {
            assert((try? readCustomer(number, in: book)) == known)
            return known
        }
        let customer = try readCustomer(number, in: book)
        if let customer { memory.remember(customer, in: book) }
        return customer
    }

    private func readCustomer(_ number: CustomerNumber, in book: BookNumber) throws -> Customer? {
        try first(
            """
            SELECT customer, customer_id, name, email, mobile, locale, birthday, referral_code, is_blocked,
                created_at, updated_at, block_reason, merged_into, row_check
            FROM customers WHERE customer = $2 AND book = $1
            """, .book(book), .customer(number), map: Self.customer)
    }

    private func storedCustomer(referralCode: String, in book: BookNumber) throws -> Customer? {
        try first(
            """
            SELECT customer, customer_id, name, email, mobile, locale, birthday, referral_code, is_blocked,
                created_at, updated_at, block_reason, merged_into, row_check
            FROM customers WHERE book = $1 AND referral_code = $2
            """, .book(book), .text(referralCode), map: Self.customer)
    }

    /// Makes sure that a customer who was not found is not there.
    ///
    /// A row whose id is damaged cannot be found under it, but a search for that id still ends beside the row: it is the
    /// search's neighbour on one side or the other.
    ///
    /// - Throws: ``StoreError`` of the kind `corrupt` when one of the two is not what it was written as.
    fileprivate func requireAbsence(of id: CustomerID, in book: BookNumber) throws {
        _ = try first(
            """
            SELECT customer, customer_id, name, email, mobile, locale, birthday, referral_code, is_blocked,
                created_at, updated_at, block_reason, merged_into, row_check
            FROM customers WHERE (book, customer_id) < ($1, $2) ORDER BY book DESC, customer_id DESC LIMIT 1
            """, .book(book), .text(id.text), map: Self.customer)
        _ = try first(
            """
            SELECT customer, customer_id, name, email, mobile, locale, birthday, referral_code, is_blocked,
                created_at, updated_at, block_reason, merged_into, row_check
            FROM customers WHERE (book, customer_id) > ($1, $2) ORDER BY book, customer_id LIMIT 1
            """, .book(book), .text(id.text), map: Self.customer)
    }

    static func customer(_ row: Row) throws(StoreError) -> Customer {
        guard let id = CustomerID(row.text(1)) else {
            throw StoreError(kind: .corrupt, message: "customer \(row.integer(0)) has no sound id")
        }
        let customer = Customer(
            number: CustomerNumber(row.integer(0)), id: id, name: row.optionalText(2),
            email: row.optionalText(3),
            mobile: row.optionalText(4), locale: row.optionalText(5),
            birthday: row.optionalText(6).flatMap { LocalDate(iso: $0) }, referralCode: row.text(7),
            isBlocked: row.bool(8), createdAt: row.instant(9), updatedAt: row.instant(10),
            blockReason: row.optionalText(11), mergedInto: row.optionalInteger(12).map(CustomerNumber.init))
        // Rows of the first version have none until they change.
        if let check = row.optionalInteger(13), check != CustomerCheck.value(of: customer) {
            throw StoreError(kind: .corrupt, message: "customer \(row.integer(0)) is not the one of its row")
        }
        return customer
    }
}

extension WriteTransaction {
    /// A new customer's surrogate: one more than the largest that there ever was in the database.
    package func nextCustomerNumber() throws -> CustomerNumber {
        let largest = try connection.first("SELECT max(customer) FROM customers") { $0.integer(0) } ?? 0
        let erased = try connection.first("SELECT max(customer) FROM erased_customers") { $0.integer(0) } ?? 0
        return CustomerNumber(max(largest, erased) + 1)
    }

    /// Writes a new customer.
    ///
    /// - Throws: ``StoreError`` of the kind `corrupt` when the id may be one that is there and was not found.
    package func insert(_ customer: Customer, emailKey: String?, mobileKey: String?, in book: BookNumber)
        throws
    {
        try connection.requireAbsence(of: customer.id, in: book)
        try connection.run(
            """
            INSERT INTO customers (book, customer_id, customer, name, email, mobile, email_key, mobile_key, locale,
                birthday, referral_code, is_blocked, created_at, updated_at, name_key, block_reason, merged_into,
                row_check)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """,
            .book(book), .text(customer.id.text), .customer(customer.number), .optional(customer.name),
            .optional(customer.email), .optional(customer.mobile), .optional(emailKey), .optional(mobileKey),
            .optional(customer.locale), .optional(customer.birthday?.iso), .text(customer.referralCode),
            .bool(customer.isBlocked), .instant(customer.createdAt), .instant(customer.updatedAt),
            .optional(customer.name?.lowercased()), .optional(customer.blockReason),
            .optional(customer.mergedInto?.number), .integer(CustomerCheck.value(of: customer)))
        connection.memory?.remember(customer, in: book)
        try record(.customerCreated, of: customer.number, in: book)
        touch(customer.number)
    }

    /// Writes the keyed digest of a customer's address; nil for none.
    package func setAddress(_ key: Digest?, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            "UPDATE customers SET address_key = $3 WHERE customer = $2 AND book = $1", .book(book),
            .customer(customer), .optional(key?.bytes))
    }

    /// Writes what has changed about a customer; the id, surrogate and referral code stay.
    package func update(_ customer: Customer, emailKey: String?, mobileKey: String?, in book: BookNumber)
        throws
    {
        let changed = try connection.run(
            """
            UPDATE customers SET name = $3, email = $4, mobile = $5, email_key = $6, mobile_key = $7, locale = $8,
                birthday = $9, is_blocked = $10, updated_at = $11, name_key = $12, block_reason = $13, merged_into = $14,
                row_check = $15
            WHERE book = $1 AND customer_id = $2
            """,
            .book(book), .text(customer.id.text), .optional(customer.name), .optional(customer.email),
            .optional(customer.mobile), .optional(emailKey), .optional(mobileKey), .optional(customer.locale),
            .optional(customer.birthday?.iso), .bool(customer.isBlocked), .instant(customer.updatedAt),
            .optional(customer.name?.lowercased()), .optional(customer.blockReason),
            .optional(customer.mergedInto?.number), .integer(CustomerCheck.value(of: customer)))
        invariant(changed == 1, "an update of a customer changes one row")
        touch(customer.number)
    }
}
