import Model
import Store

/// A CSV file of a few columns that are found by name, read whole: at most ``AdministrationLimits/smallImportRowsMax``
/// rows.
///
/// Names are compared in lower case and with underscores for spaces, because other programs' exports write
/// `Points Balance`. Columns that nobody asked for are left alone, and named in ``ignored``.
struct CSVTable {
    /// One row: its values by column.
    struct Row: Sendable {
        let line: Int
        fileprivate let values: [String: String]

        /// The value of a column without the spaces around it; empty where the file has no such column.
        subscript(_ column: String) -> String { values[column] ?? "" }
    }

    private(set) var rows: [Row] = []
    private(set) var ignored: [String] = []
    /// Rows that are not as long as the header, or not CSV.
    private(set) var faults: [RowFault] = []
    private var header: [String]?

    /// - Throws: ``AdministrationError`` where a required column is missing, or there are too many rows.
    static func read(
        _ source: some ImportSource, required: [String], optional: [String]
    ) throws(AdministrationError) -> CSVTable {
        var table = CSVTable()
        var reader = CSVReader()
        let take = { (record: CSVRecord) throws(AdministrationError) in
            try table.take(record, required, optional)
        }
        var offset: Int64 = 0
        while offset < source.byteCount {
            let bytes = try source.bytes(at: offset, count: OrderFile.pieceBytes)
            guard !bytes.isEmpty else { break }
            try reader.read(bytes, take)
            offset += Int64(bytes.count)
        }
        try reader.finish(take)
        guard table.header != nil else { throw Self.wrongHeader(required, ["the file is empty"]) }
        return table
    }

    private mutating func take(
        _ record: CSVRecord, _ required: [String], _ optional: [String]
    ) throws(AdministrationError) {
        guard let header else { return try takeHeader(record, required, optional) }
        guard rows.count + faults.count < AdministrationLimits.smallImportRowsMax else {
            throw AdministrationError(
                "the file has more than \(AdministrationLimits.smallImportRowsMax) rows; import it in parts")
        }
        if let fault = record.fault {
            return faults.append(RowFault(line: record.line, place: fault.column, reason: fault.reason))
        }
        guard record.fields.count == header.count else {
            return faults.append(
                RowFault(
                    line: record.line,
                    reason: "the row has \(record.fields.count) fields instead of \(header.count)"))
        }
        let values = zip(header, record.fields).map { ($0, Self.trimmed($1)) }
        rows.append(
            Row(line: record.line, values: Dictionary(values, uniquingKeysWith: { first, _ in first })))
    }

    private mutating func takeHeader(
        _ record: CSVRecord, _ required: [String], _ optional: [String]
    ) throws(AdministrationError) {
        if let fault = record.fault { throw Self.wrongHeader(required, [fault.reason]) }
        let names = record.fields.map { field in
            Self.trimmed(field).lowercased().replacing(" ", with: "_")
        }
        var faults = required.filter { !names.contains($0) }.map { "column \($0) is missing" }
        for name in Set(names).sorted() where names.count(where: { $0 == name }) > 1 {
            faults.append("column \(name) is there twice")
        }
        guard faults.isEmpty else { throw Self.wrongHeader(required, faults) }
        ignored = names.filter { !required.contains($0) && !optional.contains($0) }
        header = names
    }

    private static func wrongHeader(_ required: [String], _ details: [String]) -> AdministrationError {
        AdministrationError(
            "the first line must name the columns " + required.joined(separator: ","), details: details)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// How a small import went.
package struct SmallImportReceipt: Sendable, Hashable {
    /// Rows after the header.
    package var rows: Int64 = 0
    /// Rows that changed something.
    package var done: Int64 = 0
    /// Rows that the books had already.
    package var repeated: Int64 = 0
    /// Rows that ask for nothing.
    package var empty: Int64 = 0
    /// What is wrong with the rows left out, at most ``AdministrationLimits/badRowsReportedMax``.
    package var faults: [RowFault] = []
    /// Rows left out.
    package var skipped: Int64 = 0
    /// Columns that were left alone.
    package var ignored: [String] = []

    /// Leaves one row out.
    mutating func skip(_ fault: RowFault) {
        skipped += 1
        if faults.count < AdministrationLimits.badRowsReportedMax { faults.append(fault) }
    }

    mutating func add(_ other: SmallImportReceipt) {
        done += other.done
        repeated += other.repeated
        for fault in other.faults { skip(fault) }
    }
}

/// Puts the rows of a ``CSVTable`` into the books: all are checked first, and one bad row keeps the file out unless
/// those may be left out.
///
/// A row may be refused when it is written: a debit that its wallet cannot pay, say. So without leave to leave rows out
/// all are written in one transaction, of which nothing is kept if a row is refused; there are at most
/// ``AdministrationLimits/smallImportRowsMax``. With leave they are written in batches, so that others may write between.
/// Each row is in a savepoint of its own.
struct SmallImport<Item: Sendable> {
    /// What became of one row.
    enum Outcome { case done, repeated }

    let book: Book
    let engine: Engine
    let skipsBadRows: Bool

    private static var batchRows: Int { 64 }

    /// - Parameters:
    ///   - read: A row's item; nil for one that asks for nothing.
    ///   - write: Runs the command for an item; a refusal leaves the row out and is named.
    func run(
        _ table: CSVTable, progress: ProgressReport,
        read: (CSVTable.Row) throws(RowFault) -> Item?,
        write: @escaping @Sendable (Item, CommandContext) throws -> Outcome
    ) throws(AdministrationError) -> SmallImportReceipt {
        var receipt = SmallImportReceipt()
        receipt.ignored = table.ignored
        receipt.rows = Int64(table.rows.count + table.faults.count)
        for fault in table.faults { receipt.skip(fault) }
        var items: [(line: Int, item: Item)] = []
        for row in table.rows {
            do throws(RowFault) {
                if let item = try read(row) { items.append((row.line, item)) } else { receipt.empty += 1 }
            } catch {
                receipt.skip(error)
            }
        }
        guard receipt.skipped == 0 || skipsBadRows else { throw Self.refusal(receipt) }
        let batchRows = skipsBadRows ? Self.batchRows : max(1, items.count)
        for start in stride(from: 0, to: items.count, by: batchRows) {
            let batch = Array(items[start..<min(start + batchRows, items.count)])
            receipt.add(try submit(batch, write))
            guard receipt.skipped == 0 || skipsBadRows else { throw Self.refusal(receipt) }
            progress(
                AdministrationProgress(
                    phase: "importing", done: Int64(start + batch.count), total: Int64(items.count),
                    unit: "rows"))
        }
        return receipt
    }

    private func submit(
        _ batch: [(line: Int, item: Item)],
        _ write: @escaping @Sendable (Item, CommandContext) throws -> Outcome
    ) throws(AdministrationError) -> SmallImportReceipt {
        let request = WriteRequest(book: book, actor: Actor("import"))
        do {
            let receipt = try engine.store.writeAndWait(as: skipsBadRows ? .bulk : .whole) {
                [engine, skipsBadRows] transaction in
                let context = try engine.context(for: request, in: transaction)
                let receipt = try Self.receipt(of: batch, write, in: context)
                return receipt.skipped == 0 || skipsBadRows ? .keep(receipt) : .discard(receipt)
            }
            engine.refreshRegistry()
            return receipt
        } catch {
            throw AdministrationError(
                EngineError(from: error), doing: "the import stopped at line \(batch.first?.line ?? 0)")
        }
    }

    private static func receipt(
        of batch: [(line: Int, item: Item)], _ write: (Item, CommandContext) throws -> Outcome,
        in context: CommandContext
    ) throws -> SmallImportReceipt {
        var receipt = SmallImportReceipt()
        let connection = context.transaction.connection
        for (line, item) in batch {
            let noted = context.transaction.entryCount
            try connection.run("SAVEPOINT imported_row")
            do {
                switch try write(item, context) {
                case .done: receipt.done += 1
                case .repeated: receipt.repeated += 1
                }
            } catch let error where error is Refusal || error is InvalidInput || error is RowFault {
                try connection.run("ROLLBACK TO imported_row")
                context.transaction.forgetEntries(after: noted)
                receipt.skip(fault(error, line: line))
            }
            try connection.run("RELEASE imported_row")
        }
        return receipt
    }

    private static func fault(_ error: any Error, line: Int) -> RowFault {
        switch error {
        case let fault as RowFault: fault
        case let refusal as Refusal: RowFault(line: line, reason: "refused: \(refusal.code)")
        case let input as InvalidInput:
            RowFault(line: line, reason: input.errors.first?.detail ?? "the row is not valid")
        default: RowFault(line: line, reason: "\(error)")
        }
    }

    private static func refusal(_ receipt: SmallImportReceipt) -> AdministrationError {
        let unnamed = receipt.skipped - Int64(receipt.faults.count)
        let count = receipt.skipped == 1 ? "one row is" : "\(receipt.skipped) rows are"
        return AdministrationError(
            "nothing was imported: \(count) bad (--skip-bad-rows imports the others)",
            details: receipt.faults.map(\.description) + (unnamed > 0 ? ["and \(unnamed) more"] : []))
    }
}
