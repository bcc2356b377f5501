import Foundation
import Model
import TestFiles
import Testing

@testable import Store

/// A database that stays mapped from one snapshot to the next: nobody reads anything else through it.
struct KeptMappingTests {
    /// A writer's connection on a new database with a table of things, and one that reads it through a mapping.
    private struct Pair {
        private let folder: Scratch
        let path: String
        let writer: Connection
        let reader: Connection

        init() throws {
            folder = try Scratch()
            path = folder.path("mapped-\(UUID().uuidString).db")
            writer = try Connection(path: path, access: .readWrite, files: .gatheringLog)
            for pragma in Pragmas.writer { try writer.execute(pragma) }
            try writer.execute("PRAGMA wal_autocheckpoint = 0")
            try writer.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
            reader = try Connection(path: path, access: .readOnly, files: .keepingMapping)
            for pragma in Pragmas.reader { try reader.execute(pragma) }
        }

        func end() {
            reader.close()
            writer.close()
        }

        /// Writes `count` things of so many bytes, in one commit.
        func write(_ count: Int64, bytes: Int64 = 800) throws {
            try writer.run(
                """
                INSERT INTO things (bytes)
                WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < $1)
                SELECT randomblob($2) FROM ids
                """, .integer(count), .integer(bytes))
        }

        func sum(_ connection: Connection) throws -> String? {
            try connection.first("SELECT count(*), sum(number), sum(length(bytes)), max(bytes) FROM things") {
                "\($0.integer(0)) \($0.integer(1)) \($0.integer(2)) \($0.blob(3))"
            }
        }

        /// Where the reader has mapped the database, and how much of it; nil where it has not.
        func mapping() throws -> String? {
            // In pieces: Foundation takes what one read of such a file gives for all of it.
            let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps"))
            let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
            return maps.split(separator: "\n").first { $0.hasSuffix(path) }.map {
                String($0.prefix { $0 != " " })
            }
        }
    }

    @Test func `every snapshot shows what was committed, through checkpoints, growth and shrinking`() throws {
        let pair = try Pair()
        defer { pair.end() }
        for turn in 0..<60 as Range<Int64> {
            try pair.write(turn % 7 == 6 ? 3_000 : 20, bytes: 100 + turn * 30)
            try pair.writer.run(
                "UPDATE things SET bytes = randomblob(50) WHERE number % 11 = $1", .integer(turn % 11))
            if turn % 5 == 4 {
                try pair.writer.run("DELETE FROM things WHERE number % 3 = $1", .integer(turn % 3))
            }
            let expected = try pair.sum(pair.writer)
            #expect(try pair.sum(pair.reader) == expected)
            if turn % 4 == 3 { _ = try pair.writer.checkpoint(turn % 8 == 7 ? .truncate : .passive) }
            if turn % 20 == 19 {
                // The file becomes shorter than what is mapped of it.
                try pair.writer.execute("DELETE FROM things WHERE number % 2 = 0")
                try pair.writer.execute("VACUUM")
                _ = try pair.writer.checkpoint(.truncate)
            }
            #expect(try pair.sum(pair.reader) == pair.sum(pair.writer))
        }
    }

    @Test func `it is mapped anew when the file has grown by much, and not before`() throws {
        let pair = try Pair()
        defer { pair.end() }
        /// Writes, moves it into the file, and has it read.
        func grow(_ count: Int64) throws -> String? {
            try pair.write(count)
            _ = try pair.writer.checkpoint(.passive)
            #expect(try pair.sum(pair.reader) == pair.sum(pair.writer))
            return try pair.mapping()
        }
        _ = try grow(10_000)
        let first = try #require(try grow(10))
        for _ in 0..<20 { #expect(try grow(100) == first) }
        let second = try #require(try grow(20_000))
        #expect(second != first)
        for _ in 0..<5 { #expect(try grow(10) == second) }
    }
}
