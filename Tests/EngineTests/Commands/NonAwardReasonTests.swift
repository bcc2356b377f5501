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
            try $0.execute(
                """
                UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax);
                UPDATE entries SET earned_after = \(CoinLimits.perWalletMax)
                """)
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

    /// What rejects the referral of bob, whom ada brought and whose order 9 qualified.
    static let referrals: [Row<Case>] = [
        Case(reason: .orderCancelled) { try $0.order("9", of: "bob", 5_000, state: .cancelled) },
        Case(reason: .orderRefunded) { try $0.refund("9", "r-1") },
        Case(reason: .sameCustomer) {
            try $0.execute("UPDATE customers SET email = 'one@shop.test', email_key = 'one@shop.test'")
            try $0.move(to: "2026-03-01T00:00:00Z")
            _ = try $0.wallet("bob")
        },
        Case(reason: .reviewRejected) {
            try $0.execute("UPDATE referrals SET review = 'open', due_at = \(Int64.max)")
            let referral = try $0.number("SELECT id FROM referrals")
            let input = ReviewReferral.Input(id: referral, isApproved: false, note: "No.")
            _ = try $0.run { try ReviewReferral.run(input, in: $0) }
        },
    ].map { Row($0.reason.rawValue, $0) }

    @Test(arguments: referrals)
    func `each reason against a referral is recorded for both sides, naming neither to the other`(
        row: Row<Case>
    )
        throws
    {
        let books = try TestBooks(TestProgramme().with { $0.referral = .init(holdDays: 7) })
        try books.join("ada")
        try books.join("bob")
        let code = try #require(
            try books.rows("SELECT referral_code FROM customers WHERE customer_id = 'customer-ada'").first)
        try books.claim(code, by: "bob")
        try books.order("9", of: "bob", 5_000)
        try row.value.order(books)
        let reason = row.value.reason.rawValue
        #expect(
            try books.rows(
                """
                SELECT customer_id || ' ' || reason || ' ' || source_kind FROM non_awards
                WHERE source_kind = 'referral' ORDER BY customer_id
                """) == ["customer-ada \(reason) referral", "customer-bob \(reason) referral"])
        #expect(try books.rows("SELECT detail FROM non_awards").allSatisfy { !$0.contains("customer-") })
    }

    @Test func `every reason there is has a test that provokes it`() {
        let provoked = Set(Self.orders.map(\.value.reason)).union(Self.referrals.map(\.value.reason)).union(
            FireTriggerTests.reasons.map(\.value.expected))
        #expect(Set(NonAwardReason.allCases).subtracting(provoked) == [])
    }
}
