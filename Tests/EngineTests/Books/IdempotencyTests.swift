import Dispatch
import Model
import Store
import Testing

@testable import Engine

struct IdempotencyTests {
    static func idempotency(_ key: String, _ request: String) -> Idempotency {
        Idempotency(scope: SHA256.hash(Array(key.utf8)), fingerprint: SHA256.hash(Array(request.utf8)))
    }

    /// Debits a coin and answers with the balance that is left.
    private static func debit(
        _ books: TestBooks, _ idempotency: Idempotency?, in book: Book? = nil, isDryRun: Bool = false,
        coins: Coins = 1,
        answers: Answers
    ) throws {
        let input = AdjustWallet.Input(
            customer: try id("ada"), wallet: .coins, coins: -coins, note: "by hand")
        books.engine.perform(
            WriteRequest(
                book: book ?? books.live, actor: Actor("key:1"), idempotency: idempotency, isDryRun: isDryRun),
            { context in
                let receipt = try AdjustWallet.run(input, in: context)
                return StoredAnswer(status: 201, body: Array("\(receipt.wallet.available)".utf8))
            }, completion: { answers.add($0) })
    }

    private static func text(_ answer: Result<StoredAnswer, EngineError>) -> String {
        switch answer {
        case .success(let answer):
            "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))\(answer.isReplay ? " replayed" : "")"
        case .failure(.refused(let refusal)): refusal.code
        case .failure(let error): "\(error)"
        }
    }

    private func books(coins: Coins) throws -> TestBooks {
        let books = try TestBooks()
        for book in [books.live, books.sandbox] {
            try books.join("ada", in: book)
            try books.adjust("ada", by: coins, in: book)
        }
        return books
    }

    @Test func `a repeated key replays the first receipt, another request under it is refused`() throws {
        let (books, answers) = (try books(coins: 10), Answers())
        let (first, other) = (Self.idempotency("key", "one"), Self.idempotency("key", "two"))
        for given in [first, first, other, first, Self.idempotency("another", "one"), nil] {
            try Self.debit(books, given, answers: answers)
        }
        let found = (0..<6).map { _ in Self.text(answers.next()) }
        #expect(
            found == [
                "201 9", "201 9 replayed", "idempotency_key_reused", "201 9 replayed", "201 8", "201 7",
            ])
    }

    @Test func `a refusal is not kept, so the same request may succeed later`() throws {
        let (books, answers) = (try books(coins: 1), Answers())
        let key = Self.idempotency("key", "five")
        try Self.debit(books, key, coins: 5, answers: answers)
        #expect(Self.text(answers.next()) == "insufficient_coins")
        try books.adjust("ada", by: 10)
        try Self.debit(books, key, coins: 5, answers: answers)
        #expect(Self.text(answers.next()) == "201 6")
    }

    @Test func `a dry run neither reads nor leaves a record, and keeps nothing`() throws {
        let (books, answers) = (try books(coins: 10), Answers())
        let key = Self.idempotency("key", "one")
        try Self.debit(books, key, isDryRun: true, answers: answers)
        #expect(Self.text(answers.next()) == "201 9")
        #expect(try books.wallet("ada").available == 10)
        #expect(try books.number("SELECT count(*) FROM idempotency") == 0)
        try Self.debit(books, key, answers: answers)
        try Self.debit(books, key, isDryRun: true, answers: answers)
        #expect((0..<2).map { _ in Self.text(answers.next()) } == ["201 9", "201 8"])
        #expect(try books.wallet("ada").available == 9)
    }

    @Test func `one book's keys are not another's`() throws {
        let (books, answers) = (try books(coins: 10), Answers())
        let key = Self.idempotency("key", "one")
        try Self.debit(books, key, answers: answers)
        try Self.debit(books, key, in: books.sandbox, answers: answers)
        #expect((0..<2).map { _ in Self.text(answers.next()) } == ["201 9", "201 9"])
    }

    @Test func `an answer without a body is kept, too`() throws {
        let (books, answers) = (try books(coins: 10), Answers())
        let request = WriteRequest(
            book: books.live, actor: .service, idempotency: Self.idempotency("key", "none"))
        for _ in 0..<2 {
            books.engine.perform(
                request, { _ in StoredAnswer(status: 204, body: []) }, completion: { answers.add($0) })
        }
        #expect((0..<2).map { _ in Self.text(answers.next()) } == ["204 ", "204  replayed"])
    }

    // All at once

    @Test
    func `sixty-four debits at once of a balance that covers twenty: twenty succeed, the others are told`()
        throws
    {
        let (books, answers) = (try books(coins: 20 * 7 + 3), Answers())
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            try? Self.debit(books, nil, coins: 7, answers: answers)
        }
        let results = (0..<64).map { _ in answers.next() }
        let refusals = results.compactMap {
            if case .failure(.refused(let refusal)) = $0 { refusal } else { nil }
        }
        #expect(refusals.count == 44)
        #expect(Set(refusals) == [.insufficientCoins(available: 3, required: 7)])
        let balances = results.compactMap { try? $0.get() }.compactMap {
            Int64(String(decoding: $0.body, as: UTF8.self))
        }
        let steps: [Int64] = (0..<20).map { step in 3 + 7 * step }
        #expect(balances.sorted() == steps)
        #expect(try books.wallet("ada").available == 3)
    }

    @Test func `sixty-four redemptions at once make as many coupons as the balance covers`() throws {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "five", coins: 100)]))
        try books.join("ada")
        try books.adjust("ada", by: 1_350)
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            let refused = refusal { outcomes.add(try books.redeem("five", by: "ada").coupon.code) }
            if let refused { outcomes.add("\(refused)") }
        }
        let refused = "\(Refusal.insufficientCoins(available: 50, required: 100))"
        #expect(outcomes.all.filter { $0 == refused }.count == 51)
        #expect(Set(outcomes.all).count == 14)
        #expect(try books.number("SELECT count(*) FROM coupons WHERE state = 'active'") == 13)
        #expect(try books.wallet("ada").available == 50)
    }

    @Test func `sixty-four repeats at once of one key have one effect and one answer`() throws {
        let (books, answers) = (try books(coins: 100), Answers())
        let key = Self.idempotency("key", "one")
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            try? Self.debit(books, key, coins: 9, answers: answers)
        }
        let texts = (0..<64).map { _ in Self.text(answers.next()) }
        #expect(texts.filter { $0 == "201 91" }.count == 1)
        #expect(texts.filter { $0 == "201 91 replayed" }.count == 63)
        #expect(try books.wallet("ada").available == 91)
    }

    @Test func `sixty-four uses at once of one code: one order gets it`() throws {
        let books = try TestBooks(TestProgramme(rewards: [.init(id: "five", coins: 100)]))
        try books.join("ada")
        try books.adjust("ada", by: 100)
        let code = try books.redeem("five", by: "ada").coupon.code
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 64) { number in
            let refused = refusal {
                try books.use(code, order: "o-\(number)")
                outcomes.add("used")
            }
            if let refused { outcomes.add(refused.code) }
        }
        #expect(outcomes.all.sorted() == Array(repeating: "coupon_not_active", count: 63) + ["used"])
    }
}
