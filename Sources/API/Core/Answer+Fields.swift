import HTTPServer
import Model

extension Answer {
    /// Fields that every answer of ours has.
    private var common: [(HeaderName, String)] {
        var fields: [(HeaderName, String)] = []
        if let contentType { fields.append((.contentType, contentType.rawValue)) }
        if status.code != 304 { fields.append((.contentTypeOptions, "nosniff")) }
        if !self.fields.contains(where: { $0.0 == .cacheControl }) {
            fields.append((.cacheControl, "no-store"))
        }
        return fields
    }

    /// Gives a body its strong validator, and becomes a 304 when the client names it (RFC 9110 §13.1.2, §15.4.5).
    mutating func makeConditional(ifNoneMatch: String?) {
        guard status == .ok else { return }
        let tag = EntityTag.of(body)
        fields += [
            (.entityTag, tag), (.cacheControl, "private, no-cache"),
            (.vary, "X-API-Key, Authorization, Accept-Language, X-App-Schema"),
        ]
        guard EntityTag.matches(ifNoneMatch, tag) else { return }
        status = .notModified
        contentType = nil
        body = []
    }

    var entityTag: String? { fields.first { $0.0 == .entityTag }?.1 }

    /// The answer as the HTTP server takes it from another thread.
    func response(requestID: String) -> Response {
        Response(status: status, fields: common + fields + [(.requestID, requestID)], body: body)
    }

    /// Appends the answer's fields as ready lines.
    func append(fieldsExcept left: [HeaderName], to lines: inout [UInt8]) {
        for (name, value) in common where !left.contains(name) { FieldLine.append(name, value, to: &lines) }
        for (name, value) in fields where !left.contains(name) { FieldLine.append(name, value, to: &lines) }
    }
}

/// Field lines as bytes.
enum FieldLine {
    /// Appends a number that is not negative, in decimal digits.
    static func append(number: Int64, to lines: inout [UInt8]) {
        var rest = UInt64(clamping: number)
        let start = lines.count
        repeat {
            lines.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        lines[start...].reverse()
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
    static let contentTypeOptions = HeaderName.must("x-content-type-options")
    static let forwardedFor = HeaderName.must("x-forwarded-for")
    static let rateLimit = HeaderName.must("ratelimit")
    static let rateLimitPolicy = HeaderName.must("ratelimit-policy")

    private static func must(_ name: String) -> HeaderName {
        guard let made = HeaderName(name) else { fatalError("\(name) is no field name") }
        return made
    }
}
