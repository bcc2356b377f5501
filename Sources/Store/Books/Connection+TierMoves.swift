package import Model

/// A tier that was reached, or made sure for longer, with the ground on which it was.
package struct TierMove: Sendable, Hashable {
    /// A tier and how long it is sure.
    package struct Place: Sendable, Hashable {
        package var tier: TierID
        package var since: Instant
        package var validUntil: Instant?
        package init(tier: TierID, since: Instant, validUntil: Instant?) {
            self.tier = tier
            self.since = since
            self.validUntil = validUntil
        }
    }

    package var reached: Place
    package var reachedAt: Instant
    /// Where the customer stood before.
    package var former: Place
    /// The ground: what was counted on these local days came to the threshold.
    package var metric: TierSettings.Metric
    package var firstDay: LocalDate
    package var lastDay: LocalDate
    package var threshold: Int64

    package init(
        reached: Place, reachedAt: Instant, former: Place, metric: TierSettings.Metric, firstDay: LocalDate,
        lastDay: LocalDate, threshold: Int64
    ) {
        self.reached = reached
        self.reachedAt = reachedAt
        self.former = former
        self.metric = metric
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.threshold = threshold
    }
}

extension Connection {
    /// The move that stands last; nil when none does.
    package func newestMove(
        of customer: CustomerNumber, in book: BookNumber
    ) throws -> (number: Int64, move: TierMove)? {
        try first(
            """
            SELECT number, tier, since, valid_until, reached_at, former_tier, former_since, former_valid_until,
                metric, first_day, last_day, threshold
            FROM tier_moves WHERE book = $1 AND customer = $2 ORDER BY number DESC LIMIT 1
            """, .book(book), .customer(customer)
        ) { row in
            guard let tier = TierID(row.text(1)), let former = TierID(row.text(5)),
                let metric = TierSettings.Metric(rawValue: row.text(8))
            else { throw StoreError(kind: .corrupt, message: "a tier move is not sound") }
            return (
                number: row.integer(0),
                move: TierMove(
                    reached: TierMove.Place(
                        tier: tier, since: row.instant(2), validUntil: row.optionalInstant(3)),
                    reachedAt: row.instant(4),
                    former: TierMove.Place(
                        tier: former, since: row.instant(6), validUntil: row.optionalInstant(7)),
                    metric: metric, firstDay: LocalDate(dayNumber: row.integer(9)),
                    lastDay: LocalDate(dayNumber: row.integer(10)), threshold: row.integer(11))
            )
        }
    }

    /// What a metric came to on the local days of a range, as the books have it now.
    package func counted(
        _ metric: TierSettings.Metric, of customer: CustomerNumber, from first: LocalDate,
        through last: LocalDate, in book: BookNumber
    ) throws -> Int64 {
        switch metric {
        case .netSpend: try spend(of: customer, from: first, through: last, in: book)
        case .orders: try orders(of: customer, from: first, through: last, in: book)
        case .coinsEarned: try activity(of: customer, from: first, through: last, in: book).coins
        case .engagement: try activity(of: customer, from: first, through: last, in: book).actions
        }
    }

    /// Orders that count on the local days of a range, both ends included.
    package func orders(
        of customer: CustomerNumber, from first: LocalDate, through last: LocalDate, in book: BookNumber
    ) throws -> Int64 {
        try self.first(
            """
            SELECT coalesce(sum(orders), 0) FROM spend_days
            WHERE book = $1 AND customer = $2 AND day BETWEEN $3 AND $4
            """, .book(book), .customer(customer), .integer(first.dayNumber), .integer(last.dayNumber)
        ) { $0.integer(0) } ?? 0
    }

    /// Until when a tier's entry bonus is paid already; nil for one that never was.
    package func bonusPaid(
        for tier: TierID, of customer: CustomerNumber, in book: BookNumber
    ) throws -> Instant? {
        try first(
            "SELECT valid_until FROM tier_bonuses WHERE book = $1 AND customer = $2 AND tier = $3",
            .book(book), .customer(customer), .text(tier.text)
        ) { $0.instant(0) }
    }
}

extension WriteTransaction {
    /// Keeps a move, after those that stand.
    package func insert(
        _ move: TierMove, of customer: CustomerNumber, at now: Instant, in book: BookNumber
    ) throws {
        let number = try connection.newestMove(of: customer, in: book)?.number ?? 0
        try connection.run(
            """
            INSERT INTO tier_moves (book, customer, number, tier, since, valid_until, reached_at, former_tier,
                former_since, former_valid_until, metric, first_day, last_day, threshold, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """,
            .book(book), .customer(customer), .integer(number + 1), .text(move.reached.tier.text),
            .instant(move.reached.since), .optional(move.reached.validUntil), .instant(move.reachedAt),
            .text(move.former.tier.text), .instant(move.former.since), .optional(move.former.validUntil),
            .text(move.metric.rawValue), .integer(move.firstDay.dayNumber), .integer(move.lastDay.dayNumber),
            .integer(move.threshold), .instant(now))
    }

    /// Withdraws a move whose ground is gone.
    package func withdrawMove(_ number: Int64, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            "DELETE FROM tier_moves WHERE book = $1 AND customer = $2 AND number = $3",
            .book(book), .customer(customer), .integer(number))
    }

    /// Notes that a tier's entry bonus is settled until an instant.
    package func recordBonus(
        for tier: TierID, of customer: CustomerNumber, until end: Instant, in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO tier_bonuses (book, customer, tier, valid_until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (book, customer, tier) DO UPDATE SET valid_until = excluded.valid_until
            """, .book(book), .customer(customer), .text(tier.text), .instant(end))
    }
}
