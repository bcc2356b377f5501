import Model
import Store
import Testing

@testable import Engine

/// Two books never see each other: another brand's, or the same brand's sandbox.
struct BooksApartTests {
    static let programme = TestProgramme(
        triggers: [.init(id: "install", kind: "app_install", coins: 10)],
        rewards: [.init(id: "five", coins: 5)],
        referral: .init(referrerCoins: 1, friendCoins: 1, minimumOrder: 1))

    @Test(arguments: ["other", "sandbox"])
    func `nothing of one book is known in another`(which: String) throws {
        let books = try TestBooks(Self.programme)
        let far = which == "other" ? books.other : books.sandbox
        let ada = try books.join("ada", email: "ada@example.com")
        try books.adjust("ada", by: 100)
        try books.order("1", of: "ada", 5_000)
        try books.fire("install", by: "ada", device: "1", event: "e-1")
        let coupon = try books.redeem("five", by: "ada").coupon
        // Nobody and nothing of the first book is there.
        #expect(refusal { try books.adjust("ada", by: 1, in: far) } == .customerNotFound)
        #expect(refusal { try books.use(coupon.code, in: far) } == .couponNotFound)
        #expect(
            refusal { try books.run(in: far) { try $0.snapshot.order(OrderID("1") ?? #require(nil)) } }
                == .orderNotFound)
        // The same names there are somebody and something else.
        let twin = try books.join("ada", email: "ada@example.com", in: far)
        #expect(twin.number != ada.number)
        #expect(try books.wallet("ada", in: far).available == 0)
        #expect(refusal { try books.claim(ada.referralCode, by: "ada", in: far) } == .referralCodeNotFound)
        #expect(try books.order("1", of: "ada", 300, in: far).change == .created)
        #expect(
            try books.fire("install", by: "ada", device: "1", event: "e-1", in: far).outcome.code == "awarded"
        )
        #expect(try books.wallet("ada", in: far).available == 13)
        #expect(try books.wallet("ada").available == 155)
        #expect(refusal { try books.cancel(coupon.number, of: "ada", in: far) } == .couponNotFound)
    }

    @Test func `a sandbox's clock may run ahead, and moves nobody else's`() throws {
        let books = try TestBooks(Self.programme)
        for book in [books.live, books.sandbox] {
            try books.join("ada", in: book)
            try books.adjust("ada", by: 10, lastDay: "2026-01-20", in: book)
        }
        let ahead = Book(
            number: books.sandbox.number, brand: books.sandbox.brand, mode: .test,
            clockOffsetMilliseconds: 30 * 86_400_000, secretGeneration: 1)
        #expect(books.engine.now(in: ahead).rfc3339 == "2026-02-14T10:00:00Z")
        #expect(books.engine.now(in: books.live).rfc3339 == "2026-01-15T10:00:00Z")
        try books.execute(
            "UPDATE books SET clock_offset = 2592000000 WHERE mode = 'test' AND brand = 'alpha'")
        try books.engine.registry.reload()
        #expect(try books.wallet("ada", in: books.sandbox).available == 0)
        #expect(try books.wallet("ada").available == 10)
    }

    @Test func `a book without a programme takes no commands`() throws {
        let books = try TestBooks(Self.programme)
        let nowhere = Book(
            number: BookNumber(99), brand: books.live.brand, mode: .live, clockOffsetMilliseconds: 0,
            secretGeneration: 1)
        #expect(throws: EngineError.self) { try books.join("ada", in: nowhere) }
    }
}
