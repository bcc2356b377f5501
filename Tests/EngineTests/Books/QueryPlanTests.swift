import Model
import Store
import Testing

@testable import Engine

/// What reads and writes cost does not grow with the books.
struct QueryPlanTests {
    static let programme = TestProgramme(
        pendingDays: 0, expiry: .months(1), window: .rollingMonths(1),
        levels: [.init(id: "base", threshold: 0), .init(id: "gold", threshold: 5_000, basisPoints: 15_000)],
        triggers: [
            .init(id: "install", kind: "app_install"), .init(id: "visit", times: 1_000, pendingDays: 1),
            .init(id: "review", times: 1, period: "month"),
        ],
        rewards: [
            .init(id: "five", coins: 1, validDays: 30), .init(id: "steps", coins: 1, amount: 1, steps: 1...9),
        ],
        referral: .init(
            referrerCoins: 1, friendCoins: 1, minimumOrder: 1, monthlyCap: 1_000_000, lifetimeCap: 1_000_000),
        caps: (order: 1_000, day: 100_000, customer: 10_000_000))

    /// Tables of which there is a handful of rows, however many customers there are.
    static let smallTables = [
        "brands", "books", "keys", "programme_versions", "schema_versions", "settings", "each",
        "sqlite_schema",
    ]

    /// Tables that the registry reads as a whole when it is loaded: what it holds in memory.
    static let heldTables = ["erased_customers", "connectors", "webhook_ids", "nector_ids"]

    /// Runs every command, every screen and every list once.
    private func exercise(_ books: TestBooks, screens: Connection) throws {
        let code = try books.join("ada", email: "ada@example.com").referralCode
        try books.join("ada", called: "Ada")
        try books.adjust("ada", by: 5)
        try grow(books, code: code, days: 3)
        try books.fire("install", by: "ada", device: "1", event: "e")
        try books.fire("review", by: "ada")
        try books.fire("nothing", by: "ada")
        try books.order("a", of: "ada", 700, makesCustomer: true)
        try books.order("a", of: "ada", 700, state: .cancelled)
        let coupon = try books.redeem("steps", by: "ada", coins: 2).coupon
        try books.use(coupon.code)
        try books.cancel(try books.redeem("five", by: "ada").coupon.number, of: "ada")
        try books.use(try books.redeem("five", by: "ada").coupon.code, order: "b")
        try books.order("b", of: "ada", lines: [line("1", 700, quantity: 2)])
        try books.refund("b", "r-1", lines: [("1", 1)])
        try books.refund("b", "r-2", asCredit: true)
        _ = try books.preview(Cart(amounts: OrderAmounts(total: 700, subtotal: 700)), of: "ada")
        let idempotency = IdempotencyTests.idempotency("key", "one")
        let answers = Answers()
        books.engine.perform(
            WriteRequest(book: books.live, actor: .service, idempotency: idempotency),
            { _ in StoredAnswer(status: 200, body: []) }, completion: { answers.add($0) })
        _ = answers.next()
        // Everything that falls due, and a clawback of coins that have lapsed.
        try books.move(to: "2027-06-01T00:00:00Z")
        _ = try books.wallet("ada")
        try books.order("order-0", of: "ada", 300, state: .cancelled)
        for screen in ScreenName.ofCustomer { try read(screen, books, on: screens) }
        try readLists(books, on: screens)
    }

    private func snapshot(_ books: TestBooks, on connection: Connection) throws -> (Snapshot, Customer) {
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        let snapshot = Snapshot(
            book: books.live, version: version, now: books.engine.now(in: books.live), connection: connection)
        return (snapshot, try snapshot.customer(try id("ada")))
    }

    private func read(_ screen: ScreenName, _ books: TestBooks, on connection: Connection) throws {
        let (snapshot, customer) = try snapshot(books, on: connection)
        _ = try snapshot.screenFacts(screen, of: customer, page: .init())
    }

    private func readLists(_ books: TestBooks, on connection: Connection) throws {
        let (snapshot, customer) = try snapshot(books, on: connection)
        let filter = Snapshot.HistoryFilter(kind: .earn, from: .epoch, to: .never)
        _ = try snapshot.history(of: customer, wallet: .coins, page: .init(), filter: filter)
        for state in [nil, CouponState.active] {
            _ = try snapshot.coupons(of: customer, page: .init(), state: state)
        }
        _ = try snapshot.entry(TransactionID(wallet: .coins, sequence: 1), of: customer)
        _ = try snapshot.order(try #require(OrderID("a")))
        for kind in [nil, EventKind.tierChanged] {
            _ = try snapshot.events(after: 3, kind: kind, limit: 20)
        }
        _ = try connection.dueWallets(by: snapshot.now, in: books.live.number, limit: 5)
        let range = CustomerRange(
            book: books.live.number, after: CustomerNumber(0), through: CustomerNumber(10))
        _ = try connection.books(of: range)
        _ = try connection.endOfRange(after: CustomerNumber(0), in: books.live.number, customers: 2)
        try readCountedLists(snapshot, customer)
        for find in [
            try snapshot.customer(email: "ada@example.com"), try snapshot.customer(mobile: "1"),
            try snapshot.customer(referralCode: customer.referralCode),
            try snapshot.customer(nectorUUID: Array(repeating: 0, count: 16)),
        ] { _ = find }
    }

    private func readCountedLists(_ snapshot: Snapshot, _ customer: Customer) throws {
        for isAscending in [true, false] {
            let page = OffsetPage(limit: 2, isAscending: isAscending)
            _ = try snapshot.countedEntries(
                of: customer, wallet: .coins, page: page,
                filter: .init(isCredit: true, source: Source(.trigger, "visit")))
            _ = try snapshot.countedEntries(of: customer, wallet: .coins, page: page)
            _ = try snapshot.countedCoupons(of: customer, page: page)
            _ = try snapshot.countedOrders(of: customer, page: page)
            for side in [ReferralFacts.Side.referrer, .friend] {
                _ = try snapshot.countedReferrals(of: customer, as: side, page: page)
            }
        }
    }

    /// A history of so many days with one of everything on each.
    private func grow(_ books: TestBooks, code: String, days: Int, from first: Int = 0) throws {
        let (ada, visit, five) = (try id("ada"), TriggerID("visit"), RewardID("five"))
        let (trigger, reward) = (try #require(visit), try #require(five))
        for number in first..<first + days {
            books.clock.advance(by: .seconds(86_400))
            let friend = try id("friend-\(number)")
            let orders = ["order-\(number)", "other-\(number)"].compactMap { OrderID($0) }
            try books.run { context in
                _ = try FireTrigger.run(.init(trigger: trigger, customer: ada, isTrusted: true), in: context)
                let coupon = try RedeemReward.run(.init(customer: ada, reward: reward), in: context).coupon
                _ = try CancelCoupon.run(.init(customer: ada, coupon: coupon.number), in: context)
                _ = try UpsertCustomer.run(.init(id: friend), in: context)
                _ = try ClaimReferral.run(.init(customer: friend, code: code), in: context)
                for (order, customer) in zip(orders, [ada, friend]) {
                    _ = try PutOrder.run(
                        .init(
                            id: order, customer: customer, state: .paid, placedAt: context.now,
                            currency: "USD",
                            total: 300, subtotal: 300), in: context)
                }
            }
        }
    }

    /// What a statement is made of.
    private struct Prepared {
        let sql: String
        let plan: [String]
        let instructions: [String]
    }

    /// Every statement of the commands, and every one of the screens.
    private func prepared() throws -> (commands: [Prepared], screens: [Prepared]) {
        let books = try TestBooks(Self.programme)
        let screens = try Connection(path: books.engine.store.path, access: .readOnly)
        try exercise(books, screens: screens)
        let commands = try books.run { try Self.prepared(on: $0.connection) }
        return (commands, try Self.prepared(on: screens))
    }

    private static func prepared(on connection: Connection) throws -> [Prepared] {
        try connection.preparedSQL.map {
            Prepared(
                sql: $0, plan: try connection.plan(of: $0), instructions: try connection.instructions(of: $0))
        }
    }

    @Test func `every statement finds its rows by an index`() throws {
        let (commands, screens) = try prepared()
        #expect(commands.count > 50)
        #expect(screens.count > 15)
        for statement in commands + screens {
            let sql = statement.sql
            for line in statement.plan {
                let scanned = line.hasPrefix("SCAN ") ? String(line.dropFirst(5).prefix { $0 != " " }) : nil
                let isSmall = scanned.map { (Self.smallTables + Self.heldTables + ["CONSTANT"]).contains($0) }
                #expect(isSmall ?? true, "\(line)\n\(sql)")
                #expect(!line.contains("TEMP B-TREE") || isAdministration(sql), "\(line)\n\(sql)")
            }
        }
    }

    @Test func `no command and no screen makes a table of its own`() throws {
        let (commands, screens) = try prepared()
        #expect(
            commands.contains { $0.sql.hasPrefix("INSERT INTO orders") && $0.instructions.contains("Insert") }
        )
        for statement in commands + screens {
            #expect(!statement.instructions.contains("OpenEphemeral"), "\(statement.sql)")
        }
    }

    /// What the command line and the opening read: once, of small tables.
    private func isAdministration(_ sql: String) -> Bool {
        Self.smallTables.contains { sql.contains("FROM \($0)") }
    }

    @Test func `what a screen reads does not grow with the history`() throws {
        let books = try TestBooks(Self.programme)
        let code = try books.join("ada").referralCode
        try books.adjust("ada", by: 5)
        func instructions() throws -> [String: Int] {
            try ScreenName.ofCustomer.reduce(into: [:]) { costs, screen in
                let connection = try Connection(path: books.engine.store.path, access: .readOnly)
                try read(screen, books, on: connection)
                costs[screen.rawValue] = connection.instructionsRun
            }
        }
        // More of everything than any screen shows, and then ten times as much.
        try grow(books, code: code, days: 60)
        let before = try instructions()
        try grow(books, code: code, days: 540, from: 60)
        let after = try instructions()
        for (screen, cost) in before {
            let grown = try #require(after[screen])
            #expect(grown <= cost + cost / 10, "\(screen): \(cost) instructions, then \(grown)")
            #expect(cost > 50, "\(screen) is measured")
        }
    }
}
