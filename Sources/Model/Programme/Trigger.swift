/// A named action that earns coins, fired by an app or a callback.
package struct Trigger: Sendable, Hashable {
    /// What the action is; `app_install` also counts each device once (rule of product.md "App install").
    package enum Kind: String, Sendable, CaseIterable {
        case appInstall = "app_install"
        case signUp = "sign_up"
        case review, birthday, social, custom
    }

    /// How often one customer may be rewarded.
    package enum Frequency: Sendable, Hashable {
        case onceEver
        case times(Int64, per: Period)
    }

    /// A frequency's period: a local day, a week from Monday, a calendar month or year of the brand's zone.
    package enum Period: String, Sendable, CaseIterable { case day, week, month, year }

    package let id: TriggerID
    package let kind: Kind
    package let title: LocalizedText
    package let summary: LocalizedText?
    package let coins: Coins
    /// May be fired with a read key and a customer token; otherwise by write keys and signed postbacks only.
    package let isOpen: Bool
    package let isActive: Bool
    package let frequency: Frequency
    package let pendingDays: Int64
    /// Shown on the `earn` screen.
    package let isListed: Bool
    /// Where the app sends the customer to do it.
    package let link: String?
    /// Whether the service fires it itself: a sign-up when the customer is made, a birthday at the start of its local day.
    package let isAutomatic: Bool
    /// Whether a write key may say at each firing what it pays, in place of `coins` (rule 11.5).
    package let allowsOverride: Bool

    package init(
        id: TriggerID, kind: Kind, title: LocalizedText, summary: LocalizedText?, coins: Coins, isOpen: Bool,
        isActive: Bool, frequency: Frequency, pendingDays: Int64, isListed: Bool, link: String?,
        isAutomatic: Bool = false, allowsOverride: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.summary = summary
        self.coins = coins
        self.isOpen = isOpen
        self.isActive = isActive
        self.frequency = frequency
        self.pendingDays = pendingDays
        self.isListed = isListed
        self.link = link
        self.isAutomatic = isAutomatic
        self.allowsOverride = allowsOverride
    }
}
