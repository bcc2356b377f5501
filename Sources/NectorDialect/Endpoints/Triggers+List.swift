import API
import Engine
import HTTPServer
import Model

/// Ways to earn.
enum TriggersEndpoint {
    /// `GET /triggers`: those that are shown, and beside them how often the customer of `lead_id` has done each. The
    /// triggers are everybody's; a storefront without that customer's credential gets them alone.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let triggers = wanted(input, request.names, exchange.version.programme)
        let page = input.page()
        let named = try input.who()
        guard let who = request.isApp && request.subject == nil ? nil : named else {
            let view = request.view(at: exchange.service.engine.now(in: exchange.book))
            return .answer(answer(page, of: triggers, [], nil, view))
        }
        return .located(try request.finding(who, input)) { snapshot, customer in
            let done = try snapshot.triggerFacts(of: customer).filter { $0.timesAwarded > 0 }
            return answer(page, of: triggers, done, customer, try request.view(of: customer, in: snapshot))
        }
    }

    /// Those that are on and shown, or the one of an `id`; of the kinds of content that were asked for.
    private static func wanted(
        _ input: NectorInput, _ names: NectorNames, _ programme: Programme
    ) -> [Trigger] {
        let types = Set(input.texts("content_types") + input.texts("content_type"))
        if let id = input.text("id") {
            return [names.trigger(named: id, in: programme)].compactMap { $0 }.filter(\.isActive)
        }
        return programme.triggers.filter { trigger in
            trigger.isActive && trigger.isListed
                && (types.isEmpty || types.contains(TriggerResource.contentType(of: trigger)))
        }
    }

    private static func answer(
        _ page: OffsetPage, of triggers: [Trigger], _ done: [TriggerFacts], _ customer: Customer?,
        _ view: NectorView
    ) -> Answer {
        Envelope.success { json in
            json.member("count", triggers.count)
            json.list("items", page.inProgrammeOrder(triggers)) { TriggerResource.write($0, view, into: &$1) }
            json.key("activities")
            json.beginArray()
            for facts in customer == nil ? [] : done {
                if let customer { TriggerResource.writeActivity(facts, of: customer, view, into: &json) }
            }
            json.endArray()
        }
    }
}

extension OffsetPage {
    /// The part of what the programme lists, whose order is the brand's and has no newest.
    func inProgrammeOrder<Item>(_ items: [Item]) -> [Item] {
        OffsetPage(limit: limit, offset: offset).part(of: items)
    }
}
