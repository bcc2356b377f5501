import Foundation
import Model
import Testing

@testable import Screens

/// What a request says, and which locale it gets.
struct ChoiceRow: Sendable, CustomTestStringConvertible {
    let header: String?
    let customer: String?
    let standard: String
    let tag: String

    init(_ header: String?, _ customer: String?, _ standard: String, _ tag: String) {
        (self.header, self.customer, self.standard, self.tag) = (header, customer, standard, tag)
    }

    var testDescription: String { "\(header ?? "nothing"), \(customer ?? "nothing"), \(standard) → \(tag)" }

    static let all = [
        ChoiceRow(nil, nil, "en-IN", "en-IN"),
        ChoiceRow("", "de-AT", "en-IN", "de-AT"),
        ChoiceRow("de", "hi", "en-IN", "de"),
        ChoiceRow("de-CH;q=0.4, hi;q=0.8", nil, "en", "hi"),
        ChoiceRow("hi;q=0.5,ar;q=0.5", nil, "en", "hi"),
        ChoiceRow("fr-FR, fr;q=0.9, de;q=0.8", nil, "en", "de"),
        ChoiceRow("fr", "ar-EG", "en", "ar-EG"),
        ChoiceRow("fr", "pt-BR", "en-IN", "en-IN"),
        ChoiceRow("fr", nil, "fr", "en"),
        ChoiceRow("EN-us", nil, "en-IN", "en-US"),
        ChoiceRow("en", nil, "en-IN", "en-IN"),
        ChoiceRow("en", "en-GB", "en-IN", "en-GB"),
        ChoiceRow("de-DE-1996-x-private", nil, "en", "de-DE"),
        ChoiceRow("hi-XQ", nil, "en", "hi"),
        ChoiceRow("de_AT", "ar_eg", "en", "ar-EG"),
        ChoiceRow("de-x-AT", nil, "en", "de"),
        ChoiceRow("x-de, -, _, hi", nil, "en", "hi"),
        ChoiceRow("*", "ar", "en", "ar"),
        ChoiceRow("en;q=0, *", "en", "de", "de"),
        ChoiceRow("en;q=0", nil, "en", "en"),
        ChoiceRow("de;q=2, hi;q=0.1", nil, "en", "hi"),
        ChoiceRow("de;q=abc, ;;, hi", nil, "en", "hi"),
        ChoiceRow("de ; q=0.5 , hi ; q=0.4", nil, "en", "de"),
        ChoiceRow("de;q=0.0001, hi;q=0.001", nil, "en", "hi"),
    ]
}

struct LocaleChoiceTests {
    @Test(arguments: ChoiceRow.all)
    func `the locale is the best that the request, the customer and the brand ask for`(row: ChoiceRow) {
        let programme = Sample.programme(defaultLocale: row.standard)
        func chosen() -> String {
            ScreenLocale.choose(acceptLanguage: row.header, customer: row.customer, programme: programme).tag
        }
        #expect(chosen() == row.tag)
        #expect(chosen() == row.tag, "the remembered choice is another one")
    }

    @Test(arguments: Language.allCases)
    func `the regions of a language are those that Foundation has`(language: Language) {
        let identifiers = Locale.availableIdentifiers.filter { $0.hasPrefix("\(language.rawValue)_") }
        let regions = identifiers.filter { $0.utf8.count == 5 }.map { String($0.suffix(2)) }
        #expect(language.regions.map(String.init) == regions.sorted())
    }

    @Test func `only the first ranges of a long header are looked at`() {
        let header = Array(repeating: "fr", count: AcceptLanguage.rangesMax).joined(separator: ",") + ",de"
        #expect(AcceptLanguage(parsing: header).ranges.count == AcceptLanguage.rangesMax)
        #expect(LocaleChoice(customer: nil, standard: "en").tag(for: header) == "en")
    }

    @Test func `a locale is made once for a programme, and anew for another`() {
        let (first, second) = (Sample.programme(), Sample.programme())
        #expect(ScreenLocale.of("de", programme: first) === ScreenLocale.of("de", programme: first))
        #expect(ScreenLocale.of("de", programme: first) !== ScreenLocale.of("de", programme: second))
    }

    @Test func `what is remembered of requests and programmes is bounded`() {
        let cache = ScreenLocaleCache()
        let programme = Sample.programme()
        let locale = cache.locale("en", programme)
        for number in 0...ScreenLocaleCache.requestsMax {
            cache.remember(
                locale,
                for: ScreenLocaleCache.Request(
                    programme: ObjectIdentifier(programme), header: "\(number)", customer: ""))
        }
        #expect(cache.counts.requests == 1)
        for _ in 0...ScreenLocaleCache.localesMax { _ = cache.locale("en", Sample.programme()) }
        #expect(cache.counts.locales <= ScreenLocaleCache.localesMax)
        #expect(cache.counts.requests == 0)
    }
}
