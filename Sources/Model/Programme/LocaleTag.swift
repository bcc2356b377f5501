/// The tag of a language as people of some place write it (BCP 47): `en`, `en-US`, `zh-Hant-TW`.
///
/// It is checked for its form, not against the registry, and kept in the registry's way of writing
/// (RFC 5646 §2.1.1), so that tags that differ in case alone are one.
package struct LocaleTag: TextIdentifier {
    package let text: String
    package static let expected = "a locale's tag such as en, en-US or zh-Hant-TW"

    package init?(_ text: String) {
        guard text.utf8.count <= ProgrammeLimits.localeLengthMax else { return nil }
        let subtags = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard let language = subtags.first, (2...3).contains(language.utf8.count),
            language.utf8.allSatisfy(Self.isLetter), subtags.dropFirst().allSatisfy(Self.isSubtag),
            // A singleton opens an extension, which cannot be empty (RFC 5646 §2.1).
            let last = subtags.last, last.utf8.count > 1
        else { return nil }
        var written = String(language)
        var isExtension = false
        for subtag in subtags.dropFirst() {
            isExtension = isExtension || subtag.utf8.count == 1
            written += "-" + (isExtension ? String(subtag) : Self.written(subtag))
        }
        self.text = written
    }

    /// The language alone: `en` of `en-US`.
    package var language: String { String(text.prefix { $0 != "-" }) }

    /// Scripts begin with a capital, regions are all capitals.
    private static func written(_ subtag: Substring) -> String {
        guard subtag.utf8.allSatisfy(isLetter) else { return String(subtag) }
        switch subtag.utf8.count {
        case 2: return subtag.uppercased()
        case 4: return subtag.prefix(1).uppercased() + subtag.dropFirst()
        default: return String(subtag)
        }
    }

    private static func isSubtag(_ subtag: Substring) -> Bool {
        (1...8).contains(subtag.utf8.count)
            && subtag.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
