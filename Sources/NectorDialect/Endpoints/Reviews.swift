import API
import Engine
import HTTPServer
import Model

/// What shoppers write about products.
enum ReviewsEndpoint {
    /// The shop systems that products belong to; `external` is what the older description calls a website of one's own.
    static let sources: Set<String> = ["custom_website", "shopify", "woocommerce", "external"]

    /// `GET /reviews`: those that were approved.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let names = NectorRequest(exchange).names
        let page = input.page(limitMax: NectorLimits.reviewPageMax)
        let id = input.text("id")
        var filter = ReviewFilter(
            state: .approved, product: product(input), isVerified: input.bool("is_verified"),
            isFeatured: input.bool("is_featured"))
        filter.order =
            input.text("sort") == "image_count" && !page.isAscending
            ? .mostImages : page.isAscending ? .oldest : .newest
        return .bookRead { [filter] snapshot in
            var (items, count): ([ProductReview], Int64) = ([], 0)
            if let id {
                items = try find(id, names, in: snapshot).map { [$0] } ?? []
                count = Int64(items.count)
            } else {
                (items, count) = try snapshot.productReviews(
                    filter, offset: Int64(page.offset), limit: page.limit)
            }
            let ratings = try snapshot.ratings(of: filter.product)
            return Envelope.success { json in
                json.member("count", count)
                json.list("items", items) { write($0, names, into: &$1) }
                json.object("cursor") { json in
                    json.member("has_next", Int64(page.offset + items.count) < count)
                }
                writeStats(ratings, into: &json)
            }
        }
    }

    /// `GET /reviews/{id}`
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let names = NectorRequest(exchange).names
        let id = exchange.parameter("id")
        return .bookRead { snapshot in
            guard let review = try find(id, names, in: snapshot) else { throw Refusal.reviewNotFound }
            return Envelope.item { write(review, names, into: &$0) }
        }
    }

    /// `GET /reviews-count`: how many approved reviews there are, and the sum of their ratings.
    static func count(_ exchange: inout Exchange) throws -> Outcome {
        let product = product(try NectorInput(query: exchange.request))
        return .bookRead { snapshot in
            let ratings = try snapshot.ratings(of: product)
            return Envelope.success { json in
                json.object("countsum") { json in
                    json.member("count", ratings.reduce(0) { $0 + $1.reviews })
                    json.member("sum", ratings.reduce(0) { $0 + $1.rating * $1.reviews })
                }
            }
        }
    }

    /// `POST /reviews`: kept until one of the brand's people has looked at it.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let request = NectorRequest(exchange)
        let review = try read(body)
        let person = try LeadInput(body)
        let who = person.email.map(NectorWho.email) ?? person.mobile.map { .mobile($0, country: nil) }
        guard who != nil || request.subject != nil else {
            throw try body.object("metadetail").fault("email", FieldCode.required, "or mobile is required")
        }
        return .write { context in
            var review = review
            review.customer = try writer(who, request, in: context.snapshot)?.number
            let kept = try PostReview.run(review, in: context)
            return Envelope.success { json in
                json.member("success", true)
                json.member("_id", request.names.review(kept.number).text)
                json.key("item")
                write(kept, request.names, into: &json)
            }
        }
    }

    /// `POST /uploads`: files are not kept here.
    static func upload(_ exchange: inout Exchange) throws -> Outcome {
        throw InvalidInput(
            FieldError(
                pointer: JSONPointer.root, code: FieldCode.notAllowed,
                detail: "Files are not kept here: send links to pictures as image_links of the review."))
    }

    /// Who writes: whom the credential names, or whom the contact fits. Somebody whom nobody knows may write as well, and
    /// so may whoever has proved nothing to a storefront: that review is nobody's, and says of no customer whether there
    /// is one (rule 11.1).
    private static func writer(
        _ who: NectorWho?, _ request: NectorRequest, in snapshot: Snapshot
    ) throws -> Customer? {
        if let subject = request.subject {
            guard let writer = try snapshot.customerIfKnown(subject) else { throw Refusal.customerNotFound }
            return writer
        }
        guard !request.isApp else { return nil }
        return try who?.find(in: snapshot, request.names)
    }

    private static func read(_ body: NectorBody) throws -> PostReview.Input {
        typealias Limits = PostReview.Limits
        let systems = Dictionary(uniqueKeysWithValues: sources.map { ($0, $0) })
        guard let source = try body.word("reference_product_source", systems) else {
            throw body.fault("reference_product_source", FieldCode.required, "is required")
        }
        let product = ProductReview.Product(
            source: source, id: try body.needed("reference_product_id", most: Limits.productMax),
            name: try body.text("reference_product_name", most: Limits.titleMax),
            image: try body.parsed(
                "reference_product_image", most: Limits.linkMax, expected: linkExpected, link),
            address: try body.parsed(
                "reference_product_url", most: Limits.linkMax, expected: linkExpected, link))
        let name = try body.needed("name", most: Limits.nameMax)
        guard let rating = try body.whole("rating", in: 1...5) else {
            throw body.fault("rating", FieldCode.required, "is required")
        }
        let images = try body.texts("image_links", most: Limits.imagesMax)
        guard images.allSatisfy({ link($0) != nil }) else {
            throw body.fault("image_links", FieldCode.invalidFormat, "must be \(linkExpected)")
        }
        return PostReview.Input(
            customer: nil, product: product, name: name, rating: rating,
            title: try body.text("title", most: Limits.titleMax) ?? "",
            text: try body.text("description", most: Limits.textMax, lines: true) ?? "",
            order: try body.text("order_id", most: Limits.productMax), images: images)
    }

    private static let linkExpected =
        "an address that begins with https://, of at most \(PostReview.Limits.linkMax) characters"

    /// Links are shown by shops: one that runs a script there, or that is no link at all, is none.
    private static func link(_ text: String) -> String? {
        let isLink =
            (text.hasPrefix("https://") || text.hasPrefix("http://"))
            && text.utf8.count <= PostReview.Limits.linkMax
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }
        return isLink ? text : nil
    }

    private static func product(_ input: NectorInput) -> ProductReview.Product? {
        guard let source = input.text("reference_product_source"), let id = input.text("reference_product_id")
        else { return nil }
        return ProductReview.Product(source: source, id: id)
    }

    private static func find(
        _ id: String, _ names: NectorNames, in snapshot: Snapshot
    ) throws -> ProductReview? {
        guard let payload = NectorID(id).flatMap({ names.cipher.payload(.review, $0) }),
            let review = try snapshot.productReview(payload.owner), review.state == .approved
        else { return nil }
        return review
    }

    private static func writeStats(
        _ ratings: [(rating: Int64, reviews: Int64)], into json: inout JSONWriter
    ) {
        json.list("stats", ratings) { row, json in
            json.beginObject()
            json.member("rating", row.rating)
            json.member("count", row.reviews)
            json.endObject()
        }
        let count = ratings.reduce(0) { $0 + $1.reviews }
        json.member("average_rating", ratio: ratings.reduce(0) { $0 + $1.rating * $1.reviews }, count)
    }

    private static func write(_ review: ProductReview, _ names: NectorNames, into json: inout JSONWriter) {
        json.beginObject()
        json.identity(names.review(review.number), names)
        json.member("name", review.name)
        json.member("rating", review.rating)
        json.member("title", review.title)
        json.member("description", review.text)
        json.member("body", review.text)
        json.member("is_verified", review.isVerified)
        json.member("verified", review.isVerified)
        json.member("is_featured", review.isFeatured)
        json.member("is_approved", review.state == .approved)
        json.member("status", review.state.rawValue)
        json.member("posted_at", review.createdAt)
        json.member("image_count", review.images.count)
        json.member("video_count", 0)
        json.list("uploads", Array(review.images.enumerated())) { image, json in
            json.beginObject()
            json.member("_id", names.cipher.id(.review, review.number, Int64(image.offset) + 1).text)
            json.member("type", literal: "image")
            json.member("link", image.element)
            json.endObject()
        }
        json.member("reference_product_source", review.product.source)
        json.member("reference_product_id", review.product.id)
        json.member("reference_product_name", optional: review.product.name)
        json.member("reference_product_handle", optional: handle(review.product))
        json.member("reference_product_slug", optional: handle(review.product))
        json.member("reference_product_image", optional: review.product.image)
        json.member("reference_product_url", optional: review.product.address)
        json.times(created: review.createdAt, updated: review.decidedAt)
        json.endObject()
    }

    /// The last part of the product's address, which is how shops call it.
    private static func handle(_ product: ProductReview.Product) -> String? {
        guard let address = product.address else { return nil }
        let path = address.prefix { $0 != "?" && $0 != "#" }
        return path.split(separator: "/").dropFirst(2).last.map(String.init)
    }
}

extension NectorNames {
    /// The UUID of a review.
    func review(_ number: Int64) -> NectorID { cipher.id(.review, number) }
}
