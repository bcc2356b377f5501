package import Model
import Glibc
import Synchronization

/// Structured log lines: one JSON object each, on standard error. No secret and no body ever goes in.
package final class Log: Sendable {
    /// How much is said; each level includes those above it.
    package enum Level: String, Sendable, Comparable, CaseIterable {
        case error, warning, info, debug

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
        /// A level is less than another when it says less.
        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    private let level: Level
    /// Whether every request has its line.
    let writesRequests: Bool
    private let clock: any WallClock
    private let sink: @Sendable ([UInt8]) -> Void

    /// A log to standard error, or to wherever `sink` takes whole lines.
    package init(
        level: Level, clock: any WallClock = SystemClock(),
        sink: @escaping @Sendable ([UInt8]) -> Void = Log.standardError
    ) {
        self.level = level
        writesRequests = level >= .debug
        self.clock = clock
        self.sink = sink
    }

    /// Writes one line: level, time, event and its members.
    package func write(_ level: Level, _ event: String, _ members: [(String, String)] = []) {
        guard level <= self.level else { return }
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("level", level.rawValue)
        json.member("time", clock.now())
        json.member("event", event)
        for (name, value) in members {
            json.key(dynamic: name)
            json.string(value)
        }
        json.endObject()
        sink(json.bytes + [0x0A])
    }

    /// One write a line, so that lines of several threads do not mix; what cannot be written is dropped.
    package static let standardError: @Sendable ([UInt8]) -> Void = { line in
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
