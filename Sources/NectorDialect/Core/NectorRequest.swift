import API
import Engine
import HTTPServer
import Model
import Screens

/// What a handler keeps of its exchange for the time after its own call: whose books, which credentials, which language.
struct NectorRequest: Sendable {
    let names: NectorNames
    /// Whether the key is one of a storefront, which acts for the customer of its credential alone.
    let isApp: Bool
    /// The customer whom `x-leadtoken` names.
    let subject: NamedSubject?
    private let acceptLanguage: String?
    private let programme: Programme

    init(_ exchange: Exchange) {
        let engine = exchange.service.engine
        names = NectorNames(exchange.book, engine.secrets, engine.registry.contents)
        isApp = exchange.caller.isApp
        subject = exchange.caller.subject
        acceptLanguage = exchange.request.header(.acceptLanguage)
        programme = exchange.version.programme
    }

    /// The customer who is meant, if the credentials allow that one: a storefront key sees its own customer alone, and
    /// anybody else is as good as unknown to it (rules 11.1, 11.2). Nobody named means the customer of the credential.
    func customer(_ who: NectorWho?, in snapshot: Snapshot) throws -> Customer? {
        let own = try subject.flatMap { try snapshot.customerIfKnown($0) }
        guard let who else { return own }
        let found = try who.find(in: snapshot, names)
        return isApp && found?.number != own?.number ? nil : found
    }

    /// Finds the customer who is meant, for an outcome that reads one.
    ///
    /// - Parameter field: What the request should have named somebody with.
    /// - Throws: ``InvalidInput`` where it named nobody, by credential neither.
    func finding(_ who: NectorWho?, _ input: NectorInput, field: String = "lead_id") throws
        -> @Sendable (Snapshot) throws -> Customer?
    {
        guard who != nil || subject != nil else { throw input.missing(field) }
        return { try customer(who, in: $0) }
    }

    /// What writers need beside the things themselves, for a customer.
    func view(of customer: Customer, in snapshot: Snapshot) throws -> NectorView {
        var view = view(at: snapshot.now, of: customer)
        if let uuid = try snapshot.nectorUUID(of: customer.number), let id = NectorID(foreign: uuid) {
            view.foreign = (customer.number, id)
        }
        return view
    }

    /// The same for nobody in particular.
    func view(at now: Instant) -> NectorView { view(at: now, of: nil) }

    private func view(at now: Instant, of customer: Customer?) -> NectorView {
        let locale = ScreenLocale.choose(
            acceptLanguage: acceptLanguage, customer: customer?.locale, programme: programme)
        return NectorView(names: names, wording: locale.wording(at: now), isApp: isApp)
    }
}

/// What the writers of the dialect's resources need beside the things themselves.
struct NectorView {
    let names: NectorNames
    let wording: Wording
    /// Whether the answer goes to a storefront, which is told nothing of other customers.
    let isApp: Bool
    /// The UUID that came along for the customer whom the answer is about.
    fileprivate(set) var foreign: (customer: CustomerNumber, id: NectorID)?

    fileprivate init(names: NectorNames, wording: Wording, isApp: Bool) {
        self.names = names
        self.wording = wording
        self.isApp = isApp
    }

    var programme: Programme { wording.locale.programme }
    var currency: Currency { programme.currency }

    /// The UUID under which clients know a customer.
    func lead(_ customer: CustomerNumber) -> NectorID {
        foreign?.customer == customer ? foreign?.id ?? names.lead(customer) : names.lead(customer)
    }
}
