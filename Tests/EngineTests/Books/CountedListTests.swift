import Model
import Testing

@testable import Engine

/// Lists that are read by counted pages, and customers that are found by contact.
struct CountedListTests {
    private func read<Result: Sendable>(
        _ books: TestBooks, _ body: @escaping @Sendable (Snapshot, Customer) throws -> Result
    ) throws -> Result {
        let ada = try id("ada")
        return try books.run { context in try body(context.snapshot, try context.snapshot.customer(ada)) }
    }

    @Test(
        arguments: [
            (0, [5, 4], 5), (2, [3, 2], 5), (4, [1], 5), (5, [], 5), (1_000_000, [], 5),
        ] as [(Int, [Coins], Int64)])
    func `a page says how many there are on all pages, wherever it begins`(
        offset: Int, coins: [Coins], count: Int64
    ) throws {
        let books = try TestBooks()
        try books.join("ada")
        for amount in 1...5 as ClosedRange<Coins> { try books.adjust("ada", by: amount) }
        let page = try read(books) { snapshot, ada in
            try snapshot.countedEntries(of: ada, wallet: .coins, page: OffsetPage(limit: 2, offset: offset))
        }
        #expect(page.items.map(\.entry.coins) == coins)
        #expect(page.count == count)
    }

    @Test func `the list of a very long history goes back to its newest entries alone`() throws {
        let books = try TestBooks()
        try books.join("ada")
        for amount in 1...5 as ClosedRange<Coins> { try books.adjust("ada", by: amount) }
        #expect(FactLimits.countedEntriesMax == 100_000)
        let page = try read(books) { snapshot, ada in
            try snapshot.countedEntries(of: ada, wallet: .coins, page: OffsetPage(limit: 2), among: 3)
        }
        #expect(page.items.map(\.entry.coins) == [5, 4])
        #expect(page.count == 3)
    }

    @Test func `what is counted adds up to the wallet, whatever moves inside it`() throws {
        let books = try TestBooks(TestProgramme(pendingDays: 7))
        try books.join("ada")
        try books.adjust("ada", by: 50)
        try books.adjust("ada", by: -20)
        try books.order("a", of: "ada", 700)
        let page = try read(books) { snapshot, ada in
            try snapshot.countedEntries(of: ada, wallet: .coins, page: OffsetPage(limit: 100))
        }
        let wallet = try books.wallet("ada")
        #expect(
            page.items.reduce(0) { $0 + $1.entry.coins } == wallet.available + wallet.pending + wallet.held)
        #expect(page.items.map(\.isPending) == [true, false, false])
        try books.move(to: "2027-01-01T00:00:00Z")
        _ = try books.wallet("ada")
        let later = try read(books) { snapshot, ada in
            try snapshot.countedEntries(of: ada, wallet: .coins, page: OffsetPage(limit: 100))
        }
        #expect(later.items.allSatisfy { !$0.isPending })
    }

    @Test func `of many with one address the one who is known the longest is found`() throws {
        let books = try TestBooks()
        try books.join("zoe", email: "shared@example.com")
        for number in 0..<120 { try books.join("a-\(number)", email: "Shared@example.com ") }
        let found = try books.run { context in try context.snapshot.customer(email: " shared@EXAMPLE.com") }
        #expect(found?.id == (try id("zoe")))
        #expect(try books.run { context in try context.snapshot.customer(email: "") } == nil)
        #expect(try books.run { context in try context.snapshot.customer(mobile: "none") } == nil)
    }
}
