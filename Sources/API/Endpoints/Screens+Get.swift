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
        let page = try page(of: screen, exchange)
        let schema = try schema(of: exchange)
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let facts = try snapshot.screenFacts(screen, of: customer, page: page)
            let locale = chooseLocale(customer)
            var answer = Answer.json { json in
                ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
            }
            answer.fields = [(.contentLanguage, locale.tag)]
            answer.validUntil = ScreenPayload.freshness(of: facts).validUntil
            return answer
        }
    }

    /// `limit` and `cursor` of the screens that are lists.
    private static func page(of screen: ScreenName, _ exchange: Exchange) throws -> Snapshot.PageRequest {
        switch screen {
        case .history: try exchange.query { $0.page(of: .history) }
        case .coupons: try exchange.query { $0.page(of: .coupons) }
        case .referrals: try exchange.query { $0.page(of: .referrals) }
        // Generated clients send a parameter's default everywhere: here it is checked and has no effect.
        default:
            try exchange.query { fields in
                _ = fields.optionalInteger("limit", in: 1...Int64(FactLimits.pageMax))
                return Snapshot.PageRequest()
            }
        }
    }

    /// What the app says that it knows; without the field, everything.
    private static func schema(of exchange: Exchange) throws -> Int {
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

extension QueryFields {
    /// `limit` (1–100, default 20) and the opaque `cursor` of a list.
    mutating func page(of list: PageCursor.List) -> Snapshot.PageRequest? {
        let limit = optionalInteger("limit", in: 1...Int64(FactLimits.pageMax))
        let before = optionalField(
            "cursor", parse: { PageCursor.place(list, in: $0) }, expected: "a next_cursor of this list")
        return Snapshot.PageRequest(limit: limit.map(Int.init) ?? FactLimits.pageDefault, before: before)
    }
}
