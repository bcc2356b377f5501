import Foundation
import TestFiles
import Testing

/// How a server stops, and what it does while nobody asks.
struct StopTests {
    @Test func `a second signal ends a server that still waits for a slow request`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(
            ["serve", "--database", database, "--port", "0", "--loops", "1", "--drain-seconds", "600"])
        let slow = try Executable.halfRequest(port: server.port)
        server.program.signal(SIGTERM)
        #expect(server.program.wait { $0.errors.contains("stopping") })
        #expect(!server.program.hasEnded)
        server.program.signal(SIGTERM)
        #expect(server.program.waitForEnd() == 1)
        #expect(!FileManager.default.fileExists(atPath: database + ".sock"))
        close(slow)
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
    }

    @Test func `what falls due is written without anybody asking`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let rows =
            "order_id,customer_id,placed_at,amount,currency,status\n1,customer-1,2026-01-02,29.33,USD,paid\n"
        _ = try Executable.run(
            ["import", "orders", try scratch.file("orders.csv", rows), "--database", database])
        // Only a clock could make coins lapse; the lot's date is moved instead, which no entry covers.
        let move = """
            import sqlite3, sys
            books = sqlite3.connect(sys.argv[1])
            books.execute("UPDATE lots SET expires_at = 1767330000000, original_expires_at = 1767330000000")
            books.execute("UPDATE wallets SET next_due_at = 1767330000000")
            books.commit()
            """
        #expect(try Executable.run(Executable.python, ["-c", move, database]).code == 0)
        let server = try RunningServer(database: database)
        let look = """
            import sqlite3, sys, time
            books = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
            for _ in range(600):
                row = books.execute("SELECT coins, occurred_at, actor FROM entries WHERE kind = 'expiry'").fetchone()
                if row: break
                time.sleep(0.1)
            print(row)
            """
        let seen = try Executable.run(Executable.python, ["-c", look, database])
        #expect(seen.output == "(-29, 1767330000000, 'service')\n", "\(seen.errors)")
        #expect(server.stop() == 0)
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
    }

    @Test func `clients beyond the most are told so, and room is made when one goes`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let script = """
            import socket, subprocess, sys
            held = [socket.socket(socket.AF_UNIX) for _ in range(16)]
            for s in held: s.connect(sys.argv[1] + ".sock")
            words = [sys.argv[2], "keys", "list", "--database", sys.argv[1]]
            full = subprocess.run(words, capture_output=True, text=True)
            for s in held: s.close()
            for _ in range(100):
                free = subprocess.run(words, capture_output=True, text=True)
                if free.returncode == 0: break
            print(full.returncode, full.stderr.strip(), free.returncode)
            """
        let outcome = try Executable.run(
            Executable.python, ["-c", script, database, Executable.loyalty.path])
        #expect(
            outcome.output == "1 loyalty: the server has too many clients; try again 0\n", "\(outcome.errors)"
        )
        #expect(server.stop() == 0)
    }
}

extension Executable {
    /// Opens a connection and sends the first half of a request; answers the open socket.
    static func halfRequest(port: Int) throws -> Int32 {
        let descriptor = try #require(HTTPClient(port: port).connected())
        let half = Array("PUT /v1/orders/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345".utf8)
        _ = unsafe half.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        // The answer to a whole request on another connection of the same server says that this one was taken
        // too.
        _ = HTTPClient(port: port).send("GET", "/healthz", key: "none")
        return descriptor
    }
}
