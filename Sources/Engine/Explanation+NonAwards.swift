package import Model
internal import Store

/// Why nothing was awarded: the stored reason in words, with the numbers that it was decided by.
///
/// English only: it is for customer service; what customers read are the screens' states.
package struct NonAwardExplanation: Sendable {
    /// `order`, `trigger`, `referral`: which rule decided.
    package let rule: String
    /// One sentence that a customer-service person can read out.
    package let text: String
    /// The comparison that decided, a step a line; empty where the reason says it all.
    package let steps: [String]
    /// What it was decided from; an object without members for one of before it was kept.
    package let trace: JSONValue

    package init(of nonAward: NonAward, currency: Currency) {
        let stored = try? JSONValue(parsing: Array(nonAward.trace.utf8))
        let words = NonAwardWords(
            trace: stored ?? .object(JSONObject(members: [])), nonAward: nonAward, currency: currency)
        trace = words.trace
        rule = words.word("rule") ?? nonAward.source.kind.rawValue
        text = words.sentence
        steps = words.steps
    }
}

/// The words of one reason.
private struct NonAwardWords {
    let trace: JSONValue
    let nonAward: NonAward
    let currency: Currency

    func number(_ name: String) -> Int64? {
        if case .integer(let value)? = trace[name] { return value }
        return nil
    }

    func word(_ name: String) -> String? {
        if case .string(let value)? = trace[name] { return value }
        return nil
    }

    func money(_ amount: Int64) -> String {
        "\(currency.code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    /// What earned nothing, as a subject.
    private var subject: String {
        switch nonAward.source.kind {
        case .order: "Order \(nonAward.source.reference)"
        case .trigger: "The action \(nonAward.source.reference)"
        case .referral: "The referral"
        default: "It"
        }
    }

    var sentence: String {
        switch nonAward.reason {
        case .belowMinimum:
            guard let amount = number("amount"), let minimum = number("minimum_amount") else { break }
            return
                "\(subject) earned nothing: \(money(amount)) of it count, and orders earn from \(money(minimum)) on."
        case .roundsToZero:
            guard let amount = number("amount") else { break }
            return "\(subject) earned nothing: \(money(amount)) are worth less than one coin."
        case .awardMomentNotReached:
            guard let state = word("state"), let moment = word("award_on") else { break }
            return
                "\(subject) has earned nothing yet: it is \(state), and coins are awarded when it is \(moment)."
        default: break
        }
        return "\(subject) earned nothing. \(nonAward.detail)"
    }

    var steps: [String] {
        switch nonAward.source.kind {
        case .order: orderSteps
        case .trigger: triggerSteps
        default: []
        }
    }

    private var orderSteps: [String] {
        guard let amount = number("amount"), let minimum = number("minimum_amount"),
            let coins = number("coins"),
            let perAmount = number("per_amount")
        else { return [] }
        var steps = ["\(money(amount)) (\(word("of") ?? "total")) of the order count."]
        switch nonAward.reason {
        case .belowMinimum: steps.append("The minimum is \(money(minimum)).")
        case .awardMomentNotReached:
            steps.append("State \(word("state") ?? "?"); awarded on \(word("award_on") ?? "?").")
        default: steps.append("× \(coins) coin\(coins == 1 ? "" : "s") per \(money(perAmount))")
        }
        for (name, cap) in [("room_day", "day"), ("room_customer", "customer")] {
            if let room = number(name) { steps.append("The cap per \(cap) had room for \(room) coins.") }
        }
        return steps
    }

    private var triggerSteps: [String] {
        var steps: [String] = []
        if let coins = number("coins") { steps.append("The action pays \(coins) coins.") }
        if let times = number("times_before") { steps.append("It had paid \(times) times before.") }
        if let most = number("times_max"), let period = word("period") {
            steps.append("It pays \(most) times a \(period).")
        }
        return steps
    }
}

/// Everything that an order did to coins and credits, and what it did not.
package struct OrderExplanation: Sendable {
    package var order: Order
    package var customer: CustomerID
    package var award: AwardOutcome
    /// Every entry that the order is the source of, oldest first: award, refunds, cancellation, coins given back.
    package var entries: [(entry: Entry, explanation: Explanation)]
    /// The awards that it did not bring, oldest first.
    package var nonAwards: [NonAward]
    /// The answer in one or two sentences.
    package var text: String

    /// Entries and non-awards of one order that are explained at most.
    package static let entriesMax = 100
}

extension Snapshot {
    /// Why awards did not happen under an id, newest first; the id need not be a known customer's.
    ///
    /// - Throws: ``Refusal/customerNotFound`` when nothing at all is known of the id.
    package func nonAwards(
        under customer: CustomerID, from: Instant?, to: Instant?, page: PageRequest
    ) throws -> Page<NonAward> {
        let found = try connection.nonAwards(
            under: customer, in: book.number, from: from, to: to, before: page.before, limit: page.limit + 1)
        if found.isEmpty { _ = try self.customer(customer) }
        return Page(found, limit: page.limit) { $0.number }
    }

    /// What an order did to coins and credits, and why.
    ///
    /// - Throws: ``Refusal/orderNotFound``
    package func explanation(of id: OrderID) throws -> OrderExplanation {
        let order = try order(id)
        let customer = try customerID(of: order.customer)
        let currency = Currency(code: order.currency) ?? version.programme.currency
        // An order that came along with a merge left its entries in the books of the customer who had made it.
        let makers =
            [(number: order.customer, id: customer.text)] + (try connection.aliases(of: order.customer))
        var entries: [(entry: Entry, explanation: Explanation)] = []
        var nonAwards: [NonAward] = []
        for maker in makers {
            entries += try self.entries(of: order, by: maker.number, currency)
            guard let id = CustomerID(maker.id) else { continue }
            nonAwards += try connection.nonAwards(
                of: order.id, under: id, in: book.number, limit: OrderExplanation.entriesMax)
        }
        entries.sort { $0.entry.recordedAt < $1.entry.recordedAt }
        nonAwards.sort { $0.number < $1.number }
        let award = try award(of: order)
        let sentences = entries.map(\.explanation.text)
        let last = nonAwards.last.map { NonAwardExplanation(of: $0, currency: currency).text }
        var text = sentences.joined(separator: " ")
        if case .notAwarded(_, let detail) = award {
            text = ([last ?? "Order \(id.text) has earned nothing. \(detail)"] + sentences).joined(
                separator: " ")
        }
        return OrderExplanation(
            order: order, customer: customer, award: award, entries: entries, nonAwards: nonAwards, text: text
        )
    }

    private func entries(
        of order: Order, by maker: CustomerNumber, _ currency: Currency
    ) throws -> [(entry: Entry, explanation: Explanation)] {
        // Nothing of it is older than the order itself; the halving finds where to begin.
        let before = order.createdAt.adding(milliseconds: -1)
        return try Wallet.allCases.flatMap { wallet in
            let start = try connection.newestSequence(
                of: maker, wallet: wallet, in: book.number, recordedBy: before)
            return try connection.entries(
                of: order.id, customer: maker, wallet: wallet, in: book.number, after: start,
                limit: OrderExplanation.entriesMax
            ).map { ($0, try Explanation(of: $0, currency: currency)) }
        }
    }
}
