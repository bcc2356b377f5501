import Engine
import HTTPServer
import Model
import Store
import Synchronization

/// What checkouts' calls come to, by connector, action and local day: in memory until the API log is written.
///
/// Which checkouts are open is known to this process alone: one that is open when it ends stays begun in the books, and is
/// not counted as completed by the next.
final class CheckoutTally: Sendable {
    /// One call, as far as it is known before its answer.
    struct Mark: Sendable, Hashable {
        let book: BookNumber
        let connector: ConnectorKind
        let day: LocalDate
        /// Nil for a call whose body was not read.
        var action: CheckoutCall.Action?
    }

    enum Limits {
        /// Checkouts that are remembered as begun; beyond them none is counted as begun, so that none looks unfinished.
        static let begunMax = 100_000
        /// How long after its last list a checkout that was not finished is over, in milliseconds.
        static let begunMilliseconds: Int64 = 30 * 60_000
    }

    private struct Sums {
        var calls: Int64 = 0
        var refusals: Int64 = 0
        var errors: Int64 = 0
        var microseconds: Int64 = 0
    }

    /// What calls of one kind have come to since the process began.
    struct Totals: Sendable {
        let connector: ConnectorKind
        /// `list`, `perform`, `revert`; `none` for calls whose body was not read.
        let action: String
        let calls: Int64
        let refusals: Int64
        let errors: Int64
        let microseconds: Int64
    }

    private struct Call: Hashable {
        let connector: ConnectorKind
        let action: CheckoutCall.Action?
    }

    private struct Buyer: Hashable {
        let book: BookNumber
        let customer: CustomerNumber
    }

    private struct Day: Hashable {
        let book: BookNumber
        let day: LocalDate
    }

    private struct State {
        var sums: [Mark: Sums] = [:]
        /// The same of all brands and days; never written, and never begun anew.
        var totals: [Call: Sums] = [:]
        /// When a customer was last offered coins in a checkout that is not finished.
        var begun: [Buyer: Instant] = [:]
        var begunOn: [Day: Int64] = [:]
        var completedOn: [Day: Int64] = [:]
    }

    private let state = Mutex(State())

    /// Counts an answered call.
    func count(_ mark: Mark, status: Int64, microseconds: Int64) {
        let call = Call(connector: mark.connector, action: mark.action)
        let sums = Sums(
            calls: 1, refusals: 400...499 ~= status ? 1 : 0, errors: status >= 500 ? 1 : 0,
            microseconds: max(0, microseconds))
        state.withLock { state in
            state.sums[mark] = Self.sum(state.sums[mark] ?? Sums(), sums)
            state.totals[call] = Self.sum(state.totals[call] ?? Sums(), sums)
        }
    }

    /// What was counted since the process began, by connector and action.
    var totals: [Totals] {
        let totals = state.withLock { $0.totals }
        return totals.map { call, sums in
            Totals(
                connector: call.connector, action: call.action?.rawValue ?? Counter.unreadAction,
                calls: sums.calls, refusals: sums.refusals, errors: sums.errors,
                microseconds: sums.microseconds)
        }.sorted { ($0.connector.rawValue, $0.action) < ($1.connector.rawValue, $1.action) }
    }

    /// A list has offered a customer something to redeem; the first of a checkout begins it.
    func began(_ customer: CustomerNumber, in book: BookNumber, on day: LocalDate, at now: Instant) {
        let buyer = Buyer(book: book, customer: customer)
        state.withLock { state in
            let oldest = now.adding(milliseconds: -Limits.begunMilliseconds)
            let isNew = state.begun[buyer].map { $0 < oldest } ?? true
            if isNew, state.begun.count >= Limits.begunMax {
                state.begun = state.begun.filter { $0.value >= oldest }
            }
            guard !isNew || state.begun.count < Limits.begunMax else { return }
            state.begun[buyer] = now
            if isNew { state.begunOn[Day(book: book, day: day), default: 0] += 1 }
        }
    }

    /// A customer has paid, with coins or without; the checkout that was begun is finished.
    func completed(_ customer: CustomerNumber, in book: BookNumber, on day: LocalDate, at now: Instant) {
        state.withLock { state in
            guard let begun = state.begun.removeValue(forKey: Buyer(book: book, customer: customer)),
                begun >= now.adding(milliseconds: -Limits.begunMilliseconds)
            else { return }
            state.completedOn[Day(book: book, day: day), default: 0] += 1
        }
    }

    /// Writes what was counted; what cannot be written now is written next time.
    func flush(to engine: Engine) {
        let taken = state.withLock { state in
            let taken = state
            (state.sums, state.begunOn, state.completedOn) = ([:], [:], [:])
            return taken
        }
        guard !taken.sums.isEmpty || !taken.begunOn.isEmpty || !taken.completedOn.isEmpty else { return }
        let counts = Self.counts(of: taken)
        do {
            try engine.store.writeAndWait { transaction in
                for (place, number) in counts {
                    try transaction.count(place.name, by: number, on: place.day, in: place.book)
                }
                return .keep(())
            }
        } catch {
            state.withLock { state in
                state.sums.merge(taken.sums) { Self.sum($0, $1) }
                state.begunOn.merge(taken.begunOn, uniquingKeysWith: +)
                state.completedOn.merge(taken.completedOn, uniquingKeysWith: +)
            }
        }
    }

    private static func sum(_ one: Sums, _ other: Sums) -> Sums {
        Sums(
            calls: one.calls + other.calls, refusals: one.refusals + other.refusals,
            errors: one.errors + other.errors, microseconds: one.microseconds + other.microseconds)
    }

    private struct Place: Hashable {
        let book: BookNumber
        let day: LocalDate
        let name: String
    }

    private static func counts(of state: State) -> [Place: Int64] {
        var counts: [Place: Int64] = [:]
        func add(_ number: Int64, _ name: String, _ book: BookNumber, _ day: LocalDate) {
            if number > 0 { counts[Place(book: book, day: day, name: name), default: 0] += number }
        }
        for (mark, sums) in state.sums {
            for (what, number) in [
                (Counter.CheckoutNumber.calls, sums.calls), (.refusals, sums.refusals),
                (.errors, sums.errors),
                (.microseconds, sums.microseconds),
            ] {
                let action = mark.action?.rawValue ?? Counter.unreadAction
                add(number, Counter.checkout(mark.connector, action, what), mark.book, mark.day)
            }
            add(sums.calls, Counter.checkoutCalls, mark.book, mark.day)
            add(sums.errors, Counter.checkoutErrors, mark.book, mark.day)
        }
        for (day, number) in state.begunOn { add(number, Counter.checkoutBegun, day.book, day.day) }
        for (day, number) in state.completedOn { add(number, Counter.checkoutCompleted, day.book, day.day) }
        return counts
    }
}
