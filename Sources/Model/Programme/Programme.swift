/// A published, immutable set of all rules of one brand: the programme document, parsed and checked.
///
/// It is made once when a version is published or loaded, and shared by all threads.
package final class Programme: Sendable {
    package let brand: BrandID
    /// The brand's name as customers know it.
    package let name: LocalizedText
    package let currency: Currency
    package let zone: BrandZone
    /// The locale of texts that a customer's own locale does not have.
    package let defaultLocale: String
    package let coin: CoinSettings
    package let theme: Theme
    package let earning: EarningSettings
    package let refunds: RefundSettings
    package let expiry: ExpiryPolicy
    package let tiers: TierSettings?
    package let triggers: [Trigger]
    package let rewards: [Reward]
    package let redemption: RedemptionSettings
    package let referral: ReferralSettings?
    package let screens: ScreenSettings
    /// Brand origins that browsers may call from (CORS).
    package let origins: [String]
    /// Days that the lines of the API log are kept.
    package let apiLogDays: Int64

    /// How long the API log is kept when the programme does not say, in days.
    package static let apiLogDaysDefault: Int64 = 30

    package init(
        brand: BrandID, name: LocalizedText, currency: Currency, zone: BrandZone, defaultLocale: String,
        coin: CoinSettings, theme: Theme, earning: EarningSettings, refunds: RefundSettings = .standard,
        expiry: ExpiryPolicy, tiers: TierSettings?,
        triggers: [Trigger], rewards: [Reward], redemption: RedemptionSettings = .none,
        referral: ReferralSettings?, screens: ScreenSettings, origins: [String],
        apiLogDays: Int64 = Programme.apiLogDaysDefault
    ) {
        self.brand = brand
        self.name = name
        self.currency = currency
        self.zone = zone
        self.defaultLocale = defaultLocale
        self.coin = coin
        self.theme = theme
        self.earning = earning
        self.refunds = refunds
        self.expiry = expiry
        self.tiers = tiers
        self.triggers = triggers
        self.rewards = rewards
        self.redemption = redemption
        self.referral = referral
        self.screens = screens
        self.origins = origins
        self.apiLogDays = apiLogDays
    }

    /// The trigger of that id, switched on or off.
    package func trigger(_ id: TriggerID) -> Trigger? { triggers.first { $0.id == id } }
    /// The reward of that id, switched on or off.
    package func reward(_ id: RewardID) -> Reward? { rewards.first { $0.id == id } }

    /// The base of a connector whose calculation base governs what its orders earn, because it is another one than the
    /// programme's (rule 5.2); nil for every other order. A connector governs that has a rule that is switched on.
    package func governingBase(of connector: String?) -> EarningSettings.Base? {
        guard let channel = connector.flatMap(Channel.init), channel != .app,
            let rule = redemption.rules[channel], rule.isActive, rule.base != earning.base
        else { return nil }
        return rule.base
    }

    /// How orders earn that were paid through a connector, or through none (rule 5.2).
    package func earning(through connector: String?) -> EarningSettings {
        governingBase(of: connector).map { earning.of($0) } ?? earning
    }
}

/// A programme with its place in the brand's line of versions.
package struct ProgrammeVersion: Sendable {
    /// 1 for the brand's first.
    package let number: Int64
    package let programme: Programme
    package let publishedAt: Instant

    package init(number: Int64, programme: Programme, publishedAt: Instant) {
        self.number = number
        self.programme = programme
        self.publishedAt = publishedAt
    }
}
