/// A request method of RFC 9110 §9 or RFC 5789, or QUERY; what is not listed here is answered 501 before a handler sees
/// it.
package struct Method: Hashable, Sendable, CustomStringConvertible {
    private let index: UInt8

    private init(_ index: UInt8) { self.index = index }

    /// The method's token; case matters (RFC 9110 §9.1).
    package var description: String { Self.tokens[Int(index)] }

    private static let tokens = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY",
    ]

    /// `GET`.
    package static var get: Method { Method(0) }
    /// `HEAD`: answered as `GET` would be; the server leaves the body out.
    package static var head: Method { Method(1) }
    /// `POST`.
    package static var post: Method { Method(2) }
    /// `PUT`.
    package static var put: Method { Method(3) }
    /// `PATCH`.
    package static var patch: Method { Method(4) }
    /// `DELETE`.
    package static var delete: Method { Method(5) }
    /// `OPTIONS`; its target may be `*`.
    package static var options: Method { Method(6) }
    /// `TRACE`: known, so that a handler can answer 405; nothing here implements it.
    package static var trace: Method { Method(7) }
    /// `CONNECT`: refused by the server with 501, since it is no proxy.
    static var connect: Method { Method(8) }
    /// `QUERY` (draft-ietf-httpbis-safe-method-w-body): known, so that a handler can answer 405.
    package static var query: Method { Method(9) }

    /// Bytes of the longest token that is still read as a method; a longer one is unknown (RFC 9112 §3).
    static let tokenBytesMax = 32

    /// The method whose token stands in that part of the bytes; nil when it is unknown.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Method? {
        let candidate: (Method, StaticString)
        switch (range.count, bytes[range.lowerBound]) {
        case (3, UInt8(ascii: "G")): candidate = (.get, "GET")
        case (3, _): candidate = (.put, "PUT")
        case (4, UInt8(ascii: "H")): candidate = (.head, "HEAD")
        case (4, _): candidate = (.post, "POST")
        case (5, UInt8(ascii: "P")): candidate = (.patch, "PATCH")
        case (5, UInt8(ascii: "Q")): candidate = (.query, "QUERY")
        case (5, _): candidate = (.trace, "TRACE")
        case (6, _): candidate = (.delete, "DELETE")
        case (7, UInt8(ascii: "O")): candidate = (.options, "OPTIONS")
        case (7, _): candidate = (.connect, "CONNECT")
        default: return nil
        }
        return bytes.equals(candidate.1, at: range) ? candidate.0 : nil
    }
}
