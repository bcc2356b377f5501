import Foundation
import Model
import Testing

@testable import Store

/// A file that becomes shorter under those who read it.
struct MissingPagesTests {
    @Test func `a page that is not there is missed by every read of it, until it is there again`() async {
        // Missing pages are counted for the whole process, so this is one of its own.
        await #expect(processExitsWith: .success) {
            let test = try TestStore()
            try test.store.writeAndWait { transaction in
                try transaction.connection.execute("CREATE TABLE large (bytes BLOB NOT NULL) STRICT")
                return .keep(())
            }
            try test.store.writeAndWait { transaction in
                // Its last page becomes the file's last: zeros in its place would be read as bytes of the value.
                try transaction.connection.execute("INSERT INTO large VALUES (randomblob(20000))")
                return .keep(())
            }
            test.store.close()
            let store = try Store(path: test.path, now: .epoch)
            defer { store.close() }
            let reader = try store.makeReader()
            func read() throws -> [UInt8]? {
                try reader.read(
                    locate: { _ in (customer: CustomerNumber(1), located: ()) },
                    body: { connection, _, _ in
                        try connection.first("SELECT bytes FROM large") { $0.blob(0) }
                    })
            }
            let file = try Data(contentsOf: URL(filePath: test.path))
            let value = try read()
            #expect(value?.count == 20_000)
            let handle = try FileHandle(forWritingTo: URL(filePath: test.path))
            try handle.truncate(atOffset: UInt64(file.count - 4_096))
            try handle.close()
            for _ in 0..<3 {
                let error = #expect(throws: StoreError.self) { try read() }
                #expect(error?.kind == .corrupt)
            }
            try file.write(to: URL(filePath: test.path))
            #expect(try read() == value)
        }
    }
}
