/// Tiers, referrals, triggers and expiry.
extension SchemaV2 {
    static let tiers: [String] = []
}
