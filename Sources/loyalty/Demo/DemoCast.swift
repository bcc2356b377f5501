import Engine
import Model

/// The customers beside the real ones, each of whom shows something that the service does: who owes coins, who is in a
/// tier's grace, whose coupons are in which state. The README says which.
struct DemoCast {
    /// What happens on which day before today; at least one.
    private(set) var scenes: [(daysAgo: Int64, action: DemoAction)] = []
    /// What happens just before the demo begins to serve.
    private(set) var finale: [DemoAction] = []
    let today: LocalDate
    let programme: Programme

    init(today: LocalDate, programme: Programme) {
        (self.today, self.programme) = (today, programme)
        tellWallets()
        tellOrders()
        tellCoupons()
        tellCheckouts()
        tellTiers()
        tellReferrals()
        tellPeople()
    }

    /// Adds what happens so many days ago; today's is done last.
    mutating func add(_ action: DemoAction, daysAgo: Int64) {
        if daysAgo > 0 { scenes.append((daysAgo, action)) } else { finale.append(action) }
    }

    /// Adds a command.
    mutating func act(daysAgo: Int64, _ body: @escaping @Sendable (CommandContext) throws -> Void) {
        add(.act(body), daysAgo: daysAgo)
    }

    /// Somebody whom the shop makes known.
    mutating func join(
        _ customer: CustomerID, _ name: String, daysAgo: Int64, birthday: LocalDate? = nil,
        address: String? = nil
    ) {
        let input = UpsertCustomer.Input(
            id: customer, name: name, email: "\(customer.text)@mail.example", locale: "en-US",
            birthday: birthday, address: address)
        add(.join(input), daysAgo: daysAgo)
        if daysAgo > 0 { fire(.signUp, by: customer, daysAgo: daysAgo) }
    }

    /// An order that was paid at noon, `demo-order-` and its name.
    mutating func order(
        _ name: String, by customer: CustomerID, _ total: Int64, daysAgo: Int64, lines: [OrderLine]? = nil,
        coinsDiscount: Int64? = nil
    ) {
        put(name, .paid, by: customer, total, daysAgo: daysAgo, lines: lines, coinsDiscount: coinsDiscount)
    }

    /// The order as it stands, so many days after it was placed.
    mutating func put(
        _ name: String, _ state: OrderState, by customer: CustomerID, _ total: Int64, daysAgo: Int64,
        later: Int64 = 0, lines: [OrderLine]? = nil, coinsDiscount: Int64? = nil
    ) {
        let noon = programme.zone.startOfDay(today.adding(days: -daysAgo)).adding(seconds: 12 * 3_600)
        let currency = programme.currency.code
        let id = Self.order(name)
        act(daysAgo: daysAgo - later) { context in
            let input = PutOrder.Input(
                id: id, customer: customer, state: state, placedAt: noon, currency: currency, total: total,
                subtotal: total + (coinsDiscount ?? 0), coinsDiscount: coinsDiscount, lines: lines)
            _ = try PutOrder.run(input, in: context)
        }
    }

    /// What goes back of an order.
    mutating func refund(
        _ name: String, _ part: RefundOrder.Part, daysAgo: Int64, isStoreCredit: Bool = false
    ) {
        let id = Self.order(name)
        act(daysAgo: daysAgo) { context in
            guard let refund = RefundID("refund-1") else { return }
            let input = RefundOrder.Input(order: id, refund: refund, part: part, isStoreCredit: isStoreCredit)
            _ = try RefundOrder.run(input, in: context)
        }
    }

    /// Coins that a person of the brand books.
    mutating func credit(
        _ coins: Coins, to customer: CustomerID, _ note: String, daysAgo: Int64, lastDay: LocalDate? = nil
    ) {
        let input = AdjustWallet.Input(
            customer: customer, wallet: .coins, coins: coins, note: note, expiresOn: lastDay)
        add(.credit(input), daysAgo: daysAgo)
    }

    /// An action of a trigger's kind.
    mutating func fire(
        _ kind: Trigger.Kind, by customer: CustomerID, daysAgo: Int64, device: String? = nil
    ) {
        guard let trigger = programme.triggers.first(where: { $0.kind == kind }) else { return }
        add(.fire(customer, trigger.id, device: device.flatMap(DeviceID.init), at: nil), daysAgo: daysAgo)
    }

    /// A coupon of a reward, and what becomes of it.
    mutating func redeem(
        _ reward: String, by customer: CustomerID, coins: Coins? = nil, daysAgo: Int64,
        _ end: DemoAction.CouponEnd = .leave
    ) {
        guard let reward = RewardID(reward) else { return }
        add(.redeem(customer, reward, coins: coins, end), daysAgo: daysAgo)
    }

    private static func order(_ name: String) -> OrderID { known(OrderID("demo-order-" + name)) }

    /// What is written in these files is an id.
    static func known<ID>(_ id: ID?) -> ID {
        guard let id else { fatalError("the demo's cast has an id that is none") }
        return id
    }

    /// A customer of the cast: `demo-` and what there is to see.
    static func member(_ name: String) -> CustomerID { known(CustomerID("demo-" + name)) }
}
