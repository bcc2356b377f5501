import Model
import Store

/// The entries of one wallet in their order, found by their sequences.
struct KnownEntries: Sequence {
    private let entries: [ProvenEntry]

    /// - Parameter entries: By their sequences.
    init(_ entries: [ProvenEntry]) { self.entries = entries }

    var count: Int { entries.count }

    /// The entry of a sequence; they have no gaps, but where one was removed.
    subscript(sequence: Int64) -> ProvenEntry? {
        guard sequence > 0, let last = entries.last, sequence <= last.sequence else { return nil }
        let index = Int(sequence - 1)
        if index < entries.count, entries[index].sequence == sequence { return entries[index] }
        return entries.first { $0.sequence == sequence }
    }

    func makeIterator() -> Array<ProvenEntry>.Iterator { entries.makeIterator() }
}
