import Foundation
import Testing

/// Keys that are made and ended beside a server that runs.
struct KeyTests {
    private func made(_ words: [String], _ database: String) throws -> String {
        let outcome = try Executable.run(["keys"] + words + ["--database", database])
        try #require(outcome.code == 0, "\(outcome.errors)")
        return String(outcome.output.dropLast())
    }

    @Test func `a key is good at once, and a revoked one bad at once`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let client = HTTPClient(port: server.port)
        #expect(client.send("GET", "/v1/program", key: "lbr_live_none")?.status == 401)
        let key = try made(["create", "--kind", "read"], database)
        for _ in 0..<20 { #expect(client.send("GET", "/v1/program", key: key)?.status == 200) }
        #expect(try made(["revoke", "key-1"], database) == "key-1 is revoked")
        for _ in 0..<20 { #expect(client.send("GET", "/v1/program", key: key)?.status == 401) }
        #expect(server.stop() == 0)
    }

    @Test func `a rotated key is good beside its successor, or not at all`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let client = HTTPClient(port: server.port)
        let first = try made(["create", "--kind", "read"], database)
        let second = try made(["rotate", "key-1", "--overlap", "1h"], database)
        #expect(client.send("GET", "/v1/program", key: first)?.status == 200)
        #expect(client.send("GET", "/v1/program", key: second)?.status == 200)
        let third = try made(["rotate", "key-2", "--overlap", "0"], database)
        #expect(client.send("GET", "/v1/program", key: second)?.status == 401)
        #expect(client.send("GET", "/v1/program", key: third)?.status == 200)
        #expect(server.stop() == 0)
    }

    @Test func `a programme that is published is what the next request sees`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let client = HTTPClient(port: server.port)
        let key = try made(["create", "--kind", "read", "--server"], database)
        let rows =
            "order_id,customer_id,placed_at,amount,currency,status\n1,customer-1,2026-01-02,29.33,USD,paid\n"
        _ = try Executable.run(
            ["import", "orders", try scratch.file("orders.csv", rows), "--database", database])
        let wallet = "/v1/customers/customer-1/screens/wallet"
        #expect(client.send("GET", wallet, key: key)?.body.contains("coins") == true)
        for name in ["stars", "gems", "pearls"] {
            let document = Programmes.plain.replacing("\"other\": \"coins\"", with: "\"other\": \"\(name)\"")
            let outcome = try Executable.run(
                ["program", "publish", "-", "--database", database], input: document)
            #expect(outcome.code == 0)
            #expect(client.send("GET", "/v1/program", key: key)?.body.contains(name) == true)
            #expect(client.send("GET", wallet, key: key)?.body.contains("29 \(name)") == true)
        }
        #expect(server.stop() == 0)
    }

    @Test func `a write that is under way when the server is told to stop is finished`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let key = try made(["create", "--kind", "write"], database)
        let client = HTTPClient(port: server.port)
        #expect(client.send("PUT", "/v1/customers/customer-1", key: key, body: "{}")?.status == 201)
        let program = server.program
        let clients = Clients(count: 8) { number in
            var acknowledged = 0
            for attempt in 0..<1_000 {
                let answer = client.send(
                    "POST", "/v1/customers/customer-1/transactions", key: key,
                    body: #"{"coins": 1, "note": "One"}"#, idempotencyKey: "\(number)-\(attempt)")
                // Once it listens no more, nobody connects.
                guard let answer else { break }
                if answer.status == 201 { acknowledged += 1 } else { break }
                if number == 0, attempt == 20 { program.signal(SIGTERM) }
            }
            return acknowledged
        }
        let acknowledged = clients.waitForAll().reduce(0, +)
        #expect(program.waitForEnd() == 0)
        #expect(acknowledged > 20)
        let again = try RunningServer(database: database)
        let reader = try made(["create", "--kind", "write"], database)
        let balance = HTTPClient(port: again.port).send(
            "GET", "/v1/customers/customer-1/balance", key: reader)
        #expect(balance?.integer("coins", "available") == acknowledged)
        #expect(again.stop() == 0)
    }
}
