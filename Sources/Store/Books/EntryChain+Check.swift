import Model

extension EntryChain {
    /// Holds the entries of a book, row by row in their order, against their chain values.
    ///
    /// The bytes are gathered as ``value(of:noteDigest:customer:book:after:)`` says, straight from the row: most of
    /// what is hashed is looked at by nobody else.
    struct Check {
        private let book: BookNumber
        private var customer = Int64.min
        private var wallet: Int64 = 0
        /// The chain value of the entry before; zero at the beginning of a wallet.
        private var previous = Digest.zero
        private var bytes: [UInt8] = []

        init(book: BookNumber) {
            self.book = book
            bytes.reserveCapacity(1_024)
        }

        /// The entry of the next row, in the order of `Connection.readEntries`; nil for one that is none.
        mutating func next(_ row: Row) -> ProvenEntry? {
            let isFirst = row.integer(0) != customer || row.integer(1) != wallet
            (customer, wallet) = (row.integer(0), row.integer(1))
            if isFirst { previous = .zero }
            guard let chain = row.digest(20), let kind = EntryKind(rawValue: row.text(3)),
                let source = SourceKind(rawValue: row.text(12)), row.integer(2) > 0
            else { return nil }
            let noteDigest = row.digest(22)
            let isChained = value(of: row, noteDigest: noteDigest) == chain
            previous = chain
            return ProvenEntry(
                sequence: row.integer(2), kind: kind, coins: row.integer(4), availableChange: row.integer(5),
                pendingChange: row.integer(6), availableAfter: row.integer(7), pendingAfter: row.integer(8),
                heldAfter: row.integer(9), source: Source(source, row.text(13)),
                reverses: row.optionalInteger(16), recordedAt: row.instant(18),
                totals: LifetimeTotals(
                    earned: row.integer(23), spent: row.integer(24), expired: row.integer(25)),
                chain: chain, isChained: isChained, note: Self.note(row, noteDigest))
        }

        private mutating func value(of row: Row, noteDigest: Digest?) -> Digest {
            bytes.removeAll(keepingCapacity: true)
            append(previous)
            append(book.number, customer, wallet, row.integer(2))
            append(row.integer(4), row.integer(5), row.integer(6), row.integer(7))
            append(row.integer(8), row.integer(9), row.integer(14), row.isNull(16) ? 0 : 1)
            append(row.integer(16), row.integer(17), row.integer(18), noteDigest == nil ? 0 : 1)
            for column: Int32 in [3, 10, 12, 13, 19, 15] {
                unsafe row.withBytes(column) { text in
                    append(Int64(text.count))
                    unsafe bytes.append(contentsOf: text)
                }
            }
            append(noteDigest ?? .zero)
            return unsafe bytes.withUnsafeBytes { unsafe SHA256.hash($0) }
        }

        /// Four numbers, most significant byte first.
        private mutating func append(_ first: Int64, _ second: Int64, _ third: Int64, _ fourth: Int64) {
            let numbers = SIMD4(first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
            unsafe withUnsafeBytes(of: numbers) { unsafe bytes.append(contentsOf: $0) }
        }

        private mutating func append(_ number: Int64) {
            unsafe withUnsafeBytes(of: number.bigEndian) { unsafe bytes.append(contentsOf: $0) }
        }

        private mutating func append(_ digest: Digest) {
            let (first, second, third, fourth) = digest.words
            append(
                Int64(bitPattern: first), Int64(bitPattern: second), Int64(bitPattern: third),
                Int64(bitPattern: fourth))
        }

        private static func note(_ row: Row, _ digest: Digest?) -> ProvenEntry.Note {
            guard !row.isNull(11) else { return row.isNull(21) ? .none : .saltAlone }
            guard !row.isNull(21), let digest else { return .changed }
            return EntryChain.digest(of: row.text(11), salt: row.blob(21)) == digest ? .sound : .changed
        }
    }
}
