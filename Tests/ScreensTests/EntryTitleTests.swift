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
        #expect(NumberFormatTests.text { wording.title(of: entry, into: &$0) } == row.title)
    }

    @Test(arguments: EntryKind.allCases, ["en-IN", "de", "hi", "ar"])
    func `every kind of entry from every kind of source has a title`(kind: EntryKind, tag: String) {
        let wording = ScreenLocale.of(tag, programme: Sample.programme()).wording(at: Sample.now)
        for source in SourceKind.allCases {
            let entry = Sample.entry(1, kind, 10, reason: "from_the_future", Source(source, "ref"))
            let title = NumberFormatTests.text { wording.title(of: entry, into: &$0) }
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
