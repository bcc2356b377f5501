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
        /// Where the rows stand that could be read; bad ones are among them.
        var places = OrderPlaces()

        mutating func add(_ fault: RowFault) {
            badLines.insert(fault.line)
            faultCount += 1
            if faults.count < AdministrationLimits.badRowsReportedMax { faults.append(fault) }
        }

        /// Notes where a row stands; answers what is to be looked up, unless the row is bad.
        fileprivate mutating func note(_ order: PutOrder.Input, at record: CSVRecord) -> Candidate? {
            let isFirstOfCustomer: Bool
            switch places.note(order.id, of: order.customer, at: record) {
            case .ofNewCustomer: isFirstOfCustomer = true
            case .ofKnownCustomer: isFirstOfCustomer = false
            case .ofAnother(let line):
                add(
                    RowFault(
                        line: record.line, column: "customer_id",
                        reason: "order \(order.id) is another customer's on line \(line)"))
                return nil
            }
            return Candidate(
                line: record.line, id: order.id, customer: order.customer,
                isFirstOfCustomer: isFirstOfCustomer)
        }
    }

    /// A row to look up in the books.
    fileprivate struct Candidate {
        let line: Int
        let id: OrderID
        let customer: CustomerID
        /// Whether the file has not named the customer before.
        let isFirstOfCustomer: Bool
    }

    func run(
        _ file: OrderFile, _ progress: ProgressReport
    ) throws(AdministrationError) -> (Findings, OrderColumns) {
        var findings = Findings()
        var waiting: [Candidate] = []
        let reader = engine.store.makeFreshReader()
        let total = file.source.byteCount
        let columns = try file.eachRow { record, row throws(AdministrationError) in
            findings.rows += 1
            switch row {
            case .failure(let faults): for fault in faults.faults { findings.add(fault) }
            case .success(let order):
                if let candidate = findings.note(order, at: record) { waiting.append(candidate) }
            }
            if waiting.count >= AdministrationLimits.importBatchRows {
                try look(up: waiting, on: reader, &findings)
                waiting.removeAll(keepingCapacity: true)
            }
        } piece: { offset in
            progress(AdministrationProgress(phase: "checking", done: offset, total: total, unit: "bytes"))
        }
        try look(up: waiting, on: reader, &findings)
        return (findings, columns)
    }

    /// Finds orders that the books have under another customer, and when each customer's rows have their turn.
    private func look(
        up candidates: [Candidate], on reader: Reader, _ findings: inout Findings
    ) throws(AdministrationError) {
        guard !candidates.isEmpty else { return }
        do {
            try reader.readFresh { connection, _ in
                for candidate in candidates {
                    if candidate.isFirstOfCustomer,
                        let turn = try connection.turn(of: candidate.customer, in: book.number)
                    {
                        findings.places.set(turn, of: candidate.customer)
                    }
                    guard let owner = try connection.owner(of: candidate.id, in: book.number),
                        try connection.customerNumber(candidate.customer, in: book.number) != owner
                    else { continue }
                    findings.add(
                        RowFault(
                            line: candidate.line, column: "customer_id",
                            reason: "order \(candidate.id) is another customer's in the books"))
                }
            }
        } catch {
            throw AdministrationError(error, doing: "cannot check the orders")
        }
    }
}
