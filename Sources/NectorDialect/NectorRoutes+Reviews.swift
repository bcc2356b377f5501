import HTTPServer

/// What shoppers write about products. Some clients look for reviews under an older version of the path, without
/// Nector's fields in the head.
extension NectorRoutes {
    static let reviews: [NectorRoute] =
        routes(under: "/api/v2/merchant", "") + routes(under: "/api/v1/merchant", "V1")
        + routes(under: "/v1/merchant", "Plain")

    private static func routes(under base: String, _ version: String) -> [NectorRoute] {
        [
            NectorRoute("listReviews\(version)", .get, base + "/reviews", .read, ReviewsEndpoint.list),
            NectorRoute("createReview\(version)", .post, base + "/reviews", .person, ReviewsEndpoint.create),
            NectorRoute("getReview\(version)", .get, base + "/reviews/{id}", .read, ReviewsEndpoint.get),
            NectorRoute(
                "countReviews\(version)", .get, base + "/reviews-count", .read, ReviewsEndpoint.count),
            NectorRoute("createUpload\(version)", .post, base + "/uploads", .read, ReviewsEndpoint.upload),
        ]
    }
}
