import Model
import Testing

struct ProgrammeValueTests {
    @Test(arguments: [
        ("en", "en"), ("EN-us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("fil", "fil"),
        ("de-CH-1996", "de-CH-1996"), ("en-a-BBB-x-ab", "en-a-bbb-x-ab"), ("sr-latn", "sr-Latn"),
    ])
    func `a locale's tag is kept in its usual writing`(text: String, written: String) {
        #expect(LocaleTag(text)?.text == written)
    }

    @Test(arguments: [
        "", "e", "english", "en_US", "en-", "-en", "en--US", "en-US-", "e1", "en-toolongsub", "en-x", "हि",
        "en US",
        "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
    ])
    func `what is no locale's tag is refused`(text: String) {
        #expect(LocaleTag(text) == nil)
    }

    @Test(arguments: [
        ("en-US", "colors"), ("en", "colours"), ("en-GB", "colours"), ("zh-Hant-TW", "顏色"), ("zh-Hant", "顏色"),
        ("fr", "colors"), ("zh-Hans", "colors"), ("", "colors"),
    ])
    func `a text is looked up from the whole tag to the language, then in the fallback`(
        locale: String, expected: String
    ) {
        let text = LocalizedText(["en": "colours", "en-US": "colors", "zh-Hant": "顏色"])
        #expect(text.text(locale: locale, fallback: "en-US") == expected)
    }

    @Test func `a text without a language is shown in every locale`() {
        #expect(LocalizedText("CDNOW").text(locale: "hi", fallback: "en-US") == "CDNOW")
    }

    @Test func `a text without locale, fallback and plain form is shown all the same`() {
        #expect(LocalizedText(["hi": "नमस्ते", "de": "Hallo"]).text(locale: "fr", fallback: "en") == "Hallo")
        #expect(LocalizedText([:]).text(locale: "fr", fallback: "en") == "")
    }

    @Test(arguments: [
        "https://a.example", "http://a.example:8080/x?y=z#w", "https://[2001:db8::1]:443/",
        "https://192.0.2.1/",
        "https://a.example/%20", "https://xn--mnchen-3ya.example/",
    ])
    func `an absolute address is accepted`(text: String) {
        #expect(WebAddress.isURL(text))
    }

    @Test(arguments: [
        "", "a.example", "//a.example", "ftp://a.example", "https://", "https:///x", "https://user@a.example",
        "https://a..example", "https://-a.example", "https://a.example:0", "https://a.example:65536",
        "https://a.example:+80", "https://a.example:", "https://a.example/ x", "https://a.example/\"",
        "https://a.example/%2", "https://a.example/%GG", "https://münchen.example/",
        "https://a.example/{code}",
        "https://[]/", "https://[8b838]/", "https://[1.2.3.4]/", "https://[::1::]/", "HTTPS://a.example",
    ])
    func `what is no absolute address in ASCII is refused`(text: String) {
        #expect(!WebAddress.isURL(text))
    }

    @Test(arguments: [
        ("https://shop.example", true), ("http://localhost:3000", true), ("https://shop.example:8443", true),
        ("https://shop.example:443", false), ("http://shop.example:80", false),
        ("https://shop.example:80", true),
        ("https://shop.example/", false), ("https://Shop.example", false), ("null", false),
        ("https://shop.example?x", false),
    ])
    func `an origin is written as browsers send it`(text: String, isOrigin: Bool) {
        #expect(WebAddress.isOrigin(text) == isOrigin)
    }

    // Ratios as published with WCAG's own examples and by its usual calculators, to two decimals.
    @Test(arguments: [
        ("#000000", "#FFFFFF", 2100), ("#FFFFFF", "#FFFFFF", 100), ("#777777", "#FFFFFF", 447),
        ("#767676", "#FFFFFF", 454), ("#0000FF", "#FFFFFF", 859), ("#FF0000", "#FFFFFF", 399),
    ])
    func `contrast is measured as WCAG says`(front: String, back: String, hundredths: Int) throws {
        let (first, second) = (try #require(ThemeColor(front)), try #require(ThemeColor(back)))
        #expect(Int(first.contrast(with: second) * 100) == hundredths)
        #expect(Int(second.contrast(with: first) * 100) == hundredths)
    }

    @Test(arguments: ["", "#", "#12345", "#1234567", "123456", "#12345G", "#+12345", "＃123456", "#12345é"])
    func `what is no colour is refused`(text: String) {
        #expect(ThemeColor(text) == nil)
    }

    @Test func `the standard theme passes its own check`() throws {
        for (front, back) in [
            (Theme.ColorRole.onPrimary, Theme.ColorRole.primary), (.text, .background), (.text, .surface),
        ] {
            let first = try #require(ThemeColor(Theme.standard.color(front)))
            let second = try #require(ThemeColor(Theme.standard.color(back)))
            #expect(first.contrast(with: second) >= ProgrammeLimits.contrastMin)
        }
        #expect(Theme.standard.colors.keys.sorted() == Theme.ColorRole.allCases.map(\.rawValue).sorted())
    }

    @Test func `every section belongs to a screen, and none stands twice on one`() {
        let shown = ScreenName.allCases.flatMap { SectionType.sections(of: $0) }
        #expect(Set(shown) == Set(SectionType.allCases))
        for screen in ScreenName.allCases {
            let allowed = SectionType.allowed(on: screen)
            #expect(Set(allowed).count == allowed.count)
        }
    }
}
