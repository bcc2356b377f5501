import Model
import Store

/// What a merge has to remember so that it can be undone: numbers and codes, nothing personal.
struct MergeDocument {
    /// A customer's place in the VIP programme.
    struct Place: Equatable {
        var tier: String
        var since: Int64
        var validUntil: Int64?
    }

    /// The survivor's fields that were empty and were filled.
    var filled: [String] = []
    /// Whether the survivor was blocked because the other one was.
    var isBlockCarried = false
    /// The customers who had been merged into the other one before.
    var aliases: [Int64] = []
    /// The coupons that came along, by the numbers that they had and those that they got.
    var coupons: [(from: Int64, to: Int64)] = []
    /// The referrals of friends whom the other one had brought, by their ids, with the places that they had.
    var friends: [(referral: Int64, number: Int64)] = []
    /// Whether the other one's own friend's code came along.
    var isFriend = false
    var coinsDebt: Coins = 0
    var creditsDebt: Coins = 0
    /// The survivor's tier before the merge and after it; nil without one.
    var before: Place?
    var after: Place?
    /// The lifetime totals that came along, by wallet: earned, spent, expired.
    var totals: [Wallet: [Coins]] = [:]

    var json: String {
        func numbers(_ values: [Int64]) -> JSONValue { .array(values.map(JSONValue.integer)) }
        func place(_ place: Place?) -> JSONValue {
            guard let place else { return .null }
            return .array([
                .string(place.tier), .integer(place.since), place.validUntil.map(JSONValue.integer) ?? .null,
            ])
        }
        let members: [(String, JSONValue)] = [
            ("filled", .array(filled.map(JSONValue.string))), ("block", .bool(isBlockCarried)),
            ("aliases", numbers(aliases)), ("coupons", .array(coupons.map { numbers([$0.from, $0.to]) })),
            ("friends", .array(friends.map { numbers([$0.referral, $0.number]) })),
            ("friend", .bool(isFriend)),
            ("debt", numbers([coinsDebt, creditsDebt])), ("before", place(before)), ("after", place(after)),
            ("coins", numbers(totals[.coins] ?? [])), ("credits", numbers(totals[.credits] ?? [])),
        ]
        var json = JSONWriter(capacity: 256)
        json.value(.object(JSONObject(members: members.map { .init(name: $0.0, value: $0.1) })))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    init() {}

    /// Nil for the document of a merge whose survivor was erased.
    init?(json text: String) {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), json["filled"] != nil else { return nil }
        func numbers(_ value: JSONValue?) -> [Int64] {
            guard case .array(let values)? = value else { return [] }
            return values.compactMap { if case .integer(let number) = $0 { number } else { nil } }
        }
        if case .array(let names)? = json["filled"] {
            filled = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
        }
        isBlockCarried = json["block"] == .bool(true)
        aliases = numbers(json["aliases"])
        coupons = Self.pairs(json["coupons"]).map { (from: $0.0, to: $0.1) }
        friends = Self.pairs(json["friends"]).map { (referral: $0.0, number: $0.1) }
        isFriend = json["friend"] == .bool(true)
        let debts = numbers(json["debt"])
        (coinsDebt, creditsDebt) = (debts.first ?? 0, debts.last ?? 0)
        (before, after) = (Self.place(json["before"]), Self.place(json["after"]))
        totals = [.coins: numbers(json["coins"]), .credits: numbers(json["credits"])]
    }

    private static func pairs(_ value: JSONValue?) -> [(Int64, Int64)] {
        guard case .array(let pairs)? = value else { return [] }
        return pairs.compactMap { pair in
            guard case .array(let parts) = pair, parts.count == 2, case .integer(let one) = parts[0],
                case .integer(let other) = parts[1]
            else { return nil }
            return (one, other)
        }
    }

    private static func place(_ value: JSONValue?) -> Place? {
        guard case .array(let parts)? = value, parts.count == 3, case .string(let tier) = parts[0],
            case .integer(let since) = parts[1]
        else { return nil }
        guard case .integer(let end) = parts[2] else { return Place(tier: tier, since: since) }
        return Place(tier: tier, since: since, validUntil: end)
    }
}

extension MergeDocument.Place {
    init(_ standing: Standing) {
        self.init(
            tier: standing.tier.text, since: standing.since.milliseconds,
            validUntil: standing.validUntil?.milliseconds)
    }
}
