/// What the server has counted since its start.
package struct ServerCounters: Sendable, Equatable {
    /// Connections open now.
    package var connectionsOpen = 0
    /// Connections accepted.
    package var connectionsAccepted = 0
    /// Requests handed to a handler.
    package var requests = 0
    /// Requests that could not be formed.
    package var protocolErrors = 0
    /// Connections closed because a deadline passed.
    package var deadlinesPassed = 0
    /// Connections closed to make room, or not taken because there was none.
    package var connectionsShed = 0

    /// All zero.
    package init() {}
}
