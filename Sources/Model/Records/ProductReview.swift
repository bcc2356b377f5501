/// What a shopper wrote about a product; shown once the brand's people have approved it.
package struct ProductReview: Sendable, Hashable {
    /// Where a review stands.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Nobody has decided yet: it is shown to nobody but the brand.
        case pending
        case approved, rejected
    }

    /// The product as the shop names it.
    package struct Product: Sendable, Hashable {
        /// Which shop system: `shopify`, `woocommerce`, `custom_website`.
        package var source: String
        /// Its id there.
        package var id: String
        package var name: String?
        package var image: String?
        package var address: String?

        package init(
            source: String, id: String, name: String? = nil, image: String? = nil, address: String? = nil
        ) {
            self.source = source
            self.id = id
            self.name = name
            self.image = image
            self.address = address
        }
    }

    /// Unique in its book.
    package var number: Int64
    /// Who wrote it; nil for somebody who is no customer, or was erased since.
    package var customer: CustomerNumber?
    package var product: Product
    /// The name that is shown.
    package var name: String
    /// 1…5.
    package var rating: Int64
    package var title: String
    package var text: String
    /// The order that the writer named, whether or not the books know it.
    package var order: String?
    /// Links to pictures.
    package var images: [String]
    /// Whether the writer's named order is theirs, and has the product in it.
    package var isVerified: Bool
    package var isFeatured: Bool
    package var state: State
    package var createdAt: Instant
    package var decidedAt: Instant?
    /// Who decided.
    package var decidedBy: String?

    package init(
        number: Int64, customer: CustomerNumber?, product: Product, name: String, rating: Int64,
        title: String, text: String, order: String?, images: [String], isVerified: Bool,
        isFeatured: Bool = false, state: State = .pending, createdAt: Instant, decidedAt: Instant? = nil,
        decidedBy: String? = nil
    ) {
        self.number = number
        self.customer = customer
        self.product = product
        self.name = name
        self.rating = rating
        self.title = title
        self.text = text
        self.order = order
        self.images = images
        self.isVerified = isVerified
        self.isFeatured = isFeatured
        self.state = state
        self.createdAt = createdAt
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
    }

    /// How the outside world names it: `review-42`.
    package var id: String { "review-\(number)" }

    /// The number in `review-42`; nil for anything else.
    package static func number(fromID text: String) -> Int64? {
        guard text.hasPrefix("review-"), let number = Int64(text.dropFirst(7)), number > 0,
            text == "review-\(number)"
        else { return nil }
        return number
    }
}

/// Which reviews are listed.
package struct ReviewFilter: Sendable, Hashable {
    /// What comes first.
    package enum Order: Sendable, Hashable { case newest, oldest, mostImages }

    package var state: ProductReview.State
    /// A shop system and the id of a product in it; nil for all products.
    package var product: ProductReview.Product?
    package var isVerified: Bool?
    package var isFeatured: Bool?
    package var order: Order

    package init(
        state: ProductReview.State, product: ProductReview.Product? = nil, isVerified: Bool? = nil,
        isFeatured: Bool? = nil, order: Order = .newest
    ) {
        self.state = state
        self.product = product
        self.isVerified = isVerified
        self.isFeatured = isFeatured
        self.order = order
    }
}
