package import Engine
import HTTPServer
import Model
import Store
import Synchronization

/// The API log on its way to the books: each loop gathers lines in memory, and housekeeping writes them. A request waits
/// for none of it; what finds no room is counted and dropped.
package final class APILog: Sendable {
    /// How much is gathered and kept.
    package enum Limits {
        /// Lines that a loop gathers between two writes.
        package static let linesPerLoop = 2_048
        /// Of these, how many may be repeats of kept screens; the rest is for everything else.
        package static let keptScreensPerLoop = 1_024
        /// Lines in one write.
        package static let linesPerWrite = 128
        /// Lines that a database keeps, however young.
        package static let linesMax: Int64 = 2_000_000
        /// Lines that one flush removes at most, of each book.
        package static let linesTrimmed = 1_024
        /// Lines that one page is looked for in.
        package static let windowLines = 20_000
        /// The same where only one customer's are wanted.
        package static let windowLinesOfCustomer = 200_000
    }

    /// Whom a line is about, as far as is known without asking the books.
    enum Subject: Sendable {
        case nobody
        case customer(CustomerNumber)
        case named(CustomerID)
    }

    /// A line whose answer is not known yet.
    struct Line: Sendable {
        let book: BookNumber
        let at: Instant
        let began: ContinuousClock.Instant
        let route: String
        let key: Int64?
        var subject: Subject
        let requestID: String
        var isDryRun = false
        var status: Int64 = 0
        var code: String?
        var isReplay = false
        var microseconds: Int64 = 0
        /// Of a checkout's call, what it is counted as.
        var checkout: CheckoutTally.Mark?
    }

    /// The lines of one loop.
    final class Buffer: Sendable {
        private struct State {
            var lines: [Line] = []
            var dropped: Int64 = 0
        }

        private let state = Mutex(State())
        private let tally: CheckoutTally

        init(_ tally: CheckoutTally) { self.tally = tally }

        /// Adds a line with its answer.
        func add(
            _ line: Line, status: Int64, code: String?, isReplay: Bool = false
        ) {
            var line = line
            line.status = status
            line.code = code
            line.isReplay = isReplay
            line.microseconds = Self.microseconds(line.began.duration(to: .now))
            if let mark = line.checkout, !line.isDryRun {
                tally.count(mark, status: status, microseconds: line.microseconds)
            }
            state.withLock { state in
                if state.lines.count < Limits.linesPerLoop {
                    state.lines.append(line)
                } else {
                    state.dropped += 1
                }
            }
        }

        /// Whether a line would be kept; where not, it is counted as dropped.
        func hasRoom(limit: Int) -> Bool {
            state.withLock { state in
                if state.lines.count < limit { return true }
                state.dropped += 1
                return false
            }
        }

        func take() -> (lines: [Line], dropped: Int64) {
            state.withLock { state in
                defer { state = State() }
                return (state.lines, state.dropped)
            }
        }

        private static func microseconds(_ duration: Duration) -> Int64 {
            let (seconds, attoseconds) = duration.components
            return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        }
    }

    private let buffers = Mutex<[Buffer]>([])
    /// Lines that were dropped while nothing could be written; noted as soon as something can.
    private let unnoted = Mutex<Int64>(0)
    /// What checkouts' calls come to; written with the log.
    let checkouts = CheckoutTally()

    init() {}

    /// The buffer of a new loop.
    func makeBuffer() -> Buffer {
        let buffer = Buffer(checkouts)
        buffers.withLock { $0.append(buffer) }
        return buffer
    }

    /// Writes what has gathered, a few lines a write, and removes what is old; for housekeeping's own thread.
    ///
    /// - Parameter trimming: Whether what is old is removed; not while the wall clock is not to be believed.
    /// - Returns: How many lines there were.
    @discardableResult
    package func flush(to engine: Engine, trimming: Bool = true) -> Int {
        checkouts.flush(to: engine)
        var lines: [Line] = []
        var dropped = unnoted.withLock { $0 }
        for buffer in buffers.withLock({ $0 }) {
            let taken = buffer.take()
            lines += taken.lines
            dropped += taken.dropped
        }
        lines.sort { $0.began < $1.began }
        for start in stride(from: 0, to: lines.count, by: Limits.linesPerWrite) {
            let part = Array(lines[start..<min(lines.count, start + Limits.linesPerWrite)])
            do {
                try engine.store.writeAndWait { transaction in
                    .keep(try Self.write(part, in: transaction))
                }
            } catch {
                dropped += Int64(part.count)
            }
        }
        let lost = dropped
        let (now, contents) = (engine.realNow(), engine.registry.contents)
        let isNoted = try? engine.store.writeAndWait { transaction -> Disposition<Bool> in
            if lost > 0 { try transaction.noteAPILogGap(lines: lost, at: now) }
            for book in contents.books.values where trimming {
                let days = contents.programme(of: book)?.programme.apiLogDays ?? Programme.apiLogDaysDefault
                try transaction.trimAPILog(
                    of: book.number, before: now.adding(days24Hours: -days), keeping: Limits.linesMax,
                    atMost: Limits.linesTrimmed)
            }
            return .keep(true)
        }
        unnoted.withLock { $0 = isNoted == nil ? lost : 0 }
        return lines.count
    }

    private static func write(_ lines: [Line], in transaction: WriteTransaction) throws {
        var numbers: [CustomerID: CustomerNumber?] = [:]
        for line in lines {
            var customer: CustomerNumber?
            switch line.subject {
            case .nobody: break
            case .customer(let number): customer = number
            case .named(let id):
                if let known = numbers[id] {
                    customer = known
                } else {
                    customer = try transaction.connection.customerNumber(id, in: line.book)
                    numbers[id] = .some(customer)
                }
            }
            try transaction.append(
                APILogRecord(
                    book: line.book, recordedAt: line.at, route: line.route, key: line.key,
                    customer: customer, status: line.status, code: line.code,
                    microseconds: line.microseconds, requestID: line.requestID, isDryRun: line.isDryRun,
                    isReplay: line.isReplay))
        }
    }
}
