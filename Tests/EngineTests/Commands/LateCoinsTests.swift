import Model
import Testing

@testable import Engine

/// What coins paid for earns nothing unless the programme says so, whether the order or the coins are heard of first (rule
/// 2.3). An order of 200.00 before discounts; a coin per 1.00.
struct LateCoinsTests {
    enum Way: CaseIterable { case coupon, hold }

    private func books(_ change: (inout TestProgramme) -> Void = { _ in }) throws -> TestBooks {
        let programme = TestProgramme(base: "subtotal", rewards: [.init(id: "five")]).with(change)
        let books = try TestBooks(programme.redeeming(["app": ""]))
        try books.join("ada")
        try books.adjust("ada", by: 500)
        return books
    }

    /// 100 coins: a coupon of 5.00, or a hold of 1.00.
    private func spend(_ way: Way, on order: String, in books: TestBooks) throws {
        switch way {
        case .coupon:
            let coupon = try books.redeem("five", by: "ada").coupon
            try books.use(coupon.code, by: "ada", order: order)
        case .hold:
            try books.commit(try books.hold(books.cart(20_000, .coins(100)), for: "ada"), order: order)
        }
    }

    @Test(arguments: Way.allCases, [true, false])
    func `the part paid with coins earns nothing, whichever is heard of first, and a refund leaves nothing`(
        way: Way, isOrderFirst: Bool
    ) throws {
        let books = try books()
        let total: Int64 = way == .coupon ? 19_500 : 19_900
        if isOrderFirst {
            try books.order("1", of: "ada", total, subtotal: 20_000)
            #expect(try books.wallet("ada").available == 700)
        }
        try spend(way, on: "1", in: books)
        if !isOrderFirst { try books.order("1", of: "ada", total, subtotal: 20_000) }
        // 400 are left of the 500; 195.00 or 199.00 earn.
        #expect(try books.wallet("ada").available == (way == .coupon ? 595 : 599))
        // The shop tells of the order again.
        try books.order("1", of: "ada", total, subtotal: 20_000, state: .delivered)
        #expect(try books.wallet("ada").available == (way == .coupon ? 595 : 599))
        #expect(try books.faults() == [])
        let refund = try books.refund("1", "r-1").refund
        #expect(refund.coinsTakenBack == (way == .coupon ? 195 : 199))
        #expect(refund.coinsReturned == 100)
        #expect(try books.wallet("ada").available == 500)
        #expect(try books.faults() == [])
    }

    @Test(arguments: [true, false])
    func `coins that are told of after a part was refunded come to the same`(isOrderFirst: Bool) throws {
        let books = try books()
        if !isOrderFirst { try spend(.coupon, on: "1", in: books) }
        try books.order("1", of: "ada", 19_500, subtotal: 20_000)
        try books.refund("1", "r-1", amount: 9_750)
        if isOrderFirst { try spend(.coupon, on: "1", in: books) }
        // Half of 195.00 earn 97; half of the 100 coins are back.
        #expect(try books.wallet("ada").available == 547)
        try books.refund("1", "r-2")
        #expect(try books.wallet("ada").available == 500)
        #expect(try books.faults() == [])
    }

    @Test func `what is taken back for it says why, and comes from pending coins first`() throws {
        let books = try books { $0.pendingDays = 3 }
        try books.order("1", of: "ada", 19_500, subtotal: 20_000)
        try spend(.coupon, on: "1", in: books)
        #expect(
            try books.history("ada") == [
                "adjustment 500 → 500", "pending_award 200 → 500", "spend -100 → 400",
                "pending_cancelled -5 → 400",
            ])
        let why = try #require(try books.explanations("ada").first)
        #expect(why.rule == .orderPaidWithCoins)
        #expect(
            why.text
                == "Coins paid USD 5.00 of order 1, and what coins pay for earns nothing, so 5 coins of the 200 that it"
                + " had earned were taken back.")
        #expect(
            why.steps == [
                "Without the USD 5.00 that coins paid for, USD 195.00 of the order earn.",
                "Award coins-2 of 200 coins, computed anew for that: 195 coins.",
                "5 coins withdrawn from pending coins.",
            ])
        // The order earned 5 coins less; two coupons less are 10.
        try spend(.coupon, on: "1", in: books)
        #expect(try books.order("1").takenBack == 10)
        try books.order("1", of: "ada", 19_500, subtotal: 20_000, state: .cancelled)
        #expect(try books.lots("ada") == ["500 until never"])
        #expect(try books.faults() == [])
    }

    @Test(arguments: ["the total earns", "coins' part earns", "the shop says what coins paid for"])
    func `nothing is taken back where coins made no difference to the award`(case name: String) throws {
        let books = try books {
            if name == "the total earns" { $0.base = "total" }
            if name == "coins' part earns" { $0.earningMore = [#""earns_on_coins_part": true"#] }
        }
        let isTold = name == "the shop says what coins paid for"
        try books.order(
            "1", of: "ada", lines: [line("a", 20_000, discount: 500)], coinsDiscount: isTold ? 500 : nil)
        let earned: Coins = name == "coins' part earns" ? 200 : 195
        #expect(try books.wallet("ada").available == 500 + earned)
        try spend(.coupon, on: "1", in: books)
        #expect(try books.wallet("ada").available == 400 + earned)
        #expect(try books.order("1").takenBack == 0)
    }

    /// Two lines of 300.00, of the first of which coins paid 100.00: it earns 200, the other 300.
    @Test(arguments: [true, false], [("a", 300), ("b", 200)] as [(String, Coins)])
    func `a line earns without what coins paid of it, and its refund takes that and no more`(
        isOrderFirst: Bool, refunded: (line: String, kept: Coins)
    ) throws {
        let programme = TestProgramme(
            base: "subtotal", rewards: [.init(id: "hundred", coins: 100, amount: 10_000)])
        let books = try TestBooks(programme)
        try books.join("ada")
        try books.adjust("ada", by: 100)
        let send = {
            try books.order(
                "1", of: "ada",
                lines: [line("a", 30_000, discount: 10_000), line("b", 30_000)])
        }
        if isOrderFirst { _ = try send() }
        try books.use(try books.redeem("hundred", by: "ada").coupon.code, by: "ada", order: "1")
        if !isOrderFirst { _ = try send() }
        #expect(try books.wallet("ada").available == 500)
        try books.refund("1", "r-1", lines: [(refunded.line, 1)])
        // With the first line the coins come back that paid for it.
        let returned: Coins = refunded.line == "a" ? 100 : 0
        #expect(try books.wallet("ada").available == refunded.kept + returned)
        #expect(try books.faults() == [])
    }
}
