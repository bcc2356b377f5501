import Engine
import HTTPServer
package import Model

/// Secret Webhook IDs. The text of a new one is in its answer and nowhere else, which is why these writes take no
/// Idempotency-Key: a kept answer would keep the secret.
extension ConnectorsEndpoint {
    /// The first id.
    static func initialise(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        let (kind, base) = (try kind(of: exchange), exchange.publicURL)
        return .write { context in
            answer(try Connectors.initialise(kind, in: context), base, in: context)
        }
    }

    /// Another id; those before it stay good for an overlap.
    static func rotate(_ exchange: inout Exchange) throws -> Outcome {
        let (kind, base) = (try kind(of: exchange), exchange.publicURL)
        let overlap = try exchange.body { fields in
            Int64?.some(
                fields.optionalInteger("overlap_seconds", in: 0...AdministrationLimits.overlapSecondsMax)
                    ?? KeysEndpoint.overlapSecondsDefault)
        }
        return .write { context in
            answer(try Connectors.rotate(kind, overlapSeconds: overlap, in: context), base, in: context)
        }
    }

    private static func answer(_ made: Connectors.Made, _ base: String, in context: CommandContext) -> Answer
    {
        let kind = made.connector.kind
        let ids = (try? context.snapshot.connector(kind).ids) ?? [made.id]
        return .json(.created) { json in
            json.beginObject()
            json.member("webhook_id", made.text)
            if kind.channel != nil { json.member("url", base + ConnectorPath.native(made.text)) }
            json.member("nector_url", base + ConnectorPath.nector(made.connector, made.text))
            if kind == .shiprocket {
                json.member("setup_message", SetupMessage(made, base, in: context).text)
            }
            json.key("connector")
            write((made.connector, ids), programme: context.programme, at: context.realNow, into: &json)
            json.endObject()
        }
    }
}

/// The paths under which a connector calls.
package enum ConnectorPath {
    /// In our own format.
    static func native(_ id: String) -> String { "/v1/checkout/\(id)" }

    /// As checkouts that were made for Nector call.
    static func nector(_ connector: Connector, _ id: String) -> String {
        "/api/open/integrations/\(nectorName(of: connector))/\(id)"
    }

    /// What stands for the connector in Nector's path, `customcheckoutwebhook`: the brand's `path_name`, or the usual
    /// name.
    package static func nectorName(of connector: Connector) -> String {
        let usual =
            switch connector.kind {
            case .customCheckout: "customcheckout"
            case .gokwik: "gokwik"
            case .shiprocket: "shiprocket"
            case .webhook: "customwebsite"
            }
        return (connector.settings.pathName ?? usual) + "webhook"
    }
}

/// What a brand sends to Shiprocket's support, with everything filled in.
struct SetupMessage {
    private let made: Connectors.Made
    private let base: String
    private let programme: Programme
    private let mode: Mode

    init(_ made: Connectors.Made, _ base: String, in context: CommandContext) {
        self.made = made
        self.base = base
        programme = context.programme
        mode = context.book.mode
    }

    var text: String {
        let settings = made.connector.settings
        let rule = programme.redemption.rules[.shiprocket]
        let brand = programme.name.text(locale: "en", fallback: programme.defaultLocale)
        return """
            Hello Shiprocket Checkout support,

            please connect the loyalty programme of \(brand) to our Shiprocket Checkout.

            Secret Webhook ID: \(made.text)
            Webhook address: \(base)\(ConnectorPath.nector(made.connector, made.text))
            Mode: \(mode == .live ? "live" : "test")

            Please set these options:
            - Prepaid discount: \(Self.word(settings.hasPrepaidDiscount))
            - Heading text: \(settings.heading ?? "your standard heading")
            - Logo URL: \(settings.logoURL ?? "none")
            - Push points redemption as a transaction: \(Self.word(settings.recordsPointsPayment))
            - Credit flow: \(Self.word(rule?.takesCredits ?? false))
            - Push credit as a transaction: \(Self.word(settings.recordsCreditPayment))
            - Show on website: \(Self.word(settings.isOnWebsite)), on mobile: \(Self.word(settings.isOnMobile))

            Whoever knows the Secret Webhook ID can spend our customers' points, so please keep it secret, and tell us
            as soon as it is set up.
            """
    }

    private static func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
}

extension Exchange {
    /// Where clients reach the service, without a slash at the end: as configured, else as this request was addressed;
    /// empty where neither says it.
    var publicURL: String {
        let configured = service.configuration.publicURL
        guard configured.isEmpty, let host = request.header(.host) else { return configured }
        let url = "http://\(host)"
        return WebAddress.isURL(url) ? url : ""
    }
}
