import Engine
import HTTPServer
import Model

/// What the limits said to one request, for the fields that tell the client (draft-ietf-httpapi-ratelimit-headers).
struct LimitState: Sendable {
    let bucket: Bucket
    let verdict: RateLimiter.Verdict

    /// The field whose value is another with every request.
    static let names: [HeaderName] = [.rateLimit]

    /// `RateLimit-Policy` with every limit, `RateLimit` with the tightest; nothing where nothing is limited.
    static func fields(_ states: [LimitState]) -> [(HeaderName, String)] {
        guard let tightest = states.min(by: { $0.verdict.remaining < $1.verdict.remaining }) else {
            return []
        }
        let policies = states.map { "\"\($0.bucket.name)\";q=\($0.bucket.requests);w=\($0.bucket.seconds)" }
        var value: [UInt8] = []
        tightest.appendValue(to: &value)
        return [
            (.rateLimitPolicy, policies.joined(separator: ", ")),
            (.rateLimit, String(decoding: value, as: UTF8.self)),
        ]
    }

    /// `RateLimit` as a ready line.
    func append(to lines: inout [UInt8]) {
        lines.append(contentsOf: HeaderName.rateLimit.description.utf8)
        lines.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
        appendValue(to: &lines)
        lines.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    }

    /// `"key";r=1999;t=1`.
    private func appendValue(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: bucket.name.utf8Start, count: bucket.name.utf8CodeUnitCount))
        bytes.append(contentsOf: "\";r=".utf8)
        FieldLine.append(number: verdict.remaining, to: &bytes)
        bytes.append(contentsOf: ";t=".utf8)
        FieldLine.append(number: verdict.resetSeconds, to: &bytes)
    }
}

extension LoopHandler {
    /// Counts a request against the limits of its customer and its key.
    ///
    /// The customer comes first: one that asks too often takes nothing from the key, which others share.
    ///
    /// - Throws: ``Problem`` 429 with `Retry-After` when one of them is used up.
    func limit(
        _ caller: Exchange.Caller, _ route: Route, _ request: Request, at now: Instant
    ) throws(Problem) -> [LimitState] {
        guard let limiter = service.limiter else { return [] }
        var subjects: [RateLimiter.Subject] = []
        if let book = caller.book, let customer = caller.customer ?? caller.token?.customer, caller.isApp {
            subjects.append(.customer(book.number, customer))
        }
        if let key = caller.key {
            // A read key of the native format that was made for servers acts for whomever a back end serves.
            if key.kind == .read, !route.isReading, caller.isApp || key.dialect != .native {
                subjects.append(.writes(fromAddress: service.clientAddressText(of: request)))
            }
            subjects.append(.key(key.id))
        }
        if let connector = caller.connector, let book = caller.book {
            subjects.append(.connector(book.number, connector.kind))
        }
        return try take(subjects.map { limiter.bucket(of: $0, at: now) }, at: now)
    }

    /// Counts a failed authentication against the address that it came from; where the path is the credential, a path
    /// that leads nowhere is one.
    func limitFailures(
        of request: Request, _ problem: Problem, _ route: Route, at now: Instant
    ) throws(Problem) {
        let isFailure =
            problem.status == .unauthorized || route.access.isSecretPath && problem.status == .notFound
        guard isFailure, let limiter = service.limiter else { return }
        _ = try take([limiter.bucket(of: .address(service.clientAddressText(of: request)), at: now)], at: now)
    }

    private func take(_ buckets: [Bucket], at now: Instant) throws(Problem) -> [LimitState] {
        var states: [LimitState] = []
        for bucket in buckets {
            let state = LimitState(bucket: bucket, verdict: bucket.take(at: now))
            states.append(state)
            guard state.verdict.isAllowed else {
                // A request that one limit refuses counts against none of the others.
                for bucket in buckets.prefix(states.count - 1) { bucket.giveBack() }
                service.metrics.countLimited(by: state.bucket.name)
                var problem = Problem(.rateLimited)
                problem.fields =
                    [(.retryAfter, String(state.verdict.resetSeconds))] + LimitState.fields(states)
                throw problem
            }
        }
        return states
    }

    /// Counts a kept screen's request; its answer carries the tightest limit, if there are any.
    ///
    /// - Returns: False, with nothing counted, when it is over a limit, or a bucket is out of date: the route then says so.
    func admit(_ screen: KeptScreens.Screen, at now: Instant, tightest: inout LimitState?) -> Bool {
        for (index, bucket) in screen.limited.enumerated() {
            let verdict = bucket.isDropped ? nil : bucket.take(at: now)
            guard let verdict, verdict.isAllowed else {
                for earlier in screen.limited[..<index] { earlier.giveBack() }
                return false
            }
            if verdict.remaining < tightest?.verdict.remaining ?? .max {
                tightest = LimitState(bucket: bucket, verdict: verdict)
            }
        }
        return true
    }
}
