import Foundation
import Glibc
import Model
import Testing

@testable import Store

struct OpeningTests {
    @Test func `a second process is refused, and told who has the database`() throws {
        let test = try TestStore()
        let refusal = #expect(throws: StoreError.self) { try Store(path: test.path, now: .epoch) }
        #expect(refusal?.kind == .locked)
        #expect(refusal?.message.contains("process \(getpid())") == true)
    }

    @Test func `a closed database can be opened again, with everything in it`() throws {
        let test = try TestStore()
        try test.store.writeAndWait {
            try keep(5, as: "kept", in: $0); return .keep(())
        }
        test.store.close()
        let again = try Store(path: test.path, now: .epoch)
        defer { again.close() }
        #expect(try again.writeAndWait { .keep(try setting("kept", on: $0.connection)) } == 5)
    }

    @Test func `nothing is committed before the names of its files last`() throws {
        let books = try TestStore()
        let folder = URL(filePath: books.path).deletingLastPathComponent()
        let elsewhere = folder.appendingPathExtension("elsewhere")
        try FileManager.default.moveItem(at: folder, to: elsewhere)
        let error = #expect(throws: StoreError.self) {
            try books.store.writeAndWait { .keep(try keep(1, as: "early", in: $0)) }
        }
        #expect(
            error?.message.hasPrefix("cannot open \(folder.path)") == true, "\(String(describing: error))")
        try FileManager.default.moveItem(at: elsewhere, to: folder)
        try books.store.writeAndWait { .keep(try keep(2, as: "late", in: $0)) }
        let reader = books.store.makeFreshReader()
        let kept = try reader.readFresh { connection, _ in
            [try setting("early", on: connection), try setting("late", on: connection)]
        }
        #expect(kept == [nil, 2])
    }

    @Test func `closing while a snapshot stands takes no time, and moves the log into the database`() throws {
        let test = try TestStore()
        try test.store.writeAndWait {
            try keep(5, as: "kept", in: $0); return .keep(())
        }
        let reader = try test.store.makeReader()
        _ = try reader.read(
            locate: { _ in (customer: CustomerNumber(1), located: ()) }, body: { _, _, _ in 1 })
        try test.store.writeAndWait {
            try keep(6, as: "kept", in: $0); return .keep(())
        }
        let clock = ContinuousClock()
        let time = clock.measure { test.store.close() }
        // Waiting for the snapshot would last as long as the busy timeout, five seconds.
        #expect(time < .seconds(3))
        #expect(test.size(of: "-wal") == 0)
        let refusal = #expect(throws: StoreError.self) {
            try reader.readFresh { connection, _ in try setting("kept", on: connection) }
        }
        #expect(refusal?.kind == .closed)
    }

    @Test(arguments: ["", "-wal", "-shm", ".lock"])
    func `nobody else may read the files`(suffix: String) throws {
        let test = try TestStore()
        try test.store.writeAndWait {
            try keep(5, as: "kept", in: $0); return .keep(())
        }
        #expect(try test.permissions(of: suffix) == 0o600)
    }

    @Test func `a new database is brought to the current version, and an old one is left as it is`() throws {
        let test = try TestStore()
        let version = try test.store.writeAndWait { .keep(try Migrations.version(of: $0.connection)) }
        #expect(version == Migrations.current)
        test.store.close()
        let again = try Store(path: test.path, now: Instant(milliseconds: 99))
        defer { again.close() }
        let applied = try again.writeAndWait { transaction in
            .keep(
                try transaction.connection.all("SELECT version, applied_at FROM schema_versions") {
                    [$0.integer(0), $0.integer(1)]
                })
        }
        #expect(applied == (1...Migrations.current).map { [$0, 0] })
    }

    @Test func `a database of a newer program is refused and not touched`() throws {
        let test = try TestStore()
        try test.store.writeAndWait { transaction in
            try transaction.connection.run("INSERT INTO schema_versions (version, applied_at) VALUES (99, 0)")
            return .keep(())
        }
        test.store.close()
        let before = try Data(contentsOf: URL(filePath: test.path))
        let refusal = #expect(throws: StoreError.self) { try Store(path: test.path, now: .epoch) }
        #expect(refusal?.kind == .unknownSchema)
        #expect(refusal?.message.contains("99") == true)
        #expect(try Data(contentsOf: URL(filePath: test.path)) == before)
    }

    @Test func `a database of another program is refused and not touched`() throws {
        let test = try TestStore()
        let path = test.path("foreign.db")
        let foreign = try Connection(path: path, access: .readWrite)
        try foreign.execute("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')")
        let before = try Data(contentsOf: URL(filePath: path))
        let refusal = #expect(throws: StoreError.self) { try Store(path: path, now: .epoch) }
        #expect(refusal?.kind == .unknownSchema)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func `a file that is no database is refused and not touched`() throws {
        let test = try TestStore()
        let path = test.path("letter.txt")
        let letter = Data(String(repeating: "Dear Sir or Madam, ", count: 100).utf8)
        try letter.write(to: URL(filePath: path))
        let refusal = #expect(throws: StoreError.self) { try Store(path: path, now: .epoch) }
        #expect(refusal?.kind == .corrupt)
        #expect(try Data(contentsOf: URL(filePath: path)) == letter)
    }

    @Test func `a place where nothing can be made is refused`() {
        let refusal = #expect(throws: StoreError.self) {
            try Store(path: "/nonexistent/books.db", now: .epoch)
        }
        #expect(refusal?.kind == .inputOutput)
    }

    static let codes: [(Int32, StoreError.Kind)] = [
        (19, .constraint), (2067, .constraint), (13, .full), (10, .inputOutput), (3338, .inputOutput),
        (14, .inputOutput), (8, .inputOutput), (11, .corrupt), (26, .corrupt), (5, .locked), (6, .locked),
        (261, .locked),
        (1, .misuse), (21, .misuse),
    ]

    @Test(arguments: codes)
    func `result codes, extended ones too, are sorted into kinds`(code: Int32, kind: StoreError.Kind) {
        #expect(StoreError(code: code, message: "").kind == kind)
    }
}
