import Engine
import HTTPServer
import Model
import Screens

extension ScreenEndpoint {
    /// The `product` screen, for the product that the query names.
    static func product(_ exchange: inout Exchange) throws -> Outcome {
        let product = try exchange.query { fields in readProduct(&fields) }
        let schema = try schema(of: exchange)
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(exchange.customer) { snapshot, customer in
            let facts = try snapshot.productFacts(product, of: customer)
            let locale = chooseLocale(customer, snapshot.version.programme)
            var answer = Answer.json { json in
                ScreenPayload.write(facts, locale: locale, schema: schema, into: &json)
            }
            answer.fields = [(.contentLanguage, locale.tag)]
            answer.validUntil = ScreenPayload.freshness(of: facts).validUntil
            return answer
        }
    }

    /// What each product of a list would earn: for the customer of the token, else for a guest.
    static func products(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let products = try exchange.body { fields in
            fields.array("products", count: 1...FactLimits.productsMax) { readProduct(&$0) }
        }
        guard let token = exchange.caller.token else {
            let locale = exchange.locale()
            return .bookRead { snapshot in
                try badges(of: products, for: nil, snapshot, locale)
            }
        }
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(token.customer) { snapshot, customer in
            try badges(
                of: products, for: customer, snapshot, chooseLocale(customer, snapshot.version.programme))
        }
    }

    /// The `guest` screen: what the programme promises to somebody who has not signed in.
    static func guest(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let (locale, version) = (exchange.locale(), exchange.version)
        let schema = try schema(of: exchange)
        let now = exchange.service.engine.now(in: exchange.book)
        return .answer(
            .json(in: locale.wording(at: now)) { json in
                ScreenPayload.writeGuest(version, at: now, locale: locale, schema: schema, into: &json)
            })
    }

    private static func badges(
        of products: [ProductOffer], for customer: Customer?, _ snapshot: Snapshot, _ locale: ScreenLocale
    ) throws -> Answer {
        let previews = try snapshot.productPreview(products, of: customer)
        let wording = locale.wording(at: snapshot.now)
        return .json(in: wording) { json in
            json.beginObject()
            json.member("locale", locale.tag)
            json.key("items")
            json.beginArray()
            for (product, earning) in zip(products, previews) {
                ScreenPayload.writeBadge(
                    ProductFacts(product: product, earning: earning), wording, into: &json)
            }
            json.endArray()
            json.endObject()
        }
    }

    private static func readProduct(_ fields: inout JSONFields) -> ProductOffer? {
        let length = 1...OrderLimits.nameLengthMax
        let labels = 0...OrderLimits.labelsPerLineMax
        let product = fields.string("product_id", length: length)
        let collections = fields.optionalStrings("collections", count: labels, length: length)
        let tags = fields.optionalStrings("tags", count: labels, length: length)
        let amount = fields.integer("amount", in: 0...MoneyLimits.orderAmountMax)
        guard let product, let amount else { return nil }
        return ProductOffer(
            product: product, collections: collections ?? [], tags: tags ?? [], price: amount)
    }

    private static func readProduct(_ fields: inout QueryFields) -> ProductOffer? {
        // Generated clients send a parameter's default everywhere: here it is checked and has no effect.
        _ = fields.optionalInteger("limit", in: 1...Int64(FactLimits.pageMax))
        let product = fields.string("product_id", length: 1...OrderLimits.nameLengthMax)
        let amount = fields.integer("amount", in: 0...MoneyLimits.orderAmountMax)
        let collections = labels("collections", &fields)
        let tags = labels("tags", &fields)
        guard let product, let amount else { return nil }
        return ProductOffer(product: product, collections: collections, tags: tags, price: amount)
    }

    /// Names with commas between them; a name with a comma of its own cannot be said in a query.
    private static func labels(_ name: String, _ fields: inout QueryFields) -> [String] {
        let names = fields.optionalField(
            name,
            parse: { text -> [String]? in
                let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let areNames = names.allSatisfy {
                    (1...OrderLimits.nameLengthMax).contains($0.unicodeScalars.count)
                }
                return areNames && names.count <= OrderLimits.labelsPerLineMax ? names : nil
            },
            expected:
                "at most \(OrderLimits.labelsPerLineMax) names of 1 to \(OrderLimits.nameLengthMax)"
                + " characters with commas between them")
        return names ?? []
    }
}
