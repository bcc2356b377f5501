package import Model
internal import Store

/// The clock of a sandbox: it governs the programme's time, moves forward only and is kept. Tokens, deadlines and rate
/// limits go by the real one.
package enum SandboxClock {
    /// Where a move leads.
    package enum Move: Sendable, Hashable {
        case advance(seconds: Int64)
        case to(Instant)
    }

    /// The clock as it stands.
    package struct Reading: Sendable, Hashable {
        /// The programme's time.
        package var now: Instant
        package var realNow: Instant
        package var aheadMilliseconds: Int64
    }

    /// How far ahead of the real time a sandbox may run: ten years of 365 days, in milliseconds.
    package static let aheadMillisecondsMax: Int64 = 10 * 365 * 86_400_000

    package static func read(_ book: Book, on engine: Engine) -> Reading {
        let now = engine.realNow()
        return Reading(
            now: now.adding(milliseconds: book.clockOffsetMilliseconds), realNow: now,
            aheadMilliseconds: book.clockOffsetMilliseconds)
    }

    /// Moves the clock; whatever falls due on the way is settled as usual, when it is next looked at.
    ///
    /// - Throws: ``Refusal``: `sandboxOnly` for live books; ``InvalidInput`` for a move back, or too far.
    package static func run(_ move: Move, in context: CommandContext) throws -> Reading {
        guard context.book.mode == .test else { throw Refusal.sandboxOnly }
        // The registry learns of a move after its commit, and this may be the second one of a batch.
        let books = try context.connection.books()
        let book = books.first { $0.number == context.book.number } ?? context.book
        let before = book.clockOffsetMilliseconds
        let ahead: Int64
        let name: String
        switch move {
        case .advance(let seconds):
            name = "advance_seconds"
            let (milliseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
            let (sum, isTooFar) = before.addingReportingOverflow(milliseconds)
            ahead = isTooLong || isTooFar ? .max : sum
        case .to(let instant):
            name = "to"
            ahead = instant.milliseconds(since: context.realNow)
        }
        guard ahead >= before else {
            throw InvalidInput.field([name], FieldCode.outOfRange, "The clock of a sandbox never goes back.")
        }
        guard ahead <= aheadMillisecondsMax else {
            throw InvalidInput.field(
                [name], FieldCode.outOfRange,
                "The clock of a sandbox is at most \(aheadMillisecondsMax / 86_400_000) days ahead.")
        }
        try context.transaction.setClock(of: context.book.number, aheadMilliseconds: ahead)
        try context.audit(
            .clockMoved, summary: [("from_ms", .integer(before)), ("to_ms", .integer(ahead))])
        return Reading(
            now: context.realNow.adding(milliseconds: ahead), realNow: context.realNow,
            aheadMilliseconds: ahead)
    }
}
