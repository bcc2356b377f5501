package import Model
internal import Store

/// Adds a file of codes to the pool of a reward: `code`, or Nector's form `type,value` whose type is `code`.
package enum ImportCodes {
    /// - Throws: ``AdministrationError`` with a line for each bad row; then nothing of the file was kept.
    package static func run(
        _ source: some ImportSource, to reward: RewardID, in book: Book, skipsBadRows: Bool, on engine: Engine
    ) throws(AdministrationError) -> SmallImportReceipt {
        let table = try CSVTable.read(source, required: [], optional: ["code", "type", "value"])
        guard table.ignored.isEmpty else {
            throw AdministrationError(
                "the first line must name the column code, or the columns type,value",
                details: table.ignored.map { "unknown column \"\($0)\"" })
        }
        var receipt = SmallImportReceipt()
        receipt.rows = Int64(table.rows.count + table.faults.count)
        for fault in table.faults { receipt.skip(fault) }
        var codes: [String] = []
        for row in table.rows {
            do throws(RowFault) {
                codes.append(try code(row))
            } catch {
                receipt.skip(error)
            }
        }
        guard receipt.skipped == 0 || skipsBadRows else {
            throw AdministrationError(
                "nothing was imported: \(receipt.skipped) bad rows (--skip-bad-rows imports the others)",
                details: receipt.faults.map(\.description))
        }
        for start in stride(from: 0, to: codes.count, by: AddCodes.codesMax) {
            let part = Array(codes[start..<min(start + AddCodes.codesMax, codes.count)])
            let added = try add(part, to: reward, in: book, on: engine)
            receipt.done += Int64(added.added)
            receipt.repeated += Int64(added.duplicates)
        }
        return receipt
    }

    private static func add(
        _ codes: [String], to reward: RewardID, in book: Book, on engine: Engine
    ) throws(AdministrationError) -> AddCodes.Receipt {
        do {
            return try engine.performAndWait(WriteRequest(book: book, actor: Actor("import"))) { context in
                try AddCodes.run(codes, to: reward, in: context)
            }
        } catch {
            throw AdministrationError(error, doing: "cannot import codes")
        }
    }

    private static func code(_ row: CSVTable.Row) throws(RowFault) -> String {
        switch row["type"].lowercased() {
        case "", "code": break
        case "generic_code":
            throw RowFault(
                line: row.line, column: "type",
                reason: "a generic code is everybody's; a coupon here is one customer's, once")
        default: throw RowFault(line: row.line, column: "type", reason: "must be code")
        }
        let code = row["code"].isEmpty ? row["value"] : row["code"]
        guard CouponCode.key(code) != nil else {
            throw RowFault(
                line: row.line, column: row["code"].isEmpty ? "value" : "code",
                reason: "must be letters and digits, perhaps with spaces and hyphens, at most"
                    + " \(CouponCode.lengthMax) characters")
        }
        return code
    }
}
