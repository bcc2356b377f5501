import Engine
import HTTPServer
import Model
import Screens

/// The friends that a customer brought, and the code of whoever brought the customer.
enum ReferralsEndpoint {
    /// The customer's code, numbers and a page of referrals, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let page = try exchange.query { $0.page(of: .referrals) }
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            _ = try snapshot.wallet(.coins, of: customer)
            let summary = try snapshot.referralSummary(of: customer)
            let referrals = try snapshot.referrals(of: customer, page: page)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.key("summary")
                ScreenPayload.writeReferralSummary(summary, of: customer, wording, into: &json)
                json.key("items")
                json.beginArray()
                for referral in referrals.items {
                    ScreenPayload.writeReferral(referral, wording, into: &json)
                }
                json.endArray()
                ScreenPayload.writeCursor(.referrals, referrals.next, into: &json)
                json.endObject()
            }
        }
    }

    /// Enters a friend's code; the same code again is the same answer.
    static func claim(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let code = try exchange.body { $0.string("code", length: 1...64) }
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try ClaimReferral.run(ClaimReferral.Input(customer: id, code: code), in: context)
            let wording = chooseLocale(try context.snapshot.customer(id)).wording(at: context.now)
            return .json(.created, in: wording) { json in
                json.beginObject()
                json.key("referral")
                ScreenPayload.writeReferral(receipt.referral, wording, into: &json)
                json.endObject()
            }
        }
    }
}
