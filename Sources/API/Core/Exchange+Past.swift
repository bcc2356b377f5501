import Engine
import HTTPServer
import Model

extension Exchange {
    /// `as_of`, the only parameter of a query; nil for the present.
    func asOf() throws -> Instant? {
        try query { fields -> Instant?? in .some(fields.optionalInstant("as_of")) }
    }
}

extension Snapshot {
    /// The books as of an instant, or these where none is given.
    ///
    /// - Throws: ``InvalidInput``, ``Refusal/customerNotFound``, ``SettlementDue``
    func at(_ instant: Instant?, of customer: Customer) throws -> Snapshot {
        guard let instant else { return self }
        return try past(instant, of: customer)
    }
}
