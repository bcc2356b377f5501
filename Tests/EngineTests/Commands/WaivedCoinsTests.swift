import Model
import Testing

@testable import Engine

/// Coins that were out when their award was to be taken back (rule 5.5): the balance falls to its floor of −100, and what
/// comes home later pays for the rest. An award of 500 for 500.00; a step of the reward is all of it.
struct WaivedCoinsTests {
    /// How coins are out, and how they come home.
    enum Way: CaseIterable {
        case holdReleased, holdLapsed, couponCancelled, couponLapsed, checkoutReverted, orderCancelled
    }

    private static let programme = TestProgramme(
        rewards: [.init(id: "all", coins: 500, amount: 500, validDays: 5)], debtFloor: 100
    ).redeeming(["app": "", "custom_checkout": ""])

    private func books(_ programme: TestProgramme = Self.programme) throws -> TestBooks {
        let books = try TestBooks(programme)
        try books.join("ada")
        return books
    }

    /// Puts ada's 500 coins out; answers what brings them home.
    private func putOut(_ way: Way, in books: TestBooks) throws -> () throws -> Void {
        let cart = books.cart(50_000, .coins(500))
        switch way {
        case .holdReleased, .holdLapsed:
            let hold = try books.hold(cart, for: "ada")
            if way == .holdLapsed { return { try books.move(to: "2026-02-10T00:00:00Z") } }
            return { try books.release(hold) }
        case .couponCancelled, .couponLapsed:
            let coupon = try books.redeem("all", by: "ada").coupon
            if way == .couponLapsed { return { try books.move(to: "2026-02-10T00:00:00Z") } }
            return { try books.cancel(coupon.number, of: "ada") }
        case .checkoutReverted:
            let request = books.cart(50_000, in: .customCheckout, .coins(500))
            try books.perform(request, for: "ada", reference: "one", order: "shop-1")
            return { try books.revert(of: "ada", reference: "one") }
        case .orderCancelled:
            try books.order("2", of: "ada", 100)
            try books.commit(try books.hold(cart, for: "ada"), order: "2")
            return { try books.order("2", of: "ada", 100, state: .cancelled) }
        }
    }

    @Test(arguments: Way.allCases)
    func `coins that were out when their award was taken back are taken when they come home`(way: Way) throws
    {
        let books = try books()
        try books.order("1", of: "ada", 50_000)
        let bringHome = try putOut(way, in: books)
        let own: Coins = way == .orderCancelled ? 1 : 0
        let refund = try books.refund("1", "r-1").refund
        #expect([refund.coinsTakenBack, refund.coinsWaived] == [100 + own, 400 - own])
        #expect(try books.wallet("ada").available == -100)
        try bringHome()
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.faults() == [])
        // Once; and nothing of what is earned later.
        try books.order("3", of: "ada", 20_000)
        #expect(try books.wallet("ada").available == 200)
        try books.release(try books.hold(books.cart(50_000, .coins(150)), for: "ada"))
        #expect(try books.wallet("ada").available == 200)
        #expect(try books.faults() == [])
    }

    @Test func `a customer service person reads why`() throws {
        let books = try books()
        try books.order("1", of: "ada", 50_000)
        let hold = try books.hold(books.cart(50_000, .coins(500)), for: "ada")
        try books.refund("1", "r-1")
        try books.release(hold, coins: 300)
        // 100 of the 300 repaid the debt.
        #expect(
            try books.history("ada").suffix(3) == [
                "clawback -100 → -100", "hold_release 0 → 200", "clawback -200 → 0",
            ])
        let why = try #require(try books.explanations("ada").first)
        #expect(why.rule == .waivedCollected)
        #expect(why.text == "200 coins came back that order 1 should not have earned, and were taken.")
        #expect(
            why.steps == [
                "400 coins of award coins-1 could not be taken back: they were held or spent at the time, and the balance"
                    + " might fall no lower.",
                "With coins-4 such coins came back: 200 coins of them taken, 200 may still follow.",
            ])
        try books.release(hold)
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.number("SELECT count(*) FROM waived_claims") == 0)
        #expect(try books.faults() == [])
    }

    @Test func `coins that are really spent stay waived, and other coins that come home stay too`() throws {
        let books = try books()
        try books.order("1", of: "ada", 50_000)
        try books.use(try books.redeem("all", by: "ada").coupon.code, by: "ada")
        try books.refund("1", "r-1")
        try books.order("2", of: "ada", 60_000)
        #expect(try books.wallet("ada").available == 500)
        try books.cancel(try books.redeem("all", by: "ada").coupon.number, of: "ada")
        #expect(try books.wallet("ada").available == 500)
        #expect(try books.faults() == [])
    }

    /// Of the 500 that come home 200 were not there when the order was taken back: they were pending.
    @Test func `coins that were pending at the time are not taken`() throws {
        let books = try books(Self.programme.with { $0.pendingDays = 3 })
        try books.order("1", of: "ada", 30_000)
        try books.move(to: "2026-02-01T12:00:00Z")
        let hold = try books.hold(books.cart(50_000, .coins(300)), for: "ada")
        try books.order("2", of: "ada", 30_000)
        try books.refund("1", "r-1")
        #expect(try books.parts("ada") == [-100, 300, 300])
        try books.commit(hold, order: "3")
        try books.move(to: "2026-03-01T12:00:00Z")
        let second = try books.hold(books.cart(50_000, .coins(200)), for: "ada")
        try books.release(second)
        #expect(try books.wallet("ada").available == 200)
        try books.order("3", of: "ada", 100, state: .cancelled)
        // 300 home, of which 200 were waived.
        #expect(try books.wallet("ada").available == 300)
        #expect(try books.faults() == [])
    }

    @Test
    func `what was waived of one is taken from the coupon that came along in a merge`()
        throws
    {
        let books = try books(Self.programme.with { $0.debtFloor = 0 })
        try books.join("bea")
        try books.order("1", of: "ada", 50_000)
        let coupon = try books.redeem("all", by: "ada").coupon
        try books.refund("1", "r-1")
        let merge = try books.merge("ada", into: "bea")
        #expect(merge.moved.coupons == 1)
        let moved = try books.number("SELECT number FROM coupons WHERE state = 'active'")
        try books.cancel(moved, of: "bea")
        #expect(try books.wallet("bea").available == 0)
        #expect(coupon.coins == 500)
        #expect(try books.faults() == [])
    }
}
