import Engine
import HTTPServer
import Model

/// App-install callbacks from attribution providers, over GET or POST; the signature in the path is the credential.
enum PostbacksEndpoint {
    static func receive(_ exchange: inout Exchange) throws -> Outcome {
        guard let trigger = TriggerID(exchange.parameter("trigger_id")),
            let (book, provider) = PostbackSignature.verify(
                exchange.parameter("signature"), trigger: trigger, books: exchange.books,
                secrets: exchange.service.engine.secrets)
        else { throw Problem(.notFound) }
        // HEAD asks what GET would answer; it must not fire.
        if exchange.request.method == .head {
            return .answer(
                .json { json in
                    json.beginObject(); json.endObject()
                })
        }
        exchange.caller.book = book
        exchange.actor = Actor("postback:\(provider.rawValue)")
        let fields = try fields(of: exchange)
        let template = PostbackTemplate.of(provider)
        guard let customer = fields.first(template.customer).flatMap({ CustomerID($0) }) else {
            return .write { context in
                answer(
                    try FireTrigger.refuseUnnamed(
                        trigger,
                        detail:
                            "The postback names no customer under \(template.customer.joined(separator: ", ")).",
                        in: context))
            }
        }
        let input = input(trigger, customer, fields, template, provider)
        return .write { context in answer(try FireTrigger.run(input, in: context)) }
    }

    private static func fields(of exchange: Exchange) throws -> PostbackFields {
        let request = exchange.request
        guard request.method == .post else { return PostbackFields(query: try request.queryItems()) }
        try exchange.requireJSON()
        return try PostbackFields(body: request.body)
    }

    private static func input(
        _ trigger: TriggerID, _ customer: CustomerID, _ fields: PostbackFields, _ template: PostbackTemplate,
        _ provider: AttributionProvider
    ) -> FireTrigger.Input {
        let event = fields.first(template.event).flatMap { text in
            IdentifierRule.isPlainText(text, length: 1...256)
                ? FireTrigger.ProviderEvent(provider: provider.rawValue, eventID: text) : nil
        }
        return FireTrigger.Input(
            trigger: trigger, customer: customer,
            device: fields.first(template.device).flatMap { DeviceID($0) },
            occurredAt: fields.first(template.time).flatMap(PostbackTemplate.instant), providerEvent: event,
            isTrusted: true)
    }

    private static func answer(_ receipt: FireTrigger.Receipt) -> Answer {
        .json { json in
            json.beginObject()
            switch receipt.outcome {
            case .awarded(let entry):
                json.member("awarded", true)
                json.member("coins", entry.coins)
            case .notAwarded: AwardWriting.writeMembers(of: receipt.outcome, into: &json)
            }
            json.endObject()
        }
    }
}
