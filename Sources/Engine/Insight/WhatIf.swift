package import Model

/// What a draft programme would have changed: what both programmes award for the same orders of the past months.
package struct WhatIfResult: Sendable, Hashable {
    /// One customer whom the draft would have given more, or less.
    package struct Change: Sendable, Hashable {
        package var customer: CustomerNumber
        /// The brand's id, found once the run is over.
        package var id: String
        package var current: Coins
        package var draft: Coins
        package var difference: Coins { draft - current }
    }

    /// Customers who would have another tier at the end.
    package struct TierMove: Sendable, Hashable {
        /// Nil without a VIP programme.
        package var from: TierID?
        package var to: TierID?
    }

    /// Members whose orders were replayed, and their orders in the range.
    package var customers: Int64 = 0
    package var orders: Int64 = 0
    /// What the books awarded for these orders and have not taken back.
    package var recordedCoins: Coins = 0
    /// What the programme in force would award for them, and what the draft would.
    package var currentCoins: Coins = 0
    package var draftCoins: Coins = 0
    /// Of these, the coins that would not have expired by now.
    package var currentOutstanding: Coins = 0
    package var draftOutstanding: Coins = 0
    package var winners: Int64 = 0
    package var losers: Int64 = 0
    package var unchanged: Int64 = 0
    package var tierMoves: [TierMove: Int64] = [:]
    /// The largest differences first, ties by the customer's number.
    package var topWinners: [Change] = []
    package var topLosers: [Change] = []

    /// Customers in each list.
    package static let topMax = 10

    package init() {}

    mutating func add(_ change: Change) {
        if change.difference > 0 {
            winners += 1
            topWinners = Self.top(topWinners, change)
        } else if change.difference < 0 {
            losers += 1
            topLosers = Self.top(topLosers, change)
        } else {
            unchanged += 1
        }
    }

    /// The list with a change in its place, no longer than it may be.
    private static func top(_ list: [Change], _ change: Change) -> [Change] {
        func isBefore(_ a: Change, _ b: Change) -> Bool {
            let (left, right) = (a.difference.magnitude, b.difference.magnitude)
            return left != right ? left > right : a.customer.number < b.customer.number
        }
        if list.count == topMax, let last = list.last, !isBefore(change, last) { return list }
        let place = list.firstIndex { isBefore(change, $0) } ?? list.count
        return Array((list[..<place] + [change] + list[place...]).prefix(topMax))
    }

    /// Joins what another worker found.
    mutating func add(_ other: WhatIfResult) {
        func join(_ sum: inout Int64, _ more: Int64) {
            let (next, overflow) = sum.addingReportingOverflow(more)
            sum = overflow ? .max : next
        }
        join(&customers, other.customers)
        join(&orders, other.orders)
        join(&recordedCoins, other.recordedCoins)
        join(&currentCoins, other.currentCoins)
        join(&draftCoins, other.draftCoins)
        join(&currentOutstanding, other.currentOutstanding)
        join(&draftOutstanding, other.draftOutstanding)
        join(&winners, other.winners)
        join(&losers, other.losers)
        join(&unchanged, other.unchanged)
        tierMoves.merge(other.tierMoves) { $0 + $1 }
        for change in other.topWinners { topWinners = Self.top(topWinners, change) }
        for change in other.topLosers { topLosers = Self.top(topLosers, change) }
    }
}

/// A what-if run: a draft over the orders of the past months.
package struct WhatIf: Sendable {
    package var book: Book
    /// The programme in force.
    package var current: Programme
    package var draft: Programme
    /// The orders that are compared were placed at or after, and up to `now`; earlier ones count towards tiers and caps.
    package var from: Instant
    package var now: Instant

    /// How far back a run may go.
    package static let monthsMax: Int64 = 120

    /// - Throws: ``InvalidInput`` for a draft of another brand, or in another currency: its amounts would mean nothing.
    package init(
        draft: Programme, months: Int64, in book: Book, version: ProgrammeVersion, now: Instant
    ) throws(InvalidInput) {
        guard draft.brand == book.brand else {
            throw .field(["draft", "brand", "id"], FieldCode.outOfRange, "The draft must be this brand's.")
        }
        guard draft.currency == version.programme.currency else {
            throw .field(
                ["draft", "currency"], FieldCode.outOfRange,
                "The draft's currency must be \(version.programme.currency.code), as the brand's orders are.")
        }
        self.book = book
        current = version.programme
        self.draft = draft
        self.now = now
        let zone = version.programme.zone
        from = zone.startOfDay(zone.localDate(at: now).adding(months: -months))
    }
}
