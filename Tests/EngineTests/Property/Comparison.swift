import Model
import Store
import Testing

@testable import Engine

/// What one of the two sets of books says of one customer.
struct CustomerBooks: Equatable {
    struct Wallet: Equatable {
        var available: Int64 = 0
        var pending: Int64 = 0
        var earned: Int64 = 0
        var spent: Int64 = 0
        var expired: Int64 = 0
        var entryCount = 0
        var newEntries: [AuditWallet.Entry] = []
        var lots: [AuditWallet.Lot] = []
    }

    var coins: Wallet
    var credits: Wallet
    var tier: Int
    var tierUntil: Int64?
    var spend: Int64
    var coupons: [Auditor.Coupon]
    var referral: String?
    var awards: [String: Int]
}

extension Auditor {
    /// The auditor's view; entries from a place on, the newest `couponsMax` coupons.
    func view(of customer: Int, entriesFrom places: (coins: Int, credits: Int), couponsMax: Int)
        -> CustomerBooks
    {
        let place = tier(of: customer, at: now)
        let books = customers[customer]
        return CustomerBooks(
            coins: view(of: books.coins, from: places.coins),
            credits: view(of: books.credits, from: places.credits),
            tier: place.index, tierUntil: place.until, spend: spend(of: customer, at: now),
            coupons: Array(books.coupons.suffix(couponsMax)),
            referral: referrals.first { $0.friend == customer }?.state,
            awards: books.awards.mapValues(\.count))
    }

    private func view(of wallet: AuditWallet, from place: Int) -> CustomerBooks.Wallet {
        wallet.check()
        return CustomerBooks.Wallet(
            available: wallet.available, pending: wallet.pending, earned: wallet.earned, spent: wallet.spent,
            expired: wallet.expired, entryCount: wallet.entries.count,
            newEntries: Array(wallet.entries.dropFirst(place)),
            lots: wallet.lots.filter { $0.left > 0 })
    }
}

extension EngineUnderAudit {
    /// The engine's view: a read as a screen makes it, which settles first when it meets something due.
    func view(
        of customer: Int, on reader: Reader, entriesFrom places: (coins: Int, credits: Int), couponsMax: Int
    ) throws -> CustomerBooks {
        let id = try Self.customerID(customer)
        let gather: @Sendable (Snapshot) throws -> CustomerBooks = { snapshot in
            let customer = try snapshot.customer(id)
            _ = try snapshot.screenFacts(.home, of: customer, page: Snapshot.PageRequest())
            _ = try snapshot.wallet(.credits, of: customer)
            return try Self.gather(snapshot, customer, places, couponsMax)
        }
        let version = try #require(books.engine.registry.contents.programme(of: books.live))
        do {
            return try books.engine.read(books.live, version: version, customer: id, on: reader) {
                snapshot, _, _ in
                try gather(snapshot)
            }
        } catch is SettlementDue {
            return try books.run { context in
                _ = try context.settledCustomer(id)
                return try gather(context.snapshot)
            }
        }
    }

    private static func gather(
        _ snapshot: Snapshot, _ customer: Customer, _ places: (coins: Int, credits: Int), _ couponsMax: Int
    ) throws -> CustomerBooks {
        let (connection, book) = (snapshot.connection, snapshot.book.number)
        let facts = try snapshot.tier(of: customer)
        let tier = try #require(facts)
        let page = Snapshot.PageRequest(limit: couponsMax)
        let coupons = try snapshot.coupons(of: customer, page: page, state: nil).items.reversed()
        let awards = try connection.awardCounts(to: customer.number, in: book)
        return CustomerBooks(
            coins: try wallet(.coins, snapshot, customer, from: places.coins),
            credits: try wallet(.credits, snapshot, customer, from: places.credits), tier: tier.currentIndex,
            tierUntil: tier.validUntil?.milliseconds, spend: tier.counted, coupons: coupons.map(Self.coupon),
            referral: try connection.referral(ofFriend: customer.number, in: book)?.state.rawValue,
            awards: awards.mapValues { Int($0) })
    }

    private static func coupon(_ coupon: Coupon) -> Auditor.Coupon {
        Auditor.Coupon(
            number: Int(coupon.number), coins: coupon.coins, amount: coupon.amount,
            minimumCart: coupon.minimumCartAmount, state: coupon.state.rawValue,
            expires: time(coupon.expiresAt),
            returns: coupon.returnsCoinsOnExpiry, usedOrder: coupon.usedOrder)
    }

    private static func time(_ instant: Instant) -> Int64? { instant == .never ? nil : instant.milliseconds }

    private static func wallet(
        _ wallet: Wallet, _ snapshot: Snapshot, _ customer: Customer, from place: Int
    ) throws -> CustomerBooks.Wallet {
        let (connection, book) = (snapshot.connection, snapshot.book.number)
        let row = try connection.wallet(wallet, of: customer.number, in: book) ?? WalletRow()
        let entries = try connection.entries(
            of: customer.number, wallet: wallet, in: book, before: nil, limit: Int(row.sequence) - place)
        let lots = try connection.all(
            """
            SELECT lot, coins, remaining, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots WHERE book = $1 AND customer = $2 AND wallet = $3 AND remaining > 0 ORDER BY lot
            """, .book(book), .customer(customer.number), .integer(wallet == .coins ? 1 : 2)
        ) { row in
            AuditWallet.Lot(
                id: Int(row.integer(0)), coins: row.integer(1), left: row.integer(2), isPending: row.bool(3),
                availableAt: row.integer(4), expires: time(row.instant(5)),
                originalExpires: time(row.instant(6)),
                earned: row.integer(7))
        }
        return CustomerBooks.Wallet(
            available: row.available, pending: row.pending, earned: row.lifetimeEarned,
            spent: row.lifetimeSpent,
            expired: row.lifetimeExpired, entryCount: Int(row.sequence),
            newEntries: entries.reversed().map { entry in
                AuditWallet.Entry(
                    kind: entry.kind.rawValue, coins: entry.coins, available: entry.availableAfter,
                    pending: entry.pendingAfter, at: entry.occurredAt.milliseconds,
                    reverses: entry.reverses.map(Int.init))
            }, lots: lots)
    }
}
