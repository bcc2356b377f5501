/// What the fields of a whole head mean for target, body and connection (RFC 9112 §3.2, §6, §9).
extension RequestHead {
    /// The fields that decide, gathered in one pass.
    private struct Deciding {
        var host: Range<Int>?
        var hosts = 0
        var contentLength: Range<Int>?
        var contentLengths = 0
        var transferEncoding: Range<Int>?
        var transferEncodings = 0
        var closes = false
        var keepsAlive = false
        var expects = false
    }

    /// Checks what only a whole head can show, and fills in the rest of the properties.
    mutating func interpret(_ bytes: Span<UInt8>, _ limits: Limits) throws(RequestError) {
        let deciding = try gather(bytes)
        let authority = try interpretTarget(bytes)
        try checkHost(bytes, deciding, authority: authority)
        try interpretFraming(bytes, deciding, limits)
        keepsAlive = !deciding.closes && (minorVersion == 1 || deciding.keepsAlive)
        // RFC 9110 §10.1.1 — the expectation of an HTTP/1.0 client is ignored.
        expectsContinue = deciding.expects && minorVersion == 1
    }

    private func gather(_ bytes: Span<UInt8>) throws(RequestError) -> Deciding {
        var found = Deciding()
        for index in fields.indices {
            let field = fields[index]
            switch field.key {
            case .host where bytes.equalsIgnoringCase("host", at: field.nameRange):
                found.host = field.valueRange
                found.hosts += 1
            case .contentLength where bytes.equalsIgnoringCase("content-length", at: field.nameRange):
                found.contentLength = field.valueRange
                found.contentLengths += 1
            case .transferEncoding where bytes.equalsIgnoringCase("transfer-encoding", at: field.nameRange):
                found.transferEncoding = field.valueRange
                found.transferEncodings += 1
            case .connection where bytes.equalsIgnoringCase("connection", at: field.nameRange):
                Self.readConnection(bytes, field.valueRange, &found)
            case .expect where bytes.equalsIgnoringCase("expect", at: field.nameRange):
                guard bytes.equalsIgnoringCase("100-continue", at: field.valueRange) else {
                    throw .expectationFailed
                }
                found.expects = true
            default:
                break
            }
        }
        return found
    }

    /// Looks for `close` and `keep-alive` in a list of options (RFC 9110 §7.6.1).
    private static func readConnection(_ bytes: Span<UInt8>, _ value: Range<Int>, _ found: inout Deciding) {
        var at = value.lowerBound
        while at < value.upperBound {
            var end = at
            while end < value.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            var first = at
            var last = end
            while first < last, bytes[first].isBlank { first += 1 }
            while last > first, bytes[last - 1].isBlank { last -= 1 }
            if bytes.equalsIgnoringCase("close", at: first..<last) { found.closes = true }
            if bytes.equalsIgnoringCase("keep-alive", at: first..<last) { found.keepsAlive = true }
            at = end + 1
        }
    }

    /// Reduces the target to origin form and returns the authority of absolute form (RFC 9112 §3.2).
    private mutating func interpretTarget(_ bytes: Span<UInt8>) throws(RequestError) -> Range<Int>? {
        let first = bytes[target.lowerBound]
        if first == UInt8(ascii: "/") { return nil }
        if first == UInt8(ascii: "*"), target.count == 1 {
            guard method == .options else { throw .badRequest("The target * belongs to OPTIONS.") }
            return nil
        }
        guard let start = Self.endOfScheme(bytes, target) else {
            throw .badRequest("The request target is neither a path nor an http or https URI.")
        }
        var end = start
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") {
            end += 1
        }
        if end == target.upperBound {
            // RFC 9112 §3.2.4 — OPTIONS for a URI without path and query asks about the server as a whole.
            impliedTarget = Array((method == .options ? "*" : "/").utf8)
        } else if bytes[end] == UInt8(ascii: "?") {
            impliedTarget = [UInt8(ascii: "/")] + (end..<target.upperBound).map { bytes[$0] }
        }
        target = end..<target.upperBound
        return start..<end
    }

    /// Where the authority of an http or https URI begins; nil when the target is none.
    private static func endOfScheme(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Int? {
        let afterShort = target.lowerBound + 7
        if afterShort <= target.upperBound,
            bytes.equalsIgnoringCase("http://", at: target.lowerBound..<afterShort)
        {
            return afterShort
        }
        let afterLong = target.lowerBound + 8
        if afterLong <= target.upperBound,
            bytes.equalsIgnoringCase("https://", at: target.lowerBound..<afterLong)
        {
            return afterLong
        }
        return nil
    }

    /// RFC 9112 §3.2 — exactly one valid `Host` in HTTP/1.1; the authority of absolute form stands before it.
    private func checkHost(
        _ bytes: Span<UInt8>, _ deciding: Deciding, authority: Range<Int>?
    ) throws(RequestError) {
        guard deciding.hosts <= 1 else { throw .badRequest("Host is there more than once.") }
        guard minorVersion == 0 || deciding.hosts == 1 else { throw .badRequest("Host is missing.") }
        if let authority {
            guard !authority.isEmpty, Self.isAuthority(bytes, authority) else {
                throw .badRequest("The request target has no valid host.")
            }
        }
        guard let host = deciding.host else { return }
        // RFC 9110 §4.2.1 — an http URI without a host is invalid; `*` and absolute form do not need this
        // one.
        let mayBeEmpty = authority != nil || bytes[target.lowerBound] == UInt8(ascii: "*")
        guard host.isEmpty ? mayBeEmpty : Self.isAuthority(bytes, host) else {
            throw .badRequest("Host is not a host with an optional port.")
        }
    }

    /// Whether that part is `host [":" port]` (RFC 9110 §4.2.1, RFC 3986 §3.2), with no user before it.
    private static func isAuthority(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        if bytes[at] == UInt8(ascii: "[") {
            at += 1
            let start = at
            while at < range.upperBound, isAddressByte(bytes[at]) { at += 1 }
            guard at > start, at < range.upperBound, bytes[at] == UInt8(ascii: "]") else { return false }
            at += 1
        } else {
            while at < range.upperBound, ByteClass.registeredName.contains(bytes[at]) {
                guard bytes[at] != UInt8(ascii: "%") || isEscape(bytes, at, range.upperBound) else {
                    return false
                }
                at += 1
            }
            guard at > range.lowerBound else { return false }
        }
        if at == range.upperBound { return true }
        guard bytes[at] == UInt8(ascii: ":") else { return false }
        return isPort(bytes, (at + 1)..<range.upperBound)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte.hexDigit != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isEscape(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
        at + 2 < end && bytes[at + 1].hexDigit != nil && bytes[at + 2].hexDigit != nil
    }

    /// Whether that part is a port: at most 65535, or nothing (RFC 3986 §3.2.3).
    private static func isPort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var port = 0
        for at in range {
            guard let digit = bytes[at].decimalDigit else { return false }
            port = port * 10 + digit
            guard port <= 65_535 else { return false }
        }
        return true
    }

    private mutating func interpretFraming(
        _ bytes: Span<UInt8>, _ deciding: Deciding, _ limits: Limits
    ) throws(RequestError) {
        if let coding = deciding.transferEncoding {
            // RFC 9112 §6.1 and §6.3 — together they are an attempt at smuggling; HTTP/1.0 has no transfer
            // codings.
            guard deciding.contentLengths == 0 else {
                throw .badRequest("Content-Length and Transfer-Encoding exclude each other.")
            }
            guard minorVersion == 1 else { throw .badRequest("HTTP/1.0 has no Transfer-Encoding.") }
            guard deciding.transferEncodings == 1, bytes.equalsIgnoringCase("chunked", at: coding) else {
                throw .badRequest("The only Transfer-Encoding that is understood is chunked.")
            }
            framing = .chunked
        } else if let length = deciding.contentLength {
            // RFC 9110 §8.6 would allow equal repeated values; a strict server behind a proxy does not.
            guard deciding.contentLengths == 1, let count = Self.decimal(bytes, length) else {
                throw .badRequest("Content-Length is not one decimal number.")
            }
            guard count <= limits.bodyBytesMax else { throw .contentTooLarge }
            framing = count == 0 ? .none : .length(count)
        }
    }

    /// The number of one or more digits; nil for anything else, and for what does not fit.
    private static func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var number = 0
        for at in range {
            guard let digit = bytes[at].decimalDigit else { return nil }
            let (product, tooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = product.addingReportingOverflow(digit)
            guard !tooLarge, !stillTooLarge else { return nil }
            number = sum
        }
        return number
    }
}
