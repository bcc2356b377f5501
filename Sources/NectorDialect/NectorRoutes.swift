import API
import HTTPServer

/// Who may call an endpoint of the dialect (nector-dialect: "Access levels").
enum NectorAccess: Sendable {
    /// Anybody.
    case open
    /// Any key: what the programme says to everybody.
    case read
    /// Any key; a storefront key also needs the customer's credential, and then sees that customer alone.
    case customer
    /// Any key; a storefront key without the customer's credential is answered with masked data.
    case lookup
    /// Any key; the customer's token, where one is sent, says who acts. A storefront key acts for nobody without it whom
    /// the books know.
    case person
    /// A write key.
    case write
    /// A connector's Secret Webhook ID in the path.
    case webhook
}

extension NectorAccess {
    /// How the service knows the caller.
    fileprivate var route: Access {
        switch self {
        case .open: .open
        case .webhook: .webhook
        case .read, .customer, .lookup, .person, .write: .dialect
        }
    }
}

/// One endpoint and who may call it.
struct NectorRoute: Sendable {
    let route: Route
    let access: NectorAccess

    init(
        _ name: String, _ method: Method, _ path: String, _ access: NectorAccess,
        _ handler: @escaping Route.Handler
    ) {
        route = Route("nector:" + name, method, path, access.route, handler)
        self.access = access
    }
}

/// The site map of the dialect.
enum NectorRoutes {
    static let all: [NectorRoute] = reading + writing + reviews + unserved + webhooks

    /// What is read under the path of the current version.
    static func get(
        _ name: String, _ path: String, _ access: NectorAccess, _ handler: @escaping Route.Handler
    ) -> NectorRoute {
        NectorRoute(name, .get, base + path, access, handler)
    }

    /// What is made there.
    static func post(
        _ name: String, _ path: String, _ access: NectorAccess, _ handler: @escaping Route.Handler
    ) -> NectorRoute {
        NectorRoute(name, .post, base + path, access, handler)
    }

    /// What is changed there.
    static func put(
        _ name: String, _ path: String, _ access: NectorAccess, _ handler: @escaping Route.Handler
    ) -> NectorRoute {
        NectorRoute(name, .put, base + path, access, handler)
    }

    private static let base = "/api/v2/merchant/"
}
