import Model
import Testing

struct ProgrammeSchemaTests {
    /// The canonical forms of the demo's document and of every valid change of it.
    private static let canonical: [JSONValue] = {
        let documents =
            [ProgrammeDocuments.demo] + ProgrammeCasesTable.valid.compactMap { try? $0.document() }
        return documents.compactMap { document in
            guard let programme = try? Programme(parsing: document) else { return nil }
            return try? JSONValue(parsing: programme.canonicalDocument())
        }
    }()

    @Test func `the table of documents is there`() {
        #expect(ProgrammeCasesTable.valid.count > 70 && ProgrammeCasesTable.faults.count > 160)
        #expect(Self.canonical.count == ProgrammeCasesTable.valid.count + 1)
    }

    @Test(arguments: ProgrammeCasesTable.valid)
    func `a valid document is accepted, and its canonical form keeps all that it says`(
        entry: ProgrammeCase
    ) throws {
        let document = try entry.document()
        #expect(ProgrammeDocuments.errors(of: document) == [])
        let written = try Programme(parsing: document).canonicalDocument()
        let value = try JSONValue(parsing: written)
        #expect(try JSONValue(parsing: document).isContained(in: value))
        #expect(try Programme(parsing: written).canonicalDocument() == written)
    }

    @Test(arguments: ProgrammeCasesTable.faults)
    func `a fault is named with its place and nothing else`(entry: ProgrammeCase) throws {
        let errors = ProgrammeDocuments.errors(of: try entry.document())
        #expect(errors.map { "\($0.pointer) \($0.code)" } == [entry.fault])
        for error in errors { #expect(error.detail.hasSuffix(".") && !error.detail.hasSuffix("..")) }
    }

    @Test func `the schema has every member that a programme has, and no other`() throws {
        let schema = try ProgrammeSchema()
        var seen: Set<String> = []
        for value in Self.canonical {
            schema.visit(value) { _, place, pointer in
                #expect(place != nil, "\(pointer) is not in the schema")
                if let place, !place.path.isEmpty { seen.insert(place.path) }
            }
        }
        let known = Set(schema.paths(under: schema.top).map(Self.anyChannel))
        #expect(known.count > 150)
        #expect(known.subtracting(seen.map(Self.anyChannel)).sorted() == [])
    }

    /// All channels have the members of one.
    private static func anyChannel(_ path: String) -> String {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count > 3, names[2] == "channels" else { return path }
        return (names[..<3] + ["*"] + names[4...]).joined(separator: "/")
    }

    @Test func `the program takes no number that the schema refuses, and refuses none that it takes`() throws
    {
        let schema = try ProgrammeSchema()
        var checked = 0
        for (path, place) in try numbers(of: schema) {
            guard let least = place.integer("minimum"), let most = place.integer("maximum") else { continue }
            checked += 1
            for (number, isInside) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let errors = ProgrammeDocuments.errors(of: try ProgrammeDocuments.demo(path, "\(number)"))
                // Other faults of the same place have reasons of their own.
                let range = errors.filter { $0.pointer == "#/\(path)" && $0.detail.contains("must be from") }
                #expect(range.isEmpty == isInside, "\(path) = \(number)")
            }
        }
        #expect(checked > 60)
    }

    /// The paths of the demo document's integers, one for each place of the schema.
    private func numbers(of schema: ProgrammeSchema) throws -> [String: ProgrammeSchema.Place] {
        var paths: [String: (path: String, place: ProgrammeSchema.Place)] = [:]
        schema.visit(try JSONValue(parsing: ProgrammeDocuments.demo)) { value, place, pointer in
            guard case .integer = value, let place, !place.all("minimum").isEmpty else { return }
            paths[place.path] = (String(pointer.dropFirst(2)), place)
        }
        return Dictionary(uniqueKeysWithValues: paths.values.map { ($0.path, $0.place) })
    }

    @Test func `the schema's defaults are the program's`() throws {
        let schema = try ProgrammeSchema()
        let document = try JSONValue(parsing: Array(Self.sparse.utf8))
        let programme = try Programme(parsing: Array(Self.sparse.utf8))
        let written = try JSONValue(parsing: programme.canonicalDocument())
        var given: Set<String> = []
        schema.visit(document) { _, _, pointer in given.insert(pointer) }
        var checked = 0
        schema.visit(written) { value, place, pointer in
            guard !given.contains(pointer), let place, let stated = place.all("default").first else { return }
            checked += 1
            #expect(value == stated, "\(pointer)")
        }
        #expect(checked > 60)
    }

    /// One of everything that can be left short.
    private static let sparse = """
        {"schema": 1, "brand": {"id": "sparse", "name": "S"}, "currency": "USD", "time_zone": "UTC",
         "default_locale": "en",
         "coin": {"name": {"one": "c", "other": "c"}, "worth": {"coins": 1, "amount": 1}},
         "earning": {"base": {"coins": 1, "per_amount": 100},
          "rules": [{"id": "r1", "tags": ["t"], "multiplier_basis_points": 20000}],
          "campaigns": [{"id": "c1", "from": "2026-01-01", "through": "2026-01-01",
           "multiplier_basis_points": 20000}]},
         "expiry": {"kind": "inactivity", "after": 1, "unit": "months"},
         "tiers": {"window": {"kind": "lifetime"}, "levels": [{"id": "t1", "name": "T", "threshold": 0}]},
         "triggers": [{"id": "t1", "kind": "custom", "title": "T", "coins": 1}],
         "rewards": [
          {"id": "r1", "kind": "variable_amount", "title": "R", "coins_per_step": 1, "amount_per_step": 1,
           "steps_maximum": 1},
          {"id": "r2", "kind": "free_shipping", "title": "R", "coins": 1, "code_source": {"kind": "pool"}}],
         "redemption": {"channels": {"app": {}}},
         "referral": {"referrer_coins": 1, "friend_coins": 1, "share_url": "https://a.example/{code}",
          "review": {}}}
        """

    @Test(arguments: [
        ("/earning/base/of", EarningSettings.Base.allCases.map(\.rawValue)),
        ("/earning/award_on", ["paid", "fulfilled", "delivered"]),
        ("/expiry/kind", ["never", "days", "months", "inactivity"]),
        ("/expiry/activities/*", ExpiryPolicy.Activity.allCases.map(\.rawValue)),
        ("/tiers/metric", TierSettings.Metric.allCases.map(\.rawValue)),
        ("/tiers/downgrade", TierSettings.Downgrade.allCases.map(\.rawValue)),
        ("/triggers/*/kind", Trigger.Kind.allCases.map(\.rawValue)),
        ("/triggers/*/frequency/per", Trigger.Period.allCases.map(\.rawValue)),
        ("/rewards/*/kind", DiscountKind.allCases.map(\.rawValue)),
        ("/rewards/*/code_source/kind", ["generated", "pool"]),
        ("/redemption/channels/app/minimum_payment/kind", ["none", "fixed", "percent"]),
    ])
    func `the schema's words are the program's`(path: String, words: [String]) throws {
        #expect(try place(path).words == Set(words))
    }

    @Test func `the schema's channels, colours, sizes and sections are the program's`() throws {
        let schema = try ProgrammeSchema()
        func names(_ path: String) throws -> Set<String> { Set(schema.members(of: try place(path)).keys) }
        #expect(try names("/redemption/channels") == Set(Channel.allCases.map(\.rawValue)))
        #expect(try names("/theme/colors") == Set(Theme.ColorRole.allCases.map(\.rawValue)))
        #expect(try names("/theme/type_scale") == Set(Theme.TypeRole.allCases.map(\.rawValue)))
        #expect(try names("/screens/sections") == Set(ScreenName.allCases.map(\.rawValue)))
        for screen in ScreenName.allCases {
            let sections = try place("/screens/sections/\(screen.rawValue)")
            let words = try #require(schema.elements(of: sections)).words
            #expect(words == Set(SectionType.allowed(on: screen).map(\.rawValue)), "\(screen)")
            #expect(sections.integer("maxItems") == Int64(SectionType.allCases.count), "\(screen)")
        }
    }

    @Test(arguments: [
        ("/earning/rules", "maxItems", ProgrammeLimits.earningRulesMax),
        ("/earning/campaigns", "maxItems", ProgrammeLimits.campaignsMax),
        ("/earning/rules/*/tags", "maxItems", ProgrammeLimits.ruleTargetsMax),
        ("/earning/rules/*/tags/*", "maxLength", ProgrammeLimits.shopNameLengthMax),
        ("/rewards/*/product_id", "maxLength", ProgrammeLimits.shopNameLengthMax),
        ("/tiers/levels", "maxItems", ProgrammeLimits.tiersMax),
        ("/tiers/levels/*/benefits", "maxItems", ProgrammeLimits.benefitsPerTierMax),
        ("/triggers", "maxItems", ProgrammeLimits.triggersMax),
        ("/rewards", "maxItems", ProgrammeLimits.rewardsMax),
        ("/origins", "maxItems", ProgrammeLimits.originsMax),
        ("/screens/texts", "maxProperties", ProgrammeLimits.screenTextsMax),
        ("/brand/name", "maxProperties", ProgrammeLimits.localesPerTextMax),
        ("/brand/name", "maxLength", ProgrammeLimits.nameLengthMax),
        ("/rewards/*/title", "maxLength", ProgrammeLimits.titleLengthMax),
        ("/rewards/*/summary", "maxLength", ProgrammeLimits.textLengthMax),
        ("/theme/logo_url", "maxLength", ProgrammeLimits.urlLengthMax),
        ("/default_locale", "maxLength", ProgrammeLimits.localeLengthMax),
    ])
    func `the schema's limits are the program's`(path: String, keyword: String, most: Int) throws {
        #expect(try place(path).integer(keyword) == Int64(most))
    }

    private func place(_ path: String) throws -> ProgrammeSchema.Place {
        let schema = try ProgrammeSchema()
        return try path.split(separator: "/").reduce(schema.top) { place, step in
            try #require(step == "*" ? schema.elements(of: place) : schema.member(String(step), of: place))
        }
    }
}

extension JSONValue {
    /// Whether another value says all that this one does, and perhaps more.
    func isContained(in other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let mine), .object(let theirs)):
            mine.members.allSatisfy { member in
                theirs[member.name].map { member.value.isContained(in: $0) } ?? false
                    || member.value == .bool(false) && member.name == "excluded"
            }
        case (.array(let mine), .array(let theirs)):
            mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isContained(in: $1) }
        default: self == other
        }
    }
}
