package import Model

/// The value that ties an entry to the one before it (rule 3.3): SHA-256 over that entry's value and everything this
/// one says. Changing, removing or inserting an entry breaks every value after it.
///
/// It covers surrogate ids only; what a person wrote is covered by its salted digest, so that erasing the words keeps
/// the proof (rule 11.4).
package enum EntryChain {
    /// The chain value of an entry.
    ///
    /// Layout: the previous value (32 bytes); the integers as 8 bytes big-endian, of which one that may be missing is
    /// 1 and itself, or 0 and 0, and the last is 1 or 0 for whether there is a note; each text as its UTF-8 length in
    /// 8 bytes and its bytes; the note's digest or 32 zero bytes.
    package static func value(
        of entry: Entry, noteDigest: Digest?, customer: CustomerNumber, book: BookNumber,
        after previous: Digest
    ) -> Digest {
        var hash = SHA256()
        hash.update(previous.bytes)
        let numbers: [16 of Int64] = [
            book.number, customer.number, entry.id.wallet == .coins ? 1 : 2, entry.id.sequence, entry.coins,
            entry.availableChange, entry.pendingChange, entry.availableAfter, entry.pendingAfter,
            entry.heldAfter,
            entry.programmeVersion, entry.reverses == nil ? 0 : 1, entry.reverses ?? 0,
            entry.occurredAt.milliseconds,
            entry.recordedAt.milliseconds, noteDigest == nil ? 0 : 1,
        ]
        for index in numbers.indices { hash.update(bigEndian: numbers[index]) }
        let texts: [6 of String] = [
            entry.kind.rawValue, entry.reason, entry.source.kind.rawValue, entry.source.reference,
            entry.trace,
            entry.actor,
        ]
        for index in texts.indices {
            hash.update(bigEndian: Int64(texts[index].utf8.count))
            hash.update(texts[index])
        }
        hash.update((noteDigest ?? .zero).bytes)
        return hash.finalize()
    }

    /// The digest that stands for a note in the chain.
    package static func digest(of note: String, salt: [UInt8]) -> Digest {
        var hash = SHA256()
        hash.update(salt)
        hash.update(note)
        return hash.finalize()
    }
}
