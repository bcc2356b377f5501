import Engine
import HTTPServer
import Model
import Screens

/// The brand's people look at what shoppers wrote, and decide what is shown.
enum ProductReviewsEndpoint {
    /// A page of the reviews in a state, newest first; those that wait, unless another state is asked for.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let query = try exchange.query { fields in
            let state = fields.optionalField(
                "state", parse: ProductReview.State.init(rawValue:), expected: expectedStates)
            return fields.page(of: .productReviews).map { (page: $0, state: state ?? .pending) }
        }
        return .bookRead { snapshot in
            let reviews = try snapshot.productReviews(query.state, page: query.page)
            return .page(reviews.items, of: .productReviews, next: reviews.next) { review, json in
                write(review, into: &json)
            }
        }
    }

    /// Shows a review from now on, and rewards its writer.
    static func approve(_ exchange: inout Exchange) throws -> Outcome {
        let featured = try exchange.body { fields in Bool??.some(fields.optionalBool("featured")) }
        return try decide(&exchange, isApproved: true, isFeatured: featured)
    }

    /// Shows a review to nobody from now on; what was awarded stays.
    static func reject(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.emptyBody()
        return try decide(&exchange, isApproved: false, isFeatured: nil)
    }

    private static func decide(
        _ exchange: inout Exchange, isApproved: Bool, isFeatured: Bool?
    ) throws -> Outcome {
        guard let number = ProductReview.number(fromID: exchange.parameter("review_id")) else {
            throw Refusal.reviewNotFound
        }
        let input = DecideReview.Input(number: number, isApproved: isApproved, isFeatured: isFeatured)
        return .write { context in
            let receipt = try DecideReview.run(input, in: context)
            let review = try context.snapshot.withWriter(receipt.review)
            return .json { json in
                json.beginObject()
                json.key("review")
                write(review, into: &json)
                if let award = receipt.award {
                    json.key("award")
                    AwardWriting.write(award, into: &json)
                }
                json.endObject()
            }
        }
    }

    private static let expectedStates = ProductReview.State.allCases.map(\.rawValue).joined(separator: ", ")

    private static func write(_ shown: ReviewWithWriter, into json: inout JSONWriter) {
        let review = shown.review
        json.beginObject()
        json.member("id", review.id)
        json.member("state", review.state.rawValue)
        if let writer = shown.writer { json.member("customer_id", writer.text) }
        json.key("product")
        json.beginObject()
        json.member("source", review.product.source)
        json.member("id", review.product.id)
        if let name = review.product.name { json.member("name", name) }
        if let image = review.product.image { json.member("image", image) }
        if let address = review.product.address { json.member("url", address) }
        json.endObject()
        json.member("name", review.name)
        json.member("rating", review.rating)
        json.member("title", review.title)
        json.member("text", review.text)
        if let order = review.order { json.member("order_id", order) }
        json.list("images", review.images) { $1.string($0) }
        json.member("verified", review.isVerified)
        json.member("featured", review.isFeatured)
        json.member("created_at", review.createdAt)
        if let by = review.decidedBy { json.member("decided_by", by) }
        if let at = review.decidedAt { json.member("decided_at", at) }
        json.endObject()
    }
}
