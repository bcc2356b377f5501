import Dispatch
import Model
import Store
import Testing

@testable import Engine

/// Rules 3 and 4.6 where other tests do not reach.
struct LedgerRuleTests {
    /// Every coins entry of the first customer as `kind reverses reason`.
    private func corrections(_ books: TestBooks) throws -> [String] {
        try books.rows(
            "SELECT kind || ' ' || coalesce(reverses, '-') || ' ' || reason FROM entries WHERE wallet = 1"
                + " ORDER BY sequence")
    }

    @Test func `a correction is a new entry that names the one it reverses`() throws {
        let books = try TestBooks(
            TestProgramme(rewards: [.init(id: "off", coins: 10, amount: 100)]).redeeming(["app": ""]))
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.cancel(try books.redeem("off", by: "ada").coupon.number, of: "ada")
        try books.release(try books.hold(books.cart(1_000, .coins(20)), for: "ada"))
        try books.use(try books.redeem("off", by: "ada").coupon.code, order: "1")
        try books.refund("1", "r-1", amount: 2_500)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        #expect(
            try corrections(books) == [
                "earn - order_paid", "spend - coupon_redeemed", "return 2 coupon_cancelled",
                "hold - checkout_held", "hold_release 4 hold_released", "spend - coupon_redeemed",
                "return 6 order_return", "clawback 1 order_refunded", "return 6 order_return",
                "clawback 1 order_cancelled",
            ])
        // Nothing that was written has changed.
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.faults() == [])
    }

    @Test func `a pending award that is withdrawn names it, with the reason`() throws {
        let books = try TestBooks(TestProgramme(pendingDays: 7))
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.refund("1", "r-1", amount: 2_000)
        try books.order("1", of: "ada", 5_000, state: .cancelled)
        #expect(
            try corrections(books) == [
                "pending_award - order_paid", "pending_cancelled 1 order_refunded",
                "pending_cancelled 1 order_cancelled",
            ])
    }

    @Test(arguments: [
        "UPDATE lots SET remaining = -1", "UPDATE lots SET remaining = coins + 1",
        "UPDATE lots SET held = remaining + 1", "UPDATE wallets SET pending = -1",
        "UPDATE wallets SET held = -1",
    ])
    func `the database itself refuses a lot or a wallet below nothing`(sql: String) throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 5)
        #expect(throws: StoreError.self) { try books.execute(sql) }
    }

    @Test func `references from outside are unique for ever, not for a day`() throws {
        let programme = TestProgramme(
            triggers: [.init(id: "install", kind: "app_install", coins: 50), .init(id: "visit", coins: 5)],
            rewards: [.init(id: "off", coins: 10, amount: 100)]
        ).redeeming(["custom_checkout": ""])
        let books = try TestBooks(programme)
        for name in ["ada", "bob"] { try books.join(name) }
        let placed = "2026-01-15T10:00:00Z"
        func repeated() throws -> [String] {
            let order = try books.order("1", of: "ada", 50_000, placed: placed)
            let install = try books.fire("install", by: "ada", device: "1", event: "e-1")
            let other = try books.fire("install", by: "bob", device: "1")
            let visit = try books.fire("visit", by: "ada")
            let cart = books.cart(1_000, in: .customCheckout, .coins(20))
            let checkout = try books.perform(cart, for: "ada", reference: "cart-1", order: "2")
            let refund = try books.refund("1", "r-1", amount: 10_000)
            return [
                order.change.rawValue, install.outcome.code, other.outcome.code, visit.outcome.code,
                "\(checkout.isRepeated)", "\(refund.isRepeated)",
            ]
        }
        let first = try repeated()
        #expect(first == ["created", "awarded", "device_seen", "awarded", "false", "false"])
        let history = try books.history("ada")
        #expect(try books.wallet("ada").available == 435)
        try books.move(to: "2046-01-15T10:00:00Z")
        #expect(
            try repeated() == [
                "repeated", "already_awarded", "device_seen", "already_awarded", "true", "true",
            ])
        #expect(try books.history("ada") == history)
    }

    @Test func `an idempotency key is good for ever`() throws {
        let books = try TestBooks()
        try books.join("ada")
        let key = IdempotencyTests.idempotency("key", "one")
        let input = AdjustWallet.Input(customer: try id("ada"), wallet: .coins, coins: 7, note: "by hand")
        for time in ["2026-01-15T10:00:00Z", "2026-01-17T10:00:00Z", "2046-01-15T10:00:00Z"] {
            try books.move(to: time)
            let answers = Answers()
            books.engine.perform(
                WriteRequest(book: books.live, actor: Actor("key:1"), idempotency: key),
                { context in
                    let receipt = try AdjustWallet.run(input, in: context)
                    return StoredAnswer(status: 201, body: Array("\(receipt.wallet.available)".utf8))
                }, completion: { answers.add($0) })
            let answer = try answers.next().get()
            #expect(String(decoding: answer.body, as: UTF8.self) == "7")
            #expect(answer.isReplay == (time != "2026-01-15T10:00:00Z"))
        }
        #expect(try books.wallet("ada").available == 7)
    }

    @Test func `an expiry names the time at which it was due, whenever it is written`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.adjust("ada", by: 30, lastDay: "2026-02-01")
        try books.adjust("ada", by: 20, lastDay: "2026-02-03")
        try books.move(to: "2026-05-05T12:00:00Z")
        try books.adjust("ada", by: 1)
        let entries = try books.read("ada") { try $0.history(of: $1, wallet: .coins, page: .init()).items }
        let expired = entries.filter { $0.kind == .expiry }.reversed()
        #expect(expired.map(\.coins) == [-30, -20])
        #expect(expired.map(\.occurredAt.rfc3339) == ["2026-02-02T00:00:00Z", "2026-02-04T00:00:00Z"])
        #expect(Set(expired.map(\.recordedAt.rfc3339)) == ["2026-05-05T12:00:00Z"])
        // 2026-02-02T00:00:00Z
        #expect(expired.first?.trace.contains(#""due":1769990400000"#) == true)
    }

    @Test func `pending coins do not count for redemption`() throws {
        let books = try TestBooks(
            TestProgramme(pendingDays: 7, rewards: [.init(id: "off", coins: 100)]).redeeming(["app": ""]))
        try books.join("ada")
        try books.order("1", of: "ada", 10_000)
        #expect(try books.parts("ada") == [0, 100, 0])
        #expect(
            refusal { try books.redeem("off", by: "ada") }
                == .insufficientCoins(available: 0, required: 100))
        #expect(
            refusal { try books.hold(books.cart(1_000, .coins(1)), for: "ada") }
                == .insufficientCoins(available: 0, required: 1))
        let request = books.cart(1_000)
        #expect(try books.read("ada") { try $0.quote(request, for: $1).ineligibility?.code } == "balance")
        try books.move(to: "2026-01-23T00:00:00Z")
        #expect(try books.redeem("off", by: "ada").wallet.available == 0)
    }

    @Test func `asking what may be redeemed changes nothing`() throws {
        let books = try TestBooks(TestProgramme.redeeming(["app": "", "gokwik": ""]))
        try books.join("ada")
        try books.adjust("ada", by: 500)
        let tables = ["entries", "wallets", "lots", "holds", "checkout_actions", "coupons"]
        func state() throws -> [String] {
            try tables.flatMap { table in
                let columns = try books.rows("SELECT name FROM pragma_table_info('\(table)')")
                let line = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
                return try books.rows("SELECT \(line) FROM \(table)")
            }
        }
        let before = try state()
        for channel in [Channel.app, .gokwik, .shiprocket] {
            let request = books.cart(1_000, in: channel)
            _ = try books.read("ada") { try $0.quote(request, for: $1) }
            try books.quote(request, for: "ada")
        }
        #expect(try state() == before)
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `no race makes a balance negative: many at once, of every kind`(seed: UInt64) throws {
        let books = try TestBooks(
            TestProgramme(rewards: [.init(id: "off", coins: 30, amount: 100)], debtFloor: 0)
                .redeeming(["app": "", "custom_checkout": ""]))
        try books.join("ada")
        try books.adjust("ada", by: 400)
        try books.order("1", of: "ada", 20_000)
        var random = SeededGenerator(seed: seed)
        let choices = (0..<160).map { _ in (kind: random.number(0...5), coins: random.number(1...60)) }
        let failures = Outcomes()
        DispatchQueue.concurrentPerform(iterations: choices.count) { place in
            let (kind, coins) = choices[place]
            do {
                switch kind {
                case 0: try books.redeem("off", by: "ada")
                case 1: try books.adjust("ada", by: -coins)
                case 2:
                    let hold = try books.hold(books.cart(10_000, .coins(coins)), for: "ada")
                    if coins.isMultiple(of: 2) { try books.commit(hold) } else { try books.release(hold) }
                case 3:
                    let cart = books.cart(10_000, in: .customCheckout, .coins(coins))
                    try books.perform(cart, for: "ada", reference: "c-\(coins)", order: "o-\(coins)")
                    if coins.isMultiple(of: 3) { try books.revert(of: "ada", reference: "c-\(coins)") }
                case 4: try books.refund("1", "r-\(place)", amount: coins * 20)
                default: try books.adjust("ada", by: 5)
                }
            } catch EngineError.refused {
                // Too little is there: that is what the rules say.
            } catch {
                failures.add("\(error)")
            }
        }
        #expect(failures.all == [])
        #expect(try books.number("SELECT min(available_after) FROM entries") >= 0)
        #expect(try books.number("SELECT min(remaining) FROM lots") >= 0)
        #expect(try books.faults() == [])
    }
}
