import Foundation
import Synchronization
import TestFiles
import Testing

/// The server is killed while many clients write, and started again; the clients repeat what they were not
/// told of.
struct CrashTests {
    private static let customers = 6
    private static let clients = 12
    private static let rounds = 5

    /// One write that a client means to have done exactly once.
    private struct Intent: Sendable {
        let key: String
        let customer: Int
        let coins: Int
        let path: String
        let body: String

        /// Credits and redemptions in turn; the credits come to more than the redemptions, but each may find
        /// too little.
        static func make(client: Int, number: Int) -> Intent {
            let customer = (client + number) % CrashTests.customers
            let base = "/v1/customers/crash-customer-\(customer)"
            let key = "client-\(client)-\(number)"
            if number % 3 == 2 {
                return Intent(
                    key: key, customer: customer, coins: -3, path: base + "/redemptions",
                    body: #"{"reward_id": "any", "coins": 3}"#)
            }
            let coins = 5 + number % 4
            return Intent(
                key: key, customer: customer, coins: coins, path: base + "/transactions",
                body: #"{"coins": \#(coins), "note": "Round"}"#)
        }
    }

    /// What the clients were told, all together.
    private final class Ledger: Sendable {
        private struct State {
            var done: Set<String> = []
            var answers = 0
            var balances = [Int](repeating: 0, count: CrashTests.customers)
        }

        private let state = Mutex(State())

        var answers: Int { state.withLock { $0.answers } }
        func balance(of customer: Int) -> Int { state.withLock { $0.balances[customer] } }
        func isDone(_ intent: Intent) -> Bool { state.withLock { $0.done.contains(intent.key) } }

        /// Takes note of an answer; however often an intent is done, it counts once.
        func note(_ intent: Intent, status: Int) {
            state.withLock { state in
                state.answers += 1
                guard status == 201, state.done.insert(intent.key).inserted else { return }
                state.balances[intent.customer] += intent.coins
            }
        }
    }

    @Test(arguments: [UInt64.random(in: 0...UInt64.max)])
    func `nothing acknowledged is lost and nothing repeated is doubled`(seed: UInt64) throws {
        print("crash test seed: \(seed)")
        var random = SeededGenerator(state: seed)
        let scratch = try Scratch()
        let database = try scratch.published()
        let made = try Executable.run(["keys", "create", "--kind", "write", "--database", database])
        let key = String(made.output.dropLast())
        let ledger = Ledger()
        let next = Mutex([Int](repeating: 0, count: Self.clients))
        for round in 0..<Self.rounds {
            let server = try RunningServer(database: database, ["--rate-limits", "off"])
            let client = HTTPClient(port: server.port)
            if round == 0 {
                for customer in 0..<Self.customers {
                    let path = "/v1/customers/crash-customer-\(customer)"
                    #expect(client.send("PUT", path, key: key, body: "{}")?.status == 201)
                }
            }
            // Killed after a random number of acknowledged writes of this round: no clock decides it.
            let limit = ledger.answers + 40 + Int(random.next() % 300)
            let positions = next.withLock { $0 }
            let clients = Clients(count: Self.clients) { number in
                var position = positions[number]
                // They go on until the server is gone: it dies with writes under way.
                while true {
                    let intent = Intent.make(client: number, number: position)
                    guard
                        let answer = client.send(
                            "POST", intent.path, key: key, body: intent.body, idempotencyKey: intent.key)
                    else { break }
                    // Refused for want of coins: nothing was kept, and it is not tried again.
                    guard answer.status == 201 || answer.status == 409 else { break }
                    ledger.note(intent, status: answer.status)
                    position += 1
                }
                return position
            }
            let program = server.program
            let killer = Clients(count: 1) { _ in
                while ledger.answers < limit, !clients.hasEnded { usleep(200) }
                program.signal(SIGKILL)
                return 0
            }
            let reached = clients.waitForAll()
            _ = killer.waitForAll()
            #expect(program.waitForEnd() == -SIGKILL)
            #expect(ledger.answers >= limit, "round \(round) ended early")
            next.withLock { $0 = reached }
            let verified = try Executable.run(["verify", "--database", database])
            #expect(verified.code == 0, "round \(round): \(verified.output)")
        }
        try finish(ledger, next.withLock { $0 }, key: key, database: database)
    }

    /// Repeats what was not acknowledged, and everything else too, and compares the books with the clients'.
    private func finish(_ ledger: Ledger, _ positions: [Int], key: String, database: String) throws {
        let server = try RunningServer(database: database, ["--rate-limits", "off"])
        let client = HTTPClient(port: server.port)
        for (number, position) in positions.enumerated() {
            for step in 0...position {
                let intent = Intent.make(client: number, number: step)
                let wasDone = ledger.isDone(intent)
                let answer = try #require(
                    client.send("POST", intent.path, key: key, body: intent.body, idempotencyKey: intent.key))
                #expect(!wasDone || answer.status == 201, "\(intent.key): \(answer.status) \(answer.body)")
                ledger.note(intent, status: answer.status)
            }
        }
        for customer in 0..<Self.customers {
            let answer = client.send("GET", "/v1/customers/crash-customer-\(customer)/balance", key: key)
            #expect(answer?.integer("coins", "available") == ledger.balance(of: customer))
        }
        #expect(server.stop() == 0)
        #expect(try Executable.run(["verify", "--database", database]).code == 0)
    }
}

/// SplitMix64: the same numbers from the same seed.
struct SeededGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
