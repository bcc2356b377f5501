/// Measures, what-if runs and brand tests.
extension SchemaV2 {
    static let insight: [String] = []
}
