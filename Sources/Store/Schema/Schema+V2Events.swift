/// What happened, in the order in which it was written.
///
/// A row is narrow: it names what it tells of, and what it tells is read where that lies. `customer` is whom it concerns;
/// `reference` is an entry's name, a coupon's code, a referral's number, a tier, the survivor of a merge, or a checkout's
/// hold; `detail` is JSON, of what no other table keeps.
extension SchemaV2 {
    static let events: [String] = [
        """
        CREATE TABLE events (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), kind TEXT NOT NULL,
            customer INTEGER NOT NULL, reference TEXT NOT NULL, detail TEXT, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """
    ]
}
