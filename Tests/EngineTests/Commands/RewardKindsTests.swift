import Dispatch
import Model
import Store
import Testing

@testable import Engine

/// Section 8 of the rules, for every kind of reward: what its coupons are worth, where their codes come from, and what a
/// shop that knows a code means for taking it back.
struct RewardKindsTests {
    static func reward(_ id: String, _ members: String) -> TestProgramme.Reward {
        .init(id: id, document: #"{"id": "\#(id)", "title": {"en": "R"}, "valid_days": 30, \#(members)}"#)
    }

    static let programme = TestProgramme(
        levels: [
            .init(id: "base", threshold: 0), .init(id: "silver", threshold: 10_000),
            .init(id: "gold", threshold: 50_000),
        ],
        rewards: [
            reward(
                "percent", #""kind": "percentage", "coins": 100, "basis_points": 1500, "maximum_amount": 900"#
            ),
            reward("shipping", #""kind": "free_shipping", "coins": 30, "maximum_amount": 500"#),
            reward("any-shipping", #""kind": "free_shipping", "coins": 60"#),
            reward("record", #""kind": "free_product", "coins": 200, "product_id": "lp-1""#),
            reward(
                "tiered",
                #""kind": "fixed_amount", "coins": 100, "amount": 500, "tier_prices": {"silver": 80, "gold": 60}"#
            ),
            reward(
                "drawn",
                #""kind": "fixed_amount", "coins": 10, "amount": 500, "code_source": {"kind": "pool", "warn_at": 5}"#
            ),
            reward(
                "known", #""kind": "fixed_amount", "coins": 100, "amount": 500, "published_to_shop": true"#),
        ], referral: nil)

    private func books(coins: Coins = 500) throws -> TestBooks {
        let books = try TestBooks(Self.programme.with { $0.debtFloor = 1_000 })
        try books.join("ada")
        if coins > 0 { try books.adjust("ada", by: coins) }
        return books
    }

    private func codes(_ codes: [String], in books: TestBooks) throws -> AddCodes.Receipt {
        let reward = try #require(RewardID("drawn"))
        return try books.run { try AddCodes.run(codes, to: reward, in: $0) }
    }

    private func verified(
        _ code: String, cart: Int64? = nil, shipping: Int64? = nil, in books: TestBooks
    ) throws -> Int64? {
        let input = UseCoupon.Input(
            code: code, cartAmount: cart, currency: "USD", shippingAmount: shipping)
        return try books.run { try UseCoupon.verify(input, in: $0.snapshot) }.discount
    }

    // What they are worth

    @Test(arguments: [true, false])
    func `what a shop does not tell of the cart its order tells, before the use or after`(isOrderFirst: Bool)
        throws
    {
        let books = try TestBooks(Self.programme.with { $0.base = "subtotal" })
        try books.join("ada")
        try books.adjust("ada", by: 500)
        let codes = try ["percent", "any-shipping"].map { try books.redeem($0, by: "ada").coupon.code }
        let send = {
            let input = PutOrder.Input(
                id: try #require(OrderID("1")), customer: try id("ada"), state: .paid,
                placedAt: books.clock.now(),
                currency: "USD", total: 2_640, subtotal: 2_000, shipping: 940)
            _ = try books.run { try PutOrder.run(input, in: $0) }
        }
        if isOrderFirst { try send() }
        for code in codes { try books.use(code, by: "ada", order: "1") }
        if !isOrderFirst { try send() }
        // 15 % of 20.00, and all of the shipping.
        #expect(
            try books.rows(
                "SELECT discount || ' ' || coalesce(estimate_of, 'sure') FROM order_redemptions ORDER BY sequence"
            )
                == [
                    "300 sure", "940 sure",
                ])
        // What coins paid of the 20.00 earns nothing: 12.40.
        let order = try books.order("1")
        #expect((order.awardCoins ?? 0) - order.takenBack == 7)
        #expect(try books.faults() == [])
    }

    /// 15 % of 33.33 is 4.9995, rounded down; of 60.00 it is 9.00, and more than that is never taken off (rule 8.4).
    @Test func `a percentage rounds down and never passes its maximum`() throws {
        let books = try books()
        let coupon = try books.redeem("percent", by: "ada").coupon
        #expect((coupon.kind, coupon.basisPoints, coupon.amount) == (.percentage, 1_500, 900))
        for (cart, discount) in [(3_333, 499), (6, 0), (6_000, 900), (6_007, 900), (1_000_000, 900), (0, 0)] {
            #expect(try verified(coupon.code, cart: Int64(cart), in: books) == Int64(discount))
        }
        #expect(try verified(coupon.code, in: books) == nil)
        #expect(try verified(coupon.code, cart: MoneyLimits.orderAmountMax, in: books) == 900)
    }

    @Test func `free shipping is worth what shipping costs, up to its maximum`() throws {
        let books = try books()
        let limited = try books.redeem("shipping", by: "ada").coupon
        let any = try books.redeem("any-shipping", by: "ada").coupon
        #expect(try verified(limited.code, shipping: 499, in: books) == 499)
        #expect(try verified(limited.code, shipping: 501, in: books) == 500)
        #expect(try verified(any.code, shipping: 12_345, in: books) == 12_345)
        #expect(try verified(any.code, cart: 9_999, in: books) == nil)
    }

    @Test func `a free product names its product and takes no money off`() throws {
        let books = try books()
        let coupon = try books.redeem("record", by: "ada").coupon
        #expect((coupon.kind, coupon.productID, coupon.amount) == (.freeProduct, "lp-1", 0))
        #expect(try verified(coupon.code, cart: 5_000, in: books) == nil)
    }

    @Test func `a reward costs what the customer's tier pays`() throws {
        let books = try books()
        #expect(try books.redeem("tiered", by: "ada").coupon.coins == 100)
        try books.order("o-1", of: "ada", 10_000)
        #expect(try books.redeem("tiered", by: "ada").coupon.coins == 80)
        try books.order("o-2", of: "ada", 40_000)
        #expect(try books.redeem("tiered", by: "ada").coupon.coins == 60)
        try books.expectSound()
    }

    // Codes (rule 8.1)

    @Test func `uploaded codes are drawn in their order, and an empty pool debits nothing`() throws {
        let books = try books()
        #expect(refusal { try books.redeem("drawn", by: "ada") } == .noCodesLeft)
        let receipt = try codes(["SHOP-B", "SHOP-A"], in: books)
        #expect((receipt.added, receipt.duplicates, receipt.pool.left) == (2, 0, 2))
        #expect(try books.redeem("drawn", by: "ada").coupon.code == "SHOP-B")
        #expect(try books.redeem("drawn", by: "ada").coupon.code == "SHOP-A")
        #expect(refusal { try books.redeem("drawn", by: "ada") } == .noCodesLeft)
        #expect(try books.wallet("ada").available == 480)
        #expect(try books.number("SELECT drawn FROM pools") == 2)
    }

    @Test func `an uploaded code gives its coins back once its shop has confirmed`() throws {
        let books = try books()
        _ = try codes(["SHOP-1"], in: books)
        let coupon = try books.redeem("drawn", by: "ada").coupon
        #expect(try books.cancel(coupon.number, of: "ada").coupon.state == .cancelling)
        #expect(try books.wallet("ada").available == 490)
        _ = try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
        #expect(try books.wallet("ada").available == 500)
        try books.expectSound()
    }

    @Test func `codes that are known already are left out, however they are written`() throws {
        let books = try books()
        let generated = try books.redeem("percent", by: "ada").coupon.code
        _ = try codes(["SHOP-1"], in: books)
        let again = try codes(["shop 1", "SHOP-I", "SHOP-2", "Shop-2", generated], in: books)
        #expect((again.added, again.duplicates, again.pool.codes) == (1, 4, 2))
        let fault = try codes(["SHOP-3"], in: books)
        #expect(fault.added == 1)
        #expect(throws: EngineError.self) { try codes(["SHOP-4", "no!"], in: books) }
        #expect(try books.number("SELECT codes FROM pools") == 3)
        let acts = try books.rows("SELECT act FROM audit_log WHERE act = 'pool_uploaded'")
        #expect(acts.count == 3)
    }

    @Test func `an erased or merged customer's drawn code is never drawn again`() throws {
        let books = try books()
        try books.join("bob")
        _ = try codes(["SHOP-1"], in: books)
        let coupon = try books.redeem("drawn", by: "ada").coupon
        try books.merge("ada", into: "bob")
        #expect(refusal { try books.redeem("drawn", by: "bob") } == .noCodesLeft)
        #expect(try books.use(coupon.code, by: "bob", order: "o-9").coupon.state == .used)
        try books.expectSound()
    }

    @Test func `64 redemptions at once on 20 codes give 20 coupons and 44 refusals`() throws {
        let books = try books(coins: 10_000)
        _ = try codes((1...20).map { "SHOP-\($0)" }, in: books)
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            do {
                outcomes.add(try books.redeem("drawn", by: "ada").coupon.code)
            } catch EngineError.refused(.noCodesLeft) {
                outcomes.add("none")
            } catch {
                outcomes.add("\(error)")
            }
        }
        #expect(outcomes.all.filter { $0 == "none" }.count == 44)
        #expect(Set(outcomes.all).count == 21)
        #expect(try books.wallet("ada").available == 10_000 - 200)
        try books.expectSound()
    }

    // A code that a shop knows (rule 8.2)

    @Test func `a cancelled code that a shop knows gives its coins back once the shop confirms`() throws {
        let books = try books()
        let coupon = try books.redeem("known", by: "ada").coupon
        let cancelled = try books.cancel(coupon.number, of: "ada")
        #expect((cancelled.coupon.state, cancelled.wallet.available) == (.cancelling, 400))
        #expect(cancelled.entry == nil)
        #expect(
            refusal { try books.cancel(coupon.number, of: "ada") } == .couponNotActive(state: .cancelling))
        // Not even its own date ends the wait: the shop's word is missing.
        try books.move(to: "2026-03-15T10:00:00Z")
        #expect(try books.wallet("ada").available == 400)
        for _ in 0..<2 {
            let done = try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
            #expect(done.coupon.state == .cancelled)
        }
        #expect(try books.wallet("ada").available == 500)
        #expect(try books.history("ada").last == "return 100 → 500")
        try books.expectSound()
    }

    @Test func `nobody confirms what nobody is cancelling`() throws {
        let books = try books()
        let coupon = try books.redeem("known", by: "ada").coupon
        #expect(
            refusal { try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) } }
                == .couponNotCancelling(state: .active))
        #expect(
            refusal { try books.run { try ConfirmCancelled.run(code: "NOBODYS", in: $0) } } == .couponNotFound
        )
    }

    @Test func `a use that comes while a code is being cancelled wins`() throws {
        let books = try books()
        let coupon = try books.redeem("known", by: "ada").coupon
        try books.cancel(coupon.number, of: "ada")
        #expect(refusal { try verified(coupon.code, in: books) } == .couponNotActive(state: .cancelling))
        let used = try books.use(coupon.code, by: "ada", order: "o-1")
        #expect((used.coupon.state, used.retaken) == (.used, nil))
        #expect(
            refusal { try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) } }
                == .couponNotCancelling(state: .used))
        #expect(try books.wallet("ada").available == 400)
        try books.expectSound()
    }

    @Test func `a use after a cancellation takes the coins again, into debt where they are gone`() throws {
        let books = try books()
        let coupon = try books.redeem("known", by: "ada").coupon
        try books.cancel(coupon.number, of: "ada")
        _ = try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
        try books.adjust("ada", by: -430)
        let used = try books.use(coupon.code, by: "ada", order: "o-1")
        #expect((used.coupon.state, used.retaken?.coins, used.retaken?.kind) == (.used, -100, .clawback))
        #expect(try books.wallet("ada").available == -30)
        let again = try books.use(coupon.code, by: "ada", order: "o-1")
        #expect((again.coupon.state, again.retaken) == (.used, nil))
        #expect(try books.wallet("ada").available == -30)
        try books.expectSound()
    }

    @Test func `a code that is being cancelled goes on with a merge`() throws {
        let books = try books()
        try books.join("bob")
        let coupon = try books.redeem("known", by: "ada").coupon
        try books.cancel(coupon.number, of: "ada")
        try books.merge("ada", into: "bob")
        #expect(try books.wallet("bob").available == 400)
        try books.unmerge(1, of: "bob")
        #expect(try books.wallet("ada").available == 400 && books.wallet("bob").available == 0)
        try books.merge("ada", into: "bob")
        let done = try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
        #expect(try done.customerID == id("bob"))
        #expect(try books.wallet("bob").available == 500)
        try books.expectSound()
    }

    @Test func `a use after a cancellation and a merge takes the coins from whoever has them`() throws {
        let books = try books()
        try books.join("bob")
        let coupon = try books.redeem("known", by: "ada").coupon
        try books.cancel(coupon.number, of: "ada")
        _ = try books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
        try books.merge("ada", into: "bob")
        let used = try books.use(coupon.code, by: "bob", order: "o-1")
        #expect(used.retaken?.coins == -100)
        #expect(try books.wallet("bob").available == 400)
        try books.expectSound()
    }

    @Test func `of a use, a cancellation and a confirmation at once one order comes out and the coins agree`()
        throws
    {
        for round in 0..<8 {
            let books = try books()
            let coupon = try books.redeem("known", by: "ada").coupon
            let outcomes = Outcomes()
            DispatchQueue.concurrentPerform(iterations: 24) { index in
                switch index % 3 {
                case 0: if (try? books.cancel(coupon.number, of: "ada")) != nil { outcomes.add("cancelled") }
                case 1: _ = try? books.run { try ConfirmCancelled.run(code: coupon.code, in: $0) }
                default:
                    if (try? books.use(coupon.code, by: "ada", order: "o-1")) != nil { outcomes.add("used") }
                }
            }
            // Eight uses for one order are one use; it wins whatever came before.
            #expect(outcomes.all.filter { $0 == "used" }.count == 8, "round \(round)")
            #expect(outcomes.all.filter { $0 == "cancelled" }.count <= 1)
            #expect(try books.wallet("ada").available == 400)
            try books.expectSound()
        }
    }
}

extension TestBooks {
    /// Nothing that `verify` would name.
    fileprivate func expectSound() throws {
        let faults = try faults()
        #expect(faults == [])
    }
}
