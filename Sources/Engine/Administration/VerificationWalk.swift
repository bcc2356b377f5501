import Model
import Store
import Synchronization

/// The books of every brand in short runs of customers, handed out to whoever verifies them next.
final class VerificationWalk: Sendable {
    /// Some customers of one book.
    struct Piece: Sendable {
        let book: Book
        let range: CustomerRange
    }

    private struct Place {
        var book = 0
        var last = CustomerNumber(.min)
    }

    /// How many wallets all books had when it began.
    let total: Int64
    private let books: [Book]
    private let pieceCustomers: Int
    private let reader: Reader
    private let place = Mutex(Place())

    init(of engine: Engine, pieceCustomers: Int) throws {
        let reader = engine.store.makeFreshReader()
        let books = engine.registry.contents.books.values.sorted { $0.number.number < $1.number.number }
        total = try reader.readFresh { connection, _ in
            try books.reduce(0) { try $0 + connection.walletCount(in: $1.number) }
        }
        self.books = books
        self.reader = reader
        self.pieceCustomers = pieceCustomers
    }

    /// The next customers that nobody has been given yet; nil at the end.
    func next() throws -> Piece? {
        try place.withLock { place in
            guard place.book < books.count else { return nil }
            let (book, after) = (books[place.book], place.last)
            let end = try reader.readFresh { connection, _ in
                try connection.endOfRange(after: after, in: book.number, customers: pieceCustomers)
            }
            let range = CustomerRange(
                book: book.number, after: after, through: end ?? CustomerNumber(.max))
            if let end {
                place.last = end
            } else {
                place = Place(book: place.book + 1)
            }
            return Piece(book: book, range: range)
        }
    }

    /// Hands out no more.
    func stop() { place.withLock { $0.book = books.count } }
}

extension Verification {
    /// Verifies some customers, all from one snapshot.
    static func verify(_ piece: VerificationWalk.Piece, from reader: Reader) throws -> Report {
        var report = Report()
        do {
            let all = try reader.readFresh { connection, _ in try connection.books(of: piece.range) }
            for books in all { CustomerProof(books, in: piece.book).run(&report) }
        } catch let error as StoreError where error.kind == .corrupt {
            // The other customers are verified all the same.
            let (first, last) = (piece.range.after.number, piece.range.through.number)
            report.fileFaults.append(
                "customers after \(first) to \(last) of \(piece.book.brand)/\(piece.book.mode.rawValue): \(error.message)"
            )
        }
        return report
    }
}
