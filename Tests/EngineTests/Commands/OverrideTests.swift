import Model
import Testing

@testable import Engine

/// A caller with a write key says what an action pays, where the trigger allows it (rule 11.5).
struct OverrideTests {
    private static let programme = TestProgramme(triggers: [
        .init(id: "scan", coins: 5, isOpen: true, times: 3, allowsOverride: true),
        .init(id: "fixed", coins: 5, isOpen: true),
        .init(id: "install", kind: "app_install", coins: 50),
    ])

    private func fire(
        _ trigger: String, _ override: FireTrigger.Override?, isTrusted: Bool = true, in books: TestBooks
    ) throws -> FireTrigger.Receipt {
        var input = FireTrigger.Input(
            trigger: try #require(TriggerID(trigger)), customer: try id("ada"), isTrusted: isTrusted)
        input.override = override
        let fired = input
        return try books.run { try FireTrigger.run(fired, in: $0) }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var trigger = "scan"
        var isTrusted = true
        var coins: Coins
    }

    @Test(arguments: [
        Row(testDescription: "a write key, and the trigger allows it", coins: 70),
        Row(testDescription: "the trigger does not allow it", trigger: "fixed", coins: 5),
        Row(testDescription: "no write key", isTrusted: false, coins: 5),
    ])
    func `an override pays for write keys alone, and only where the trigger allows it (rule 11.5)`(row: Row)
        throws
    {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        let override = FireTrigger.Override(
            coins: 70...70, told: ToldText(title: "Scanned a pack", description: "Pack 7"))
        _ = try fire(row.trigger, override, isTrusted: row.isTrusted, in: books)
        #expect(try books.history("ada") == ["earn \(row.coins) → \(row.coins)"])
        let number = try id("ada")
        let entry = try books.run { context in
            let customer = try context.snapshot.customer(number)
            return try context.snapshot.entry(TransactionID(wallet: .coins, sequence: 1), of: customer)
        }
        #expect(entry.told?.title == (row.coins == 70 ? "Scanned a pack" : nil))
        #expect(entry.told?.description == (row.coins == 70 ? "Pack 7" : nil))
    }

    @Test func `an override may take coins, never more than there are, and counts for the limit`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        _ = try fire("scan", .init(coins: 70...70), in: books)
        _ = try fire("scan", .init(coins: 30...30, isDebit: true), in: books)
        #expect(try books.history("ada") == ["earn 70 → 70", "adjustment -30 → 40"])
        #expect(
            refusal(of: { try fire("scan", .init(coins: 41...41, isDebit: true), in: books) })
                == .insufficientCoins(available: 40, required: 41))
        #expect(try fire("scan", nil, in: books).outcome.code == "awarded")
        #expect(try fire("scan", .init(coins: 1...1), in: books).outcome.code == "cap_reached")
        #expect(try books.wallet("ada").available == 45)
    }

    @Test func `coins are drawn from the range that is given`() throws {
        let books = try TestBooks(
            TestProgramme(triggers: [.init(id: "draw", coins: 5, times: 500, allowsOverride: true)]))
        try books.join("ada")
        var drawn: Set<Coins> = []
        for _ in 0..<200 {
            guard case .awarded(let entry) = try fire("draw", .init(coins: 2...4), in: books).outcome else {
                continue
            }
            drawn.insert(entry.coins)
        }
        #expect(drawn == [2, 3, 4])
    }

    @Test func `an install counts once per customer where nobody can name a device`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        let (trigger, customer) = (try #require(TriggerID("install")), try id("ada"))
        func fire(needsDevice: Bool) throws -> String {
            var input = FireTrigger.Input(trigger: trigger, customer: customer, isTrusted: true)
            input.needsDevice = needsDevice
            let fired = input
            return try books.run { try FireTrigger.run(fired, in: $0) }.outcome.code
        }
        #expect(try fire(needsDevice: true) == "device_missing")
        #expect(try fire(needsDevice: false) == "awarded")
        #expect(try fire(needsDevice: false) == "already_awarded")
    }
}
