import Engine
import Foundation
import Model
import Store

/// A database of customers with histories, written through the engine's own commands, so that entries, lots, tiers and
/// chains are as the service would have left them.
struct MakeData {
    private let path: String
    private let customers: Int
    private let entries: Int

    init(_ options: Options) throws {
        path = try options.text("database")
        customers = try options.number("customers", default: 100_000)
        entries = try options.number("entries", default: 20)
    }

    /// Customers written in one transaction.
    private static let batch = 200

    func run() throws {
        let engine = try openEngine(path)
        let document = Array(Self.programme.utf8)
        _ = try PublishProgramme.run(document, by: .commandLine, on: engine)
        guard let brand = BrandID("bench"), let book = engine.registry.contents.book(brand, .live) else {
            throw BenchError("the brand was not made")
        }
        let started = ContinuousClock.now
        var first = 0
        while first < customers {
            let range = first..<min(first + Self.batch, customers)
            try engine.performAndWait(WriteRequest(book: book, actor: Actor("import"))) { [entries] context in
                for number in range { try Self.makeCustomer(number, entries: entries, in: context) }
            }
            first = range.upperBound
            if first % 10_000 < Self.batch { progress(first, since: started) }
        }
        for (name, kind, isServer) in [
            ("READ_KEY", KeyKind.read, false), ("SERVER_KEY", .read, true), ("WRITE_KEY", .write, false),
        ] {
            let wanted = Keys.Wanted(
                brand: brand, mode: .live, kind: kind, isServer: isServer, label: "bench")
            print("\(name)='\(try Keys.create(wanted, on: engine).text)'")
        }
        engine.store.close()
    }

    /// One customer: orders that earn, a coupon bought now and then.
    private static func makeCustomer(_ number: Int, entries: Int, in context: CommandContext) throws {
        guard let id = CustomerID("bench-\(1_000_000 + number)") else { throw BenchError("bad customer id") }
        _ = try UpsertCustomer.run(UpsertCustomer.Input(id: id, name: "Customer \(number)"), in: context)
        let hour: Int64 = 3_600_000
        for index in 0..<entries {
            if index % 10 == 9, let reward = RewardID("five-off") {
                _ = try? RedeemReward.run(RedeemReward.Input(customer: id, reward: reward), in: context)
                continue
            }
            guard let order = OrderID("\(number)-\(index)") else { throw BenchError("bad order id") }
            let amount = Int64(2_000 + (number &* 7919 &+ index &* 104_729) % 15_000)
            _ = try PutOrder.run(
                PutOrder.Input(
                    id: order, customer: id, state: .paid,
                    placedAt: context.now.adding(milliseconds: -hour * Int64((entries - index) * 200)),
                    currency: "USD", total: amount, subtotal: amount), in: context)
        }
    }

    private func progress(_ done: Int, since started: ContinuousClock.Instant) {
        let elapsed = ContinuousClock.now - started
        FileHandle.standardError.write(
            Data("\(done) of \(customers) customers, \(rate(done * entries, elapsed)) entries/s\n".utf8))
    }

    /// Three tiers over the calendar year, coins that lapse after two years: what a screen has to look up in earnest.
    static let programme = """
        {"schema": 1, "brand": {"id": "bench", "name": "Bench"}, "currency": "USD",
         "time_zone": "America/New_York", "default_locale": "en-US",
         "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
         "theme": {"colors": {"primary": "#1B4D89", "on_primary": "#FFFFFF", "background": "#FFFFFF",
             "surface": "#F3F6FA", "text": "#16202C", "accent": "#B3541E"}, "corner_radius": 12},
         "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "minimum_amount": 0,
             "award_on": "paid", "pending_days": 0},
         "expiry": {"kind": "months", "after": 24},
         "tiers": {"metric": "net_spend", "window": {"kind": "calendar_year"}, "grace_days": 30, "levels": [
             {"id": "fan", "name": "Fan", "threshold": 0, "multiplier_basis_points": 10000, "benefits": []},
             {"id": "silver", "name": "Silver", "threshold": 100000, "multiplier_basis_points": 12500, "benefits": []},
             {"id": "gold", "name": "Gold", "threshold": 500000, "multiplier_basis_points": 15000, "benefits": []}]},
         "triggers": [],
         "rewards": [{"id": "five-off", "kind": "fixed_amount", "title": "$5 off", "coins": 300, "amount": 500,
             "minimum_cart_amount": 0, "valid_days": 365, "code_prefix": "B", "active": true,
             "returns_coins_on_expiry": false}]}
        """
}

/// Opens a database with the secrets beside it.
func openEngine(_ path: String) throws -> Engine {
    let clock = SystemClock()
    let store = try Store(path: path, now: clock.now())
    return try Engine(store: store, secrets: try Secrets.loadOrMake(beside: path), clock: clock)
}
