/// Rules 6 to 8: quotes, holds and checkouts, coupons.
extension Promise {
    static let redemption: [Promise] = [
        Promise(
            "6", "a cart that coins cannot be used on says why, with what is missing",
            "QuoteRulesTests: a cart that coins cannot be used on says why"),
        Promise(
            "6", "no bound of the rule is ever passed",
            "QuotePropertyTests: a quote keeps every bound and its coins are worth the discount exactly"),
        Promise(
            "6", "the limits are measured on the rule's calculation base",
            "QuoteRulesTests: the calculation base decides what the limits are measured on"),
        Promise(
            "6", "minimum payment is measured on the whole amount, and credits leave the rest to coins",
            "QuoteRulesTests: store credit is taken first and coins on the rest",
            "QuoteRulesTests: the least cart, the least payment and a part of the cart are measured on all of it"
        ),
        Promise(
            "6", "a quote clamps what is asked; a hold that asks above the cap is refused with the quote",
            "QuoteRulesTests: the customer may choose fewer coins in whole steps",
            "HoldTests: a hold that asks above the cap is refused with the quote",
            "HoldTests: a cart that coins cannot be used on opens no hold"),
        Promise(
            "6.1", "₹500 with ₹100 or 20 % to pay: at most ₹400 off",
            "QuoteRulesTests: of a ₹500 cart of which a part must be paid, at most ₹400 come off"),
        Promise(
            "6.1", "one coin is ₹1, at most ₹100, ₹200 and ₹1000",
            "QuoteRulesTests: one coin is one rupee up to the maximum"),
        Promise("6.1", "100 coins are ₹10", "QuoteRulesTests: 100 coins are ₹10"),
        Promise(
            "6.1", "100 coins take ₹5 off in steps up to ₹20",
            "QuoteRulesTests: 100 coins take ₹5 off in whole steps up to ₹20"),
        Promise(
            "6.2", "an order becomes free only if the rule says so",
            "QuoteRulesTests: a discount that makes the order free needs the rule's leave"),
        Promise(
            "6.3", "every limit that bit is named with the number that would lift it",
            "QuoteRulesTests: every limit that bit is named with the number that would lift it",
            "QuotePropertyTests: what a lifted limit promises comes true, whichever limit it is"),
        Promise(
            "6.4", "a quote is bound to its customer and expires after ten minutes",
            "HoldTests: a quote past its time, another customer's or above the balance is refused"),
        Promise(
            "6.4", "a hold accepts it and honours it even if the rule changes, never beyond the balance",
            "HoldTests: a quote is honoured until it expires even if the rule changes",
            "HoldTests: a quote past its time, another customer's or above the balance is refused"),
        Promise(
            "6.4", "a redemption accepts it, for a cart like its own, once, and never beyond the balance",
            "QuoteRedemptionTests: a redemption accepts a quote, for its coins, its discount and a"
                + " cart like its own",
            "QuoteRedemptionTests: a redeemed quote is honoured though the rule has changed, until it"
                + " expires",
            "QuoteRedemptionTests: a quote is used once, by a coupon or by a hold",
            "QuoteRedemptionTests: a quote that cannot become a coupon is refused, and nothing is spent",
            "RewardTests: a quote becomes a coupon by its id"),
        Promise(
            "6.5", "credits first, then coins on the rest, each with its own entry",
            "HoldTests: credits are taken first and coins on the rest, each with its own entry",
            "CheckoutCallTests: credits go first, then coins, and a checkout may ask for one of the two"),
        Promise(
            "6.6", "the customer may choose fewer coins, in whole steps",
            "QuoteRulesTests: the customer may choose fewer coins in whole steps",
            "CouponTests: a variable redemption costs whole steps"),

        Promise(
            "7.1", "list changes nothing",
            "LedgerRuleTests: asking what may be redeemed changes nothing",
            "CheckoutCallTests: a list says what coins take off, why not more, and changes nothing",
            "CartScreenTests: a cart screen changes nothing and is not kept"),
        Promise(
            "7.1",
            "perform debits at once when the order is known, and stays open until its deadline otherwise",
            "CheckoutTests: a perform debits at once when the order is known, and stays open until its"
                + " deadline otherwise",
            "CheckoutTests: a final purchase commits without an order, and an open one becomes final by its"
                + " repeat",
            "CheckoutCallTests: a perform holds until its deadline, commits with its order, and is one however"
                + " often it comes"
        ),
        Promise(
            "7.1", "revert gives back",
            "CheckoutTests: after a revert the same reference is refused and a new try sends the next attempt"
        ),
        Promise(
            "7.2", "a repeat returns the first result; another amount under the same key is refused",
            "CheckoutTests: a repeated perform returns the first result, and another amount under its"
                + " reference is refused",
            "CheckoutTests: 64 performs of one reference at once debit once",
            "CheckoutPropertyTests: coins spent are discounts standing, whatever 200 checkouts at once do",
            "CheckoutCallTests: a perform holds until its deadline, commits with its order, and is one however"
                + " often it comes",
            "ProblemTests: a key or reference that comes with something else is 422"),
        Promise(
            "7.2", "after a revert the same reference is refused, and a new try sends the next attempt",
            "CheckoutTests: after a revert the same reference is refused and a new try sends the next attempt"
        ),
        Promise(
            "7.2", "the same through every checkout",
            "CheckoutCallTests: a revert twice is one, leaves the reference used up, and the next attempt is a"
                + " new try",
            "CheckoutCallTests: without a reference the same cart within ten seconds is a repeat, and a revert"
                + " takes the newest"),
        Promise(
            "7.2", "without a reference it works, is flagged, and is a repeat within ten seconds",
            "CheckoutTests: without a reference the same amount within 10 seconds is a repeat, and flagged",
            "CheckoutTests: a programme says within how many seconds it is a repeat"),
        Promise(
            "7.3", "reverting twice gives the same answer",
            "CheckoutTests: after a revert the same reference is refused and a new try sends the next attempt"
        ),
        Promise(
            "7.3", "no discount ever stands without its coins, whatever is repeated, dropped or taken back",
            "CheckoutPropertyTests: coins spent are discounts standing, whatever 200 checkouts at once do",
            "ConnectorCheckTests: a sound connector passes every check"),
        Promise(
            "7.3", "a revert before its perform leaves a marker, and the late perform is refused",
            "CheckoutTests: a revert before its perform leaves a marker and the late perform is refused",
            "CheckoutCallTests: a revert before its perform leaves a marker, and the late perform is refused",
            "CheckoutAttackTests: a connector that is switched off takes reverts and nothing else"),
        Promise(
            "7.3", "a part may be reverted, up to what is left",
            "CheckoutTests: a partial revert gives back up to what is left"),
        Promise(
            "7.3", "without a reference the newest standing perform is reverted",
            "CheckoutTests: a revert without a reference takes the newest perform that stands"),
        Promise(
            "7.4", "a hold that nobody finishes is released at its deadline, with a visible entry",
            "HoldTests: a hold that nobody finishes is released by itself at its deadline, with a"
                + " visible entry",
            "HoldTests: a hold of credits alone is released at its deadline too"),
        Promise(
            "7.4", "a commit after that quotes anew",
            "HoldTests: a commit after the deadline quotes anew and holds if it comes to the same",
            "CheckoutTests: a late commit takes from the wallets that the hold had, whatever has come into the"
                + " others",
            "HoldTests: a commit after the deadline is refused when the coins have gone"),
        Promise(
            "7.5", "a refund finds the coins of a hold through its order",
            "HoldTests: a refund finds the coins of a committed hold through its order"),

        Promise(
            "8.1", "codes carry sixty random bits without look-alikes, and the brand's prefix",
            "CouponTests: codes are of sixty random bits, and no two are alike",
            "CodingTests: a code has at least sixty random bits and none of the letters I, L, O and U",
            "CodingTests: a code carries its prefix and its groups"),
        Promise(
            "8.1", "an exhausted pool debits nothing",
            "RewardKindsTests: uploaded codes are drawn in their order, and an empty pool debits nothing",
            "RewardKindsTests: 64 redemptions at once on 20 codes give 20 coupons and 44 refusals"),
        Promise(
            "8.2", "first committed wins, and the loser is told which",
            "CouponTests: a code is used once, and a repeat for the same order is the same answer",
            "IdempotencyTests: sixty-four uses at once of one code: one order gets it",
            "RewardKindsTests: of a use, a cancellation and a confirmation at once one order comes out"
                + " and the coins agree"
        ),
        Promise(
            "8.2", "a published code gives its coins back once the shop has confirmed",
            "RewardKindsTests: a cancelled code that a shop knows gives its coins back once the shop"
                + " confirms",
            "RewardTests: a code that the shop knows waits for its word, and a late use is told"),
        Promise(
            "8.2", "a use after a cancellation takes the coins again, and is reported",
            "RewardKindsTests: a use after a cancellation takes the coins again, into debt where they"
                + " are gone"
        ),
        Promise(
            "8.3", "customer, single use, minimum cart, currency and expiry are checked again at use",
            "CouponTests: verifying and using refuse alike, with the first reason that applies",
            "CouponTests: a coupon is good up to its last moment, whether or not its end has been written"),
        Promise(
            "8.4", "a percent coupon has a maximum",
            "RewardKindsTests: a percentage rounds down and never passes its maximum",
            "ProgrammeFaultTests: a fault of rewards is named with its place"),
    ]
}
