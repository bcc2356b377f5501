import Model
import Testing

@testable import Engine

/// Rule 2.7: whatever keeps an order from earning is recorded, with its reason and the order's id.
struct NonAwardReasonTests {
    struct Case: Sendable {
        var reason: NonAwardReason
        var programme = TestProgramme()
        /// Leads to the reason against order 9 of ada.
        var order: @Sendable (TestBooks) throws -> Void
    }

    static let orders: [Row<Case>] = [
        Case(reason: .belowMinimum, programme: TestProgramme(minimumAmount: 1_000)) {
            try $0.order("9", of: "ada", 999)
        },
        Case(reason: .roundsToZero) { try $0.order("9", of: "ada", 99) },
        Case(reason: .awardMomentNotReached) { try $0.order("9", of: "ada", 5_000, state: .created) },
        Case(reason: .excludedProduct, programme: TestProgramme(factors: [("card", nil)])) {
            try $0.order("9", of: "ada", lines: [line("1", 5_000, tags: ["card"])])
        },
        Case(reason: .capReached, programme: TestProgramme(caps: (order: 10, day: 10, customer: 10))) {
            try $0.order("1", of: "ada", 5_000)
            try $0.order("9", of: "ada", 5_000)
        },
        Case(reason: .customerBlocked) {
            try $0.block("ada")
            try $0.order("9", of: "ada", 5_000)
        },
        Case(reason: .orderRefunded, programme: TestProgramme(awardOn: "fulfilled")) {
            try $0.order("9", of: "ada", 5_000, state: .paid)
            try $0.execute("DELETE FROM non_awards; UPDATE orders SET outcome = NULL")
            try $0.refund("9", "r-1")
            try $0.order("9", of: "ada", 5_000, state: .fulfilled)
        },
        Case(reason: .balanceLimit) {
            try $0.adjust("ada", by: 1)
            try $0.execute("UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax)")
            try $0.order("9", of: "ada", 5_000)
        },
    ].map { Row($0.reason.rawValue, $0) }

    @Test(arguments: orders)
    func `each reason against an order's award is recorded with the order`(row: Row<Case>) throws {
        let books = try TestBooks(row.value.programme)
        try books.join("ada")
        try row.value.order(books)
        #expect(
            try books.rows(
                "SELECT customer_id || ' ' || reason || ' ' || source_kind || ' ' || source_reference FROM non_awards"
            ) == ["customer-ada \(row.value.reason.rawValue) order 9"])
        #expect(try books.number("SELECT count(*) FROM entries WHERE source_reference = '9'") == 0)
    }

    @Test func `every reason there is has a test that provokes it`() {
        let provoked = Set(Self.orders.map(\.value.reason)).union(
            FireTriggerTests.reasons.map(\.value.expected))
        #expect(Set(NonAwardReason.allCases).subtracting(provoked) == [])
    }
}
