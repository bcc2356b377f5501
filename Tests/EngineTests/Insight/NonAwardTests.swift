import Model
import Testing

@testable import Engine

/// Why nothing was awarded, and what an order did.
struct NonAwardTests {
    static let programme = TestProgramme().with {
        $0.minimumAmount = 1_000
        $0.triggers = [.init(id: "visit", coins: 5, times: 1)]
        $0.rewards = [.init(id: "five", validDays: 30)]
    }

    private func explanations(
        _ books: TestBooks, _ name: String, from: String? = nil, to: String? = nil, limit: Int = 20,
        before: Int64? = nil
    ) throws -> Page<NonAward> {
        let (customer, from, to) = (
            try id(name), try from.map { try instant($0) }, try to.map { try instant($0) }
        )
        return try books.run {
            try $0.snapshot.nonAwards(
                under: customer, from: from, to: to, page: .init(limit: limit, before: before))
        }
    }

    private func words(_ nonAward: NonAward) throws -> NonAwardExplanation {
        NonAwardExplanation(
            of: nonAward, ExplanationSetting(currency: try #require(Currency(code: "USD")), zone: .utc))
    }

    @Test func `an order below the minimum says by how much, in one sentence`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.order("1", of: "ada", 999)
        let item = try #require(try explanations(books, "ada").items.first)
        #expect(item.reason == .belowMinimum && item.programmeVersion == 1 && item.actor == "key:1")
        let words = try words(item)
        #expect(words.rule == "order")
        #expect(
            words.text == "Order 1 earned nothing: USD 9.99 of it count, and orders earn from USD 10.00 on.")
        #expect(
            words.steps == ["USD 9.99 of the order earn", "USD 9.99 is less than the minimum of USD 10.00"])
        #expect(words.trace["minimum_amount"] == .integer(1_000) && words.trace["amount"] == .integer(999))
    }

    @Test func `an action that had paid enough says how often it pays`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.fire("visit", by: "ada")
        try books.fire("visit", by: "ada")
        let item = try #require(try explanations(books, "ada").items.first)
        #expect(item.reason == .capReached)
        let words = try words(item)
        #expect(words.text == "The action visit earned nothing: it pays once a day, and had done so.")
        #expect(
            words.steps == [
                "The action pays 5 coins.", "It had paid once before.", "It pays once a day.",
            ])
    }

    @Test func `a span of time has what was recorded in it, newest first, page by page`() throws {
        let books = try TestBooks(Self.programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        for day in 15...19 {
            try books.move(to: "2026-01-\(day)T10:00:00Z")
            try books.order("order-\(day)", of: "ada", 500)
        }
        let span = try explanations(books, "ada", from: "2026-01-16T10:00:00Z", to: "2026-01-19T10:00:00Z")
        #expect(span.items.map(\.source.reference) == ["order-18", "order-17", "order-16"])
        let first = try explanations(books, "ada", limit: 2)
        #expect(first.items.map(\.source.reference) == ["order-19", "order-18"])
        let next = try explanations(books, "ada", limit: 2, before: first.next)
        #expect(next.items.map(\.source.reference) == ["order-17", "order-16"])
    }

    @Test func `an id that nobody told of has its reasons, and one that nothing is known of is not there`()
        throws
    {
        let books = try TestBooks(Self.programme)
        try books.fire("visit", by: "stranger")
        #expect(try explanations(books, "stranger").items.map(\.reason) == [.customerUnknown])
        #expect(refusal { try explanations(books, "nobody") } == .customerNotFound)
        try books.join("ada")
        #expect(try explanations(books, "ada").items.isEmpty)
    }

    @Test func `an order's explanation has its award, its refund and what came of each`() throws {
        let books = try TestBooks(Self.programme, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.order("1", of: "ada", 5_000)
        try books.move(to: "2026-01-16T10:00:00Z")
        try books.order("2", of: "ada", 3_000)
        let input = RefundOrder.Input(
            order: try #require(OrderID("1")), refund: try #require(RefundID("r-1")), part: .amount(2_000))
        try books.run { _ = try RefundOrder.run(input, in: $0) }
        let id = try #require(OrderID("1"))
        let found = try books.run { context in
            let explanation = try context.snapshot.explanation(of: id)
            return (
                explanation.entries.map { "\($0.entry.kind.rawValue) \($0.entry.coins)" }, explanation.text
            )
        }
        #expect(found.0 == ["earn 50", "clawback -20"])
        #expect(
            found.1
                == "Order 1 of USD 50.00 earned 50 coins. Order 1 was refunded, so 20 coins of the 50 that it had"
                + " earned were taken back.")
    }

    @Test func `an order that earned nothing is explained by its reasons`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.order("1", of: "ada", 500, state: .created)
        try books.order("1", of: "ada", 500, state: .paid)
        let id = try #require(OrderID("1"))
        let found = try books.run { context in
            let explanation = try context.snapshot.explanation(of: id)
            return (explanation.nonAwards.map(\.reason), explanation.text, explanation.entries.isEmpty)
        }
        #expect(found.0 == [.awardMomentNotReached, .belowMinimum] && found.2)
        #expect(found.1 == "Order 1 earned nothing: USD 5.00 of it count, and orders earn from USD 10.00 on.")
    }
}
