/// One request, in an object that the loop reuses: it is valid only until `respond(to:with:)` returns.
///
/// Safe by scope: the bytes belong to the loop's or the connection's buffer, which stays put while a handler
/// runs.
@safe package final class Request {
    private(set) var head = RequestHead()
    private var message = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private var bodyBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// The peer of the connection that the request came on.
    var peer = PeerAddress.none

    init() {}

    /// Reads a head at the first byte and keeps hold of the bytes.
    func parse(
        _ bytes: UnsafeRawBufferPointer, _ limits: Limits
    ) throws(RequestError) -> RequestHead.Progress {
        unsafe message = unsafe bytes
        return try unsafe head.parse(bytes.bindMemory(to: UInt8.self).span, limits: limits)
    }

    /// Shows the body that belongs to the parsed head.
    func attach(body: UnsafeRawBufferPointer) {
        unsafe bodyBytes = unsafe body
    }

    /// The method.
    package var method: Method { head.method }

    /// The target in origin form as sent (`/path?query`), or `*`; absolute form is reduced to it.
    package var rawTarget: String {
        unsafe withRawTarget { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Calls with the bytes of `rawTarget`, which are valid during the call.
    package func withRawTarget<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        if let implied = head.impliedTarget { return unsafe implied.withUnsafeBytes { unsafe body($0) } }
        return unsafe body(UnsafeRawBufferPointer(rebasing: message[head.target]))
    }

    /// The whole body, with chunked coding undone; empty when there is none.
    package var body: [UInt8] { unsafe Array(bodyBytes) }

    /// Calls with the bytes of the body, which are valid during the call.
    package func withBody<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { unsafe body(bodyBytes) }

    /// Calls with the bytes of the head if they alone say what is asked and how an answer to it is written, so that the
    /// same bytes may be answered again without being parsed: a GET of HTTP/1.1 without a body, on a connection that
    /// stays open, for a path. Calls with nil otherwise. The bytes are valid during the call.
    package func withRepeatableHead<R>(_ body: (UnsafeRawBufferPointer?) -> R) -> R {
        let isRepeatable =
            head.method == .get && head.minorVersion == 1 && head.keepsAlive && head.framing == .none
            && !head.expectsContinue && head.impliedTarget == nil
        return unsafe body(isRepeatable ? UnsafeRawBufferPointer(rebasing: message[..<head.length]) : nil)
    }

    /// Whether the request carries a body: `Content-Length` above 0, or chunked coding, even of nothing.
    package var hasBody: Bool { head.framing != .none }

    /// The peer's IP address in text form, without the port; behind a proxy, the proxy's.
    package var peerAddress: String { peer.text }
}

/// Fields.
extension Request {
    /// The field's value, several fields of the name joined with `, ` (RFC 9110 §5.3); nil when there is
    /// none.
    ///
    /// Bytes that are not UTF-8 come out as U+FFFD.
    package func header(_ name: HeaderName) -> String? {
        var joined: String?
        for index in head.fields.indices where isField(index, name) {
            let value = unsafe String(decoding: message[head.fields[index].valueRange], as: UTF8.self)
            joined = joined.map { "\($0), \(value)" } ?? value
        }
        return joined
    }

    /// Calls with the value's bytes of the first field of that name, or nil; they are valid during the call.
    package func withHeader<R>(_ name: HeaderName, _ body: (UnsafeRawBufferPointer?) -> R) -> R {
        for index in head.fields.indices where isField(index, name) {
            return unsafe body(UnsafeRawBufferPointer(rebasing: message[head.fields[index].valueRange]))
        }
        return body(nil)
    }

    /// Whether the value of one of the fields of that name is what is looked for; its bytes are valid during the call.
    package func hasHeader(_ name: HeaderName, where isWanted: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        for index in head.fields.indices where isField(index, name) {
            let range = head.fields[index].valueRange
            if unsafe isWanted(UnsafeRawBufferPointer(rebasing: message[range])) { return true }
        }
        return false
    }

    /// How many fields have that name.
    package func headerCount(_ name: HeaderName) -> Int {
        head.fields.indices.count { isField($0, name) }
    }

    private func isField(_ index: Int, _ name: HeaderName) -> Bool {
        isField(head.fields[index], name)
    }

    private func isField(_ field: RequestHead.Field, _ name: HeaderName) -> Bool {
        guard field.key == name.key, field.nameRange.count == name.bytes.count else { return false }
        let start = field.nameRange.lowerBound
        for index in name.bytes.indices {
            guard unsafe message[start &+ index].lowercased == name.bytes[index] else { return false }
        }
        return true
    }

    /// The most names that ``withHeaders(_:_:)`` looks for at once.
    package static let namesAtOnceMax = 8

    /// Calls with the value's bytes of each of some names, in their order and in one walk over the fields: nil where a
    /// name has none. The bytes are valid during the call.
    ///
    /// - Returns: False, without a call, when one of the names came more than once.
    package func withHeaders(_ names: [HeaderName], _ body: (UnsafeRawBufferPointer?) -> Void) -> Bool {
        precondition(names.count <= Self.namesAtOnceMax, "more names than are looked for at once")
        var found = [8 of Int](repeating: -1)
        for index in head.fields.indices {
            let field = head.fields[index]
            for place in names.indices where isField(field, names[place]) {
                if found[place] >= 0 { return false }
                found[place] = index
            }
        }
        for place in names.indices {
            guard found[place] >= 0 else {
                body(nil)
                continue
            }
            unsafe body(UnsafeRawBufferPointer(rebasing: message[head.fields[found[place]].valueRange]))
        }
        return true
    }
}
