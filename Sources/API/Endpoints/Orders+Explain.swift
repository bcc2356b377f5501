import Engine
import HTTPServer
import Model
import Screens

/// What an order did to coins and credits, and why.
enum OrderExplanationEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        guard let id = OrderID(exchange.parameter("order_id")) else { throw Refusal.orderNotFound }
        let locale = exchange.locale()
        return .bookRead { snapshot in
            let explanation = try snapshot.explanation(of: id)
            let wording = locale.wording(at: snapshot.now)
            let order = explanation.order
            let setting = snapshot.explanationSetting(for: order)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("order_id", order.id.text)
                json.member("customer_id", explanation.customer.text)
                json.member("state", order.state.rawValue)
                json.member("refunded", order.refunded.rawValue)
                json.member("text", explanation.text)
                json.key("award")
                AwardWriting.write(explanation.award, into: &json)
                json.key("entries")
                json.beginArray()
                for (entry, words) in explanation.entries {
                    ExplanationWriting.write(
                        words, of: entry, isSettled: false, isForStaff: true, wording, into: &json)
                }
                json.endArray()
                json.key("non_awards")
                json.beginArray()
                for item in explanation.nonAwards {
                    ExplanationWriting.write(item, setting, into: &json)
                }
                json.endArray()
                json.endObject()
            }
        }
    }
}
