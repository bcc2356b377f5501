/// The languages that a request would like, best first (RFC 9110 §12.5.4).
struct AcceptLanguage {
    /// One language range; `*` stands for any.
    struct Range: Equatable {
        var tag: String
        /// Thousandths: 0…1000; 0 is "not acceptable".
        var quality: Int
    }

    /// Best first; of equals the earlier one. Ranges that are malformed are left out.
    let ranges: [Range]

    /// Most ranges that are looked at; what follows them is ignored.
    static let rangesMax = 20

    init(parsing header: String) {
        let members = header.split(separator: ",", maxSplits: AcceptLanguage.rangesMax).prefix(
            AcceptLanguage.rangesMax)
        let parsed = members.compactMap(AcceptLanguage.range)
        // A stable order: the position decides between equal qualities.
        ranges = parsed.enumerated().sorted { left, right in
            (right.element.quality, left.offset) < (left.element.quality, right.offset)
        }.map(\.element)
    }

    private static func range(_ member: Substring) -> Range? {
        let parts = member.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard let tag = parts.first, isRange(tag), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return Range(tag: tag, quality: 1000) }
        guard parts[1].hasPrefix("q=") || parts[1].hasPrefix("Q="),
            let quality = quality(parts[1].dropFirst(2))
        else { return nil }
        return Range(tag: tag, quality: quality)
    }

    /// RFC 9110 §12.4.2: `0` or `1`, perhaps with up to three decimals, and nothing above 1.
    private static func quality(_ text: Substring) -> Int? {
        let digits = Array(text.utf8)
        guard let first = digits.first, first == 0x30 || first == 0x31, digits.count <= 5 else { return nil }
        guard digits.count == 1 || digits[1] == UInt8(ascii: ".") else { return nil }
        var thousandths = first == 0x31 ? 1000 : 0
        var weight = 100
        for digit in digits.dropFirst(2) {
            guard (0x30...0x39).contains(digit) else { return nil }
            thousandths += Int(digit - 0x30) * weight
            weight /= 10
        }
        return thousandths <= 1000 ? thousandths : nil
    }

    /// RFC 4647 §2.1: subtags of 1–8 letters and digits, or `*`.
    private static func isRange(_ text: String) -> Bool {
        if text == "*" { return true }
        let subtags = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        return subtags.allSatisfy { subtag in
            (1...8).contains(subtag.count)
                && subtag.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
