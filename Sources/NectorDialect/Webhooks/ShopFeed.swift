import API
import Engine
import HTTPServer
import Model

/// The shop's feed of customers and orders (nector-dialect: "Inbound from shop").
enum ShopFeed {
    /// What a customer's id begins with whom the feed makes known.
    static let prefix = "custom_website-"
    static let topic = HeaderName(known: "x-custom-website-topic")
    static let deliveryID = HeaderName(known: "x-custom-website-delivery-id")
    /// Characters of a topic and of a delivery's id.
    static let headerLengthMax = 128

    /// One delivery: again under the same id, it is answered as the first time.
    static func receive(_ connector: Connector, _ exchange: inout Exchange) throws -> Outcome {
        try Checkout.requireAddress(exchange, connector)
        guard connector.settings.isEnabled else {
            throw Problem(.connectorDisabled, "The brand has switched the feed of its orders off.")
        }
        exchange.actor = connector.kind.actor
        let body = try NectorBody(exchange, limits: OrderLimits.json)
        try recogniseDelivery(&exchange)
        let currency = exchange.version.programme.currency
        switch try subject(of: exchange) {
        case "customer":
            let customer = try FeedCustomer(body)
            return .write { context in
                let known = try customer.put(in: context)
                return success("customer", known.id.text)
            }
        case "order":
            let (order, checkouts) = (try FeedOrder(body, currency), exchange.checkoutOrders)
            return .write { context in
                try order.put(in: context, telling: checkouts)
                return success("order", order.id.text)
            }
        default:
            // A shop sends what it sends: what is no customer and no order is received, and changes nothing.
            return .answer(success("ignored", ""))
        }
    }

    /// `customer` of `customer_created`.
    private static func subject(of exchange: Exchange) throws -> String {
        guard let text = exchange.request.header(topic), !text.isEmpty,
            text.utf8.count <= headerLengthMax
        else {
            throw InvalidInput(
                FieldError(
                    pointer: "#/header/x-custom-website-topic", code: FieldCode.required,
                    detail: "x-custom-website-topic is required, such as order_created."))
        }
        return text.lowercased().prefix { $0 != "_" && $0 != "/" && $0 != "." }.description
    }

    private static func recogniseDelivery(_ exchange: inout Exchange) throws {
        guard let id = exchange.request.header(deliveryID), !id.isEmpty else { return }
        guard id.utf8.count <= headerLengthMax else {
            throw InvalidInput(
                FieldError(
                    pointer: "#/header/x-custom-website-delivery-id", code: FieldCode.tooLong,
                    detail: "x-custom-website-delivery-id must have at most \(headerLengthMax) bytes."))
        }
        exchange.recognise(
            by: id, in: "nector-delivery",
            asking: [
                exchange.request.header(topic) ?? "", String(decoding: exchange.request.body, as: UTF8.self),
            ])
    }

    private static func success(_ kind: String, _ id: String) -> Answer {
        Envelope.success { json in
            json.member("success", true)
            json.object("item") { json in
                json.member("type", kind)
                json.member("id", id)
            }
        }
    }
}

/// A customer as the feed tells one.
struct FeedCustomer: Sendable {
    let id: CustomerID
    private let name: String?
    private let email: String?
    private let mobile: String?

    /// Contact data that is none (an empty number, a text in place of an address) is as good as not there: the customer
    /// counts, not the way to write to one.
    ///
    /// - Throws: ``InvalidInput``
    init(_ body: NectorBody) throws {
        let expected = "1 to \(128 - ShopFeed.prefix.utf8.count) characters without control characters"
        let id = try body.parsed("id", expected: expected) { CustomerID(ShopFeed.prefix + $0) }
        guard let id else { throw body.fault("id", FieldCode.required, "is required") }
        self.id = id
        let first = try body.text("first_name", most: LeadInput.nameLengthMax)
        let last = try body.text("last_name", most: LeadInput.nameLengthMax)
        let names = [first, last].compactMap { $0 }.joined(separator: " ")
        name = names.isEmpty ? try body.text("name", most: LeadInput.nameLengthMax) : names
        email = try body.text("email", most: Self.contactLengthMax).flatMap(CustomersEndpoint.email)
        let country = try body.text("country", most: LeadInput.countryLengthMax)
        mobile = try body.text("mobile", most: Self.contactLengthMax)
            .flatMap { CallingCodes.international($0, country: country) }
    }

    private static let contactLengthMax = 320

    /// Makes the customer known, or changes what the shop says now.
    @discardableResult
    func put(in context: CommandContext) throws -> Customer {
        let input = UpsertCustomer.Input(
            id: id, name: name.map { String($0.prefix(LeadInput.nameLengthMax)) }, email: email,
            mobile: mobile)
        return try UpsertCustomer.run(input, in: context).customer
    }
}
