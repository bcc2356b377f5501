/// Rules 3 to 5: the ledger, expiry, and orders with their refunds and cancellations.
extension Promise {
    static let ledger: [Promise] = [
        Promise(
            "3.1", "entries are append-only",
            "LedgerTidyTests: no statement changes or deletes an entry, or deletes a lot",
            "ChainTests: an entry that is removed, moved or added breaks the chain"),
        Promise(
            "3.1", "a correction is a new entry that names the one it reverses",
            "LedgerRuleTests: a correction is a new entry that names the one it reverses",
            "LedgerRuleTests: a pending award that is withdrawn names it, with the reason"),
        Promise(
            "3.1", "no balance is written without an entry in the same transaction",
            "LedgerTidyTests: only an open wallet writes a balance",
            "LedgerPropertyTests: the engine and an independent auditor agree at every step",
            "ChainTests: a wallet that disagrees with its newest entry is quarantined",
            "FaultTests: a damaged file tells no wrong balance",
            "WriterTests: a command that throws takes back its own writes and nobody else's"),
        Promise(
            "3.2", "entries, lots, debt and the parts of a wallet agree, and verify proves it",
            "VerificationTests: sound books verify", "VerificationTests: each damage is found and named",
            "LedgerPropertyTests: the engine and an independent auditor agree at every step",
            "CrashTests: nothing acknowledged is lost and nothing repeated is doubled",
            "FaultTests: nothing acknowledged is lost or doubled by kills and losses of power"),
        Promise(
            "3.2", "lots are never negative, and nothing is spent twice",
            "LedgerRuleTests: the database itself refuses a lot or a wallet below nothing",
            "LedgerRuleTests: no race makes a balance negative: many at once, of every kind"),
        Promise(
            "3.2", "a negative balance is debt, repaid by the next credits",
            "PutOrderTests: coins that were spent become debt, which blocks redemption and is repaid"
                + " by what comes next",
            "VerificationTests: a clawback into debt and its repayment verify"),
        Promise(
            "3.2", "every kind of entry is in one list, and has words",
            "EntryTitleTests: every kind of entry from every kind of source has a title"),
        Promise(
            "3.3", "an entry names the version that made it, who did it, when and why",
            "PutOrderTests: an entry names the programme version that made it",
            "AdjustWalletTests: a credit and a debit are entries with a reason and an author",
            "OrderExplanationTests: a refund says what is left, what is kept, and what was taken from where"),
        Promise(
            "3.3", "each entry is chained to the customer's previous one",
            "ChainTests: the chain is what its layout says, worked out by hand",
            "ChainTests: a changed column of any entry breaks the chain",
            "ChainTests: an entry that is removed, moved or added breaks the chain"),
        Promise(
            "3.4", "the soonest to lapse is spent first, never-expiring last, then the earliest earned",
            "AdjustWalletTests: spending takes the soonest to lapse first, those that never do last,"
                + " then the earliest earned"
        ),
        Promise(
            "3.5", "a write first settles what has fallen due, in due order",
            "SettleTests: every write first settles what has fallen due",
            "SettleTests: what falls due at different instants is written in due order",
            "SettleTests: what falls due at one instant is written as release, expiry, coupon, referral"),
        Promise(
            "3.5", "sequence, running balance and time never go backwards",
            "AdjustWalletTests: time never goes backwards in a customer's history, even where the"
                + " clock does"),
        Promise(
            "3.6", "two writes with the same idempotency key are one write",
            "IdempotencyTests: a repeated key replays the first receipt, another request under it is refused",
            "IdempotencyTests: sixty-four repeats at once of one key have one effect and one answer",
            "RepeatTests: a repeated key replays the first answer, and another request under it is refused"),
        Promise(
            "3.6", "references from outside count once",
            "PutOrderTests: a paid order earns once, however often it is sent",
            "FireTriggerTests: an app install pays once per customer and once per device",
            "RepeatTests: natural keys need no other: the same order and the same use again are the"
                + " same answer"
        ),
        Promise(
            "3.6", "they are unique for ever, not for a day",
            "LedgerRuleTests: references from outside are unique for ever, not for a day",
            "LedgerRuleTests: an idempotency key is good for ever"),
        Promise(
            "3.7", "a customer's writes are serialised, and no race makes a balance negative",
            "IdempotencyTests: sixty-four debits at once of a balance that covers twenty: twenty"
                + " succeed, the others are told",
            "IdempotencyTests: sixty-four redemptions at once make as many coupons as the balance covers",
            "HoldTests: 64 holds at once never set aside more than there is",
            "LedgerRuleTests: no race makes a balance negative: many at once, of every kind",
            "ConcurrencyTests: of 64 redemptions at once exactly those succeed that the coins cover"),
        Promise(
            "3.7", "the redemption that comes too late is told the balance as it is now",
            "HoldTests: of two redemptions that together exceed the balance one gets the current balance"),

        Promise(
            "4.1", "coins stay for ever, or lapse by their age",
            "ExpiryRulesTests: coins lapse at the end of a local day"),
        Promise(
            "4.1", "by inactivity, each qualifying activity extends all lots",
            "ExpiryPolicyTests: 4_1 each qualifying activity extends all lots",
            "ExpiryPolicyTests: 4_1 what is no qualifying activity extends nothing"),
        Promise(
            "4.1", "months clamp to the last day of a month",
            "ExpiryPolicyTests: 4_2 months clamp, and a policy may round to the month's end",
            "InstantTests: adding months keeps the day or clamps it to the month's end"),
        Promise(
            "4.2", "coins lapse at the end of the local day, whatever the clocks do",
            "ExpiryRulesTests: coins lapse at the end of a local day",
            "ExpiryPolicyTests: 4_2 a day of twenty-three hours ends at its own midnight"),
        Promise(
            "4.2", "a policy may round to the month's end",
            "ExpiryPolicyTests: 4_2 months clamp, and a policy may round to the month's end"),
        Promise(
            "4.3", "a changed policy never shortens a lot and may lengthen it",
            "ExpiryPolicyTests: 4_3 a changed policy lengthens existing lots where it says so, and"
                + " never shortens",
            "ExpiryPolicyTests: 4_3 a sweep after publishing shows the new date before the old one has come"),
        Promise(
            "4.4", "coins in a hold do not lapse under it, and get 7 days of grace on release",
            "HoldTests: coins in a hold do not expire under it, and get 7 days of grace on release, once"),
        Promise(
            "4.5", "coins that come back keep their lot and its date",
            "CouponTests: cancelling gives the coins back to the lots that they came from, once",
            "OrderReturnTests: they come back to the lots that lapse last first, so that the split"
                + " does not matter"
        ),
        Promise(
            "4.5", "past their date they get 14 days, once, counted from the original date",
            "CouponTests: coins that come back after their date get fourteen days from it, and only once",
            "OrderReturnTests: a lot whose date has passed gets a grace, once, and coins past even"
                + " that lapse at once",
            "ExpiryPolicyTests: 4_4 and 4_5 a grace is counted from the original date",
            "ExpiryRulesTests: the grace of a lot is counted in local days from its own date"),
        Promise(
            "4.5", "a lot gets grace once: holding and releasing again never prolongs",
            "HoldTests: a lot gets grace once: seven days of a hold are not prolonged by a coupon that comes back",
            "HoldTests: coins in a hold do not expire under it, and get 7 days of grace on release, once"),
        Promise(
            "4.6", "a read after the date never shows lapsed coins as available",
            "SettleTests: a read after the date asks for the settlement, a read before it does not",
            "PastTests: coins that had lapsed are not available then, however late that was written",
            "PassingTimeTests: a kept screen changes when what it shows does"),
        Promise(
            "4.6", "the sweep or the next write makes the entry",
            "StopTests: what falls due is written without anybody asking",
            "SettleTests: the wallets that are due are found, soonest first, in their book"),
        Promise(
            "4.6", "the entry names the time at which it was due",
            "LedgerRuleTests: an expiry names the time at which it was due, whenever it is written"),

        Promise(
            "5.1",
            "an order goes through its states; late and repeated events change nothing and are recorded",
            "PutOrderTests: a late event changes nothing and is recorded",
            "PutOrderTests: a paid order earns once, however often it is sent",
            "OrderLinesTests: events out of order leave the order where it had got to, and are recorded",
            "PutOrderTests: a cancelled order stays cancelled, and cancelling twice is one cancellation"),
        Promise(
            "5.1", "an order is refunded in part or whole",
            "OrderTests: an order keeps its amounts and lines, and says what a refund did to it",
            "RefundOrderTests: nothing is left of an order that was refunded whole"),
        Promise(
            "5.2", "an older revision is a no-op",
            "PutOrderTests: a late event changes nothing and is recorded"),
        Promise(
            "5.2", "a connector's calculation base also governs earning",
            "ConnectorBaseTests: a connector's calculation base also governs earning",
            "ConnectorBaseTests: a total of a connector has tax and shipping in it, a rule that is off"
                + " governs nothing",
            "ConnectorBaseTests: the explanation names the connector whose base governs, and a refund"
                + " keeps it"),
        Promise(
            "5.3", "cancelling before the release withdraws the pending award, with its reason",
            "LedgerRuleTests: a pending award that is withdrawn names it, with the reason",
            "PutOrderTests: cancelling a pending award withdraws it, and nothing is released on its day",
            "RefundOrderTests: cancelling a pending award after a partial refund withdraws what is left of it"
        ),
        Promise(
            "5.4", "a refund goes by the stored trace, not by today's rule",
            "RefundOrderTests: a clawback goes by the stored trace: rate, tier and rules of the award,"
                + " not today's"
        ),
        Promise(
            "5.4", "two partial refunds equal one large refund",
            "RefundOrderTests: two partial refunds equal one large refund, where each alone would round",
            "OrderPropertyTests: any split of a refund comes to the same as the whole"),
        Promise(
            "5.4", "coins are taken from pending first, then from available",
            "RefundOrderTests: coins are taken from pending first, then from available"),
        Promise(
            "5.5", "spent coins become debt down to the floor, or the balance stops at zero",
            "RefundOrderTests: coins that are spent become debt down to the floor, and the rest is"
                + " waived and named",
            "RefundOrderTests: or the balance stops at zero",
            "WaivedCoinsTests: coins that were out when their award was taken back are taken when they come home"
        ),
        Promise(
            "5.5", "debt blocks redemption, is repaid by the next earnings, and the screen says why",
            "PutOrderTests: coins that were spent become debt, which blocks redemption and is repaid"
                + " by what comes next",
            "PutOrderTests: pending coins repay debt when they are released, not before",
            "ScreenSnapshotTests: every screen in every state says what it said before"),
        Promise(
            "5.6",
            "coins spent on a refunded order come back: all, or in proportion, and never more than"
                + " were spent",
            "OrderReturnTests: coins come back in proportion to the discount of the lines that are refunded",
            "OrderReturnTests: a line that coins paid for wholly keeps its coins until it comes back itself",
            "OrderReturnTests: coins spent on an order come back in full for a full refund, in"
                + " proportion for a partial one",
            "CheckoutTests: a refund after a partial revert gives back no more than the rest",
            "PutOrderTests: coins spent on an order of which the first that is heard is its"
                + " cancellation come back"
        ),
        Promise(
            "5.7", "a refund as store credit counts as a refund",
            "RefundOrderTests: a refund as store credit counts as a refund, and its money is in the credits"),
    ]
}
