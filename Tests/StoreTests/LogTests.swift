import Foundation
import Model
import Synchronization
import Testing

@testable import Store

/// The write-ahead log starts over before it has grown long, whoever reads meanwhile.
struct LogTests {
    enum Reading: String, CaseIterable, Sendable { case nobody, idle, busy }

    /// Four times what the log may grow by, in pages of 4 KiB.
    private static let pages = 4 * StoreLimits.checkpointFrames
    private static let pageBytes = 4_096

    @Test(.timeLimit(.minutes(2)), arguments: Reading.allCases)
    func `the log stays bounded`(reading: Reading) throws {
        let test = try TestStore()
        let reader = try test.store.makeReader()
        let (isOver, stopped) = (Box(Atomic<Bool>(false)), DispatchSemaphore(value: 0))
        if reading != .nobody { _ = try ReaderTests.read(1, on: reader) }
        if reading == .busy {
            Thread.start {
                while !isOver.value.load(ordering: .relaxed) { _ = try? ReaderTests.read(1, on: reader) }
                stopped.signal()
            }
        }
        var longest = 0
        let text = String(repeating: "x", count: Self.pageBytes * 20)
        for number in 0..<(Self.pages / 20) {
            try test.store.writeAndWait { transaction in
                try transaction.connection.run(
                    "INSERT INTO settings (name, value) VALUES ($1, $2)", .text("\(number)"), .text(text))
                return .keep(())
            }
            longest = max(longest, test.size(of: "-wal"))
        }
        isOver.value.store(true, ordering: .relaxed)
        if reading == .busy { stopped.wait() }
        // A quarter more for the batches in which a reader happened to look while the log was to start over.
        #expect(longest < StoreLimits.checkpointFramesMax * Self.pageBytes * 5 / 4)
        #expect(longest > StoreLimits.checkpointFrames * Self.pageBytes / 2, "the test writes enough to tell")
        let count = try reader.readFresh { connection, _ in
            try connection.first("SELECT count(*) FROM settings WHERE value = $1", .text(text)) {
                $0.integer(0)
            }
        }
        #expect(count == Int64(Self.pages / 20))
    }
}
