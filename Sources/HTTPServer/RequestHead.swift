/// A request's head: where its parts stand in the bytes it was parsed from, and what they mean for the
/// connection.
///
/// It holds offsets, no bytes, and is parsed anew in place, so that a request costs no allocation.
struct RequestHead: ~Copyable {
    /// One field line, as offsets from the first byte of the message.
    struct Field {
        let key: FieldKey
        let name: Range<Int32>
        let value: Range<Int32>

        var nameRange: Range<Int> { Int(name.lowerBound)..<Int(name.upperBound) }
        var valueRange: Range<Int> { Int(value.lowerBound)..<Int(value.upperBound) }
    }

    /// How the body is delimited (RFC 9112 §6.3).
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// The request's method.
    var method = Method.get
    /// Whether the request line has been read, so that `method` is this request's.
    var knowsMethod = false
    /// The minor version: 0, or 1 for 1.1 and everything above it (RFC 9110 §2.5).
    var minorVersion = 1
    /// The target as sent; in absolute form, its path and query.
    var target = 0..<0
    /// A target that absolute form implies but does not spell out, such as `/` for `http://host`.
    var impliedTarget: [UInt8]?
    /// The field lines in order.
    var fields: [Field] = []
    /// How the body is delimited.
    var framing = Framing.none
    /// Whether the connection may carry another request (RFC 9112 §9.3).
    var keepsAlive = true
    /// Whether the peer waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue = false
    /// Bytes of the head, from the first byte of the message to the empty line's end.
    var length = 0

    init() { fields.reserveCapacity(128) }

    /// Forgets the previous request and keeps the memory.
    mutating func reset() {
        knowsMethod = false
        minorVersion = 1
        if impliedTarget != nil { impliedTarget = nil }
        fields.removeAll(keepingCapacity: true)
        framing = .none
        keepsAlive = true
        expectsContinue = false
    }
}
