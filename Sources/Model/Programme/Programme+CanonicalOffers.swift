extension TierSettings {
    func write(into json: inout JSONWriter) {
        json.key("tiers")
        json.beginObject()
        json.member("metric", metric.rawValue)
        json.key("window")
        json.beginObject()
        switch window {
        case .lifetime: json.member("kind", literal: "lifetime")
        case .calendarYear: json.member("kind", literal: "calendar_year")
        case .rollingMonths(let months):
            json.member("kind", literal: "rolling_months")
            json.member("months", months)
        }
        json.endObject()
        json.member("grace_days", graceDays)
        json.member("downgrade", downgrade.rawValue)
        json.list("levels", levels) { tier, json in tier.write(into: &json) }
        json.endObject()
    }
}

extension Tier {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id.text)
        json.member("name", name)
        json.member("threshold", threshold)
        json.member("multiplier_basis_points", multiplierBasisPoints)
        json.list("benefits", benefits) { benefit, json in json.value(benefit) }
        json.member("entry_bonus", entryBonus)
        json.member("birthday_bonus", birthdayBonus)
        json.endObject()
    }
}

extension Trigger {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id.text)
        json.member("kind", kind.rawValue)
        json.member("title", title)
        json.optionalMember("summary", summary)
        json.member("coins", coins)
        json.member("open", isOpen)
        json.member("active", isActive)
        json.key("frequency")
        json.beginObject()
        switch frequency {
        case .onceEver: json.member("kind", literal: "once")
        case .times(let count, let period):
            json.member("kind", literal: "times")
            json.member("count", count)
            json.member("per", period.rawValue)
        }
        json.endObject()
        json.member("pending_days", pendingDays)
        json.member("listed", isListed)
        json.optionalMember("link", link)
        json.member("automatic", isAutomatic)
        json.member("allows_override", allowsOverride)
        json.endObject()
    }
}

extension Reward {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id.text)
        writePrice(into: &json)
        json.member("title", title)
        json.optionalMember("summary", summary)
        json.member("minimum_cart_amount", minimumCartAmount)
        json.optionalMember("valid_days", validDays)
        json.member("code_prefix", codePrefix)
        json.member("active", isActive)
        json.member("returns_coins_on_expiry", returnsCoinsOnExpiry)
        json.optionalMember("minimum_tier", minimumTier?.text)
        json.key("tier_prices")
        json.beginObject()
        for (tier, coins) in tierPrices.sorted(by: { $0.key.text < $1.key.text }) {
            json.key(dynamic: tier.text)
            json.integer(coins)
        }
        json.endObject()
        json.key("code_source")
        json.beginObject()
        switch codeSource {
        case .generated: json.member("kind", literal: "generated")
        case .pool(let warnAt):
            json.member("kind", literal: "pool")
            json.member("warn_at", warnAt)
        }
        json.endObject()
        json.member("published_to_shop", isPublishedToShop)
        json.endObject()
    }

    private func writePrice(into json: inout JSONWriter) {
        json.member("kind", price.kind.rawValue)
        switch price {
        case .fixed(let coins, let amount):
            json.member("coins", coins)
            json.member("amount", amount)
        case .variable(let coinsPerStep, let amountPerStep, let stepsMinimum, let stepsMaximum):
            json.member("coins_per_step", coinsPerStep)
            json.member("amount_per_step", amountPerStep)
            json.member("steps_minimum", stepsMinimum)
            json.member("steps_maximum", stepsMaximum)
        case .percentage(let coins, let basisPoints, let maximumAmount):
            json.member("coins", coins)
            json.member("basis_points", basisPoints)
            json.member("maximum_amount", maximumAmount)
        case .freeShipping(let coins, let maximumAmount):
            json.member("coins", coins)
            json.optionalMember("maximum_amount", maximumAmount)
        case .freeProduct(let coins, let productID):
            json.member("coins", coins)
            json.member("product_id", productID)
        }
    }
}

extension ReferralSettings {
    func write(into json: inout JSONWriter) {
        json.key("referral")
        json.beginObject()
        json.member("active", isActive)
        json.member("referrer_coins", referrerCoins)
        json.member("friend_coins", friendCoins)
        json.member("minimum_order_amount", minimumOrderAmount)
        json.member("hold_days", holdDays)
        json.optionalMember("monthly_cap", monthlyCap)
        json.optionalMember("lifetime_cap", lifetimeCap)
        json.member("share_url", shareURL)
        json.key("review")
        json.beginObject()
        json.member("same_address", review.sameAddress)
        json.optionalMember("claims_per_address_max", review.claimsPerAddressMax)
        json.member("similar_names", review.similarNames)
        json.endObject()
        json.endObject()
    }
}
