package import Model

/// How far the verification in the background is, and what it has found.
package struct VerificationState: Sendable, Hashable {
    /// Whether a pass is under way.
    package var isRunning = false
    /// Customers looked at in the pass that is under way, or in the newest one.
    package var customersDone: Int64 = 0
    /// Customers that there were when that pass began.
    package var customersTotal: Int64 = 0
    /// Passes that came to their end since the process began.
    package var passes: Int64 = 0
    /// When the newest pass began; nil before the first.
    package var startedAt: Instant?
    /// When the newest whole pass ended; nil before the first.
    package var finishedAt: Instant?
    /// Faults found in the pass that is under way, or in the newest one if that is over.
    package var faults: Int64 = 0
    /// Faults found in the newest whole pass.
    package var faultsBefore: Int64 = 0
    /// Why the newest pass could not go on; nil while nothing is in its way.
    package var failure: String?

    /// Nothing has been looked at yet.
    package init() {}

    /// Whether what was found needs somebody.
    package var hasFaults: Bool { faults > 0 || faultsBefore > 0 }
}
