import Model
import Store
import Testing

@testable import Engine

/// A draft over past orders.
struct WhatIfTests {
    static let programme = TestProgramme().with {
        $0.levels = [
            .init(id: "basic", threshold: 0), .init(id: "gold", threshold: 10_000, basisPoints: 20_000),
        ]
    }
    static let draft = programme.with {
        $0.levels = [
            .init(id: "basic", threshold: 0, basisPoints: 15_000),
            .init(id: "gold", threshold: 20_000, basisPoints: 20_000),
        ]
    }

    private func whatIf(_ books: TestBooks, _ draft: TestProgramme, months: Int64) throws -> WhatIf {
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        return try WhatIf(
            draft: try Programme(parsing: Array(draft.document.utf8)), months: months, in: books.live,
            version: version, now: books.clock.now())
    }

    private func run(_ books: TestBooks, _ draft: TestProgramme, months: Int64) throws -> WhatIfResult {
        let result = try whatIf(books, draft, months: months).run(on: books.engine) { _, _ in }
        return try #require(result)
    }

    private func lived() throws -> TestBooks {
        let books = try TestBooks(Self.programme, at: "2026-02-01T10:00:00Z")
        for name in ["ada", "bob", "cyd", "dee"] { try books.join(name) }
        try books.order("1", of: "ada", 10_000)
        try books.move(to: "2026-02-15T10:00:00Z")
        try books.order("2", of: "ada", 3_000)
        try books.order("3", of: "bob", 2_000)
        try books.order("4", of: "dee", 4_000)
        let input = RefundOrder.Input(
            order: try #require(OrderID("4")), refund: try #require(RefundID("r")), part: .amount(1_000))
        try books.run { _ = try RefundOrder.run(input, in: $0) }
        try books.move(to: "2026-03-10T10:00:00Z")
        return books
    }

    /// One month back is from 10 February: orders 2, 3 and 4. In force, ada is gold by order 1, so order 2 brings
    /// 30 × 2 = 60; bob 20; dee 30 of the 3,000 that are left. The draft has her basic, at ×1.5: 45, 30 and 45.
    @Test func `a draft's coins, winners and tier moves are what was worked out by hand`() throws {
        let books = try lived()
        let result = try run(books, Self.draft, months: 1)
        #expect(result.orders == 3 && result.customers == 4)
        #expect(result.recordedCoins == 110 && result.currentCoins == 110 && result.draftCoins == 120)
        #expect(result.currentOutstanding == 110 && result.draftOutstanding == 120)
        #expect(result.winners == 2 && result.losers == 1 && result.unchanged == 1)
        #expect(
            result.topWinners.map { "\($0.id) \($0.difference)" } == ["customer-dee 15", "customer-bob 10"])
        #expect(result.topLosers.map { "\($0.id) \($0.difference)" } == ["customer-ada -15"])
        let move = WhatIfResult.TierMove(from: TierID("gold"), to: TierID("basic"))
        #expect(result.tierMoves == [move: 1])
    }

    @Test func `coins that a draft lets lapse sooner are not outstanding under it`() throws {
        let books = try lived()
        // Orders of 15 February, good for 10 days, are gone by 10 March.
        let result = try run(books, Self.programme.with { $0.expiry = .days(10) }, months: 1)
        #expect(result.draftCoins == 110 && result.draftOutstanding == 0 && result.currentOutstanding == 110)
    }

    @Test func `the programme in force, replayed, awards what the books have`() throws {
        let books = try lived()
        let result = try run(books, Self.programme, months: 12)
        #expect(result.orders == 4 && result.recordedCoins == 210)
        #expect(result.currentCoins == result.recordedCoins && result.draftCoins == result.recordedCoins)
        #expect(result.winners == 0 && result.losers == 0 && result.tierMoves.isEmpty)
    }

    @Test func `a run is one at a time, tells its progress, and can be cancelled`() throws {
        let books = try lived()
        let calls = try whatIf(books, Self.draft, months: 1)
        #expect(try calls.run(on: books.engine, isCancelled: { true }) { _, _ in } == nil)
        let simulations = books.engine.simulations
        let started = try simulations.start(calls, months: 1, on: books.engine)
        #expect(started.state == .running && started.id == "simulation-1")
        var run = started
        while run.state == .running { run = try simulations.find(started.id, in: books.live) }
        #expect(
            run.state == .done && run.customersDone == 4 && run.customersTotal == 4 && run.ordersDone == 3)
        #expect(run.result?.draftCoins == 120)
        #expect(try simulations.cancel(started.id, in: books.live).state == .done)
        #expect(throws: Refusal.simulationNotFound) {
            try simulations.find("simulation-1", in: books.other)
        }
    }

    @Test func `no more runs of a book are kept than the newest ten`() throws {
        let books = try lived()
        let simulations = books.engine.simulations
        for _ in 0..<12 {
            let started = try simulations.start(
                try whatIf(books, Self.draft, months: 1), months: 1, on: books.engine)
            while try simulations.find(started.id, in: books.live).state == .running {}
        }
        #expect(simulations.list(in: books.live).map(\.number) == Array((3...12).reversed()))
    }

    @Test func `a draft of another brand or currency is refused`() throws {
        let books = try lived()
        #expect(throws: InvalidInput.self) {
            try whatIf(books, Self.draft.with { $0.brand = "beta" }, months: 1)
        }
        #expect(throws: InvalidInput.self) {
            try whatIf(books, Self.draft.with { $0.currency = "EUR" }, months: 1)
        }
    }

    /// The lists are the same whichever worker found what first.
    @Test func `the largest differences come first, whatever the order they are found in`() {
        var changes: [WhatIfResult.Change] = []
        for number: Int64 in 1...40 {
            let difference: Int64 = number * 7 % 13 - 6
            changes.append(
                .init(customer: CustomerNumber(number), id: "", current: 100, draft: 100 + difference))
        }
        var whole = WhatIfResult()
        for change in changes { whole.add(change) }
        changes.reverse()
        var (left, right) = (WhatIfResult(), WhatIfResult())
        for change in changes.prefix(17) { left.add(change) }
        for change in changes.dropFirst(17) { right.add(change) }
        left.add(right)
        #expect(left == whole && whole.topWinners.count == 10 && whole.topWinners.first?.difference == 6)
    }
}
