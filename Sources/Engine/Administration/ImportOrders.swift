package import Model
internal import Store

/// Where an import reads from; read twice, so it can be read anywhere.
package protocol ImportSource: Sendable {
    /// All of its bytes.
    var byteCount: Int64 { get }
    /// Up to `count` bytes from a place; empty at the end.
    func bytes(at offset: Int64, count: Int) throws(AdministrationError) -> [UInt8]
}

/// Puts a file of orders into the books, as if the shop had sent them one by one.
///
/// The file is read twice: first every row is checked, against the programme and against the orders that are
/// there, and one bad row keeps the whole file out; then the rows are written in batches. So a file is either
/// taken whole or not at all, unless `skipsBadRows` asks for what is good of it. An order that is in the
/// books as the row has it changes nothing, so a repeated or interrupted import may be run again.
///
/// The rows of one customer are written in the file's order, and one customer's after another's (``OrderPlaces``).
package enum ImportOrders {
    /// How an import went.
    package struct Receipt: Sendable, Hashable {
        /// Rows after the header.
        package var rows: Int64 = 0
        package var created: Int64 = 0
        package var updated: Int64 = 0
        /// Rows that the books already had as they are.
        package var repeated: Int64 = 0
        /// Rows that say less than the books already know, an order that was cancelled since among them.
        package var late: Int64 = 0
        /// Bad rows that were left out.
        package var skipped: Int64 = 0
        /// Coins that the rows gave for orders, less what they took back.
        package var coins: Coins = 0
        /// What is wrong with the rows left out, at most ``AdministrationLimits/badRowsReportedMax``.
        package var faults: [RowFault] = []
    }

    /// - Throws: ``AdministrationError`` with a line for each bad row; then nothing of the file was kept,
    ///   unless the message says which lines were.
    package static func run(
        _ source: some ImportSource, into book: Book, skipsBadRows: Bool, on engine: Engine,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Receipt {
        guard let programme = engine.registry.contents.programme(of: book)?.programme else {
            throw AdministrationError("cannot import orders: \(book.brand) has no programme yet")
        }
        let latest = engine.now(in: book).adding(milliseconds: AdministrationLimits.importAheadMilliseconds)
        let file = OrderFile(source: source, programme: programme, latest: latest)
        let (check, columns) = try OrderCheck(book: book, engine: engine).run(file, progress)
        guard check.faults.isEmpty || skipsBadRows else { throw refusal(check) }
        let writing = OrderWriting(book: book, engine: engine, skipsBadRows: skipsBadRows)
        return try writing.run(file, columns, check, progress)
    }

    private static func refusal(_ check: OrderCheck.Findings) -> AdministrationError {
        var details = check.faults.map(\.description)
        let unnamed = check.faultCount - Int64(check.faults.count)
        if unnamed > 0 { details.append("and \(unnamed) more") }
        let count = check.badRowCount == 1 ? "one row is" : "\(check.badRowCount) rows are"
        return AdministrationError(
            "nothing was imported: \(count) bad (--skip-bad-rows imports the others)", details: details)
    }
}

/// An order file and what its rows are read against.
struct OrderFile {
    let source: any ImportSource
    let programme: Programme
    let latest: Instant

    /// Bytes read at a time.
    static let pieceBytes = 1 << 18

    /// Hands on each row, read or with what is wrong with it; the header is checked first.
    /// - Returns: Which column is which.
    func eachRow(
        _ body: (CSVRecord, Result<PutOrder.Input, RowFaults>) throws(AdministrationError) -> Void,
        piece: (Int64) throws(AdministrationError) -> Void
    ) throws(AdministrationError) -> OrderColumns {
        var reader = CSVReader()
        var columns: OrderColumns?
        let take = { (record: CSVRecord) throws(AdministrationError) in
            guard let known = columns else {
                columns = try OrderColumns(header: record)
                return
            }
            try body(record, self.read(record, known))
        }
        var offset: Int64 = 0
        while offset < source.byteCount {
            let bytes = try source.bytes(at: offset, count: Self.pieceBytes)
            guard !bytes.isEmpty else { break }
            try reader.read(bytes, take)
            offset += Int64(bytes.count)
            try piece(offset)
        }
        try reader.finish(take)
        guard let columns else {
            throw AdministrationError(
                "the file is empty; its first line must name the columns "
                    + OrderColumns.names.joined(separator: ","))
        }
        return columns
    }

    /// Reads one row again.
    /// - Throws: ``AdministrationError`` when something else stands there by now.
    func order(at place: OrderPlaces.Place, _ columns: OrderColumns) throws(AdministrationError)
        -> PutOrder.Input
    {
        let bytes = try source.bytes(at: place.offset, count: Int(place.length))
        var reader = CSVReader(recordOnLine: place.line)
        var records: [CSVRecord] = []
        reader.read(bytes) { records.append($0) }
        reader.finish { records.append($0) }
        guard records.count == 1, let record = records.first,
            case .success(let order) = read(record, columns)
        else { throw AdministrationError("line \(place.line) of the file has changed since it was checked") }
        return order
    }

    private func read(_ record: CSVRecord, _ columns: OrderColumns) -> Result<PutOrder.Input, RowFaults> {
        do {
            return .success(try columns.order(record, programme: programme, latest: latest))
        } catch {
            return .failure(error)
        }
    }
}
