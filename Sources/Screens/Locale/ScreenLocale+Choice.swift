package import Model
import Synchronization

extension ScreenLocale {
    /// Chooses the best locale for a request.
    ///
    /// In order: what `Accept-Language` asks for (RFC 9110 §12.5.4, by RFC 4647 §3.4 lookup), the customer's
    /// own locale, the programme's default, `en`. A range without a region (`en`, `*`) is satisfied by the
    /// customer's or the programme's locale of that language, which says the region too; a language that the
    /// request refuses (`q=0`) is taken only when nothing else is left.
    package static func choose(
        acceptLanguage: String?, customer: String?, programme: Programme
    ) -> ScreenLocale {
        let request = ScreenLocaleCache.Request(
            programme: ObjectIdentifier(programme), header: acceptLanguage ?? "", customer: customer ?? "")
        if let known = ScreenLocaleCache.shared.locale(for: request) { return known }
        let tag = LocaleChoice(customer: customer, standard: programme.defaultLocale).tag(for: acceptLanguage)
        let locale = of(tag, programme: programme)
        ScreenLocaleCache.shared.remember(locale, for: request)
        return locale
    }

    /// Asks once for what the first locale of all costs the most of: Foundation loads the Unicode data, and the product's
    /// own texts are taken apart. Meant for another thread while the service starts.
    package static func prepareFirst() {
        _ = KnownTags.lookup(KnownTags.last)
        FoundationSymbols.prepare()
        _ = Catalogue.of(.english)
    }

    /// Makes the locales that most requests of some programmes will have, ahead of the requests.
    package static func prepare(_ programmes: some Sequence<Programme>) {
        for programme in programmes.prefix(preparedMax) {
            _ = of(programme.defaultLocale, programme: programme)
        }
    }

    /// Programmes whose locales are made ahead; those of the others wait for their first request.
    private static let preparedMax = 16

    /// The locale of that tag, or the nearest one that there is, down to `en`.
    package static func of(_ tag: String, programme: Programme) -> ScreenLocale {
        ScreenLocaleCache.shared.locale(KnownTags.lookup(tag) ?? KnownTags.last, programme)
    }
}

/// Which tag a request gets.
struct LocaleChoice {
    /// The customer's locale, the programme's and `en`: what there is of them.
    private let own: [String]

    init(customer: String?, standard: String) {
        own = [customer, standard, KnownTags.last].compactMap { $0 }.compactMap(KnownTags.lookup)
    }

    func tag(for header: String?) -> String {
        let ranges = AcceptLanguage(parsing: header ?? "").ranges
        let refused = ranges.filter { $0.quality == 0 }.map { $0.tag.lowercased() }
        func isRefused(_ tag: String) -> Bool {
            let tag = tag.lowercased()
            return refused.contains { tag == $0 || tag.hasPrefix($0 + "-") }
        }
        let wanted = ranges.lazy.filter { $0.quality > 0 }.compactMap { tag(of: $0.tag) }
        return wanted.first { !isRefused($0) } ?? own.first { !isRefused($0) } ?? own.first ?? KnownTags.last
    }

    private func tag(of range: String) -> String? {
        if range == "*" { return own.first }
        guard let found = KnownTags.lookup(range) else { return nil }
        guard !found.contains("-") else { return found }
        return own.first { $0.hasPrefix(found + "-") } ?? found
    }
}

/// The tags that screens can be written in.
enum KnownTags {
    /// What is left when nothing fits.
    static let last = Language.english.rawValue

    /// The longest known beginning of a range (RFC 4647 §3.4): `de-AT-1996` finds `de-AT`, `hi-XX` finds
    /// `hi`.
    static func lookup(_ range: String) -> String? {
        var rest = range.split(whereSeparator: { $0 == "-" || $0 == "_" }).map { $0.lowercased() }
        while !rest.isEmpty {
            if let tag = byLowercase[rest.joined(separator: "-")] { return tag }
            rest.removeLast()
            // RFC 4647 §3.4: a single letter or digit introduces an extension and goes with it.
            if rest.last?.utf8.count == 1 { rest.removeLast() }
        }
        return nil
    }

    static let byLowercase: [String: String] = {
        let languages = Language.allCases
        let tags = languages.map(\.rawValue) + FoundationSymbols.tags(of: languages)
        return Dictionary(tags.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }()
}

/// The locales that were made, so that Foundation is asked once for each.
final class ScreenLocaleCache: Sendable {
    struct Request: Hashable, Sendable {
        var programme: ObjectIdentifier
        var header: String
        var customer: String
    }

    private struct Made: Hashable {
        var programme: ObjectIdentifier
        var tag: String
    }

    /// A currency in a locale.
    private struct Priced: Hashable {
        var tag: String
        var currency: Currency
    }

    private struct State {
        var requests: [Request: ScreenLocale] = [:]
        /// Each keeps its programme alive, so that the identity in its key stays its own.
        var locales: [Made: ScreenLocale] = [:]
        var symbols: [String: LocaleSymbols] = [:]
        var money: [Priced: MoneyStyle] = [:]
    }

    /// Most requests' choices that are remembered; beyond it all are forgotten and asked again.
    static let requestsMax = 1024
    /// Most locales of programmes, and most currencies in a locale, that are kept.
    static let localesMax = 512

    static let shared = ScreenLocaleCache()
    private let state = Mutex(State())

    /// How much is remembered.
    var counts: (requests: Int, locales: Int) {
        state.withLock { ($0.requests.count, $0.locales.count) }
    }

    func locale(for request: Request) -> ScreenLocale? {
        state.withLock { $0.requests[request] }
    }

    func remember(_ locale: ScreenLocale, for request: Request) {
        state.withLock { state in
            if state.requests.count >= ScreenLocaleCache.requestsMax { state.requests.removeAll() }
            state.requests[request] = locale
        }
    }

    func locale(_ tag: String, _ programme: Programme) -> ScreenLocale {
        let key = Made(programme: ObjectIdentifier(programme), tag: tag)
        return state.withLock { state in
            if let locale = state.locales[key] { return locale }
            if state.locales.count >= ScreenLocaleCache.localesMax {
                state.locales.removeAll()
                state.requests.removeAll()
            }
            let language = KnownTags.language(of: tag)
            let symbols = state.symbols[tag] ?? FoundationSymbols.symbols(of: tag)
            state.symbols[tag] = symbols
            let money = ScreenLocaleCache.money(tag, programme.currency, &state)
            let locale = ScreenLocale(tag, language, symbols, money, programme)
            state.locales[key] = locale
            return locale
        }
    }

    /// How a locale writes another currency than its programme's.
    func money(_ tag: String, _ currency: Currency) -> MoneyStyle {
        state.withLock { ScreenLocaleCache.money(tag, currency, &$0) }
    }

    private static func money(_ tag: String, _ currency: Currency, _ state: inout State) -> MoneyStyle {
        let key = Priced(tag: tag, currency: currency)
        if let style = state.money[key] { return style }
        if state.money.count >= localesMax { state.money.removeAll() }
        let style = FoundationSymbols.money(tag, currency, KnownTags.language(of: tag))
        state.money[key] = style
        return style
    }
}

extension KnownTags {
    /// The language of a known tag.
    static func language(of tag: String) -> Language {
        Language(rawValue: String(tag.prefix { $0 != "-" })) ?? .english
    }
}

extension Wording {
    /// How a currency is written here.
    func style(of currency: Currency) -> MoneyStyle {
        if currency == locale.programme.currency { return locale.money }
        return ScreenLocaleCache.shared.money(locale.tag, currency)
    }
}
