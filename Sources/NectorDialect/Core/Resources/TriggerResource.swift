import Engine
import Model
import Screens

/// Writes triggers as ways to earn.
enum TriggerResource {
    /// What a trigger is among Nector's kinds of content.
    static func contentType(of trigger: Trigger) -> String { trigger.kind == .social ? "social" : "earn" }

    /// One way to earn.
    static func write(_ trigger: Trigger, _ view: NectorView, into json: inout JSONWriter) {
        json.beginObject()
        json.identity(view.names.trigger(trigger.id), view.names)
        json.member("name", trigger.id.text)
        json.member("kind", trigger.kind.rawValue)
        json.member("content_type", contentType(of: trigger))
        let title = view.wording.local(trigger.title)
        json.member("title", title)
        json.object("content") { json in
            json.member("name", title)
            json.member("description", trigger.summary.map { view.wording.local($0) } ?? "")
            json.member("redirect_link", optional: trigger.link)
            json.member("fa_icon", optional: nil as String?)
            json.member("link_icon", optional: nil as String?)
            json.member("execute_after", optional: trigger.link == nil ? nil as String? : "link_click")
        }
        json.object("reward") { json in
            json.member("type", literal: "coins")
            json.member("operation", literal: "cr")
            json.member("amount", trigger.coins)
            json.member("coin_amount", trigger.coins)
            json.object("coin_range") { json in
                json.member("min", trigger.coins)
                json.member("max", trigger.coins)
            }
        }
        json.member("is_active", trigger.isActive)
        json.member("is_open", trigger.isOpen)
        json.member("status", trigger.isActive ? "active" : "inactive")
        json.endObject()
    }

    /// How often a customer has done something, under both names that clients look for.
    static func writeActivity(
        _ facts: TriggerFacts, of customer: Customer, _ view: NectorView, into json: inout JSONWriter
    ) {
        let id = view.names.trigger(facts.id).text
        json.beginObject()
        json.member("parent_id", id)
        json.member("parent_type", literal: "triggers")
        json.member("trigger_id", id)
        json.member("lead_id", view.lead(customer.number).text)
        json.member("count", facts.timesAwarded)
        json.endObject()
    }
}
