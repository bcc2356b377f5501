import Engine
import Foundation
import Model
import Testing

/// Faults that were told one by one.
private final class FoundFaults: @unchecked Sendable {
    // Sendable: the lock is held around every use of `faults`.
    private let lock = NSLock()
    private var faults: [LedgerFault] = []

    var count: Int { lock.withLock { faults.count } }
    func add(_ fault: LedgerFault) { lock.withLock { faults.append(fault) } }
}

struct VerificationTests {
    /// One damage to the books, and what of it must be said.
    struct Damage: CustomTestStringConvertible, Sendable {
        let sql: String
        let says: String
        var testDescription: String { sql }
    }

    /// A customer with an order, an install, a used and a cancelled coupon, and a manual credit with a note.
    private func lived() throws -> AdministrationBooks {
        let books = try AdministrationBooks.published()
        try books.importRows("1,customer-1,2026-01-02,100,USD,paid\n2,customer-1,2026-01-03,50,USD,paid\n")
        let customer = try #require(CustomerID("customer-1"))
        let trigger = try #require(TriggerID("app-install"))
        let reward = try #require(RewardID("any"))
        let request = WriteRequest(book: try books.live, actor: Actor("test"))
        try books.engine.performAndWait(request) { context in
            let fire = FireTrigger.Input(
                trigger: trigger, customer: customer, device: DeviceID("a-phone-1"), isTrusted: true)
            _ = try FireTrigger.run(fire, in: context)
            let redeem = RedeemReward.Input(customer: customer, reward: reward, coins: 30)
            let used = try RedeemReward.run(redeem, in: context).coupon
            let cancelled = try RedeemReward.run(redeem, in: context).coupon
            _ = try RedeemReward.run(redeem, in: context)
            _ = try UseCoupon.run(UseCoupon.Input(code: used.code), in: context)
            _ = try CancelCoupon.run(
                CancelCoupon.Input(customer: customer, coupon: cancelled.number), in: context)
            let credit = AdjustWallet.Input(customer: customer, wallet: .coins, coins: 20, note: "Sorry")
            _ = try AdjustWallet.run(credit, in: context)
        }
        return books
    }

    @Test func `sound books verify`() throws {
        let books = try lived()
        let report = try Verification.run(on: books.engine)
        #expect(report.faults == [])
        #expect(report.customers == 1)
        #expect(report.entries == 8)
    }

    @Test(arguments: [
        Damage(
            sql: "UPDATE entries SET coins = coins + 1 WHERE sequence = 1", says: "coins-1: its chain value"),
        Damage(
            sql: "UPDATE entries SET reason = 'gift' WHERE sequence = 2", says: "coins-2: its chain value"),
        Damage(sql: "UPDATE entries SET note = 'Gladly' WHERE note IS NOT NULL", says: "coins-8: its note"),
        Damage(
            sql: "UPDATE entries SET available_after = 1 WHERE sequence = 3",
            says: "coins-3: available after it"),
        Damage(sql: "DELETE FROM entries WHERE sequence = 2", says: "coins-3: follows entry 1"),
        Damage(sql: "UPDATE wallets SET available = available + 5", says: "coins: the wallet says"),
        Damage(sql: "UPDATE wallets SET sequence = 7", says: "the wallet counts 7 entries"),
        Damage(sql: "UPDATE wallets SET chain = zeroblob(32)", says: "the wallet's chain value"),
        Damage(
            sql: "UPDATE entries SET earned_after = earned_after + 1 WHERE sequence = 2",
            says: "coins-2: the lifetime totals"),
        Damage(
            sql: "UPDATE entries SET spent_after = spent_after + 1 WHERE sequence = 4",
            says: "coins-4: the lifetime totals"),
        Damage(sql: "UPDATE wallets SET lifetime_expired = 3", says: "the wallet's lifetime totals"),
        Damage(sql: "DELETE FROM wallets", says: "has entries or lots but no wallet"),
        Damage(sql: "UPDATE lots SET remaining = remaining - 1 WHERE lot = 2", says: "its lots hold"),
        Damage(
            sql: "UPDATE lots SET coins = coins + 1 WHERE lot = 2",
            says: "was not made by an entry of as many"),
        Damage(sql: "UPDATE lots SET held = 1 WHERE lot = 2", says: "its lots have 1 held"),
        Damage(sql: "DELETE FROM lots WHERE lot = 1", says: "from lot 1, which is not there"),
        Damage(
            sql: "UPDATE spent_lots SET coins = coins - 1 WHERE sequence = 4",
            says: "coins-4: took 29 from lots"),
        Damage(
            sql: "DELETE FROM coupons WHERE state = 'used'",
            says: "coins-4: paid for a coupon that is not there"),
        Damage(
            sql: "UPDATE coupons SET coins = 31 WHERE state = 'used'", says: "which this entry did not pay"),
        Damage(sql: "UPDATE coupons SET return_sequence = NULL", says: "did not come back"),
        Damage(
            sql: "UPDATE coupons SET expires_at = 1 WHERE state = 'active'",
            says: "something falls due at 1970"),
        Damage(
            sql: "UPDATE orders SET award_sequence = NULL WHERE order_id = '1'", says: "awards order 1, which"
        ),
        Damage(sql: "UPDATE orders SET award_sequence = 2 WHERE order_id = '1'", says: "awards both order"),
        Damage(
            sql: "UPDATE orders SET counted_spend = 1 WHERE order_id = '1'",
            says: "orders count 5001 as spend"),
        Damage(sql: "DELETE FROM trigger_awards", says: "coins-3: awards trigger app-install, which"),
        Damage(sql: "UPDATE trigger_awards SET sequence = 2", says: "coins-2: is not the award of trigger"),
        Damage(sql: "DELETE FROM customers", says: "has rows in the books but no customer"),
        Damage(
            sql: "UPDATE entries SET kind = 'gift' WHERE sequence = 2", says: "entry 2 is not sound"),
        Damage(sql: "UPDATE coupons SET kind = 'gift' WHERE state = 'used'", says: "is not sound"),
    ])
    func `each damage is found and named`(damage: Damage) throws {
        let books = try lived()
        try books.damage(damage.sql)
        let report = try Verification.run(on: books.engine)
        #expect(!report.isClean)
        let said = report.faults.map(\.description).joined(separator: "\n")
        #expect(said.contains(damage.says), "\(said)")
        #expect(report.faults.allSatisfy { $0.brand.text == "plain-records" && $0.customer.number == 1 })
    }

    @Test func `a clawback into debt and its repayment verify`() throws {
        let books = try AdministrationBooks.published()
        try books.importRows("1,customer-1,2026-01-02,100,USD,paid\n")
        let customer = try #require(CustomerID("customer-1"))
        let reward = try #require(RewardID("any"))
        try books.engine.performAndWait(WriteRequest(book: try books.live, actor: Actor("test"))) { context in
            _ = try RedeemReward.run(
                RedeemReward.Input(customer: customer, reward: reward, coins: 80), in: context)
        }
        try books.importRows("1,customer-1,2026-01-02,100,USD,cancelled\n")
        #expect(try Verification.run(on: books.engine).faults == [])
        try books.importRows("2,customer-1,2026-01-05,100,USD,paid\n")
        #expect(try Verification.run(on: books.engine).faults == [])
    }

    /// Books of three pieces and some more, with an unsound wallet in the second.
    private func damagedPieces() throws -> AdministrationBooks {
        let books = try AdministrationBooks.published()
        let count = AdministrationLimits.verifyPieceCustomers * 3 + 7
        try books.importRows((1...count).map { "\($0),customer-\($0),2026-01-02,3,USD,paid\n" }.joined())
        let customer = AdministrationLimits.verifyPieceCustomers + 1
        try books.damage("UPDATE lots SET coins = coins + 1 WHERE customer = \(customer)")
        return books
    }

    @Test(arguments: [1, 2, 5])
    func `several threads find what one finds`(threads: Int) throws {
        let books = try damagedPieces()
        let report = try Verification.run(on: books.engine, threads: threads)
        #expect(report.customers == Int64(AdministrationLimits.verifyPieceCustomers * 3 + 7))
        #expect(report.entries == report.customers && report.wallets == report.customers)
        #expect(report.faultCount > 0)
        #expect(
            Set(report.faults.map(\.customer.number)) == [
                Int64(AdministrationLimits.verifyPieceCustomers + 1)
            ])
    }

    @Test func `the background goes through everybody in small steps, again and again`() throws {
        let books = try damagedPieces()
        let found = FoundFaults()
        let background = BackgroundVerification(of: books.engine) { found.add($0) }
        #expect(!background.state.isRunning && background.state.startedAt == nil)
        let count = Int64(AdministrationLimits.verifyPieceCustomers * 3 + 7)
        var steps: Int64 = 1
        while background.step() {
            let state = background.state
            #expect(state.isRunning && state.customersTotal == count)
            #expect(state.customersDone <= steps * Int64(AdministrationLimits.backgroundPieceCustomers))
            steps += 1
        }
        let state = background.state
        #expect(!state.isRunning && state.passes == 1 && state.customersDone == count)
        #expect(state.hasFaults && state.faultsBefore == Int64(found.count))
        #expect(state.startedAt == books.clock.now() && state.finishedAt == books.clock.now())
        try books.damage(
            "UPDATE lots SET coins = coins - 1 WHERE customer = \(AdministrationLimits.verifyPieceCustomers + 1)"
        )
        while background.step() {}
        #expect(background.state.passes == 2 && !background.state.hasFaults)
    }

    @Test func `many customers are read in several pieces`() throws {
        let books = try AdministrationBooks.published()
        let count = AdministrationLimits.verifyPieceCustomers * 2 + 7
        try books.importRows((1...count).map { "\($0),customer-\($0),2026-01-02,3,USD,paid\n" }.joined())
        var last: Int64 = 0
        let report = try Verification.run(on: books.engine) { last = $0.done }
        #expect(report.customers == Int64(count))
        #expect(last == Int64(count))
    }
}
