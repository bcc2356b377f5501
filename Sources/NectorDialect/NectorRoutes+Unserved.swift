import API
import HTTPServer
import Model

/// What Nector has and this service has not: offers of other brands, questions about products. Lists of them are empty, so
/// that an app which asks finds none; whoever wants to make one is told.
extension NectorRoutes {
    static let unserved: [NectorRoute] = [
        get("listPublicCoupons", "publiccoupons", .customer, UnservedEndpoint.list),
        get("getPublicCoupon", "publiccoupons/{id}", .customer, UnservedEndpoint.refuse),
        post("createPublicOfferReward", "publicofferrewards", .write, UnservedEndpoint.refuse),
        post("redeemPublicOffer", "publicofferredeems", .customer, UnservedEndpoint.refuse),
        get("listQuestions", "qnas", .read, UnservedEndpoint.list),
        get("getQuestion", "qnas/{id}", .read, UnservedEndpoint.refuse),
        get("countQuestions", "qnas-count", .read, UnservedEndpoint.count),
        post("createQuestion", "qnas", .read, UnservedEndpoint.refuse),
    ]
}

/// Offers of other brands, and questions about products.
enum UnservedEndpoint {
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        .answer(
            Envelope.success { json in
                json.member("count", 0)
                json.list("items", [String]()) { $1.string($0) }
                json.object("cursor") { $0.member("has_next", false) }
            })
    }

    static func count(_ exchange: inout Exchange) throws -> Outcome {
        .answer(
            Envelope.success { json in
                json.object("countsum") { json in
                    json.member("count", 0)
                    json.member("sum", 0)
                }
            })
    }

    static func refuse(_ exchange: inout Exchange) throws -> Outcome {
        throw Problem(
            .invalidInput, "Public offers, and questions about products, are not part of this service.")
    }
}
