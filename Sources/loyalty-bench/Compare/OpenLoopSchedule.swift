/// When an open loop sends what: a request at every tick of a fixed rate, whether or not answers have come.
package struct OpenLoopSchedule: Sendable {
    /// What is sent at a tick.
    package enum Kind: String, Sendable, CaseIterable { case reads, awards }

    private let intervalNanoseconds: Int64
    private let awardEvery: Int
    /// Requests in all.
    package let count: Int

    /// - Parameters:
    ///   - perSecond: Requests a second in all, 1 or more.
    ///   - awardsPerSecond: How many of them are awards, evenly among the others.
    package init(perSecond: Int, awardsPerSecond: Int, seconds: Int) {
        intervalNanoseconds = 1_000_000_000 / Int64(max(1, perSecond))
        awardEvery = awardsPerSecond > 0 ? max(1, perSecond / awardsPerSecond) : 0
        count = perSecond * seconds
    }

    /// Nanoseconds after the start at which a request is due: its latency counts from here, however late it is sent,
    /// so that a server that stalls is charged for everybody whom it kept waiting.
    package func due(_ request: Int) -> Int64 { Int64(request) * intervalNanoseconds }

    package func kind(of request: Int) -> Kind {
        awardEvery > 0 && request % awardEvery == awardEvery - 1 ? .awards : .reads
    }
}

/// What an open loop saw of one kind of request.
package struct OpenLoopResult: Sendable, Hashable {
    package let kind: OpenLoopSchedule.Kind
    package let answered: Int
    package let failed: Int
    /// Nanoseconds from when the request was due to its whole answer.
    package let median: Int64
    package let p99: Int64

    package init(kind: OpenLoopSchedule.Kind, latencies: [Int64], failed: Int) {
        self.kind = kind
        self.failed = failed
        answered = latencies.count
        median = Statistics.percentile(50, of: latencies)
        p99 = Statistics.percentile(99, of: latencies)
    }

    /// `reads: 1800 answered, 0 failed, p50 81234 ns, p99 190345 ns`.
    package var line: String {
        "\(kind.rawValue): \(answered) answered, \(failed) failed, p50 \(median) ns, p99 \(p99) ns"
    }

    /// Reads the ``line`` of one kind out of what the driver printed.
    package init?(_ kind: OpenLoopSchedule.Kind, in text: String) {
        let pattern = /(reads|awards): ([0-9]+) answered, ([0-9]+) failed, p50 ([0-9]+) ns, p99 ([0-9]+) ns/
        guard let found = text.matches(of: pattern).first(where: { $0.1 == kind.rawValue }),
            let answered = Int(found.2), let failed = Int(found.3), let median = Int64(found.4),
            let p99 = Int64(found.5)
        else { return nil }
        (self.kind, self.answered, self.failed) = (kind, answered, failed)
        (self.median, self.p99) = (median, p99)
    }
}
