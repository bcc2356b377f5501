import Engine
import HTTPServer
import Model
import Screens

/// Both wallets of a customer.
enum BalanceEndpoint {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            let coins = try snapshot.wallet(.coins, of: customer)
            let credits = try snapshot.wallet(.credits, of: customer)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                json.key("coins")
                ScreenPayload.writeWallet(coins, .coins, wording, into: &json)
                json.key("credits")
                ScreenPayload.writeWallet(credits, .credits, wording, into: &json)
                json.endObject()
            }
        }
    }
}
