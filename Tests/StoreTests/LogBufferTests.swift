import Foundation
import Model
import TestFiles
import Testing

@testable import Store

/// The write-ahead log as a connection writes it that gathers its pieces.
struct LogBufferTests {
    /// The same numbers each time (D. E. Knuth's MMIX generator).
    private struct Multiplied: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state.byteSwapped
        }
    }

    /// A connection that gathers, with so small a cache that a large transaction goes to the log before it is committed.
    private func connection(_ path: String, cachePages: Int = 2_000) throws -> Connection {
        let connection = try Connection(path: path, access: .readWrite, files: .gatheringLog)
        for pragma in Pragmas.writer { try connection.execute(pragma) }
        try connection.execute("PRAGMA cache_size = \(cachePages); PRAGMA wal_autocheckpoint = 0")
        return connection
    }

    private func state(_ path: String) throws -> String? {
        let reader = try Connection(path: path, access: .readOnly)
        return try reader.first("SELECT count(*), sum(number), sum(length(bytes)) FROM things") {
            "\($0.integer(0)) \($0.integer(1)) \($0.integer(2))"
        }
    }

    @Test(arguments: [10, 2_000])
    func `whoever reads after a commit finds all of it, and nothing of what was rolled back`(cachePages: Int)
        throws
    {
        let folder = try Scratch()
        let path = folder.path("log.db")
        let connection = try connection(path, cachePages: cachePages)
        try connection.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
        var random = Multiplied(state: 7)
        var (count, sum, length, next): (Int64, Int64, Int64, Int64) = (0, 0, 0, 1)
        for turn in 0..<120 {
            let isKept = Int.random(in: 0..<4, using: &random) > 0
            var (rows, numbers, bytes): (Int64, Int64, Int64) = (0, 0, 0)
            try connection.execute("BEGIN IMMEDIATE")
            // Some transactions are of one page, some of more than is gathered.
            for _ in 0..<Int.random(in: 1...(turn % 10 == 9 ? 600 : 8), using: &random) {
                let size = Int64.random(in: 1...(turn % 20 == 19 ? 9_000 : 900), using: &random)
                try connection.run(
                    "INSERT INTO things (number, bytes) VALUES ($1, randomblob($2))", .integer(next + rows),
                    .integer(size))
                (numbers, bytes, rows) = (numbers + next + rows, bytes + size, rows + 1)
            }
            try connection.execute(isKept ? "COMMIT" : "ROLLBACK")
            if isKept {
                (count, sum, length, next) = (count + rows, sum + numbers, length + bytes, next + rows)
            }
            #expect(try state(path) == (count > 0 ? "\(count) \(sum) \(length)" : "0 0 0"))
            if turn % 30 == 29 { _ = try connection.checkpoint(.truncate) }
        }
        #expect(try state(copyAfterCrash(path)) == "\(count) \(sum) \(length)")
        let sound = try connection.first("PRAGMA integrity_check") { $0.text(0) }
        #expect(sound == "ok")
        connection.close()
    }
}
