/// Refunds and previews.
extension Routes {
    static let orders: [Route] = []
}
