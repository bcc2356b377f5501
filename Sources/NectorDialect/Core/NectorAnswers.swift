import API
import Engine
import HTTPServer
import Model

/// The answers to writes, made where the request is gone.
struct NectorAnswers: Sendable {
    let request: NectorRequest
    private let requestID: String

    init(_ exchange: Exchange) {
        request = NectorRequest(exchange)
        requestID = exchange.requestID
    }

    /// A refusal in words that are not a problem's own, or beside which something is kept.
    func refusal(_ message: String, code: String, _ status: Status = .unprocessableContent) -> Answer {
        Envelope.refusal(message, code: code, status, requestID: requestID)
    }

    func lead(_ customer: Customer, in snapshot: Snapshot) throws -> Answer {
        let facts = try LeadFacts(customer, in: snapshot)
        let view = try request.view(of: customer, in: snapshot)
        return Envelope.item { LeadResource.write(facts, view, into: &$0) }
    }

    func entry(_ entry: Entry, of customer: Customer, in snapshot: Snapshot) throws -> Answer {
        let view = try request.view(of: customer, in: snapshot)
        let counted = try snapshot.counted(entry, of: customer)
        return Envelope.item { EntryResource.write(counted, of: customer, view, into: &$0) }
    }

    /// A coupon under both names that clients look for.
    func coupon(_ coupon: Coupon, of customer: Customer, in snapshot: Snapshot) throws -> Answer {
        let view = try request.view(of: customer, in: snapshot)
        return Envelope.success { json in
            for name in ["coupon", "item"] {
                json.key(dynamic: name)
                CouponResource.write(coupon, of: customer, view, into: &json)
            }
        }
    }

    /// An action that was rewarded.
    func activity(
        _ trigger: Trigger, _ entry: Entry, of customer: Customer, in snapshot: Snapshot
    ) throws -> Answer {
        let view = try request.view(of: customer, in: snapshot)
        let counted = try snapshot.counted(entry, of: customer)
        let id = view.names.trigger(trigger.id).text
        return Envelope.success { json in
            json.member("success", true)
            json.object("activity") { json in
                json.identity(view.names.entry(entry.id, of: customer.number), view.names)
                json.member("lead_id", view.lead(customer.number).text)
                json.member("event", literal: "wallettransaction_create")
                json.member("trigger_id", id)
                json.member("parent_id", id)
                json.member("parent_type", literal: "triggers")
                json.times(created: entry.occurredAt)
            }
            json.object("wallet_reward") { json in
                json.key("item")
                EntryResource.write(counted, of: customer, view, into: &json)
            }
        }
    }

    /// A friend who came. Nobody learns from it who they are: the code is all that the caller has proved.
    func referral(_ referral: ReferralFacts) -> Answer {
        Envelope.success { json in
            json.member("success", true)
            json.member("execute_after", literal: "order_create")
            json.object("item") { json in
                json.member("state", referral.state.rawValue)
                json.object("meta") { ReferralResource.writeMeta(of: referral, into: &$0) }
                json.times(created: referral.claimedAt)
            }
        }
    }
}
