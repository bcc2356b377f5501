import Glibc
import Model
import Synchronization

/// Standard error, where the log goes, as a place that makes nobody wait: a line for which there is no room is dropped and
/// counted, and the next one that finds room is led by how many are missing.
///
/// Whoever reads the log may stop reading, or go. Lines come from the event loops, and a loop that waited for a full
/// pipe would serve nobody.
package final class StandardError: Sendable {
    /// The process's own.
    package static let shared = StandardError(descriptor: 2)

    /// What a pipe with any room takes at once, whole, without waiting (pipe(7), PIPE_BUF).
    static let pieceBytes = 4_096

    private struct State {
        /// Lines dropped since the last one that was written.
        var missing: UInt64 = 0
        /// Lines dropped altogether.
        var dropped: UInt64 = 0
        /// Whether the last line was broken off.
        var isBroken = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Lines that were not written, or not whole, in the life of the process; for metrics.
    package var droppedLines: UInt64 { state.withLock { $0.dropped } }

    /// Writes one line with its end, or drops it.
    package func write(_ line: [UInt8]) {
        state.withLock { state in
            if state.isBroken { state.isBroken = !put([0x0A]) }
            if state.missing > 0, !state.isBroken, put(Self.notice(of: state.missing)) { state.missing = 0 }
            guard state.missing == 0, !state.isBroken else { return drop(&state) }
            var start = 0
            while start < line.count {
                let end = min(start + Self.pieceBytes, line.count)
                guard put(Array(line[start..<end])) else {
                    state.isBroken = start > 0
                    return drop(&state)
                }
                start = end
            }
        }
    }

    private func drop(_ state: inout State) {
        state.missing += 1
        state.dropped += 1
    }

    /// Writes a piece if that can be done without waiting.
    private func put(_ piece: [UInt8]) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&wanted, 1, 0) == 1, wanted.revents & Int16(POLLOUT) != 0 else { return false }
        return unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            == piece.count
    }

    private static func notice(of missing: UInt64) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.member("level", Log.Level.warning.rawValue)
        json.member("time", SystemClock().now())
        json.member("event", "log_lines_dropped")
        json.member("lines", String(missing))
        json.endObject()
        return json.bytes + [0x0A]
    }
}
