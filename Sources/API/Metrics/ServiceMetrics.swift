import Engine
import HTTPServer
import Model
import Synchronization

/// What the service counts while it answers; the loops count into tallies of their own, so that nothing is contended.
final class ServiceMetrics: Sendable {
    /// What one loop counts; nobody else writes to it.
    final class Loop: Sendable {
        let requests: RequestTally
        private let kept = CountTable(count: 4)

        fileprivate init(routes: Int) { requests = RequestTally(routes: routes, isAlone: true) }

        /// A screen was served that was kept.
        func keptScreenServed() { kept.addAlone(1, at: 0) }
        /// A screen was asked for that was not kept, or no longer good.
        func keptScreenMissed() { kept.addAlone(1, at: 1) }
        /// What is kept now.
        func keeps(screens: Int, bytes: Int) {
            kept.set(Int64(screens), at: 2)
            kept.set(Int64(bytes), at: 3)
        }

        fileprivate var keptScreens: KeptScreensReading {
            KeptScreensReading(
                hits: kept.value(0), misses: kept.value(1), screens: kept.value(2), bytes: kept.value(3))
        }
    }

    /// What the loops' kept screens come to together.
    struct KeptScreensReading {
        var hits: Int64 = 0
        var misses: Int64 = 0
        var screens: Int64 = 0
        var bytes: Int64 = 0
    }

    private let routes: [Route]
    /// Requests whose answer does not come from their loop.
    private let elsewhere: RequestTally
    private let loops = Mutex<[Loop]>([])
    private let problems = Mutex<[String: Int64]>([:])
    private let limited = Mutex<[String: Int64]>([:])

    /// - Parameter routes: In the order of their rows; the first route has row 1.
    init(routes: [Route]) {
        self.routes = routes
        elsewhere = RequestTally(routes: routes.count, isAlone: false)
    }

    /// What a new loop counts into.
    func makeLoop() -> Loop {
        let loop = Loop(routes: routes.count)
        loops.withLock { $0.append(loop) }
        return loop
    }

    /// Counts a request that was answered by another thread than its loop's.
    func countElsewhere(_ route: Route, _ answer: Answer, since began: ContinuousClock.Instant) {
        elsewhere.count(
            row: route.row, status: answer.status.code, nanoseconds: MonotonicClock.nanoseconds(since: began))
        countProblem(answer.code)
    }

    /// Counts what a request was refused for, if it was. The codes are the contract's, so there are few.
    func countProblem(_ code: String?) {
        guard let code else { return }
        problems.withLock { $0[code, default: 0] += 1 }
    }

    /// Counts a request that was over a limit.
    func countLimited(by name: StaticString) {
        limited.withLock { $0[name.description, default: 0] += 1 }
    }

    /// Each route, and nil for none, with what was counted of it; only those that were asked for.
    var requests: [(route: Route?, counts: [Int64], times: HistogramReading)] {
        let tallies = loops.withLock { $0.map(\.requests) } + [elsewhere]
        return (0...routes.count).compactMap { row in
            let (counts, times) = RequestTally.total(of: tallies, row: row)
            guard counts.contains(where: { $0 > 0 }) else { return nil }
            return (row == 0 ? nil : routes[row - 1], counts, times)
        }
    }

    /// What was refused, by its code, in the order of the codes.
    var problemCounts: [(code: String, count: Int64)] {
        problems.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What was over a limit, by the limit's name.
    var limitedCounts: [(limit: String, count: Int64)] {
        limited.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The loops' kept screens.
    var keptScreens: KeptScreensReading {
        loops.withLock { $0.map(\.keptScreens) }.reduce(into: KeptScreensReading()) { sum, loop in
            sum.hits += loop.hits
            sum.misses += loop.misses
            sum.screens += loop.screens
            sum.bytes += loop.bytes
        }
    }
}
