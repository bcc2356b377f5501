/// One text in several languages; in the document either a string or an object of locale → string.
package struct LocalizedText: Sendable, Hashable {
    /// Keyed by locale tag in its usual writing (`en`, `hi-IN`); `""` holds a text without a language.
    package let texts: [String: String]

    /// Takes texts keyed by the `text` of a ``LocaleTag``.
    package init(_ texts: [String: String]) { self.texts = texts }
    /// Takes a text that is shown whatever the language.
    package init(_ text: String) { texts = ["": text] }

    /// The text for a locale: the tag itself, shorter and shorter starts of it down to the language alone
    /// (RFC 4647 §3.4), the same for the fallback, then whatever there is.
    package func text(locale: String, fallback: String) -> String {
        if let text = lookup(locale) ?? lookup(fallback) ?? texts[""] { return text }
        return texts.min { $0.key < $1.key }?.value ?? ""
    }

    private func lookup(_ tag: String) -> String? {
        var range = tag[...]
        while !range.isEmpty {
            if let text = texts[String(range)] { return text }
            guard let hyphen = range.lastIndex(of: "-") else { return nil }
            range = range[..<hyphen]
        }
        return nil
    }
}
