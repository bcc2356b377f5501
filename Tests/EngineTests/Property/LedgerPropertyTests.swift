import Foundation
import Model
import Store
import Testing

@testable import Engine

/// Random lives of a loyalty programme, in which the engine and the auditor must agree at every step.
///
/// `LOYALTY_STEPS` sets how many steps there are in all, `LOYALTY_SEED` runs one seed again, to the end,
/// or, as `random`, seeds that nobody has tried. Without it the seeds are always the same, so that a build that fails fails
/// for everybody.
struct LedgerPropertyTests {
    static let environment = ProcessInfo.processInfo.environment
    static let stepsInAll = environment["LOYALTY_STEPS"].flatMap { Int($0) } ?? 20_000
    /// Each seed starts over with another zone, tier window and programme.
    static let runs = 8
    static let seeds: [UInt64] =
        environment["LOYALTY_SEED"].flatMap { UInt64($0) }.map { [$0] }
        ?? (0..<UInt64(runs)).map { number in
            environment["LOYALTY_SEED"] == "random"
                ? UInt64.random(in: 1...999_999) * 10 + number : 4_488_962 + 7_919 * number
        }

    @Test(arguments: seeds)
    func `the engine and an independent auditor agree at every step`(seed: UInt64) throws {
        let steps = Self.stepsInAll / Self.runs
        print("ledger property: LOYALTY_SEED=\(seed), \(steps) steps")
        var random = RandomSteps(seed: seed)
        var audit = try Audit(random.programme())
        for number in 1...steps {
            let step = random.next(audit.auditor)
            let found = try audit.perform(step)
            guard found.isEmpty else {
                Issue.record(
                    "LOYALTY_SEED=\(seed), step \(number): \(step)\n\(found.joined(separator: "\n"))")
                return
            }
        }
        var found = try audit.compareEverything() + audit.checkInvariants()
        // The product's own proof has nothing to find in sound books.
        found += try Verification.run(on: audit.engine.books.engine).faults.map(\.description)
        #expect(found.isEmpty, "LOYALTY_SEED=\(seed), at the end: \(found.joined(separator: "\n"))")
    }
}

/// The two sets of books side by side.
struct Audit {
    var engine: EngineUnderAudit
    let auditor: Auditor
    private let reader: Reader
    private let proof: Connection
    /// Entries that have been compared, per customer.
    private var compared: [Int: (coins: Int, credits: Int)] = [:]
    private var stepCount = 0
    /// Steps between two checks of everything in SQL.
    private static let stepsBetweenProofs = 250
    /// Coupons compared at each step.
    private static let couponsMax = 6

    init(_ programme: TestProgramme) throws {
        engine = try EngineUnderAudit(programme)
        auditor = Auditor(programme, now: engine.books.clock.now().milliseconds)
        reader = try engine.books.engine.store.makeReader()
        proof = try Connection(path: engine.books.engine.store.path, access: .readOnly)
    }

    /// Does one thing to both; answers what they disagree about.
    mutating func perform(_ step: Step) throws -> [String] {
        stepCount += 1
        let answer = try engine.perform(step) { day in
            LocalDate(year: day / 10_000, month: day / 100 % 100, day: day % 100)
        }
        let expected = told(of: step)
        if answer != expected { return ["the engine answered \(answer), the auditor \(expected)"] }
        var found = try customers(in: step).flatMap { try compare($0, couponsMax: Self.couponsMax) }
        if stepCount.isMultiple(of: Self.stepsBetweenProofs) { found += try checkInvariants() }
        return found
    }

    private func told(of step: Step) -> String {
        switch step {
        case .join(let email, let mobile):
            auditor.customers.append(Auditor.Customer(email: email, mobile: mobile))
        case .order(let event): return auditor.put(event)
        case .refund(let order, let id, let part, let asCredit, _):
            return auditor.refund(order, id, part, asCredit: asCredit)
        case .fire(let fire): return auditor.fire(fire)
        case .redeem(let customer, let reward, let coins, let amount):
            return auditor.redeem(customer, reward: reward, coins: coins, amount: amount)
        case .cancel(let customer, let coupon): return auditor.cancel(customer, coupon: coupon)
        case .use(let customer, let coupon, let claimant, let order, let cart):
            return auditor.use(customer, coupon: coupon, claimant: claimant, order: order, cart: cart)
        case .adjust(let customer, let wallet, let coins, let lastDay):
            return auditor.adjust(customer, wallet: wallet, coins: coins, lastDay: lastDay)
        case .claim(let friend, let referrer): return auditor.claim(friend, codeOf: referrer)
        case .block(let customer, let isBlocked): auditor.customers[customer].isBlocked = isBlocked
        case .move(let milliseconds): auditor.move(to: auditor.now + milliseconds)
        case .publish(let programme): auditor.programme = programme
        case .settleAll: break
        }
        return "ok"
    }

    private func customers(in step: Step) -> [Int] {
        switch step {
        case .order(let event): [event.customer]
        case .refund(_, _, _, _, let customer): auditor.customers.isEmpty ? [] : [customer]
        case .fire(let fire): [fire.customer]
        case .redeem(let customer, _, _, _), .cancel(let customer, _), .use(let customer, _, _, _, _),
            .adjust(let customer, _, _, _), .claim(let customer, _), .block(let customer, _):
            [customer]
        case .join: [auditor.customers.count - 1]
        case .settleAll, .publish: Array(auditor.customers.indices)
        case .move: []
        }
    }

    private mutating func compare(_ customer: Int, couponsMax: Int) throws -> [String] {
        let places = compared[customer] ?? (0, 0)
        let theirs = try engine.view(of: customer, on: reader, entriesFrom: places, couponsMax: couponsMax)
        let ours = auditor.view(of: customer, entriesFrom: places, couponsMax: couponsMax)
        compared[customer] = (ours.coins.entryCount, ours.credits.entryCount)
        return theirs == ours ? [] : Self.differences(theirs, ours, at: "customer \(customer)")
    }

    /// The members in which two values differ.
    private static func differences(_ theirs: Any, _ ours: Any, at place: String) -> [String] {
        let (left, right) = (
            Array(Mirror(reflecting: theirs).children), Array(Mirror(reflecting: ours).children)
        )
        guard left.count == right.count, !left.isEmpty, left[0].label != "some" else {
            return "\(theirs)" == "\(ours)" ? [] : ["\(place): engine \(theirs)\n    auditor \(ours)"]
        }
        return zip(left, right).flatMap {
            differences($0.value, $1.value, at: "\(place).\($0.label ?? "item")")
        }
    }

    /// Every customer, every entry, every coupon.
    mutating func compareEverything() throws -> [String] {
        compared = [:]
        return try auditor.customers.indices.flatMap { try compare($0, couponsMax: 100_000) }
    }

    /// Rule 3.2 in SQL, over all customers and wallets.
    func checkInvariants() throws -> [String] {
        try Self.invariants.flatMap { sentence, sql in
            try proof.table(sql).prefix(3).map { "\(sentence): \($0)" }
        }
    }

    static let invariants: [(String, String)] = [
        (
            "the entries add up to the wallet",
            """
            SELECT customer || ' ' || wallet FROM wallets AS w WHERE available + pending + held <> coalesce(
                (SELECT sum(coins) FROM entries WHERE book = w.book AND customer = w.customer AND wallet = w.wallet), 0)
            """
        ),
        (
            "what is left in lots, less debt, is available and held",
            """
            SELECT customer || ' ' || wallet FROM wallets AS w
            WHERE available + held <> min(available, 0) + coalesce((SELECT sum(remaining) FROM lots
                WHERE book = w.book AND customer = w.customer AND wallet = w.wallet AND is_pending = 0), 0)
            """
        ),
        (
            "what is left in pending lots is pending",
            """
            SELECT customer || ' ' || wallet FROM wallets AS w WHERE pending <> coalesce((
                SELECT sum(remaining) FROM lots
                WHERE book = w.book AND customer = w.customer AND wallet = w.wallet AND is_pending = 1), 0)
            """
        ),
        (
            "balances run on from entry to entry, and time never goes backwards",
            """
            SELECT customer || ' ' || wallet || ' ' || sequence FROM (
                SELECT *, lag(available_after, 1, 0) OVER line AS available_before,
                    lag(pending_after, 1, 0) OVER line AS pending_before, lag(sequence, 1, 0) OVER line AS before,
                    lag(recorded_at, 1, 0) OVER line AS recorded_before
                FROM entries WINDOW line AS (PARTITION BY book, customer, wallet ORDER BY sequence))
            WHERE available_before + available_change <> available_after
                OR pending_before + pending_change <> pending_after OR before + 1 <> sequence
                OR recorded_before > recorded_at OR available_change + pending_change <> coins
            """
        ),
        (
            "a debit takes from lots what it says, or makes debt by clawing back",
            """
            SELECT customer || ' ' || wallet || ' ' || sequence FROM entries AS e
            WHERE coins < 0 AND -coins <> coalesce((SELECT sum(coins) FROM spent_lots WHERE book = e.book
                AND customer = e.customer AND wallet = e.wallet AND sequence = e.sequence), 0) AND kind <> 'clawback'
            """
        ),
        (
            "nothing due is forgotten",
            """
            SELECT customer || '' FROM wallets AS w WHERE next_due_at > (
                SELECT min(CASE is_pending WHEN 1 THEN available_at ELSE expires_at END) FROM lots
                WHERE book = w.book AND customer = w.customer AND wallet = w.wallet AND remaining > 0)
            """
        ),
        (
            "an order is awarded once",
            """
            SELECT source_reference || '' FROM entries
            WHERE source_kind = 'order' AND kind IN ('earn', 'pending_award') AND wallet = 1
            GROUP BY book, source_reference HAVING count(*) > 1
            """
        ),
        (
            "what came back of coins spent on an order is what its entries say",
            """
            SELECT order_id || ' ' || sequence FROM order_redemptions AS r WHERE returned <> coalesce((
                SELECT sum(coins) FROM entries WHERE book = r.book AND customer = r.customer AND wallet = r.wallet
                AND kind = 'return' AND reverses = r.sequence), 0)
            """
        ),
        (
            "an order that counts is refunded as far as its refunds say",
            """
            SELECT order_id || '' FROM orders AS o WHERE state IN ('paid', 'fulfilled', 'delivered')
                AND refunded = 'full' AND counted_spend <> 0
            """
        ),
    ]
}
