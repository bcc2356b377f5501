package import Model

extension Connection {
    /// One order; nil when the book has none of that id.
    package func order(_ id: OrderID, in book: BookNumber) throws -> Order? {
        try first(
            """
            SELECT order_id, customer, state, placed_at, currency, total, subtotal, revision, connector, document,
                counted_spend, award_sequence, award_coins, outcome, programme_version, created_at, updated_at,
                tax, shipping, coins_discount, tier, award_day, taken_back, refunded
            FROM orders WHERE book = $1 AND order_id = $2
            """, .book(book), .text(id.text), map: Self.order)
    }

    /// Whose an order is; nil when the book has none of that id.
    package func owner(of order: OrderID, in book: BookNumber) throws -> CustomerNumber? {
        try first(
            "SELECT customer FROM orders WHERE book = $1 AND order_id = $2", .book(book), .text(order.text)
        ) { CustomerNumber($0.integer(0)) }
    }

    /// Whether a customer has placed any order.
    package func hasOrders(_ customer: CustomerNumber, in book: BookNumber) throws -> Bool {
        try first(
            "SELECT 1 FROM orders INDEXED BY orders_by_customer WHERE book = $1 AND customer = $2 LIMIT 1",
            .book(book), .customer(customer)
        ) { $0.integer(0) } != nil
    }

    /// What an order's award was computed from, as JSON text; nil before the award.
    package func awardBasis(of order: OrderID, in book: BookNumber) throws -> String? {
        try first(
            "SELECT award_basis FROM orders WHERE book = $1 AND order_id = $2", .book(book), .text(order.text)
        ) { $0.optionalText(0) } ?? nil
    }

    /// The coins that a customer's orders were awarded and still keep: of one local day, or ever.
    package func awardedCoins(
        of customer: CustomerNumber, on day: LocalDate?, in book: BookNumber
    ) throws -> Coins {
        // The keys are compared by their bounds, so that one statement walks only the day that is asked for.
        try first(
            """
            SELECT coalesce(sum(award_coins - taken_back), 0) FROM orders INDEXED BY orders_by_award_day
            WHERE book = $1 AND customer = $2 AND award_day BETWEEN $3 AND $4 AND award_sequence IS NOT NULL
            """, .book(book), .customer(customer), .integer(day?.dayNumber ?? .min),
            .integer(day?.dayNumber ?? .max)
        ) { $0.integer(0) } ?? 0
    }

    /// The number of an order's newest event; 0 before the first.
    fileprivate func newestEvent(of order: OrderID, in book: BookNumber) throws -> Int64 {
        try first(
            "SELECT max(number) FROM order_events WHERE book = $1 AND order_id = $2", .book(book),
            .text(order.text)
        ) { $0.integer(0) } ?? 0
    }

    static func order(_ row: Row) throws(StoreError) -> Order {
        guard let id = OrderID(row.text(0)), let state = OrderState(rawValue: row.text(2)),
            let refunded = RefundState(rawValue: row.text(23))
        else {
            throw StoreError(kind: .corrupt, message: "an order is not sound")
        }
        return Order(
            id: id, customer: CustomerNumber(row.integer(1)), state: state, placedAt: row.instant(3),
            currency: row.text(4), total: row.integer(5), subtotal: row.integer(6), tax: row.integer(17),
            shipping: row.integer(18), coinsDiscount: row.optionalInteger(19),
            lines: try OrderDocument.lines(in: row.text(9)), revision: row.optionalInteger(7),
            connector: row.optionalText(8), countedSpend: row.integer(10),
            awardSequence: row.optionalInteger(11), awardCoins: row.optionalInteger(12),
            outcome: row.optionalText(13), tier: row.optionalText(20).flatMap { TierID($0) },
            awardDay: row.optionalInteger(21).map { LocalDate(dayNumber: $0) }, takenBack: row.integer(22),
            refunded: refunded, programmeVersion: row.integer(14), createdAt: row.instant(15),
            updatedAt: row.instant(16))
    }
}

extension WriteTransaction {
    /// Writes a new order.
    ///
    /// - Parameter awardBasis: What its award was computed from, as JSON text; nil for one without an award.
    package func insert(_ order: Order, awardBasis: String?, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO orders (book, order_id, customer, state, placed_at, currency, total, subtotal, revision,
                connector, document, counted_spend, award_sequence, award_coins, outcome, programme_version,
                created_at, updated_at, tax, shipping, coins_discount, tier, award_day, taken_back, refunded,
                award_basis)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $24, $25, $26)
            """,
            .book(book), .text(order.id.text), .customer(order.customer), .text(order.state.rawValue),
            .instant(order.placedAt), .text(order.currency), .integer(order.total), .integer(order.subtotal),
            .optional(order.revision), .optional(order.connector), .text(OrderDocument.text(of: order.lines)),
            .integer(order.countedSpend), .optional(order.awardSequence), .optional(order.awardCoins),
            .optional(order.outcome), .integer(order.programmeVersion), .instant(order.createdAt),
            .instant(order.updatedAt), .integer(order.tax), .integer(order.shipping),
            .optional(order.coinsDiscount), .optional(order.tier?.text),
            .optional(order.awardDay?.dayNumber), .integer(order.takenBack), .text(order.refunded.rawValue),
            .optional(awardBasis))
        touch(order.customer)
    }

    /// Writes an order that is in the books as it stands now.
    package func update(_ order: Order, in book: BookNumber) throws {
        let changed = try connection.run(
            """
            UPDATE orders SET state = $3, placed_at = $4, currency = $5, total = $6, subtotal = $7, revision = $8,
                connector = $9, document = $10, counted_spend = $11, award_sequence = $12, award_coins = $13,
                outcome = $14, programme_version = $15, updated_at = $16, tax = $17, shipping = $18,
                coins_discount = $19, tier = $20, award_day = $21, taken_back = $22, refunded = $23
            WHERE book = $1 AND order_id = $2
            """,
            .book(book), .text(order.id.text), .text(order.state.rawValue),
            .instant(order.placedAt), .text(order.currency), .integer(order.total), .integer(order.subtotal),
            .optional(order.revision), .optional(order.connector), .text(OrderDocument.text(of: order.lines)),
            .integer(order.countedSpend), .optional(order.awardSequence), .optional(order.awardCoins),
            .optional(order.outcome), .integer(order.programmeVersion), .instant(order.updatedAt),
            .integer(order.tax), .integer(order.shipping), .optional(order.coinsDiscount),
            .optional(order.tier?.text), .optional(order.awardDay?.dayNumber), .integer(order.takenBack),
            .text(order.refunded.rawValue))
        invariant(changed == 1, "an update of an order changes one row")
        touch(order.customer)
    }

    /// Keeps what an order's award was computed from, once; JSON text.
    package func keep(awardBasis basis: String, of order: OrderID, in book: BookNumber) throws {
        try connection.run(
            "UPDATE orders SET award_basis = $3 WHERE book = $1 AND order_id = $2", .book(book),
            .text(order.text), .text(basis))
    }

    /// Records that an order event arrived, whatever it changed (rule 5.1).
    ///
    /// - Parameter isFirst: Whether the order was made by it.
    package func recordOrderEvent(
        _ order: OrderID, state: OrderState, revision: Int64?, outcome: String, actor: Actor, at now: Instant,
        isFirst: Bool = false, in book: BookNumber
    ) throws {
        let number = isFirst ? 0 : try connection.newestEvent(of: order, in: book)
        // A retrying sender must not be able to grow the books without end.
        guard number < StoreLimits.orderEventsMax else { return }
        try connection.run(
            """
            INSERT INTO order_events (book, order_id, number, state, revision, outcome, actor, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            .book(book), .text(order.text), .integer(number + 1), .text(state.rawValue), .optional(revision),
            .text(outcome), .text(actor.text), .instant(now))
    }
}
