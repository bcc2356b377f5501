package import Model
internal import Synchronization

/// What an operator must hear of, whoever met it first: counted, and told to one listener.
package final class Alarms: Sendable {
    /// Something that does not pass by itself.
    package enum Alarm: Sendable, Hashable {
        /// The disk failed to sync: nothing is written any more until the service is started anew.
        case writingStopped(reason: String)
        /// A customer's books do not agree with themselves: that customer is served to nobody.
        case quarantined(CustomerNumber, reason: String)
        /// A part of the database's file cannot be read as what it should be.
        case damaged(reason: String)
    }

    /// How often each was met; customers count once each.
    package struct Totals: Sendable, Hashable {
        package var quarantinedCustomers = 0
        package var damagedReads: UInt64 = 0
        package var hasStoppedWriting = false
    }

    private struct State {
        var quarantined: [CustomerNumber: String] = [:]
        var told: Set<Alarm> = []
        var totals = Totals()
        var listener: (@Sendable (Alarm) -> Void)?
    }

    private let state = Mutex(State())
    /// Whether any customer is quarantined, so that everybody else is asked for nothing more.
    private let isAnyQuarantined = Atomic(false)

    init() {}

    /// Has each alarm told from here on: each customer's, and each other one, once.
    package func listen(_ listener: @escaping @Sendable (Alarm) -> Void) {
        state.withLock { $0.listener = listener }
    }

    package var totals: Totals {
        state.withLock { state in
            var totals = state.totals
            totals.quarantinedCustomers = state.quarantined.count
            return totals
        }
    }

    /// Raises the alarm that an error of a read or a write is; nothing for every other error.
    func note(_ error: any Error) {
        if let damaged = error as? Quarantined {
            raise(.quarantined(damaged.customer, reason: damaged.reason))
        } else if let error = error as? StoreError, error.kind == .corrupt {
            raise(.damaged(reason: error.message))
        }
    }

    /// Raises an alarm: counts it, and tells it if it is new.
    package func raise(_ alarm: Alarm) {
        let listener = state.withLock { state -> (@Sendable (Alarm) -> Void)? in
            switch alarm {
            case .writingStopped: state.totals.hasStoppedWriting = true
            case .damaged: state.totals.damagedReads += 1
            case .quarantined(let customer, let reason):
                guard state.quarantined[customer] == nil else { return nil }
                guard state.quarantined.count < StoreLimits.quarantinedMax else { return nil }
                state.quarantined[customer] = reason
                isAnyQuarantined.store(true, ordering: .releasing)
            }
            guard state.told.count < StoreLimits.alarmsToldMax, state.told.insert(alarm).inserted else {
                return nil
            }
            return state.listener
        }
        listener?(alarm)
    }

    /// Whether a customer's books were once found not to agree.
    package func isQuarantined(_ customer: CustomerNumber) -> Bool { reason(against: customer) != nil }

    /// Refuses a customer whose books were once found not to agree: served neither wrong nor at all.
    package func check(_ customer: CustomerNumber) throws(Quarantined) {
        if let reason = reason(against: customer) { throw Quarantined(customer: customer, reason: reason) }
    }

    /// Why a customer is quarantined; nil for everybody else.
    private func reason(against customer: CustomerNumber) -> String? {
        guard isAnyQuarantined.load(ordering: .acquiring) else { return nil }
        return state.withLock { $0.quarantined[customer] }
    }
}
