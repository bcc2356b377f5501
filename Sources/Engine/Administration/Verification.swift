package import Model
internal import Store

/// Something in the books that does not agree with something else.
package struct LedgerFault: Sendable, Hashable, CustomStringConvertible {
    package var brand: BrandID
    package var mode: Mode
    package var customer: CustomerNumber
    /// Nil when it is no single wallet's.
    package var wallet: Wallet?
    /// The entry's; nil when it is no single entry's.
    package var sequence: Int64?
    /// What does not agree, as a sentence without its subject.
    package var reason: String

    package var description: String {
        var place = "\(brand)/\(mode.rawValue) customer \(customer.number)"
        if let wallet { place += " \(wallet.rawValue)" }
        if let sequence { place += "-\(sequence)" }
        return "\(place): \(reason)"
    }
}

/// Recomputes all books from their entries and names everything that does not agree (rules 3.2, 3.3).
///
/// Per customer and wallet: sequences without gaps, running balances, the hash chain, the sum of entries
/// against the lots and the wallet's row, what debits took from which lots; then coupons, orders and triggers
/// against the entries that they made, and that nothing falls due unnoticed. It reads a few customers per
/// snapshot, so that the log can be checkpointed meanwhile, and each customer from one snapshot, so that
/// writing may go on.
package enum Verification {
    /// What was looked at, and what was found.
    package struct Report: Sendable, Hashable {
        package var customers: Int64 = 0
        package var wallets: Int64 = 0
        package var entries: Int64 = 0
        /// The first ``AdministrationLimits/faultsReportedMax``.
        package var faults: [LedgerFault] = []
        package var faultCount: Int64 = 0
        /// What is wrong with the file itself, a sentence each.
        package var fileFaults: [String] = []

        /// Whether everything agrees.
        package var isClean: Bool { faultCount == 0 && fileFaults.isEmpty }

        mutating func add(_ found: [LedgerFault]) {
            faultCount += Int64(found.count)
            faults += found.prefix(max(0, AdministrationLimits.faultsReportedMax - faults.count))
        }
    }

    /// Verifies every book.
    package static func run(
        on engine: Engine, progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Report {
        do {
            let reader = try engine.store.makeReader()
            defer { reader.release() }
            var report = Report()
            report.fileFaults = try FileProof(reader).run()
            let books = engine.registry.contents.books.values.sorted { $0.number.number < $1.number.number }
            let total = try books.reduce(0) { sum, book in
                try reader.readFresh { connection, _ in sum + (try connection.walletCount(in: book.number)) }
            }
            for book in books {
                do {
                    try verify(book, from: reader, &report) { customers in
                        progress(
                            AdministrationProgress(
                                phase: "verifying", done: customers, total: total, unit: "customers"))
                    }
                } catch let error as StoreError where error.kind == .corrupt {
                    report.fileFaults.append("after \(report.customers) customers: \(error.message)")
                }
            }
            return report
        } catch {
            throw AdministrationError(error, doing: "cannot verify")
        }
    }

    private static func verify(
        _ book: Book, from reader: Reader, _ report: inout Report, _ progress: (Int64) -> Void
    ) throws {
        var last = CustomerNumber(.min)
        var isAtEnd = false
        while !isAtEnd {
            (last, isAtEnd) = try reader.readFresh { connection, _ in
                var last = last
                for _ in 0..<AdministrationLimits.verifyPieceCustomers {
                    guard let customer = try connection.nextCustomerWithRows(after: last, in: book.number)
                    else {
                        return (last, true)
                    }
                    try CustomerProof(customer, in: book, connection: connection).run(&report)
                    last = customer
                }
                return (last, false)
            }
            progress(report.customers)
        }
    }
}
