import Foundation
import TestFiles
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

    @Test func `a checkout's id is made beside a server that runs, and is good at once`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let words = ["connectors", "initialise", "gokwik", "--mode", "test", "--database", database]
        let made = try Executable.run(words)
        #expect(made.code == 0 && made.output.hasPrefix("lbh_test_"), "\(made.errors)")
        // The id is known: what is missing is a body.
        let client = HTTPClient(port: server.port)
        let path = "/v1/checkout/" + made.output.dropLast()
        #expect(client.send("POST", path, key: "none")?.status == 415)
        #expect(client.send("POST", path + "x", key: "none")?.status == 404)
        let again = try Executable.run(words)
        #expect(again.code == 1 && again.errors.contains("connector_initialised"), "\(again.errors)")
        let wrong = try Executable.run(["connectors", "initialise", "shopify", "--database", database])
        #expect(wrong.code == 2 && wrong.errors.contains("is no connector"), "\(wrong.errors)")
        let list = try Executable.run(["connectors", "list", "--database", database])
        #expect(list.code == 0 && list.output.contains("initialised") && list.output.contains("…"))
        #expect(!list.output.contains(made.output.dropLast()))
        #expect(server.stop() == 0)
    }

    @Test func `a Nector key is made for servers or storefronts, and one of elsewhere is taken over`() throws
    {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let create = ["keys", "create", "--dialect", "nector", "--database", database]
        let read = try Executable.run(create + ["--kind", "read"])
        #expect(read.code == 0 && read.output.hasPrefix("nector_lbr_live_"))
        #expect(read.errors.contains("key-1: nector read, server key of"))
        #expect(read.errors.contains("signing secret for x-leadtoken and x-leaddigest: "))
        let storefront = try Executable.run(create + ["--kind", "read", "--storefront"])
        #expect(storefront.errors.contains("key-2: nector read, storefront key of"))
        let both = try Executable.run(create + ["--kind", "write", "--storefront"])
        #expect(both.code == 2 && both.errors.contains("--storefront is for read keys"))
        #expect(try Executable.run(create + ["--kind", "admin"]).code == 1)
        let file = try scratch.file("key.txt", "5f0c9e7d2a4c3b9a8e1f2d3c4b5a60aa\nour-signing-secret\n")
        let imported = try Executable.run(
            ["keys", "import", file, "--kind", "write", "--database", database])
        #expect(
            imported.code == 0 && imported.output == "key-3: nector write key, imported; it is good at once\n"
        )
        let list = try Executable.run(["keys", "list", "--database", database])
        #expect(list.output.contains("nector write") && list.output.contains("nector read, storefront"))
        #expect(!list.output.contains("5f0c9e7d2a4c3b9a8e1f2d3c4b5a60aa"))
        #expect(server.stop() == 0)
    }

    @Test func `points, codes and ids are imported beside a server that runs`() throws {
        let scratch = try Scratch()
        let database = try scratch.published()
        let server = try RunningServer(database: database)
        let points = try scratch.file(
            "points.csv", "email,points_balance\nada@example.com,5\nbob@example.com,\n")
        for answer in ["1 new, 0 already there, 1 without points, 0 bad", "0 new, 1 already there"] {
            let outcome = try Executable.run(["import", "points", points, "--database", database])
            #expect(
                outcome.code == 0 && outcome.output.contains(answer), "\(outcome.output)\(outcome.errors)")
        }
        let unnamed = try Executable.run(["import", "points", "-", "--database", database], input: "x")
        #expect(unnamed.code == 2 && unnamed.errors.contains("--name is required"))
        let ids = try Executable.run(
            ["import", "nector-ids", "-", "--database", database],
            input: "kind,nector_id,id\nworkspace,5b1f0c9e-7d2a-4c3b-9a8e-1f2d3c4b5a60,\n")
        #expect(ids.code == 0 && ids.output.contains("1 rows: 1 new"), "\(ids.output)\(ids.errors)")
        let codes = try Executable.run(
            ["import", "codes", "-", "--reward", "nothing", "--database", database], input: "code\nA-1\n")
        #expect(codes.code == 1 && codes.errors.contains("reward_not_found"))
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
