package import Model
internal import Store
internal import Synchronization

/// One what-if run, as it stands.
package struct Simulation: Sendable {
    /// Where a run is.
    package enum State: String, Sendable, CaseIterable { case running, done, cancelled, failed }

    /// 1 for the first of this process.
    package var number: Int64
    package var book: BookNumber
    package var months: Int64
    package var from: Instant
    package var through: Instant
    package var startedAt: Instant
    package var finishedAt: Instant?
    package var state: State
    package var customersDone: Int64
    package var customersTotal: Int64
    package var ordersDone: Int64
    /// Once it is done.
    package var result: WhatIfResult?
    /// The worth of a coin under the programme in force, and under the draft.
    package var currentCoin: CoinSettings
    package var draftCoin: CoinSettings

    /// As in `simulation-3`.
    package var id: String { "simulation-\(number)" }

    /// The number in an id; nil for anything else.
    package static func number(in id: String) -> Int64? {
        guard id.hasPrefix("simulation-"), let number = Int64(id.dropFirst(11)), number > 0,
            id == "simulation-\(number)"
        else { return nil }
        return number
    }
}

/// The what-if runs of this process: kept in memory, the newest of each book, and gone with the process.
package final class Simulations: Sendable {
    /// Runs of one book that are kept.
    package static let keptMax = 10

    private struct Contents {
        var next: Int64 = 1
        var runs: [Int64: Simulation] = [:]
        var cancelled: Set<Int64> = []
    }

    private let contents = Mutex(Contents())

    init() {}

    /// Starts a run on threads of low priority.
    ///
    /// - Throws: ``Refusal/simulationRunning`` while one of the same book is under way.
    package func start(
        _ whatIf: WhatIf, months: Int64, on engine: Engine
    ) throws -> Simulation {
        let simulation = try contents.withLock { contents in
            let runs = contents.runs.values.filter { $0.book == whatIf.book.number }
            guard !runs.contains(where: { $0.state == .running }) else { throw Refusal.simulationRunning }
            let excess = runs.sorted { $0.number > $1.number }.dropFirst(Self.keptMax - 1)
            for old in excess { contents.runs[old.number] = nil }
            let simulation = Simulation(
                number: contents.next, book: whatIf.book.number, months: months, from: whatIf.from,
                through: whatIf.now, startedAt: engine.realNow(), state: .running, customersDone: 0,
                customersTotal: 0, ordersDone: 0, currentCoin: whatIf.current.coin,
                draftCoin: whatIf.draft.coin)
            contents.next += 1
            contents.runs[simulation.number] = simulation
            return simulation
        }
        Thread.start(isLowPriority: true) { [self] in run(whatIf, simulation.number, on: engine) }
        return simulation
    }

    private func run(_ whatIf: WhatIf, _ number: Int64, on engine: Engine) {
        var (result, state): (WhatIfResult?, Simulation.State) = (nil, .failed)
        do {
            let reader = engine.store.makeFreshReader()
            let total = try reader.readFresh { connection, _ in
                try connection.memberCount(of: whatIf.book.number)
            }
            update(number) { $0.customersTotal = total }
            result = try whatIf.run(on: engine, isCancelled: { isCancelled(number) }) { customers, orders in
                update(number) { run in
                    run.customersDone = customers
                    run.ordersDone = orders
                }
            }
            state = result == nil ? .cancelled : .done
        } catch {
            // The state says that it failed; a closed or broken store says why in the service's own log.
        }
        let (found, end) = (result, state)
        update(number) {
            $0.result = found
            $0.state = end
            $0.finishedAt = engine.realNow()
        }
    }

    private func update(_ number: Int64, _ change: (inout Simulation) -> Void) {
        contents.withLock { contents in
            guard var run = contents.runs[number] else { return }
            change(&run)
            contents.runs[number] = run
        }
    }

    private func isCancelled(_ number: Int64) -> Bool {
        contents.withLock { $0.cancelled.contains(number) }
    }

    /// One run of a book.
    ///
    /// - Throws: ``Refusal/simulationNotFound``
    package func find(_ id: String, in book: Book) throws(Refusal) -> Simulation {
        let number = Simulation.number(in: id)
        let run = number.flatMap { number in contents.withLock { $0.runs[number] } }
        guard let run, run.book == book.number else { throw .simulationNotFound }
        return run
    }

    /// The runs of a book that are kept, newest first.
    package func list(in book: Book) -> [Simulation] {
        contents.withLock { $0.runs.values.filter { $0.book == book.number } }
            .sorted { $0.number > $1.number }
    }

    /// Asks a run to stop after its present piece; one that is over stays what it is.
    ///
    /// - Throws: ``Refusal/simulationNotFound``
    package func cancel(_ id: String, in book: Book) throws(Refusal) -> Simulation {
        let run = try find(id, in: book)
        if run.state == .running { contents.withLock { _ = $0.cancelled.insert(run.number) } }
        return run
    }

    /// Asks all runs to stop.
    func cancelAll() {
        contents.withLock { contents in
            contents.cancelled.formUnion(contents.runs.values.filter { $0.state == .running }.map(\.number))
        }
    }
}
