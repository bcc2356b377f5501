/// What the second version adds, by area; the conventions are those of ``SchemaV1``.
///
/// What a column may hold is said with `OR`: of `IN` with three values or more SQLite makes a table for each row written.
enum SchemaV2 {
    static let statements: [String] =
        orders + rewards + redemption + tiers + people + insight + events
        + nector + productReviews + connectors
}
