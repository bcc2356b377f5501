package import Model

/// What became of something that could have earned coins (rule 2.7).
package enum AwardOutcome: Sendable, Hashable {
    case awarded(Entry)
    /// Recorded with its reason; `detail` is one sentence for the API log and customer service.
    case notAwarded(NonAwardReason, detail: String)

    /// `awarded`, or the reason's code.
    package var code: String {
        switch self {
        case .awarded: "awarded"
        case .notAwarded(let reason, _): reason.rawValue
        }
    }
}
