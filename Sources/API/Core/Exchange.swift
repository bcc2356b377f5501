package import Engine
package import HTTPServer
package import Model
package import Screens

/// One request as handlers see it: found, authenticated, and still on its loop. Nothing of it outlives the handler's
/// call but what the handler copies out.
package struct Exchange {
    /// The service that was asked.
    package let service: Service
    /// The request, whose bytes are gone after the handler's call.
    package let request: Request
    let route: Route
    let parameters: [String: String]
    /// Who asks.
    package var caller: Caller
    /// What finds the request in the log.
    package let requestID: String
    /// Every brand's books, for the one kind of request that carries no key.
    let books: [BookNumber: Book]
    /// Who the books say acted; the caller, unless the handler knows better.
    package var actor: Actor
    /// What a checkout's call asks for, once it has been read.
    var checkoutAction: CheckoutCall.Action?
    /// The attempt at a code that this request is, if it is one.
    var guess: Guess?
    /// How a repeat of this write is recognised, where the handler knows better than its route.
    package var idempotency: Idempotency?

    /// Who asks, once authenticated.
    package struct Caller: Sendable {
        /// The key that was sent; nil where the path is the credential.
        package var key: APIKey?
        /// Whose books are meant.
        package var book: Book?
        /// The programme that is in force there.
        package var version: ProgrammeVersion?
        /// The customer that the token names.
        package var token: CustomerToken.Verified?
        /// The customer that the path names, already held against the credentials.
        package var customer: CustomerID?
        /// The customer whom a dialect's credential names.
        package var subject: NamedSubject?
        /// The connector that the path names by its secret id.
        package var connector: Connector?
        /// Nobody yet.
        package init() {}

        /// Read key without the right to any customer.
        package var isApp: Bool { key.map { $0.kind == .read && !$0.isServer } ?? false }
        /// Whether the answer goes to the brand's own people, who may read what their colleagues wrote. An app's read key
        /// does not, nor does any key beside a customer token: that answer is made for the customer. A read key that was
        /// made for servers does, because a tool of customer service needs no right to write (rule 11.1).
        var isStaff: Bool { key != nil && !isApp && token == nil }
        /// Who the books say acted.
        package var actor: Actor { isApp && token != nil ? .customer : key?.actor ?? .service }
    }

    /// The books of the caller's key.
    package var book: Book {
        guard let book = caller.book else {
            fatalError("the route \(route.name) asked for a book without a key")
        }
        return book
    }

    /// The programme in force.
    package var version: ProgrammeVersion {
        guard let version = caller.version else { fatalError("the route \(route.name) has no programme") }
        return version
    }

    /// The customer that the path names and the credentials allow.
    var customer: CustomerID {
        guard let customer = caller.customer else { fatalError("the route \(route.name) names no customer") }
        return customer
    }

    /// A segment of the path by its name in braces, decoded; empty for a name that the route has not.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The locale for a customer, or for nobody in particular.
    func locale(for customer: Customer? = nil) -> ScreenLocale {
        ScreenLocale.choose(
            acceptLanguage: request.header(.acceptLanguage), customer: customer?.locale,
            programme: version.programme)
    }

    /// What the request says about the language, to be used where the request is gone.
    package var chooseLocale: @Sendable (Customer) -> ScreenLocale {
        let header = request.header(.acceptLanguage)
        let programme = version.programme
        return { customer in
            ScreenLocale.choose(acceptLanguage: header, customer: customer.locale, programme: programme)
        }
    }

    /// The same for a programme that may be an earlier one, in an answer about the past.
    var chooseLocaleOf: @Sendable (Customer, Programme) -> ScreenLocale {
        let header = request.header(.acceptLanguage)
        return { customer, programme in
            ScreenLocale.choose(acceptLanguage: header, customer: customer.locale, programme: programme)
        }
    }

    /// Reads the JSON body; every fault is collected and named.
    func body<Input>(
        limits: JSONLimits = .standard, _ read: (inout JSONFields) -> Input?
    ) throws -> Input {
        try requireJSON()
        return try JSONFields.read(try JSONValue(parsing: request.body, limits: limits), read)
    }

    /// Reads the query; every fault is collected and named, unknown parameters included.
    func query<Input>(_ read: (inout QueryFields) -> Input?) throws -> Input {
        let items = try request.queryItems().map { (name: $0.name, value: $0.value) }
        return try QueryFields.read(items, read)
    }

    /// Refuses a query where none is known.
    func noQuery() throws { _ = try query { _ in true } }

    /// Refuses a body that is not declared as JSON.
    func requireJSON() throws {
        guard let type = request.header(.contentType) else { throw Problem(.unsupportedMediaType) }
        // RFC 9110 §8.3.1: white space may stand around the semicolon, and nowhere within the type.
        let media = type.prefix { $0 != ";" }.lowercased()
        let end =
            media.lastIndex { $0 != " " && $0 != "\t" }.map { media.index(after: $0) } ?? media.startIndex
        guard media[..<end] == "application/json" else { throw Problem(.unsupportedMediaType) }
    }
}

extension Exchange {
    /// The path as it was asked for, without the query.
    var path: String { String(Substring(request.rawTarget.utf8.prefix { $0 != UInt8(ascii: "?") })) }

    /// `instance` of problems: the path, unless that is a secret (rule 11.3).
    var instance: String { route.access.isSecretPath ? route.pathReference : path }

    /// Whether the answer gets a validator.
    var isRead: Bool {
        switch route.name {
        case "getScreen", "getProgram", "getGuestScreen": true
        default: false
        }
    }

    /// Whether `dry_run=true` was asked for of a write that moves coins; writes know no other query parameter.
    func isDryRun() throws -> Bool {
        let movesCoins = route.movesCoins
        return try query { fields in .some(movesCoins ? fields.optionalBool("dry_run") ?? false : false) }
    }

    /// What a browser of one of the brand's origins needs to see the answer (CORS).
    var crossOriginFields: [(HeaderName, String)] {
        guard let origin = request.header(.origin), let version = caller.version,
            version.programme.origins.contains(origin)
        else { return [] }
        return Self.crossOriginFields(for: origin)
    }

    /// What a browser needs to see an answer, and the fields of it that scripts may read.
    static func crossOriginFields(for origin: String) -> [(HeaderName, String)] {
        [
            (.accessControlAllowOrigin, origin),
            (
                .accessControlExposeHeaders,
                "ETag, X-Request-Id, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After"
            ),
        ]
    }
}

extension InvalidInput {
    /// A path segment that breaks its own rule.
    static func inPath(_ name: String, expected: String) -> InvalidInput {
        InvalidInput(
            FieldError(
                pointer: "#/path/\(name)", code: FieldCode.invalidFormat,
                detail: "\(name) must be \(expected)."))
    }
}
