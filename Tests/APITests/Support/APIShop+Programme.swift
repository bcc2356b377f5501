extension APIShop {
    /// A programme in rupees that has one of everything the tests look at.
    static func programme(brand: String = "corner-shop", name: String = "Corner Shop") -> String {
        """
        {
          "schema": 1, "brand": {"id": "\(brand)", "name": "\(name)"}, "currency": "INR",
          "time_zone": "Asia/Kolkata", "default_locale": "en-IN",
          "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 1, "amount": 10}},
          "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "award_on": "paid"},
          "expiry": {"kind": "days", "after": 30},
          "tiers": {"metric": "net_spend", "window": {"kind": "lifetime"}, "grace_days": 30, "levels": [
            {"id": "basic", "name": "Basic", "threshold": 0, "multiplier_basis_points": 10000},
            {"id": "gold", "name": "Gold", "threshold": 1000000, "multiplier_basis_points": 20000}]},
          "triggers": [
            {"id": "app-install", "kind": "app_install", "title": "Install the app", "coins": 50},
            {"id": "review", "kind": "review", "title": "Review", "coins": 5, "open": true,
             "frequency": {"kind": "times", "count": 1, "per": "day"}},
            {"id": "asleep", "kind": "custom", "title": "Asleep", "coins": 5, "active": false}],
          "rewards": [
            {"id": "fifty-off", "kind": "fixed_amount", "coins": 100, "amount": 5000, "title": "₹50 off",
             "minimum_cart_amount": 20000, "valid_days": 10, "code_prefix": "CS"},
            {"id": "any-off", "kind": "variable_amount", "coins_per_step": 10, "amount_per_step": 500,
             "steps_minimum": 2, "steps_maximum": 20, "title": "Choose", "valid_days": 10, "code_prefix": "CV"},
            {"id": "gold-only", "kind": "fixed_amount", "coins": 10, "amount": 5000, "title": "Gold",
             "valid_days": 10, "code_prefix": "CG", "minimum_tier": "gold"},
            {"id": "known", "kind": "percentage", "coins": 60, "basis_points": 1500, "maximum_amount": 9000,
             "title": "15 % off", "valid_days": 10, "published_to_shop": true},
            {"id": "shipping", "kind": "free_shipping", "coins": 20, "title": "Free shipping"},
            {"id": "record", "kind": "free_product", "coins": 90, "product_id": "lp-1", "title": "A record"},
            {"id": "drawn", "kind": "fixed_amount", "coins": 10, "amount": 500, "title": "A partner's voucher",
             "code_source": {"kind": "pool", "warn_at": 2}}],
          "redemption": {"channels": {
            "app": {"of": "total", "minimum_payment": {"kind": "percent", "basis_points": 2000}},
            "custom_checkout": {"minimum_cart_amount": 50000}, "gokwik": {"maximum_discount": 100}}},
          "referral": {"active": true, "referrer_coins": 30, "friend_coins": 20,
            "minimum_order_amount": 10000, "hold_days": 0, "monthly_cap": 2, "lifetime_cap": 100,
            "share_url": "https://corner.example/f?code={code}"},
          "origins": ["https://corner.example"]
        }
        """
    }
}
