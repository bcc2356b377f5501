package import Engine
package import HTTPServer
package import Model

/// What the service is told of the program around it: whoever starts the program fills it in, for the metrics and for
/// whether the service is ready.
package struct Surroundings: Sendable {
    /// What the HTTP server has counted.
    package var server: @Sendable () -> ServerCounters = { ServerCounters() }
    /// When housekeeping last came round; nil where there is none.
    package var housekeepingAt: @Sendable () -> Instant? = { nil }
    /// Where the verification in the background stands; nil where there is none.
    package var verification: @Sendable () -> VerificationState? = { nil }
    /// Lines of the log that found no room.
    package var droppedLogLines: @Sendable () -> Int64 = { 0 }
    /// Whether the service is stopping.
    package var isStopping: @Sendable () -> Bool = { false }

    /// Nothing is known of a program around it.
    package init() {}
}
