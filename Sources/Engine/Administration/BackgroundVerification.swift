import Model
internal import Store
internal import Synchronization

/// Verification in small steps beside everything else: each step reads a few customers from one snapshot.
package final class BackgroundVerification: Sendable {
    private struct Pass {
        let walk: VerificationWalk
        let reader: Reader
    }

    private let engine: Engine
    private let report: @Sendable (LedgerFault) -> Void
    private let pass = Mutex<Pass?>(nil)
    private let current = Mutex(VerificationState())

    /// - Parameter report: Told of each fault, once in each pass.
    package init(of engine: Engine, report: @escaping @Sendable (LedgerFault) -> Void) {
        self.engine = engine
        self.report = report
    }

    /// How far it is.
    package var state: VerificationState { current.withLock { $0 } }

    /// Takes one step, the first of a new pass if none is under way; for one thread at a time.
    ///
    /// - Returns: Whether the pass goes on.
    package func step() -> Bool {
        do {
            let isOver = try pass.withLock { pass in
                let running = try pass ?? begin()
                pass = running
                guard let piece = try running.walk.next() else {
                    pass = nil
                    return true
                }
                take(try Verification.verify(piece, from: running.reader))
                return false
            }
            if isOver { end(failure: nil) }
            return !isOver
        } catch {
            pass.withLock { $0 = nil }
            end(failure: (error as? StoreError)?.message ?? "\(error)")
            return false
        }
    }

    private func begin() throws -> Pass {
        let walk = try VerificationWalk(
            of: engine, pieceCustomers: AdministrationLimits.backgroundPieceCustomers)
        let pass = Pass(walk: walk, reader: engine.store.makeFreshReader())
        current.withLock { state in
            state.isRunning = true
            state.startedAt = engine.realNow()
            (state.customersDone, state.faults) = (0, 0)
            state.customersTotal = walk.total
            state.failure = nil
        }
        return pass
    }

    private func take(_ found: Verification.Report) {
        current.withLock { state in
            state.customersDone += found.customers
            state.faults += found.faultCount
        }
        for fault in found.faults { report(fault) }
    }

    private func end(failure: String?) {
        current.withLock { state in
            state.isRunning = false
            state.failure = failure
            guard failure == nil else { return }
            state.passes += 1
            state.finishedAt = engine.realNow()
            state.faultsBefore = state.faults
        }
    }
}
