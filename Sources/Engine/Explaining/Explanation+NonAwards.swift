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

    package init(of nonAward: NonAward, _ setting: ExplanationSetting) {
        let stored = try? JSONValue(parsing: Array(nonAward.trace.utf8))
        let words = NonAwardWords(
            trace: stored ?? .object(JSONObject(members: [])), nonAward: nonAward, setting: setting)
        trace = words.trace
        rule = words.parts.word("rule").isEmpty ? nonAward.source.kind.rawValue : words.parts.word("rule")
        text = words.sentence
        steps = words.steps
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
        let setting = explanationSetting(for: order)
        // An order that came along with a merge left its entries in the books of the customer who had made it.
        let makers =
            [(number: order.customer, id: customer.text)] + (try connection.aliases(of: order.customer))
        var entries: [(entry: Entry, explanation: Explanation)] = []
        var nonAwards: [NonAward] = []
        for maker in makers {
            entries += try self.entries(of: order, by: maker.number, setting)
            guard let id = CustomerID(maker.id) else { continue }
            nonAwards += try connection.nonAwards(
                of: order.id, under: id, in: book.number, limit: OrderExplanation.entriesMax)
        }
        entries.sort { $0.entry.recordedAt < $1.entry.recordedAt }
        nonAwards.sort { $0.number < $1.number }
        let award = try award(of: order)
        let sentences = entries.map(\.explanation.text)
        let last = nonAwards.last.map { NonAwardExplanation(of: $0, setting).text }
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
        of order: Order, by maker: CustomerNumber, _ setting: ExplanationSetting
    ) throws -> [(entry: Entry, explanation: Explanation)] {
        // Nothing of it is older than the order itself; the halving finds where to begin.
        let before = order.createdAt.adding(milliseconds: -1)
        return try Wallet.allCases.flatMap { wallet in
            let start = try connection.newestSequence(
                of: maker, wallet: wallet, in: book.number, recordedBy: before)
            return try connection.entries(
                of: order.id, customer: maker, wallet: wallet, in: book.number, after: start,
                limit: OrderExplanation.entriesMax
            ).map { ($0, try explanation(of: $0, setting)) }
        }
    }
}
