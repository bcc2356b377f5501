import Engine
import HTTPServer
import Model
import Screens

/// Where a customer stands in the VIP programme.
enum TierEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let tier = try snapshot.tier(of: customer)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                json.key("tier")
                ScreenPayload.writeTier(tier, wording, into: &json)
                json.endObject()
            }
        }
    }
}
