/// Rules 1 and 2: numbers and earning.
extension Promise {
    static let earning: [Promise] = [
        Promise(
            "1.1", "no floating point stands between a request and the books",
            "LedgerTidyTests: no floating point stands between a request and the books"),
        Promise(
            "1.1", "money has its currency's number of decimals",
            "NumberRuleTests: orders earn and carts are quoted in yen and in dinars",
            "MoneyTests: a currency has the decimals of ISO 4217",
            "RefundOrderTests: currencies of none, three and two decimals"),
        Promise(
            "1.1", "a number with a fraction or an exponent is refused where an integer belongs",
            "JSONFieldsTests: an integer is whole and within its limits",
            "JSONFieldsTests: every fault is collected in one answer, with its place",
            "InputTests: every fault of a body is named at once"),
        Promise(
            "1.1", "decimal amounts of a file are read exactly from their text",
            "MoneyTests: a decimal amount is exact both ways",
            "MoneyTests: what is not an exact amount is refused",
            "ImportOrdersTests: rows become orders, customers and coins"),
        Promise(
            "1.1", "products are exact in 128 bits; what does not fit at the end is refused, never wrapped",
            "MoneyTests: what does not fit is nil, never wrapped",
            "FractionTests: what does not fit in 128 bits is nil, and what fits after reducing is not",
            "OrderEarningTests: the largest order in the highest tier fills an entry, and more is a reason",
            "QuoteRulesTests: the largest numbers there are neither wrap nor trap",
            "RefundOrderTests: the largest order can be refunded to the last minor unit",
            "AdjustWalletTests: a full wallet takes no more, and says so"),
        Promise(
            "1.2", "a rate is a ratio of integers",
            "EarningRulesTests: coins are rounded down once, after all factors",
            "MoneyTests: products are divided exactly and rounded to the side asked for"),
        Promise(
            "1.2", "a multiplier counts in basis points",
            "MoneyTests: a multiplier of basis points rounds down for earning and up for a minimum payment"),
        Promise(
            "1.3", "an order's coins are rounded down once, after its lines are summed",
            "OrderEarningTests: 999 lines to the paisa are summed first and rounded once, with the"
                + " tier's ×1,5"
        ),
        Promise(
            "1.3", "what a refund takes back is the difference of two awards, not a rounded part",
            "RefundOrderTests: two partial refunds equal one large refund, where each alone would round"),
        Promise(
            "1.3", "coins by line are shares by the largest remainder, for display only",
            "NumberRuleTests: coins by line are shares by the largest remainder",
            "NumberRuleTests: coins by line are for display: a refund does not take back what a line showed"),
        Promise(
            "1.4", "a discount rounds down to the step, and the coins that it costs round up",
            "NumberRuleTests: a discount rounds down to the step, and the coins that it costs round up",
            "QuoteRulesTests: 100 coins take ₹5 off in whole steps up to ₹20",
            "QuotePropertyTests: a quote keeps every bound and its coins are worth the discount exactly"),
        Promise(
            "1.5", "a percentage minimum payment rounds up",
            "QuoteRulesTests: a percentage minimum payment rounds up and protects the merchant"),
        Promise(
            "1.6", "an order in another currency than the programme's is refused",
            "PutOrderTests: the first refusal that applies is the answer",
            "NumberRuleTests: orders earn and carts are quoted in yen and in dinars"),

        Promise(
            "2.1", "factors apply in order: base rate, lines' rules, tier, campaigns, caps, floor",
            "OrderEarningTests: the factors apply in order: base, lines, tier, campaign, caps, floor",
            "OrderEarningTests: caps per order, day and customer bite in that order"),
        Promise(
            "2.1", "the explanation shows each step",
            "OrderExplanationTests: an award says its base, each group of lines, tier, campaign, caps"
                + " and the rounding"
        ),
        Promise(
            "2.2", "rules stack or are exclusive by priority, and ties break by id",
            "OrderEarningTests: rules stack, or one is exclusive, by priority and then by id"),
        Promise(
            "2.3", "the base is the total or the subtotal, with or without tax and shipping",
            "OrderEarningTests: the base is total or subtotal, with or without tax, shipping and the"
                + " part paid with coins"
        ),
        Promise(
            "2.3", "what was paid with coins does not earn, unless the programme says so",
            "OrderReturnTests: what coins paid does not earn, unless the programme says so or the shop"
                + " says how much"
        ),
        Promise(
            "2.4", "an order earns when it is paid, fulfilled or delivered, as the programme says",
            "PutOrderTests: an order earns when it reaches the award moment",
            "EarningRulesTests: the award moment is reached at its state and after it"),
        Promise(
            "2.4", "coins are pending for so many days, shown with their date, and available then",
            "PutOrderTests: pending coins wait for their day, and lapse counted from it",
            "ExpiryRulesTests: pending lasts so many whole local days",
            "ScreenSnapshotTests: every screen in every state says what it said before"),
        Promise(
            "2.4", "pending coins do not count for redemption",
            "LedgerRuleTests: pending coins do not count for redemption"),
        Promise(
            "2.5", "the preview of a cart that becomes an order unchanged is the award",
            "OrderPropertyTests: the preview of a cart that becomes an order unchanged is the award",
            "OrderPropertyTests: what a list shows for a product is what an order of it alone earns",
            "CartScreenTests: the cart earns on the screen what it earns as an order"),
        Promise(
            "2.6", "the tier at the order's time applies; a tier that it reaches counts from the next order",
            "OrderLinesTests: the tier at the order's time applies, however long the award takes",
            "PutOrderTests: the order that reaches a tier does not profit from it, the next one does"),
        Promise(
            "2.7", "an action that pays nothing is recorded with its reason",
            "FireTriggerTests: the first reason against an award is the one that is recorded"),
        Promise(
            "2.7", "every reason there is has a test that provokes it",
            "NonAwardReasonTests: every reason there is has a test that provokes it"),
        Promise(
            "2.7", "an order that earns nothing is recorded with its reason",
            "NonAwardReasonTests: each reason against an order's award is recorded with the order",
            "NumberRuleTests: an empty cart and an order of nothing earn nothing, cost nothing and"
                + " count as an order",
            "EarningRulesTests: the first reason against an award decides",
            "NonAwardTests: an order that earned nothing is explained by its reasons",
            "InsightTests: customer service reads why nothing was awarded"),
    ]
}
