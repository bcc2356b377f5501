/// A field name: a token in lower case (RFC 9110 §5.1; names are compared without regard to case).
package struct HeaderName: Hashable, Sendable, CustomStringConvertible {
    /// The name in lower case.
    package let description: String
    /// What a lookup compares before it compares bytes.
    let key: FieldKey
    /// The name's bytes.
    package let bytes: [UInt8]

    /// The name in lower case; nil when the text is not a token (RFC 9110 §5.6.2).
    package init?(_ name: String) {
        guard !name.isEmpty, name.utf8.allSatisfy({ ByteClass.token.contains($0) }) else { return nil }
        self.init(known: name.lowercased())
    }

    /// A name that is known to be a token in lower case.
    package init(known name: String) {
        description = name
        let bytes = Array(name.utf8)
        key = FieldKey(bytes.span, 0..<bytes.count)
        self.bytes = bytes
    }

    /// Names are equal when their lower-case texts are.
    package static func == (left: HeaderName, right: HeaderName) -> Bool {
        left.description == right.description
    }

    /// Hashes the lower-case text.
    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// The names that the service reads and writes.
extension HeaderName {
    /// `accept`.
    package static let accept = HeaderName(known: "accept")
    /// `accept-language`.
    package static let acceptLanguage = HeaderName(known: "accept-language")
    /// `access-control-allow-headers`.
    package static let accessControlAllowHeaders = HeaderName(known: "access-control-allow-headers")
    /// `access-control-allow-methods`.
    package static let accessControlAllowMethods = HeaderName(known: "access-control-allow-methods")
    /// `access-control-allow-origin`.
    package static let accessControlAllowOrigin = HeaderName(known: "access-control-allow-origin")
    /// `access-control-expose-headers`.
    package static let accessControlExposeHeaders = HeaderName(known: "access-control-expose-headers")
    /// `access-control-max-age`.
    package static let accessControlMaxAge = HeaderName(known: "access-control-max-age")
    /// `allow`.
    package static let allow = HeaderName(known: "allow")
    /// `x-api-key`.
    package static let apiKey = HeaderName(known: "x-api-key")
    /// `x-app-schema`.
    package static let appSchema = HeaderName(known: "x-app-schema")
    /// `authorization`.
    package static let authorization = HeaderName(known: "authorization")
    /// `cache-control`.
    package static let cacheControl = HeaderName(known: "cache-control")
    /// `content-language`.
    package static let contentLanguage = HeaderName(known: "content-language")
    /// `content-type`.
    package static let contentType = HeaderName(known: "content-type")
    /// `etag`.
    package static let entityTag = HeaderName(known: "etag")
    /// `x-forwarded-for`.
    package static let forwardedFor = HeaderName(known: "x-forwarded-for")
    /// `host`.
    package static let host = HeaderName(known: "host")
    /// `idempotency-key`.
    package static let idempotencyKey = HeaderName(known: "idempotency-key")
    /// `idempotent-replayed`.
    package static let idempotentReplayed = HeaderName(known: "idempotent-replayed")
    /// `if-match`.
    package static let ifMatch = HeaderName(known: "if-match")
    /// `if-none-match`.
    package static let ifNoneMatch = HeaderName(known: "if-none-match")
    /// `last-modified`.
    package static let lastModified = HeaderName(known: "last-modified")
    /// `link`.
    package static let link = HeaderName(known: "link")
    /// `location`.
    package static let location = HeaderName(known: "location")
    /// `origin`.
    package static let origin = HeaderName(known: "origin")
    /// `x-request-id`.
    package static let requestID = HeaderName(known: "x-request-id")
    /// `retry-after`.
    package static let retryAfter = HeaderName(known: "retry-after")
    /// `traceparent`.
    package static let traceparent = HeaderName(known: "traceparent")
    /// `user-agent`.
    package static let userAgent = HeaderName(known: "user-agent")
    /// `vary`.
    package static let vary = HeaderName(known: "vary")
    /// `www-authenticate`.
    package static let wwwAuthenticate = HeaderName(known: "www-authenticate")
}

/// Length and three letters of a field name, in 32 bits: unequal keys mean unequal names, whatever their
/// case.
struct FieldKey: Hashable, Sendable {
    private let bits: UInt32

    @inline(__always)
    private init(count: Int, _ first: UInt8, _ middle: UInt8, _ last: UInt8) {
        // Setting bit 5 makes capitals small; what else it merges, the comparison of all bytes tells apart.
        let letters = UInt32(first | 0x20) << 16 | UInt32(middle | 0x20) << 8 | UInt32(last | 0x20)
        bits = UInt32(truncatingIfNeeded: count) << 24 | letters
    }

    /// The key of the name in that part of the bytes, which is not empty.
    @inline(__always)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        self.init(
            count: range.count, bytes[range.lowerBound], bytes[range.lowerBound + range.count / 2],
            bytes[range.upperBound - 1])
    }

    /// The names that framing depends on.
    @inline(__always)
    static var connection: FieldKey {
        FieldKey(count: 10, UInt8(ascii: "c"), UInt8(ascii: "c"), UInt8(ascii: "n"))
    }
    @inline(__always)
    static var contentLength: FieldKey {
        FieldKey(count: 14, UInt8(ascii: "c"), UInt8(ascii: "-"), UInt8(ascii: "h"))
    }
    @inline(__always)
    static var expect: FieldKey {
        FieldKey(count: 6, UInt8(ascii: "e"), UInt8(ascii: "e"), UInt8(ascii: "t"))
    }
    @inline(__always)
    static var host: FieldKey {
        FieldKey(count: 4, UInt8(ascii: "h"), UInt8(ascii: "s"), UInt8(ascii: "t"))
    }
    @inline(__always)
    static var transferEncoding: FieldKey {
        FieldKey(count: 17, UInt8(ascii: "t"), UInt8(ascii: "-"), UInt8(ascii: "g"))
    }
}
