package import Model
internal import Store

extension Snapshot {
    /// The customer whom a contact names; nil where there is none. Of those who were merged, the one who goes on.
    ///
    /// - Throws: ``Refusal/customerAmbiguous`` where an address or a number is several customers': whose coins to
    ///   spend is nobody's guess.
    package func customer(of contact: Contact) throws -> Customer? {
        let numbers: [CustomerNumber]
        switch contact {
        case .first(let contacts):
            for contact in contacts {
                if let customer = try customer(of: contact) { return customer }
            }
            return nil
        case .any(let contacts):
            let found = try contacts.compactMap { try customer(of: $0) }
            guard Set(found.map(\.number)).count <= 1 else { throw Refusal.customerAmbiguous }
            return found.first
        case .id(let id): return try connection.customer(id, in: book.number)
        case .email(let email):
            guard let key = ContactRules.emailKey(email) else { return nil }
            numbers = try connection.customers(
                emailKey: key, after: "", in: book.number, limit: FactLimits.sameContactMax)
        case .mobile(let mobile):
            guard let key = ContactRules.mobileKey(mobile) else { return nil }
            numbers = try connection.customers(
                mobileKey: key, after: "", in: book.number, limit: FactLimits.sameContactMax)
        }
        let found = Dictionary(
            try numbers.compactMap { try connection.customer($0, in: book.number) }.map { ($0.number, $0) },
            uniquingKeysWith: { first, _ in first })
        // So many may be one person's, merged again and again; who else is there, nobody has looked.
        guard found.count <= 1, numbers.count < FactLimits.sameContactMax else {
            throw Refusal.customerAmbiguous
        }
        return found.values.first
    }
}

extension FactLimits {
    /// Customers of one address or number that are looked at.
    package static let sameContactMax = 100
}
