import Foundation
import Model
import Synchronization
import Testing

@testable import Engine
@testable import Store

/// Backups, restores and rehearsals.
struct CopiesTests {
    private func file(_ books: AdministrationBooks, _ name: String) -> String {
        URL(filePath: books.path).deletingLastPathComponent().appending(path: name).path
    }

    /// Books with so many customers, each with one order.
    private func grown(_ customers: Int) throws -> AdministrationBooks {
        let books = try AdministrationBooks.published()
        try books.importRows(
            (1...customers).map { "\($0),customer-\($0),2026-01-02,3,USD,paid\n" }.joined())
        return books
    }

    private func mode(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `a backup is one private file with its secret beside it, and verifies`() throws {
        let books = try grown(40)
        let path = file(books, "copy.db")
        var phases: Set<String> = []
        let receipt = try BackUp.run(to: path, overwrites: false, on: books.engine) {
            phases.insert("\($0.phase) \($0.unit)")
            #expect($0.done <= $0.total ?? 0)
        }
        #expect(phases == ["copying pages"])
        #expect(receipt.secretPath == path + ".secret")
        #expect(try mode(of: path) == 0o600 && mode(of: path + ".secret") == 0o600)
        #expect(try Data(contentsOf: URL(filePath: path)).count == receipt.bytes)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path)
        #expect(names.filter { $0.hasPrefix("copy.db") }.sorted() == ["copy.db", "copy.db.secret"])
        let store = try Store(path: path, now: books.clock.now())
        defer { store.close() }
        let engine = try Engine(
            store: store, secrets: try #require(try Secrets.load(beside: path)), clock: books.clock)
        let report = try Verification.run(on: engine)
        #expect(report.isClean && report.customers == 40 && report.entries == 40)
        #expect(
            engine.secrets.key(.customerToken, brand: try books.live.brand, mode: .live, generation: 1)
                == books.engine.secrets.key(
                    .customerToken, brand: try books.live.brand, mode: .live, generation: 1))
    }

    @Test func `a backup overwrites nothing unless it is asked to, and never what it copies`() throws {
        let books = try grown(3)
        let path = file(books, "copy.db")
        _ = try BackUp.run(to: path, overwrites: false, on: books.engine)
        let before = try Data(contentsOf: URL(filePath: path))
        try books.importRows("99,customer-99,2026-01-02,3,USD,paid\n")
        let refused = #expect(throws: AdministrationError.self) {
            try BackUp.run(to: path, overwrites: false, on: books.engine)
        }
        #expect(refused?.message.contains("copy.db is there already") == true)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        _ = try BackUp.run(to: path, overwrites: true, on: books.engine)
        #expect(try Data(contentsOf: URL(filePath: path)) != before)
        let itself = #expect(throws: AdministrationError.self) {
            try BackUp.run(to: books.path, overwrites: true, on: books.engine)
        }
        #expect(itself?.message.contains("is what is to be backed up") == true)
        #expect(try Verification.run(on: books.engine).isClean)
    }

    @Test func `a backup in a folder that is not there says so and leaves nothing`() throws {
        let books = try grown(1)
        let refused = #expect(throws: AdministrationError.self) {
            try BackUp.run(to: file(books, "none/copy.db"), overwrites: false, on: books.engine)
        }
        #expect(refused?.message.contains("No such file") == true, "\(refused?.message ?? "")")
    }

    @Test func `a copy made while others write is of one moment, and never starts over`() throws {
        let books = try grown(2_000)
        let book = try books.live
        let isDone = Atomic(false)
        let acknowledged = Mutex(0)
        let ended = DispatchSemaphore(value: 0)
        let engine = books.engine
        let customer = try #require(CustomerID("customer-1"))
        Thread.detachNewThread {
            while !isDone.load(ordering: .acquiring) {
                _ = try? engine.performAndWait(WriteRequest(book: book, actor: Actor("test"))) { context in
                    let input = AdjustWallet.Input(customer: customer, wallet: .coins, coins: 1, note: "more")
                    return try AdjustWallet.run(input, in: context).entry.coins
                }
                acknowledged.withLock { $0 += 1 }
            }
            ended.signal()
        }
        while acknowledged.withLock({ $0 }) < 5 { usleep(1_000) }
        let before = acknowledged.withLock { $0 }
        var rests: [Int64] = []
        try DatabaseCopy.make(of: books.path, at: file(books, "copy.db")) {
            rests.append($0.total - $0.pages)
        }
        isDone.store(true, ordering: .releasing)
        ended.wait()
        #expect(rests == rests.sorted(by: >) && rests.last == 0)
        let store = try Store(path: file(books, "copy.db"), now: books.clock.now())
        defer { store.close() }
        let copy = try Engine(
            store: store, secrets: Secrets(master: Array(repeating: 7, count: 32)), clock: books.clock)
        let report = try Verification.run(on: copy)
        #expect(report.isClean && report.entries >= 2_000 + Int64(before), "\(report.faults)")
    }

    @Test func `a restore puts a sound backup in place and keeps what was there`() throws {
        let books = try grown(5)
        let (backup, target) = (file(books, "copy.db"), file(books, "new.db"))
        _ = try BackUp.run(to: backup, overwrites: false, on: books.engine)
        let first = try Restore.run(from: backup, to: target, replaces: false, clock: books.clock)
        #expect(first.findings.report.customers == 5 && first.setAside == nil && first.hasOwnSecret)
        #expect(try mode(of: target) == 0o600)
        let refused = #expect(throws: AdministrationError.self) {
            try Restore.run(from: backup, to: target, replaces: false, clock: books.clock)
        }
        #expect(refused?.message.contains("--replace sets it aside") == true)
        let second = try Restore.run(from: backup, to: target, replaces: true, clock: books.clock)
        let aside = try #require(second.setAside)
        #expect(try DatabaseCopy.schemaVersion(of: aside) == Migrations.current)
        #expect(try Secrets.load(beside: target) != nil)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: URL(filePath: target).deletingLastPathComponent().path)
        #expect(!left.contains { $0.contains("restoring") }, "\(left)")
    }

    @Test func `a restore refuses a database that somebody has open`() throws {
        let books = try grown(1)
        let backup = file(books, "copy.db")
        _ = try BackUp.run(to: backup, overwrites: false, on: books.engine)
        let refused = #expect(throws: AdministrationError.self) {
            try Restore.run(from: backup, to: books.path, replaces: true, clock: books.clock)
        }
        #expect(refused?.message.contains("is in use by process") == true)
        #expect(try Verification.run(on: books.engine).isClean)
    }

    /// What may be wrong with a backup.
    enum Fault: String, CaseIterable { case missing, noDatabase, damagedPage, changedEntry, noSecret }

    @Test(arguments: Fault.allCases)
    func `a restore refuses what is not sound, and changes nothing`(fault: Fault) throws {
        let books = try grown(30)
        let (backup, target) = (file(books, "copy.db"), file(books, "new.db"))
        if fault != .missing { _ = try BackUp.run(to: backup, overwrites: false, on: books.engine) }
        var says = ""
        switch fault {
        case .missing: says = "there is no"
        case .noDatabase:
            try Data("not a database, whatever its name".utf8).write(to: URL(filePath: backup))
            says = "not a database"
        case .damagedPage:
            let handle = try FileHandle(forWritingTo: URL(filePath: backup))
            for page in 20..<60 {
                try handle.seek(toOffset: UInt64(page * 4_096))
                handle.write(Data(repeating: 0xA5, count: 4_096))
            }
            try handle.close()
            says = "mal"
        case .changedEntry:
            let connection = try Connection(path: backup, access: .readWrite)
            try connection.execute("UPDATE entries SET coins = 4 WHERE customer = 3")
            connection.close()
            says = "faults in the books"
        case .noSecret:
            try FileManager.default.removeItem(atPath: backup + ".secret")
            says = ".secret is missing"
        }
        let refused = #expect(throws: AdministrationError.self) {
            try Restore.run(from: backup, to: target, replaces: false, clock: books.clock)
        }
        let message = refused?.description ?? ""
        #expect(
            message.contains(says) || (fault == .damagedPage && message.contains("damaged")), "\(message)")
        #expect(!FileManager.default.fileExists(atPath: target))
        #expect(!FileManager.default.fileExists(atPath: target + ".restoring"))
    }
}
