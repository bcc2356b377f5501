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
        FoundationSymbols.prepare()
        _ = Catalogue.of(.english)
    }

    /// Makes the locales that most requests of some programmes will have, ahead of the requests.
    package static func prepare(_ programmes: some Sequence<Programme>) {
        for programme in programmes.prefix(preparedMax) {
            _ = of(programme.defaultLocale, programme: programme)
        }
    }

    /// Asks how the same locales write money, which is half of what making them takes; meant for a thread beside.
    package static func prepareMoney(_ programmes: some Sequence<Programme>) {
        for programme in programmes.prefix(preparedMax) {
            let tag = KnownTags.lookup(programme.defaultLocale) ?? KnownTags.last
            _ = ScreenLocaleCache.shared.money(tag, programme.currency)
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
        let parts = range.utf8.split(
            maxSplits: 2, whereSeparator: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        guard let first = parts.first,
            let language = Language(rawValue: String(Substring(first)).lowercased())
        else {
            return nil
        }
        let region = parts.count > 1 ? String(Substring(parts[1])).uppercased() : ""
        return language.regions.contains(region[...]) ? "\(language.rawValue)-\(region)" : language.rawValue
    }
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

    /// What is made by whoever asks for it first, while others who ask wait for that.
    private final class Once<Value: Sendable>: Sendable {
        private let value = Mutex<Value?>(nil)

        func get(_ make: () -> Value) -> Value {
            value.withLock { value in
                if let value { return value }
                let made = make()
                value = made
                return made
            }
        }
    }

    private struct State {
        var requests: [Request: ScreenLocale] = [:]
        /// Each keeps its programme alive, so that the identity in its key stays its own.
        var locales: [Made: Once<ScreenLocale>] = [:]
        var symbols: [String: Once<LocaleSymbols>] = [:]
        var money: [Priced: Once<MoneyStyle>] = [:]
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
            if state.requests.count >= Self.requestsMax { state.requests.removeAll() }
            state.requests[request] = locale
        }
    }

    func locale(_ tag: String, _ programme: Programme) -> ScreenLocale {
        let key = Made(programme: ObjectIdentifier(programme), tag: tag)
        let locale = state.withLock { state in
            let isKnown = state.locales[key] != nil
            if !isKnown, state.locales.count >= Self.localesMax { state.requests.removeAll() }
            return Self.entry(of: key, in: &state.locales)
        }
        return locale.get {
            let symbols = state.withLock { Self.entry(of: tag, in: &$0.symbols) }
            return ScreenLocale(
                tag, KnownTags.language(of: tag), symbols.get { FoundationSymbols.symbols(of: tag) },
                money(tag, programme.currency), programme)
        }
    }

    /// How a locale writes a currency.
    func money(_ tag: String, _ currency: Currency) -> MoneyStyle {
        let style = state.withLock { Self.entry(of: Priced(tag: tag, currency: currency), in: &$0.money) }
        return style.get { FoundationSymbols.money(tag, currency, KnownTags.language(of: tag)) }
    }

    private static func entry<Key, Value>(of key: Key, in table: inout [Key: Once<Value>]) -> Once<Value> {
        if let known = table[key] { return known }
        if table.count >= localesMax { table.removeAll() }
        let entry = Once<Value>()
        table[key] = entry
        return entry
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
