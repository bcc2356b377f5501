import Model
import Store
import Testing

@testable import Engine

/// Triggers that the service fires itself, and how often triggers pay.
struct AutomaticTriggerTests {
    private static let birthday = TestProgramme.Trigger(
        id: "birthday", kind: "birthday", coins: 40, times: 1, period: "year", isAutomatic: true)

    private func born(_ day: String, _ name: String = "ada", in books: TestBooks) throws {
        let input = UpsertCustomer.Input(id: try id(name), birthday: LocalDate(iso: day))
        try books.run { _ = try UpsertCustomer.run(input, in: $0) }
    }

    @Test func `a sign-up is paid when the customer is made, and once`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.triggers = [.init(id: "hello", kind: "sign_up", coins: 25, isAutomatic: true)]
            })
        try books.join("ada")
        #expect(try books.history("ada") == ["earn 25 → 25"])
        try books.join("ada", email: "ada@example.com")
        #expect(try books.wallet("ada").available == 25)
        // Whom an import makes known signed up elsewhere.
        try books.order("1", of: "bob", 100, makesCustomer: true)
        #expect(try books.history("bob") == ["earn 1 → 1"])
    }

    @Test func `a birthday is paid at the start of its local day, once a calendar year`() throws {
        let books = try TestBooks(
            TestProgramme().with {
                $0.zone = "Asia/Kolkata"
                $0.triggers = [Self.birthday]
            }, at: "2026-01-15T10:00:00Z")
        try born("1990-03-10", in: books)
        try books.move(to: "2026-03-09T18:29:59Z")
        #expect(try books.wallet("ada").available == 0)
        try books.move(to: "2026-03-09T18:30:00Z")
        #expect(try books.wallet("ada").available == 40)
        try books.move(to: "2028-12-31T00:00:00Z")
        #expect(try books.history("ada") == ["earn 40 → 40", "earn 40 → 80", "earn 40 → 120"])
        #expect(
            try books.rows("SELECT DISTINCT actor || ' ' || source_reference FROM entries") == [
                "service birthday"
            ])
    }

    @Test func `29 February counts on the 28th in other years`() throws {
        let books = try TestBooks(TestProgramme().with { $0.triggers = [Self.birthday] })
        try born("2000-02-29", in: books)
        for (time, coins) in [
            ("2026-02-27T23:59:59Z", 0), ("2026-02-28T00:00:00Z", 40), ("2028-02-28T12:00:00Z", 80),
            ("2028-02-29T00:00:00Z", 120),
        ] {
            try books.move(to: time)
            #expect(try books.wallet("ada").available == Coins(coins), "\(time)")
        }
    }

    @Test func `a birthday that is entered or changed today does not pay twice in a year`() throws {
        let books = try TestBooks(
            TestProgramme().with { $0.triggers = [Self.birthday] }, at: "2026-05-05T12:00:00Z")
        try born("1990-05-05", in: books)
        #expect(try books.wallet("ada").available == 40)
        try born("1990-05-06", in: books)
        try books.move(to: "2026-05-06T12:00:00Z")
        #expect(try books.wallet("ada").available == 40)
        // Nor by hand.
        #expect(try books.fire("birthday", by: "ada").outcome.code == "already_awarded")
        // One whose day is over by the time that it is told waits for the next year.
        try born("1990-05-01", "bob", in: books)
        #expect(try books.wallet("bob").available == 0)
        try books.move(to: "2027-05-06T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [80, 40])
    }

    @Test func `the bonus of the tier takes the place of the trigger's coins`() throws {
        var programme = TestProgramme(
            levels: [
                .init(id: "base", threshold: 0), .init(id: "gold", threshold: 1_000, birthdayBonus: 300),
            ],
            triggers: [Self.birthday])
        programme.perAmount = 1_000_000
        let books = try TestBooks(programme)
        try born("1990-02-02", in: books)
        try born("1990-02-02", "bob", in: books)
        try books.order("1", of: "ada", 1_000)
        try books.move(to: "2026-02-02T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [300, 40])
        // Without a trigger the tier pays by itself.
        try books.publish(programme.with { $0.triggers = [] })
        try books.move(to: "2027-02-02T00:00:00Z")
        #expect(try [books.wallet("ada").available, books.wallet("bob").available] == [600, 40])
    }

    @Test func `birthdays of before the programme paid them are looked out for once it does`() throws {
        let books = try TestBooks()
        try born("1990-02-02", in: books)
        try books.publish(TestProgramme().with { $0.triggers = [Self.birthday] })
        while try books.run({ try Adoption.step(limit: 5, in: $0) }) != nil {}
        try books.move(to: "2026-02-02T00:00:00Z")
        #expect(try books.wallet("ada").available == 40)
    }

    @Test func `a trusted event counts in the period in which it happened, however late it comes`() throws {
        let books = try TestBooks(
            TestProgramme().with { $0.triggers = [.init(id: "daily", isOpen: true, times: 1)] },
            at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.fire("daily", by: "ada")
        #expect(try books.fire("daily", by: "ada", at: "2026-01-14T23:59:59Z").outcome.code == "awarded")
        #expect(try books.fire("daily", by: "ada", at: "2026-01-14T00:00:00Z").outcome.code == "cap_reached")
        // What an app says of itself counts when it comes.
        #expect(
            try books.fire("daily", by: "ada", at: "2026-01-13T00:00:00Z", isTrusted: false).outcome.code
                == "cap_reached")
        #expect(try books.number("SELECT count(*) FROM non_awards") == 2)
    }

    @Test func `a new period changes the screen at its start`() throws {
        let books = try TestBooks(
            TestProgramme().with { $0.triggers = [.init(id: "daily", times: 1)] }, at: "2026-01-15T10:00:00Z")
        try books.join("ada")
        try books.fire("daily", by: "ada")
        func screen() throws -> [String?] {
            let facts = try books.read("ada") { try $0.screenFacts(.earn, of: $1, page: .init()) }
            return [facts.changedAt.rfc3339, facts.validUntil?.rfc3339]
        }
        #expect(try screen() == ["2026-01-15T10:00:00Z", "2026-01-16T00:00:00Z"])
        try books.move(to: "2026-01-20T08:00:00Z")
        #expect(try screen() == ["2026-01-16T00:00:00Z", nil])
    }
}
