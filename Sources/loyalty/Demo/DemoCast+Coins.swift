import Engine
import Model

// Wallets, orders, coupons and checkouts.
extension DemoCast {
    mutating func tellWallets() {
        join(Self.member("newcomer"), "Nia Newman", daysAgo: 0)
        let pending = Self.member("pending")
        join(pending, "Pia Pending", daysAgo: 200)
        order("pending", by: pending, 8_000, daysAgo: 3)
        let expiring = Self.member("expiring")
        join(expiring, "Eli Expiring", daysAgo: 200)
        credit(200, to: expiring, "Concert draw", daysAgo: 30, lastDay: today.adding(days: 5))
        credit(120, to: expiring, "Survey", daysAgo: 20, lastDay: today.adding(days: 20))
        // Coins of an order that were spent before the order came back.
        let debt = Self.member("debt")
        join(debt, "Dora Debt", daysAgo: 200)
        order("debt", by: debt, 30_000, daysAgo: 100)
        redeem("choose-your-own", by: debt, coins: 300, daysAgo: 80, .use(afterDays: 2))
        refund("debt", .rest, daysAgo: 20)
        let credit = Self.member("credit")
        join(credit, "Cleo Credit", daysAgo: 200)
        order("credit", by: credit, 4_500, daysAgo: 60)
        refund("credit", .amount(2_500), daysAgo: 40, isStoreCredit: true)
        let actions = Self.member("actions")
        join(actions, "Aziz Actions", daysAgo: 200)
        fire(.appInstall, by: actions, daysAgo: 100, device: "demo-device-actions")
        fire(.social, by: actions, daysAgo: 99)
        fire(.review, by: actions, daysAgo: 0)
        let birthday = Self.member("birthday")
        let day = today.adding(days: -2)
        let born = LocalDate(year: 1_988, month: day.month, day: day.day)
        join(birthday, "Bea Birthday", daysAgo: 200, birthday: born)
    }

    mutating func tellOrders() {
        let campaign = Self.member("campaign")
        join(campaign, "Cam Campaign", daysAgo: 200)
        order(
            "campaign", by: campaign, 6_000, daysAgo: 1,
            lines: [
                OrderLine(id: "1", product: "blue-train", collections: ["vinyl"], amount: 4_000),
                OrderLine(id: "2", product: "kind-of-blue", amount: 2_000),
            ])
        let giftcard = Self.member("giftcard")
        join(giftcard, "Gia Giftcard", daysAgo: 200)
        order(
            "giftcard", by: giftcard, 5_000, daysAgo: 4,
            lines: [OrderLine(id: "1", product: "gift-card-50", amount: 5_000)])
        let refunds = Self.member("refunds")
        join(refunds, "Rui Refunds", daysAgo: 200)
        order(
            "partial", by: refunds, 12_000, daysAgo: 40,
            lines: [
                OrderLine(id: "1", product: "blue-train", quantity: 2, amount: 8_000),
                OrderLine(id: "2", product: "kind-of-blue", amount: 4_000),
            ])
        refund("partial", .lines([RefundOrder.Line(id: "1", quantity: 1)]), daysAgo: 30)
        order("full", by: refunds, 5_000, daysAgo: 25)
        refund("full", .rest, daysAgo: 21)
        order("cancelled", by: refunds, 7_000, daysAgo: 15)
        put("cancelled", .cancelled, by: refunds, 7_000, daysAgo: 15, later: 1)
    }

    mutating func tellCoupons() {
        act(daysAgo: 160) { context in
            guard let reward = RewardID("concert-voucher") else { return }
            _ = try AddCodes.run((1...21).map { "TICKET-\(1_000 + $0 * 7)" }, to: reward, in: context)
        }
        let coupons = Self.member("coupons")
        join(coupons, "Cora Coupons", daysAgo: 200)
        order("coupons", by: coupons, 60_000, daysAgo: 150)
        credit(12_000, to: coupons, "Brought from the old programme", daysAgo: 140)
        redeem("five-off", by: coupons, daysAgo: 120)
        redeem("surprise-record", by: coupons, daysAgo: 60)
        redeem(
            "fifteen-percent", by: coupons, daysAgo: 28,
            .use(afterDays: 3, order: OrderID("demo-order-coupon-1")))
        redeem(
            "choose-your-own", by: coupons, coins: 200, daysAgo: 27,
            .use(afterDays: 3, order: OrderID("demo-order-coupon-2")))
        redeem("ten-off", by: coupons, daysAgo: 25, .cancel(afterDays: 4))
        redeem("five-off", by: coupons, daysAgo: 20)
        redeem("free-shipping", by: coupons, daysAgo: 15)
        redeem("concert-voucher", by: coupons, daysAgo: 12)
        // The shop knows this code, so the coins come back once it has switched it off.
        redeem("fifteen-percent", by: coupons, daysAgo: 10, .cancel(afterDays: 2))
        redeem("fifteen-percent", by: coupons, daysAgo: 7)
        redeem("surprise-record", by: coupons, daysAgo: 5)
        let voucher = Self.member("voucher")
        join(voucher, "Vic Voucher", daysAgo: 100)
        credit(4_500, to: voucher, "Brought from the old programme", daysAgo: 90)
        redeem("concert-voucher", by: voucher, daysAgo: 14)
        redeem("concert-voucher", by: voucher, daysAgo: 8)
    }

    mutating func tellCheckouts() {
        let holding = Self.member("holding")
        let currency = programme.currency.code
        join(holding, "Hal Holding", daysAgo: 200)
        credit(800, to: holding, "Brought from the old programme", daysAgo: 90)
        act(daysAgo: 0) { context in
            let request = QuoteRequest(channel: .app, total: 4_000, subtotal: 4_000, wanted: .coins(500))
            _ = try OpenHold.run(
                OpenHold.Input(customer: holding, basis: .cart(request, currency: currency)), in: context)
        }
        let checkout = Self.member("checkout")
        join(checkout, "Che Checkout", daysAgo: 200)
        credit(1_500, to: checkout, "Brought from the old programme", daysAgo: 90)
        // One that became an order, half of which came back; one that was given back; one that nobody finished.
        perform("GK-1001", by: checkout, daysAgo: 28, order: OrderID("demo-order-checkout"))
        order("checkout", by: checkout, 4_000, daysAgo: 28, coinsDiscount: 1_000)
        refund("checkout", .amount(2_000), daysAgo: 18)
        perform("GK-1002", by: checkout, daysAgo: 15)
        act(daysAgo: 15) { context in
            _ = try RevertCheckout.run(
                RevertCheckout.Input(connector: .gokwik, customer: checkout, reference: "GK-1002"),
                in: context)
        }
        perform("GK-1003", by: checkout, daysAgo: 10)
    }

    /// $10 off a cart of $50, with 1,000 coins.
    private mutating func perform(
        _ reference: String, by customer: CustomerID, daysAgo: Int64, order: OrderID? = nil
    ) {
        let currency = programme.currency.code
        act(daysAgo: daysAgo) { context in
            let request = QuoteRequest(
                channel: .gokwik, total: 5_000, subtotal: 5_000,
                wanted: .coins(reference == "GK-1001" ? 1_000 : 400))
            let input = PerformCheckout.Input(
                customer: customer, request: request, currency: currency, reference: reference, order: order)
            _ = try PerformCheckout.run(input, in: context)
        }
    }
}
