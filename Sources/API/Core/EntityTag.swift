/// Strong entity tags (RFC 9110 §8.8.3).
enum EntityTag {
    /// How a tag is compared (RFC 9110 §8.8.3.2).
    enum Comparison {
        /// As `If-Match` compares (§13.1.1): a weak tag is never the same.
        case strong
        /// As `If-None-Match` compares (§13.1.2).
        case weak
    }

    /// The tag of a body: equal bodies have equal tags, on every machine and after every restart.
    static func of(_ body: [UInt8]) -> String { "\"\(FastHash.of(body).text)\"" }

    /// Whether a field names the tag: in a list, or as `*`, which also names what has no tag.
    static func matches(_ field: String, _ tag: String?, _ comparison: Comparison) -> Bool {
        var (field, tagText) = (field, tag ?? "")
        return field.withUTF8 { bytes in
            tagText.withUTF8 { tag in
                unsafe matches(UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(tag), comparison)
            }
        }
    }

    /// The same over the bytes of both; none are what has no tag.
    ///
    /// A quoted tag holds no quote of its own, and ours no comma, so the list may be split at its commas.
    static func matches(
        _ field: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer, _ comparison: Comparison
    ) -> Bool {
        var rest = unsafe trimmed(field)
        if rest.count == 1, unsafe rest[0] == UInt8(ascii: "*") { return true }
        while unsafe !rest.isEmpty {
            let end = unsafe rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            var candidate = unsafe trimmed(UnsafeRawBufferPointer(rebasing: rest[..<end]))
            if comparison == .weak, unsafe candidate.starts(with: weakMark) {
                unsafe candidate = UnsafeRawBufferPointer(rebasing: candidate[weakMark.count...])
            }
            if unsafe !candidate.isEmpty, unsafe candidate.elementsEqual(tag) { return true }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[min(end + 1, rest.count)...])
        }
        return false
    }

    private static let weakMark: [UInt8] = [UInt8(ascii: "W"), UInt8(ascii: "/")]

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var range = 0..<bytes.count
        while let first = range.first, unsafe isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, unsafe isSpace(bytes[last]) { range.removeLast() }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
