package import Model
internal import Store

// Lists as clients read them that count pages: by their distance from the beginning, beside the number that there is on
// all of them. What one customer has is walked for that; the native lists, which go on from a place, are not.

/// A page by how many items stand before it.
package struct OffsetPage: Sendable, Hashable {
    package var limit: Int
    package var offset: Int
    /// Oldest first.
    package var isAscending: Bool
    package init(limit: Int, offset: Int = 0, isAscending: Bool = false) {
        self.limit = limit
        self.offset = offset
        self.isAscending = isAscending
    }

    /// The part of a list that is in memory.
    package func part<Item>(of items: [Item]) -> [Item] {
        Array((isAscending ? Array(items.reversed()) : items).dropFirst(offset).prefix(limit))
    }

    /// A page as it was read; what there is on all pages is asked for only where the page does not tell.
    func counted<Item: Sendable>(_ items: [Item], count: () throws -> Int64) rethrows -> CountedPage<Item> {
        let isLast = items.count < limit && (offset == 0 || !items.isEmpty)
        return CountedPage(items: items, count: isLast ? Int64(offset + items.count) : try count())
    }
}

/// A page with the number of items on all pages.
package struct CountedPage<Item: Sendable>: Sendable {
    package var items: [Item]
    package var count: Int64
    package init(items: [Item], count: Int64) {
        self.items = items
        self.count = count
    }
}

extension FactLimits {
    /// How far back a counted list of entries goes: the newest so many of a wallet.
    package static let countedEntriesMax: Int64 = 100_000
    /// How far into a list a page may begin.
    package static let offsetMax = 1_000_000
}

extension Snapshot {
    /// Which entries of a wallet are wanted.
    package struct EntryFilter: Sendable, Hashable {
        /// Credits alone, or debits alone.
        package var isCredit: Bool?
        /// Those that go back to it.
        package var source: Source?
        package init(isCredit: Bool? = nil, source: Source? = nil) {
            self.isCredit = isCredit
            self.source = source
        }
    }

    /// An entry, with whether it is an award that still waits for its release.
    package struct CountedEntry: Sendable, Hashable {
        package var entry: Entry
        package var isPending: Bool
    }

    /// A page of what came into a wallet and left it: the entries with coins, so that all of them add up to the wallet;
    /// moves inside it (holds, releases) are none.
    ///
    /// - Parameter most: How far back the list goes.
    /// - Throws: ``SettlementDue``
    package func countedEntries(
        of customer: Customer, wallet: Wallet, page: OffsetPage, filter: EntryFilter = EntryFilter(),
        among most: Int64 = FactLimits.countedEntriesMax
    ) throws -> CountedPage<CountedEntry> {
        let newest = try settledRow(wallet, of: customer).sequence
        let first = max(0, newest - most)
        let entries = try connection.borderEntries(
            of: customer.number, wallet: wallet, in: book.number, after: first, isCredit: filter.isCredit,
            source: filter.source, isAscending: page.isAscending, limit: page.limit, offset: page.offset)
        return try page.counted(try entries.map { try counted($0, of: customer) }) {
            try connection.countBorderEntries(
                of: customer.number, wallet: wallet, in: book.number, after: first,
                isCredit: filter.isCredit, source: filter.source)
        }
    }

    /// One entry that crossed its wallet's border.
    ///
    /// - Throws: ``Refusal/transactionNotFound``, ``SettlementDue``
    package func countedEntry(_ id: TransactionID, of customer: Customer) throws -> CountedEntry {
        _ = try settledRow(id.wallet, of: customer)
        let entry = try entry(id, of: customer)
        guard entry.coins != 0 else { throw Refusal.transactionNotFound }
        return try counted(entry, of: customer)
    }

    /// An entry, with whether it is an award that still waits for its release.
    package func counted(_ entry: Entry, of customer: Customer) throws -> CountedEntry {
        let lot = entry.kind == .pendingAward ? try lot(madeBy: entry, of: customer) : nil
        return CountedEntry(entry: entry, isPending: lot.map { $0.isPending && $0.remaining > 0 } ?? false)
    }

    /// A page of a customer's coupons, of some states and of one reward, or of all.
    ///
    /// - Throws: ``SettlementDue``
    package func countedCoupons(
        of customer: Customer, page: OffsetPage, states: Set<CouponState>? = nil, reward: RewardID? = nil
    ) throws -> CountedPage<Coupon> {
        _ = try settledRow(.coins, of: customer)
        let coupons = try connection.coupons(
            of: customer.number, in: book.number, states: states, reward: reward,
            isAscending: page.isAscending, limit: page.limit, offset: page.offset)
        return try page.counted(coupons) {
            try connection.countCoupons(of: customer.number, in: book.number, states: states, reward: reward)
        }
    }

    /// A page of a customer's orders, of some states or of all.
    package func countedOrders(
        of customer: Customer, page: OffsetPage, states: Set<OrderState>? = nil, refunded: RefundState? = nil
    ) throws -> CountedPage<Order> {
        let orders = try connection.orders(
            of: customer.number, in: book.number, states: states, refunded: refunded,
            isAscending: page.isAscending, limit: page.limit, offset: page.offset)
        return try page.counted(orders) {
            try connection.countOrders(
                of: customer.number, in: book.number, states: states, refunded: refunded)
        }
    }

    /// A referral with its number in the book and its two sides, beside what the reader may see of it.
    package struct CountedReferral: Sendable, Hashable {
        package var id: Int64
        package var referrer: CustomerNumber
        package var friend: CustomerNumber
        package var facts: ReferralFacts
    }

    /// A page of the referrals that a customer made, or the one that made the customer.
    ///
    /// - Throws: ``SettlementDue``
    package func countedReferrals(
        of customer: Customer, as side: ReferralFacts.Side, page: OffsetPage
    ) throws -> CountedPage<CountedReferral> {
        _ = try settledRow(.coins, of: customer)
        guard side == .referrer else {
            let own = try connection.referral(ofFriend: customer.number, in: book.number).map { [$0] } ?? []
            return CountedPage(
                items: try page.part(of: own).map { try counted($0, of: customer) }, count: Int64(own.count))
        }
        let referrals = try connection.referrals(
            byReferrer: customer.number, in: book.number, isAscending: page.isAscending, limit: page.limit,
            offset: page.offset)
        return try page.counted(try referrals.map { try counted($0, of: customer) }) {
            try connection.countReferrals(byReferrer: customer.number, in: book.number)
        }
    }

    /// The referral of that number, of which the customer is a side.
    ///
    /// - Throws: ``Refusal/referralNotFound``, ``SettlementDue``
    package func countedReferral(id: Int64, of customer: Customer) throws -> CountedReferral {
        _ = try settledRow(.coins, of: customer)
        guard let referral = try connection.referral(id: id, in: book.number),
            referral.referrer == customer.number || referral.friend == customer.number
        else { throw Refusal.referralNotFound }
        return try counted(referral, of: customer)
    }

    private func counted(_ referral: Referral, of customer: Customer) throws -> CountedReferral {
        CountedReferral(
            id: referral.id, referrer: referral.referrer, friend: referral.friend,
            facts: try facts(of: referral, seenBy: customer.number))
    }
}
