import Dispatch
import Model
import Store
import Testing

@testable import Engine

/// How erasing a customer finds the kept answers and the acts that tell of it (rule 11.4).
struct KeptAnswersTests {
    /// Runs a command under a key; its answer is its text.
    private static func perform(
        _ key: String, on books: TestBooks, answers: Answers,
        _ body: @escaping @Sendable (CommandContext) throws -> String
    ) {
        books.engine.perform(
            WriteRequest(
                book: books.live, actor: Actor("key:1"), idempotency: IdempotencyTests.idempotency(key, key)),
            { StoredAnswer(status: 200, body: Array(try body($0).utf8)) }, completion: { answers.add($0) })
    }

    /// The same, and waits; nil where it is refused.
    private func answer(
        _ key: String, on books: TestBooks, _ body: @escaping @Sendable (CommandContext) throws -> String
    ) throws -> String? {
        let answers = Answers()
        Self.perform(key, on: books, answers: answers, body)
        guard case .success(let answer) = answers.next() else { return nil }
        return String(decoding: answer.body, as: UTF8.self)
    }

    private static func adjust(_ name: String, by coins: Coins) -> @Sendable (CommandContext) throws -> String
    {
        { context in
            let input = AdjustWallet.Input(
                customer: try id(name), wallet: .coins, coins: coins, note: "for \(name)")
            return "\(name) \(try AdjustWallet.run(input, in: context).entry.id)"
        }
    }

    private static let kept = """
        SELECT CAST(body AS TEXT) FROM idempotency WHERE length(body) > 0 ORDER BY number
        """

    @Test func `each of many commands in one transaction has its own answer named by its own entry`() throws {
        let (books, answers) = (try TestBooks(), Answers())
        let names = ["ada", "bob", "cleo"]
        for name in names { try books.join(name) }
        let gate = DispatchSemaphore(value: 0)
        books.engine.store.write(
            { _ in
                gate.wait()
                // It stays open: a command may be run a second time.
                gate.signal()
                return .keep(())
            }, completion: { _ in })
        for number in 0..<30 {
            let adjust = Self.adjust(names[number % 3], by: 1)
            Self.perform("key \(number)", on: books, answers: answers) { context in
                let answer = try adjust(context)
                // It has written already: the whole batch is undone, and runs again with each command in a savepoint.
                if number % 10 == 9 { throw Refusal.balanceLimit }
                return answer
            }
        }
        gate.signal()
        for _ in 0..<30 { _ = answers.next() }
        let wrong = try books.rows(
            """
            SELECT customer || ' ' || sequence FROM entries LEFT JOIN idempotency ON number = answer
            WHERE CAST(body AS TEXT) IS NOT CASE customer WHEN 1 THEN 'ada' WHEN 2 THEN 'bob' ELSE 'cleo' END
                || ' ' || 'coins-' || sequence
            """)
        #expect(wrong == [])
        #expect(try books.number("SELECT count(*) FROM entries") == 27)
        #expect(try books.number("SELECT count(*) FROM idempotency_customers") == 0)
        try books.run { _ = try EraseCustomer.run(try id("bob"), in: $0) }
        let rest = try books.rows(Self.kept)
        #expect(rest.count == 18 && !rest.contains { $0.hasPrefix("bob") }, "\(rest)")
    }

    @Test func `an answer without an entry is found too`() throws {
        let books = try TestBooks()
        try books.join("ada")
        let put: @Sendable (CommandContext) throws -> String = { context in
            let input = UpsertCustomer.Input(id: try id("ada"), name: "Ada", signsUp: false)
            return try UpsertCustomer.run(input, in: context).customer.name ?? ""
        }
        #expect(try answer("put", on: books, put) == "Ada")
        #expect(try books.number("SELECT count(*) FROM idempotency_customers") == 1)
        try books.run { _ = try EraseCustomer.run(try id("ada"), in: $0) }
        #expect(try books.rows(Self.kept) == [])
        #expect(try answer("put", on: books, put) == nil)
    }

    @Test func `an entry names no answer that does not tell of its customer`() throws {
        let books = try TestBooks(TestProgramme(referral: .init(holdDays: 0)))
        let code = try books.join("ada").referralCode
        try books.join("bob")
        try books.claim(code, by: "bob")
        let input = PutOrder.Input(
            id: try #require(OrderID("order-1")), customer: try id("bob"), state: .paid,
            placedAt: books.clock.now(), currency: "USD", total: 5_000, subtotal: 5_000, revision: nil,
            makesCustomer: false)
        let order: @Sendable (CommandContext) throws -> String = { context in
            _ = try PutOrder.run(input, in: context)
            return "bob's order"
        }
        #expect(try answer("order", on: books, order) == "bob's order")
        #expect(try books.wallet("ada").available > 0)
        try books.run { _ = try EraseCustomer.run(try id("ada"), in: $0) }
        #expect(try answer("order", on: books, order) == "bob's order")
        try books.run { _ = try EraseCustomer.run(try id("bob"), in: $0) }
        #expect(try answer("order", on: books, order) == nil)
    }

    @Test func `a customer's acts are all found, whether or not an entry names them, and erased`() throws {
        let books = try TestBooks()
        try books.join("ada")
        try books.join("bob")
        for number in 1...3 {
            try books.adjust("ada", by: 10)
            try books.adjust("bob", by: 10)
            let name = try id(number == 2 ? "bob" : "ada")
            try books.run {
                _ = try BlockCustomer.run(name, isBlocked: number < 3, reason: "a ring", in: $0)
            }
        }
        let numbers = try books.rows("SELECT number FROM audit_log WHERE customer = 1 ORDER BY number DESC")
        let connection = try Connection(path: books.engine.store.path, access: .readOnly)
        let (book, ada) = (books.live.number, AuditFilter(customer: CustomerNumber(1)))
        var (found, place): ([Int64], Int64?) = ([], nil)
        repeat {
            let page = try connection.auditRecords(in: book, ada, before: place, limit: 2).map(\.number)
            found += page
            place = page.last
        } while place != nil
        #expect(found.map(String.init) == numbers && numbers.count == 5)
        let plan = try connection.plan(of: try #require(connection.preparedSQL.last))
        #expect(plan.first?.contains("(book=? AND number=?)") == true, "\(plan)")
        let adjusted = AuditFilter(act: "wallet_adjusted", customer: CustomerNumber(1))
        #expect(try connection.auditRecords(in: book, adjusted, before: nil, limit: 9).count == 3)
        try books.run { _ = try EraseCustomer.run(try id("ada"), in: $0) }
        let notes = try books.rows("SELECT count(note) FROM audit_log WHERE customer > 0 GROUP BY customer")
        #expect(notes == ["0", "4"])
    }
}
