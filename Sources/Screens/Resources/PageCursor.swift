import Model

/// Where the next page of a list begins, as the opaque text of `next_cursor`.
///
/// The text is base64url of a version, the list and the place, so that it can be told from any other text and
/// stays good for ever: a place in a history never moves.
package enum PageCursor {
    /// Which list a cursor belongs to; one of another list is refused.
    package enum List: UInt8, Sendable, CaseIterable {
        case history = 0x68
        case coupons = 0x63
        case referrals = 0x72
        case programmeVersions = 0x70
        case auditLog = 0x41
        case apiLog = 0x4C
        case customers = 0x55
        case lots = 0x6C
        case nonAwards = 0x6E
        case reviews = 0x76
        case events = 0x45
        case productReviews = 0x77
    }

    private static let version: UInt8 = 1

    /// The text for the `next` of a page.
    package static func text(_ list: List, before place: Int64) -> String {
        let bits = UInt64(bitPattern: place)
        let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
        // Leading zeros go, so that the usual cursor is a few characters.
        return Base64URL.encode([version, list.rawValue] + bytes.drop { $0 == 0 })
    }

    /// The place in a cursor's text; nil for anything that ``text(_:before:)`` did not make.
    package static func place(_ list: List, in text: String) -> Int64? {
        guard let bytes = Base64URL.decode(text), bytes.count >= 2, bytes.count <= 10, bytes[0] == version,
            bytes[1] == list.rawValue, bytes.count == 2 || bytes[2] != 0
        else { return nil }
        return Int64(bitPattern: bytes.dropFirst(2).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
