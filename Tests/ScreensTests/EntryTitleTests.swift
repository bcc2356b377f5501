import Foundation
import Model
import Testing

@testable import Screens

/// What a customer reads as the title of an entry, for whatever caused it.
struct EntryTitleTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let kind: EntryKind
        let reason: String
        let source: Source
        let title: String
        var testDescription: String { "\(kind) \(reason) \(source.kind)" }

        init(_ kind: EntryKind, _ reason: String, _ source: Source, _ title: String) {
            (self.kind, self.reason, self.source, self.title) = (kind, reason, source, title)
        }
    }

    static let rows = [
        Row(.clawback, "order_refunded", Source(.order, "1042"), "Order 1042 refunded"),
        Row(.pendingCancelled, "order_cancelled", Source(.order, "1042"), "Order 1042 cancelled"),
        Row(.returned, "order_return", Source(.order, "1042"), "Back from order 1042"),
        Row(.earn, "store_credit", Source(.order, "1042"), "Store credit for order 1042"),
        Row(.hold, "hold", Source(.order, "1042"), "Set aside for order 1042"),
        Row(.hold, "hold", Source(.system), "Set aside at checkout"),
        Row(.holdRelease, "hold_release", Source(.order, "1042"), "Back from order 1042"),
        Row(.holdRelease, "hold_release", Source(.system), "Back from checkout"),
        Row(.spend, "hold_committed", Source(.order, "1042"), "Used on order 1042"),
        Row(.spend, "hold_committed", Source(.system), "Coins spent"),
        Row(.earn, "tier_bonus", Source(.tier, "silver"), "Welcome to Silver"),
        Row(.earn, "tier_bonus", Source(.tier, "gone"), "Tier bonus"),
        Row(.earn, "birthday", Source(.tier, "silver"), "Happy birthday"),
        Row(.earn, "trigger", Source(.trigger, "birthday"), "Your birthday"),
        Row(.earn, "referral_referrer", Source(.referral), "A friend you invited"),
        Row(.earn, "referral_friend", Source(.referral), "Welcome from a friend"),
        Row(.merge, "merge", Source(.merge), "Accounts joined"),
        Row(.expiry, "coins_expired", Source(.system), "Coins expired"),
        Row(.clawback, "from_the_future", Source(.system), "Coins taken back"),
    ]

    @Test(arguments: rows)
    func `an entry's title says what happened`(row: Row) {
        let wording = ScreenLocale.of("en-IN", programme: Sample.programme()).wording(at: Sample.now)
        let entry = Sample.entry(1, row.kind, 10, reason: row.reason, row.source)
        #expect(NumberFormatTests.text { wording.title(of: entry.shown, into: &$0) } == row.title)
    }

    struct Shown: CustomTestStringConvertible, Sendable {
        let kind: EntryKind
        let coins: Coins
        let available: Coins
        let text: String
        let status: String?
        var trace = "{}"
        var wallet = Wallet.coins
        var testDescription: String { "\(kind) \(coins) \(available)" }
    }

    static let shown = [
        Shown(kind: .earn, coins: 40, available: 40, text: "+40", status: nil),
        Shown(kind: .pendingAward, coins: 1_040, available: 0, text: "1,040", status: "Was pending"),
        Shown(kind: .release, coins: 0, available: 40, text: "+40", status: nil),
        Shown(kind: .pendingCancelled, coins: -40, available: 0, text: "40", status: "Was pending"),
        Shown(kind: .hold, coins: 0, available: -1_000, text: "-1,000", status: nil),
        Shown(kind: .holdRelease, coins: 0, available: 1_000, text: "+1,000", status: nil),
        Shown(kind: .spend, coins: -1_000, available: 0, text: "1,000", status: "Set aside before"),
        Shown(
            kind: .spend, coins: -1_000, available: 0, text: "1,000", status: "Set aside on 3 May",
            trace: #"{"rule":"checkout","held_at":1777788000000}"#),
        Shown(kind: .spend, coins: -1_000, available: -1_000, text: "-1,000", status: nil),
        Shown(kind: .clawback, coins: -300, available: -300, text: "-300", status: nil),
        Shown(kind: .returned, coins: 500, available: 500, text: "+₹5", status: nil, wallet: .credits),
        Shown(
            kind: .spend, coins: -500, available: 0, text: "₹5", status: "Set aside before", wallet: .credits),
    ]

    @Test(arguments: shown)
    func `only what changes of what can be spent has a sign, and the rest says why it does not`(row: Shown)
        throws
    {
        let wording = ScreenLocale.of("en-IN", programme: Sample.programme()).wording(at: Sample.now)
        var entry = Sample.entry(
            1, row.kind, row.coins, reason: "any", Source(.system), available: row.available,
            wallet: row.wallet)
        entry.trace = row.trace
        var json = JSONWriter()
        ScreenPayload.writeEntry(entry.shown, isSettled: true, wording, into: &json)
        let written = try JSONValue(parsing: json.bytes)
        #expect(written["text"] == .string(row.text))
        #expect(written["status_text"] == row.status.map { .string($0) } ?? nil)
        #expect(written["balance_text"] != nil)
    }

    @Test(arguments: EntryKind.allCases, ["en-IN", "de", "hi", "ar"])
    func `every kind of entry from every kind of source has a title`(kind: EntryKind, tag: String) {
        let wording = ScreenLocale.of(tag, programme: Sample.programme()).wording(at: Sample.now)
        for source in SourceKind.allCases {
            let entry = Sample.entry(1, kind, 10, reason: "from_the_future", Source(source, "ref"))
            let title = NumberFormatTests.text { wording.title(of: entry.shown, into: &$0) }
            #expect(title.count > 2 && !title.contains("{"), "\(source): \(title)")
        }
    }

    @Test(
        arguments: ["en-IN", "en-US", "de", "de-AT", "hi", "ar", "ar-EG"], [100, 1_250, 2_000, 10_000, 33])
    func `a percentage is written as Foundation writes it`(tag: String, basisPoints: Int64) {
        let wording = ScreenLocale.of(tag, programme: Sample.programme()).wording(at: Sample.now)
        let said = NumberFormatTests.text {
            wording.say("{percent}", .percent(basisPoints), into: &$0)
        }
        let style = Decimal.FormatStyle.Percent(locale: Locale(identifier: tag)).precision(
            .fractionLength(0...2))
        let expected = (Decimal(basisPoints) / 10_000).formatted(style)
        #expect(said.filter { $0 != "\u{2068}" && $0 != "\u{2069}" } == expected)
    }
}
