"""Random programme documents, sound ones. Members that begin with `_` are the auditor's own and are not published."""

from fractions import Fraction
from math import ceil

from days import iso

ZONES = [
    "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/Santiago", "Africa/Cairo", "Asia/Beirut",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "America/St_Johns", "Asia/Tokyo", "Africa/Casablanca",
]
CURRENCIES = ["USD", "INR", "JPY", "KWD"]
PRODUCTS = ["tea", "cup", "pot", "tin"]
COLLECTIONS = ["spring", "sale", "gifts"]
TAGS = ["red", "new"]


def some(rng, chance):
    return rng.random() < chance


def money(rng):
    return rng.choice([1, 5, 10, 50, 99, 100, 250, 999, 1_000, 1_500, 2_500, 5_000, 10_000, 20_001])


def programme(rng, brand, first_day):
    """A programme for a world that begins on a day."""
    document = {
        "schema": 1,
        "brand": {"id": brand, "name": "Audited"},
        "currency": rng.choice(CURRENCIES),
        "time_zone": rng.choice(ZONES),
        "default_locale": "en",
        "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
    }
    if some(rng, 0.8):
        document["tiers"] = tiers(rng)
    document["earning"] = earning(rng, document, first_day)
    if some(rng, 0.85):
        document["expiry"] = expiry(rng)
    if some(rng, 0.5):
        document["refunds"] = {"debt": rng.choice([
            {"kind": "allowed"}, {"kind": "allowed", "floor": rng.choice([1, 10, 100, 1_000])}, {"kind": "clamped"}])}
    document["triggers"] = [trigger(rng, "trigger-%d" % number) for number in range(rng.randint(0, 5))]
    document["rewards"] = [reward(rng, "reward-%d" % number, document) for number in range(rng.randint(1, 5))]
    if some(rng, 0.8):
        document["redemption"] = {"channels": {
            channel: redemption(rng) for channel in ("app", "custom_checkout", "gokwik") if some(rng, 0.6)}}
    if some(rng, 0.7):
        document["referral"] = referral(rng)
    return document


def changed(rng, old, first_day):
    """A later version: other rates, rules, caps, rewards and dates; who is in which tier stays what it was."""
    new = dict(old)
    new["earning"] = earning(rng, new, first_day)
    policy = expiry(rng)
    if "inactivity" not in (policy["kind"], old.get("expiry", {}).get("kind")):
        new["expiry"] = policy
    new["refunds"] = {"debt": rng.choice([{"kind": "allowed"}, {"kind": "allowed", "floor": 50}, {"kind": "clamped"}])}
    new["rewards"] = [reward(rng, "reward-%d" % number, new) for number in range(rng.randint(1, 5))]
    new["redemption"] = {"channels": {"app": redemption(rng), "custom_checkout": redemption(rng)}}
    new["referral"] = referral(rng)
    return new


def tiers(rng):
    metric = rng.choice(["net_spend", "net_spend", "coins_earned", "orders", "engagement"])
    count = rng.randint(1, 4)
    steps = [1, 2, 3, 5, 8, 13, 20] if metric in ("orders", "engagement") else [
        100, 500, 1_000, 2_500, 5_000, 9_999, 20_000, 50_000, 100_000]
    if metric == "coins_earned":
        steps = [1, 10, 50, 100, 250, 1_000, 5_000]
    steps = sorted(rng.sample(steps, count))
    kind = rng.choice(["lifetime", "calendar_year", "rolling_months"])
    window = {"kind": kind, "months": rng.choice([1, 2, 3, 6, 12, 13])} if kind == "rolling_months" else {"kind": kind}
    levels = []
    for place, threshold in enumerate([0] + steps):
        levels.append({
            "id": "level-%d" % place, "name": "Level %d" % place, "threshold": threshold,
            "multiplier_basis_points": 10_000 if place == 0 else rng.choice([10_000, 11_500, 12_500, 15_000, 33_333]),
            "benefits": [],
        })
        if place and some(rng, 0.3):
            levels[-1]["entry_bonus"] = rng.choice([1, 10, 75])
        if some(rng, 0.2):
            levels[-1]["birthday_bonus"] = rng.choice([5, 60])
    return {"downgrade": rng.choice(["one_step", "one_step", "recompute"]), "metric": metric, "window": window, "grace_days": rng.choice([0, 1, 30, 45]), "levels": levels}


def earning(rng, document, first_day):
    kind = rng.choice(["total", "total", "subtotal"])
    base = {"coins": rng.choice([1, 1, 2, 3, 5, 7, 10]), "per_amount": rng.choice([1, 3, 7, 10, 99, 100, 100, 250, 1_000]),
            "of": kind}
    for name in ("includes_tax", "includes_shipping"):
        if some(rng, 0.3):
            base[name] = some(rng, 0.5)
    settings = {
        "base": base, "minimum_amount": rng.choice([0, 0, 0, 500, 2_000]),
        "award_on": rng.choice(["paid", "paid", "fulfilled", "delivered"]),
        "pending_days": rng.choice([0, 0, 1, 7, 14, 30]),
    }
    if some(rng, 0.3):
        settings["earns_on_coins_part"] = some(rng, 0.7)
    if some(rng, 0.6):
        settings["rules"] = [earning_rule(rng, "rule-%d" % number) for number in range(rng.randint(1, 5))]
    if some(rng, 0.5):
        settings["campaigns"] = [campaign(rng, "campaign-%d" % number, document, first_day)
                                 for number in range(rng.randint(1, 4))]
    if some(rng, 0.4):
        settings["caps"] = {}
        least = 1
        for name, most in (("per_order", 50), ("per_day", 120), ("per_customer", 5_000)):
            if some(rng, 0.5):
                settings["caps"][name] = rng.randint(least, least + most)
                least = settings["caps"][name]
    base["per_amount"] = max(base["per_amount"], least_amount(base["coins"], settings, document))
    return settings


def least_amount(coins, settings, document):
    """Rates are refused at which the largest order would earn more than an entry holds: ten coins a minor unit."""
    factor = Fraction(coins, 10)
    for one in settings.get("rules", []) + settings.get("campaigns", []):
        factor *= max(1, Fraction(one.get("multiplier_basis_points", 10_000), 10_000))
    levels = document.get("tiers", {}).get("levels", [])
    return ceil(factor * max([Fraction(level["multiplier_basis_points"], 10_000) for level in levels] or [1]))


def stacking(rng, one):
    if some(rng, 0.3):
        one["exclusive"] = True
    if some(rng, 0.5):
        one["priority"] = rng.randint(0, 3)
    return one


def earning_rule(rng, id):
    rule = {"id": id}
    for name, words in (("products", PRODUCTS), ("collections", COLLECTIONS), ("tags", TAGS)):
        if some(rng, 0.5):
            rule[name] = rng.sample(words, rng.randint(1, 2))
    if not set(rule) & {"products", "collections", "tags"}:
        rule["products"] = [rng.choice(PRODUCTS)]
    if some(rng, 0.3):
        rule["excluded"] = True
        return rule
    rule["multiplier_basis_points"] = rng.choice([5_000, 12_345, 15_000, 20_000, 30_000])
    return stacking(rng, rule)


def campaign(rng, id, document, first_day):
    start = first_day + rng.randint(-30, 500)
    end = start + rng.choice([0, 1, 6, 30, 90])
    one = {"id": id, "from": iso(start), "through": iso(end), "_from": start, "_through": end,
           "multiplier_basis_points": rng.choice([11_111, 15_000, 20_000, 30_000])}
    if "tiers" in document and some(rng, 0.4):
        one["minimum_tier"] = rng.choice(document["tiers"]["levels"])["id"]
    return stacking(rng, one)


def expiry(rng):
    kind = rng.choice(["never", "days", "months", "months", "inactivity", "inactivity"])
    if kind == "never":
        return {"kind": kind}
    if kind == "inactivity":
        unit = rng.choice(["days", "months"])
        policy = {"kind": kind, "unit": unit, "after": rng.choice([1, 2, 3, 6]) * (30 if unit == "days" else 1)}
        if some(rng, 0.6):
            policy["activities"] = rng.sample(["order", "trigger", "redemption"], rng.randint(1, 3))
        if some(rng, 0.3):
            policy["round_to"] = "month_end"
        return policy
    if kind == "days":
        policy = {"kind": kind, "after": rng.choice([1, 2, 10, 30, 90, 365])}
    else:
        policy = {"kind": kind, "after": rng.choice([1, 2, 3, 6, 12, 24])}
    if some(rng, 0.3):
        policy["round_to"] = rng.choice(["day", "month_end"])
    return policy


def trigger(rng, id):
    kind = rng.choice(["app_install", "sign_up", "review", "social", "custom", "birthday"])
    one = {"id": id, "kind": kind, "title": id, "coins": rng.choice([1, 5, 10, 20, 100, 150]), "open": some(rng, 0.5),
           "active": some(rng, 0.9), "pending_days": rng.choice([0, 0, 0, 3, 10])}
    if kind in ("sign_up", "birthday") and some(rng, 0.6):
        # Birthday coins that are pending would be written at once, or not, by when somebody asks.
        one["automatic"], one["open"], one["pending_days"] = True, False, 0
    if kind in ("app_install", "sign_up") or some(rng, 0.3):
        one["frequency"] = {"kind": "once"}
    else:
        one["frequency"] = {"kind": "times", "count": rng.choice([1, 2, 3]),
                            "per": rng.choice(["day", "week", "month", "year"])}
    return one


def reward(rng, id, document):
    one = {"id": id, "title": id, "minimum_cart_amount": rng.choice([0, 0, 1_000, 5_000]), "code_prefix": "AUD",
           "active": some(rng, 0.95), "returns_coins_on_expiry": some(rng, 0.6)}
    if some(rng, 0.7):
        one["valid_days"] = rng.choice([1, 3, 14, 30, 90, 365])
    kind = rng.choice(["fixed_amount", "fixed_amount", "variable_amount", "variable_amount", "percentage", "free_shipping",
                       "free_product"])
    if kind != "variable_amount":
        one.update(kind=kind, coins=rng.choice([5, 10, 25, 50, 100]))
        if kind == "fixed_amount":
            one["amount"] = money(rng)
        if kind == "percentage":
            one.update(basis_points=rng.choice([1, 500, 1_500, 3_333, 10_000]), maximum_amount=money(rng))
        if kind == "free_shipping" and some(rng, 0.5):
            one["maximum_amount"] = rng.choice([1, 50, 300])
        if kind == "free_product":
            one["product_id"] = rng.choice(PRODUCTS)
        if some(rng, 0.25):
            one["code_source"], one["code_prefix"] = {"kind": "pool"}, ""
    else:
        least = rng.randint(1, 3)
        one.update(kind="variable_amount", coins_per_step=rng.choice([1, 3, 10, 25]), amount_per_step=money(rng),
                   steps_minimum=least, steps_maximum=least + rng.randint(0, 30))
    if some(rng, 0.3):
        one["published_to_shop"] = some(rng, 0.8)
    if "tiers" in document:
        levels = [level["id"] for level in document["tiers"]["levels"]]
        if some(rng, 0.25):
            one["minimum_tier"] = rng.choice(levels)
            levels = levels[levels.index(one["minimum_tier"]):]
        if some(rng, 0.3):
            one["tier_prices"] = {id: rng.choice([1, 4, 8, 20, 60]) for id in levels if some(rng, 0.6)}
    return one


def redemption(rng):
    """How coins turn into a discount on a channel; its bounds leave room for some discount."""
    rule = {"active": some(rng, 0.95)}
    if some(rng, 0.5):
        rule["of"] = rng.choice(["total", "subtotal"])
    if some(rng, 0.7):
        rule["value"] = {"coins": rng.choice([1, 3, 7, 100]), "amount": rng.choice([1, 10, 33, 100, 1_000])}
    if some(rng, 0.5):
        rule["step_amount"] = rng.choice([1, 7, 50, 100, 500])
    if some(rng, 0.4):
        rule["maximum_discount"] = rng.choice([2_000, 5_001, 20_000])
    if some(rng, 0.3):
        rule["maximum_basis_points"] = rng.choice([100, 3_333, 5_000, 10_000])
    if some(rng, 0.3):
        rule["minimum_discount"] = rng.choice([1, 100, 600])
    if some(rng, 0.3) and "maximum_discount" not in rule:
        rule["minimum_coins"] = rng.choice([1, 5])
    if some(rng, 0.3):
        rule["minimum_cart_amount"] = rng.choice([1, 500, 5_000])
    payment = rng.choice(["none", "fixed", "percent"])
    rule["minimum_payment"] = {"kind": payment}
    if payment == "fixed":
        rule["minimum_payment"]["amount"] = rng.choice([1, 100, 2_000])
    if payment == "percent":
        rule["minimum_payment"]["basis_points"] = rng.choice([1, 2_000, 3_333, 9_999])
    if payment == "none" and rule.get("maximum_basis_points", 10_000) == 10_000 and some(rng, 0.4):
        rule["allows_free_order"] = True
    if some(rng, 0.4):
        rule["takes_credits"] = True
    if some(rng, 0.3):
        rule["quote_minutes"] = rng.choice([1, 60])
    if some(rng, 0.4):
        rule["hold_minutes"] = rng.choice([1, 5, 1_440])
    return rule


def referral(rng):
    one = {"active": some(rng, 0.95), "referrer_coins": rng.choice([0, 10, 50, 100]), "friend_coins": rng.choice([5, 30]),
           "minimum_order_amount": rng.choice([0, 500, 2_000]), "hold_days": rng.choice([0, 0, 1, 14]),
           "share_url": "https://audited.example/{code}"}
    if some(rng, 0.5):
        one["monthly_cap"] = rng.randint(1, 2)
    if some(rng, 0.4):
        one["lifetime_cap"] = rng.randint(max(1, one.get("monthly_cap", 1)), 4)
    return one


def published(document):
    """The document without the auditor's own members."""
    if isinstance(document, dict):
        return {name: published(value) for name, value in document.items() if not name.startswith("_")}
    if isinstance(document, list):
        return [published(value) for value in document]
    return document
