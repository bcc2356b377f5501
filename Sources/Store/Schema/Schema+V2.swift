/// What the second version adds, by area; the conventions are those of ``SchemaV1``.
enum SchemaV2 {
    static let statements: [String] =
        orders + rewards + redemption + tiers + people + insight + events
        + nector + productReviews + connectors
}
