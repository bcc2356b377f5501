import Engine
import Model
import Testing

@testable import Screens

struct CatalogueTests {
    static func messages(_ catalogue: Catalogue) -> [(name: String, message: Message)] {
        Catalogue.names.map { ($0.name, catalogue[keyPath: $0.path]) }
    }

    @Test func `every message can be overridden, under the name of its property`() {
        let properties = Mirror(reflecting: Catalogue.english).children.compactMap(\.label)
        let names = properties.map { property in
            property.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
        }
        #expect(Catalogue.names.map(\.name) == names)
    }

    @Test func `what a brand's own text may have is what the message has, the coins' name and the brand's`() {
        for (name, message) in Self.messages(.english) {
            let slots = Set(message.forms.flatMap(\.slots).map(\.rawValue))
            #expect(
                slots.union(TextKeys.placeholdersOfAll) == TextKeys.placeholders(of: name), "\(name)")
        }
    }

    @Test(arguments: Language.allCases)
    func `a catalogue has every placeholder of its message`(language: Language) {
        let own = Self.messages(Catalogue.of(language))
        for ((name, message), (_, english)) in zip(own, Self.messages(.english)) {
            let expected = Set(english.form(.other).slots)
            #expect(Set(message.form(.other).slots) == expected, "\(name)")
            #expect(message.isPlural == english.isPlural, "\(name)")
            // A form for one number may say the number in words, but nothing that is not known.
            for category in language.categories {
                let slots = Set(message.form(category).slots)
                #expect(slots.isSubset(of: expected), "\(name).\(category)")
                #expect(expected.subtracting(slots).isSubset(of: [.count]), "\(name).\(category)")
            }
        }
    }

    @Test(arguments: Language.allCases)
    func `no message is empty, ends itself or has space around it`(language: Language) {
        for (name, message) in Self.messages(Catalogue.of(language)) {
            for form in message.forms {
                #expect(!form.pieces.isEmpty, "\(name)")
                let ends = [form.pieces.first, form.pieces.last].compactMap { $0 }
                for case .literal(let bytes) in ends {
                    let text = String(decoding: bytes, as: UTF8.self)
                    #expect(text != " " && !text.contains("  "), "\(name)")
                }
                if case .literal(let bytes)? = form.pieces.first { #expect(bytes.first != 0x20, "\(name)") }
                if case .literal(let bytes)? = form.pieces.last {
                    // A sentence gets its full stop when it is read aloud.
                    #expect(bytes.last != 0x2E && bytes.last != 0x20, "\(name)")
                }
            }
        }
    }

    @Test(arguments: [Language.german, .hindi, .arabic])
    func `no message was left in English`(language: Language) {
        let same = zip(Self.messages(Catalogue.of(language)), Self.messages(.english)).filter {
            $0.message == $1.message
                && $0.message.forms.contains { form in
                    form.pieces.contains {
                        if case .literal(let bytes) = $0 { bytes.count > 3 } else { false }
                    }
                }
        }
        #expect(same.map(\.0.name).allSatisfy { ["entry_trigger"].contains($0) })
    }

    @Test func `a template keeps braces that name nothing`() {
        let template = Template("{coins} and {nothing} and { and {date")
        #expect(template.slots == [.coins])
        #expect(template.pieces.last == .literal(Array(" and {nothing} and { and {date".utf8)))
    }

    @Test(
        arguments: [
            ("en-IN", "Your stash: ₹50 off for 500 coins"), ("de", "50\u{A0}₹ Rabatt für 500 Münzen"),
            ("ar", nil),
        ] as [(String, String?)])
    func `a brand's own text counts in the language that it is written in`(tag: String, text: String?) throws
    {
        let texts = ["reward_fixed": LocalizedText(["en": "Your stash: {amount} off for {coins}"])]
        let programme = Sample.programme(screens: ScreenSettings(sections: [:], texts: texts))
        let wording = ScreenLocale.of(tag, programme: programme).wording(at: Sample.now)
        let said = NumberFormatTests.text {
            wording.say(wording.texts.rewardFixed, .amount(5_000), .coins(500), into: &$0)
        }
        if let text { #expect(said == text) } else { #expect(!said.contains("stash")) }
    }

    @Test func `a brand may override one plural form`() {
        let texts = ["coins_amount.one": LocalizedText("a single {coin_name}")]
        let programme = Sample.programme(screens: ScreenSettings(sections: [:], texts: texts))
        let wording = ScreenLocale.of("en", programme: programme).wording(at: Sample.now)
        func said(_ coins: Coins) -> String {
            NumberFormatTests.text {
                $0.beginString()
                wording.coins(coins, into: &$0)
                $0.endString()
            }
        }
        #expect(said(1) == "a single coin")
        #expect(said(2) == "2 coins")
    }

    @Test func `text from data is isolated where its direction may differ`() {
        let english = ScreenLocale.of("en", programme: Sample.programme()).wording(at: Sample.now)
        let arabic = ScreenLocale.of("ar", programme: Sample.programme()).wording(at: Sample.now)
        func order(_ wording: Wording, _ id: String) -> String {
            NumberFormatTests.text { wording.say(wording.texts.entryOrder, .order(id), into: &$0) }
        }
        #expect(order(english, "1042") == "Order 1042")
        #expect(order(english, "طلب 7") == "Order \u{2068}طلب 7\u{2069}")
        #expect(order(arabic, "A-7") == "الطلب \u{2068}A-7\u{2069}")
    }

    @Test(arguments: [
        ("ar", 0 as Coins, "0 عملات"), ("ar", 1, "1 عملة"), ("ar", 2, "عملتان"), ("ar", 3, "3 عملات"),
        ("ar", 11, "11 عملة"), ("ar", 100, "100 عملة"), ("en-IN", 2, "2 coins"), ("de", 2, "2 Münzen"),
    ])
    func `coins are counted by the forms that the brand gives in a language, and the dual is a word alone`(
        tag: String, coins: Coins, words: String
    ) {
        let wording = ScreenLocale.of(tag, programme: Sample.programme()).wording(at: Sample.now)
        let said = NumberFormatTests.text { json in
            json.beginString()
            wording.coins(coins, into: &json)
            json.endString()
        }
        #expect(said == words)
    }

    @Test func `a brand's own words for so many coins stand before the dual's`() {
        let screens = ScreenSettings(
            sections: [:], texts: ["coins_amount.two": LocalizedText(["ar": "{count} × {coin_name}"])])
        let programme = Sample.programme(screens: screens)
        let wording = ScreenLocale.of("ar", programme: programme).wording(at: Sample.now)
        let said = NumberFormatTests.text { json in
            json.beginString()
            wording.coins(2, into: &json)
            json.endString()
        }
        #expect(said == "2 × عملتان")
    }
}
