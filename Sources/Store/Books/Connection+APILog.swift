package import Model

/// One answered request as the API log has it: no path, no body, no secret; the customer by its surrogate alone, which
/// erasing leaves without a name (rule 11.4).
package struct APILogRecord: Sendable, Hashable {
    /// Counts all lines of the database; 0 before it is written.
    package var number: Int64
    package var book: BookNumber
    /// Real time.
    package var recordedAt: Instant
    /// The route's name, which stands for the path.
    package var route: String
    package var key: Int64?
    package var customer: CustomerNumber?
    package var status: Int64
    /// The problem's code; nil for a success.
    package var code: String?
    /// From the request's reading to its answer.
    package var microseconds: Int64
    package var requestID: String
    package var isDryRun: Bool
    package var isReplay: Bool

    package init(
        number: Int64 = 0, book: BookNumber, recordedAt: Instant, route: String, key: Int64?,
        customer: CustomerNumber?, status: Int64, code: String?, microseconds: Int64, requestID: String,
        isDryRun: Bool, isReplay: Bool
    ) {
        self.number = number
        self.book = book
        self.recordedAt = recordedAt
        self.route = route
        self.key = key
        self.customer = customer
        self.status = status
        self.code = code
        self.microseconds = microseconds
        self.requestID = requestID
        self.isDryRun = isDryRun
        self.isReplay = isReplay
    }
}

/// What of the API log is wanted.
package struct APILogFilter: Sendable, Hashable {
    package var customer: CustomerNumber?
    package var route: String?
    package var key: Int64?
    /// A problem's code.
    package var code: String?
    package var status: Int64?
    /// Recorded at or after, and before.
    package var from: Instant?
    package var to: Instant?
    package init() {}
}

extension Connection {
    /// The newest lines before a place that pass a filter, newest first, out of at most `window` lines; and the place
    /// up to which it looked, nil at the log's end.
    ///
    /// A customer's lines are found by their index alone, so that a wider window costs no more.
    package func apiLog(
        in book: BookNumber, _ filter: APILogFilter, before: Int64?, limit: Int, window: Int
    ) throws -> (records: [APILogRecord], lookedTo: Int64?) {
        let values: [SQLValue] = [
            .book(book), .integer(before ?? .max), .count(window), .optional(filter.route),
            .optional(filter.key), .optional(filter.code), .optional(filter.status),
            .instant(filter.from ?? Instant(milliseconds: .min)), .instant(filter.to ?? .never),
            .count(limit),
        ]
        let records: [APILogRecord]
        if let customer = filter.customer {
            records = try all(
                """
                SELECT log.number, recorded_at, route, key_id, log.customer, status, code, microseconds, request_id,
                    is_dry_run, is_replay
                FROM (SELECT number, customer FROM api_log INDEXED BY api_log_by_book
                    WHERE book = $1 AND number < $2 ORDER BY number DESC LIMIT $3) AS place
                    CROSS JOIN api_log AS log ON log.number = place.number
                WHERE place.customer = $11
                    AND ($4 IS NULL OR route = $4) AND ($5 IS NULL OR key_id = $5) AND ($6 IS NULL OR code = $6)
                    AND ($7 IS NULL OR status = $7) AND recorded_at >= $8 AND recorded_at < $9
                ORDER BY place.number DESC LIMIT $10
                """, values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7],
                values[8], values[9], .customer(customer)
            ) { Self.apiLogRecord($0, book) }
        } else {
            records = try all(
                """
                SELECT number, recorded_at, route, key_id, customer, status, code, microseconds, request_id, is_dry_run,
                    is_replay
                FROM (SELECT * FROM api_log INDEXED BY api_log_by_book
                    WHERE book = $1 AND number < $2 ORDER BY number DESC LIMIT $3)
                WHERE ($4 IS NULL OR route = $4) AND ($5 IS NULL OR key_id = $5) AND ($6 IS NULL OR code = $6)
                    AND ($7 IS NULL OR status = $7) AND recorded_at >= $8 AND recorded_at < $9
                ORDER BY number DESC LIMIT $10
                """, values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7],
                values[8], values[9]
            ) { Self.apiLogRecord($0, book) }
        }
        let last: Int64? = try first(
            """
            SELECT number FROM api_log INDEXED BY api_log_by_book
            WHERE book = $1 AND number < $2 ORDER BY number DESC LIMIT 1 OFFSET $3 - 1
            """, values[0], values[1], values[2]
        ) { $0.integer(0) }
        return (records, last)
    }

    private static func apiLogRecord(_ row: Row, _ book: BookNumber) -> APILogRecord {
        APILogRecord(
            number: row.integer(0), book: book, recordedAt: row.instant(1), route: row.text(2),
            key: row.optionalInteger(3), customer: row.optionalInteger(4).map(CustomerNumber.init),
            status: row.integer(5), code: row.optionalText(6), microseconds: row.integer(7),
            requestID: row.text(8), isDryRun: row.bool(9), isReplay: row.bool(10))
    }
}

extension WriteTransaction {
    /// Adds a line to the API log.
    package func append(_ record: APILogRecord) throws {
        try connection.run(
            """
            INSERT INTO api_log (book, recorded_at, route, key_id, customer, status, code, microseconds, request_id,
                is_dry_run, is_replay)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            .book(record.book), .instant(record.recordedAt), .text(record.route), .optional(record.key),
            .optional(record.customer?.number), .integer(record.status), .optional(record.code),
            .integer(record.microseconds), .text(record.requestID), .bool(record.isDryRun),
            .bool(record.isReplay))
    }

    /// Notes that lines found no room.
    package func noteAPILogGap(lines: Int64, at now: Instant) throws {
        try connection.run(
            "INSERT INTO api_log_gaps (recorded_at, lines) VALUES ($1, $2)", .instant(now), .integer(lines))
    }

    /// Removes lines of a book from before an instant, looking at its first `limit` lines, and the oldest of all beyond a
    /// number; some at a time.
    package func trimAPILog(
        of book: BookNumber, before instant: Instant, keeping most: Int64, atMost limit: Int
    ) throws {
        // Mostly the oldest line says that there is nothing to remove.
        let oldest: Instant? = try connection.first(
            "SELECT recorded_at FROM api_log INDEXED BY api_log_by_book WHERE book = $1 ORDER BY number LIMIT 1",
            .book(book)
        ) { $0.instant(0) }
        if let oldest, oldest < instant {
            try connection.run(
                """
                DELETE FROM api_log WHERE number IN (
                    SELECT number FROM (
                        SELECT number, recorded_at FROM api_log INDEXED BY api_log_by_book WHERE book = $1
                        ORDER BY number LIMIT $3)
                    WHERE recorded_at < $2)
                """, .book(book), .instant(instant), .count(limit))
        }
        try connection.run(
            """
            DELETE FROM api_log WHERE number IN (
                SELECT number FROM api_log WHERE number <= (SELECT max(number) FROM api_log) - $1
                ORDER BY number LIMIT $2)
            """, .integer(most), .count(limit))
        try connection.run("DELETE FROM api_log_gaps WHERE recorded_at < $1", .instant(instant))
    }
}
