package import Model

extension Connection {
    /// One review.
    package func productReview(_ number: Int64, in book: BookNumber) throws -> ProductReview? {
        try first(
            """
            SELECT number, customer, source, product, product_name, product_image, product_address, name, rating, title, text,
                order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
            FROM product_reviews WHERE book = $1 AND number = $2
            """, .book(book), .integer(number), map: Self.productReview)
    }

    /// Whether a customer has written about a product.
    package func hasReviewed(
        _ product: ProductReview.Product, _ customer: CustomerNumber, in book: BookNumber
    ) throws -> Bool {
        try first(
            """
            SELECT 1 FROM product_reviews INDEXED BY product_reviews_by_customer
            WHERE book = $1 AND customer = $2 AND source = $3 AND product = $4 LIMIT 1
            """, .book(book), .customer(customer), .text(product.source), .text(product.id)
        ) { $0.integer(0) } != nil
    }

    /// How many reviews of a book are in a state, up to a limit.
    package func reviewCount(
        _ state: ProductReview.State, in book: BookNumber, atMost limit: Int
    ) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM (SELECT 1 FROM product_reviews INDEXED BY product_reviews_by_state
                WHERE book = $1 AND state = $2 LIMIT $3)
            """, .book(book), .text(state.rawValue), .count(limit)
        ) { $0.integer(0) } ?? 0
    }

    /// The reviews of a book in a state, newest first, before a place.
    package func productReviews(
        _ state: ProductReview.State, before: Int64?, in book: BookNumber, limit: Int
    ) throws -> [ProductReview] {
        try all(
            """
            SELECT number, customer, source, product, product_name, product_image, product_address, name, rating, title, text,
                order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
            FROM product_reviews INDEXED BY product_reviews_by_state
            WHERE book = $1 AND state = $2 AND number < $3 ORDER BY number DESC LIMIT $4
            """, .book(book), .text(state.rawValue), .integer(before ?? .max), .count(limit),
            map: Self.productReview)
    }

    /// A piece of a list of reviews.
    package func productReviews(
        _ filter: ReviewFilter, in book: BookNumber, offset: Int64, limit: Int
    ) throws -> [ProductReview] {
        guard let product = filter.product else {
            return try reviewsOfAll(filter, in: book, offset: offset, limit: limit)
        }
        let (verified, featured) = (Self.value(filter.isVerified), Self.value(filter.isFeatured))
        switch filter.order {
        case .newest:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_of_product WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                AND source = $5 AND product = $6
                ORDER BY number DESC LIMIT $7 OFFSET $8
                """, .book(book), .text(filter.state.rawValue), verified, featured, .text(product.source),
                .text(product.id),
                .count(limit), .integer(offset), map: Self.productReview)
        case .oldest:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_of_product WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                AND source = $5 AND product = $6
                ORDER BY number LIMIT $7 OFFSET $8
                """, .book(book), .text(filter.state.rawValue), verified, featured, .text(product.source),
                .text(product.id),
                .count(limit), .integer(offset), map: Self.productReview)
        case .mostImages:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_of_product_by_images WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                AND source = $5 AND product = $6
                ORDER BY image_count DESC, number DESC LIMIT $7 OFFSET $8
                """, .book(book), .text(filter.state.rawValue), verified, featured, .text(product.source),
                .text(product.id),
                .count(limit), .integer(offset), map: Self.productReview)
        }
    }

    private func reviewsOfAll(
        _ filter: ReviewFilter, in book: BookNumber, offset: Int64, limit: Int
    ) throws -> [ProductReview] {
        let (verified, featured) = (Self.value(filter.isVerified), Self.value(filter.isFeatured))
        switch filter.order {
        case .newest:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_by_state WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                ORDER BY number DESC LIMIT $5 OFFSET $6
                """, .book(book), .text(filter.state.rawValue), verified, featured,
                .count(limit), .integer(offset), map: Self.productReview)
        case .oldest:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_by_state WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                ORDER BY number LIMIT $5 OFFSET $6
                """, .book(book), .text(filter.state.rawValue), verified, featured,
                .count(limit), .integer(offset), map: Self.productReview)
        case .mostImages:
            return try all(
                """
                SELECT number, customer, source, product, product_name, product_image, product_address, name, rating,
                    title, text, order_id, images, is_verified, is_featured, state, created_at, decided_at, decided_by
                FROM product_reviews INDEXED BY product_reviews_by_images WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                ORDER BY image_count DESC, number DESC LIMIT $5 OFFSET $6
                """, .book(book), .text(filter.state.rawValue), verified, featured,
                .count(limit), .integer(offset), map: Self.productReview)
        }
    }

    /// How many there are of such a list.
    package func productReviewCount(_ filter: ReviewFilter, in book: BookNumber) throws -> Int64 {
        let (verified, featured) = (Self.value(filter.isVerified), Self.value(filter.isFeatured))
        guard let product = filter.product else {
            return try first(
                """
                SELECT count(*) FROM product_reviews INDEXED BY product_reviews_by_state WHERE book = $1 AND state = $2
                    AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                """, .book(book), .text(filter.state.rawValue), verified, featured
            ) { $0.integer(0) } ?? 0
        }
        return try first(
            """
            SELECT count(*) FROM product_reviews INDEXED BY product_reviews_of_product WHERE book = $1 AND state = $2
                AND ($3 IS NULL OR is_verified = $3) AND ($4 IS NULL OR is_featured = $4)
                AND source = $5 AND product = $6
            """, .book(book), .text(filter.state.rawValue), verified, featured, .text(product.source),
            .text(product.id)
        ) { $0.integer(0) } ?? 0
    }

    private static func value(_ wanted: Bool?) -> SQLValue { wanted.map(SQLValue.bool) ?? .null }

    /// How many approved reviews gave each rating, of a product or, without one, of all.
    package func ratings(
        of product: ProductReview.Product?, in book: BookNumber
    ) throws -> [(rating: Int64, reviews: Int64)] {
        try all(
            """
            SELECT rating, reviews FROM product_ratings WHERE book = $1 AND source = $2 AND product = $3 AND reviews > 0
            ORDER BY rating DESC
            """, .book(book), .text(product?.source ?? ""), .text(product?.id ?? "")
        ) { (rating: $0.integer(0), reviews: $0.integer(1)) }
    }

    private static func productReview(_ row: Row) throws(StoreError) -> ProductReview {
        guard let state = ProductReview.State(rawValue: row.text(15)) else {
            throw StoreError(kind: .corrupt, message: "review \(row.integer(0)) has no sound state")
        }
        return ProductReview(
            number: row.integer(0), customer: row.optionalInteger(1).map(CustomerNumber.init),
            product: ProductReview.Product(
                source: row.text(2), id: row.text(3), name: row.optionalText(4), image: row.optionalText(5),
                address: row.optionalText(6)),
            name: row.text(7), rating: row.integer(8), title: row.text(9), text: row.text(10),
            order: row.optionalText(11), images: row.text(12).split(separator: "\n").map(String.init),
            isVerified: row.bool(13), isFeatured: row.bool(14), state: state, createdAt: row.instant(16),
            decidedAt: row.optionalInstant(17), decidedBy: row.optionalText(18))
    }
}

extension WriteTransaction {
    /// Writes a new review under the next number of its book.
    package func insert(_ review: ProductReview, in book: BookNumber) throws -> ProductReview {
        var review = review
        let largest = try connection.first(
            "SELECT max(number) FROM product_reviews WHERE book = $1", .book(book)
        ) { $0.integer(0) }
        review.number = (largest ?? 0) + 1
        let (product, images) = (review.product, review.images.joined(separator: "\n"))
        try connection.run(
            """
            INSERT INTO product_reviews (book, number, customer, source, product, product_name, product_image,
                product_address, name, rating, title, text, order_id, images, image_count, is_verified, is_featured,
                state, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            .book(book), .integer(review.number), .optional(review.customer?.number), .text(product.source),
            .text(product.id), .optional(product.name), .optional(product.image), .optional(product.address),
            .text(review.name), .integer(review.rating), .text(review.title), .text(review.text),
            .optional(review.order), .text(images), .count(review.images.count), .bool(review.isVerified),
            .bool(review.isFeatured), .text(review.state.rawValue), .instant(review.createdAt))
        return review
    }

    /// Writes a decision, and counts the rating of what is shown from then on.
    package func decide(_ review: ProductReview, before: ProductReview.State, in book: BookNumber) throws {
        try connection.run(
            """
            UPDATE product_reviews SET state = $3, is_featured = $4, decided_at = $5, decided_by = $6
            WHERE book = $1 AND number = $2
            """,
            .book(book), .integer(review.number), .text(review.state.rawValue), .bool(review.isFeatured),
            .optional(review.decidedAt), .optional(review.decidedBy))
        let change = (review.state == .approved ? 1 : 0) - (before == .approved ? 1 : 0)
        try count(review, change: change, in: book)
    }

    /// Takes away what an erased customer wrote (rule 11.4).
    package func eraseReviews(of customer: CustomerNumber, in book: BookNumber) throws {
        let numbers = try connection.all(
            """
            SELECT number FROM product_reviews INDEXED BY product_reviews_by_customer WHERE book = $1 AND customer = $2
            """, .book(book), .customer(customer)
        ) { $0.integer(0) }
        for number in numbers {
            guard let review = try connection.productReview(number, in: book) else { continue }
            if review.state == .approved { try count(review, change: -1, in: book) }
            // The row stays, so that its number never names another review.
            try connection.run(
                """
                UPDATE product_reviews SET customer = NULL, name = '', title = '', text = '', order_id = NULL,
                    images = '', image_count = 0, state = 'rejected', is_featured = 0
                WHERE book = $1 AND number = $2
                """, .book(book), .integer(number))
        }
    }

    private func count(_ review: ProductReview, change: Int, in book: BookNumber) throws {
        guard change != 0 else { return }
        for (source, product) in [(review.product.source, review.product.id), ("", "")] {
            try connection.run(
                """
                INSERT INTO product_ratings (book, source, product, rating, reviews) VALUES ($1, $2, $3, $4, max($5, 0))
                ON CONFLICT (book, source, product, rating) DO UPDATE SET reviews = reviews + $5
                """, .book(book), .text(source), .text(product), .integer(review.rating), .count(change))
        }
    }
}
