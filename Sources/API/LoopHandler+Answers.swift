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
        keep(
            KeptScreens.Screen(
                request: request, fields: lines, body: answer.body,
                entityTag: Array((answer.entityTag ?? "").utf8),
                customer: customer, commit: commit, registryGeneration: registryGeneration,
                goodUntil: ends.min() ?? now, limited: limits.map(\.bucket),
                source: exchange.caller.key.map { .init(book: exchange.book.number, key: $0.id) }))
    }

    /// Whether a kept screen may still be served.
    func isGood(_ screen: KeptScreens.Screen, at now: Instant) -> Bool {
        screen.registryGeneration == registryGeneration && now < screen.goodUntil
            && service.engine.store.counters.commit(touching: screen.customer) == screen.commit
    }

    /// Sends a kept screen, or 304 when the client has it. No text is made on the way: this is the hot path.
    func send(
        _ screen: KeptScreens.Screen, _ limit: LimitState?, to request: Request, at now: Instant,
        _ began: ContinuousClock.Instant, _ reply: consuming Reply
    ) {
        // A closure cannot consume what it captures; it can take it out of an optional.
        var reply = Optional(reply)
        unsafe screen.withParts { tag, fields, body in
            let isKnown = unsafe request.withHeader(.ifNoneMatch) { value in
                guard let value = unsafe value else { return false }
                return unsafe EntityTag.matches(value, tag)
            }
            fieldLines.removeAll(keepingCapacity: true)
            unsafe fieldLines.append(contentsOf: fields)
            if let limit { limit.append(to: &fieldLines) }
            let start = fieldLines.count
            appendRequestID(of: request)
            note(screen, isKnown: isKnown, at: now, began, requestID: fieldLines[start...])
            observeKept(isKnown: isKnown, since: began)
            let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            if let reply = reply.take() {
                unsafe transmit(status: isKnown ? .notModified : .ok, body: isKnown ? nothing : body, reply)
            }
        }
    }

    /// Sends an answer from this loop.
    func send(_ answer: Answer, requestID: String, _ reply: consuming Reply) {
        fieldLines.removeAll(keepingCapacity: true)
        answer.append(fieldsExcept: [], to: &fieldLines)
        FieldLine.append(.requestID, requestID, to: &fieldLines)
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
