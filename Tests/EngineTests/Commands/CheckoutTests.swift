import Dispatch
import Model
import Store
import Testing

@testable import Engine

/// Rules 7.1–7.3: what connectors do at checkout. One coin is one cent.
struct CheckoutTests {
    private func books() throws -> TestBooks {
        let books = try TestBooks(TestProgramme.redeeming(["custom_checkout": "", "gokwik": ""]))
        for name in ["ann", "bob"] {
            try books.join(name)
            try books.adjust(name, by: 500)
        }
        return books
    }

    private func cart(_ coins: Coins, _ books: TestBooks) -> QuoteRequest {
        books.cart(1_000, in: .customCheckout, .coins(coins))
    }

    @Test
    func `a perform debits at once when the order is known, and stays open until its deadline otherwise`()
        throws
    {
        let books = try books()
        let open = try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        #expect((open.hold.state, open.isRepeated, open.isWithoutReference) == (.open, false, false))
        #expect(try books.parts("ann") == [400, 0, 100])
        let paid = try books.perform(cart(50, books), for: "ann", reference: "cart-2", order: "o-2")
        #expect((paid.hold.state, paid.hold.order) == (.committed, "o-2"))
        #expect(try books.parts("ann") == [350, 0, 100])
    }

    @Test
    func `a repeated perform returns the first result, and another amount under its reference is refused`()
        throws
    {
        let books = try books()
        let first = try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        let second = try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        #expect(second.hold == first.hold && second.isRepeated)
        #expect(
            refusal { try books.perform(cart(101, books), for: "ann", reference: "cart-1") }
                == .referenceReused)
        #expect(
            refusal { try books.perform(cart(100, books), for: "bob", reference: "cart-1") }
                == .referenceReused)
        #expect(try books.parts("ann") == [400, 0, 100])
        // A repeat that knows the order finishes the hold.
        let done = try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        #expect((done.hold.state, done.isRepeated) == (.committed, true))
        #expect(try books.parts("ann") == [400, 0, 0])
        // Another connector's reference is another perform.
        let other = books.cart(1_000, in: .gokwik, .coins(100))
        #expect(try !books.perform(other, for: "ann", reference: "cart-1").isRepeated)
    }

    @Test func `after a revert the same reference is refused and a new try sends the next attempt`() throws {
        let books = try books()
        try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        let reverted = try books.revert(of: "ann", reference: "cart-1")
        #expect((reverted.hold?.state, reverted.returned, reverted.wallet.available) == (.reverted, 100, 500))
        // Twice gives the same answer.
        let again = try books.revert(of: "ann", reference: "cart-1")
        #expect((again.hold?.state, again.returned, again.wallet.available) == (.reverted, 0, 500))
        #expect(
            refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-1") }
                == .alreadyReverted)
        try books.perform(cart(100, books), for: "ann", reference: "cart-1", attempt: 2)
        #expect(try books.parts("ann") == [400, 0, 100])
        let faults = try books.faults()
        #expect(faults == [])
    }

    @Test func `a revert before its perform leaves a marker and the late perform is refused`() throws {
        let books = try books()
        let marked = try books.revert(of: "ann", reference: "cart-1")
        #expect(marked.hold == nil && marked.returned == 0)
        #expect(try books.revert(of: "ann", reference: "cart-1").hold == nil)
        #expect(
            refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-1") }
                == .alreadyReverted)
        #expect(try books.parts("ann") == [500, 0, 0])
    }

    @Test func `without a reference the same amount within 10 seconds is a repeat, and flagged`() throws {
        let books = try books()
        let first = try books.perform(cart(100, books), for: "ann", reference: nil)
        #expect(first.isWithoutReference && !first.isRepeated)
        try books.move(to: "2026-01-15T10:00:09.999Z")
        let second = try books.perform(cart(100, books), for: "ann", reference: nil)
        #expect(second.isRepeated && second.hold == first.hold)
        #expect(try !books.perform(cart(99, books), for: "ann", reference: nil).isRepeated)
        try books.move(to: "2026-01-15T10:00:10Z")
        #expect(try !books.perform(cart(100, books), for: "ann", reference: nil).isRepeated)
        #expect(try books.parts("ann") == [201, 0, 299])
    }

    @Test(arguments: [(0 as Int64, 0 as Int64, false), (30, 29_999, true), (30, 30_000, false)])
    func `a programme says within how many seconds it is a repeat`(
        seconds: Int64, passed: Int64, isRepeated: Bool
    ) throws {
        let rule = #""repeat_seconds": \#(seconds)"#
        let books = try TestBooks(TestProgramme.redeeming(["custom_checkout": rule]))
        try books.join("ann")
        try books.adjust("ann", by: 500)
        try books.perform(cart(100, books), for: "ann", reference: nil)
        books.clock.set(books.clock.now().adding(milliseconds: passed))
        #expect(
            try books.perform(cart(100, books), for: "ann", reference: nil).isRepeated == isRepeated)
        #expect(try books.parts("ann")[2] == (isRepeated ? 100 : 200))
    }

    @Test func `a revert without a reference takes the newest perform that stands`() throws {
        let books = try books()
        let first = try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        let second = try books.perform(cart(100, books), for: "ann", reference: "cart-2")
        let request = cart(100, books)
        #expect(try books.revert(request, of: "ann", reference: nil).hold?.number == second.hold.number)
        // Within ten seconds it is taken for a retry, which gives the same answer and nothing back (rule 7.3).
        let again = try books.revert(request, of: "ann", reference: nil)
        #expect(again.hold?.number == second.hold.number && again.returned == 0)
        #expect(try books.parts("ann") == [400, 0, 100])
        books.clock.set(books.clock.now().adding(milliseconds: 10_000))
        #expect(try books.revert(request, of: "ann", reference: nil).hold?.number == first.hold.number)
        #expect(try books.parts("ann") == [500, 0, 0])
        books.clock.set(books.clock.now().adding(milliseconds: 60_000))
        // Nothing stands any more: the answer is the last one's.
        let late = try books.revert(request, of: "ann", reference: nil)
        #expect(late.hold?.number == first.hold.number && late.returned == 0)
        #expect(refusal { try books.revert(cart(70, books), of: "ann", reference: nil) } == nil)
    }

    @Test func `a revert without a reference needs no more than the total`() throws {
        let books = try books()
        let performed = try books.perform(cart(100, books), for: "ann", reference: nil)
        var other = cart(100, books)
        (other.wanted, other.wallets) = (.most, .coinsAndCredits)
        #expect(try books.revert(other, of: "ann", reference: nil).hold?.number == performed.hold.number)
        #expect(try books.parts("ann") == [500, 0, 0])
    }

    @Test func `a perform whose hold was let go is refused, whatever it says of the order`() throws {
        let books = try books()
        let hold = try books.perform(cart(100, books), for: "ann", reference: "cart-1").hold
        try books.release(hold)
        for order in [nil, "o-1"] {
            #expect(
                refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: order) }
                    == .alreadyReverted)
        }
        #expect(try books.parts("ann") == [500, 0, 0])
        #expect(
            try !books.perform(cart(100, books), for: "ann", reference: "cart-1", attempt: 2).isRepeated)
    }

    @Test func `a perform again after the deadline is refused unless the purchase is done`() throws {
        let books = try books()
        try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        books.clock.set(books.clock.now().adding(milliseconds: 31 * 60_000))
        #expect(
            refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-1") }
                == .holdNotOpen(state: "expired"))
        let paid = try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        #expect(paid.hold.state == .committed)
        #expect(try books.parts("ann") == [400, 0, 0])
    }

    @Test func `without a reference the order is one, for ever`() throws {
        let books = try books()
        let first = try books.perform(cart(100, books), for: "ann", reference: nil, order: "o-1")
        #expect(!first.isWithoutReference)
        books.clock.set(books.clock.now().adding(milliseconds: 3_600_000))
        let again = try books.perform(cart(100, books), for: "ann", reference: nil, order: "o-1")
        #expect(again.isRepeated && again.hold.number == first.hold.number)
        #expect(
            refusal { try books.perform(cart(90, books), for: "ann", reference: nil, order: "o-1") }
                == .referenceReused)
        #expect(try books.parts("ann") == [400, 0, 0])
    }

    @Test func `3_6 a connector pays on an order once, whatever references it sends`() throws {
        let books = try books()
        try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        #expect(
            refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-2", order: "o-1") }
                == .referenceReused)
        #expect(try books.parts("ann") == [400, 0, 0])
        try books.revert(of: "ann", reference: "cart-1")
        try books.perform(cart(100, books), for: "ann", reference: "cart-2", order: "o-1")
        #expect(try books.parts("ann") == [400, 0, 0])
    }

    @Test func `a perform on another customer's order is refused`() throws {
        let books = try books()
        try books.order("o-bob", of: "bob", 1_000)
        #expect(
            refusal { try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-bob") }
                == .orderOfAnotherCustomer)
        #expect(try books.parts("ann") == [500, 0, 0])
    }

    @Test func `a revert tells the store credit that came back`() throws {
        let books = try TestBooks(
            TestProgramme.redeeming(["custom_checkout": #""takes_credits": true"#]))
        try books.join("ann")
        try books.adjust("ann", by: 500)
        try books.adjust("ann", by: 300, wallet: .credits)
        var request = cart(100, books)
        request.wallets = .coinsAndCredits
        let performed = try books.perform(request, for: "ann", reference: "cart-1", order: "o-1")
        #expect(performed.hold.credits == 300)
        let back = try books.revert(of: "ann", reference: "cart-1")
        #expect((back.returned, back.returnedCredits) == (100, 300))
        #expect(try books.revert(of: "ann", reference: "cart-1").returnedCredits == 0)
    }

    @Test func `a partial revert gives back up to what is left`() throws {
        let books = try books()
        try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        #expect(try books.revert(of: "ann", reference: "cart-1", coins: 30).returned == 30)
        #expect(try books.parts("ann") == [430, 0, 0])
        #expect(
            refusal { try books.revert(of: "ann", reference: "cart-1", coins: 71) }
                == .aboveHold(coins: 70, credits: 0))
        let rest = try books.revert(of: "ann", reference: "cart-1")
        #expect((rest.returned, rest.hold?.state) == (70, .reverted))
        #expect(try books.parts("ann") == [500, 0, 0])
        let faults = try books.faults()
        #expect(faults == [])
    }

    @Test func `a refund after a partial revert gives back no more than the rest`() throws {
        let books = try books()
        try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        try books.order("o-1", of: "ann", lines: [line("a", 1_000, discount: 100)], coinsDiscount: 100)
        try books.revert(of: "ann", reference: "cart-1", coins: 40)
        try books.refund("o-1", "r-1")
        #expect(try books.wallet("ann").available == 500)
        // And a revert after the refund finds nothing left.
        #expect(try books.revert(of: "ann", reference: "cart-1").returned == 0)
        #expect(try books.wallet("ann").available == 500)
        let faults = try books.faults()
        #expect(faults == [])
    }

    @Test func `5_6 coins that came back before the order was known do not come back again with its refund`()
        throws
    {
        let books = try books()
        let hold = try books.perform(cart(100, books), for: "ann", reference: "cart-1").hold
        try books.commit(hold)
        #expect(try books.revert(of: "ann", reference: "cart-1", coins: 20).returned == 20)
        try books.commit(hold, order: "o-1")
        let spent = hold.coins
        try books.order("o-1", of: "ann", 0)
        #expect(try books.refund("o-1", "r-1").refund.coinsReturned == spent - 20)
        #expect(try books.parts("ann") == [500, 0, 0])
        let faults = try books.faults()
        #expect(faults == [])
    }

    @Test func `64 performs of one reference at once debit once`() throws {
        let books = try books()
        let outcomes = Outcomes()
        let request = cart(100, books)
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            let receipt = try? books.perform(request, for: "ann", reference: "cart-1", order: "o-1")
            outcomes.add(receipt.map { $0.isRepeated ? "repeated" : "performed" } ?? "refused")
        }
        #expect(outcomes.all.filter { $0 == "performed" }.count == 1)
        #expect(outcomes.all.filter { $0 == "repeated" }.count == 63)
        #expect(try books.parts("ann") == [400, 0, 0])
    }

    @Test func `a final purchase commits without an order, and an open one becomes final by its repeat`()
        throws
    {
        let books = try books()
        let final = try books.perform(cart(100, books), for: "ann", reference: "cart-1", isFinal: true)
        #expect((final.hold.state, final.hold.order) == (.committed, nil))
        // Its order may become known later, and is linked then.
        let known = try books.perform(
            cart(100, books), for: "ann", reference: "cart-1", order: "o-1", isFinal: true)
        #expect((known.hold.order, known.isRepeated) == ("o-1", true))
        try books.perform(cart(50, books), for: "ann", reference: "cart-2")
        let late = try books.perform(cart(50, books), for: "ann", reference: "cart-2", isFinal: true)
        #expect((late.hold.state, late.isRepeated) == (.committed, true))
        // One that went home in the meantime is quoted anew.
        try books.perform(cart(25, books), for: "ann", reference: "cart-3")
        books.clock.advance(by: .seconds(30 * 60))
        let anew = try books.perform(cart(25, books), for: "ann", reference: "cart-3", isFinal: true)
        #expect(anew.hold.state == .committed)
        #expect(try books.parts("ann") == [325, 0, 0])
        let back = try books.revert(of: "ann", reference: "cart-2")
        #expect((back.hold?.state, back.returned) == (.reverted, 50))
        #expect(
            refusal { try books.perform(cart(50, books), for: "ann", reference: "cart-2", isFinal: true) }
                == .alreadyReverted)
        let faults = try books.faults()
        #expect(faults == [])
    }

    @Test func `a late commit takes from the wallets that the hold had, whatever has come into the others`()
        throws
    {
        let books = try TestBooks(TestProgramme.redeeming(["custom_checkout": #""takes_credits": true"#]))
        try books.join("ann")
        try books.adjust("ann", by: 500)
        try books.perform(cart(100, books), for: "ann", reference: "cart-1")
        books.clock.advance(by: .seconds(30 * 60))
        try books.adjust("ann", by: 950, wallet: .credits)
        // The credits would leave 50 of the cart for coins; they were not there when the customer paid.
        let late = try books.perform(cart(100, books), for: "ann", reference: "cart-1", order: "o-1")
        #expect((late.hold.state, late.hold.coins, late.hold.credits) == (.committed, 100, 0))
        #expect(try books.parts("ann") == [400, 0, 0] && books.parts("ann", .credits) == [950, 0, 0])
        // Of a hold of store credit alone, store credit alone.
        var credits = books.cart(900, in: .customCheckout)
        credits.wallets = .credits
        try books.perform(credits, for: "ann", reference: "cart-2")
        books.clock.advance(by: .seconds(30 * 60))
        let paid = try books.perform(credits, for: "ann", reference: "cart-2", isFinal: true)
        #expect((paid.hold.state, paid.hold.coins, paid.hold.credits) == (.committed, 0, 900))
        #expect(try books.parts("ann") == [400, 0, 0] && books.parts("ann", .credits) == [50, 0, 0])
        let faults = try books.faults()
        #expect(faults == [])
    }
}
