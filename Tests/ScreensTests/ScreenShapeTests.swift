import Engine
import Model
import Testing

@testable import Screens

/// What holds for every screen, whatever it shows.
struct ScreenShapeTests {
    /// The requests that screens may ask an app to make, as the API routes them; `*` stands for an id.
    static let siteMap: Set = [
        "POST /v1/customers/*/redemptions",
        "POST /v1/customers/*/coupons/*/cancel",
        "POST /v1/customers/*/referrals/claim", "POST /v1/customers/*/quotes",
        "POST /v1/triggers/*/fire",
    ]

    /// Every object and text of a document, with the names that lead to it.
    static func walk(_ value: JSONValue, _ path: [String] = [], _ visit: (JSONValue, [String]) -> Void) {
        visit(value, path)
        switch value {
        case .array(let elements): for element in elements { walk(element, path, visit) }
        case .object(let object):
            for member in object.members { walk(member.value, path + [member.name], visit) }
        default: break
        }
    }

    static func text(_ value: JSONValue?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }

    static func sections(_ screen: ScreenCase) throws -> [JSONValue] {
        guard case .array(let sections)? = try JSONValue(parsing: screen.json)["sections"] else { return [] }
        return sections
    }

    @Test(arguments: ScreenCase.all)
    func `no text of a screen is empty`(screen: ScreenCase) throws {
        Self.walk(try JSONValue(parsing: screen.json)) { value, path in
            if case .string(let text) = value { #expect(!text.isEmpty, "\(path)") }
            if case .object(let object) = value {
                #expect(
                    Set(object.members.map(\.name)).count == object.members.count, "\(path) repeats a name")
            }
        }
    }

    @Test(arguments: ScreenCase.all)
    func `every section has a type, a sentence to read aloud and actions`(screen: ScreenCase) throws {
        let stop: Character = screen.tag.hasPrefix("hi") ? "।" : "."
        for section in try Self.sections(screen) {
            let type = Self.text(section["type"]) ?? ""
            #expect(SectionType(rawValue: type) != nil)
            let sentence = Self.text(section["a11y"]) ?? ""
            #expect(sentence.last == stop, "\(type): \(sentence)")
            #expect(sentence.count > 8 && sentence.first?.isLowercase == false, "\(type): \(sentence)")
            #expect(!sentence.contains("{") && !sentence.contains("  "), "\(type): \(sentence)")
            guard case .array? = section["actions"] else {
                Issue.record("\(type) has no actions")
                continue
            }
        }
    }

    @Test(arguments: ScreenCase.all)
    func `every action can be followed`(screen: ScreenCase) throws {
        Self.walk(try JSONValue(parsing: screen.json)) { value, path in
            guard path.last == "actions", case .object = value else { return }
            #expect(Self.text(value["id"]) != nil && Self.text(value["title"]) != nil)
            if let name = Self.text(value["screen"]) {
                #expect(ScreenName(rawValue: name) != nil && name != screen.facts.screen.rawValue, "\(name)")
            } else if let method = Self.text(value["method"]), let route = Self.text(value["path"]) {
                #expect(Self.siteMap.contains("\(method) \(Self.pattern(route))"), "\(route)")
                Self.checkInputs(of: value)
            } else {
                #expect(Self.text(value["url"]) != nil || Self.text(value["share"]) != nil)
            }
        }
    }

    /// Every `"{name}"` of the body has its input, and every input its place.
    static func checkInputs(of action: JSONValue) {
        var asked: Set<String> = []
        if case .array(let inputs)? = action["inputs"] { asked = Set(inputs.compactMap { text($0["name"]) }) }
        var places: Set<String> = []
        guard case .object(let body)? = action["body"] else {
            Issue.record("an action has no body")
            return
        }
        for member in body.members {
            if let value = text(member.value), value.first == "{" {
                places.insert(String(value.dropFirst().dropLast()))
            }
        }
        #expect(asked == places)
    }

    private static func pattern(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isID: Set = [3, 5]
        return parts.enumerated().map { index, part in
            let known = ["redemptions", "coupons", "referrals", "claim", "cancel", "fire"]
            return isID.contains(index) && !known.contains(part) ? "*" : part
        }.joined(separator: "/")
    }

    @Test func `a customer's id is one segment of a path, whatever is in it`() throws {
        let facts = Sample.facts(.redeem, customer: Sample.customer(id: "user/1 ü\"x\"@example"))
        let json = String(decoding: ScreenCase("", facts).json, as: UTF8.self)
        #expect(json.contains("\"/v1/customers/user%2F1%20%C3%BC%22x%22%40example/redemptions\""))
    }

    @Test func `the brand orders and hides sections`() throws {
        let settings = ScreenSettings(
            sections: ["wallet": ["history_preview", "wallet_card", "no_such_section"]], texts: [:])
        let programme = Sample.programme(screens: settings)
        let types = try Self.sections(ScreenCase("", Sample.facts(.wallet, programme: programme)))
        #expect(types.map { Self.text($0["type"]) } == ["history_preview", "wallet_card"])
        let others = try Self.sections(ScreenCase("", Sample.facts(.coupons, programme: programme)))
        #expect(others.map { Self.text($0["type"]) } == ["coupon_list"])
    }

    @Test(arguments: ScreenName.customers)
    func `a brand may put the sections about the wallet on every screen`(screen: ScreenName) throws {
        let allowed = SectionType.allowed(on: screen).map(\.rawValue)
        let settings = ScreenSettings(sections: [screen.rawValue: allowed], texts: [:])
        let wallet = Sample.wallet(available: 1_050, held: 200)
        let facts = Sample.facts(
            screen, programme: Sample.programme(screens: settings), wallet: wallet
        ) { facts in
            facts.credits = Sample.wallet(available: 25_050, pending: 0, releases: [])
        }
        let types = try Self.sections(ScreenCase("", facts)).compactMap { Self.text($0["type"]) }
        // Extra coins are told of where there are campaigns or rules with a name.
        #expect(types == allowed.filter { $0 != "earn_bonuses" })
    }

    @Test func `an app gets no section that is newer than its schema`() throws {
        let facts = Sample.facts(.home)
        let locale = ScreenLocale.of("en", programme: facts.version.programme)
        func written(schema: Int) throws -> JSONValue {
            var json = JSONWriter()
            ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
            return try JSONValue(parsing: json.bytes)
        }
        let newest = try written(schema: ScreenSchema.current)
        #expect(newest["schema"] == .integer(Int64(ScreenSchema.current)))
        #expect(try written(schema: 99) == newest)
        // An app of the first schema is sent what it was sent then.
        var held = Sample.facts(.wallet, wallet: Sample.wallet(available: 1_050, held: 200))
        held.credits = Sample.wallet(available: 25_050, pending: 0, releases: [])
        var json = JSONWriter()
        ScreenPayload.write(held, locale: locale, schema: 1, into: &json)
        let first = try JSONValue(parsing: json.bytes)
        #expect(first["schema"] == .integer(1))
        if case .array(let sections)? = first["sections"] {
            #expect(
                sections.map { Self.text($0["type"]) } == [
                    "wallet_card", "pending_notice", "expiry_notice", "tier_progress", "history_preview",
                ])
        }
        // Every section appeared with a schema, so an app that knows none of them gets none.
        #expect(try written(schema: ScreenSchema.first - 1)["sections"] == .array([]))
        #expect(SectionType.allCases.allSatisfy { $0.since >= ScreenSchema.first })
        #expect(SectionType.allCases.map(\.since).max() == ScreenSchema.current)
    }

    @Test(arguments: ScreenName.customers)
    func `a section alone is what it is on its screen`(screen: ScreenName) throws {
        let facts = Sample.facts(screen)
        let locale = ScreenLocale.of("en-IN", programme: facts.version.programme)
        let alone = try SectionType.sections(of: screen).map { type -> JSONValue in
            var json = JSONWriter()
            ScreenPayload.writeSection(type, facts, locale: locale, into: &json)
            return try JSONValue(parsing: json.bytes)
        }.filter { $0 != JSONValue.null }
        #expect(alone == (try Self.sections(ScreenCase("", facts))))
    }

    @Test func `the entry of no coins that a merge begins with is not shown`() throws {
        let mark = Sample.entry(30, .merge, 0, reason: "customers_merged", Source(.merge, "merge-1"))
        let moved = Sample.entry(31, .merge, 80, reason: "customers_merged", Source(.merge, "merge-1"))
        let facts = Sample.facts(.history) { $0.history = Page(items: [moved.shown, mark.shown], next: nil) }
        let history = try Self.sections(ScreenCase("", facts))[0]
        guard case .array(let items)? = history["items"] else { return #expect(Bool(false)) }
        #expect(items.map { Self.text($0["text"]) } == ["+80"])
        #expect(Self.text(history["a11y"]) == "Activity. 1 entry.")
    }

    @Test func `a section without its facts is null`() throws {
        let facts = Sample.facts(.wallet)
        var json = JSONWriter()
        json.beginObject()
        json.key("section")
        ScreenPayload.writeSection(
            .couponList, facts, locale: ScreenLocale.of("en", programme: facts.version.programme), into: &json
        )
        json.endObject()
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"section":null}"#)
    }

    @Test func `a screen holds good until its next change, and never past the local new year`() {
        let newYear = Sample.instant("2026-12-31T18:30:00Z")
        var facts = Sample.facts(.wallet)
        #expect(ScreenPayload.freshness(of: facts).validUntil == Sample.instant("2026-11-30T18:30:00Z"))
        facts.validUntil = nil
        #expect(ScreenPayload.freshness(of: facts).validUntil == newYear)
        facts.validUntil = Sample.instant("2027-06-01T00:00:00Z")
        #expect(ScreenPayload.freshness(of: facts).validUntil == newYear)
        #expect(ScreenPayload.freshness(of: facts).generatedAt == facts.changedAt)
        // In the next year the dates of this one are written with their year: that is a change.
        facts.now = newYear
        #expect(ScreenPayload.freshness(of: facts).generatedAt == newYear)
    }

    @Test func `a wallet screen with ten entries is a small answer`() {
        let orders = (0..<10).map { index in
            Sample.entry(
                Int64(40 - index), .earn, 125, reason: "order_paid", Source(.order, "\(1042 - index)"),
                after: 1_250 - 125 * Int64(index))
        }
        let facts = Sample.facts(.wallet) { $0.history = Page(items: orders.map(\.shown), next: 31) }
        #expect(ScreenCase("", facts).json.count < 4_608)
    }

    @Test(
        arguments: [
            (Int64(1), "AWgB"), (11, nil), (255, nil), (256, nil), (.max, nil), (0, nil),
        ] as [(Int64, String?)])
    func `a cursor gives its place back`(place: Int64, text: String?) {
        let cursor = PageCursor.text(.history, before: place)
        if let text { #expect(cursor == text) }
        #expect(PageCursor.place(.history, in: cursor) == place)
        #expect(PageCursor.place(.coupons, in: cursor) == nil)
    }

    @Test(arguments: ["", "A", "AWg=", "AmgB", "AWgAAQ", "AWgBAgMEBQYHCAk", "not a cursor", "🙂"])
    func `what no cursor was made of is none`(text: String) {
        #expect(PageCursor.place(.history, in: text) == nil)
    }
}
