import HTTPServer
import Model

/// What is counted and logged of each answered request.
extension LoopHandler {
    /// A request was answered from this loop.
    func observe(_ answer: Answer, since began: ContinuousClock.Instant, requestID: String) {
        let nanoseconds = MonotonicClock.nanoseconds(since: began)
        metrics.requests.count(row: route?.row ?? 0, status: answer.status.code, nanoseconds: nanoseconds)
        service.metrics.countProblem(answer.code)
        service.logAnswer(
            route, answer.status, nanoseconds: nanoseconds, key: answeredKey, requestID: requestID)
    }

    /// A kept screen was served; the hot path.
    @inline(__always)
    func observeKept(isKnown: Bool, since began: ContinuousClock.Instant) {
        metrics.keptScreenServed()
        metrics.requests.count(
            row: screenRow, status: isKnown ? 304 : 200,
            nanoseconds: MonotonicClock.nanoseconds(since: began))
    }
}

extension Service {
    /// The same line for a kept screen.
    func logKept(
        _ requestID: ArraySlice<UInt8>, isKnown: Bool, since began: ContinuousClock.Instant, key: Int64,
        row: Int
    ) {
        guard log.writesRequests, row > 0 else { return }
        logAnswer(
            routes.all[row - 1], isKnown ? .notModified : .ok,
            nanoseconds: MonotonicClock.nanoseconds(since: began), key: key,
            requestID: String(decoding: requestID, as: UTF8.self))
    }

    /// One line for each answered request, at `debug`: the route's template stands for the path, which may hold ids and
    /// secrets.
    func logAnswer(
        _ route: Route?, _ status: Status, nanoseconds: Int64, key: Int64?, requestID: String
    ) {
        guard log.writesRequests else { return }
        log.write(
            .debug, "request",
            [
                ("request_id", requestID), ("method", route?.method.description ?? "none"),
                ("route", route?.path ?? "none"), ("status", String(status.code)),
                ("microseconds", String(nanoseconds / 1_000)), ("key", key.map { "key-\($0)" } ?? "none"),
            ])
    }
}
