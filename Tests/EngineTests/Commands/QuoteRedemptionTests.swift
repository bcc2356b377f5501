import Model
import Testing

@testable import Engine

/// Rule 6.4: a quote of the app that becomes a coupon. One coin is one cent.
struct QuoteRedemptionTests {
    private func books(_ rule: String = "", coins: Coins = 500) throws -> TestBooks {
        let books = try TestBooks(TestProgramme.redeeming(["app": rule, "gokwik": rule]))
        try books.join("ann")
        if coins > 0 { try books.adjust("ann", by: coins) }
        return books
    }

    @Test func `a redemption accepts a quote, for its coins, its discount and a cart like its own`() throws {
        let books = try books(#""minimum_payment": {"kind": "fixed", "amount": 700}"#)
        let quote = try books.quote(books.cart(1_000), for: "ann")
        let receipt = try books.redeem(quote: quote.id, by: "ann")
        let coupon = receipt.coupon
        #expect((coupon.coins, coupon.amount, coupon.minimumCartAmount) == (300, 300, 1_000))
        #expect((coupon.kind, coupon.state, coupon.programmeVersion) == (.fixedAmount, .active, 1))
        #expect(receipt.wallet.available == 200)
        #expect(try books.history("ann").last == "spend -300 → 200")
        // 700 of 1,000 must be paid; a smaller cart would leave less.
        #expect(
            refusal { try books.use(coupon.code, by: "ann", order: "1", cart: 999) }
                == .couponMinimumCart(minimum: 1_000, shortfall: 1, currency: "USD"))
        #expect(try books.use(coupon.code, by: "ann", order: "1", cart: 1_000).discount == 300)
        #expect(
            try books.explanations("ann")[0].text
                == "300 coins paid for a coupon of USD 3.00 off as it had been quoted.")
        #expect(try books.faults() == [])
    }

    @Test func `a redeemed quote is honoured though the rule has changed, until it expires`() throws {
        let books = try books()
        let quote = try books.quote(books.cart(1_000), for: "ann")
        try books.publish(TestProgramme.redeeming(["app": #""maximum_discount": 100"#]))
        try books.move(to: "2026-01-15T10:09:59.999Z")
        let coupon = try books.redeem(quote: quote.id, by: "ann").coupon
        #expect((coupon.coins, coupon.amount, coupon.programmeVersion) == (500, 500, 1))
        // Good today and tomorrow; unused, the coins come back.
        #expect(coupon.expiresAt.rfc3339 == "2026-01-17T00:00:00Z")
        try books.move(to: "2026-01-17T00:00:00Z")
        #expect(try books.wallet("ann").available == 500)
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .quoteExpired)
    }

    @Test func `a quote is used once, by a coupon or by a hold`() throws {
        let books = try books(coins: 5_000)
        let quote = try books.quote(books.cart(1_000, .coins(400)), for: "ann")
        let coupon = try books.redeem(quote: quote.id, by: "ann").coupon
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .quoteUsed)
        #expect(refusal { try books.hold(quote: quote.id, for: "ann") } == .quoteUsed)
        // Whoever changes their mind may use it anew, while it lasts.
        try books.cancel(coupon.number, of: "ann")
        let hold = try books.hold(quote: quote.id, for: "ann")
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .quoteUsed)
        try books.release(hold)
        let again = try books.redeem(quote: quote.id, by: "ann").coupon
        try books.use(again.code, by: "ann", order: "1", cart: 1_000)
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .quoteUsed)
        #expect(try books.wallet("ann").available == 4_600)
        #expect(try books.faults() == [])
    }

    @Test func `a quote that cannot become a coupon is refused, and nothing is spent`() throws {
        let books = try books()
        try books.join("bob")
        let quote = try books.quote(books.cart(1_000), for: "ann")
        #expect(refusal { try books.redeem(quote: quote.id, by: "bob") } == .quoteNotFound)
        #expect(refusal { try books.redeem(quote: "quote-none", by: "ann") } == .quoteNotFound)
        let checkout = try books.quote(books.cart(1_000, in: .gokwik), for: "ann")
        #expect(
            refusal { try books.redeem(quote: checkout.id, by: "ann") }
                == .notEligible(reason: "other_channel", shortfall: nil))
        let empty = try books.quote(books.cart(1_000), for: "bob")
        #expect(
            refusal { try books.redeem(quote: empty.id, by: "bob") }
                == .notEligible(reason: "quote_empty", shortfall: nil))
        try books.adjust("ann", by: -1)
        #expect(
            refusal { try books.redeem(quote: quote.id, by: "ann") }
                == .insufficientCoins(available: 499, required: 500))
        try books.block("ann")
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .customerBlocked)
        #expect(try books.number("SELECT count(*) FROM coupons") == 0)
    }

    @Test func `a quote that was kept before a merge is honoured after it`() throws {
        let books = try books()
        try books.join("bob")
        try books.adjust("bob", by: 40)
        let quote = try books.quote(books.cart(1_000), for: "ann")
        try books.merge("ann", into: "bob")
        #expect(try books.wallet("bob").available == 540)
        let coupon = try books.redeem(quote: quote.id, by: "bob").coupon
        #expect((coupon.coins, try books.wallet("ann").available) == (500, 40))
        // The old id leads to the survivor, and the quote is used.
        #expect(refusal { try books.hold(quote: quote.id, for: "ann") } == .quoteUsed)
        #expect(try books.faults() == [])
    }

    @Test func `a merge waits for open holds`() throws {
        let books = try books()
        try books.join("bob")
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        #expect(refusal { try books.merge("ann", into: "bob") } == .mergeOpenHolds)
        #expect(refusal { try books.merge("bob", into: "ann") } == .mergeOpenHolds)
        // One past its deadline has come back by itself.
        try books.move(to: "2026-01-15T10:30:00Z")
        try books.merge("ann", into: "bob")
        #expect(try books.wallet("bob").available == 500)
        // A commit after that quotes the survivor's coins.
        #expect(try books.commit(hold, order: "1").state == .committed)
        #expect(try books.wallet("bob").available == 200)
        #expect(try books.faults() == [])
    }

    @Test func `an erased customer's hold ends by itself, and nobody uses the quote`() throws {
        let books = try books()
        let quote = try books.quote(books.cart(1_000), for: "ann")
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        let ann = try id("ann")
        try books.run { context in _ = try EraseCustomer.run(ann, in: context) }
        #expect(refusal { try books.commit(hold, order: "1") } == .customerNotFound)
        try books.join("ann")
        #expect(refusal { try books.redeem(quote: quote.id, by: "ann") } == .quoteNotFound)
        #expect(refusal { try books.hold(quote: quote.id, for: "ann") } == .quoteNotFound)
        try books.move(to: "2026-01-15T10:30:00Z")
        try books.run { context in try Settle.run(CustomerNumber(1), in: context) }
        #expect(
            try books.rows("SELECT kind || ' ' || available_after FROM entries ORDER BY sequence")
                == ["adjustment 500", "hold 200", "hold_release 500"])
        #expect(try books.faults() == [])
    }
}
/// What was begun before a merge goes on after it (rules 6.4, 7, 11.6). One coin is one cent.
struct MergedCheckoutTests {
    private func books() throws -> TestBooks {
        let books = try TestBooks(TestProgramme.redeeming(["app": "", "custom_checkout": ""]))
        for name in ["ann", "bob"] {
            try books.join(name)
            try books.adjust(name, by: 500)
        }
        return books
    }

    @Test func `a perform is repeated, reverted and refunded after a merge as before it`() throws {
        let books = try books()
        let cart = books.cart(1_000, in: .customCheckout, .coins(100))
        let first = try books.perform(cart, for: "ann", reference: "cart-1", order: "o-1")
        try books.perform(cart, for: "ann", reference: "cart-2", order: "o-2")
        let third = try books.perform(cart, for: "ann", reference: nil, order: "o-3")
        try books.merge("ann", into: "bob")
        #expect(try books.wallet("bob").available == 700)
        let repeated = try books.perform(cart, for: "ann", reference: "cart-1", order: "o-1")
        #expect(repeated.isRepeated && repeated.hold.number == first.hold.number)
        #expect(try books.revert(of: "bob", reference: "cart-1").returned == 100)
        #expect(try books.wallet("bob").available == 800)
        // Without a reference, the newest that stands is found in either ledger.
        #expect(
            try books.revert(cart, of: "bob", reference: nil).hold?.number == third.hold.number)
        #expect(try books.wallet("bob").available == 900)
        try books.order("o-2", of: "bob", 1_000)
        try books.refund("o-2", "r-1")
        #expect(try books.wallet("bob").available == 1_000)
        #expect(try books.faults() == [])
    }

    @Test func `a hold that was paid for before a merge finds its order after it`() throws {
        let books = try books()
        let hold = try books.commit(try books.hold(books.cart(1_000, .coins(200)), for: "ann"))
        try books.merge("ann", into: "bob")
        // The order was refunded before the shop says which hold paid for it.
        try books.order("o-1", of: "bob", 1_000)
        try books.refund("o-1", "r-1")
        #expect(try books.wallet("bob").available == 800)
        try books.commit(hold, order: "o-1")
        #expect(try books.wallet("bob").available == 1_000)
        #expect(try books.faults() == [])
    }
}
