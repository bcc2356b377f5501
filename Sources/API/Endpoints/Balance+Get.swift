import Engine
import HTTPServer
import Model
import Screens

/// Both wallets of a customer, now or as of an instant.
enum BalanceEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let asOf = try exchange.asOf()
        let chooseLocale = exchange.chooseLocaleOf
        return .customerRead(exchange.customer) { present, customer in
            let snapshot = try present.at(asOf, of: customer)
            let coins = try snapshot.wallet(.coins, of: customer)
            let credits = try snapshot.wallet(.credits, of: customer)
            let wording = chooseLocale(customer, snapshot.version.programme).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                if let asOf { json.member("as_of", asOf) }
                json.key("coins")
                ScreenPayload.writeWallet(coins, .coins, wording, into: &json)
                json.key("credits")
                ScreenPayload.writeWallet(credits, .credits, wording, into: &json)
                json.endObject()
            }
        }
    }
}
