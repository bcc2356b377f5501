import Engine
import Model
import Screens

/// Explanations as JSON, of entries and of awards that did not happen.
enum ExplanationWriting {
    /// An entry with the rule that made it, its inputs and its arithmetic.
    ///
    /// - Parameter isForStaff: Whether it goes to the brand's own people. What one of them wrote, and who did it, is not
    ///   for the customer.
    static func write(
        _ explanation: Explanation, of entry: Entry, isSettled: Bool, isForStaff: Bool, _ wording: Wording,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("transaction")
        ScreenPayload.writeEntry(entry.shown, isSettled: isSettled, wording, into: &json)
        json.member("rule", explanation.rule.rawValue)
        json.member("reason", entry.reason)
        if isForStaff, let note = entry.note { json.member("note", note) }
        if let reverses = entry.reverses {
            json.member("reverses", TransactionID(wallet: entry.id.wallet, sequence: reverses).description)
        }
        json.member("programme_version", entry.programmeVersion)
        if isForStaff { json.member("actor", entry.actor) }
        json.member("text", explanation.text)
        json.list("steps", explanation.steps) { $1.string($0) }
        json.key("trace")
        json.value(explanation.trace)
        json.endObject()
    }

    /// An award that did not happen.
    static func write(
        _ nonAward: NonAward, _ setting: ExplanationSetting, into json: inout JSONWriter
    ) {
        let explanation = NonAwardExplanation(of: nonAward, setting)
        json.beginObject()
        json.member("reason", nonAward.reason.rawValue)
        json.member("text", explanation.text)
        json.member("detail", nonAward.detail)
        json.key("source")
        json.beginObject()
        json.member("kind", nonAward.source.kind.rawValue)
        json.member("reference", nonAward.source.reference)
        json.endObject()
        json.member("rule", explanation.rule)
        json.member("programme_version", nonAward.programmeVersion)
        json.member("actor", nonAward.actor)
        json.member("recorded_at", nonAward.recordedAt)
        json.list("steps", explanation.steps) { $1.string($0) }
        json.key("trace")
        json.value(explanation.trace)
        json.endObject()
    }
}
