package import Model
internal import Store

/// Puts a file of balances into the books, in the column forms of Nector and Smile:
/// `email,mobile,points_balance,points_operation`, and `customer_id` where the file has it.
///
/// A row credits (`cr`, which is also what an empty operation means) or debits (`dr`) a customer; one without points asks
/// for nothing. A customer whom the books do not know is made, under the row's `customer_id` or under an id that
/// follows from the e-mail address or mobile number, so that the same person is found again.
///
/// Each row is remembered under the import's name: the same file under the same name changes nothing, so an import
/// that was interrupted may be run again.
package enum ImportPoints {
    static let required = ["points_balance"]
    static let optional = ["customer_id", "name", "email", "mobile", "points_operation"]
    /// Characters of an import's name.
    package static let nameLengthMax = 100

    /// Characters of a name, an e-mail address or a mobile number.
    package static let contactLengthMax = 200

    /// What one row asks for.
    struct Item: Sendable {
        let line: Int
        let contact: Contact
        /// Signed.
        let coins: Coins
        /// How many rows before it in the file ask for the same of the same customer.
        var occurrence = 0
    }

    /// Whom a row means.
    struct Contact: Sendable, Hashable {
        var customer: CustomerID?
        var name: String?
        var email: String?
        var mobile: String?

        /// What tells one person from another.
        var key: String {
            if let customer { return "id/\(customer.text)" }
            if let email = ContactRules.emailKey(email) { return "email/\(email)" }
            return "mobile/\(ContactRules.mobileKey(mobile) ?? "")"
        }
    }

    /// - Parameter name: What the import is called; rows are taken once under it.
    /// - Throws: ``AdministrationError`` with a line for each bad row; then nothing of the file was kept.
    package static func run(
        _ source: some ImportSource, name: String, into book: Book, skipsBadRows: Bool, on engine: Engine,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> SmallImportReceipt {
        guard IdentifierRule.isPlainText(name, length: 1...nameLengthMax) else {
            throw AdministrationError(
                "cannot import points: the import's name must be 1 to \(nameLengthMax) characters")
        }
        let table = try CSVTable.read(source, required: required, optional: optional)
        var seen: [String: Int] = [:]
        let importing = SmallImport<Item>(book: book, engine: engine, skipsBadRows: skipsBadRows)
        return try importing.run(table, progress: progress) { row throws(RowFault) in
            guard var item = try read(row) else { return nil }
            let same = "\(item.contact.key)/\(item.coins)"
            item.occurrence = seen[same, default: 0]
            seen[same] = item.occurrence + 1
            return item
        } write: { item, context in
            try write(item, name: name, in: context)
        }
    }

    private static func read(_ row: CSVTable.Row) throws(RowFault) -> Item? {
        let points = try points(row)
        guard points != 0 else { return nil }
        let sign: Coins =
            switch row["points_operation"].lowercased() {
            case "", "cr", "credit": 1
            case "dr", "debit": -1
            default: throw RowFault(line: row.line, column: "points_operation", reason: "must be cr or dr")
            }
        return Item(line: row.line, contact: try contact(row), coins: sign * points)
    }

    /// Whole points, perhaps with a fraction of nothing; 0 for none.
    private static func points(_ row: CSVTable.Row) throws(RowFault) -> Coins {
        let text = row["points_balance"]
        guard !text.isEmpty else { return 0 }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isWhole = parts.count == 1 || parts[1].allSatisfy { $0 == "0" }
        guard isWhole, let points = Coins(parts[0]), (0...CoinLimits.perEntryMax).contains(points) else {
            throw RowFault(
                line: row.line, column: "points_balance",
                reason: "must be a whole number from 0 to \(CoinLimits.perEntryMax)")
        }
        return points
    }

    private static func contact(_ row: CSVTable.Row) throws(RowFault) -> Contact {
        var contact = Contact()
        if !row["customer_id"].isEmpty {
            guard let id = CustomerID(row["customer_id"]) else {
                throw RowFault(
                    line: row.line, column: "customer_id", reason: "must be \(CustomerID.expected)")
            }
            contact.customer = id
        }
        for (column, place) in [("name", \Contact.name), ("email", \.email), ("mobile", \.mobile)] {
            let text = row[column]
            guard !text.isEmpty else { continue }
            guard IdentifierRule.isPlainText(text, length: 1...contactLengthMax) else {
                throw RowFault(
                    line: row.line, column: column,
                    reason: "must be at most \(contactLengthMax) characters")
            }
            contact[keyPath: place] = text
        }
        if let email = contact.email, !email.contains("@") {
            throw RowFault(line: row.line, column: "email", reason: "must be an e-mail address")
        }
        let isKnowable =
            contact.customer != nil || contact.email != nil || ContactRules.mobileKey(contact.mobile) != nil
        guard isKnowable else {
            throw RowFault(
                line: row.line, reason: "the row names nobody: customer_id, email and mobile are empty")
        }
        return contact
    }

    private static func write(
        _ item: Item, name: String, in context: CommandContext
    ) throws -> SmallImport<Item>.Outcome {
        var hash = SHA256()
        let parts = ["import points", name, item.contact.key, String(item.coins), String(item.occurrence)]
        for part in parts {
            hash.update(bigEndian: Int64(part.utf8.count))
            hash.update(part)
        }
        let digest = hash.finalize()
        let idempotency = Idempotency(scope: digest, fingerprint: digest)
        let (connection, book) = (context.connection, context.book.number)
        if try connection.storedAnswer(idempotency, in: book) != nil { return .repeated }
        let customer = try customer(item, in: context)
        _ = try AdjustWallet.run(
            AdjustWallet.Input(
                customer: customer.id, wallet: .coins, coins: item.coins, note: "Imported: \(name)"),
            in: context)
        try context.transaction.keepDone(idempotency, in: book, at: context.realNow)
        return .done
    }

    private static func customer(_ item: Item, in context: CommandContext) throws -> Customer {
        if let known = try known(item, in: context) { return known }
        let contact = item.contact
        let id = try contact.customer ?? derivedID(contact, in: context)
        return try UpsertCustomer.run(
            UpsertCustomer.Input(
                id: id, name: contact.name, email: contact.email, mobile: contact.mobile, signsUp: false),
            in: context
        ).customer
    }

    private static func known(_ item: Item, in context: CommandContext) throws -> Customer? {
        let (connection, book) = (context.connection, context.book.number)
        if let id = item.contact.customer { return try connection.customer(id, in: book) }
        var found: [CustomerNumber] = []
        if let key = ContactRules.emailKey(item.contact.email) {
            found = try connection.customers(emailKey: key, after: "", in: book, limit: 2)
        }
        if found.isEmpty, let key = ContactRules.mobileKey(item.contact.mobile) {
            found = try connection.customers(mobileKey: key, after: "", in: book, limit: 2)
        }
        guard found.count < 2 else {
            throw RowFault(
                line: item.line, reason: "more than one customer has this contact; name one by customer_id")
        }
        return try found.first.flatMap { try connection.customer($0, in: book) }
    }

    /// An id that follows from the contact, and tells nothing of it.
    private static func derivedID(_ contact: Contact, in context: CommandContext) throws -> CustomerID {
        let key = context.secrets.key(
            .contact, brand: context.book.brand, mode: context.book.mode, generation: 0)
        let code = HMACSHA256.Key(key).code(for: contact.key).hex
        guard let id = CustomerID("imported-\(code.prefix(24))") else {
            throw StoreError(kind: .misuse, message: "an imported customer has no id")
        }
        return id
    }
}
