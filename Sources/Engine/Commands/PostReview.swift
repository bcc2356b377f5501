package import Model
internal import Store

/// Somebody writes about a product; nobody sees it before the brand's people have approved it.
package enum PostReview {
    /// Characters and numbers of a review, each with a test.
    package enum Limits {
        package static let nameMax = 200
        package static let titleMax = 200
        package static let textMax = 4_000
        package static let linkMax = 500
        package static let imagesMax = 10
        package static let productMax = 128
        /// Reviews of a book that wait for a decision; more are refused until somebody decides.
        package static let pendingMax = 10_000
    }

    package struct Input: Sendable, Hashable {
        /// Who writes; nil for somebody whom the books do not know, who is not rewarded.
        package var customer: CustomerNumber?
        package var product: ProductReview.Product
        package var name: String
        /// 1…5.
        package var rating: Int64
        package var title: String
        package var text: String
        package var order: String?
        package var images: [String]

        package init(
            customer: CustomerNumber?, product: ProductReview.Product, name: String, rating: Int64,
            title: String, text: String, order: String?, images: [String]
        ) {
            self.customer = customer
            self.product = product
            self.name = name
            self.rating = rating
            self.title = title
            self.text = text
            self.order = order
            self.images = images
        }
    }

    /// - Throws: ``Refusal``: `reviewAlreadyWritten` for a customer's second one of a product, `tooMany` while
    ///   ``Limits/pendingMax`` wait.
    package static func run(_ input: Input, in context: CommandContext) throws -> ProductReview {
        let (connection, book) = (context.connection, context.book.number)
        if let customer = input.customer, try connection.hasReviewed(input.product, customer, in: book) {
            throw Refusal.reviewAlreadyWritten
        }
        let waiting = try connection.reviewCount(.pending, in: book, atMost: Limits.pendingMax)
        guard waiting < Int64(Limits.pendingMax) else {
            throw Refusal.tooMany(limit: Int64(Limits.pendingMax))
        }
        return try context.transaction.insert(
            ProductReview(
                number: 0, customer: input.customer, product: input.product, name: input.name,
                rating: input.rating, title: input.title, text: input.text, order: input.order,
                images: input.images, isVerified: try isVerified(input, in: context), createdAt: context.now),
            in: book)
    }

    /// Whether the order is the writer's, was paid and not cancelled, and has the product, where its lines are known.
    private static func isVerified(_ input: Input, in context: CommandContext) throws -> Bool {
        guard let customer = input.customer, let id = input.order.flatMap(OrderID.init),
            let order = try context.connection.order(id, in: context.book.number),
            try context.isOwn(order.customer, of: customer), let rank = order.state.rank, rank >= 1
        else { return false }
        return order.lines.isEmpty || order.lines.contains { $0.product == input.product.id }
    }
}

/// A person decides about a review; the writer of one that is approved is rewarded by the programme's review trigger.
package enum DecideReview {
    package struct Input: Sendable, Hashable {
        package var number: Int64
        package var isApproved: Bool
        /// Whether it is shown among the featured ones; nil leaves that as it is.
        package var isFeatured: Bool?
        package init(number: Int64, isApproved: Bool, isFeatured: Bool? = nil) {
            self.number = number
            self.isApproved = isApproved
            self.isFeatured = isFeatured
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var review: ProductReview
        /// What the review trigger came to; nil where there is none, or nobody to reward.
        package var award: AwardOutcome?
    }

    /// The same decision again changes nothing and rewards nobody again.
    ///
    /// - Throws: ``Refusal/reviewNotFound``
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let book = context.book.number
        guard var review = try context.connection.productReview(input.number, in: book) else {
            throw Refusal.reviewNotFound
        }
        let before = review.state
        review.state = input.isApproved ? .approved : .rejected
        review.isFeatured = input.isApproved && (input.isFeatured ?? review.isFeatured)
        review.decidedAt = context.now
        review.decidedBy = context.actor.text
        try context.transaction.decide(review, before: before, in: book)
        guard before != review.state else { return Receipt(review: review, award: nil) }
        try context.audit(
            input.isApproved ? .reviewApproved : .reviewRejected, review.id, customer: review.customer)
        guard input.isApproved else { return Receipt(review: review, award: nil) }
        return Receipt(review: review, award: try reward(review, in: context))
    }

    private static func reward(
        _ review: ProductReview, in context: CommandContext
    ) throws -> AwardOutcome? {
        let trigger = context.programme.triggers.first { $0.kind == .review && $0.isActive }
        guard let trigger, let number = review.customer,
            let customer = try context.connection.customer(number, in: context.book.number)
        else { return nil }
        // A review is rewarded once, however often it is approved.
        let event = FireTrigger.ProviderEvent(provider: "review", eventID: review.id)
        return try FireTrigger.run(
            FireTrigger.Input(
                trigger: trigger.id, customer: customer.id, providerEvent: event, isTrusted: true),
            in: context
        ).outcome
    }
}

/// A review, and the customer who wrote it.
package struct ReviewWithWriter: Sendable, Hashable {
    package var review: ProductReview
    /// Nil for somebody whom the books do not know.
    package var writer: CustomerID?
}

extension Snapshot {
    /// A piece of a list of reviews, and how many there are of it in all.
    package func productReviews(
        _ filter: ReviewFilter, offset: Int64, limit: Int
    ) throws -> (items: [ProductReview], count: Int64) {
        (
            try connection.productReviews(filter, in: book.number, offset: offset, limit: limit),
            try connection.productReviewCount(filter, in: book.number)
        )
    }

    /// A page of the book's reviews in a state, newest first.
    package func productReviews(
        _ state: ProductReview.State, page: PageRequest
    ) throws -> Page<ReviewWithWriter> {
        let found = try connection.productReviews(
            state, before: page.before, in: book.number, limit: page.limit + 1)
        let shown = Page(found, limit: page.limit) { $0.number }
        return Page(items: try shown.items.map(withWriter), next: shown.next)
    }

    /// A review as the brand's own people see it.
    package func withWriter(_ review: ProductReview) throws -> ReviewWithWriter {
        ReviewWithWriter(
            review: review,
            writer: try review.customer.flatMap { try connection.customer($0, in: book.number)?.id })
    }

    /// One review; nil for none.
    package func productReview(_ number: Int64) throws -> ProductReview? {
        try connection.productReview(number, in: book.number)
    }

    /// How many approved reviews gave each rating, 5 first; of a product or, without one, of all.
    package func ratings(
        of product: ProductReview.Product?
    ) throws -> [(rating: Int64, reviews: Int64)] {
        try connection.ratings(of: product, in: book.number)
    }
}
