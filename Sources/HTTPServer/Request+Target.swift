/// The target's parts, decoded (RFC 3986 §2.1, §3.3).
extension Request {
    /// The path's segments, split at `/` and then percent-decoded: `/a%2Fb/` is `["a/b", ""]`, `/` is `[""]`.
    ///
    /// `*` has none. Throws 400 where a `%` is not followed by two hex digits, and where the decoded bytes
    /// hold a NUL or are not UTF-8. Dot segments stay as they are: no route is named so.
    package func pathSegments() throws(RequestError) -> [String] {
        let target = unsafe withRawTarget { unsafe Array($0) }
        guard target.first == UInt8(ascii: "/") else { return [] }
        let end = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        var segments: [String] = []
        segments.reserveCapacity(8)
        var start = 1
        for index in 1...end where index == end || target[index] == UInt8(ascii: "/") {
            segments.append(try Self.decoded(target[start..<index], plusIsSpace: false))
            start = index + 1
        }
        return segments
    }

    /// The query's items, by the rules of HTML forms.
    ///
    /// The query is split at `&`, then at the first `=`; `+` is a space; then the pieces are percent-decoded.
    /// Empty pieces are left out. Throws 400 as `pathSegments()` does.
    package func queryItems() throws(RequestError) -> [QueryItem] {
        let target = unsafe withRawTarget { unsafe Array($0) }
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        var items: [QueryItem] = []
        for piece in target[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
            let name = piece.prefix { $0 != UInt8(ascii: "=") }
            let value = piece.dropFirst(name.count + 1)
            items.append(
                QueryItem(
                    name: try Self.decoded(name, plusIsSpace: true),
                    value: try Self.decoded(value, plusIsSpace: true)))
        }
        return items
    }

    private static func decoded(_ piece: ArraySlice<UInt8>, plusIsSpace: Bool) throws(RequestError) -> String
    {
        // Most pieces are as they are sent.
        if piece.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") })
        {
            return String(decoding: piece, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count)
        var rest = piece
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else {
                    throw .badRequest("A % in the request target is not followed by two hexadecimal digits.")
                }
                bytes.append(UInt8(high << 4 | low))
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? .space : byte)
            }
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw .badRequest("The percent-encoded bytes in the request target are not UTF-8 text.")
        }
        return text
    }
}

/// One `name=value` of a query, decoded.
package struct QueryItem: Sendable, Hashable {
    /// The decoded name.
    package let name: String
    /// The decoded value; empty when there was no `=`.
    package let value: String

    /// An item.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
