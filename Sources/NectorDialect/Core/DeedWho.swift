import API
import Engine
import HTTPServer
import Model

/// Whom a write is about, as far as the caller's credential allows.
struct DeedWho: Sendable {
    /// What was sent, for telling a repeat from another request.
    var text: String { who?.text ?? "" }
    private let who: NectorWho?
    private let request: NectorRequest

    /// Characters of an id that are looked at.
    static let lengthMax = 128

    /// `lead_id` or `customer_id` of a body; without either, the customer of the credential.
    ///
    /// - Throws: ``InvalidInput`` when nobody is named.
    init(_ body: NectorBody, _ exchange: Exchange) throws {
        let lead = try body.text("lead_id", most: Self.lengthMax)
        let customer = try body.text("customer_id", most: Self.lengthMax)
        if let lead {
            self.init(lead: lead, and: customer, exchange)
        } else {
            self.init(customer.map(NectorWho.customerID), exchange)
        }
        guard who != nil || request.subject != nil else {
            throw body.fault("customer_id", FieldCode.required, "or lead_id is required")
        }
    }

    /// The lead of a path, unless the query names a customer: then that one is meant, and the path is a placeholder.
    init(path: String, _ exchange: Exchange, customer: String? = nil) throws {
        let named = try NectorInput(query: exchange.request).text("customer_id") ?? customer
        if let named {
            self.init(.customerID(named), exchange)
        } else {
            self.init(lead: path, and: nil, exchange)
        }
    }

    /// What is no UUID is nobody's.
    private init(lead: String, and customer: String?, _ exchange: Exchange) {
        let named = NectorID(lead).map(NectorWho.lead) ?? .customerID("")
        self.init(customer.map { .both(named, .customerID($0)) } ?? named, exchange)
    }

    private init(_ who: NectorWho?, _ exchange: Exchange) {
        self.who = who
        request = NectorRequest(exchange)
    }

    /// The customer.
    ///
    /// - Throws: ``Refusal/customerNotFound`` for nobody, and for whomever the caller's credential does not name, which is
    ///   the same answer (rule 11.2).
    func customer(in snapshot: Snapshot) throws -> Customer {
        guard let found = try request.customer(who, in: snapshot) else { throw Refusal.customerNotFound }
        return found
    }
}
