/// The largest amounts of money that the books accept.
package enum MoneyLimits {
    /// Minor units in one order, coupon or tier threshold: a thousand million dollars or rupiah.
    ///
    /// The parser refuses rates at which an order of this amount would earn more, in the highest tier and with
    /// every rule and campaign that can go together, than one entry can hold (``CoinLimits/perEntryMax``).
    package static let orderAmountMax: Int64 = 100_000_000_000
}

/// How large a programme document, and each of its parts, may be.
package enum ProgrammeLimits {
    /// Bytes of the whole document.
    package static let documentBytesMax = 512 * 1024
    /// How deep it nests and how many values it holds.
    package static let json = JSONLimits(depthMax: 16, valuesMax: 50_000)

    /// Triggers of a programme.
    package static let triggersMax = 100
    /// Rewards of a programme.
    package static let rewardsMax = 200
    /// Levels of the VIP programme.
    package static let tiersMax = 20
    /// Benefits of one tier.
    package static let benefitsPerTierMax = 20
    /// Earning rules of a programme.
    package static let earningRulesMax = 200
    /// Campaigns of a programme.
    package static let campaignsMax = 100
    /// Products, collections or tags of one earning rule.
    package static let ruleTargetsMax = 1_000
    /// Origins that browsers may call from.
    package static let originsMax = 50
    /// Texts that the brand overrides.
    package static let screenTextsMax = 500
    /// Languages of one text.
    package static let localesPerTextMax = 50

    /// Characters (Unicode scalars) of a name: of the brand, a coin, a tier.
    package static let nameLengthMax = 60
    /// Characters of a title of a trigger or reward.
    package static let titleLengthMax = 120
    /// Characters of a summary, a benefit or a text that the brand overrides.
    package static let textLengthMax = 500
    /// Characters of the shop's name for a product, a collection or a tag.
    package static let shopNameLengthMax = 128
    /// Characters of a URL.
    package static let urlLengthMax = 2_000
    /// Characters of the part of coupon codes that the brand chooses.
    package static let codePrefixLengthMax = 12
    /// Characters of the key of a text.
    package static let textKeyLengthMax = 64
    /// Characters of a locale's tag.
    package static let localeLengthMax = 35

    /// A tier never earns less than the base rate.
    package static let tierMultiplierMin = Ratio.basisPointsPerOne
    /// A tier earns at most ten times the base rate.
    package static let tierMultiplierMax = 10 * Ratio.basisPointsPerOne
    /// An earning rule multiplies by at most ten; one that pays nothing excludes.
    package static let ruleMultiplierMax = 10 * Ratio.basisPointsPerOne
    /// A campaign never earns less than the rate without it.
    package static let campaignMultiplierMin = Ratio.basisPointsPerOne
    /// A campaign multiplies by at most ten.
    package static let campaignMultiplierMax = 10 * Ratio.basisPointsPerOne
    /// How high, or how far below zero, a rule's or campaign's priority may be.
    package static let priorityMax: Int64 = 1_000
    /// Orders or rewarded actions that a tier may ask for.
    package static let countThresholdMax: Int64 = 1_000_000
    /// Minutes that a quote may be honoured: a day.
    package static let quoteMinutesMax: Int64 = 1_440
    /// Minutes that a hold may stay open: a week.
    package static let holdMinutesMax: Int64 = 10_080
    /// Seconds within which a checkout without a reference is taken for a repeat.
    package static let repeatSecondsMax: Int64 = 3_600
    /// Codes that may be left in a pool when its warning shows.
    package static let poolWarningMax: Int64 = 1_000_000
    /// Claims from one network address on one day that a review may let pass.
    package static let claimsPerAddressMax: Int64 = 10_000
    /// Days that the lines of the API log may be kept.
    package static let apiLogDaysMax: Int64 = 365
    /// Days that an award may be pending, a referral held, or a tier kept.
    package static let delayDaysMax: Int64 = 365
    /// Days after which coins or coupons may lapse: ten years.
    package static let lifetimeDaysMax: Int64 = 3_650
    /// Months after which coins may lapse, or over which spend is counted: ten years.
    package static let lifetimeMonthsMax: Int64 = 120
    /// Awards of one trigger to one customer in one period.
    package static let triggerTimesMax: Int64 = 1_000
    /// Steps of a reward whose amount the customer chooses.
    package static let rewardStepsMax: Int64 = 10_000
    /// Rewarded referrals of one referrer that a cap may allow.
    package static let referralCapMax: Int64 = 1_000_000
    /// Points of the rounding of corners.
    package static let cornerRadiusMax: Int64 = 64
    /// Points of a size of type.
    package static let typeSizes: ClosedRange<Int64> = 8...72

    /// The most minor units that one coin may be worth, so that the fullest wallet has a worth in 64 bits.
    package static let coinWorthMax = Int64.max / CoinLimits.perWalletMax
    /// The least contrast of text with what lies behind it (WCAG 2.2, success criterion 1.4.3, level AA).
    package static let contrastMin = 4.5
}
