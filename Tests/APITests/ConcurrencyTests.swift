import Foundation
import Model
import Store
import Testing

@testable import API

/// Many clients at once over real sockets and several loops (rules 3.6, 3.7).
struct ConcurrencyTests {
    private static let one = "customer-one"
    private static let clients = 64
    private static let redemptions = "/v1/customers/customer-one/redemptions"

    @Test(arguments: [0, 1, 7, 63, 64])
    func `of 64 redemptions at once exactly those succeed that the coins cover`(covered: Int) throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: Int64(covered) * 100 + 99)
        let socket = try SocketShop(shop)
        let requests = try (0..<Self.clients).map {
            try socket.write("POST", Self.redemptions, key: "k-\($0)", #"{"reward_id": "fifty-off"}"#)
        }
        let answers = try socket.sendAll(requests)
        let made = answers.filter { $0.status == 201 }
        #expect(made.count == covered)
        let refused = answers.filter { $0.status != 201 }
        for answer in refused {
            #expect(answer.status == 409 && answer.code == "insufficient_coins", "\(answer)")
            // Refused once all is spent, so what is left is what the refusal says.
            #expect(answer.json["available"]?.integer == 99 && answer.json["required"]?.integer == 100)
        }
        // Each success saw a balance of its own: they were one after the other.
        let left = made.compactMap { $0.json["wallet"]?["available"]?.integer }.sorted()
        let steps: [Int64] = (0..<covered).map { step in 99 + 100 * Int64(step) }
        #expect(left == steps)
        let codes = Set(made.compactMap { $0.json["coupon"]?["code"]?.string })
        #expect(codes.count == covered)
        #expect(try shop.available(Self.one) == 99)
        // What was refused may be tried again under the same key, and what was made is made.
        let again = try socket.sendAll(requests)
        #expect(again.filter { $0["idempotent-replayed"] == "true" }.count == covered)
        #expect(Set(again.filter { $0.status == 201 }.map(\.text)) == Set(made.map(\.text)))
        socket.stop()
    }

    @Test func `64 repeats of one write at once are one write, and none gets another answer`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 10_000)
        let socket = try SocketShop(shop)
        let request = try socket.write("POST", Self.redemptions, key: "one", #"{"reward_id": "fifty-off"}"#)
        let answers = try socket.sendAll(Array(repeating: request, count: Self.clients))
        let (made, early) = (answers.filter { $0.status == 201 }, answers.filter { $0.status != 201 })
        #expect(early.allSatisfy { $0.status == 409 && $0.code == "idempotency_key_in_flight" }, "\(early)")
        #expect(made.count { $0["idempotent-replayed"] == nil } == 1)
        // Who came too early gets the same once the first is answered.
        let again = try socket.sendAll([request])
        #expect(again[0].status == 201 && again[0]["idempotent-replayed"] == "true", "\(again[0])")
        #expect(Set((made + again).map(\.text)).count == 1)
        #expect(try shop.available(Self.one) == 9_900)
        socket.stop()
    }

    @Test func `what comes with a key before its first request is answered is told so, and changes nothing`()
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 10_000)
        let socket = try SocketShop(shop)
        let first = try socket.write("POST", Self.redemptions, key: "one", #"{"reward_id": "fifty-off"}"#)
        let other = try socket.write("POST", Self.redemptions, key: "one", #"{"reward_id": "known"}"#)
        let (answer, early) = try socket.whileInFlight(first) { try socket.sendAll([first, other]) }
        for answer in early {
            #expect(answer.status == 409 && answer.code == "idempotency_key_in_flight", "\(answer)")
        }
        #expect(answer.status == 201 && answer["idempotent-replayed"] == nil, "\(answer)")
        #expect(shop.service.keysInFlight.count == 0)
        let late = try [first, other].flatMap { try socket.sendAll([$0]) }
        #expect(late[0].text == answer.text && late[0]["idempotent-replayed"] == "true", "\(late[0])")
        #expect(late[1].status == 422 && late[1].code == "idempotency_key_reused", "\(late[1])")
        #expect(try shop.available(Self.one) == 9_900)
        // A dry run neither reads nor leaves a key.
        let dryRun = first.replacing("redemptions HTTP", with: "redemptions?dry_run=true HTTP")
        let tried = try socket.sendAll(Array(repeating: dryRun, count: 8))
        #expect(tried.allSatisfy { $0.status < 300 }, "\(tried)")
        socket.stop()
    }

    @Test func `one key for many different writes at once is good for one of them`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 10_000)
        let socket = try SocketShop(shop)
        let requests = try (2...20).map { steps in
            try socket.write(
                "POST", Self.redemptions, key: "one", #"{"reward_id": "any-off", "coins": \#(steps * 10)}"#)
        }
        let answers = try socket.sendAll(requests)
        #expect(answers.count { $0.status == 201 } == 1)
        let others = answers.filter { $0.status != 201 }
        #expect(
            others.allSatisfy { ["idempotency_key_reused", "idempotency_key_in_flight"].contains($0.code) },
            "\(others)")
        socket.stop()
    }

    @Test func `a refusal leaves its key free, and so does a failure`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        for _ in 1...2 {
            let refused = try shop.send(
                "POST", Self.redemptions, key: .write, headers: [("Idempotency-Key", "k")],
                body: #"{"reward_id": "fifty-off"}"#)
            #expect(refused.code == "insufficient_coins", "\(refused)")
        }
        #expect(shop.service.keysInFlight.count == 0)
        shop.store.close()
        for _ in 1...2 {
            let failed = try shop.send(
                "POST", Self.redemptions, key: .write, headers: [("Idempotency-Key", "k")],
                body: #"{"reward_id": "fifty-off"}"#)
            #expect(failed.code == "unavailable", "\(failed)")
        }
    }

    @Test func `installs of one device, an order and a coupon, sent by all at once, count once`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 100)
        let others = (0..<16).map { "customer-1\($0)" }
        for other in others { try shop.customer(other) }
        let code = try shop.coupon().code
        let socket = try SocketShop(shop)
        let installs = try others.map { other in
            let body = #"{"customer_id": "\#(other)", "device_id": "device-0001"}"#
            return try socket.write("POST", "/v1/triggers/app-install/fire", key: other, body)
        }
        let fired = try socket.sendAll(installs)
        #expect(fired.count { $0.json["awarded"]?.bool == true } == 1)
        #expect(fired.count { $0.json["reason"]?.string == "device_seen" } == others.count - 1)

        let order = """
            {"customer_id": "\(Self.one)", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
             "currency": "INR", "total": 5000}
            """
        let orders = try (0..<16).map { _ in try socket.write("PUT", "/v1/orders/order-1", key: "none", order)
        }
        let put = try socket.sendAll(orders)
        #expect(put.count { $0.status == 201 } == 1 && put.count { $0.status == 200 } == 15)
        #expect(try shop.available(Self.one) == 50)

        let uses = try (0..<16).map {
            try socket.write(
                "POST", "/v1/coupons/\(code)/use", key: "none", #"{"order_id": "bought-\#($0)"}"#)
        }
        let used = try socket.sendAll(uses)
        #expect(used.count { $0.status == 200 } == 1)
        #expect(used.count { $0.code == "coupon_not_active" && $0.json["state"]?.string == "used" } == 15)
        socket.stop()
    }

    @Test func `what one client was told is written, every other reads at once, whatever its loop has kept`()
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let socket = try SocketShop(shop, loops: 3)
        let read = """
            GET /v1/customers/\(Self.one)/screens/wallet HTTP/1.1\r
            Host: shop.test\r
            Connection: close\r
            X-API-Key: \(try shop.key(.server))\r
            \r

            """
        for coins in 1...25 {
            let credit = try socket.write(
                "POST", "/v1/customers/\(Self.one)/transactions", key: "k-\(coins)",
                #"{"coins": 1, "note": "one more"}"#)
            #expect(try socket.sendAll([credit])[0].status == 201)
            for answer in try socket.sendAll(Array(repeating: read, count: 8)) {
                let card = answer.json["sections"]?.array.first { $0["type"]?.string == "wallet_card" }
                #expect(card?["coins"]?["available"]?.integer == Int64(coins), "\(answer)")
            }
        }
        socket.stop()
    }

    @Test func `many requests in one turn of a loop are a crowd, and a few are none`() throws {
        let shop = try APIShop()
        let request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        _ = try shop.receiveAll(String(repeating: request, count: 7))
        #expect(shop.store.crowd.patience == nil)
        _ = try shop.receiveAll(String(repeating: request, count: 8))
        #expect(shop.store.crowd.patience == StoreLimits.gatherTime)
    }

    @Test func `a client that goes away before its answer has written all the same`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one, coins: 1_000)
        let socket = try SocketShop(shop)
        let request = try socket.write("POST", Self.redemptions, key: "gone", #"{"reward_id": "fifty-off"}"#)
        do { SocketClient(port: socket.port).send(request) }
        var again = try socket.sendAll([request])
        while again[0].code == "idempotency_key_in_flight" { again = try socket.sendAll([request]) }
        #expect(again[0].status == 201, "\(again)")
        #expect(try shop.available(Self.one) == 900)
        socket.stop()
    }
}
