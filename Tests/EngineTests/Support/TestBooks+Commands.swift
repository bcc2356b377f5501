import Model
import Store
import Testing

@testable import Engine

/// Commands in a test's own words: customers by short names, times in RFC 3339.
extension TestBooks {
    @discardableResult
    func join(
        _ name: String, email: String? = nil, mobile: String? = nil, called: String? = nil,
        in book: Book? = nil
    )
        throws -> Customer
    {
        let input = UpsertCustomer.Input(id: try id(name), name: called, email: email, mobile: mobile)
        return try run(in: book) { try UpsertCustomer.run(input, in: $0) }.customer
    }

    /// A manual credit, or a debit when negative.
    @discardableResult
    func adjust(
        _ name: String, by coins: Coins, wallet: Wallet = .coins, lastDay: String? = nil, in book: Book? = nil
    ) throws -> AdjustWallet.Receipt {
        let input = AdjustWallet.Input(
            customer: try id(name), wallet: wallet, coins: coins, note: "by hand",
            expiresOn: lastDay.flatMap { LocalDate(iso: $0) })
        return try run(in: book) { try AdjustWallet.run(input, in: $0) }
    }

    @discardableResult
    func order(
        _ order: String, of name: String, _ total: Int64, subtotal: Int64? = nil, state: OrderState = .paid,
        placed: String? = nil, revision: Int64? = nil, currency: String = "USD", makesCustomer: Bool = false,
        in book: Book? = nil
    ) throws -> PutOrder.Receipt {
        let input = PutOrder.Input(
            id: try #require(OrderID(order)), customer: try id(name), state: state,
            placedAt: try placed.map { try instant($0) } ?? clock.now(), currency: currency, total: total,
            subtotal: subtotal ?? total, revision: revision, makesCustomer: makesCustomer)
        return try run(in: book) { try PutOrder.run(input, in: $0) }
    }

    @discardableResult
    func fire(
        _ trigger: String, by name: String, device: String? = nil, event: String? = nil,
        at time: String? = nil,
        isTrusted: Bool = true, in book: Book? = nil
    ) throws -> FireTrigger.Receipt {
        let input = FireTrigger.Input(
            trigger: try #require(TriggerID(trigger)), customer: try id(name),
            device: device.flatMap { DeviceID("device-\($0)") }, occurredAt: try time.map { try instant($0) },
            providerEvent: event.map { FireTrigger.ProviderEvent(provider: "generic", eventID: $0) },
            isTrusted: isTrusted)
        return try run(in: book) { try FireTrigger.run(input, in: $0) }
    }

    @discardableResult
    func redeem(
        _ reward: String, by name: String, coins: Coins? = nil, amount: Int64? = nil, in book: Book? = nil
    ) throws -> RedeemReward.Receipt {
        let input = RedeemReward.Input(
            customer: try id(name), reward: try #require(RewardID(reward)), coins: coins, amount: amount)
        return try run(in: book) { try RedeemReward.run(input, in: $0) }
    }

    @discardableResult
    func cancel(_ coupon: Int64, of name: String, in book: Book? = nil) throws -> CancelCoupon.Receipt {
        let input = CancelCoupon.Input(customer: try id(name), coupon: coupon)
        return try run(in: book) { try CancelCoupon.run(input, in: $0) }
    }

    @discardableResult
    func use(
        _ code: String, by name: String? = nil, order: String? = nil, cart: Int64? = nil,
        currency: String? = nil,
        in book: Book? = nil
    ) throws -> UseCoupon.Receipt {
        let input = UseCoupon.Input(
            code: code, customer: try name.map { try id($0) }, order: order.flatMap { OrderID($0) },
            cartAmount: cart,
            currency: currency)
        return try run(in: book) { try UseCoupon.run(input, in: $0) }
    }

    @discardableResult
    func claim(_ code: String, by name: String, in book: Book? = nil) throws -> ClaimReferral.Receipt {
        let input = ClaimReferral.Input(customer: try id(name), code: code)
        return try run(in: book) { try ClaimReferral.run(input, in: $0) }
    }

    /// Blocks a customer, which only the console will be able to do.
    func block(_ name: String) throws {
        let id = try id(name)
        try run { context in
            var customer = try context.snapshot.customer(id)
            customer.isBlocked = true
            try context.transaction.update(customer, emailKey: nil, mobileKey: nil, in: context.book.number)
        }
    }

    /// What a screen would read: settles first what has fallen due.
    func read<Value: Sendable>(
        _ name: String, in book: Book? = nil, _ body: @escaping @Sendable (Snapshot, Customer) throws -> Value
    ) throws -> Value {
        let id = try id(name)
        return try run(in: book) { context in try body(context.snapshot, try context.settledCustomer(id)) }
    }

    /// One wallet, settled.
    func wallet(_ name: String, _ wallet: Wallet = .coins, in book: Book? = nil) throws -> WalletFacts {
        try read(name, in: book) { try $0.wallet(wallet, of: $1) }
    }

    /// Every entry of a wallet, oldest first, as `kind coins → available`.
    func history(_ name: String, _ wallet: Wallet = .coins) throws -> [String] {
        try read(name) { snapshot, customer in
            try snapshot.history(of: customer, wallet: wallet, page: Snapshot.PageRequest(limit: 100)).items
                .reversed()
                .map { "\($0.kind.rawValue) \($0.coins) → \($0.availableAfter)" }
        }
    }

    /// The open lots, oldest first, as `what is left until date and time`.
    func lots(_ name: String) throws -> [String] {
        let lots = try read(name) { snapshot, customer in
            try snapshot.connection.all(
                """
                SELECT remaining, expires_at, is_pending FROM lots
                WHERE book = $1 AND customer = $2 AND remaining > 0 ORDER BY lot
                """, .book(snapshot.book.number), .customer(customer.number)
            ) { (coins: $0.integer(0), until: $0.instant(1), isPending: $0.bool(2)) }
        }
        return lots.map { lot in
            let until = lot.until == .never ? "never" : lot.until.rfc3339
            return "\(lot.coins)\(lot.isPending ? " pending" : "") until \(until)"
        }
    }
}

/// The refusal that a command answers; nil when it answers something else.
func refusal<Value>(of command: () throws -> Value) -> Refusal? {
    do {
        _ = try command()
        return nil
    } catch EngineError.refused(let refusal) {
        return refusal
    } catch {
        return nil
    }
}

/// A row of a table test, named by what a reader would say.
struct Row<Value: Sendable>: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let value: Value
    init(_ name: String, _ value: Value) { (testDescription, self.value) = (name, value) }
}
