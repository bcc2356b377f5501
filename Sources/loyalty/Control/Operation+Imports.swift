import Engine
import Model

/// The small imports: points, codes and ids.
extension Operation {
    func importPoints(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        let (input, book) = try fileAndBook(input, "points", engine)
        let receipt = try ImportPoints.run(
            input, name: try importName(), into: book, skipsBadRows: skipsBadRows, on: engine,
            progress: output.progress)
        report(receipt, book, "\(receipt.empty) without points", output)
        return ExitCode.success
    }

    func importCodes(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        let (input, book) = try fileAndBook(input, "codes", engine)
        let receipt = try ImportCodes.run(
            input, to: try reward(), in: book, skipsBadRows: skipsBadRows, on: engine)
        report(receipt, book, nil, output)
        return ExitCode.success
    }

    func importNectorIDs(
        _ input: FileSource?, _ engine: Engine, _ output: some OperationOutput
    ) throws -> Int32 {
        let (input, book) = try fileAndBook(input, "ids", engine)
        let receipt = try ImportNectorIDs.run(
            input, into: book, skipsBadRows: skipsBadRows, on: engine, progress: output.progress)
        report(receipt, book, nil, output)
        return ExitCode.success
    }

    private var skipsBadRows: Bool { arguments["skip-bad-rows"] != nil }

    private func fileAndBook(
        _ input: FileSource?, _ what: String, _ engine: Engine
    ) throws -> (FileSource, Book) {
        guard let input else { throw AdministrationError("there is no file to import") }
        return (input, try engine.book(brand: try brand(), mode: try mode(), for: "cannot import \(what)"))
    }

    private func report(
        _ receipt: SmallImportReceipt, _ book: Book, _ more: String?, _ output: some OperationOutput
    ) {
        for fault in receipt.faults { output.note(fault.description) }
        let unnamed = receipt.skipped - Int64(receipt.faults.count)
        if unnamed > 0 { output.note("and \(unnamed) more") }
        for column in receipt.ignored { output.note("column \(column) was left alone") }
        output.answer(
            "\(book.brand): \(receipt.rows) rows: \(receipt.done) new, \(receipt.repeated) already there, "
                + (more.map { $0 + ", " } ?? "") + "\(receipt.skipped) bad")
    }
}
