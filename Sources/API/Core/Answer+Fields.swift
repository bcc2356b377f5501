import HTTPServer
import Model

extension Answer {
    /// Fields that every answer of ours has, but for those of ``protection``.
    private var common: [(HeaderName, String)] {
        var fields: [(HeaderName, String)] = []
        if let contentType { fields.append((.contentType, contentType.rawValue)) }
        if !self.fields.contains(where: { $0.0 == .cacheControl }) {
            fields.append((.cacheControl, "no-store"))
        }
        return fields
    }

    /// What keeps a browser from taking an answer for anything but data: as no other type, in no frame, for no other
    /// site, and with nothing of its address told to anybody.
    static let protection: [(HeaderName, String)] = [
        (.contentTypeOptions, "nosniff"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.referrerPolicy, "no-referrer"),
    ]

    /// The same as ready lines, written once for all answers.
    private static let protectionLines: [UInt8] = protection.reduce(into: []) { lines, field in
        FieldLine.append(field.0, field.1, to: &lines)
    }

    /// Whether a client has got these fields before: a 304 leaves what it has as it is (RFC 9110 §15.4.5).
    private var isProtected: Bool { status.code == 304 }

    /// Gives a body its strong validator (RFC 9110 §8.8.3).
    mutating func addValidator() {
        guard status == .ok else { return }
        fields += [
            (.entityTag, EntityTag.of(body)), (.cacheControl, "private, no-cache"),
            (.vary, "X-API-Key, Authorization, Accept-Language, X-App-Schema, Origin"),
        ]
    }

    /// Becomes a 304, which tells the client that it has the body already; of a body that is not sent it says nothing more
    /// than its validator (RFC 9110 §15.4.5).
    mutating func becomeNotModified() {
        status = .notModified
        contentType = nil
        fields.removeAll { $0.0 == .contentLanguage }
        body = []
    }

    var entityTag: String? { fields.first { $0.0 == .entityTag }?.1 }

    /// The answer as the HTTP server takes it from another thread.
    func response(requestID: String) -> Response {
        let protection = isProtected ? [] : Self.protection
        return Response(
            status: status, fields: common + protection + fields + [(.requestID, requestID)], body: body)
    }

    /// Appends the answer's fields as ready lines.
    func append(fieldsExcept left: [HeaderName], to lines: inout [UInt8]) {
        for (name, value) in common where !left.contains(name) { FieldLine.append(name, value, to: &lines) }
        for (name, value) in fields where !left.contains(name) { FieldLine.append(name, value, to: &lines) }
        if !isProtected { lines.append(contentsOf: Self.protectionLines) }
    }

    /// Adds what browsers need to see the answer; an answer that may be kept already says that it varies.
    mutating func allowOrigin(_ fields: [(HeaderName, String)]) {
        guard !fields.isEmpty else { return }
        self.fields += fields
        if !self.fields.contains(where: { $0.0 == .vary }) { self.fields.append((.vary, "Origin")) }
    }
}

/// Field lines as bytes.
enum FieldLine {
    /// Appends a number that is not negative, in decimal digits.
    static func append(number: Int64, to lines: inout [UInt8]) {
        var rest = UInt64(clamping: number)
        // 2^64 has 20 digits; they come from the last to the first.
        var digits = [20 of UInt8](repeating: UInt8(ascii: "0"))
        var first = digits.count
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        unsafe digits.span.withUnsafeBytes { unsafe lines.append(contentsOf: $0[first...]) }
    }

    /// Appends `name: value` and the line's end; control bytes become spaces, so that no value can end its line.
    static func append(_ name: HeaderName, _ value: String, to lines: inout [UInt8]) {
        lines.append(contentsOf: name.description.utf8)
        lines.append(UInt8(ascii: ":"))
        lines.append(UInt8(ascii: " "))
        let start = lines.count
        lines.append(contentsOf: value.utf8)
        for index in start..<lines.count where lines[index] < 0x20 || lines[index] == 0x7F {
            lines[index] = 0x20
        }
        lines.append(UInt8(ascii: "\r"))
        lines.append(UInt8(ascii: "\n"))
    }
}

extension HeaderName {
    static let acceptEncoding = HeaderName.must("accept-encoding")
    static let contentEncoding = HeaderName.must("content-encoding")
    static let contentRange = HeaderName.must("content-range")
    static let contentSecurityPolicy = HeaderName.must("content-security-policy")
    static let contentTypeOptions = HeaderName.must("x-content-type-options")
    static let crossOriginResourcePolicy = HeaderName.must("cross-origin-resource-policy")
    static let forwardedFor = HeaderName.must("x-forwarded-for")
    static let referrerPolicy = HeaderName.must("referrer-policy")
    static let rateLimit = HeaderName.must("ratelimit")
    static let rateLimitPolicy = HeaderName.must("ratelimit-policy")

    private static func must(_ name: String) -> HeaderName {
        guard let made = HeaderName(name) else { fatalError("\(name) is no field name") }
        return made
    }
}
