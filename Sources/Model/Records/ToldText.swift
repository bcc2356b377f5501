/// The title and the description that a caller gives to an entry, for the customer to read.
///
/// They are kept as the entry's note, so that erasing the customer erases them (rule 11.4): the first line is the title.
package struct ToldText: Sendable, Hashable {
    /// The reason of entries whose note is one of these; any other note stays inside the brand.
    package static let reason = "manual_told"
    /// The same of an action whose caller said what it pays (rule 11.5).
    package static let triggerReason = "trigger_told"

    package let title: String
    package let description: String

    /// Line breaks in a title become spaces.
    package init(title: String, description: String) {
        self.title = String(title.map { $0.isNewline ? " " : $0 })
        self.description = description
    }

    /// The same as a note.
    package var note: String { description.isEmpty ? title : "\(title)\n\(description)" }
}

extension ToldText {
    /// Reads an entry's note; nil where nothing was told, and once it has been erased.
    init?(reason: String, note: String?) {
        guard reason == ToldText.reason || reason == ToldText.triggerReason, let note else { return nil }
        let lines = note.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            title: lines.first.map(String.init) ?? "", description: lines.count > 1 ? String(lines[1]) : "")
    }
}

extension Entry {
    /// What the caller told the customer about it; nil where nothing was told, and once it has been erased.
    package var told: ToldText? { ToldText(reason: reason, note: note) }
}
