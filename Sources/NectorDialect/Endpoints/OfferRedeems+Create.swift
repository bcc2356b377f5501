import API
import Engine
import HTTPServer
import Model

/// Coins for a coupon, and coupons without coins (nector-dialect: "Offers, coupons").
enum OfferDeeds {
    /// The most steps that are looked at; the reward's own bounds are closer.
    static let stepsMax: Int64 = 1_000_000

    /// `POST /offerredeems`: `step` steps of a reward whose amount can be chosen; any other once.
    static func redeem(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let who = try DeedWho(body, exchange)
        let reward = try reward(body, exchange)
        let amount = try amount(try body.whole("step", in: 1...stepsMax) ?? 1, of: reward)
        try exchange.recogniseByOptionalKey()
        let answers = NectorAnswers(exchange)
        return .write { context in
            let customer = try who.customer(in: context.snapshot)
            let receipt = try RedeemReward.run(
                RedeemReward.Input(customer: customer.id, reward: reward.id, amount: amount), in: context)
            return try answers.coupon(receipt.coupon, of: customer, in: context.snapshot)
        }
    }

    /// `POST /offerrewards`: the brand gives a coupon. It pays the coupon's coins into the wallet, from which the coupon
    /// takes them at once, so that the books show who gave it and what it was worth; the balance stays as it is.
    static func give(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let who = try DeedWho(body, exchange)
        let listed = try reward(body, exchange)
        try exchange.recogniseByOptionalKey()
        let answers = NectorAnswers(exchange)
        return .write { context in
            let customer = try who.customer(in: context.snapshot)
            let tier = try context.snapshot.tier(of: customer)?.currentIndex
            let reward = listed.offered(to: tier, in: context.programme.tiers)
            let price = try RedemptionRules.price(of: reward, coins: nil, amount: nil)
            _ = try AdjustWallet.run(
                AdjustWallet.Input(
                    customer: customer.id, wallet: .coins, coins: price.coins,
                    note: "For the coupon \(reward.id.text), which the brand gives.",
                    // Spent first, so that the customer's own coins keep their dates.
                    expiresOn: context.programme.zone.localDate(at: context.now)), in: context)
            let receipt = try RedeemReward.run(
                RedeemReward.Input(customer: customer.id, reward: reward.id), in: context)
            return try answers.coupon(receipt.coupon, of: customer, in: context.snapshot)
        }
    }

    private static func reward(_ body: NectorBody, _ exchange: Exchange) throws -> Reward {
        guard let text = try body.text("offer_id", most: DeedWho.lengthMax) else {
            throw body.fault("offer_id", FieldCode.required, "is required")
        }
        let names = NectorRequest(exchange).names
        guard let reward = names.offer(named: text, in: exchange.version.programme) else {
            throw Refusal.rewardNotFound
        }
        return reward
    }

    /// What so many steps take off, minor units; nil for a reward of one amount.
    private static func amount(_ steps: Int64, of reward: Reward) throws(Refusal) -> Int64? {
        guard case .variable(_, let perStep, _, _) = reward.price else { return nil }
        let (amount, overflow) = perStep.multipliedReportingOverflow(by: steps)
        guard !overflow else {
            let bounds = RedemptionRules.bounds(of: reward)
            throw .rewardAmountOutOfRange(
                minimum: bounds.minimum, maximum: bounds.maximum, step: bounds.step)
        }
        return amount
    }
}
