import Engine
import Foundation
import Model
import Testing

@testable import Screens

/// That the snapshots leave no state out: a message, a reason or a kind that none of them shows is a state of a screen
/// that nobody has looked at.
struct SnapshotCoverageTests {
    /// The programme with each message replaced by its own name.
    private static func marked(_ programme: Programme) -> Programme {
        let names = Catalogue.names.map(\.name)
        let texts = Dictionary(uniqueKeysWithValues: names.map { ($0, LocalizedText("<\($0)>")) })
        return Programme(
            brand: programme.brand, name: programme.name, currency: programme.currency, zone: programme.zone,
            defaultLocale: programme.defaultLocale, coin: programme.coin, theme: programme.theme,
            earning: programme.earning, expiry: programme.expiry, tiers: programme.tiers,
            triggers: programme.triggers, rewards: programme.rewards, redemption: programme.redemption,
            referral: programme.referral,
            screens: ScreenSettings(sections: programme.screens.sections, texts: texts), origins: [])
    }

    private static func written(_ screen: ScreenCase) -> String {
        var facts = screen.facts
        facts.version = ProgrammeVersion(
            number: facts.version.number, programme: marked(facts.version.programme),
            publishedAt: facts.version.publishedAt)
        return String(decoding: ScreenCase(screen.name, facts, screen.tag).json, as: UTF8.self)
    }

    private static func guest() -> String {
        let programme = marked(Sample.fullProgramme())
        var json = JSONWriter()
        ScreenPayload.writeGuest(
            ProgrammeVersion(number: 3, programme: programme, publishedAt: .epoch), at: Sample.now,
            locale: ScreenLocale.of("en-IN", programme: programme), into: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func `every message is said on the snapshot of some screen`() {
        let said = ScreenCase.all.map(Self.written).joined() + Self.guest()
        let silent = Catalogue.names.map(\.name).filter { !said.contains("<\($0)>") }
        #expect(silent == [])
    }

    /// All that the snapshots hold, by the names of members: the texts that stand there.
    private static func values(_ tag: String? = nil) throws -> [String: Set<String>] {
        var values: [String: Set<String>] = [:]
        for screen in ScreenCase.all where tag == nil || screen.tag.hasPrefix(tag ?? "") {
            ScreenShapeTests.walk(try JSONValue(parsing: screen.json)) { value, path in
                guard case .string(let text) = value else { return }
                values[path.suffix(2).joined(separator: "/"), default: []].insert(text)
            }
        }
        return values
    }

    /// The codes that the sources give to states, those of the engine's own reasons apart.
    private static func literals() throws -> Set<String> {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Screens").standardizedFileURL
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var codes: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /writeState\(\s*"([a-z_]+)"/) { codes.insert(String(match.1)) }
            for match in text.matches(of: /\("([a-z_]+)", texts\.(?:state|limit)/) {
                codes.insert(String(match.1))
            }
            for match in text.matches(of: /empty: [a-zA-Z.]+,\s*"([a-z_]+)"/) {
                codes.insert(String(match.1))
            }
        }
        return codes
    }

    @Test func `every reason why something is unavailable has a snapshot`() throws {
        let literals = try Self.literals()
        #expect(literals.count > 20)
        let shown = try Self.values()["state/code"] ?? []
        // A guest is asked to sign in on the guest screen, which has snapshots of its own.
        #expect(literals.subtracting(shown) == ["sign_in"])
    }

    /// Kinds and states that items of screens can have, by where they stand.
    private static let kinds: [(place: String, values: [String])] = [
        (
            "sections/type",
            SectionType.allCases.map(\.rawValue).filter { $0 != "guest_welcome" && $0 != "referral_offer" }
        ),
        ("items/status", CouponState.allCases.map(\.rawValue)),
        ("items/status", ReferralState.allCases.map(\.rawValue).filter { $0 != "invited" }),
        ("items/kind", EntryKind.allCases.map(\.rawValue)),
        ("items/kind", DiscountKind.allCases.map(\.rawValue)),
        ("items/kind", Trigger.Kind.allCases.map(\.rawValue).filter { $0 != "custom" }),
        ("items/kind", ["campaign", "products"]),
        ("limited_by/code", Quote.Limit.Code.allCases.map(\.rawValue)),
        (
            "source/kind",
            ["order", "trigger", "coupon", "hold", "referral", "tier", "adjustment", "merge", "system"]
        ),
        ("sections/metric", TierSettings.Metric.allCases.map(\.rawValue)),
        ("frequency/per", ["ever"] + Trigger.Period.allCases.map(\.rawValue)),
        ("items/side", ["referrer", "friend"]),
    ]

    @Test(arguments: kinds)
    func `every kind and every state of what screens list has a snapshot`(place: String, values: [String])
        throws
    {
        let shown = try Self.values()[place] ?? []
        #expect(Set(values).subtracting(shown) == [])
    }

    @Test(arguments: ["en", "de", "hi", "ar"])
    func `every section has a snapshot in every language`(tag: String) throws {
        let shown = try Self.values(tag)["sections/type"] ?? []
        let missing = Set(SectionType.allCases.map(\.rawValue)).subtracting(shown)
        #expect(missing == ["guest_welcome", "referral_offer"])
    }
}
