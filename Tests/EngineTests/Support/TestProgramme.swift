/// A programme in a test's own words: what it does not say is the plainest that there is. One coin per 100 minor units,
/// at once and for ever, no tiers, triggers, rewards or referrals.
struct TestProgramme: Sendable {
    /// Nil lets coins stay for ever.
    enum Expiry: Sendable { case days(Int64), months(Int64) }
    enum Window: Sendable { case lifetime, calendarYear, rollingMonths(Int64) }

    struct Level: Sendable {
        var id: String
        var threshold: Int64
        var basisPoints: Int64 = 10_000
        var entryBonus: Int64 = 0
        var birthdayBonus: Int64 = 0
    }

    struct Trigger: Sendable {
        var id: String
        var kind = "custom"
        var coins: Int64 = 10
        var isOpen = false
        var isActive = true
        /// Nil for once ever.
        var times: Int64?
        var period = "day"
        var pendingDays: Int64 = 0
        var isAutomatic = false
        var allowsOverride = false
    }

    struct Reward: Sendable {
        var id: String
        var coins: Int64 = 100
        var amount: Int64 = 500
        /// The bounds of a variable reward, of which `coins` and `amount` are a step; nil for a fixed one.
        var steps: ClosedRange<Int64>?
        var minimumCart: Int64 = 0
        var validDays: Int64?
        var isActive = true
        var returnsCoins = true
        var minimumTier: String?
        /// The whole reward as JSON text, where the members above cannot say it.
        var document: String?
    }

    struct Referral: Sendable {
        var isActive = true
        var referrerCoins: Int64 = 50
        var friendCoins: Int64 = 30
        var minimumOrder: Int64 = 1_000
        var holdDays: Int64 = 0
        var monthlyCap: Int64?
        var lifetimeCap: Int64?
        /// JSON text; nil for the standard signs.
        var review: String?
    }

    var brand = "alpha"
    var currency = "USD"
    var zone = "UTC"
    var coins: Int64 = 1
    var perAmount: Int64 = 100
    var base = "total"
    var minimumAmount: Int64 = 0
    var awardOn = "paid"
    var pendingDays: Int64 = 0
    var expiry: Expiry?
    /// The member as JSON text, where `expiry` cannot say it.
    var expiryDocument: String?
    var metric = "net_spend"
    var downgrade = "one_step"
    var window = Window.lifetime
    var graceDays: Int64 = 30
    /// Empty for no VIP programme.
    var levels: [Level] = []
    var triggers: [Trigger] = []
    var rewards: [Reward] = []
    var referral: Referral?
    /// Factors of lines by their tag; nil for lines that earn nothing.
    var factors: [(tag: String, basisPoints: Int64?)] = []
    /// Coins per order, day and customer; nil for no caps.
    var caps: (order: Int64, day: Int64, customer: Int64)?
    /// How far below zero a refund may take the balance: 0 stops there, nil goes as far as needed.
    var debtFloor: Int64?
    /// More members of `earning`, as JSON text: rules, campaigns, caps.
    var earningMore: [String] = []
    /// More members of the document, as JSON text.
    var more: [String] = []
}

extension TestProgramme {
    /// The same with something changed.
    func with(_ change: (inout TestProgramme) -> Void) -> TestProgramme {
        var copy = self
        change(&copy)
        return copy
    }

    /// The programme as a document.
    var document: String {
        var members = [
            #""schema": 1, "brand": {"id": "\#(brand)", "name": {"en": "Alpha"}}"#,
            #""currency": "\#(currency)", "time_zone": "\#(zone)", "default_locale": "en""#,
            #""coin": {"name": {"one": {"en": "coin"}, "other": {"en": "coins"}}, "worth": {"coins": 1, "amount": 1}}"#,
            #""earning": {"base": {"coins": \#(coins), "per_amount": \#(perAmount), "of": "\#(base)"}, "#
                + #""minimum_amount": \#(minimumAmount), "award_on": "\#(awardOn)", "pending_days": \#(pendingDays)"#
                + (factorTexts + capTexts + earningMore).map { ", " + $0 }.joined() + "}",
            #""expiry": \#(expiryText)"#,
            #""triggers": [\#(triggers.map(text).joined(separator: ", "))]"#,
            #""rewards": [\#(rewards.map(text).joined(separator: ", "))]"#,
        ]
        if !levels.isEmpty { members.append(#""tiers": \#(tiersText)"#) }
        if let referral { members.append(#""referral": \#(text(referral))"#) }
        if let debtFloor {
            let debt = debtFloor == 0 ? #""clamped""# : #""allowed", "floor": \#(debtFloor)"#
            members.append(#""refunds": {"debt": {"kind": \#(debt)}}"#)
        }
        return "{\((members + more).joined(separator: ", "))}"
    }

    private var factorTexts: [String] {
        guard !factors.isEmpty else { return [] }
        let rules = factors.map { factor in
            let effect =
                factor.basisPoints.map { #""multiplier_basis_points": \#($0)"# } ?? #""excluded": true"#
            return #"{"id": "rule-\#(factor.tag)", "tags": ["\#(factor.tag)"], \#(effect)}"#
        }
        return [#""rules": [\#(rules.joined(separator: ", "))]"#]
    }

    private var capTexts: [String] {
        guard let caps else { return [] }
        return [
            #""caps": {"per_order": \#(caps.order), "per_day": \#(caps.day), "per_customer": \#(caps.customer)}"#
        ]
    }

    private var expiryText: String {
        if let expiryDocument { return expiryDocument }
        return switch expiry {
        case nil: #"{"kind": "never"}"#
        case .days(let days): #"{"kind": "days", "after": \#(days)}"#
        case .months(let months): #"{"kind": "months", "after": \#(months)}"#
        }
    }

    private var tiersText: String {
        let kind =
            switch window {
            case .lifetime: #"{"kind": "lifetime"}"#
            case .calendarYear: #"{"kind": "calendar_year"}"#
            case .rollingMonths(let months): #"{"kind": "rolling_months", "months": \#(months)}"#
            }
        let texts = levels.map { level in
            #"{"id": "\#(level.id)", "name": {"en": "\#(level.id)"}, "threshold": \#(level.threshold), "#
                + #""entry_bonus": \#(level.entryBonus), "birthday_bonus": \#(level.birthdayBonus), "#
                + #""multiplier_basis_points": \#(level.basisPoints), "benefits": []}"#
        }
        return #"{"metric": "\#(metric)", "window": \#(kind), "grace_days": \#(graceDays), "#
            + #""downgrade": "\#(downgrade)", "#
            + #""levels": [\#(texts.joined(separator: ", "))]}"#
    }

    private func text(_ trigger: Trigger) -> String {
        let frequency =
            trigger.times.map { #"{"kind": "times", "count": \#($0), "per": "\#(trigger.period)"}"# }
            ?? #"{"kind": "once"}"#
        return #"{"id": "\#(trigger.id)", "kind": "\#(trigger.kind)", "title": {"en": "T"}, "#
            + #""coins": \#(trigger.coins), "open": \#(trigger.isOpen), "active": \#(trigger.isActive), "#
            + #""frequency": \#(frequency), "pending_days": \#(trigger.pendingDays), "#
            + #""automatic": \#(trigger.isAutomatic), "allows_override": \#(trigger.allowsOverride)}"#
    }

    private func text(_ reward: Reward) -> String {
        if let document = reward.document { return document }
        let price =
            if let steps = reward.steps {
                #""kind": "variable_amount", "coins_per_step": \#(reward.coins), "#
                    + #""amount_per_step": \#(reward.amount), "steps_minimum": \#(steps.lowerBound), "#
                    + #""steps_maximum": \#(steps.upperBound)"#
            } else {
                #""kind": "fixed_amount", "coins": \#(reward.coins), "amount": \#(reward.amount)"#
            }
        var optional = ""
        if let days = reward.validDays { optional += #", "valid_days": \#(days)"# }
        if let tier = reward.minimumTier { optional += #", "minimum_tier": "\#(tier)""# }
        return #"{"id": "\#(reward.id)", \#(price), "title": {"en": "R"}, "#
            + #""minimum_cart_amount": \#(reward.minimumCart), "active": \#(reward.isActive), "#
            + #""returns_coins_on_expiry": \#(reward.returnsCoins)\#(optional)}"#
    }

    private func text(_ referral: Referral) -> String {
        var caps = ""
        if let cap = referral.monthlyCap { caps += #", "monthly_cap": \#(cap)"# }
        if let cap = referral.lifetimeCap { caps += #", "lifetime_cap": \#(cap)"# }
        if let review = referral.review { caps += #", "review": \#(review)"# }
        return #"{"active": \#(referral.isActive), "referrer_coins": \#(referral.referrerCoins), "#
            + #""friend_coins": \#(referral.friendCoins), "minimum_order_amount": \#(referral.minimumOrder), "#
            + #""hold_days": \#(referral.holdDays), "share_url": "https://shop.example/r/{code}"\#(caps)}"#
    }
}
