import Foundation
import Synchronization
import TestFiles
import Testing

/// The restore drill: a server is backed up while clients write, and what was backed up serves elsewhere.
struct BackupTests {
    private static let customers = 4

    /// Credits of one coin, each under a key of its own, until they are told to stop.
    private final class Writers: Sendable {
        private let isDone = Atomic(false)
        private let acknowledged = Mutex<[String: Int]>([:])
        private let clients = Mutex<Clients?>(nil)

        init(port: Int, key: String) {
            let started = Clients(count: BackupTests.customers) { [self] number in
                let client = HTTPClient(port: port)
                let customer = "customer-\(number)"
                var count = 0
                while !isDone.load(ordering: .acquiring) {
                    let answer = client.send(
                        "POST", "/v1/customers/\(customer)/transactions", key: key,
                        body: #"{"coins": 1, "note": "Drill"}"#, idempotencyKey: "\(number)-\(count)")
                    guard answer?.status == 201 else { break }
                    count += 1
                    acknowledged.withLock { $0[customer] = count }
                }
                return count
            }
            clients.withLock { $0 = started }
        }

        /// How many coins each customer has been told of.
        var balances: [String: Int] { acknowledged.withLock { $0 } }

        func stop() -> [Int] {
            isDone.store(true, ordering: .releasing)
            return clients.withLock { $0 }?.waitForAll() ?? []
        }
    }

    @Test func `a backup made while serving restores elsewhere, with every write, key and token`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let at = ["--database", database]
        let write = String(try Executable.run(["keys", "create", "--kind", "write"] + at).output.dropLast())
        let read = String(try Executable.run(["keys", "create", "--kind", "read"] + at).output.dropLast())
        let server = try RunningServer(database: database, ["--rate-limits", "off"])
        let client = HTTPClient(port: server.port)
        for number in 0..<Self.customers {
            #expect(
                client.send("PUT", "/v1/customers/customer-\(number)", key: write, body: "{}")?.status == 201)
        }
        let minted = client.send("POST", "/v1/customers/customer-0/tokens", key: write, body: "{}")
        let token = try #require(minted?.json["token"] as? String)
        let writers = Writers(port: server.port, key: write)
        while writers.balances.values.reduce(0, +) < 50 { usleep(5_000) }
        let before = writers.balances
        let backup = scratch.path("backup.db")
        let made = try Executable.run(["backup", backup] + at)
        #expect(made.code == 0 && made.output.hasPrefix("backed up: \(backup), "), "\(made.errors)")
        #expect(made.errors.contains("\(backup).secret is the secret"))
        let after = writers.stop()
        #expect(server.stop() == 0)

        let restored = scratch.path("elsewhere.db")
        let outcome = try Executable.run(["restore", backup, "--database", restored])
        #expect(outcome.code == 0 && outcome.output.hasPrefix("restored and verified: "), "\(outcome.errors)")
        let again = try RunningServer(database: restored, ["--rate-limits", "off"])
        let other = HTTPClient(port: again.port)
        for number in 0..<Self.customers {
            let balance = other.send("GET", "/v1/customers/customer-\(number)/balance", key: write)
            let coins = try #require(balance?.integer("coins", "available"))
            // All that was acknowledged before the backup began, and nothing that never was.
            #expect(coins >= before["customer-\(number)"] ?? 0 && coins <= after[number], "\(number)")
            // A write that the backup has is recognised when it comes again.
            let repeated = other.send(
                "POST", "/v1/customers/customer-\(number)/transactions", key: write,
                body: #"{"coins": 1, "note": "Drill"}"#, idempotencyKey: "\(number)-0")
            #expect(repeated?.status == 201)
            let unchanged = other.send("GET", "/v1/customers/customer-\(number)/balance", key: write)
            #expect(unchanged?.integer("coins", "available") == coins)
        }
        let wallet = try Executable.run(
            "curl",
            [
                "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "X-API-Key: \(read)", "-H",
                "Authorization: Bearer \(token)", again.baseURL + "/v1/customers/me/screens/wallet",
            ])
        #expect(wallet.output == "200")
        #expect(try Executable.run(["verify", "--database", restored]).output.contains("everything agrees"))
        #expect(again.stop() == 0)
    }

    @Test func `a restore refuses a served database and one that is there`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let backup = scratch.path("backup.db")
        #expect(try Executable.run(["backup", backup, "--database", database]).code == 0)
        let server = try RunningServer(database: database)
        let served = try Executable.run(["restore", backup, "--replace", "--database", database])
        #expect(served.code == 1 && served.errors.contains("in use by process \(server.program.identifier)"))
        #expect(server.stop() == 0)
        let there = try Executable.run(["restore", backup, "--database", database])
        #expect(there.code == 1 && there.errors.contains("--replace sets it aside"))
        let replaced = try Executable.run(["restore", backup, "--replace", "--database", database])
        #expect(replaced.code == 0 && replaced.errors.contains("\(database).replaced-"), "\(replaced.errors)")
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
    }

    @Test func `an upgrade of a current database is tried on a copy and changes nothing`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let tried = try Executable.run(["upgrade", "--check", "--database", database])
        #expect(tried.code == 0 && tried.output.hasPrefix("tried on a copy: "), "\(tried.errors)")
        #expect(server.stop() == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
        #expect(!names.contains { $0.contains("upgrading") }, "\(names)")
        let done = try Executable.run(["upgrade", "--database", database])
        #expect(done.output.contains("already"))
    }
}
