import Engine
import Model
import Store

/// Something that happens in the demo's eighteen months.
enum DemoAction: Sendable {
    case join(UpsertCustomer.Input)
    /// A friend enters the code of whoever brought them.
    case claim(friend: CustomerID, referrer: CustomerID)
    case buy(DemoPurchase, at: Instant)
    case fire(CustomerID, TriggerID, device: DeviceID?, at: Instant?)
    case redeem(CustomerID, RewardID, coins: Coins?, CouponEnd)
    case use(CustomerID, code: String, cart: Int64, order: OrderID?)
    case cancel(CustomerID, coupon: Int64)
    case credit(AdjustWallet.Input)
    /// Anything else.
    case act(@Sendable (CommandContext) throws -> Void)

    /// What becomes of a coupon.
    enum CouponEnd: Sendable {
        /// With the order that takes the code, where the story has one.
        case use(afterDays: Int64, order: OrderID? = nil)
        case cancel(afterDays: Int64)
        /// Nothing, until it lapses.
        case leave
    }

    /// What follows from an action, so many days later.
    struct FollowUp: Sendable {
        let afterDays: Int64
        let action: DemoAction
    }

    /// Does it with the engine's own commands, as the shop or the app would; answers what follows from it.
    func run(in context: CommandContext) throws -> FollowUp? {
        switch self {
        case .join(let input): _ = try UpsertCustomer.run(input, in: context)
        case .claim(let friend, let referrer):
            let code = try context.snapshot.customer(referrer).referralCode
            _ = try ClaimReferral.run(ClaimReferral.Input(customer: friend, code: code), in: context)
        case .buy(let purchase, let placedAt): try Self.buy(purchase, at: placedAt, in: context)
        case .fire(let customer, let trigger, let device, let occurredAt):
            let input = FireTrigger.Input(
                trigger: trigger, customer: customer, device: device, occurredAt: occurredAt, isTrusted: true)
            _ = try FireTrigger.run(input, in: context)
        case .redeem(let customer, let reward, let coins, let end):
            let input = RedeemReward.Input(customer: customer, reward: reward, coins: coins)
            return Self.followUp(of: try RedeemReward.run(input, in: context).coupon, for: customer, end)
        case .use(let customer, let code, let cart, let order):
            try Self.use(code, of: customer, cart: cart, order, in: context)
        case .cancel(let customer, let coupon):
            _ = try CancelCoupon.run(CancelCoupon.Input(customer: customer, coupon: coupon), in: context)
        case .credit(let input): _ = try AdjustWallet.run(input, in: context)
        case .act(let body): try body(context)
        }
        return nil
    }

    private static func buy(
        _ purchase: DemoPurchase, at placedAt: Instant, in context: CommandContext
    ) throws {
        guard let id = OrderID(String(purchase.line)) else { return }
        let input = PutOrder.Input(
            id: id, customer: purchase.customer, state: .paid, placedAt: placedAt,
            currency: context.programme.currency.code, total: purchase.amount, subtotal: purchase.amount)
        _ = try PutOrder.run(input, in: context)
    }

    private static func use(
        _ code: String, of customer: CustomerID, cart: Int64, _ order: OrderID?, in context: CommandContext
    ) throws {
        let currency = context.programme.currency.code
        let input = UseCoupon.Input(
            code: code, customer: customer, order: order, cartAmount: cart, currency: currency)
        let discount = try UseCoupon.run(input, in: context).discount ?? 0
        guard let order else { return }
        let bought = PutOrder.Input(
            id: order, customer: customer, state: .paid, placedAt: context.now, currency: currency,
            total: max(0, cart - discount), subtotal: cart)
        _ = try PutOrder.run(bought, in: context)
    }

    private static func followUp(
        of coupon: Coupon, for customer: CustomerID, _ end: CouponEnd
    ) -> FollowUp? {
        switch end {
        case .use(let days, let order):
            let cart = coupon.minimumCartAmount + coupon.amount + 1_250
            return FollowUp(
                afterDays: days, action: .use(customer, code: coupon.code, cart: cart, order: order))
        case .cancel(let days):
            return FollowUp(afterDays: days, action: .cancel(customer, coupon: coupon.number))
        case .leave: return nil
        }
    }
}
