import Foundation
import Model
import Store
import Testing

@testable import Engine

/// Every measure over one small data set, whose answers were worked out by hand.
///
/// One coin per 100 minor units, good for 60 days; a coin is worth one minor unit. The range is February 2026.
///
/// | order | placed | total | coins | refunds | counts | revenue |
/// |---|---|---|---|---|---|---|
/// | A1 of ada | 20 Jan | 10,000 | – | – | before the range | – |
/// | A2 of ada | 3 Feb | 5,000 | a coupon of 100 coins, 500 off | – | yes | 5,000 |
/// | A3 of ada | 10 Feb | 8,000 | 50 coins at checkout, 300 off | 2,000 | yes | 6,000 |
/// | A4 of ada | 27 Feb | 2,000 | – | – | yes | 2,000 |
/// | B1 of bob | 5 Feb | 4,000 | – | – | yes | 4,000 |
/// | B2 of bob | 20 Feb | 6,000 | – | 1,500 | yes | 4,500 |
/// | C1 of cyd | 7 Feb | 3,000 | – | cancelled | no | – |
/// | C2 of cyd | 8 Feb | 2,000 | a coupon of 100 coins, 500 off | all | no | – |
/// | F1 of fay | 25 Feb | 1,000 | – | – | yes | 1,000 |
/// | E1 of eve | 5 Mar | 7,000 | – | – | after the range | – |
///
/// dee has no order, and spent 700 of 2,000 store credit; eve became a member in March.
struct MeasuresTests {
    static let programme = TestProgramme().with {
        $0.rewards = [.init(id: "five", validDays: 30)]
        $0.expiry = .days(60)
    }

    private func refund(_ order: String, _ amount: Int64?, in books: TestBooks) throws {
        let input = RefundOrder.Input(
            order: try #require(OrderID(order)), refund: try #require(RefundID("r-\(order)")),
            part: amount.map { .amount($0) } ?? .rest)
        try books.run { _ = try RefundOrder.run(input, in: $0) }
    }

    /// 50 coins taken at a checkout that took 300 off an order.
    private func payAtCheckout(_ order: String, _ books: TestBooks) throws {
        let entry = try books.adjust("ada", by: -50).entry
        let id = try #require(OrderID(order))
        let ada = try number(of: "ada", books)
        try books.run { context in
            try context.linkRedemption(order: id, customer: ada, entry: entry.id, coins: 50, discount: 300)
        }
    }

    private func number(of name: String, _ books: TestBooks) throws -> CustomerNumber {
        try books.read(name) { $1.number }
    }

    private func lived() throws -> TestBooks {
        let books = try TestBooks(Self.programme, at: "2026-01-20T10:00:00Z")
        for name in ["ada", "bob", "cyd", "fay"] { try books.join(name) }
        try books.order("A1", of: "ada", 10_000)
        try books.adjust("cyd", by: 150, lastDay: "2026-05-31")
        try books.move(to: "2026-02-03T10:00:00Z")
        let first = try books.redeem("five", by: "ada").coupon
        try books.order("A2", of: "ada", 5_000)
        try books.use(first.code, by: "ada", order: "A2")
        try books.move(to: "2026-02-05T10:00:00Z")
        try books.order("B1", of: "bob", 4_000)
        try books.move(to: "2026-02-07T10:00:00Z")
        try books.order("C1", of: "cyd", 3_000, state: .cancelled)
        try books.move(to: "2026-02-08T10:00:00Z")
        let second = try books.redeem("five", by: "cyd").coupon
        try books.order("C2", of: "cyd", 2_000)
        try books.use(second.code, by: "cyd", order: "C2")
        try refund("C2", nil, in: books)
        try books.move(to: "2026-02-10T10:00:00Z")
        try books.order("A3", of: "ada", 8_000)
        try payAtCheckout("A3", books)
        try refund("A3", 2_000, in: books)
        try books.move(to: "2026-02-15T10:00:00Z")
        try books.join("dee")
        try books.adjust("dee", by: 2_000, wallet: .credits, lastDay: "2027-12-31")
        let dee = try number(of: "dee", books)
        try books.run { context in
            var wallet = try context.open(.credits, of: dee)
            let draft = context.draft(
                .spend, reason: "checkout", source: Source(.order, "D1"), trace: Trace(.redemption))
            _ = try wallet.spend(700, draft)
        }
        try books.move(to: "2026-02-20T10:00:00Z")
        try books.order("B2", of: "bob", 6_000)
        try refund("B2", 1_500, in: books)
        try books.move(to: "2026-02-25T10:00:00Z")
        try books.order("F1", of: "fay", 1_000)
        try books.move(to: "2026-02-27T10:00:00Z")
        try books.order("A4", of: "ada", 2_000)
        try books.run { context in
            let (day, book) = (try #require(LocalDate(iso: "2026-02-11")), context.book.number)
            try context.transaction.count(Counter.checkoutBegun, by: 4, on: day, in: book)
            try context.transaction.count(Counter.checkoutCompleted, by: 3, on: day, in: book)
            try context.transaction.count(Counter.checkoutCalls, by: 8, on: day, in: book)
            try context.transaction.count(Counter.checkoutErrors, on: day, in: book)
            for _ in 0..<2 { _ = try ReportSupportTicket.run(.redemption, at: nil, in: context) }
            _ = try ReportSupportTicket.run(.account, at: nil, in: context)
        }
        try books.move(to: "2026-03-05T10:00:00Z")
        try books.join("eve")
        try books.order("E1", of: "eve", 7_000)
        try books.move(to: "2026-03-10T10:00:00Z")
        return books
    }

    private func measures(_ books: TestBooks, _ from: String, _ to: String) throws -> Measures {
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        return try Measures.run(
            from: try #require(LocalDate(iso: from)), through: try #require(LocalDate(iso: to)),
            in: books.live, version: version, on: books.engine)
    }

    /// By hand, from the table above. Orders that count: A2, A3, A4, B1, B2, F1, six of them; members at the end of
    /// February: ada, bob, cyd, dee, fay.
    static let answers: [Measure: Measure.Value] = [
        // A3.
        .redemptionUsageCheckout: .count(1),
        .redemptionRateCheckout: .ratio(1, of: 6),
        // A2; C2 does not count.
        .redemptionUsageApp: .count(1),
        .redemptionRateApp: .ratio(1, of: 6),
        // ada and bob of ada, bob and fay.
        .repeatPurchaseRate: .ratio(2, of: 3),
        // A2 5,000 and A3 6,000.
        .averageOrderValueWithCoins: .average(11_000, over: 2),
        // A4 2,000, B1 4,000, B2 4,500, F1 1,000.
        .averageOrderValueWithoutCoins: .average(11_500, over: 4),
        .checkoutCompletionRate: .ratio(3, of: 4),
        // ada, bob, cyd (C2 earned before it was refunded) and fay; a gift by hand is no award.
        .shareEarning: .ratio(4, of: 5),
        // ada and cyd bought coupons.
        .shareRedeeming: .ratio(2, of: 5),
        // ada of ada, bob and fay.
        .shareRedeemingAtCheckout: .ratio(1, of: 3),
        .revenueWithCoins: .money(11_000),
        // All of ada's: 5,000 + 6,000 + 2,000.
        .revenueOfCoinUsers: .money(13_000),
        // ada's three (A1 was her first) and B2: 13,000 + 4,500.
        .repeatPurchaseRevenue: .money(17_500),
        // A2's 500. A quarter of A3 was refunded, so 12 of its 50 coins came back, and 12/50 of 300 is 72: 228.
        .discountCost: .money(728),
        .storeCreditUse: .money(700),
        .checkoutErrorRate: .ratio(1, of: 8),
        .redemptionSupportTickets: .count(2),
    ]

    @Test func `every measure of a small data set is what was worked out by hand`() throws {
        let books = try lived()
        let found = try measures(books, "2026-02-01", "2026-02-28")
        #expect(found.values.map(\.measure) == Measure.allCases)
        for (measure, value) in found.values { #expect(value == Self.answers[measure], "\(measure)") }
    }

    /// What is left by 10 March, by the last day. ada's A1 paid for her coupon; of A2's 50 coins, spent at checkout, 12
    /// came back (good until 4 April); A3 kept 60 of its 80 (11 April); A4 20 (28 April). bob: B1 40 (6 April), B2 45
    /// (21 April). fay: 10 (26 April). cyd: 150, all back after the refund (31 May). eve: 70 (4 May).
    /// April 12 + 60 + 20 + 40 + 45 + 10 = 187; May 150 + 70 = 220.
    @Test func `the liability is by the month of the coins' last day`() throws {
        let books = try lived()
        let liability = try measures(books, "2026-02-01", "2026-02-28").liability
        #expect(
            liability.months == [
                .init(month: "2026-04", coins: 187, worth: 187),
                .init(month: "2026-05", coins: 220, worth: 220),
            ])
        #expect(liability.coins == 407 && liability.worth == 407)
        // Coins whose last day is over are owed to nobody, written or not.
        try books.move(to: "2026-05-01T00:00:00Z")
        #expect(try measures(books, "2026-02-01", "2026-02-28").liability.months.map(\.coins) == [220])
    }

    /// ada bought a coupon of 100 coins, 500 off her order of 5,000; bob's order of 4,000 came later. Then both were
    /// found to be one person.
    @Test func `customers who were merged are one member, with what both did`() throws {
        let books = try TestBooks(Self.programme, at: "2026-02-03T10:00:00Z")
        for name in ["ada", "bob"] { try books.join(name) }
        try books.adjust("ada", by: 100)
        let coupon = try books.redeem("five", by: "ada").coupon
        try books.order("A", of: "ada", 5_000)
        try books.use(coupon.code, by: "ada", order: "A")
        try books.move(to: "2026-02-05T10:00:00Z")
        try books.order("B", of: "bob", 4_000)
        try books.merge("ada", into: "bob")
        let found = try measures(books, "2026-02-01", "2026-02-28")
        let values = Dictionary(uniqueKeysWithValues: found.values.map { ($0.measure, $0.value) })
        let expected: [Measure: Measure.Value] = [
            .redemptionUsageApp: .count(1), .redemptionRateApp: .ratio(1, of: 2),
            .repeatPurchaseRate: .ratio(1, of: 1), .averageOrderValueWithCoins: .average(5_000, over: 1),
            .averageOrderValueWithoutCoins: .average(4_000, over: 1), .shareEarning: .ratio(1, of: 1),
            .shareRedeeming: .ratio(1, of: 1), .revenueOfCoinUsers: .money(9_000),
            .repeatPurchaseRevenue: .money(4_000), .discountCost: .money(500),
        ]
        for (measure, value) in expected { #expect(values[measure] == value, "\(measure)") }
        // A earned 50 and B 40.
        #expect(found.liability.coins == 90)
    }

    @Test func `days without anything have no data, and not zero percent`() throws {
        let books = try lived()
        let found = try measures(books, "2025-06-01", "2025-06-30")
        let values = Dictionary(uniqueKeysWithValues: found.values.map { ($0.measure, $0.value) })
        #expect(values[.repeatPurchaseRate] == .ratio(0, of: 0))
        #expect(values[.averageOrderValueWithCoins] == .average(0, over: 0))
        #expect(values[.checkoutErrorRate] == .ratio(0, of: 0))
        #expect(values[.shareEarning] == .ratio(0, of: 0))
        #expect(values[.storeCreditUse] == .money(0))
    }

    @Test func `the README has each measure's formula, word for word`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        for measure in Measure.allCases {
            #expect(readme.contains("| `\(measure.rawValue)` | \(measure.formula) |"), "\(measure)")
        }
    }

    @Test func `a ticket of the future is refused`() throws {
        let books = try TestBooks()
        let soon = books.clock.now().adding(seconds: 301)
        #expect(throws: EngineError.self) {
            try books.run { _ = try ReportSupportTicket.run(.other, at: soon, in: $0) }
        }
    }
}
