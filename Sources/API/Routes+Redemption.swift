/// Quotes, holds and code pools.
extension Routes {
    static let redemption: [Route] = []
}
