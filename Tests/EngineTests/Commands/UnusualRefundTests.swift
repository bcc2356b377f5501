import Model
import Testing

@testable import Engine

/// Refunds of orders that are not as one expects: of quantities with nothing in common, of orders that were changed, and
/// with somebody else's coupon.
struct UnusualRefundTests {
    private func books() throws -> TestBooks {
        let books = try TestBooks(
            TestProgramme(rewards: [.init(id: "five", coins: 100, amount: 500)]))
        for name in ["ada", "bob"] { try books.join(name) }
        return books
    }

    /// The primes from 101 to 337: their product has more than 300 bits.
    static let primes: [Int64] = (101...337).filter { number in
        (2...18).allSatisfy { number % $0 != 0 }
    }

    /// Each line is 100.00; a unit of a line of p units is 10000 ⁄ p. All 43 units are worth 2,288.489… minor units:
    /// 430,000 less those are 427,711.5 and so 4,277 coins.
    @Test func `quantities with nothing in common are refunded, in parts as in one`() throws {
        #expect(Self.primes.count == 43)
        let books = try books()
        let lines = Self.primes.map { line("p\($0)", 10_000, quantity: $0) }
        try books.order("parts", of: "ada", lines: lines)
        try books.order("whole", of: "bob", lines: lines)
        #expect(try books.wallet("ada").available == 4_300)
        for prime in Self.primes { try books.refund("parts", "r-\(prime)", lines: [("p\(prime)", 1)]) }
        try books.refund("whole", "r", lines: Self.primes.map { ("p\($0)", 1) })
        for name in ["ada", "bob"] { #expect(try books.wallet(name).available == 4_277) }
        // An amount on top of it, and then all that is left.
        try books.refund("whole", "amount", amount: 10_000)
        #expect(try books.wallet("bob").available == 4_177)
        for prime in Self.primes {
            try books.refund("parts", "rest-\(prime)", lines: [("p\(prime)", prime - 1)])
        }
        #expect(try books.wallet("ada").available == 0)
        #expect(try books.order("parts").refunded == .full)
        let faults = try books.faults()
        #expect(faults == [])
    }

    struct Changed: Sendable {
        var total: Int64
        /// What comes back, and what is kept then.
        var refunds: [(amount: Int64, kept: Coins)]
    }

    static let changed = [
        Row("made smaller", Changed(total: 5_000, refunds: [(2_500, 25), (2_500, 0)])),
        Row("made larger", Changed(total: 50_000, refunds: [(30_000, 100), (10_000, 100), (5_000, 50)])),
    ]

    /// A coin per 1.00; the award of 100 coins stays as it is until something comes back.
    @Test(arguments: changed)
    func `of an order that was changed after its award what is left of it now is what is kept`(
        row: Row<Changed>
    )
        throws
    {
        let books = try books()
        try books.order("1", of: "ada", 10_000)
        try books.order("1", of: "ada", row.value.total)
        #expect(try books.wallet("ada").available == 100)
        for (number, refund) in row.value.refunds.enumerated() {
            try books.refund("1", "r-\(number)", amount: refund.amount)
            #expect(try books.wallet("ada").available == refund.kept)
        }
        #expect(try books.faults() == [])
    }

    /// 300 coins spent on the order, 500 earned by it and gone; the floor is 100. The 300 that come back pay first:
    /// −500 + 300 leaves 200 owed, of which 100 fit above the floor and 100 are waived.
    @Test func `what comes back pays what is taken back before anything is waived`() throws {
        for isCancelled in [false, true] {
            let books = try TestBooks(
                TestProgramme(
                    rewards: [.init(id: "three", coins: 300, amount: 300)], debtFloor: 100))
            try books.join("ada")
            try books.adjust("ada", by: 300)
            let coupon = try books.redeem("three", by: "ada").coupon
            try books.use(coupon.code, by: "ada", order: "1")
            try books.order("1", of: "ada", 50_000)
            try books.adjust("ada", by: -500)
            if isCancelled {
                try books.order("1", of: "ada", 50_000, state: .cancelled)
            } else {
                let refund = try books.refund("1", "r-1").refund
                #expect((refund.coinsReturned, refund.coinsTakenBack, refund.coinsWaived) == (300, 400, 100))
            }
            #expect(try books.wallet("ada").available == -100)
            let faults = try books.faults()
            #expect(faults == [])
        }
    }

    @Test func `coins that were spent on somebody else's order come back to who spent them`() throws {
        let books = try books()
        try books.adjust("ada", by: 100)
        let coupon = try books.redeem("five", by: "ada").coupon
        try books.use(coupon.code, order: "1")
        try books.order("1", of: "bob", 2_000)
        #expect(try books.wallet("bob").available == 20)
        try books.refund("1", "r-1", amount: 1_000)
        #expect(try books.wallet("ada").available == 50)
        try books.order("1", of: "bob", 2_000, state: .cancelled)
        #expect(try books.wallet("ada").available == 100)
        #expect(try books.wallet("bob").available == 0)
        let faults = try books.faults()
        #expect(faults == [])
    }
}
