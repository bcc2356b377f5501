import Engine
import Model

// What a customer may do next. An action either opens a screen, opens an address, shares a text, or is a
// request to this server: `method`, `path`, a `body` to send as it stands once its inputs are filled in, and
// the question to ask before. A body's member `"{coins}"` is replaced, quotes included, by the value of the
// input `coins`.
extension ScreenPayload {
    /// An action that opens a screen.
    static func writeAction(
        _ id: StaticString, _ title: Message, opens screen: ScreenName, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", literal: id)
        json.key("title")
        wording.say(title, into: &json)
        json.member("screen", screen.rawValue)
        json.endObject()
    }

    /// `"actions": [{…}]` with one action that opens a screen, or `"actions": []`.
    static func writeActions(
        _ id: StaticString, _ title: Message, opens screen: ScreenName?, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.key("actions")
        json.beginArray()
        if let screen { writeAction(id, title, opens: screen, wording, into: &json) }
        json.endArray()
    }

    /// `"state": {"code": …, "text": …}`.
    static func writeState(
        _ code: StaticString, _ message: Message, _ wording: Wording, _ a: Argument? = nil,
        into json: inout JSONWriter
    ) {
        json.key("state")
        json.beginObject()
        json.member("code", literal: code)
        json.key("text")
        wording.say(message, a, into: &json)
        json.endObject()
    }
}

/// The paths of actions under `/v1/customers/{customer_id}`.
enum ActionPath {
    private static let customers = Array("/v1/customers/".utf8)

    /// Opens the text of a path; the caller writes the rest and closes it.
    static func begin(of customer: CustomerID, into json: inout JSONWriter) {
        json.beginString()
        json.piece(customers)
        encoded(customer.text, into: &json)
    }

    /// Writes a text as one segment of a path: all but RFC 3986's unreserved characters percent-encoded.
    static func encoded(_ text: String, into json: inout JSONWriter) {
        guard text.utf8.contains(where: { !isUnreserved($0) }) else { return json.piece(text) }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digit(byte >> 4), digit(byte & 0x0F)]
            }
        }
        json.piece(bytes)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
