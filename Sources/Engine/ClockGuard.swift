package import Model

/// Watches the wall clock against one that nobody can set, so that a wall clock that jumps ahead has no coins lapse.
///
/// What the service writes by itself — expiries, lapses, releases — cannot be taken back, so it waits while the wall clock
/// has run ahead of the monotonic one by more than ``tolerance``: until the wall clock is put right, or until it has gone
/// on steadily for ``acceptance``, because the time before the jump was the wrong one. A clock that steps back makes
/// nothing due, and stops nothing.
package struct ClockGuard: Sendable {
    /// How much further the wall clock may come than the monotonic one between two looks. Corrections that a time service
    /// spreads out stay far below it.
    package static let tolerance: Duration = .seconds(60)
    /// How long a wall clock that jumped ahead must go on steadily to be believed.
    package static let acceptance: Duration = .seconds(3_600)

    /// What a look at the clocks came to.
    package enum Finding: Sendable, Hashable {
        /// They agree.
        case steady
        /// The wall clock has just jumped ahead by so much: nothing is to be written by itself.
        case jumped(ahead: Duration)
        /// It is still ahead.
        case waiting
        /// It has been put right.
        case returned
        /// It has gone on steadily for long enough, and is believed.
        case accepted(ahead: Duration)
        /// It has stepped back by so much.
        case steppedBack(Duration)

        /// Whether what falls due may be written.
        package var isGood: Bool {
            switch self {
            case .steady, .returned, .accepted, .steppedBack: true
            case .jumped, .waiting: false
            }
        }
    }

    private var wall: Instant
    private var elapsed: Duration
    /// Since when the wall clock is ahead, and by how much; nil while it is not.
    private var ahead: (since: Duration, by: Duration)?

    /// - Parameters:
    ///   - wall: The wall clock.
    ///   - elapsed: The monotonic clock; only differences mean anything.
    package init(wall: Instant, elapsed: Duration) {
        self.wall = wall
        self.elapsed = elapsed
    }

    /// Looks at both clocks, at about the same moment.
    package mutating func look(wall: Instant, elapsed: Duration) -> Finding {
        let passed = Duration.milliseconds(wall.milliseconds) - .milliseconds(self.wall.milliseconds)
        let gained = passed - (elapsed - self.elapsed)
        if gained > Self.tolerance { return lookAhead(by: gained, wall, elapsed) }
        let wasAhead = ahead != nil
        trust(wall, elapsed)
        if gained < .zero - Self.tolerance { return .steppedBack(.zero - gained) }
        return wasAhead ? .returned : .steady
    }

    private mutating func lookAhead(by gained: Duration, _ wall: Instant, _ elapsed: Duration) -> Finding {
        guard let ahead, abs(gained - ahead.by) <= Self.tolerance else {
            ahead = (since: elapsed, by: gained)
            return .jumped(ahead: gained)
        }
        guard elapsed - ahead.since >= Self.acceptance else { return .waiting }
        trust(wall, elapsed)
        return .accepted(ahead: gained)
    }

    private mutating func trust(_ wall: Instant, _ elapsed: Duration) {
        self.wall = wall
        self.elapsed = elapsed
        ahead = nil
    }

    private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}
