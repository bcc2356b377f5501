/// Orders with lines, refunds and awards.
extension SchemaV2 {
    static let orders: [String] = []
}
