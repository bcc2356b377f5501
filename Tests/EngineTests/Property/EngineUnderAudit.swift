import Model
import Store
import Testing

@testable import Engine

/// Does to the engine what is done to the auditor, and answers in the auditor's words.
struct EngineUnderAudit {
    let books: TestBooks
    private(set) var referralCodes: [String] = []

    init(_ programme: TestProgramme) throws { books = try TestBooks(programme) }

    static func customerID(_ customer: Int) throws -> CustomerID { try id("\(1_000 + customer)") }

    /// What the engine answers.
    mutating func perform(_ step: Step, on date: (Int) -> LocalDate?) throws -> String {
        do {
            return try answer(to: step, on: date)
        } catch EngineError.refused(let refusal) {
            return "refused:" + Self.words(for: refusal)
        }
    }

    private static func words(for refusal: Refusal) -> String {
        switch refusal {
        case .walletInDebt(let debt): "\(refusal.code):\(debt)"
        case .insufficientCoins(let available, let required): "\(refusal.code):\(available):\(required)"
        case .couponNotActive(let state): "\(refusal.code):\(state.rawValue)"
        case .couponMinimumCart(_, let shortfall, _): "\(refusal.code):\(shortfall)"
        default: refusal.code
        }
    }

    private mutating func answer(to step: Step, on date: (Int) -> LocalDate?) throws -> String {
        switch step {
        case .join(let email, let mobile): return try join(email, mobile)
        case .order(let event): return try put(event)
        case .refund(let order, let id, let part, let asCredit, _):
            return try refund(order, id, part, asCredit: asCredit)
        case .fire(let fire): return try self.fire(fire)
        case .redeem(let customer, let reward, let coins, let amount):
            let input = RedeemReward.Input(
                customer: try Self.customerID(customer), reward: try #require(RewardID(reward)), coins: coins,
                amount: amount)
            let receipt = try books.run { try RedeemReward.run(input, in: $0) }
            return "coupon:\(receipt.coupon.number):\(receipt.coupon.amount)"
        case .cancel(let customer, let coupon):
            let input = CancelCoupon.Input(customer: try Self.customerID(customer), coupon: Int64(coupon))
            _ = try books.run { try CancelCoupon.run(input, in: $0) }
        case .use(let customer, let coupon, let claimant, let order, let cart):
            try use(customer, coupon, claimant, order, cart)
        case .adjust(let customer, let wallet, let coins, let lastDay):
            let input = AdjustWallet.Input(
                customer: try Self.customerID(customer), wallet: wallet == "coins" ? .coins : .credits,
                coins: coins,
                note: "by hand", expiresOn: lastDay.flatMap(date))
            _ = try books.run { try AdjustWallet.run(input, in: $0) }
        case .claim(let friend, let referrer):
            let input = ClaimReferral.Input(
                customer: try Self.customerID(friend), code: referralCodes[referrer].lowercased())
            _ = try books.run { try ClaimReferral.run(input, in: $0) }
        case .block(let customer, let isBlocked): try block(customer, isBlocked)
        case .move(let milliseconds): books.clock.set(books.clock.now().adding(milliseconds: milliseconds))
        case .publish(let programme):
            try settleAll()
            try books.publish(programme)
        case .settleAll: try settleAll()
        }
        return "ok"
    }

    private mutating func join(_ email: String?, _ mobile: String?) throws -> String {
        let input = UpsertCustomer.Input(
            id: try Self.customerID(referralCodes.count), email: email, mobile: mobile)
        let receipt = try books.run { try UpsertCustomer.run(input, in: $0) }
        referralCodes.append(receipt.customer.referralCode)
        return "ok"
    }

    private func put(_ event: Auditor.OrderEvent) throws -> String {
        let input = PutOrder.Input(
            id: try #require(OrderID(event.id)), customer: try Self.customerID(event.customer),
            state: try #require(OrderState(rawValue: event.state)),
            placedAt: Instant(milliseconds: event.placed),
            currency: event.currency, total: event.total, subtotal: event.subtotal,
            lines: event.lines.map { $0.map(Self.line) }, revision: event.revision)
        let receipt = try books.run { try PutOrder.run(input, in: $0) }
        return "\(receipt.change.rawValue):\(Self.words(for: receipt.award))"
    }

    private static func line(_ line: Auditor.Line) -> OrderLine {
        OrderLine(
            id: line.id, tags: line.tags, quantity: line.quantity, amount: line.amount,
            discount: line.discount)
    }

    private func refund(_ order: String, _ id: String, _ part: Auditor.RefundPart, asCredit: Bool) throws
        -> String
    {
        let asked: RefundOrder.Part =
            switch part {
            case .rest: .rest
            case .amount(let amount): .amount(amount)
            case .lines(let units): .lines(units.map { RefundOrder.Line(id: $0.key, quantity: $0.value) })
            }
        let input = RefundOrder.Input(
            order: try #require(OrderID(order)), refund: try #require(RefundID(id)), part: asked,
            isStoreCredit: asCredit)
        let refund = try books.run { try RefundOrder.run(input, in: $0) }.refund
        return
            "refund:\(refund.amount):\(refund.coinsTakenBack):\(refund.coinsWaived):\(refund.coinsReturned)"
    }

    private static func words(for outcome: AwardOutcome) -> String {
        switch outcome {
        case .awarded(let entry): "awarded:\(entry.coins)"
        case .notAwarded(let reason, _): reason.rawValue
        }
    }

    private func fire(_ fire: Auditor.Fire) throws -> String {
        let input = FireTrigger.Input(
            trigger: try #require(TriggerID(fire.trigger)), customer: try Self.customerID(fire.customer),
            device: fire.device.flatMap { DeviceID($0) },
            occurredAt: fire.at.map { Instant(milliseconds: $0) },
            providerEvent: fire.event.map { FireTrigger.ProviderEvent(provider: "generic", eventID: $0) },
            isTrusted: fire.isTrusted)
        return Self.words(for: try books.run { try FireTrigger.run(input, in: $0) }.outcome)
    }

    private func use(_ customer: Int, _ coupon: Int, _ claimant: Int?, _ order: String?, _ cart: Int64?)
        throws
    {
        let owner = try Self.customerID(customer)
        let claimant = try claimant.map { try Self.customerID($0) }
        _ = try books.run { context in
            let number = try context.snapshot.customer(owner).number
            let code = try context.connection.coupon(
                number: Int64(coupon), of: number, in: context.book.number)?.code
            let input = UseCoupon.Input(
                code: code ?? "NO-SUCH-CODE", customer: claimant, order: order.flatMap { OrderID($0) },
                cartAmount: cart,
                currency: cart == nil ? nil : "USD")
            return try UseCoupon.run(input, in: context)
        }
    }

    private func block(_ customer: Int, _ isBlocked: Bool) throws {
        let id = try Self.customerID(customer)
        try books.run { context in
            var customer = try context.snapshot.customer(id)
            customer.isBlocked = isBlocked
            try context.transaction.update(
                customer, emailKey: ContactRules.emailKey(customer.email),
                mobileKey: ContactRules.mobileKey(customer.mobile), in: context.book.number)
        }
    }

    private func settleAll() throws {
        let ids = try referralCodes.indices.map { try Self.customerID($0) }
        try books.run { context in for id in ids { _ = try context.settledCustomer(id) } }
    }
}
