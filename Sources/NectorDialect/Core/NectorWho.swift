import Engine
import Model

/// Whom a request is about, as it says so; finding the customer needs a snapshot.
enum NectorWho: Sendable, Hashable {
    /// The UUID of a lead.
    case lead(NectorID)
    /// The brand's own id, with or without the prefix of the shop that made the customer.
    case customerID(String)
    case referralCode(String)
    case email(String)
    /// With the country that was given, as three letters.
    case mobile(String, country: String?)
    /// Both must be the same customer.
    indirect case both(NectorWho, NectorWho)

    /// What shops put before their own ids, in the order in which they are tried (nector-dialect: "Identifiers").
    static let prefixes = ["shopify-", "custom_website-", "woocommerce-"]

    /// What was said, in a form that never changes: it is kept with what was asked under a `hash`, so that a repeat is
    /// told from another request.
    var text: String {
        switch self {
        case .lead(let id): "lead \(id.text)"
        case .customerID(let text): "customer \(text)"
        case .referralCode(let code): "code \(code)"
        case .email(let email): "email \(email)"
        case .mobile(let mobile, let country): "mobile \(mobile) in \(country ?? "")"
        case .both(let one, let other): "\(one.text) and \(other.text)"
        }
    }

    /// The customer; nil for nobody.
    func find(in snapshot: Snapshot, _ names: NectorNames) throws -> Customer? {
        switch self {
        case .lead(let id): return try names.customer(of: id, in: snapshot)
        case .customerID(let text): return try Self.customer(named: text, in: snapshot)
        case .referralCode(let code): return try snapshot.customer(referralCode: code)
        case .email(let email): return try snapshot.customer(email: email)
        case .mobile(let mobile, let country):
            let currency = snapshot.version.programme.currency
            for number in CallingCodes.spellings(of: mobile, country: country, currency: currency) {
                if let customer = try snapshot.customer(mobile: number) { return customer }
                snapshot.reliesOnAbsence = true
            }
            return nil
        case .both(let one, let other):
            let customer = try one.find(in: snapshot, names)
            let second = try other.find(in: snapshot, names)
            return customer?.number == second?.number ? customer : nil
        }
    }

    /// The id as it is goes first; a shop's own id comes without its prefix from some clients.
    private static func customer(named text: String, in snapshot: Snapshot) throws -> Customer? {
        for name in [text] + prefixes.map({ $0 + text }) {
            if let id = CustomerID(name), let customer = try snapshot.customerIfKnown(id) { return customer }
            snapshot.reliesOnAbsence = true
        }
        return nil
    }
}

extension NectorInput {
    /// Whom `lead_id` and `customer_id` name; nil where neither is there. What is no UUID is nobody's.
    func who() throws(InvalidInput) -> NectorWho? {
        let lead = try who(lead: "lead_id")
        let customer = text("customer_id").map(NectorWho.customerID)
        guard let lead, let customer else { return lead ?? customer }
        return .both(lead, customer)
    }

    /// Whom a UUID of that name means.
    func who(lead name: String) throws(InvalidInput) -> NectorWho? {
        guard text(name) != nil else { return nil }
        guard let id = uuid(name) else { throw refused(name, FieldCode.invalidFormat, "must be a UUID") }
        return .lead(id)
    }

    /// Whom a look-up means; the first of these that is there counts (nector-dialect: "GET /leads/{id}").
    ///
    /// - Parameter path: The id of the path, which is a placeholder wherever the query names somebody.
    func lookup(path: String) -> NectorWho? {
        if let customer = text("customer_id") { return .customerID(customer) }
        if let code = text("referral_code") { return .referralCode(code) }
        if let email = text("email") { return .email(email) }
        if let mobile = text("mobile") { return .mobile(mobile, country: text("country")) }
        return NectorID(path).map(NectorWho.lead)
    }
}

extension NectorNames {
    /// The customer of a lead's UUID, ours or one that came along; nil for nobody's.
    func customer(of id: NectorID, in snapshot: Snapshot) throws -> Customer? {
        if let known = try snapshot.customer(nectorUUID: id.bytes) { return known }
        guard let payload = cipher.payload(.lead, id) else { return nil }
        return try snapshot.customerIfKnown(CustomerNumber(payload.owner))
    }

    /// The computed UUID of a customer, which is understood whether or not another one came along.
    func lead(_ customer: CustomerNumber) -> NectorID { cipher.id(.lead, customer.number) }

    /// The UUID of a ledger entry.
    func entry(_ id: TransactionID, of customer: CustomerNumber) -> NectorID {
        cipher.id(id.wallet == .coins ? .coinEntry : .creditEntry, customer.number, id.sequence)
    }

    /// The UUID of a wallet.
    func wallet(_ wallet: Wallet, of customer: CustomerNumber) -> NectorID {
        cipher.id(.wallet, customer.number, wallet == .coins ? 1 : 2)
    }

    /// The UUID of a coupon.
    func coupon(_ coupon: Coupon) -> NectorID { cipher.id(.coupon, coupon.customer.number, coupon.number) }

    /// The UUID of a referral.
    func referral(_ id: Int64) -> NectorID { cipher.id(.referral, id) }

    /// The UUID of an order.
    func order(_ id: OrderID) -> NectorID { cipher.id(named: id.text, "order") }
}
