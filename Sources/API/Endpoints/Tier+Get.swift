import Engine
import HTTPServer
import Model
import Screens

/// Where a customer stands in the VIP programme, now or as of an instant.
enum TierEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let asOf = try exchange.asOf()
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(exchange.customer) { present, customer in
            let snapshot = try present.at(asOf, of: customer)
            let tier = try snapshot.tier(of: customer)
            let wording = chooseLocale(customer, snapshot.version.programme).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                if let asOf { json.member("as_of", asOf) }
                json.key("tier")
                ScreenPayload.writeTier(tier, wording, into: &json)
                json.endObject()
            }
        }
    }
}
