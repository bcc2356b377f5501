import Model
import Store

/// The first reading of an order file: every row against the programme and the books, writing nothing.
struct OrderCheck {
    let book: Book
    let engine: Engine

    /// What the reading found.
    struct Findings {
        var rows: Int64 = 0
        /// The first ``AdministrationLimits/badRowsReportedMax``.
        var faults: [RowFault] = []
        var faultCount: Int64 = 0
        /// The lines on which bad rows begin.
        var badLines: Set<Int> = []
        var badRowCount: Int { badLines.count }

        mutating func add(_ fault: RowFault) {
            badLines.insert(fault.line)
            faultCount += 1
            if faults.count < AdministrationLimits.badRowsReportedMax { faults.append(fault) }
        }
    }

    private struct Candidate {
        let line: Int
        let id: OrderID
        let customer: CustomerID
    }

    func run(
        _ file: OrderFile, _ progress: ProgressReport
    ) throws(AdministrationError) -> Findings {
        var findings = Findings()
        var owners = OwnerIndex()
        var waiting: [Candidate] = []
        let reader = engine.store.makeFreshReader()
        let total = file.source.byteCount
        try file.eachRow { line, row throws(AdministrationError) in
            findings.rows += 1
            switch row {
            case .failure(let faults): for fault in faults.faults { findings.add(fault) }
            case .success(let order):
                if let other = owners.note(order.id, of: order.customer, line: line) {
                    findings.add(
                        RowFault(
                            line: line, column: "customer_id",
                            reason: "order \(order.id) is another customer's on line \(other)"))
                } else {
                    waiting.append(Candidate(line: line, id: order.id, customer: order.customer))
                }
            }
            if waiting.count >= AdministrationLimits.importBatchRows {
                try look(up: waiting, on: reader, &findings)
                waiting.removeAll(keepingCapacity: true)
            }
        } piece: { offset in
            progress(AdministrationProgress(phase: "checking", done: offset, total: total, unit: "bytes"))
        }
        try look(up: waiting, on: reader, &findings)
        return findings
    }

    /// Finds orders that the books have under another customer.
    private func look(
        up candidates: [Candidate], on reader: Reader, _ findings: inout Findings
    ) throws(AdministrationError) {
        guard !candidates.isEmpty else { return }
        do {
            let taken = try reader.readFresh { connection, _ in
                try candidates.filter { candidate in
                    guard let owner = try connection.owner(of: candidate.id, in: book.number) else {
                        return false
                    }
                    return try connection.customerNumber(candidate.customer, in: book.number) != owner
                }
            }
            for candidate in taken {
                findings.add(
                    RowFault(
                        line: candidate.line, column: "customer_id",
                        reason: "order \(candidate.id) is another customer's in the books"))
            }
        } catch {
            throw AdministrationError(error, doing: "cannot check the orders")
        }
    }
}

/// Whose order is whose within one file, in few bytes a row: 64-bit hashes with a seed of this process, of
/// which two among a million meet once in thirty million files.
private struct OwnerIndex {
    private var owners: [Int: (customer: Int, line: Int)] = [:]

    /// Notes a row; answers the line of an earlier row that gives the order to somebody else.
    mutating func note(_ order: OrderID, of customer: CustomerID, line: Int) -> Int? {
        let key = order.text.hashValue
        let owner = customer.text.hashValue
        if let known = owners[key] { return known.customer == owner ? nil : known.line }
        owners[key] = (owner, line)
        return nil
    }
}
