import Dispatch
import Model
import Store
import Testing

@testable import Engine

/// Rules 6.4, 6.5, 7.4, 7.5 and 4.4: quotes that are kept, and what becomes of holds. One coin is one cent.
struct HoldTests {
    private func books(
        _ rule: String = "", coins: Coins = 500, programme: TestProgramme = TestProgramme()
    ) throws -> TestBooks {
        let books = try TestBooks(programme.redeeming(["app": rule]))
        try books.join("ann")
        if coins > 0 { try books.adjust("ann", by: coins) }
        return books
    }

    @Test func `a hold sets coins aside and a commit spends them`() throws {
        let books = try books()
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        #expect((hold.state, hold.coins, hold.discount) == (.open, 300, 300))
        #expect(try books.parts("ann") == [200, 0, 300])
        let committed = try books.commit(hold, order: "o-1")
        #expect((committed.state, committed.order) == (.committed, "o-1"))
        #expect(try books.parts("ann") == [200, 0, 0])
        #expect(try books.history("ann") == ["adjustment 500 → 500", "hold 0 → 200", "spend -300 → 200"])
        #expect(try books.wallet("ann").lifetimeSpent == 300)
        #expect(try books.faults() == [])
    }

    @Test func `coins that are all in a hold have no date of expiry to show`() throws {
        let books = try books(coins: 0)
        try books.adjust("ann", by: 20, lastDay: "2026-03-01")
        try books.adjust("ann", by: 30, lastDay: "2026-03-02")
        try books.hold(books.cart(1_000, .coins(20)), for: "ann")
        #expect(try books.wallet("ann").expiries.map(\.coins) == [30])
    }

    @Test func `a release gives coins back, a part or all, and the rest goes on`() throws {
        let books = try books()
        let hold = try books.hold(books.cart(1_000, .coins(400)), for: "ann")
        let rest = try books.release(hold, coins: 100)
        #expect((rest.state, rest.coins, rest.discount) == (.open, 300, 300))
        #expect(try books.parts("ann") == [200, 0, 300])
        #expect(
            refusal { try books.release(hold, coins: 301) } == .aboveHold(coins: 300, credits: 0))
        let done = try books.release(hold)
        #expect((done.state, done.coins) == (.released, 300))
        #expect(try books.parts("ann") == [500, 0, 0])
        // Again changes nothing; a commit comes too late and is told so.
        #expect(try books.release(hold) == done)
        #expect(refusal { try books.commit(hold) } == .holdNotOpen(state: "released"))
        #expect(try books.faults() == [])
    }

    @Test func `a committed hold is committed once, and never released`() throws {
        let books = try books()
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        let first = try books.commit(hold, order: "o-1")
        #expect(try books.commit(hold, order: "o-1") == first)
        #expect(try books.commit(hold) == first)
        #expect(refusal { try books.commit(hold, order: "o-2") } == .holdNotOpen(state: "committed"))
        #expect(refusal { try books.release(hold) } == .holdNotOpen(state: "committed"))
        #expect(try books.parts("ann") == [200, 0, 0])
    }

    @Test func `a hold that nobody finishes is released by itself at its deadline, with a visible entry`()
        throws
    {
        let books = try books(#""hold_minutes": 30"#)
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        try books.move(to: "2026-01-15T10:29:59.999Z")
        #expect(try books.parts("ann") == [200, 0, 300])
        try books.move(to: "2026-01-15T11:00:00Z")
        #expect(try books.parts("ann") == [500, 0, 0])
        #expect(try books.history("ann").last == "hold_release 0 → 500")
        let entry = try books.read("ann") { try $0.history(of: $1, wallet: .coins, page: .init()).items[0] }
        #expect(entry.occurredAt == (try instant("2026-01-15T10:30:00Z")))
        #expect((entry.reason, entry.actor) == ("hold_expired", "service"))
        let explanation = try books.explanations("ann")[0]
        #expect(
            explanation.text
                == "300 coins that had been set aside came back, because nobody finished the checkout in time."
        )
        _ = hold
        #expect(try books.faults() == [])
    }

    @Test func `a commit after the deadline quotes anew and holds if it comes to the same`() throws {
        let books = try books()
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        try books.move(to: "2026-01-15T11:00:00Z")
        let committed = try books.commit(hold, order: "o-1")
        #expect((committed.state, committed.coins) == (.committed, 300))
        #expect(try books.parts("ann") == [200, 0, 0])
        #expect(try books.faults() == [])
    }

    @Test func `a commit after the deadline is refused when the coins have gone`() throws {
        let books = try books()
        let hold = try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        try books.move(to: "2026-01-15T11:00:00Z")
        try books.adjust("ann", by: -250)
        #expect(
            refusal { try books.commit(hold, order: "o-1") }
                == .insufficientCoins(available: 250, required: 300))
        #expect(try books.parts("ann") == [250, 0, 0])
    }

    @Test func `of two redemptions that together exceed the balance one gets the current balance`() throws {
        let books = try books(coins: 500)
        try books.hold(books.cart(1_000, .coins(300)), for: "ann")
        #expect(
            refusal { try books.hold(books.cart(1_000, .coins(300)), for: "ann") }
                == .insufficientCoins(available: 200, required: 300))
    }

    @Test func `64 holds at once never set aside more than there is`() throws {
        let books = try books(coins: 1_000)
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            let refused = refusal { try books.hold(books.cart(10_000, .coins(30)), for: "ann") }
            outcomes.add(refused?.code ?? "held")
        }
        // 33 holds of 30 coins are 990.
        #expect(outcomes.all.filter { $0 == "held" }.count == 33)
        #expect(outcomes.all.filter { $0 == "insufficient_coins" }.count == 31)
        #expect(try books.parts("ann") == [10, 0, 990])
        #expect(try books.faults() == [])
    }

    @Test func `a hold that asks above the cap is refused with the quote`() throws {
        let books = try books(#""maximum_discount": 200"#)
        #expect(
            refusal { try books.hold(books.cart(1_000, .discount(300)), for: "ann") }
                == .aboveQuote(discount: 200, coins: 200, limit: "max_discount"))
        #expect(
            refusal { try books.hold(books.cart(1_000, .coins(201)), for: "ann") }
                == .aboveQuote(discount: 200, coins: 200, limit: "max_discount"))
        #expect(try books.hold(books.cart(1_000), for: "ann").coins == 200)
    }

    @Test func `a cart that coins cannot be used on opens no hold`() throws {
        let books = try books(#""minimum_cart_amount": 2000"#)
        #expect(
            refusal { try books.hold(books.cart(1_000), for: "ann") }
                == .notEligible(reason: "minimum_cart", shortfall: 1_000))
        #expect(
            refusal { try books.hold(books.cart(1_000, in: .gokwik), for: "ann") }
                == .notEligible(reason: "channel_closed", shortfall: nil))
        try books.block("ann")
        #expect(refusal { try books.hold(books.cart(3_000), for: "ann") } == .customerBlocked)
    }
}

/// Rule 6.4: quotes that are kept.
struct KeptQuoteTests {
    @Test func `a quote is honoured until it expires even if the rule changes`() throws {
        let books = try TestBooks(TestProgramme.redeeming())
        try books.join("ann")
        try books.adjust("ann", by: 500)
        let quote = try books.quote(books.cart(1_000), for: "ann")
        #expect((quote.quote.coins, quote.quote.discount) == (500, 500))
        #expect(quote.expiresAt == (try instant("2026-01-15T10:10:00Z")))
        try books.publish(TestProgramme.redeeming(["app": #""maximum_discount": 100"#]))
        try books.move(to: "2026-01-15T10:09:59.999Z")
        let hold = try books.hold(quote: quote.id, for: "ann")
        #expect((hold.coins, hold.discount, hold.quote) == (500, 500, quote.id))
        #expect(refusal { try books.hold(quote: quote.id, for: "ann") } == .quoteUsed)
        try books.release(hold)
        #expect(try books.hold(quote: quote.id, for: "ann").coins == 500)
    }

    @Test func `a quote past its time, another customer's or above the balance is refused`() throws {
        let books = try TestBooks(TestProgramme.redeeming())
        for name in ["ann", "bob"] {
            try books.join(name)
            try books.adjust(name, by: 500)
        }
        let quote = try books.quote(books.cart(1_000), for: "ann")
        #expect(refusal { try books.hold(quote: quote.id, for: "bob") } == .quoteNotFound)
        try books.adjust("ann", by: -1)
        #expect(
            refusal { try books.hold(quote: quote.id, for: "ann") }
                == .insufficientCoins(available: 499, required: 500))
        try books.move(to: "2026-01-15T10:10:00Z")
        #expect(refusal { try books.hold(quote: quote.id, for: "ann") } == .quoteExpired)
    }

    @Test func `a quote is explained step by step`() throws {
        let books = try TestBooks(
            TestProgramme.redeeming(["app": #""minimum_payment": {"kind": "percent", "basis_points": 2000}"#])
        )
        try books.join("ann")
        try books.adjust("ann", by: 60_000)
        let quote = try books.quote(books.cart(50_000), for: "ann")
        let explanation = try books.read("ann") { try $0.quoteExplanation(quote.id, of: $1).explanation }
        #expect(explanation.text == "40000 coins take USD 400.00 off; USD 100.00 is left to pay.")
        #expect(
            explanation.steps == [
                "USD 500.00 is the amount that the rule looks at", "USD 100.00 must be paid in money",
                "1 coin = USD 0.01", "60000 coins are available", "minimum_payment allows USD 400.00",
                "balance allows USD 600.00", "free_order allows USD 499.99",
                "the least is USD 400.00, in steps of USD 0.01 rounded down",
                "USD 400.00 costs 40000 coins, rounded up",
            ])
        let none = try books.quote(books.cart(50_000, in: .gokwik), for: "ann")
        let refused = try books.read("ann") { try $0.quoteExplanation(none.id, of: $1).explanation }
        #expect(
            refused.text
                == "Coins cannot be used on this cart: the programme takes no coins through this channel.")
    }
}

/// Rules 4.4, 4.5 and 3.4 for coins in holds, and both wallets in one hold.
struct HoldLotTests {
    private func books() throws -> TestBooks {
        let books = try TestBooks(TestProgramme.redeeming(["app": #""hold_minutes": 1440"#]))
        try books.join("ann")
        return books
    }

    @Test func `coins in a hold do not expire under it, and get 7 days of grace on release, once`() throws {
        let books = try books()
        try books.adjust("ann", by: 100, lastDay: "2026-01-15")
        let hold = try books.hold(books.cart(1_000, .coins(60)), for: "ann")
        // The day ends: what is not held lapses, what is held stays.
        try books.move(to: "2026-01-16T08:00:00Z")
        #expect(try books.parts("ann") == [0, 0, 60])
        try books.release(hold)
        #expect(try books.parts("ann") == [60, 0, 0])
        // The 15th and 7 days.
        #expect(try books.lots("ann") == ["60 until 2026-01-23T00:00:00Z"])
        // Held and released again: no longer.
        try books.move(to: "2026-01-22T20:00:00Z")
        let again = try books.hold(books.cart(1_000, .coins(60)), for: "ann")
        try books.move(to: "2026-01-23T08:00:00Z")
        #expect(try books.parts("ann") == [0, 0, 60])
        try books.release(again)
        #expect(try books.parts("ann") == [0, 0, 0])
        #expect(
            try books.history("ann") == [
                "adjustment 100 → 100", "hold 0 → 40", "expiry -40 → 0", "hold_release 0 → 60",
                "hold 0 → 0", "hold_release 0 → 60", "expiry -60 → 0",
            ])
        #expect(try books.faults() == [])
    }

    @Test func `a lot gets grace once: seven days of a hold are not prolonged by a coupon that comes back`()
        throws
    {
        let books = try TestBooks(
            TestProgramme(rewards: [.init(id: "off", coins: 60)])
                .redeeming(["app": #""hold_minutes": 1440"#]))
        try books.join("ann")
        try books.adjust("ann", by: 60, lastDay: "2026-01-15")
        let hold = try books.hold(books.cart(1_000, .coins(60)), for: "ann")
        try books.move(to: "2026-01-16T08:00:00Z")
        try books.release(hold)
        #expect(try books.lots("ann") == ["60 until 2026-01-23T00:00:00Z"])
        let coupon = try books.redeem("off", by: "ann").coupon
        // After the seven days, and within fourteen of the date.
        try books.move(to: "2026-01-24T08:00:00Z")
        try books.cancel(coupon.number, of: "ann")
        #expect(try books.parts("ann") == [0, 0, 0])
        #expect(try books.history("ann").suffix(2) == ["return 60 → 60", "expiry -60 → 0"])
        #expect(try books.faults() == [])
    }

    @Test
    func `a hold takes the soonest-expiring coins first, and a partial release gives the last back first`()
        throws
    {
        let books = try books()
        try books.adjust("ann", by: 100)
        try books.adjust("ann", by: 100, lastDay: "2026-03-01")
        try books.adjust("ann", by: 100, lastDay: "2026-02-01")
        let hold = try books.hold(books.cart(1_000, .coins(250)), for: "ann")
        let held = "SELECT held FROM lots ORDER BY lot"
        #expect(try books.rows(held) == ["50", "100", "100"])
        try books.release(hold, coins: 120)
        #expect(try books.rows(held) == ["0", "30", "100"])
        try books.commit(hold)
        #expect(
            try books.lots("ann") == ["100 until never", "70 until 2026-03-02T00:00:00Z"])
        #expect(try books.faults() == [])
    }

    @Test func `credits are taken first and coins on the rest, each with its own entry`() throws {
        let books = try TestBooks(
            TestProgramme.redeeming([
                "app": #""takes_credits": true, "minimum_payment": {"kind": "fixed", "amount": 100}"#
            ]))
        try books.join("ann")
        try books.adjust("ann", by: 500)
        try books.adjust("ann", by: 150, wallet: .credits)
        let hold = try books.hold(books.cart(500), for: "ann")
        #expect((hold.credits, hold.coins, hold.discount) == (150, 250, 250))
        #expect(try books.parts("ann") == [250, 0, 250])
        #expect(try books.parts("ann", .credits) == [0, 0, 150])
        let rest = try books.release(hold, coins: 0, credits: 50)
        #expect((rest.state, rest.credits, rest.coins) == (.open, 100, 250))
        try books.commit(hold, order: "o-1")
        #expect(try books.history("ann").last == "spend -250 → 250")
        #expect(try books.history("ann", .credits).last == "spend -100 → 50")
        #expect(try books.faults() == [])
    }

    @Test func `a hold of credits alone is released at its deadline too`() throws {
        let books = try TestBooks(TestProgramme.redeeming(["app": #""takes_credits": true"#]))
        try books.join("ann")
        try books.adjust("ann", by: 150, wallet: .credits)
        let hold = try books.hold(books.cart(500), for: "ann")
        #expect((hold.credits, hold.coins) == (150, 0))
        try books.move(to: "2026-01-15T10:30:00Z")
        #expect(try books.parts("ann", .credits) == [150, 0, 0])
        #expect(try books.history("ann", .credits).last == "hold_release 0 → 150")
        #expect(try books.faults() == [])
    }

    @Test func `a refund finds the coins of a committed hold through its order`() throws {
        let books = try books()
        try books.adjust("ann", by: 500)
        let hold = try books.hold(books.cart(1_000, .coins(400)), for: "ann")
        try books.commit(hold, order: "o-1")
        try books.order(
            "o-1", of: "ann", lines: [line("a", 600), line("b", 400, discount: 400)], coinsDiscount: 400)
        let before = try books.wallet("ann").available
        try books.refund("o-1", "r-1")
        // All that the order earned goes, and the 400 come back.
        #expect(before == 106)
        #expect(try books.wallet("ann").available == 500)
        #expect(try books.faults() == [])
    }

    @Test func `coins that come out of a hold repay a debt first`() throws {
        let books = try books()
        try books.order("o-1", of: "ann", 50_000)
        let hold = try books.hold(books.cart(1_000, .coins(400)), for: "ann")
        // The order's 500 coins are taken back; 100 were there, 400 are held.
        try books.order("o-1", of: "ann", 50_000, state: .cancelled)
        #expect(try books.parts("ann") == [-400, 0, 400])
        try books.release(hold)
        #expect(try books.parts("ann") == [0, 0, 0])
        #expect(try books.lots("ann") == [])
        #expect(try books.faults() == [])
    }
}
