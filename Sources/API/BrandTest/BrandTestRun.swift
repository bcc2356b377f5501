internal import Engine
internal import Model

/// The check that is being made: its requests, what was expected of them, and what came of it.
final class BrandTestRun {
    let sandbox: BrandTestSandbox
    private(set) var checks: [BrandTestReport.Check] = []
    private var evidence: [BrandTestReport.Evidence] = []
    private var failure: String?
    private var customers = 0
    private var requests = 0
    /// The check that is being made.
    private(set) var current = ""
    /// What a check works from in place of the sandbox's document, by the check's id; for tests of the checks.
    var expected: [String: Programme] = [:]

    var programme: Programme { expected[current] ?? sandbox.programme }
    var zone: BrandZone { programme.zone }
    var now: Instant { sandbox.clock.now() }

    init(_ sandbox: BrandTestSandbox) { self.sandbox = sandbox }

    /// Who sends a request.
    enum Sender {
        case nobody
        case shop
        /// The merchant with the admin key.
        case merchant
        /// The app with its read key; with the customer's token, or without any.
        case app(CustomerID?)
    }

    /// Leaves a check because the programme has nothing to try.
    struct Skipped: Error { let reason: String }
    /// Leaves a check because what comes after would mean nothing.
    struct Broken: Error {}

    /// Runs one check; whatever it throws is a part of its result.
    func check(
        _ id: String, _ area: BrandTestReport.Area, _ title: String, _ body: (BrandTestRun) throws -> Void
    ) {
        evidence = []
        failure = nil
        current = id
        var result = BrandTestReport.Result.passed
        var reason = ""
        do {
            try body(self)
            if let failure { (result, reason) = (.failed, failure) }
        } catch let skipped as Skipped {
            (result, reason) = (.skipped, skipped.reason)
        } catch {
            (result, reason) = (
                .failed, failure ?? Self.sentence("The check could not be finished: \(error)")
            )
        }
        checks.append(
            BrandTestReport.Check(
                id: id, area: area, title: title, result: result, reason: reason, evidence: evidence))
    }

    /// Sends a request and keeps it as evidence; the status must be the expected one.
    ///
    /// - Parameter shown: How the evidence writes the path; nil for as it is.
    @discardableResult
    func send(
        _ method: String, _ path: String, as sender: Sender, _ body: String? = nil,
        expecting status: Int? = nil,
        fields: [(String, String)] = [], isKeyed: Bool = false, isKept: Bool = true,
        shownAs shown: String? = nil
    ) throws -> LoopbackClient.Answer {
        var all = credentials(of: sender) + fields
        if isKeyed {
            requests += 1
            all.append(("Idempotency-Key", "brand-test-\(requests)"))
        }
        let answer = try sandbox.client.send(method, path, fields: all, body: body)
        let isRight = status.map { $0 == answer.status }
        // What the evidence may not tell, an error would repeat.
        let got = shown.map { answer.text.replacing(path, with: $0) } ?? answer.text
        let path = shown ?? path
        if isKept || isRight == false {
            evidence.append(
                BrandTestReport.Evidence(
                    what: "\(method) \(path)", sent: body, status: answer.status, got: Self.excerpt(got),
                    isRight: isRight))
        }
        if let status, isRight == false {
            fail("\(method) \(path) answered \(answer.status) where \(status) was expected.")
            throw Broken()
        }
        return answer
    }

    /// Compares two values, and keeps both as evidence.
    func expect<Value: Equatable>(_ what: String, _ got: Value?, equals expected: Value?) {
        let isRight = got == expected
        let shown = got.map { "\($0)" } ?? "nothing"
        let wanted = expected.map { "\($0)" } ?? "nothing"
        evidence.append(
            BrandTestReport.Evidence(
                what: what, sent: nil, status: nil, got: "expected \(wanted), got \(shown)",
                isRight: isRight))
        if !isRight { fail("\(what): expected \(wanted), got \(shown)") }
    }

    /// States something that must be true, with what it is concluded from.
    func expect(_ what: String, _ isTrue: Bool, because got: String) {
        evidence.append(
            BrandTestReport.Evidence(what: what, sent: nil, status: nil, got: got, isRight: isTrue))
        if !isTrue { fail("\(what): \(got)") }
    }

    private func fail(_ reason: String) { if failure == nil { failure = Self.sentence(reason) } }

    /// A text that ends as a sentence does, with one full stop.
    static func sentence(_ text: String) -> String {
        text.last.map { ".…!?".contains($0) } == true ? text : text + "."
    }

    private func credentials(of sender: Sender) -> [(String, String)] {
        switch sender {
        case .nobody: return []
        case .shop: return [("X-API-Key", sandbox.key(.write))]
        case .merchant: return [("X-API-Key", sandbox.key(.admin))]
        case .app(let customer):
            let key = ("X-API-Key", sandbox.key(.read))
            guard let customer else { return [key] }
            return [key, ("Authorization", "Bearer \(sandbox.token(for: customer))")]
        }
    }

    private static func excerpt(_ text: String) -> String {
        guard text.utf8.count > BrandTestLimits.bodyBytesMax else { return text }
        return String(decoding: text.utf8.prefix(BrandTestLimits.bodyBytesMax), as: UTF8.self) + "…"
    }
}

/// What checks do again and again.
extension BrandTestRun {
    /// A made-up customer of this check alone.
    func newCustomer(_ fields: String = "") throws -> CustomerID {
        customers += 1
        let name = "brand-test-customer-\(customers)"
        guard let id = CustomerID(name) else { throw Broken() }
        try send("PUT", "/v1/customers/\(name)", as: .shop, "{\(fields)}", expecting: 201)
        return id
    }

    /// Gives coins by hand, so that there is something to redeem.
    func give(_ coins: Coins, to customer: CustomerID) throws {
        try send(
            "POST", "/v1/customers/\(customer)/transactions", as: .shop,
            #"{"wallet": "coins", "coins": \#(coins), "note": "brand test"}"#, expecting: 201, isKeyed: true)
    }

    /// The coins that can be spent now.
    func available(_ customer: CustomerID) throws -> Coins {
        let answer = try send(
            "GET", "/v1/customers/\(customer)/balance", as: .app(customer), expecting: 200)
        return answer.json["coins"]?["available"].integer ?? 0
    }

    /// Coins of the wallet, those that still wait for their date included.
    func balance(_ customer: CustomerID) throws -> Coins {
        let answer = try send(
            "GET", "/v1/customers/\(customer)/balance", as: .app(customer), expecting: 200)
        let coins = answer.json["coins"]
        return (coins?["available"].integer ?? 0) + (coins?["pending"].integer ?? 0)
    }

    /// Sends an order in the state at which the programme awards, placed now.
    @discardableResult
    func order(
        _ id: String, of customer: CustomerID, total: Int64, state: OrderState? = nil, more: String = ""
    ) throws -> LoopbackClient.Answer {
        let state = state ?? programme.earning.awardOn
        return try send(
            "PUT", "/v1/orders/\(id)", as: .shop,
            """
            {"customer_id": "\(customer)", "state": "\(state.rawValue)", "placed_at": "\(now.rfc3339)", \
            "currency": "\(programme.currency.code)", "total": \(total), "subtotal": \(total)\(more)}
            """)
    }
}

extension Optional where Wrapped == JSONValue {
    var integer: Int64? {
        if case .integer(let number)? = self { return number }
        return nil
    }

    var string: String? {
        if case .string(let text)? = self { return text }
        return nil
    }

    var bool: Bool? {
        if case .bool(let value)? = self { return value }
        return nil
    }

    var elements: [JSONValue] {
        if case .array(let values)? = self { return values }
        return []
    }
}
