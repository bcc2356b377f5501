/// Every limit and deadline of the server, with the unit in the name.
package struct Limits: Sendable {
    /// Bytes of a request target; more → 414 (RFC 9110 §15.5.15).
    package var targetBytesMax = 16 * 1_024
    /// Bytes of a header section, line ends included; more → 431 (RFC 6585 §5).
    package var headerBytesMax = 64 * 1_024
    /// Field lines of a header section; more → 431.
    package var headerFieldsMax = 128
    /// Bytes of a decoded body; more → 413 (RFC 9110 §15.5.14). Room for an order of ten thousand lines.
    package var bodyBytesMax = 4 * 1_024 * 1_024
    /// Bytes of extensions on all chunks of one body together; more → 400 (RFC 9112 §7.1.1 asks for a limit).
    package var chunkExtensionBytesMax = 4 * 1_024
    /// Bytes of a trailer section; more → 431.
    package var trailerBytesMax = 8 * 1_024
    /// Empty lines tolerated before a request line (RFC 9112 §2.2); more → 400.
    package var emptyLinesMax = 2
    /// Requests on one connection, the last of which is told that it is closed; 0 = unlimited.
    ///
    /// So no peer stays with one loop for ever, and a proxy's pool spreads anew when a loop was added.
    package var requestsPerConnectionMax = 1_000
    /// Open connections over all loops; the oldest idle one makes room for a new one.
    package var connectionsMax = 10_000
    /// Connections that are closed unheard within a tick because all others are busy; then the queue waits for
    /// the next one, so that a flood costs a bounded part of a processor.
    package var refusalsPerTickMax = 128
    /// Bytes that all connections together keep between two turns: requests that are on their way, pipelined
    /// ones that wait, answers that a peer is slow to take.
    ///
    /// Over it, the connection that has kept bytes the longest gives them up: a request that is on its way is
    /// told 503 with `Retry-After`, pipelined ones are left unread, a slow reader is cut off. A request that
    /// arrives whole within `EventLoop.receiveBytes` keeps nothing and is always heard.
    package var keptBytesMax = 64 * 1_024 * 1_024
    /// From the first byte of a request to the end of its header section; then 408.
    package var headMilliseconds: Int64 = 10_000
    /// From the end of the header section to the end of the body; then 408.
    package var bodyMilliseconds: Int64 = 15_000
    /// How long a peer may take to accept an answer, or each `writeProgressBytes` of a longer one; then the
    /// connection is cut.
    package var writeMilliseconds: Int64 = 10_000
    /// How much of a long answer a peer must take within `writeMilliseconds`: exports are larger than any slow
    /// line takes in that time, all other answers are smaller than this.
    package var writeProgressBytes = 1_024 * 1_024
    /// How long a connection may stay open without a request in progress.
    package var idleMilliseconds: Int64 = 30_000
    /// How long after the last answer the server still reads and discards, so that the peer sees the answer
    /// rather than a reset (RFC 9112 §9.6).
    package var lingerMilliseconds: Int64 = 2_000
    /// Bytes read and discarded at most while lingering.
    package var lingerBytesMax = 256 * 1_024

    /// The defaults.
    package init() {}
}
