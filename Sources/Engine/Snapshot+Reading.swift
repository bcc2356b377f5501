package import Model
internal import Store

extension Snapshot {
    /// The customer of that id.
    ///
    /// - Throws: ``Refusal/customerNotFound``
    package func customer(_ id: CustomerID) throws -> Customer {
        guard let customer = try connection.customer(id, in: book.number) else {
            throw Refusal.customerNotFound
        }
        return customer
    }

    /// The customer of that id; nil for nobody.
    package func customerIfKnown(_ id: CustomerID) throws -> Customer? {
        try connection.customer(id, in: book.number)
    }

    /// The brand's id of a customer.
    package func customerID(of number: CustomerNumber) throws -> CustomerID {
        guard let customer = try connection.customer(number, in: book.number) else {
            throw Refusal.customerNotFound
        }
        return customer.id
    }

    /// One wallet, with what comes next.
    ///
    /// - Throws: ``SettlementDue`` when something of it has fallen due and is not yet written (rule 4.6).
    package func wallet(_ wallet: Wallet, of customer: Customer) throws -> WalletFacts {
        let row = try settledRow(wallet, of: customer)
        return try facts(of: row, wallet, customer)
    }

    /// The wallet's row, of a wallet in which nothing is due.
    func settledRow(_ wallet: Wallet, of customer: Customer) throws -> WalletRow {
        if let asOf { return try pastRow(wallet, of: customer, at: asOf) }
        return try settled(try connection.wallet(wallet, of: customer.number, in: book.number), of: customer)
    }

    /// The rows of both wallets, in which nothing is due.
    func settledRows(of customer: Customer) throws -> (coins: WalletRow, credits: WalletRow) {
        if asOf != nil {
            return (try settledRow(.coins, of: customer), try settledRow(.credits, of: customer))
        }
        let rows = try connection.wallets(of: customer.number, in: book.number)
        return (try settled(rows.coins, of: customer), try settled(rows.credits, of: customer))
    }

    private func settled(_ stored: WalletRow?, of customer: Customer) throws(SettlementDue) -> WalletRow {
        var row = stored ?? WalletRow()
        if row.sequence == 0 { row.updatedAt = customer.createdAt }
        guard row.nextDueAt > now || row.nextDueAt == .never else {
            throw SettlementDue(customer: customer.number)
        }
        return row
    }

    func facts(of row: WalletRow, _ wallet: Wallet, _ customer: Customer) throws -> WalletFacts {
        var releases: [DatedCoins] = []
        var expiries: [DatedCoins] = []
        let limit = FactLimits.upcomingMax
        if asOf != nil {
            (releases, expiries) = try pastDates(of: row, wallet, customer)
        } else if row.pending > 0 {
            releases = try connection.releases(
                of: customer.number, wallet: wallet, in: book.number, after: now, limit: limit
            ).map { DatedCoins(coins: $0.coins, at: $0.at) }
        }
        if asOf == nil, row.available > 0, row.nextDueAt != .never {
            expiries = try connection.expiries(
                of: customer.number, wallet: wallet, in: book.number, after: now, limit: limit
            ).map { DatedCoins(coins: $0.coins, at: $0.at) }
        }
        return WalletFacts(
            available: row.available, pending: row.pending, held: row.held,
            lifetimeEarned: row.lifetimeEarned,
            lifetimeSpent: row.lifetimeSpent, lifetimeExpired: row.lifetimeExpired, releases: releases,
            expiries: expiries, updatedAt: row.updatedAt)
    }

    /// A page of a wallet's history, newest first.
    ///
    /// - Throws: ``SettlementDue``
    package func history(
        of customer: Customer, wallet: Wallet, page: PageRequest, filter: HistoryFilter = HistoryFilter()
    ) throws -> Page<Entry> {
        _ = try settledRow(wallet, of: customer)
        var page = page
        if let end = try pastEnd(of: wallet, customer) { page.before = min(page.before ?? end, end) }
        let entries =
            filter == HistoryFilter()
            ? try connection.entries(
                of: customer.number, wallet: wallet, in: book.number, before: page.before,
                limit: page.limit + 1)
            : try connection.entries(
                of: customer.number, wallet: wallet, in: book.number, before: page.before,
                limit: page.limit + 1,
                kind: filter.kind, from: filter.from, to: filter.to)
        return Page(entries, limit: page.limit) { $0.id.sequence }
    }

    /// The same as far as the customer is shown it, of a wallet in which nothing is due.
    func shownHistory(of customer: Customer, wallet: Wallet, page: PageRequest) throws -> Page<ShownEntry> {
        var page = page
        if let end = try pastEnd(of: wallet, customer) { page.before = min(page.before ?? end, end) }
        let entries = try connection.shownEntries(
            of: customer.number, wallet: wallet, in: book.number, before: page.before, limit: page.limit + 1)
        return Page(entries, limit: page.limit) { $0.id.sequence }
    }

    /// One entry of a customer.
    ///
    /// - Throws: ``Refusal/transactionNotFound``
    package func entry(_ id: TransactionID, of customer: Customer) throws -> Entry {
        guard let entry = try connection.entry(id, of: customer.number, in: book.number) else {
            throw Refusal.transactionNotFound
        }
        return entry
    }

    /// The lot that an entry made; nil when it made none.
    package func lot(madeBy entry: Entry, of customer: Customer) throws -> Lot? {
        try connection.lot(entry.id.sequence, of: customer.number, wallet: entry.id.wallet, in: book.number)
    }

    /// A page of a customer's coupons, newest first; of one state, or of all.
    ///
    /// - Throws: ``SettlementDue``
    package func coupons(of customer: Customer, page: PageRequest, state: CouponState?) throws -> Page<Coupon>
    {
        _ = try settledRow(.coins, of: customer)
        return try settledCoupons(of: customer, page: page, state: state)
    }

    /// The same of a customer for whom nothing is due.
    func settledCoupons(of customer: Customer, page: PageRequest, state: CouponState?) throws -> Page<Coupon>
    {
        let coupons = try connection.coupons(
            of: customer.number, in: book.number, state: state, before: page.before, limit: page.limit + 1)
        return Page(coupons, limit: page.limit) { $0.number }
    }

    /// One coupon of a customer.
    ///
    /// - Throws: ``Refusal/couponNotFound``, ``SettlementDue``
    package func coupon(number: Int64, of customer: Customer) throws -> Coupon {
        _ = try settledRow(.coins, of: customer)
        return try coupon(number: number, of: customer.number)
    }

    func coupon(number: Int64, of customer: CustomerNumber) throws -> Coupon {
        guard let coupon = try connection.coupon(number: number, of: customer, in: book.number) else {
            throw Refusal.couponNotFound
        }
        return coupon
    }

    /// A coupon by its code, whoever owns it.
    ///
    /// - Throws: ``Refusal/couponNotFound``
    package func coupon(code: String) throws -> Coupon {
        guard let coupon = try connection.coupon(code: code, in: book.number) else {
            throw Refusal.couponNotFound
        }
        return coupon
    }

    /// One order.
    ///
    /// - Throws: ``Refusal/orderNotFound``
    package func order(_ id: OrderID) throws -> Order {
        guard let order = try connection.order(id, in: book.number) else { throw Refusal.orderNotFound }
        return order
    }
}

extension Snapshot {
    /// What the books say about an order's award so far.
    package func award(of order: Order) throws -> AwardOutcome {
        if let sequence = order.awardSequence {
            let id = TransactionID(wallet: .coins, sequence: sequence)
            if let entry = try connection.entry(id, of: order.customer, in: book.number) {
                return .awarded(entry)
            }
            throw Quarantined(
                customer: order.customer, reason: "the award entry \(sequence) of an order is not there")
        }
        let reason = order.outcome.flatMap { NonAwardReason(rawValue: $0) } ?? .awardMomentNotReached
        return .notAwarded(reason, detail: "Nothing has been awarded for this order.")
    }
}

extension Page {
    /// A page from up to one item more than it may hold; the extra one tells that there is a next page.
    init(_ items: [Item], limit: Int, place: (Item) -> Int64) {
        let shown = Array(items.prefix(limit))
        self.init(items: shown, next: items.count > limit ? shown.last.map(place) : nil)
    }
}
