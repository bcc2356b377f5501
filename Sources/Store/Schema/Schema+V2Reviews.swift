/// What shoppers write about products.
extension SchemaV2 {
    static let productReviews: [String] = [
        """
        CREATE TABLE product_reviews (
            book INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0), customer INTEGER,
            source TEXT NOT NULL, product TEXT NOT NULL, product_name TEXT, product_image TEXT, product_address TEXT,
            name TEXT NOT NULL, rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5), title TEXT NOT NULL,
            text TEXT NOT NULL, order_id TEXT, images TEXT NOT NULL, image_count INTEGER NOT NULL,
            is_verified INTEGER NOT NULL CHECK (is_verified IN (0, 1)),
            is_featured INTEGER NOT NULL CHECK (is_featured IN (0, 1)),
            state TEXT NOT NULL CHECK (state = 'pending' OR state = 'approved' OR state = 'rejected'),
            created_at INTEGER NOT NULL,
            decided_at INTEGER, decided_by TEXT, PRIMARY KEY (book, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX product_reviews_by_state ON product_reviews (book, state, number)",
        "CREATE INDEX product_reviews_by_images ON product_reviews (book, state, image_count, number)",
        """
        CREATE INDEX product_reviews_of_product ON product_reviews (book, source, product, state, number)
        """,
        """
        CREATE INDEX product_reviews_of_product_by_images
            ON product_reviews (book, source, product, state, image_count, number)
        """,
        """
        CREATE INDEX product_reviews_by_customer ON product_reviews (book, customer, source, product)
            WHERE customer IS NOT NULL
        """,
        // How many approved reviews gave which rating: of a product, and under an empty source and product of all.
        """
        CREATE TABLE product_ratings (
            book INTEGER NOT NULL, source TEXT NOT NULL, product TEXT NOT NULL, rating INTEGER NOT NULL,
            reviews INTEGER NOT NULL CHECK (reviews >= 0), PRIMARY KEY (book, source, product, rating)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
