package import HTTPServer

/// Who may call a route.
package enum Access: Sendable {
    /// Anybody: health, contract, problem pages.
    case open
    /// Any key: what the programme says to everybody.
    case programme
    /// Any key; with a customer token beside it, that customer is meant.
    case programmeOrCustomer
    /// A read key with the customer's own token, a server read key, or a write key.
    case customer
    /// A write key, or a read key with a token for what the programme leaves open; the handler looks closer.
    case writeOrCustomer
    /// A write key.
    case write
    /// An admin key.
    case admin
    /// A signature in the path.
    case signature
    /// A connector's Secret Webhook ID in the path, as `{webhook_id}`.
    case webhook
    /// The credentials of another wire format, which that format reads.
    case dialect

    /// Whether the path itself is the credential.
    var isSecretPath: Bool { self == .signature || self == .webhook }
}

/// How a write is recognised when it comes again.
package enum Repeats: Sendable {
    /// Nothing is written, or the write has a natural key.
    case natural
    /// By the Idempotency-Key field, which must be there.
    case byKey
}

/// What a route's body is written in.
package enum Media: Sendable {
    case json, yaml, html, schema, plain

    /// The names under which a client may ask for it.
    var accepted: [String] {
        switch self {
        case .json: ["application/json"]
        case .yaml: ["application/yaml", "application/x-yaml", "text/yaml", "text/plain"]
        case .html: ["text/html"]
        case .schema: ["application/schema+json", "application/json"]
        case .plain: ["text/plain"]
        }
    }
}

/// One endpoint: method, path, who may call it, and its handler.
package struct Route: Sendable {
    /// Reads the request on its loop, and says how it is to be carried out.
    package typealias Handler = @Sendable (inout Exchange) throws -> Outcome

    /// The contract's `operationId`, and the name in idempotency scopes and the log.
    package let name: String
    /// The method that it answers; a GET also answers HEAD.
    package let method: Method
    /// The path's segments; one in braces is a parameter.
    package let pattern: [String]
    let access: Access
    let repeats: Repeats
    /// Whether it can be tried with `dry_run=true`.
    let movesCoins: Bool
    let media: Media
    let handler: Handler
    /// Its row in what is counted; 0 before it stands in a ``RouteTable``.
    fileprivate(set) var row = 0

    /// One endpoint; a segment of the path in braces is a parameter.
    package init(
        _ name: String, _ method: Method, _ path: String, _ access: Access, repeats: Repeats = .natural,
        movesCoins: Bool = false, media: Media = .json, _ handler: @escaping Handler
    ) {
        self.name = name
        self.method = method
        pattern = path.split(separator: "/").map(String.init)
        self.access = access
        self.repeats = repeats
        self.movesCoins = movesCoins
        self.media = media
        self.handler = handler
    }

    /// Whether it changes nothing: every GET, and what is computed from a body that is too long for a query.
    var isReading: Bool { method == .get || name == "previewCart" || name == "listBadges" }

    /// Whether its callers' programs are somebody else's, written for another service than this.
    var isForeign: Bool { access == .signature || access == .dialect }

    /// Whether rendered answers are kept for the next request like it.
    var isKept: Bool { name == "getScreen" }

    /// The names in braces, in the order of the path.
    var parameterNames: [String] {
        pattern.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The path as the contract writes it.
    var path: String { "/" + pattern.joined(separator: "/") }

    /// The same as a URI reference, in which braces may not stand (RFC 3986 §2).
    var pathReference: String { path.replacing("{", with: "%7B").replacing("}", with: "%7D") }
}

/// The routes, found by method and path.
struct RouteTable: Sendable {
    /// What a path leads to.
    enum Match {
        case route(Route, parameters: [String: String])
        /// The path exists; these are its methods.
        case otherMethods([Method])
        case nothing
    }

    /// A route with its pattern read once: a name for a parameter, or the text that must stand there.
    private struct Entry: Sendable {
        enum Part: Sendable {
            case text(String)
            case parameter(String)
        }

        let route: Route
        let parts: [Part]
        /// How many of them are texts.
        let texts: Int

        init(_ route: Route) {
            self.route = route
            parts = route.pattern.map { part in
                part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .text(part)
            }
            texts = route.pattern.count { !$0.hasPrefix("{") }
        }
    }

    /// By number of segments, so that few patterns are compared.
    private let entries: [Int: [Entry]]
    /// In the order of their rows, of which the first is 1.
    let all: [Route]

    init(_ routes: [Route]) {
        all = routes.enumerated().map { number, route in
            var route = route
            route.row = number + 1
            return route
        }
        entries = Dictionary(grouping: all.map(Entry.init)) { $0.parts.count }
    }

    /// The route for a request; HEAD is found as GET. A path that is written out, such as `…/screens/cart`, goes before
    /// one with a parameter in its place.
    func match(_ method: Method, _ path: [String]) -> Match {
        let wanted = method == .head ? .get : method
        var found: [Entry] = []
        for entry in entries[path.count] ?? [] where Self.matches(entry, path) {
            if let best = found.first {
                if entry.texts < best.texts { continue }
                if entry.texts > best.texts { found.removeAll() }
            }
            found.append(entry)
        }
        if let entry = found.first(where: { $0.route.method == wanted }) {
            return .route(entry.route, parameters: Self.parameters(of: entry, in: path))
        }
        return found.isEmpty ? .nothing : .otherMethods(found.map(\.route.method))
    }

    private static func matches(_ entry: Entry, _ path: [String]) -> Bool {
        for index in path.indices {
            switch entry.parts[index] {
            case .text(let text): guard path[index] == text else { return false }
            case .parameter: guard !path[index].isEmpty else { return false }
            }
        }
        return true
    }

    private static func parameters(of entry: Entry, in path: [String]) -> [String: String] {
        var parameters: [String: String] = [:]
        for index in path.indices {
            if case .parameter(let name) = entry.parts[index] { parameters[name] = path[index] }
        }
        return parameters
    }
}
