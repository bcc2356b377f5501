import Model
import Testing

@testable import Engine

/// A friend without an account comes with a code; and codes that somebody chose.
struct BringFriendTests {
    private static let programme = TestProgramme(
        referral: .init(referrerCoins: 30, friendCoins: 20))

    private func bring(
        _ code: String, email: String? = "friend@example.com", isInvitation: Bool = false, in books: TestBooks
    ) throws -> BringFriend.Receipt? {
        let input = BringFriend.Input(
            code: code, name: "A Friend", email: email, mobile: nil, isInvitation: isInvitation)
        return try books.run { try BringFriend.run(input, in: $0) }
    }

    private func code(of name: String, in books: TestBooks) throws -> String {
        let id = try id(name)
        return try books.run { try $0.snapshot.customer(id) }.referralCode
    }

    @Test func `a friend is made known once, and entered for the code`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        let code = try code(of: "ada", in: books)
        let first = try #require(try bring(code, in: books))
        #expect(first.friend.email == "friend@example.com")
        #expect(first.referral.state == .signedUp)
        let again = try bring(code, email: "Friend@Example.com", in: books)
        #expect(again?.friend.id == first.friend.id)
        #expect(try books.number("SELECT count(*) FROM customers") == 2)
    }

    @Test func `a code that is nobody's makes nobody known`() throws {
        let books = try TestBooks(Self.programme)
        #expect(refusal(of: { try bring("NOBODY00", in: books) }) == .referralCodeNotFound)
        #expect(try books.number("SELECT count(*) FROM customers") == 0)
    }

    @Test func `nobody invites a customer, but the friend may enter a code`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.join("bob", email: "bob@example.com")
        let code = try code(of: "ada", in: books)
        #expect(try bring(code, email: "bob@example.com", isInvitation: true, in: books) == nil)
        #expect(try books.number("SELECT count(*) FROM referrals") == 0)
        #expect(try bring(code, email: "bob@example.com", in: books)?.referral.state == .signedUp)
        // The invitation of whoever has come by it is the same answer again.
        #expect(try bring(code, email: "bob@example.com", isInvitation: true, in: books) != nil)
    }

    @Test func `a chosen code is found in any case, and is one customer's alone`() throws {
        let books = try TestBooks(Self.programme)
        var input = UpsertCustomer.Input(id: try id("ada"))
        input.referralCode = "Oil-10"
        let chosen = input
        let ada = try books.run { try UpsertCustomer.run(chosen, in: $0) }.customer
        #expect(ada.referralCode == "OIL-10")
        #expect(try bring("oil-10", in: books)?.referral.state == .signedUp)
        input.id = try id("bob")
        let taken = input
        #expect(throws: EngineError.self) { try books.run { try UpsertCustomer.run(taken, in: $0) } }
        input.referralCode = "a b"
        let wrong = input
        #expect(throws: EngineError.self) { try books.run { try UpsertCustomer.run(wrong, in: $0) } }
    }
}
