import Foundation
import TestFiles
import Testing

/// The life of a server, and the operations that reach it over its socket.
struct ServeTests {
    private static let orders = """
        order_id,customer_id,placed_at,amount,currency,status
        1,customer-1,2026-01-02,29.33,USD,paid
        2,customer-2,2026-01-03,14.00,USD,paid
        """

    @Test(arguments: [SIGTERM, SIGINT]) func `a server says where it listens and stops when told`(
        signal: Int32
    ) throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        #expect(server.program.output.hasPrefix("loyalty "))
        #expect(server.program.output.contains(" serves \(database) on http://127.0.0.1:"))
        #expect(FileManager.default.fileExists(atPath: database + ".sock"))
        server.program.signal(signal)
        #expect(server.program.waitForEnd() == 0)
        #expect(server.program.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: database + ".sock"))
    }

    @Test func `a second server is refused with the first one's process`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let first = try RunningServer(database: database)
        let second = try Executable.run(["serve", "--database", database, "--port", "0"])
        #expect(second.code == 1)
        #expect(second.errors.contains("\(database) is in use by process \(first.program.identifier)"))
        #expect(first.stop() == 0)
    }

    @Test func `everything beside the database is its owner's only`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        for suffix in ["", ".secret", ".sock", ".lock", "-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: database + suffix)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
        }
        #expect(server.stop() == 0)
    }

    @Test func `operations go through the running server and come out the same`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let file = try scratch.file("orders.csv", Self.orders)
        let server = try RunningServer(database: database)
        let at = ["--database", database]
        let key = try Executable.run(["keys", "create", "--kind", "write"] + at)
        #expect(key.output.hasPrefix("lbw_live_"))
        let imported = try Executable.run(["import", "orders", file] + at)
        #expect(
            imported.output
                == "cdnow: 2 rows: 2 new, 0 changed, 0 already there, 0 late, 0 bad; 43 coins awarded\n")
        let again = try Executable.run(["import", "orders", file] + at)
        #expect(
            again.output
                == "cdnow: 2 rows: 0 new, 0 changed, 2 already there, 0 late, 0 bad; 0 coins awarded\n")
        let verified = try Executable.run(["verify"] + at)
        #expect(verified.output == "verified: 2 customers, 2 wallets, 2 entries; everything agrees\n")
        let shown = try Executable.run(["program", "show"] + at)
        #expect(shown.output == Programmes.plain + "\n")
        #expect(server.stop() == 0)
        #expect(try Executable.run(["verify"] + at).output == verified.output)
        #expect(try Executable.run(["keys", "list"] + at).output.contains("key-1"))
    }

    @Test func `what the server refuses is said as if it were done here`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let bad = try scratch.file("bad.csv", Self.orders.replacing("29.33", with: "29.333"))
        let refused = try Executable.run(["import", "orders", bad, "--database", database])
        let server = try RunningServer(database: database)
        let there = try Executable.run(["import", "orders", bad, "--database", database])
        #expect(there.code == 1)
        #expect(there.errors == refused.errors)
        #expect(there.errors.contains("line 2, column amount (4)"))
        #expect(server.stop() == 0)
    }

    @Test func `a large file travels through the socket in pieces`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        var rows = "order_id,customer_id,placed_at,amount,currency,status\n"
        for number in 1...20_000 { rows += "\(number),customer-\(number % 500),2026-01-02,1.00,USD,paid\n" }
        let file = try scratch.file("orders.csv", rows)
        let server = try RunningServer(database: database)
        let imported = try Executable.run(["import", "orders", file, "--database", database])
        #expect(imported.output.contains("20000 rows: 20000 new"))
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
        #expect(server.stop() == 0)
    }

    @Test func `a client that dies half-way disturbs nobody`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let script = """
            import socket, sys
            for text in [b'', b'{"operation":"import orders","arguments":{}}\\n{"chunk":"QUJD"}\\n',
                         b'nonsense\\n', b'{"operation"',
                         b'{"operation":"verify","arguments":{}}\\n', b'x' * 100000]:
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[1])
                s.sendall(text)
                s.close()
            """
        let outcome = try Executable.run(Executable.python, ["-c", script, database + ".sock"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try Executable.run(["keys", "list", "--database", database]).code == 0)
        #expect(server.stop() == 0)
    }

    @Test func `a socket and a lock that a crash left behind are no hindrance`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let first = try RunningServer(database: database)
        first.kill()
        #expect(FileManager.default.fileExists(atPath: database + ".sock"))
        #expect(try Executable.run(["keys", "list", "--database", database]).code == 0)
        let second = try RunningServer(database: database)
        #expect(try Executable.run(["keys", "list", "--database", database]).code == 0)
        #expect(second.stop() == 0)
    }

    @Test func `a database deep in the file system has its socket too`() throws {
        let scratch = try Scratch()
        let deep = scratch.url.appending(path: String(repeating: "deep-directory/", count: 10))
        try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
        let database = deep.appending(path: "books.db").path
        let document = try scratch.file("programme.json", Programmes.plain)
        #expect(try Executable.run(["program", "publish", document, "--database", database]).code == 0)
        let server = try RunningServer(database: database)
        #expect(try Executable.run(["keys", "list", "--database", database]).code == 0)
        #expect(server.stop() == 0)
    }

    @Test func `an import that is killed is finished by importing again`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        var rows = "order_id,customer_id,placed_at,amount,currency,status\n"
        for number in 1...30_000 { rows += "\(number),customer-\(number % 300),2026-01-02,2.00,USD,paid\n" }
        let file = try scratch.file("orders.csv", rows)
        let first = try RunningProgram(
            Executable.loyalty.path, ["import", "orders", file, "--database", database])
        let log = URL(filePath: database + "-wal")
        first.wait { program in
            // Something has been written, and not everything.
            let size = (try? FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int) ?? 0
            return program.hasEnded || size > 500_000
        }
        first.signal(SIGKILL)
        _ = first.waitForEnd()
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
        let again = try Executable.run(["import", "orders", file, "--database", database])
        #expect(again.code == 0)
        let counts = try #require(again.output.firstMatch(of: /(\d+) new, 0 changed, (\d+) already there/))
        let (new, known) = (Int(counts.1) ?? 0, Int(counts.2) ?? 0)
        #expect(new + known == 30_000)
        let verified = try Executable.run(["verify", "--database", database])
        #expect(verified.output.contains("300 customers, 300 wallets, 30000 entries"))
    }
}
