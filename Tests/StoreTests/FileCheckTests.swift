import Foundation
import Model
import Testing

@testable import Store

/// What is found at once when a database is opened, and what is never done to a file that is not sound.
struct FileCheckTests {
    /// A closed database with some pages, as bytes.
    private func closed() throws -> (TestStore, Data) {
        let test = try TestStore()
        try test.store.writeAndWait {
            try keep(5, as: "kept", in: $0); return .keep(())
        }
        test.store.close()
        return (test, try Data(contentsOf: URL(filePath: test.path)))
    }

    private func refusal(_ bytes: Data, _ test: TestStore) throws -> StoreError? {
        try bytes.write(to: URL(filePath: test.path))
        let refusal = #expect(throws: StoreError.self) { try Store(path: test.path, now: .epoch) }
        #expect(try Data(contentsOf: URL(filePath: test.path)) == bytes, "it is left as it is")
        return refusal
    }

    @Test(arguments: [1, 50, 4_096, 5_000, -4_096, -1])
    func `a file that is cut off is refused`(length: Int) throws {
        let (test, bytes) = try closed()
        let kept = length > 0 ? length : bytes.count + length
        let refusal = try refusal(bytes.prefix(kept), test)
        #expect(refusal?.kind == .corrupt, "\(String(describing: refusal))")
    }

    @Test(arguments: [0, 3, 15, 16, 17])
    func `a damaged header is refused`(place: Int) throws {
        var (test, bytes) = try closed()
        bytes[place] ^= 0x55
        let refusal = try refusal(bytes, test)
        #expect(refusal?.kind == .corrupt)
    }

    @Test func `a page of the schema that is overwritten is refused`() throws {
        var (test, bytes) = try closed()
        bytes.replaceSubrange(100..<4_096, with: Data(repeating: 0xA5, count: 3_996))
        let refusal = try refusal(bytes, test)
        #expect(refusal?.kind == .corrupt)
    }

    @Test func `what is missing in the file and is in the log is there`() throws {
        let test = try TestStore()
        let copy = test.path("copy.db")
        try test.store.writeAndWait {
            try keep(5, as: "kept", in: $0); return .keep(())
        }
        // Nothing was moved into the file yet: it is all in the log.
        try FileManager.default.copyItem(atPath: test.path, toPath: copy)
        try FileManager.default.copyItem(atPath: test.path + "-wal", toPath: copy + "-wal")
        let log = try LogLeftBehind.secure(beside: copy)
        #expect(log?.pages.isEmpty == false)
        let again = try Store(path: copy, now: .epoch)
        defer { again.close() }
        let kept: Int64? = try again.writeAndWait { .keep(try setting("kept", on: $0.connection)) }
        #expect(kept == 5)
    }

    @Test func `a log that was left is secured as it is, to the last frame of its own`() throws {
        let test = try TestStore()
        for number in 1...5 as ClosedRange<Int64> {
            try test.store.writeAndWait {
                try keep(number, as: "kept", in: $0); return .keep(())
            }
        }
        let copy = test.path("copy.db")
        var log = try Data(contentsOf: URL(filePath: test.path + "-wal"))
        let frames = (log.count - 32) / (24 + 4_096)
        // What an earlier log left after this one's end has other salts.
        log.append(Data(repeating: 7, count: 24 + 4_096))
        try log.write(to: URL(filePath: copy + "-wal"))
        let secured = try LogLeftBehind.secure(beside: copy)
        #expect(secured?.pages.count == frames)
        #expect(try Data(contentsOf: URL(filePath: copy + "-wal")) == log)
    }

    @Test(arguments: ["", "short", String(repeating: "x", count: 5_000)])
    func `a log that is none is left alone`(text: String) throws {
        let test = try TestStore()
        let copy = test.path("copy.db")
        try text.write(toFile: copy + "-wal", atomically: true, encoding: .utf8)
        let log = try LogLeftBehind.secure(beside: copy)
        #expect(log == nil)
    }

    @Test(
        arguments: [(1_034, .sync), (1_290, .sync), (778, .inputOutput), (4_106, .inputOutput)]
            as [(Int32, StoreError.Kind)])
    func `a sync that failed is told from every other failure of the disk`(code: Int32, kind: StoreError.Kind)
    {
        #expect(StoreError(code: code, message: "").kind == kind)
    }
}
