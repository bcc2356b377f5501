import API
import Dispatch
import Engine
import Store
import Synchronization

/// Verifies the books all the time, a few customers at a time with a pause after them, on a thread that gives way to the
/// others. A customer whose books do not agree is set aside.
final class BackgroundVerifier: Sendable {
    /// From the start of the service to the first pass.
    static let delayMilliseconds = 30_000
    /// After each step of ``AdministrationLimits/backgroundPieceCustomers``: some 300 customers a second.
    static let pauseMilliseconds = 100

    private let verification: BackgroundVerification
    private let intervalMilliseconds: Int
    private let isStopped = Atomic(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter hours: Between two passes; 0 for none at all.
    init(engine: Engine, log: Log, hours: Int) {
        intervalMilliseconds = hours * 3_600_000
        verification = BackgroundVerification(of: engine) { fault in
            log.write(.error, "books_disagree", [("fault", fault.description)])
            engine.store.alarms.raise(.quarantined(fault.customer, reason: fault.reason))
        }
    }

    /// How far it is; nil where it never runs.
    var state: VerificationState? { intervalMilliseconds > 0 ? verification.state : nil }

    /// Starts the thread.
    func start() {
        guard intervalMilliseconds > 0 else {
            ended.signal()
            return
        }
        Thread.start(isLowPriority: true) { [self] in
            pause(Self.delayMilliseconds)
            while !isStopped.load(ordering: .acquiring) {
                pause(verification.step() ? Self.pauseMilliseconds : intervalMilliseconds)
            }
            ended.signal()
        }
    }

    /// Ends the thread; returns when it has.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wake.signal()
        ended.wait()
    }

    private func pause(_ milliseconds: Int) {
        guard !isStopped.load(ordering: .acquiring) else { return }
        _ = wake.wait(timeout: .now() + .milliseconds(milliseconds))
    }
}
