internal import Synchronization

/// Whether the service has more to do than time, as its loops see it.
///
/// A commit costs about as much for one write as for ten, so that while everybody waits anyhow the writer lets some come
/// together first. Where there is time, a write waits for nobody.
package final class Crowd: Sendable {
    private let noted = Mutex<(end: ContinuousClock.Instant, patience: Duration)?>(nil)

    /// Notes that there is one now.
    ///
    /// - Parameters:
    ///   - time: How long that is believed unless it is noted again.
    ///   - patience: How long a batch may gather meanwhile.
    package func note(
        lasting time: Duration = StoreLimits.crowdTime, patience: Duration = StoreLimits.gatherTime
    ) {
        noted.withLock { $0 = (.now + time, patience) }
    }

    /// How long a batch that begins now may gather; nil where there is no crowd.
    package var patience: Duration? {
        noted.withLock { noted in
            guard let now = noted, now.end > .now else { return nil }
            return now.patience
        }
    }
}
