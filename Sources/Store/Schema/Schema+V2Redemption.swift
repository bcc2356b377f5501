/// Quotes, holds, pools of codes and what coupons became.
extension SchemaV2 {
    static let redemption: [String] = []
}
