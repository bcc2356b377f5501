package import Model

/// What one action of one connector came to over a range of days.
package struct CheckoutMeasure: Sendable, Hashable {
    package var connector: ConnectorKind
    /// `list`, `perform`, `revert`, or ``Counter/unreadAction``.
    package var action: String
    package var calls: Int64 = 0
    /// Calls that were refused: by a rule, or for what was wrong with them.
    package var refusals: Int64 = 0
    /// Calls that failed for a technical reason.
    package var errors: Int64 = 0
    /// What answering all of them took.
    package var microseconds: Int64 = 0

    /// From the counters of their names, connector by connector.
    static func all(from counted: [(name: String, count: Int64)]) -> [CheckoutMeasure] {
        var measures: [String: CheckoutMeasure] = [:]
        for (name, count) in counted {
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count == 4, let connector = ConnectorKind(rawValue: parts[1]),
                let number = Counter.CheckoutNumber(rawValue: parts[3])
            else { continue }
            let key = "\(parts[1]).\(parts[2])"
            var measure = measures[key] ?? CheckoutMeasure(connector: connector, action: parts[2])
            switch number {
            case .calls: measure.calls += count
            case .refusals: measure.refusals += count
            case .errors: measure.errors += count
            case .microseconds: measure.microseconds += count
            }
            measures[key] = measure
        }
        return measures.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension Counter {
    /// What is counted of a connector's action.
    package enum CheckoutNumber: String, Sendable, CaseIterable { case calls, refusals, errors, microseconds }

    /// The action of a call whose body was not read.
    package static let unreadAction = "unread"

    /// What the names of connectors' counters begin with; `/` is the character after the point.
    static let checkoutNames = "checkout."..<"checkout/"

    /// The name of a number of a connector's action.
    package static func checkout(
        _ connector: ConnectorKind, _ action: String, _ number: CheckoutNumber
    ) -> String {
        "checkout.\(connector.rawValue).\(action).\(number.rawValue)"
    }
}
