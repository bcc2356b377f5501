import Engine
import HTTPServer
import Model
import Store
import Synchronization

extension LoopHandler {
    /// What is to be done with a request: answered at once, or handed to the writer.
    enum Plan {
        case now(Answer)
        case later((@escaping @Sendable (Response) -> Void) -> Void)
    }

    /// Carries a handler's outcome out: on this loop where it is known or read, on the writer where it is written.
    func carryOut(_ outcome: Outcome, _ exchange: Exchange, _ limits: [LimitState], now: Instant) throws
        -> Plan
    {
        switch outcome {
        case .answer(let answer):
            return .now(try finished(answer, exchange, limits))
        case .bookRead(let body):
            let answer = try service.engine.readFresh(exchange.book, version: exchange.version, on: reader) {
                try body($0)
            }
            return .now(try finished(answer, exchange, limits))
        case .located(let locate, let body):
            return try read(locate, body, exchange, limits, now: now)
        case .longRead(let body):
            return later(exchange, limits) { [engine = service.engine] done in
                engine.runApart({ try body($0).stored }, completion: done)
            }
        case .write(let body):
            let request = try WriteRequest(for: exchange)
            let scope =
                exchange.route.repeats == .byKey && !request.isDryRun ? request.idempotency?.scope : nil
            if let scope { try service.keysInFlight.take(scope) }
            let fields = CarriedFields()
            return later(exchange, limits, fields) { [service] done in
                service.engine.perform(
                    request,
                    { context in
                        // A refusal is about somebody, too.
                        defer { fields.set(customer: context.concerned) }
                        let answer = try body(context)
                        fields.set(answer.fields)
                        return answer.stored
                    },
                    completion: { result in
                        if let scope { service.keysInFlight.giveBack(scope) }
                        done(result)
                    })
            }
        }
    }

    private func read(
        _ locate: @escaping @Sendable (Snapshot) throws -> Customer?,
        _ body: @escaping @Sendable (Snapshot, Customer) throws -> Answer, _ exchange: Exchange,
        _ limits: [LimitState], now: Instant
    ) throws -> Plan {
        let book = exchange.book
        do {
            let (answer, customer, commit) = try service.engine.read(
                book, version: exchange.version, locating: locate, on: reader
            ) { snapshot, customer, mark in
                // Read before the snapshot was opened, so a later commit makes the kept screen stale, never this one.
                let touched = service.engine.store.counters.commit(touching: customer.number)
                return (try body(snapshot, customer), customer.number, touched <= mark.commit ? touched : nil)
            }
            noteSubject(customer)
            let finished = try finished(answer, exchange, limits)
            if let commit {
                keep(finished, of: exchange, customer: customer, commit: commit, limits, now: now)
            }
            return .now(finished)
        } catch let due as SettlementDue {
            // The books of this customer are brought up to date by the writer, and read there by the same function.
            noteSubject(due.customer)
            let fields = CarriedFields()
            return later(exchange, limits, fields) { [engine = service.engine] done in
                engine.settleAndRead(
                    book, customer: due.customer,
                    { snapshot in
                        guard let customer = try locate(snapshot) else { throw Refusal.customerNotFound }
                        let answer = try body(snapshot, customer)
                        fields.set(answer.fields)
                        return answer.stored
                    }, completion: done)
            }
        }
    }

    /// A plan whose answer comes from the writer's thread, after its commit.
    private func later(
        _ exchange: Exchange, _ limits: [LimitState], _ fields: CarriedFields = CarriedFields(),
        _ start: @escaping (@escaping @Sendable (Result<StoredAnswer, EngineError>) -> Void) -> Void
    ) -> Plan {
        let isDryRun = exchange.route.movesCoins && (try? exchange.isDryRun()) == true
        let finisher = Finisher(exchange, limits, fields, log: takeLine(isDryRun: isDryRun), began: began)
        return .later { send in
            start { result in send(finisher.response(to: result)) }
        }
    }
}

/// What of an answer goes from inside the transaction to after its commit, beside what is kept; both on the writer's
/// thread.
final class CarriedFields: Sendable {
    private let state = Mutex<(fields: [(HeaderName, String)], customer: CustomerNumber?)>(([], nil))

    func set(_ new: [(HeaderName, String)]) { state.withLock { $0.fields = new } }
    func take() -> [(HeaderName, String)] { state.withLock { $0.fields } }

    /// Whom the write was about, if that is one customer.
    func set(customer concerned: Set<CustomerNumber>) {
        state.withLock { $0.customer = concerned.count == 1 ? concerned.first : nil }
    }
    var customer: CustomerNumber? { state.withLock { $0.customer } }
}

/// Makes the response to a request that has left its loop: everything it needs was copied out of the exchange.
struct Finisher: Sendable {
    private let service: Service
    private let requestID: String
    private let instance: String
    private let dialect: (any Dialect)?
    private let route: Route
    private let key: Int64?
    private let began: ContinuousClock.Instant
    private let limits: [(HeaderName, String)]
    private let crossOrigin: [(HeaderName, String)]
    private let isRead: Bool
    private let preconditions: Preconditions
    private let carried: CarriedFields
    private let guess: Guess?
    private let log: (line: APILog.Line, buffer: APILog.Buffer)?

    init(
        _ exchange: Exchange, _ limits: [LimitState], _ carried: CarriedFields,
        log: (line: APILog.Line, buffer: APILog.Buffer)?, began: ContinuousClock.Instant
    ) {
        self.carried = carried
        guess = exchange.guess
        self.log = log
        service = exchange.service
        requestID = exchange.requestID
        instance = exchange.instance
        dialect = exchange.service.dialect(of: exchange.path[...])
        route = exchange.route
        key = exchange.caller.key?.id
        self.began = began
        isRead = exchange.isRead
        preconditions = Preconditions(exchange.request)
        self.limits = LimitState.fields(limits)
        crossOrigin = exchange.crossOriginFields
    }

    func response(to result: Result<StoredAnswer, EngineError>) -> Response {
        switch result {
        case .success(let stored) where stored.status == 410 && dialect != nil:
            // What was kept of an erased customer is gone, and so is the customer.
            return response(to: .failure(.refused(.customerNotFound)))
        case .success(let stored):
            var answer = Answer(status: Status.named(stored.status), contentType: .json, body: stored.body)
            answer.fields = carried.take()
            if stored.isReplay { answer.fields.append((.idempotentReplayed, "true")) }
            if isRead { answer.addValidator() }
            do {
                if route.isReading { try preconditions.apply(to: &answer) }
            } catch {
                return response(to: error, error)
            }
            answer.fields += limits
            answer.allowOrigin(crossOrigin)
            note(answer, isReplay: stored.isReplay)
            return answer.response(requestID: requestID)
        case .failure(let error):
            return response(to: Problem(error), error)
        }
    }

    private func response(to problem: Problem, _ error: any Error) -> Response {
        service.logFailure(problem, error, route: route.name, requestID: requestID)
        var answer = service.answer(to: problem, dialect, instance: instance, requestID: requestID)
        answer.fields += limits
        answer.allowOrigin(crossOrigin)
        note(answer, isReplay: false)
        return answer.response(requestID: requestID)
    }

    private func note(_ answer: Answer, isReplay: Bool) {
        guess?.settle(code: answer.code)
        service.metrics.countElsewhere(route, answer, since: began)
        service.logAnswer(
            route, answer.status, nanoseconds: MonotonicClock.nanoseconds(since: began), key: key,
            requestID: requestID)
        guard let log else { return }
        var line = log.line
        if case .nobody = line.subject, let customer = carried.customer { line.subject = .customer(customer) }
        log.buffer.add(line, status: Int64(answer.status.code), code: answer.code, isReplay: isReplay)
    }
}

extension Status {
    /// The status of a stored answer.
    static func named(_ code: Int) -> Status {
        switch code {
        case 200: .ok
        case 201: .created
        case 403: .forbidden
        case 422: .unprocessableContent
        default: Status(code: UInt16(clamping: code), reason: "Status")
        }
    }
}
