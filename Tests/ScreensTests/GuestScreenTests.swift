import Engine
import Model
import Screens
import Testing

/// What somebody sees who has not signed in.
struct GuestScreenTests {
    private static func written(
        _ programme: Programme, _ tag: String = "en-IN", schema: Int = ScreenSchema.current,
        now: Instant = Sample.now
    ) -> [UInt8] {
        var json = JSONWriter()
        ScreenPayload.writeGuest(
            version(programme), at: now, locale: ScreenLocale.of(tag, programme: programme), schema: schema,
            into: &json)
        return json.bytes
    }

    private static func version(_ programme: Programme) -> ProgrammeVersion {
        ProgrammeVersion(number: 3, programme: programme, publishedAt: Sample.instant("2026-01-02T06:00:00Z"))
    }

    @Test(arguments: ["en-IN", "de", "hi", "ar"])
    func `the guest screen says what it said before`(tag: String) throws {
        try Snapshot.check(Self.written(Sample.fullProgramme(), tag), "guest-\(tag)")
    }

    @Test func `a bare programme has a guest screen, too`() throws {
        let bare = Sample.programme(tiers: nil, rewards: [], triggers: [], referral: nil)
        try Snapshot.check(Self.written(bare), "guest-bare")
    }

    @Test func `an app of the first schema gets the sections that it knows`() throws {
        let types = try Self.types(Self.written(Sample.fullProgramme(), schema: 1))
        #expect(types == ["earn_orders", "earn_actions", "reward_list", "tier_levels"])
    }

    @Test func `the guest screen changes with campaigns and the year`() {
        let zone = Sample.zone
        let version = Self.version(Sample.fullProgramme())
        func start(_ month: Int, _ day: Int, _ year: Int = 2026) -> Instant {
            zone.startOfDay(Sample.known(LocalDate(year: year, month: month, day: day)))
        }
        // A campaign begins on the 21st, today, and ends tonight.
        let today = ScreenPayload.guestFreshness(of: version, at: Sample.now)
        #expect(today.generatedAt == start(11, 21) && today.validUntil == start(11, 22))
        let later = ScreenPayload.guestFreshness(of: version, at: start(11, 25))
        #expect(later.generatedAt == start(11, 22) && later.validUntil == start(12, 1))
        let winter = ScreenPayload.guestFreshness(of: version, at: start(12, 24))
        #expect(winter.generatedAt == start(12, 1) && winter.validUntil == start(1, 1, 2027))
    }

    @Test(arguments: ["en-IN", "de", "hi", "ar"])
    func `nothing on the guest screen asks for a customer`(tag: String) throws {
        let json = Self.written(Sample.fullProgramme(), tag)
        let text = String(decoding: json, as: UTF8.self)
        #expect(!text.contains("/v1/") && !text.contains("customer_id"))
        ScreenShapeTests.walk(try JSONValue(parsing: json)) { value, path in
            guard path.last == "actions", case .object = value else { return }
            #expect(ScreenShapeTests.text(value["app"]) == "sign_in")
        }
    }

    private static func types(_ json: [UInt8]) throws -> [String] {
        guard case .array(let sections)? = try JSONValue(parsing: json)["sections"] else { return [] }
        return sections.compactMap { ScreenShapeTests.text($0["type"]) }
    }
}
