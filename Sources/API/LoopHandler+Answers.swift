import Engine
import HTTPServer
import Model
import Store

extension LoopHandler {
    /// The answer with the fields that its kind of request gets: validators, caching, limits, CORS.
    func finished(_ answer: Answer, _ exchange: Exchange, _ limits: [LimitState]) throws(Problem) -> Answer {
        var answer = answer
        if exchange.isRead { answer.addValidator() }
        if exchange.route.isReading { try Preconditions(exchange.request).apply(to: &answer) }
        answer.fields += LimitState.fields(limits)
        answer.allowOrigin(exchange.crossOriginFields)
        return answer
    }

    /// The answer to whatever went wrong; logged once, here.
    func failure(_ error: any Error, _ request: Request, requestID: String) -> Answer {
        let problem = Problem(error)
        service.logFailure(problem, error, route: routeName, requestID: requestID)
        var answer = service.answer(
            to: problem, service.dialect(of: request), instance: service.instance(of: request),
            requestID: requestID)
        if let origin = knownOrigin(of: request) {
            answer.allowOrigin(Exchange.crossOriginFields(for: origin))
        }
        return answer
    }

    /// Keeps an answer that is good for the same request again.
    func keep(
        _ answer: Answer, of exchange: Exchange, customer: CustomerNumber, commit: UInt64,
        _ limits: [LimitState],
        now: Instant
    ) {
        guard answer.status == .ok, exchange.route.isKept, let until = answer.validUntil, kept.isOn else {
            return
        }
        var request: [UInt8] = []
        guard KeptScreens.requestBytes(exchange.request, into: &request) else { return }
        let offset = exchange.book.clockOffsetMilliseconds
        let ends = [
            until == .never ? until : until.adding(milliseconds: -offset),
            exchange.caller.key?.expiresAt ?? .never,
            exchange.caller.token?.expiresAt ?? .never,
        ]
        var lines: [UInt8] = []
        answer.append(fieldsExcept: LimitState.names, to: &lines)
        var notModified = answer
        notModified.becomeNotModified()
        var notModifiedLines: [UInt8] = []
        notModified.append(fieldsExcept: LimitState.names, to: &notModifiedLines)
        keep(
            KeptScreens.Parts(
                request: request, entityTag: Array((answer.entityTag ?? "").utf8), fields: lines,
                notModifiedFields: notModifiedLines,
                body: answer.body),
            terms: KeptScreens.Terms(
                customer: customer, commit: commit, registryGeneration: registryGeneration,
                goodUntil: ends.min() ?? now,
                source: exchange.caller.key.map { .init(book: exchange.book.number, key: $0.id) }),
            limited: limits.map(\.bucket),
            headCount: unsafe exchange.request.withRepeatableHead { unsafe $0?.count ?? 0 })
    }

    /// Whether what a kept screen depends on still stands.
    func isGood(_ terms: KeptScreens.Terms, at now: Instant) -> Bool {
        terms.registryGeneration == registryGeneration && now < terms.goodUntil
            && !service.engine.store.alarms.isQuarantined(terms.customer)
            && service.engine.store.counters.commit(touching: terms.customer) == terms.commit
    }

    /// Whether a client says that it has a kept screen already.
    func isKnown(_ screen: KeptScreens.Screen, to request: Request) -> Bool {
        unsafe request.hasHeader(.ifNoneMatch) { unsafe EntityTag.matches($0, screen.entityTag, .weak) }
    }

    /// Sends a kept screen, or 304 when the client has it. No text is made on the way: this is the hot path.
    ///
    /// - Parameter request: nil for one that was recalled.
    func send(_ recalled: Recalled, to request: Request?, _ reply: consuming Reply) {
        assert(kept.isThere(recalled.screen), "a screen was kept in place of one that is being sent")
        let isKnown = recalled.isKnown
        fieldLines.removeAll(keepingCapacity: true)
        unsafe fieldLines.append(
            contentsOf: isKnown ? recalled.screen.notModifiedFields : recalled.screen.fields)
        if let limit = recalled.limit { limit.append(to: &fieldLines) }
        note(recalled, requestID: appendRequestID(of: request, recalled))
        observeKept(isKnown: isKnown, since: recalled.began)
        let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe transmit(
            status: isKnown ? .notModified : .ok, body: isKnown ? nothing : recalled.screen.body,
            reply)
    }

    /// Sends an answer from this loop.
    func send(_ answer: Answer, requestID: String, _ reply: consuming Reply) {
        fieldLines.removeAll(keepingCapacity: true)
        answer.append(fieldsExcept: [], to: &fieldLines)
        FieldLine.append(.requestID, requestID, to: &fieldLines)
        // A closure cannot consume what it captures; it can take it out of an optional.
        var reply = Optional(reply)
        unsafe answer.body.withUnsafeBytes { body in
            if let reply = reply.take() { unsafe transmit(status: answer.status, body: body, reply) }
        }
    }

    /// Hands the gathered field lines and a body to the server.
    private func transmit(status: Status, body: UnsafeRawBufferPointer, _ reply: consuming Reply) {
        var reply = Optional(reply)
        unsafe fieldLines.withUnsafeBytes { lines in
            if let reply = reply.take() { unsafe reply.send(status: status, fields: lines, body: body) }
        }
    }
}

extension LoopHandler {
    /// A kept screen that is about to be served.
    ///
    /// Safe by scope: it is served before the bytes of its request are gone.
    @safe struct Recalled {
        let screen: KeptScreens.Screen
        /// Whether the client has it already.
        let isKnown: Bool
        /// The tightest of the limits that it counts against.
        let limit: LimitState?
        let now: Instant
        /// When the request was taken up.
        let began: ContinuousClock.Instant
        /// What a recalled request calls itself.
        let requestID: UnsafeRawBufferPointer?
    }
}

extension Service {
    /// One line for a failed request; a mistake of the service itself is an error, a refusal is told at `info`.
    ///
    /// The route stands for the path, which may hold a signature or a coupon's code.
    func logFailure(_ problem: Problem, _ error: any Error, route: String?, requestID: String) {
        let isOurs = problem.status.code >= 500
        // What the server below cannot take is told in its own sentence, and is no mistake of the service.
        let isOverload = isOurs && error is RequestError
        var members = [
            ("request_id", requestID), ("route", route ?? "none"), ("status", String(problem.status.code)),
            ("code", problem.code),
        ]
        if isOurs {
            members.append(("error", error is Problem || isOverload ? problem.detail : "\(error)"))
        }
        log.write(isOverload ? .warning : isOurs ? .error : .info, "request_failed", members)
    }
}
