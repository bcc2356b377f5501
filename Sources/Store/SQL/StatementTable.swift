/// The prepared statements of one connection by the address of their text, which a literal keeps for the life of the
/// process: found in a few instructions, where a dictionary would hash.
struct StatementTable {
    private struct Slot {
        let key: UInt
        let statement: Statement
    }

    /// A power of two, never more than half full.
    private var slots = [Slot?](repeating: nil, count: 256)
    private(set) var all: [Statement] = []

    /// The statement of a text; nil before it has been prepared.
    subscript(key: UInt) -> Statement? {
        var place = Self.start(key, slots.count)
        while let slot = slots[place] {
            if slot.key == key { return slot.statement }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func add(_ statement: Statement, at key: UInt) {
        if (all.count + 1) * 2 > slots.count { grow() }
        all.append(statement)
        put(Slot(key: key, statement: statement))
    }

    mutating func removeAll() { self = StatementTable() }

    private mutating func put(_ slot: Slot) {
        var place = Self.start(slot.key, slots.count)
        while slots[place] != nil { place = (place + 1) & (slots.count - 1) }
        slots[place] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot?](repeating: nil, count: old.count * 2)
        for case let slot? in old { put(slot) }
    }

    /// Spreads neighbouring addresses (Fibonacci hashing).
    private static func start(_ key: UInt, _ count: Int) -> Int {
        Int((UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> 32) & (count - 1)
    }
}
