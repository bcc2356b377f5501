/// Rules 9 to 11: VIP tiers, referrals, identity and privacy.
extension Promise {
    static let standing: [Promise] = [
        Promise(
            "9.1", "a tier counts net spend, coins earned, orders or rewarded actions, never the balance",
            "TierGroundTests: 9_1 a tier may count coins earned, never the balance",
            "TierGroundTests: 9_1 a tier may count orders, and a refund of all of one takes it back",
            "TierGroundTests: 9_1 a tier may count rewarded actions",
            "PutOrderTests: a lifetime tier follows a cancelled order at once"),
        Promise(
            "9.1", "refunds subtract at the original date",
            "RefundConsequencesTests: a refund subtracts from the spend on the order's own day, and a"
                + " lifetime tier follows",
            "TierGroundTests: 9_1 a refund that takes the ground of a tier away takes the tier, at its"
                + " original date"
        ),
        Promise(
            "9.2", "windows are lifetime, calendar year and rolling months, in the brand's zone",
            "TierRulesTests: the window is one of local days",
            "TierRulesTests: a lifetime window has no ends and no end of validity",
            "TierGroundTests: 9_2 a tier year begins and ends with the brand's own days, over a change"
                + " of clocks",
            "TierGroundTests: 9_2 rolling months clamp to the last day of a month",
            "TierGroundTests: 9_2 a day leaves a rolling window on the first day that no longer counts it"),
        Promise(
            "9.3", "a tier rises at once",
            "TierRulesTests: spend moves up at once, prolongs what is reached again and takes nothing"),
        Promise(
            "9.3", "it falls one step after validity and grace, or is recomputed where the programme says so",
            "TierRulesTests: a tier falls one step, after validity and grace",
            "PutOrderTests: a tier of a calendar year is sure through the next, and falls a step after"
                + " its grace",
            "TierGroundTests: 9_3 a tier is recomputed at its end where the programme says so"),
        Promise(
            "9.4", "progress shows the tier, the next, what is missing to it and to keep, and the validity",
            "TierProgressTests: progress shows the tier, the next, what is missing to it and to keep,"
                + " and the validity",
            "ScreenSnapshotTests: every screen in every state says what it said before"),
        Promise(
            "9.4", "percent is rounded down, and 100 only when reached",
            "TierRulesTests: progress is rounded down, and 100 only when reached",
            "TierProgressTests: a cent short is 99 percent, the threshold itself is the tier, and the"
                + " highest has no next"),
        Promise(
            "9.5", "an edit of thresholds costs nobody a tier before its validity ends",
            "TierGroundTests: 9_5 raised thresholds cost nobody a tier before its validity and grace"
                + " are over",
            "TierGroundTests: 9_5 lowered thresholds keep a tier that its metric then reaches",
            "PublishProgrammeTests: another document is the next version, and is what everybody sees"
                + " before the answer"
        ),
        Promise(
            "9.6", "the entry bonus is paid once per tier and validity period",
            "TierGroundTests: 9_6 the entry bonus is paid once per tier and validity period"),

        Promise(
            "10.1", "oneself, another account of oneself, an existing buyer and a cycle are blocked",
            "ReferralTests: the first refusal that applies is the answer",
            "ReferralReviewTests: 10_1 the same device is the same customer",
            "RedemptionRulesTests: e-mail addresses are compared without case and spaces",
            "RedemptionRulesTests: mobile numbers are compared by their digits"),
        Promise(
            "10.1", "the same address, bursts of one network and similar names wait for a review",
            "ReferralReviewTests: 10_1 the same address waits for a review, however it is written",
            "ReferralReviewTests: 10_1 more claims than may come from one network address on one day"
                + " wait for a review",
            "ReferralReviewTests: 10_1 names are similar that differ by a letter, or by order",
            "ReferralReviewTests: 10_1 a flagged referral is not rewarded until it is approved"),
        Promise(
            "10.1", "a block never names the other customer",
            "ReferralReviewTests: 10_1 what comes to light within the hold rejects, and names nobody"),
        Promise(
            "10.2", "both are rewarded after the friend's first order above the minimum is past its hold",
            "ReferralTests: a friend signs up, qualifies, and both are rewarded after the hold",
            "ReferralReviewTests: 10_2 a first order below the minimum is recorded, and the next may"
                + " qualify"),
        Promise(
            "10.2", "a refund inside the hold rejects, and both sides see states",
            "ReferralReviewTests: 10_2 a refund inside the hold rejects, with its reason",
            "RefundConsequencesTests: a refund inside a referral's hold rejects it, one after it does not",
            "ReferralTests: an order that is cancelled inside the hold rejects, one after it does not"),
        Promise(
            "10.3", "caps count by month and for ever",
            "ReferralTests: caps are counted when the reward is due, by month and for ever",
            "ReferralTests: whoever is looked at first, the same referral is the last under the cap"),
        Promise(
            "10.3", "a code may be entered until the first order, once",
            "ReferralTests: a customer may enter a code until the first order, once"),

        Promise(
            "11.1", "a read key alone never reads a customer, unless it is a server's",
            "AuthenticationTests: every route takes the credentials that it should and no others",
            "AuthenticationTests: me is the customer of the token, with every key that takes one",
            "LeadSightTests: GET /leads/{id} is masked for a storefront without the customer's credential"),
        Promise(
            "11.1", "a token is signed, names its customer and lives at most a day",
            "CustomerTokenTests: a minted token names its customer until its end and not a second longer",
            "CustomerTokenTests: a lifetime is held within its bounds",
            "CustomerTokenTests: a signed token is good only if every claim is"),
        Promise(
            "11.2", "not yours and not there are the same answer",
            "AuthenticationTests: not yours and not there are the same answer",
            "HiddenTests: another customer is as little there as one who never was",
            "HiddenTests: another's coupon, transaction and cursor are as little there as any",
            "OwaspObjectTests: an id of other books is answered like one that is nobody's, and nothing changes",
            "LeadSightTests: GET of a customer's own things needs the customer's token from a"
                + " storefront, and shows no other's"),
        Promise(
            "11.3", "keys are stored hashed, shown once and never logged",
            "AdministrationTests: a key made by the API is good at once and shown once (rule 11.3)",
            "KeysTests: no key is in the file, nor the part of it that is secret",
            "CodingTests: equal byte strings are equal, others of another length are not",
            "AuthenticationTests: no key, token or signature gets into the log",
            "PeopleTests: no secret and no path is in the log, and no other brand's line",
            "OwaspConfigurationTests: no secret gets into the log, at its most talkative, nor into the log of"
                + " requests"),
        Promise(
            "11.3", "webhook ids are stored hashed, shown once and never logged",
            "ConnectorAPITests: an id is shown once, with where to call",
            "ConnectorsTests: no id is in the file, nor the part of it that is secret, nor in the audit log",
            "CheckoutAttackTests: the id is in no log and no list, and the books name the connector"),
        Promise(
            "11.3", "a rotated webhook id stays valid for the chosen overlap",
            "ConnectorsTests: a rotated id stays good for the overlap and not longer, and rotating again never"
                + " prolongs",
            "CheckoutAttackTests: an id that is wrong, ended, or the order feed's is answered like a path that"
                + " leads nowhere"),
        Promise(
            "11.3", "a rotated key stays valid for the chosen overlap",
            "KeysTests: a rotated key stays good for the overlap and not longer",
            "AdministrationTests: a rotated key stays good for its overlap, a revoked one ends at once"
                + " (rule 11.3)"
        ),
        Promise(
            "11.3",
            "secrets that sign are derived by brand, mode and generation from a key that others cannot read",
            "SecretsTests: every purpose, brand, mode and generation has a key of its own",
            "SecretsTests: a key of another length, or that others may read, is refused",
            "CustomerTokenTests: a token of another brand, mode, generation or master key is none"),
        Promise(
            "11.4", "erasing removes what is personal and keeps a ledger whose proofs hold",
            "EraseTests: erasing removes personal data and keeps the ledger, and the proofs still hold"
                + " (rule 11.4)",
            "EraseTests: what was erased is not in the file either",
            "QuoteRedemptionTests: an erased customer's hold ends by itself, and nobody uses the quote",
            "PeopleTests: an erased customer is nowhere, at once, and kept answers tell nothing (rule 11.4)",
            "EventTests: of an erased customer nothing personal is told (rule 11.4)"),
        Promise(
            "11.4", "free text is chained by a salted digest whose salt is erased",
            "ChainTests: erasing what a person wrote keeps the chain whole",
            "ChainTests: the same words have another digest each time"),
        Promise(
            "11.5", "an amount that the sender of an action gives is for write keys only",
            "OverrideTests: an override pays for write keys alone, and only where the trigger allows it"
                + " (rule 11.5)"),
        Promise(
            "11.5", "limits apply per customer and per address",
            "RateLimitTests: a customer that asks too often stops alone, and takes nothing from the"
                + " brand's key",
            "RateLimitTests: guessing keys and tokens is stopped, and good credentials from there are not",
            "OwaspBusinessFlowTests: ten wrong coupon codes a minute are a customer's, and right ones do not count",
            "OwaspBusinessFlowTests: claims and actions that apps send are limited by address, however many"
                + " customers there are"),
        Promise(
            "11.6", "merging keeps lots' dates, the better tier and the referral links",
            "MergeTests: merging moves the lots with their dates, and both ledgers say so (rule 11.6)",
            "MergeTests: the better tier, the spend and rewarded actions are the survivor's (rule 11.6)",
            "MergeTests: referral links keep their other side (rule 11.6)"),
        Promise(
            "11.6", "what was begun before a merge goes on after it",
            "QuoteRedemptionTests: a merge waits for open holds",
            "QuoteRedemptionTests: a quote that was kept before a merge is honoured after it",
            "QuoteRedemptionTests: a perform is repeated, reverted and refunded after a merge as before it",
            "QuoteRedemptionTests: a hold that was paid for before a merge finds its order after it"),
        Promise(
            "11.6", "a merge can be undone",
            "MergeTests: taking apart gives back what is left, and what was spent stays spent (rule 11.6)",
            "MergeTests: an untouched merge that is taken apart leaves everybody what they had"),
    ]
}
