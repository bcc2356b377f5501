import Engine
import HTTPServer
import Model

/// Who asks, and whether they may (api.md "Credentials", rules 11.1–11.3).
struct Authentication {
    let service: Service
    let contents: Registry.Contents
    let tokenKeys: [BookNumber: CustomerToken.Key]
    let now: Instant

    /// Authenticates a request for a route.
    ///
    /// - Throws: ``Problem``: 401 for no or a wrong credential, 403 for a missing scope, 404 where the path names a
    ///   customer that is not the caller's, which is the same answer as for one that does not exist (rule 11.2).
    func caller(for route: Route, _ request: Request, path: [String: String]) throws(Problem)
        -> Exchange.Caller
    {
        var caller = Exchange.Caller()
        if route.access == .open || route.access == .signature { return caller }
        if route.access == .webhook { return try connector(path["webhook_id"] ?? "") }
        if route.access == .dialect, let dialect = service.dialect(of: request) {
            let credentials = Credentials(contents: contents, secrets: service.engine.secrets, now: now)
            return try dialect.caller(for: route, request, path: path, credentials)
        }
        let key = try key(of: request)
        caller.key = key
        guard let book = contents.books[key.book] else { throw Problem(.keyInvalid) }
        caller.book = book
        guard let version = contents.programme(of: book) else { throw Problem(.programmeNotFound) }
        caller.version = version
        try check(key, for: route)
        caller.token = try token(of: request, key: key, book: book, route: route)
        caller.customer = try customer(named: path["customer_id"], caller, route)
        return caller
    }

    /// The key is looked up by its digest, so that nothing about a stored key can be learnt from the time it takes.
    private func key(of request: Request) throws(Problem) -> APIKey {
        guard request.headerCount(.apiKey) == 1, let text = request.header(.apiKey) else {
            throw unauthorized(.keyMissing, #"APIKey realm="loyalty""#)
        }
        guard let key = contents.keys[KeyText.digest(of: text)], key.dialect == .native, key.isGood(at: now)
        else {
            throw unauthorized(.keyInvalid, #"APIKey realm="loyalty", error="invalid_key""#)
        }
        return key
    }

    /// Whose id it is. One that is unknown or has ended is not there, like any path that leads nowhere.
    private func connector(_ id: String) throws(Problem) -> Exchange.Caller {
        guard let (connector, book) = contents.connector(calledBy: id, at: now),
            let version = contents.programme(of: book)
        else { throw Problem(.notFound) }
        var caller = Exchange.Caller()
        (caller.connector, caller.book, caller.version) = (connector, book, version)
        return caller
    }

    private func check(_ key: APIKey, for route: Route) throws(Problem) {
        switch route.access {
        case .open, .signature, .webhook, .dialect, .programme, .programmeOrCustomer: return
        case .customer, .writeOrCustomer:
            guard key.kind == .admin else { return }
            throw missing("write", key)
        case .write:
            guard key.kind != .write else { return }
            throw missing("write", key)
        case .admin:
            guard key.kind != .admin else { return }
            throw missing("admin", key)
        }
    }

    /// The customer token, where the key needs one or the caller sent one for `me`.
    private func token(
        of request: Request, key: APIKey, book: Book, route: Route
    ) throws(Problem) -> CustomerToken.Verified? {
        let isOptional = route.access == .programmeOrCustomer
        guard route.access == .customer || route.access == .writeOrCustomer || isOptional else { return nil }
        let isNeeded = !isOptional && mustProveCustomer(key, route)
        guard request.headerCount(.authorization) == 1, let field = request.header(.authorization) else {
            guard isNeeded else { return nil }
            throw unauthorized(.tokenMissing, #"Bearer realm="loyalty""#)
        }
        guard let token = Self.bearer(field) else {
            throw unauthorized(.tokenMissing, #"Bearer realm="loyalty""#)
        }
        guard let tokenKey = tokenKeys[book.number] else {
            throw unauthorized(.tokenInvalid, #"Bearer realm="loyalty""#)
        }
        do {
            let verified = try CustomerToken.verify(token, in: book, key: tokenKey, at: now)
            if !contents.isErased(verified, in: book, secrets: service.engine.secrets) { return verified }
        } catch .expired {
            throw unauthorized(.tokenExpired, #"Bearer realm="loyalty", error="invalid_token""#)
        } catch {
            // Whatever is wrong with it, the caller is told no more.
        }
        throw unauthorized(.tokenInvalid, #"Bearer realm="loyalty", error="invalid_token""#)
    }

    /// What follows `Bearer ` (RFC 6750 §2.1), whatever the case of the scheme; nil for another scheme.
    private static func bearer(_ field: String) -> String? {
        let scheme = Array("bearer ".utf8)
        let bytes = field.utf8
        guard bytes.count > scheme.count, zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 }) else {
            return nil
        }
        return String(bytes.dropFirst(scheme.count))
    }

    /// The customer of the path: `me` is the token's; any other must be the token's too, unless the key may see all.
    private func customer(
        named name: String?, _ caller: Exchange.Caller, _ route: Route
    ) throws(Problem) -> CustomerID? {
        guard let name else { return nil }
        if name == "me", route.access == .customer {
            guard let token = caller.token else {
                throw unauthorized(.tokenMissing, #"Bearer realm="loyalty""#)
            }
            return token.customer
        }
        guard let id = CustomerID(name) else {
            // A write that would make the customer says what is wrong with the id; anything else finds nobody.
            if route.method == .put {
                throw Problem(InvalidInput.inPath("customer_id", expected: CustomerID.expected))
            }
            throw Problem(Refusal.customerNotFound)
        }
        if let key = caller.key, mustProveCustomer(key, route), id != caller.token?.customer {
            throw Problem(Refusal.customerNotFound)
        }
        return id
    }

    /// Whether the key alone is not enough: a read key acts, and unless it was made for servers also reads, only for
    /// the customer of the token beside it (rule 11.1).
    private func mustProveCustomer(_ key: APIKey, _ route: Route) -> Bool {
        key.kind == .read && !(key.isServer && route.isReading)
    }

    private func unauthorized(_ kind: ProblemKind, _ challenge: String) -> Problem {
        var problem = Problem(kind)
        problem.fields = [(.wwwAuthenticate, challenge)]
        return problem
    }

    private func missing(_ scope: String, _ key: APIKey) -> Problem {
        var problem = Problem(
            .scopeMissing,
            "This needs \(Self.article(scope)) key; the key sent is \(Self.article(key.kind.rawValue)) key."
        )
        problem.extra = [("scope", .string(scope))]
        return problem
    }

    /// `a write`, `an admin`.
    private static func article(_ word: String) -> String {
        "\("aeiou".contains(word.prefix(1)) ? "an" : "a") \(word)"
    }
}
