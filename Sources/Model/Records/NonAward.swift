/// An award that did not happen, as it was recorded (rule 2.7).
package struct NonAward: Sendable, Hashable {
    /// Its place among those of its customer's id; 1 for the first.
    package var number: Int64
    package var source: Source
    package var reason: NonAwardReason
    /// One sentence for the API log and customer service, from the time of the decision.
    package var detail: String
    package var programmeVersion: Int64
    package var actor: String
    package var recordedAt: Instant
    /// What it was decided from, as JSON text.
    package var trace: String

    package init(
        number: Int64, source: Source, reason: NonAwardReason, detail: String, programmeVersion: Int64,
        actor: String, recordedAt: Instant, trace: String
    ) {
        self.number = number
        self.source = source
        self.reason = reason
        self.detail = detail
        self.programmeVersion = programmeVersion
        self.actor = actor
        self.recordedAt = recordedAt
        self.trace = trace
    }
}
