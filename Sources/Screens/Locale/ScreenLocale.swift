package import Model

/// One language and region for one programme: its words, and how it writes numbers, money and dates.
///
/// Made once per programme version and tag, then shared by all threads; see
/// ``choose(acceptLanguage:customer:programme:)``.
package final class ScreenLocale: Sendable {
    /// The BCP 47 tag: `en-IN`, for `locale` and `Content-Language`.
    package let tag: String
    package let programme: Programme

    let language: Language
    let symbols: LocaleSymbols
    /// Of the programme's currency.
    let money: MoneyStyle
    let catalogue: Catalogue
    let fullStop: [UInt8]
    /// The brand's name.
    package let brandName: String
    /// The coins' name by ``PluralCategory``.
    let coinNames: [[UInt8]]
    /// Coins with their name by ``PluralCategory``; the place is the number's.
    let coinAmounts: [Pattern<Slot>]
    /// The coins' name for many, inside a text and at its start.
    let coinName: [UInt8]
    let coinNameAtStart: [UInt8]
    /// By level.
    package let tierNames: [String]
    let triggerTitles: [String: String]
    let rewardTitles: [String: String]
    /// The share link, split where the code goes; nil without referrals.
    let shareURL: [String]?
    /// The theme's colours by role; sorted, so that a screen's bytes are always the same.
    let colors: [(role: String, value: String)]

    init(
        _ tag: String, _ language: Language, _ symbols: LocaleSymbols, _ money: MoneyStyle,
        _ programme: Programme
    ) {
        func local(_ text: LocalizedText) -> String {
            text.text(locale: tag, fallback: programme.defaultLocale)
        }
        (self.tag, self.language, self.programme) = (tag, language, programme)
        (self.symbols, self.money) = (symbols, money)
        var product = Catalogue.of(language)
        // The dual says how many by itself: "عملتان" is two coins.
        if language == .arabic, programme.coin.nameForms[.two]?.text(in: tag) != nil {
            product.coinsAmount.forms[PluralCategory.two.rawValue] = "{coin_name}"
        }
        catalogue = product.overridden(by: programme.screens.texts, tag: tag)
        fullStop = language.fullStop
        brandName = local(programme.name)
        let (one, other) = (local(programme.coin.nameOne), local(programme.coin.nameOther))
        coinNames = PluralCategory.allCases.map { category in
            let form = CoinSettings.NameForm(category).flatMap { programme.coin.nameForms[$0]?.text(in: tag) }
            return Array((form ?? (language.takesSingular(category) ? one : other)).utf8)
        }
        let (coins, names) = (catalogue.coinsAmount, coinNames)
        coinAmounts = PluralCategory.allCases.map { category in
            Pattern(
                coins.form(category).pieces.compactMap { piece in
                    switch piece {
                    case .literal(let bytes): .literal(bytes)
                    case .slot(.coinName): .literal(names[category.rawValue])
                    case .slot(.count): .place(.count)
                    case .slot: nil
                    }
                })
        }
        coinName = Array(other.utf8)
        coinNameAtStart = Array(ScreenLocale.capitalised(other).utf8)
        tierNames = programme.tiers?.levels.map { local($0.name) } ?? []
        triggerTitles = Dictionary(
            programme.triggers.map { ($0.id.text, local($0.title)) }, uniquingKeysWith: { first, _ in first })
        rewardTitles = Dictionary(
            programme.rewards.map { ($0.id.text, local($0.title)) }, uniquingKeysWith: { first, _ in first })
        shareURL = programme.referral.map { ScreenLocale.split($0.shareURL, at: "{code}") }
        colors = programme.theme.colors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The locale at a moment of the programme's time, which decides what dates leave out.
    package func wording(at now: Instant) -> Wording {
        Wording(locale: self, now: now, today: programme.zone.localDate(at: now))
    }

    /// The coins' name for many.
    package var coinsText: String { String(decoding: coinName, as: UTF8.self) }

    /// A text of the programme in this language, else in the programme's own.
    func local(_ text: LocalizedText) -> String {
        text.text(locale: tag, fallback: programme.defaultLocale)
    }

    private static func split(_ text: String, at mark: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: mark) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}

/// A locale at a moment: all that turns facts into words.
package struct Wording {
    package let locale: ScreenLocale
    /// The programme's time.
    package let now: Instant
    /// The brand's local day.
    package let today: LocalDate

    var texts: Catalogue { locale.catalogue }
    var zone: BrandZone { locale.programme.zone }
}

extension Catalogue {
    static func of(_ language: Language) -> Catalogue {
        switch language {
        case .english: english
        case .german: german
        case .hindi: hindi
        case .arabic: arabic
        }
    }

    /// The catalogue with a brand's own texts in place of the product's.
    ///
    /// An override counts only in a language that it is written in: a brand that has changed the English text
    /// does not thereby speak English to everybody.
    func overridden(by texts: [String: LocalizedText], tag: String) -> Catalogue {
        guard !texts.isEmpty else { return self }
        var catalogue = self
        for (name, path) in Catalogue.names {
            if let text = texts[name]?.text(in: tag) {
                catalogue[keyPath: path] = Message(stringLiteral: text)
            }
            guard catalogue[keyPath: path].isPlural else { continue }
            for category in PluralCategory.allCases {
                guard let text = texts["\(name).\(category)"]?.text(in: tag) else { continue }
                catalogue[keyPath: path].forms[category.rawValue] = Template(text)
            }
        }
        return catalogue
    }
}

extension CoinSettings.NameForm {
    /// Nil for the two that every name has.
    fileprivate init?(_ category: PluralCategory) {
        switch category {
        case .zero: self = .zero
        case .two: self = .two
        case .few: self = .few
        case .many: self = .many
        case .one, .other: return nil
        }
    }
}

extension LocalizedText {
    /// The text for a tag or its language, or one that belongs to no language; nil if there is none of these.
    fileprivate func text(in tag: String) -> String? {
        texts[tag] ?? texts[String(tag.prefix { $0 != "-" })] ?? texts[""]
    }
}

extension Language {
    /// Whether a noun counted by such a number stands in its singular, of the two forms that a brand gives.
    ///
    /// In Arabic it does after 11 and more, and after whole hundreds.
    fileprivate func takesSingular(_ category: PluralCategory) -> Bool {
        switch category {
        case .one: true
        case .many, .other: self == .arabic
        case .zero, .two, .few: false
        }
    }
}
