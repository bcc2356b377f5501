import Engine
import HTTPServer
import Model
import Screens

/// One screen in one request.
enum ScreenEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        guard let screen = ScreenName(rawValue: exchange.parameter("screen")) else {
            throw Problem(.notFound)
        }
        guard screen.isOpenedByName else {
            guard screen == .product else { throw Problem(.notFound) }
            return try product(&exchange)
        }
        let (page, asOf) = try wanted(of: screen, exchange)
        let schema = try schema(of: exchange)
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(exchange.customer) { present, customer in
            let snapshot = try present.at(asOf, of: customer)
            let facts = try snapshot.screenFacts(screen, of: customer, page: page)
            let locale = chooseLocale(customer, snapshot.version.programme)
            var answer = Answer.json { json in
                ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
            }
            answer.fields = [(.contentLanguage, locale.tag)]
            // A screen of the past is asked for rarely, and not kept.
            if asOf == nil { answer.validUntil = ScreenPayload.freshness(of: facts).validUntil }
            return answer
        }
    }

    /// `limit` and `cursor` of the screens that are lists, and `as_of` of those that can show the past.
    private static func wanted(
        of screen: ScreenName, _ exchange: Exchange
    ) throws -> (page: Snapshot.PageRequest, asOf: Instant?) {
        try exchange.query { fields in
            let page: Snapshot.PageRequest?
            switch screen {
            case .history: page = fields.page(of: .history)
            case .coupons: page = fields.page(of: .coupons)
            case .referrals: page = fields.page(of: .referrals)
            // Generated clients send a parameter's default everywhere: here it is checked and has no effect.
            default:
                _ = fields.optionalInteger("limit", in: 1...Int64(FactLimits.pageMax))
                page = Snapshot.PageRequest()
            }
            let asOf = screen.hasPast ? fields.optionalInstant("as_of") : nil
            return page.map { ($0, asOf) }
        }
    }

    /// What the app says that it knows; without the field, everything.
    static func schema(of exchange: Exchange) throws -> Int {
        guard let text = exchange.request.header(.appSchema) else { return ScreenSchema.current }
        guard let number = Int(text), number >= ScreenSchema.first, number <= 1_000_000,
            String(number) == text
        else {
            throw InvalidInput(
                FieldError(
                    pointer: "#/header/x-app-schema", code: FieldCode.invalidFormat,
                    detail: "X-App-Schema must be a whole number from \(ScreenSchema.first) to 1000000."))
        }
        return number
    }
}

extension ScreenName {
    /// Whether the screen can be shown as of an instant of the past: what it shows is kept as it was.
    fileprivate var hasPast: Bool {
        switch self {
        case .wallet, .history, .vip: true
        default: false
        }
    }
}

extension QueryFields {
    /// `limit` (1–100, default 20) and the opaque `cursor` of a list.
    mutating func page(of list: PageCursor.List) -> Snapshot.PageRequest? {
        let limit = optionalInteger("limit", in: 1...Int64(FactLimits.pageMax))
        let before = optionalField(
            "cursor", parse: { PageCursor.place(list, in: $0) }, expected: "a next_cursor of this list")
        return Snapshot.PageRequest(limit: limit.map(Int.init) ?? FactLimits.pageDefault, before: before)
    }
}
