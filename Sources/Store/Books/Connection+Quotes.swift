package import Model

/// A quote as it was given (rule 6.4). Money in minor units.
package struct StoredQuote: Sendable, Hashable {
    /// Unguessable.
    package var id: String
    package var customer: CustomerNumber
    package var channel: Channel
    package var total: Int64
    package var subtotal: Int64
    package var discount: Int64
    package var coins: Coins
    package var credits: Int64
    /// Its arithmetic, as JSON text.
    package var trace: String
    /// The hold that used it last.
    package var hold: Int64?
    /// The code of the coupon that it became last.
    package var coupon: String?
    package var programmeVersion: Int64
    package var createdAt: Instant
    /// The first instant at which it is not honoured any more.
    package var expiresAt: Instant

    package init(
        id: String, customer: CustomerNumber, channel: Channel, total: Int64, subtotal: Int64,
        discount: Int64, coins: Coins, credits: Int64, trace: String, hold: Int64? = nil,
        coupon: String? = nil, programmeVersion: Int64, createdAt: Instant, expiresAt: Instant
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.total = total
        self.subtotal = subtotal
        self.discount = discount
        self.coins = coins
        self.credits = credits
        self.trace = trace
        self.hold = hold
        self.coupon = coupon
        self.programmeVersion = programmeVersion
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

extension Connection {
    /// One quote of a customer.
    package func quote(
        _ id: String, of customer: CustomerNumber, in book: BookNumber
    ) throws -> StoredQuote? {
        try first(
            """
            SELECT channel, total, subtotal, discount, coins, credits, trace, hold, programme_version,
                created_at, expires_at, coupon
            FROM quotes WHERE book = $1 AND quote = $2 AND customer = $3
            """, .book(book), .text(id), .customer(customer)
        ) { row in
            guard let channel = Channel(rawValue: row.text(0)) else {
                throw StoreError(kind: .corrupt, message: "a quote is not sound")
            }
            return StoredQuote(
                id: id, customer: customer, channel: channel, total: row.integer(1),
                subtotal: row.integer(2), discount: row.integer(3), coins: row.integer(4),
                credits: row.integer(5), trace: row.text(6), hold: row.optionalInteger(7),
                coupon: row.optionalText(11),
                programmeVersion: row.integer(8), createdAt: row.instant(9), expiresAt: row.instant(10))
        }
    }

    /// What a connector asked for under a reference.
    package func checkoutAction(
        _ connector: Channel, reference: String, attempt: Int64, in book: BookNumber
    ) throws -> CheckoutAction? {
        try first(
            """
            SELECT number, connector, reference, attempt, customer, asked, hold, state, created_at, was_reverted_by_amount
            FROM checkout_actions INDEXED BY checkout_actions_by_reference
            WHERE book = $1 AND connector = $2 AND reference = $3 AND attempt = $4
            """, .book(book), .text(connector.rawValue), .text(reference), .integer(attempt),
            map: Self.checkoutAction)
    }

    /// What a connector asked for of a customer: the newest ``StoreLimits/checkoutActionsMax``, newest first.
    package func checkoutActions(
        _ connector: Channel, of customer: CustomerNumber, in book: BookNumber
    ) throws -> [CheckoutAction] {
        try all(
            """
            SELECT number, connector, reference, attempt, customer, asked, hold, state, created_at, was_reverted_by_amount
            FROM checkout_actions INDEXED BY checkout_actions_by_customer
            WHERE book = $1 AND customer = $2 AND connector = $3 ORDER BY number DESC LIMIT $4
            """, .book(book), .customer(customer), .text(connector.rawValue),
            .count(StoreLimits.checkoutActionsMax), map: Self.checkoutAction)
    }

    /// The action that opened a hold.
    package func checkoutAction(of hold: Int64, in book: BookNumber) throws -> CheckoutAction? {
        try first(
            """
            SELECT number, connector, reference, attempt, customer, asked, hold, state, created_at, was_reverted_by_amount
            FROM checkout_actions INDEXED BY checkout_actions_by_hold WHERE book = $1 AND hold = $2 LIMIT 1
            """, .book(book), .integer(hold), map: Self.checkoutAction)
    }

    private static func checkoutAction(_ row: Row) throws(StoreError) -> CheckoutAction {
        guard let connector = Channel(rawValue: row.text(1)),
            let state = CheckoutAction.State(rawValue: row.text(7))
        else { throw StoreError(kind: .corrupt, message: "checkout action \(row.integer(0)) is not sound") }
        return CheckoutAction(
            number: row.integer(0), connector: connector, reference: row.optionalText(2),
            attempt: row.integer(3), customer: CustomerNumber(row.integer(4)), asked: row.text(5),
            hold: row.optionalInteger(6), state: state, createdAt: row.instant(8),
            wasRevertedByAmount: row.bool(9))
    }
}

extension WriteTransaction {
    /// Keeps a quote, or the hold or coupon that used it.
    package func put(_ quote: StoredQuote, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO quotes (book, quote, customer, channel, total, subtotal, discount, coins, credits, trace,
                hold, coupon, programme_version, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (book, quote) DO UPDATE SET hold = excluded.hold, coupon = excluded.coupon
            """,
            .book(book), .text(quote.id), .customer(quote.customer), .text(quote.channel.rawValue),
            .integer(quote.total), .integer(quote.subtotal), .integer(quote.discount), .integer(quote.coins),
            .integer(quote.credits), .text(quote.trace), .optional(quote.hold),
            .optional(quote.coupon), .integer(quote.programmeVersion), .instant(quote.createdAt),
            .instant(quote.expiresAt))
    }

    /// Writes a new action of a connector, and answers it with its number.
    package func insert(_ action: CheckoutAction, in book: BookNumber) throws -> CheckoutAction {
        var action = action
        action.number =
            try connection.first(
                "SELECT coalesce(max(number), 0) + 1 FROM checkout_actions WHERE book = $1", .book(book)
            ) { $0.integer(0) } ?? 1
        try connection.run(
            """
            INSERT INTO checkout_actions (book, number, connector, reference, attempt, customer, asked, hold, state,
                created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            .book(book), .integer(action.number), .text(action.connector.rawValue),
            .optional(action.reference), .integer(action.attempt), .customer(action.customer),
            .text(action.asked), .optional(action.hold), .text(action.state.rawValue),
            .instant(action.createdAt))
        return action
    }

    /// Notes that a perform has been taken back.
    ///
    /// - Parameter byAmount: By a revert that named no reference.
    package func markReverted(_ action: CheckoutAction, byAmount: Bool, in book: BookNumber) throws {
        try connection.run(
            """
            UPDATE checkout_actions SET state = 'reverted', was_reverted_by_amount = $3 WHERE book = $1 AND number = $2
            """, .book(book), .integer(action.number), .bool(byAmount))
    }
}
