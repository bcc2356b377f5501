package import Model
internal import Store

extension Measures {
    /// Customers that are read from one snapshot.
    static let pieceCustomers = 200

    /// Computes the measures of a range of local days, both ends included, from the books.
    ///
    /// Reads a few customers per snapshot, each wholly from one, so that the log can be checkpointed meanwhile: a read
    /// for a thread of its own, not for an event loop.
    package static func run(
        from: LocalDate, through: LocalDate, in book: Book, version: ProgrammeVersion, on engine: Engine
    ) throws -> Measures {
        let programme = version.programme
        let now = engine.now(in: book)
        var sums = MeasureSums(from: from, through: through, zone: programme.zone)
        let reader = engine.store.makeFreshReader()
        defer { reader.release() }
        var last = CustomerNumber(.min)
        var isAtEnd = false
        while !isAtEnd {
            (last, isAtEnd) = try reader.readFresh { connection, _ in
                let members = try connection.members(of: book.number, after: last, limit: pieceCustomers)
                for member in members {
                    let facts = try read(
                        member.number, in: book.number, sums, now: now, on: connection)
                    if member.createdAt < sums.end { sums.add(facts) } else { sums.addOutstanding(of: facts) }
                }
                return (members.last?.number ?? last, members.count < pieceCustomers)
            }
        }
        let values = try reader.readFresh { connection, _ in
            try sums.values { try connection.counted($0, in: book.number, from: from, through: through) }
        }
        let counted = try reader.readFresh { connection, _ in
            try connection.counted(
                names: Counter.checkoutNames, in: book.number, from: from, through: through)
        }
        return Measures(
            from: from, through: through, values: values, liability: sums.liability(worth: programme.coin),
            checkouts: CheckoutMeasure.all(from: counted))
    }

    private static func read(
        _ customer: CustomerNumber, in book: BookNumber, _ sums: MeasureSums, now: Instant,
        on connection: Connection
    ) throws -> MeasuredCustomer {
        var facts = MeasuredCustomer()
        facts.orders = try connection.measuredOrders(of: customer, in: book, before: sums.end)
        // Whoever was merged into the customer has a ledger that stays as it was (rule 11.6).
        for ledger in [customer] + (try connection.aliases(of: customer).map(\.number)) {
            try add(ledger, to: &facts, in: book, sums, now: now, on: connection)
        }
        return facts
    }

    private static func add(
        _ ledger: CustomerNumber, to facts: inout MeasuredCustomer, in book: BookNumber, _ sums: MeasureSums,
        now: Instant, on connection: Connection
    ) throws {
        if !facts.orders.isEmpty {
            facts.redemptions += try connection.measuredRedemptions(of: ledger, in: book)
        }
        func entries(_ wallet: Wallet) throws -> (earned: Bool, spent: Bool, spentNet: Coins) {
            let places = try [sums.start, sums.end].map { instant in
                try connection.newestSequence(
                    of: ledger, wallet: wallet, in: book, recordedBy: instant.adding(milliseconds: -1))
            }
            return try connection.measuredEntries(
                of: ledger, wallet: wallet, in: book, after: places[0], through: places[1])
        }
        let coins = try entries(.coins)
        facts.earned = facts.earned || coins.earned
        facts.spent = facts.spent || coins.spent
        facts.creditsSpent += try entries(.credits).spentNet
        facts.outstanding += try connection.outstandingCoins(of: ledger, in: book, after: now)
    }
}

/// A ticket about the programme that the brand's support received; only its count is kept.
package enum ReportSupportTicket {
    /// Counts a ticket on its local day; answers the day and how many of the topic it has now.
    ///
    /// - Throws: ``InvalidInput`` for a time in the future.
    package static func run(
        _ topic: SupportTopic, at occurredAt: Instant?, in context: CommandContext
    ) throws -> (day: LocalDate, tickets: Int64) {
        let instant = occurredAt ?? context.now
        guard instant <= context.now.adding(milliseconds: FireTrigger.clockSkewMax) else {
            throw InvalidInput.field(
                ["occurred_at"], FieldCode.outOfRange, "occurred_at must not lie in the future.")
        }
        let day = context.zone.localDate(at: instant)
        let tickets = try context.transaction.count(
            Counter.tickets(topic), on: day, in: context.book.number)
        return (day, tickets)
    }
}
