import Engine
import HTTPServer
import Model
import Store

/// Answers the requests of one loop: a kept screen at once, everything else by its route.
///
/// One request reads from top to bottom: find a kept screen → match the route → authenticate → limit → handle → carry out
/// the outcome → answer. Only what waits for the writer is suspended, once, until its commit.
final class LoopHandler: RequestHandler {
    let service: Service
    let reader: Reader
    private var contents: Registry.Contents
    /// The prepared keys of the books' customer tokens.
    private var tokenKeys: [BookNumber: CustomerToken.Key]
    let kept: KeptScreens
    var fieldLines: [UInt8] = []
    private var requestIDs: RequestIDs
    /// The name of the route that is being carried out; nil where none was found.
    private(set) var routeName: String?
    private let logLines: APILog.Buffer
    let metrics: ServiceMetrics.Loop
    /// The row in which kept screens are counted.
    let screenRow: Int
    /// The route that is being carried out, for what is counted; nil where none was found.
    private(set) var route: Route?
    /// The key under which it is carried out, once that is known.
    private(set) var answeredKey: Int64?
    /// When it was taken up.
    private(set) var began = ContinuousClock.now
    /// The kept screen for the bytes that were just recalled.
    private var recalled: Recalled?
    /// The line of the request that is being carried out; nil before its book is known.
    private var line: APILog.Line?

    init(service: Service, loop: Int) throws {
        self.service = service
        reader = try service.engine.store.makeReader()
        contents = service.engine.registry.contents
        tokenKeys = Self.tokenKeys(of: service.engine.registry.contents, service.engine.secrets)
        kept = KeptScreens(bytesMax: service.configuration.keptScreenBytesMax)
        requestIDs = RequestIDs(loop: loop)
        logLines = service.apiLog.makeBuffer()
        metrics = service.metrics.makeLoop()
        screenRow = service.routes.all.first { $0.isKept }?.row ?? 0
    }

    func respond(to request: Request, with reply: consuming Reply) {
        refreshRegistry()
        let (now, began) = (service.engine.realNow(), ContinuousClock.now)
        if let screen = kept.find(request),
            let found = unsafe takeUp(
                screen, isKnown: isKnown(screen, to: request), at: now, began, requestID: nil)
        {
            remember(request, answeredBy: screen, isKnown: found.isKnown)
            return send(found, to: request, reply)
        }
        let requestID = requestIDs.id(for: request)
        line = nil
        self.began = began
        switch plan(request, requestID: requestID, now: now, began) {
        case .now(let answer):
            if let line { logLines.add(line, status: Int64(answer.status.code), code: answer.code) }
            observe(answer, since: began, requestID: requestID)
            send(answer, requestID: requestID, reply)
        case .later(let start):
            let suspended = reply.suspend()
            start { suspended.send($0) }
        }
    }

    func recalls(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard kept.mayRecall(bytesCount: bytes.count) else { return false }
        let began = ContinuousClock.now
        refreshRegistry()
        recalled =
            unsafe recall(RepeatedHead(whole: bytes), began)
            ?? RepeatedHead(naming: bytes).flatMap { recall($0, began) }
        return recalled != nil
    }

    private func recall(_ head: RepeatedHead, _ began: ContinuousClock.Instant) -> Recalled? {
        guard let (screen, isKnown) = kept.recall(head) else { return nil }
        return unsafe takeUp(
            screen, isKnown: isKnown, at: service.engine.realNow(), began, requestID: head.requestID)
    }

    /// A kept screen about to be served, counted against its limits; nil when it is no longer good or over one of them.
    private func takeUp(
        _ screen: KeptScreens.Screen, isKnown: @autoclosure () -> Bool, at now: Instant,
        _ began: ContinuousClock.Instant, requestID: UnsafeRawBufferPointer?
    ) -> Recalled? {
        var tightest: LimitState?
        guard isGood(screen.terms, at: now), admit(screen, at: now, tightest: &tightest) else { return nil }
        return unsafe Recalled(
            screen: screen, isKnown: isKnown(), limit: tightest, now: now, began: began,
            requestID: requestID)
    }

    func answerAgain(with reply: consuming Reply) {
        guard let recalled = recalled.take() else { fatalError("no request was recalled") }
        send(recalled, to: nil, reply)
    }

    /// As many at once wait for one another as it is, so that the writer may let some more writes come.
    func turnEnded(handled count: Int) {
        if count >= Self.crowdedTurn { service.engine.store.crowd.note() }
    }

    /// Requests of one turn that say that there is more to do than time: where there is time they come one by one.
    private static let crowdedTurn = 8

    /// Has the kept screens remember the request's head, if it may be answered again without being parsed.
    private func remember(_ request: Request, answeredBy screen: KeptScreens.Screen, isKnown: Bool) {
        let names = request.headerCount(.requestID)
        guard names <= 1 else { return }
        unsafe request.withRepeatableHead { head in
            guard let head = unsafe head else { return }
            guard let head = unsafe names == 0 ? RepeatedHead(whole: head) : RepeatedHead(naming: head) else {
                return
            }
            kept.remember(head, of: screen, isKnown: isKnown)
        }
    }

    func refuse(_ error: RequestError, with reply: consuming Reply) {
        let requestID = requestIDs.next()
        let problem = Problem(error)
        service.logFailure(problem, error, route: nil, requestID: requestID)
        let answer = problem.answer(instance: "", requestID: requestID)
        metrics.requests.count(row: 0, status: answer.status.code)
        service.metrics.countProblem(answer.code)
        send(answer, requestID: requestID, reply)
    }

    private func plan(
        _ request: Request, requestID: String, now: Instant, _ began: ContinuousClock.Instant
    ) -> Plan {
        do {
            return try carryOut(request, requestID: requestID, now: now, began)
        } catch {
            return .now(failure(error, request, requestID: requestID))
        }
    }

    private func carryOut(
        _ request: Request, requestID: String, now: Instant, _ began: ContinuousClock.Instant
    ) throws -> Plan {
        (routeName, route, answeredKey) = (nil, nil, nil)
        let path = try pathSegments(of: request)
        if request.method == .options { return .now(try options(for: request, path)) }
        let (route, parameters) = try route(for: request, path)
        routeName = route.name
        self.route = route
        if route.isKept { metrics.keptScreenMissed() }
        try requireAcceptable(request, route)
        try requireWhole(request)
        let caller: Exchange.Caller
        do {
            caller = try Authentication(service: service, contents: contents, tokenKeys: tokenKeys, now: now)
                .caller(for: route, request, path: parameters)
        } catch {
            try limitFailures(of: request, error, route, at: now)
            throw error
        }
        answeredKey = caller.key?.id
        line = logLine(of: caller, route, requestID: requestID, at: now, began)
        let limits = try limit(caller, route, request, at: now)
        if !route.isReading, !route.isForeign { try Preconditions(request).requireNoneOfWrite() }
        var exchange = Exchange(
            service: service, request: request, route: route, parameters: parameters, caller: caller,
            requestID: requestID, books: contents.books, actor: caller.actor)
        do {
            let outcome = try handle(&exchange)
            let plan = try carryOut(outcome, exchange, limits, now: now)
            if case .now(let answer) = plan { exchange.guess?.settle(code: answer.code) }
            return plan
        } catch {
            exchange.guess?.settle(code: Problem(error).code)
            if route.access == .signature { try limitFailures(of: request, Problem(error), route, at: now) }
            throw error
        }
    }

    /// Calls the route's handler; whatever it says of the exchange is kept, also where it throws.
    private func handle(_ exchange: inout Exchange) throws -> Outcome {
        defer { line?.checkout?.action = exchange.checkoutAction }
        return try exchange.route.handler(&exchange)
    }

    /// The beginning of a line of the API log; nil for a request of no book.
    private func logLine(
        of caller: Exchange.Caller, _ route: Route, requestID: String, at now: Instant,
        _ began: ContinuousClock.Instant
    ) -> APILog.Line? {
        guard let book = caller.book else { return nil }
        let customer = caller.customer ?? caller.token?.customer
        var line = APILog.Line(
            book: book.number, at: now, began: began, route: route.name, key: caller.key?.id,
            subject: customer.map(APILog.Subject.named) ?? .nobody, requestID: requestID)
        if let connector = caller.connector, let programme = caller.version?.programme {
            line.checkout = CheckoutTally.Mark(
                book: book.number, connector: connector.kind,
                day: programme.zone.localDate(at: service.engine.now(in: book)))
        }
        return line
    }

    /// Notes whom a request turned out to be about, for its line of the log: its path does not say, or says a name that
    /// writing the line would have to look up once more.
    func noteSubject(_ customer: CustomerNumber) { line?.subject = .customer(customer) }

    /// What is to be logged of a request that the writer answers; this loop logs nothing of it any more.
    func takeLine(isDryRun: Bool) -> (APILog.Line, APILog.Buffer)? {
        guard var taken = line else { return nil }
        line = nil
        taken.isDryRun = isDryRun
        return (taken, logLines)
    }

    /// Logs a kept screen; they fill half of the room at most.
    ///
    /// - Parameter requestID: The range of the request's id in the field lines.
    func note(_ recalled: Recalled, requestID: Range<Int>) {
        guard let source = recalled.screen.terms.source else { return }
        service.logKept(
            fieldLines[requestID], isKnown: recalled.isKnown, since: recalled.began, key: source.key,
            row: screenRow)
        guard logLines.hasRoom(limit: APILog.Limits.keptScreensPerLoop) else { return }
        let line = APILog.Line(
            book: source.book, at: recalled.now, began: recalled.began, route: "getScreen", key: source.key,
            subject: .customer(recalled.screen.terms.customer),
            requestID: String(decoding: fieldLines[requestID], as: UTF8.self))
        logLines.add(line, status: recalled.isKnown ? 304 : 200, code: nil)
    }

    /// OPTIONS: the methods of a path, and what browsers may do (CORS).
    private func options(for request: Request, _ path: [String]) throws -> Answer {
        guard case .otherMethods(let methods) = service.routes.match(.options, path) else {
            guard path.isEmpty else { throw Problem(.notFound) }
            return Answer(status: .noContent, fields: [(.allow, "DELETE, GET, HEAD, OPTIONS, POST, PUT")])
        }
        var answer = Answer(status: .noContent, fields: [(.allow, Self.allow(methods))])
        guard let origin = knownOrigin(of: request) else { return answer }
        answer.fields += [
            (.accessControlAllowOrigin, origin), (.accessControlAllowMethods, Self.allow(methods)),
            (
                .accessControlAllowHeaders,
                service.dialect(of: request)?.requestFieldNames ?? Self.requestFieldNames
            ), (.accessControlMaxAge, "600"), (.vary, "Origin"),
        ]
        return answer
    }

    /// The fields that a browser's script may send.
    private static let requestFieldNames =
        "X-API-Key, Authorization, Content-Type, Idempotency-Key, X-App-Schema, X-Request-Id, If-Match, "
        + "If-None-Match"

    /// The path that is looked up. Clients of another wire format end a path with a slash where an id is empty.
    private func pathSegments(of request: Request) throws -> [String] {
        var path = try request.pathSegments()
        if path.count > 1, path.last == "", service.dialect(of: request) != nil { path.removeLast() }
        return path
    }

    private func route(for request: Request, _ path: [String]) throws(Problem) -> (Route, [String: String]) {
        switch service.routes.match(request.method, path) {
        case .route(let route, let parameters): return (route, parameters)
        case .otherMethods(let methods):
            var problem = Problem(.methodNotAllowed)
            problem.fields = [(.allow, Self.allow(methods))]
            throw problem
        case .nothing: throw Problem(.notFound)
        }
    }

    private static func allow(_ methods: [Method]) -> String {
        var names = Set(methods.map(\.description))
        if methods.contains(.get) { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }

    private func requireAcceptable(_ request: Request, _ route: Route) throws(Problem) {
        // A provider that is refused for its Accept field would take its postback elsewhere, or nowhere.
        // Clients of another wire format were written for a service that does not look.
        guard !route.isForeign, let accept = request.header(.accept) else { return }
        guard Acceptance(accept).allows(anyOf: route.media.accepted) else { throw Problem(.notAcceptable) }
    }

    /// Refuses a body that is only a part of one, or not the bytes that it stands for.
    private func requireWhole(_ request: Request) throws(Problem) {
        guard request.method != .get, request.method != .head else { return }
        // RFC 9110 §14.5 — a part must not be taken for the whole.
        guard request.headerCount(.contentRange) == 0 else { throw Problem(.badRequest, Self.partRefused) }
        guard let coding = request.header(.contentEncoding), !coding.isEmpty,
            coding.lowercased() != "identity"
        else { return }
        var problem = Problem(
            .unsupportedMediaType, "Bodies are read as they are: send none with a Content-Encoding.")
        // RFC 9110 §12.5.3 — so the client knows that the type was not the reason.
        problem.fields = [(.acceptEncoding, "identity")]
        throw problem
    }

    private static let partRefused =
        "A part of a resource cannot be written: send all of it, without Content-Range."

    /// The registry's state that this loop goes by.
    var registryGeneration: UInt64 { contents.generation }

    /// Adds the line of the request's id to those of the answer; of a new one for a request that does not name itself.
    ///
    /// - Parameter recalled: What a request is answered with that was not parsed; `request` is nil then.
    /// - Returns: Where the id stands in the lines.
    func appendRequestID(of request: Request?, _ recalled: Recalled) -> Range<Int> {
        fieldLines.append(contentsOf: Self.requestIDStart)
        let start = fieldLines.count
        if let request {
            requestIDs.append(for: request, to: &fieldLines)
        } else {
            unsafe requestIDs.append(own: recalled.requestID, to: &fieldLines)
        }
        let end = fieldLines.count
        fieldLines.append(UInt8(ascii: "\r"))
        fieldLines.append(UInt8(ascii: "\n"))
        return start..<end
    }

    private static let requestIDStart = HeaderName.requestID.bytes + Array(": ".utf8)

    func keep(_ parts: KeptScreens.Parts, terms: KeptScreens.Terms, limited: [Bucket], headCount: Int) {
        kept.keep(parts, terms: terms, limited: limited, headCount: headCount)
        if !kept.isOn { service.log.write(.warning, "kept_screens_off", [("reason", "no memory for them")]) }
        metrics.keeps(screens: kept.count, bytes: kept.bytes)
    }

    private static func tokenKeys(
        of contents: Registry.Contents, _ secrets: Secrets
    ) -> [BookNumber: CustomerToken.Key] {
        contents.books.mapValues { CustomerToken.key(of: $0, secrets: secrets) }
    }

    private func refreshRegistry() {
        guard service.engine.registry.generation != contents.generation else { return }
        contents = service.engine.registry.contents
        tokenKeys = Self.tokenKeys(of: contents, service.engine.secrets)
    }

    /// The request's origin, if one of the brands lists it; which brand is asked is not known before the key is.
    func knownOrigin(of request: Request) -> String? {
        guard let origin = request.header(.origin) else { return nil }
        return contents.programmes.values.contains { $0.programme.origins.contains(origin) } ? origin : nil
    }
}
