/// What coupons take off beyond a fixed amount, how their codes compare, and uploaded pools of codes.
extension SchemaV2 {
    static let rewards: [String] = [
        "ALTER TABLE coupons ADD COLUMN basis_points INTEGER",
        "ALTER TABLE coupons ADD COLUMN product TEXT",
        """
        ALTER TABLE coupons ADD COLUMN is_published INTEGER NOT NULL DEFAULT 0 CHECK (is_published IN (0, 1))
        """,
        "ALTER TABLE coupons ADD COLUMN code_key TEXT",
        // The codes of the first version, as ``CouponCode`` compares them.
        """
        UPDATE coupons SET code_key = replace(replace(replace(replace(replace(upper(code), '-', ''), 'O', '0'),
            'I', '1'), 'L', '1'), 'U', 'V')
        """,
        "CREATE UNIQUE INDEX coupons_by_code_key ON coupons (book, code_key)",
        // Uploaded codes, drawn in the order of their numbers; `customer` and `coupon` tell whose one became.
        """
        CREATE TABLE pool_codes (
            book INTEGER NOT NULL, reward TEXT NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL,
            code_key TEXT NOT NULL, customer INTEGER, coupon INTEGER, added_at INTEGER NOT NULL,
            drawn_at INTEGER, PRIMARY KEY (book, reward, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX pool_codes_by_key ON pool_codes (book, code_key)",
        """
        CREATE TABLE pools (
            book INTEGER NOT NULL, reward TEXT NOT NULL, codes INTEGER NOT NULL,
            drawn INTEGER NOT NULL CHECK (drawn BETWEEN 0 AND codes), PRIMARY KEY (book, reward)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
