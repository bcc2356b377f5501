import API
import Model
import Store

extension Log {
    /// Tells an operator what does not pass by itself.
    func tell(_ alarm: Alarms.Alarm) {
        switch alarm {
        case .writingStopped(let reason):
            write(.error, "writing_stopped", [("error", reason)])
        case .quarantined(let customer, let reason):
            write(
                .error, "customer_quarantined", [("customer", String(customer.number)), ("error", reason)])
        case .damaged(let reason):
            write(.error, "database_damaged", [("error", reason)])
        }
    }
}
