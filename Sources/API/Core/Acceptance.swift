/// What a client is willing to read: the media ranges of `Accept` (RFC 9110 §12.5.1).
///
/// Elements that are no media range are passed over, as are parameters other than the weight.
struct Acceptance {
    private struct Range {
        let type: Substring
        let subtype: Substring
        let isWanted: Bool

        /// How closely it names a type: `a/b` before `a/*` before `*/*`.
        var precision: Int { (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1) }

        func matches(_ other: [Substring]) -> Bool {
            (type == "*" || type == other[0]) && (subtype == "*" || subtype == other[1])
        }
    }

    private var ranges: [Range] = []

    init(_ field: String) {
        for element in field.lowercased().split(separator: ",") {
            var parts = element.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
            let range = parts.removeFirst().split(separator: "/", omittingEmptySubsequences: false)
            guard range.count == 2, range.allSatisfy({ !$0.isEmpty }) else { continue }
            ranges.append(
                Range(
                    type: range[0], subtype: range[1], isWanted: !parts.contains(where: Self.isZeroWeight)))
        }
    }

    /// Whether one of some media types, written `type/subtype`, may be sent.
    func allows(anyOf types: [String]) -> Bool {
        ranges.isEmpty || types.contains { allows($0) }
    }

    /// The range that names the type most closely decides (RFC 9110 §12.5.1).
    private func allows(_ media: String) -> Bool {
        let parts = media.split(separator: "/")
        guard parts.count == 2 else { return false }
        let closest = ranges.filter { $0.matches(parts) }.max { $0.precision < $1.precision }
        return closest?.isWanted ?? false
    }

    /// `q=0`, `q=0.000`: "not this" (RFC 9110 §12.4.2).
    private static func isZeroWeight(_ parameter: Substring) -> Bool {
        guard parameter.hasPrefix("q=") else { return false }
        let weight = parameter.dropFirst(2)
        return weight.hasPrefix("0") && weight.allSatisfy { $0 == "0" || $0 == "." }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }
}
