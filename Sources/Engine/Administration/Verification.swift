package import Model
internal import Store
internal import Synchronization

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
            faults.append(contentsOf: found.prefix(AdministrationLimits.faultsReportedMax - faults.count))
        }

        /// Adds what another thread has looked at.
        mutating func add(_ other: Report) {
            customers += other.customers
            wallets += other.wallets
            entries += other.entries
            fileFaults += other.fileFaults.prefix(
                AdministrationLimits.faultsReportedMax - fileFaults.count)
            let unnamed = other.faultCount - Int64(other.faults.count)
            add(other.faults)
            faultCount += unnamed
        }
    }

    /// Verifies every book, on several threads at a time, each with a reader of its own.
    package static func run(
        on engine: Engine, threads: Int = AdministrationLimits.verifyThreadsMax,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Report {
        do {
            let fileFaults = try FileProof(engine.store.makeFreshReader()).run()
            var report = Report()
            do {
                report = try verifyBooks(on: engine, threads: threads, progress: progress)
            } catch let error as StoreError where error.kind == .corrupt {
                report.fileFaults = [error.message]
            }
            report.fileFaults = fileFaults + report.fileFaults
            return report
        } catch {
            throw AdministrationError(error, doing: "cannot verify")
        }
    }

    private static func verifyBooks(
        on engine: Engine, threads: Int, progress: ProgressReport
    ) throws -> Report {
        let walk = try VerificationWalk(
            of: engine, pieceCustomers: AdministrationLimits.verifyPieceCustomers)
        let sum = Mutex(Report())
        let helpers = (1..<max(1, threads)).map { _ in
            let waiting = Waiting<Bool>()
            Thread.start {
                waiting.resume(
                    Result { try verify(walk, on: engine) { report in sum.withLock { $0.add(report) } } })
            }
            return waiting
        }
        let own = Result {
            try verify(walk, on: engine) { report in
                let done = sum.withLock { sum in
                    sum.add(report)
                    return sum.customers
                }
                progress(
                    AdministrationProgress(
                        phase: "verifying", done: done, total: walk.total, unit: "customers"))
            }
        }
        let others = helpers.map { helper in Result { try helper.value() } }
        for result in [own] + others { _ = try result.get() }
        var report = sum.withLock { $0 }
        report.faults.sort {
            ($0.brand.text, $0.mode.rawValue, $0.customer.number) < (
                $1.brand.text, $1.mode.rawValue, $1.customer.number
            )
        }
        progress(
            AdministrationProgress(
                phase: "verifying", done: report.customers, total: max(walk.total, report.customers),
                unit: "customers"))
        return report
    }

    /// Verifies piece after piece until none is left.
    private static func verify(
        _ walk: VerificationWalk, on engine: Engine, _ take: (Report) -> Void
    ) throws -> Bool {
        let reader = engine.store.makeFreshReader()
        do {
            while let piece = try walk.next() { take(try verify(piece, from: reader)) }
        } catch {
            walk.stop()
            throw error
        }
        return true
    }
}
