@testable import HTTPServer
import Testing

/// Looking for the end of a part of a head, eight bytes at a time.
struct ByteClassTests {
    /// Whether it may stand in a field value (RFC 9110 §5.5).
    @Test(
        arguments: [
            (0x00, false), (0x08, false), (0x09, true), (0x0A, false), (0x0D, false), (0x1F, false),
            (0x20, true),
            (0x21, true), (0x7E, true), (0x7F, false), (0x80, true), (0xA0, true), (0xFF, true),
        ] as [(UInt8, Bool)])
    func `a value ends at a control byte wherever that stands`(byte: UInt8, mayStand: Bool) {
        for length in 1..<40 {
            for place in 0..<length {
                for filling in [0x20, 0x61, 0x09, 0xFF] as [UInt8] {
                    var bytes = [UInt8](repeating: filling, count: length)
                    bytes[place] = byte
                    let end = bytes.span.endOfFieldValue(from: 0, before: length)
                    #expect(end == (mayStand ? length : place), "\(byte) at \(place) of \(length)")
                    let beyond = bytes.span.endOfFieldValue(from: place, before: place)
                    #expect(beyond == place)
                }
            }
        }
    }

    @Test func `the first of two control bytes ends a value, and none before it`() {
        for first in 0..<24 {
            for second in first..<24 {
                for start in 0...first {
                    var bytes = [UInt8](repeating: 0x7E, count: 24)
                    bytes[second] = 0x7F
                    bytes[first] = 0x01
                    #expect(bytes.span.endOfFieldValue(from: start, before: 24) == first)
                }
            }
        }
    }
}
