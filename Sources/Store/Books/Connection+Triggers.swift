package import Model

extension Connection {
    /// How often a trigger has rewarded a customer at or after an instant, and before another.
    package func awardCount(
        of trigger: TriggerID, to customer: CustomerNumber, since: Instant, before end: Instant = .never,
        in book: BookNumber
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM trigger_awards
            WHERE book = $1 AND customer = $2 AND trigger_id = $3 AND awarded_at >= $4 AND awarded_at < $5
            """, .book(book), .customer(customer), .text(trigger.text), .instant(since), .instant(end)
        ) { $0.integer(0) } ?? 0
    }

    /// When a trigger last rewarded a customer before an instant; nil when it did not.
    package func lastAward(
        of trigger: TriggerID, to customer: CustomerNumber, before end: Instant, in book: BookNumber
    ) throws -> Instant? {
        try first(
            """
            SELECT awarded_at FROM trigger_awards
            WHERE book = $1 AND customer = $2 AND trigger_id = $3 AND awarded_at < $4
            ORDER BY awarded_at DESC LIMIT 1
            """, .book(book), .customer(customer), .text(trigger.text), .instant(end)
        ) { $0.instant(0) }
    }

    /// How often a trigger has rewarded a customer, ever.
    package func awardCount(
        of trigger: TriggerID, to customer: CustomerNumber, in book: BookNumber
    ) throws -> Int64 {
        try first(
            "SELECT awards FROM trigger_totals WHERE book = $1 AND customer = $2 AND trigger_id = $3",
            .book(book), .customer(customer), .text(trigger.text)
        ) { $0.integer(0) } ?? 0
    }

    /// How often each trigger has rewarded a customer, ever.
    package func awardCounts(to customer: CustomerNumber, in book: BookNumber) throws -> [String: Int64] {
        let counts = try all(
            """
            SELECT trigger_id, awards FROM trigger_totals WHERE book = $1 AND customer = $2
            """, .book(book), .customer(customer)
        ) { ($0.text(0), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// Whether a trigger has already rewarded a device, for whichever customer.
    package func isDeviceSeen(_ device: Digest, by trigger: TriggerID, in book: BookNumber) throws -> Bool {
        try first(
            "SELECT 1 FROM trigger_devices WHERE book = $1 AND trigger_id = $2 AND device = $3",
            .book(book), .text(trigger.text), .digest(device)
        ) { $0.integer(0) } != nil
    }

    /// Whether a provider's event is already in the books.
    package func isEventSeen(
        _ event: String, of provider: String, trigger: TriggerID, in book: BookNumber
    ) throws -> Bool {
        try first(
            """
            SELECT 1 FROM postback_events
            WHERE book = $1 AND trigger_id = $2 AND provider = $3 AND event_id = $4
            """, .book(book), .text(trigger.text), .text(provider), .text(event)
        ) { $0.integer(0) } != nil
    }
}

extension WriteTransaction {
    /// Records that a trigger rewarded a customer.
    package func recordAward(
        of trigger: TriggerID, to customer: CustomerNumber, entry sequence: Int64, at now: Instant,
        in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO trigger_awards (book, customer, trigger_id, awarded_at, sequence)
            VALUES ($1, $2, $3, $4, $5)
            """, .book(book), .customer(customer), .text(trigger.text), .instant(now), .integer(sequence))
        try connection.run(
            """
            INSERT INTO trigger_totals (book, customer, trigger_id, awards) VALUES ($1, $2, $3, 1)
            ON CONFLICT (book, customer, trigger_id) DO UPDATE SET awards = awards + 1
            """, .book(book), .customer(customer), .text(trigger.text))
        touch(customer)
    }

    /// Records that a device has been rewarded.
    package func recordDevice(
        _ device: Digest, by trigger: TriggerID, for customer: CustomerNumber, at now: Instant,
        in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO trigger_devices (book, trigger_id, device, customer, recorded_at)
            VALUES ($1, $2, $3, $4, $5)
            """, .book(book), .text(trigger.text), .digest(device), .customer(customer), .instant(now))
    }

    /// Notes that a customer has used a device, whatever came of it.
    package func noteDevice(_ device: Digest, of customer: CustomerNumber, in book: BookNumber) throws {
        try connection.run(
            """
            INSERT INTO customer_devices (book, customer, device) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """, .book(book), .customer(customer), .digest(device))
    }

    /// Records a provider's event with what became of it.
    package func recordEvent(
        _ event: String, of provider: String, trigger: TriggerID, outcome: String, at now: Instant,
        in book: BookNumber
    ) throws {
        try connection.run(
            """
            INSERT INTO postback_events (book, trigger_id, provider, event_id, outcome, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .book(book), .text(trigger.text), .text(provider), .text(event), .text(outcome), .instant(now))
    }

    /// Records an award that did not happen (rule 2.7), under the id that the caller gave.
    ///
    /// - Parameter trace: What it was decided from, as JSON text.
    package func recordNonAward(
        _ reason: NonAwardReason, detail: String, customerID: String, source: Source, programmeVersion: Int64,
        trace: String = "{}", actor: Actor, at now: Instant, in book: BookNumber
    ) throws {
        let number =
            try connection.first(
                "SELECT max(number) FROM non_awards WHERE book = $1 AND customer_id = $2", .book(book),
                .text(customerID)
            ) { $0.integer(0) } ?? 0
        try connection.run(
            """
            INSERT INTO non_awards (book, customer_id, number, source_kind, source_reference, reason, detail,
                programme_version, actor, recorded_at, trace)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            .book(book), .text(customerID), .integer(number + 1), .text(source.kind.rawValue),
            .text(source.reference), .text(reason.rawValue), .text(detail), .integer(programmeVersion),
            .text(actor.text), .instant(now), .text(trace))
    }
}
