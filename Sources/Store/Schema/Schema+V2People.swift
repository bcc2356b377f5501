/// Merges, erasure, audit log, API log, drafts and the sandbox.
extension SchemaV2 {
    static let people: [String] = []
}
