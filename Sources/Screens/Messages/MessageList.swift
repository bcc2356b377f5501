internal import Model

/// The messages that a brand may put its own words in place of (`screens.texts` of its programme), as the product has them.
package enum MessageList {
    /// One text of the screens.
    package struct Entry: Sendable, Hashable {
        /// The key in `screens.texts`: the message's name, and for one that counts a point and the plural form.
        package let name: String
        /// The product's own words, with their placeholders in braces.
        package let text: String
        /// What a brand's words may have in braces; sorted.
        package let placeholders: [String]
    }

    /// The locales that there are words for: `en`, `de`, `hi`, `ar`.
    package static var locales: [String] { Language.allCases.map(\.rawValue) }

    /// Every message in a language; nil for one that there are no words for.
    package static func entries(locale: String) -> [Entry]? {
        guard let language = Language(rawValue: locale) else { return nil }
        let catalogue = Catalogue.of(language)
        return Catalogue.names.flatMap { name, path in
            let message = catalogue[keyPath: path]
            let placeholders = TextKeys.placeholders(of: name).sorted()
            guard message.isPlural else {
                return [Entry(name: name, text: message.form(.other).text, placeholders: placeholders)]
            }
            return language.categories.map { category in
                Entry(
                    name: "\(name).\(category)", text: message.form(category).text, placeholders: placeholders
                )
            }
        }
    }
}

extension Template {
    /// As it is written in a catalogue.
    fileprivate var text: String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .literal(let bytes): text += String(decoding: bytes, as: UTF8.self)
            case .slot(let slot): text += "{\(slot.rawValue)}"
            }
        }
    }
}
