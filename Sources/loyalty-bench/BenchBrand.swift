import Engine
import Model

/// The brand that `make` makes and that everything here measures.
enum BenchBrand {
    static var id: BrandID {
        get throws {
            guard let id = BrandID("bench") else { throw BenchError("bad brand id") }
            return id
        }
    }

    /// The number that the first customer's id carries.
    private static let firstNumber = 1_000_000

    /// The id of a made customer, counted from zero, as text.
    static func customerText(_ number: Int) -> String { "bench-\(firstNumber + number)" }

    static func customer(_ number: Int) -> CustomerID? { CustomerID(customerText(number)) }

    /// The least and the greatest number of the first so many customers, with a comma between them.
    static func numbers(_ customers: Int) -> String { "\(firstNumber), \(firstNumber + customers - 1)" }

    /// The brand's live book.
    static func book(of engine: Engine) throws -> Book {
        guard let book = engine.registry.contents.book(try id, .live) else {
            throw BenchError("the database has no brand named bench; `loyalty-bench make` makes one")
        }
        return book
    }

    /// The live book with the programme in force.
    static func bookAndVersion(of engine: Engine) throws -> (book: Book, version: ProgrammeVersion) {
        let book = try book(of: engine)
        guard let version = engine.registry.contents.programme(of: book) else {
            throw BenchError("the brand named bench has no programme")
        }
        return (book, version)
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
