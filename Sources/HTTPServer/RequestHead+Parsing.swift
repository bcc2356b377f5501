/// The syntax of a request head (RFC 9112 §2–§5), read left to right: the first offence decides the answer.
///
/// Every step decides by the bytes up to the one it looks at, so a head that arrives in pieces is refused
/// exactly as it would be in one piece.
extension RequestHead {
    /// Whether the bytes held a whole head.
    enum Progress { case incomplete, complete }

    /// Reads a head that begins at the first byte.
    mutating func parse(_ bytes: Span<UInt8>, limits: Limits) throws(RequestError) -> Progress {
        reset()
        var at = 0
        guard try Self.skipEmptyLines(bytes, &at, limits) else { return .incomplete }
        guard try parseRequestLine(bytes, &at, limits) else { return .incomplete }
        guard try parseFields(bytes, &at, limits) else { return .incomplete }
        length = at
        try interpret(bytes, limits)
        return .complete
    }

    /// Steps over the empty lines that some clients send after a body (RFC 9112 §2.2); false when bytes are
    /// missing.
    private static func skipEmptyLines(
        _ bytes: Span<UInt8>, _ at: inout Int, _ limits: Limits
    ) throws(RequestError) -> Bool {
        var lines = 0
        while at < bytes.count, bytes[at] == .carriageReturn {
            lines += 1
            guard lines <= limits.emptyLinesMax else { throw .badRequest("Too many empty lines.") }
            guard try skipLineEnd(bytes, &at, end: bytes.count) else { return false }
        }
        return at < bytes.count
    }

    /// Steps over CR LF at a CR; false when the LF has not arrived.
    private static func skipLineEnd(
        _ bytes: Span<UInt8>, _ at: inout Int, end: Int
    ) throws(RequestError) -> Bool {
        guard at + 1 < end else { return false }
        // RFC 9112 §2.2 — a bare CR is invalid; the line ends of other systems are how requests get smuggled.
        guard bytes[at + 1] == .lineFeed else { throw .badRequest("A CR stands without its LF.") }
        at += 2
        return true
    }

    private mutating func parseRequestLine(
        _ bytes: Span<UInt8>, _ at: inout Int, _ limits: Limits
    ) throws(RequestError) -> Bool {
        let start = at
        while at < bytes.count, ByteClass.token.contains(bytes[at]) {
            at += 1
            guard at - start <= Method.tokenBytesMax else { throw .unknownMethod }
        }
        guard at < bytes.count else { return false }
        guard bytes[at] == .space, at > start else {
            throw .badRequest("The request line does not begin with a method and one space.")
        }
        let methodRange = start..<at
        at += 1
        guard try parseTarget(bytes, &at, limits) else { return false }
        guard let version = try Self.parseVersion(bytes, &at) else { return false }
        guard version.major == 1 else { throw .unsupportedVersion }
        minorVersion = min(version.minor, 1)
        guard let known = Method.parse(bytes, methodRange), known != .connect else { throw .unknownMethod }
        method = known
        knowsMethod = true
        return true
    }

    private mutating func parseTarget(
        _ bytes: Span<UInt8>, _ at: inout Int, _ limits: Limits
    ) throws(RequestError) -> Bool {
        let start = at
        at = bytes.end(of: .target, from: at, before: min(bytes.count, at + limits.targetBytesMax + 1))
        guard at - start <= limits.targetBytesMax else { throw .uriTooLong }
        guard at < bytes.count else { return false }
        guard bytes[at] == .space, at > start else {
            throw .badRequest(
                "The request target is empty, is not followed by one space and the version, or has "
                    + "a byte that must be percent-encoded.")
        }
        target = start..<at
        at += 1
        return true
    }

    /// Reads `HTTP/d.d` and the line end; nil when bytes are missing.
    private static func parseVersion(
        _ bytes: Span<UInt8>, _ at: inout Int
    ) throws(RequestError) -> (major: Int, minor: Int)? {
        let pattern: StaticString = "HTTP/0.0\r"
        let expected = unsafe UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
        for offset in 0..<pattern.utf8CodeUnitCount {
            guard at + offset < bytes.count else { return nil }
            let byte = bytes[at + offset]
            let wanted = unsafe expected[offset]
            // RFC 9112 §2.3 — the name is case-sensitive and each number is one digit.
            guard byte == wanted || (wanted == UInt8(ascii: "0") && byte.decimalDigit != nil) else {
                throw .badRequest("The request line does not end in HTTP/1.1, CR and LF.")
            }
        }
        guard let major = bytes[at + 5].decimalDigit, let minor = bytes[at + 7].decimalDigit else {
            return nil
        }
        var lineEnd = at + 8
        guard try skipLineEnd(bytes, &lineEnd, end: bytes.count) else { return nil }
        at = lineEnd
        return (major, minor)
    }

    /// Reads field lines to the empty line; false when bytes are missing.
    private mutating func parseFields(
        _ bytes: Span<UInt8>, _ at: inout Int, _ limits: Limits
    ) throws(RequestError) -> Bool {
        let end = min(bytes.count, at + limits.headerBytesMax)
        while at < end, bytes[at] != .carriageReturn {
            guard fields.count < limits.headerFieldsMax else { throw .headerFieldsTooLarge }
            guard try parseField(bytes, &at, end) else { break }
        }
        if at < end, bytes[at] == .carriageReturn, try Self.skipLineEnd(bytes, &at, end: end) { return true }
        // What is missing lies beyond the limit when there are more bytes than the limit lets be read.
        guard end == bytes.count else { throw .headerFieldsTooLarge }
        return false
    }

    /// Reads one field line; false, with `at` on no CR, when bytes are missing.
    private mutating func parseField(
        _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
    ) throws(RequestError) -> Bool {
        let nameStart = at
        at = bytes.end(of: .token, from: at, before: end)
        let nameEnd = at
        guard at < end else { return false }
        guard bytes[at] == UInt8(ascii: ":"), nameEnd > nameStart else {
            // RFC 9112 §5.1 and §5.2 — no space before the colon, no folded line.
            throw .badRequest("A field line does not begin with a name and a colon.")
        }
        at += 1
        while at < end, bytes[at].isBlank { at += 1 }
        let valueStart = at
        at = bytes.endOfFieldValue(from: at, before: end)
        guard at < end else { return false }
        guard bytes[at] == .carriageReturn else {
            throw .badRequest("A field value holds a control byte, or its line does not end in CR and LF.")
        }
        var valueEnd = at
        while valueEnd > valueStart, bytes[valueEnd - 1].isBlank { valueEnd -= 1 }
        var lineEnd = at
        guard try Self.skipLineEnd(bytes, &lineEnd, end: end) else {
            at = end
            return false
        }
        at = lineEnd
        fields.append(
            Field(
                key: FieldKey(bytes, nameStart..<nameEnd),
                name: Int32(truncatingIfNeeded: nameStart)..<Int32(truncatingIfNeeded: nameEnd),
                value: Int32(truncatingIfNeeded: valueStart)..<Int32(truncatingIfNeeded: valueEnd)))
        return true
    }
}

extension UInt8 {
    static var carriageReturn: UInt8 { 0x0D }
    static var lineFeed: UInt8 { 0x0A }
    static var space: UInt8 { 0x20 }
}
