import Testing

@testable import API

/// The ring of records against a plain list of what was put into it.
struct RecordRingTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `records stay as they were written until the oldest give way`(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let capacity = 64 * Int.random(in: 8...200, using: &random)
        guard var ring = RecordRing(capacity: capacity) else { throw NoRoom() }
        var known: [(place: RecordRing.Place, size: Int, mark: UInt64)] = []
        for mark in 0..<2_000 as Range<UInt64> {
            let size = 64 * Int.random(in: 1...(capacity / 64 / 4), using: &random)
            var left: [RecordRing.Place] = []
            let place = ring.make(size: size) { left.append($0) }
            // The oldest leave first, and no more of them than needed.
            #expect(left == known.prefix(left.count).map(\.place))
            known.removeFirst(left.count)
            known.append((place, size, mark))
            unsafe Self.fill(ring.record(at: place), size, mark)
            #expect(ring.count == known.count && ring.bytes == known.reduce(0) { $0 + $1.size })
            #expect(ring.bytes <= capacity)
            for record in known {
                #expect(ring.size(at: record.place) == record.size)
                let isFilled = unsafe Self.isFilled(ring.record(at: record.place), record.size, record.mark)
                #expect(isFilled)
            }
        }
        // Sizes of a quarter at most leave at least half of the room in use.
        #expect(ring.bytes * 2 >= capacity)
    }

    @Test func `a ring larger than any memory is none`() {
        let isThere = RecordRing(capacity: .max / 2) != nil
        #expect(!isThere)
    }

    private struct NoRoom: Error {}

    private static func fill(_ record: UnsafeMutableRawPointer, _ size: Int, _ mark: UInt64) {
        for offset in stride(from: 8, to: size, by: 8) {
            unsafe record.storeBytes(of: mark, toByteOffset: offset, as: UInt64.self)
        }
    }

    private static func isFilled(_ record: UnsafeMutableRawPointer, _ size: Int, _ mark: UInt64) -> Bool {
        stride(from: 8, to: size, by: 8).allSatisfy {
            unsafe record.load(fromByteOffset: $0, as: UInt64.self) == mark
        }
    }
}
