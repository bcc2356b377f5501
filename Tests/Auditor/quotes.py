"""How much discount, for how many coins, for this cart (rule 6), and coins that are set aside for it (rule 7)."""

from fractions import Fraction
from math import ceil, floor


class Quoted:
    """A quote: what it takes off, what that costs, and what kept it from being more."""

    def __init__(self, payable):
        self.reason = None
        self.shortfall = None
        self.discount = self.coins = self.credits = 0
        self.payable = payable
        self.limits = []  # [code, allows, lifted by or None]

    def numbers(self):
        return [self.discount, self.coins, self.credits, self.payable]

    def refused(self, reason, shortfall=None):
        self.reason, self.shortfall = reason, shortfall
        return self


def quote(rule, worth, total, subtotal, available, credits, blocked, wanted=None, wallets=None):
    """The best discount within what is wanted: None, ("coins", n) or ("discount", n).

    `worth` is what a coin is worth where the rule does not say it; `wallets` from which it may come, where not from both.
    """
    answer = Quoted(total)
    if rule is None or not rule.get("active", True):
        return answer.refused("channel_closed")
    amount = subtotal if rule.get("of", "total") == "subtotal" else total
    if blocked:
        return answer.refused("customer_blocked")
    least_cart = rule.get("minimum_cart_amount", 0)
    if amount < least_cart:
        return answer.refused("minimum_cart", least_cart - amount)
    if rule.get("takes_credits", False) and wallets != "coins":
        answer.credits = max(0, min(credits, total))
    answer.payable -= answer.credits
    if wallets == "credits":
        return answer if answer.credits else answer.refused("no_credits")
    if available < 0:
        return answer.refused("wallet_in_debt", -available)
    value = rule.get("value", worth)
    value = Fraction(value["amount"], value["coins"])
    step = rule.get("step_amount", 1)
    bounds = limits_of(rule, value, amount, total, answer.credits, available, wanted)
    most = min([bound[1] for bound in bounds] + [max(0, answer.payable)])
    cap = most // step * step
    coins = ceil(cap / value)
    answer.limits = deciding(rule, bounds, cap, most, max(0, answer.payable), step, value, answer.credits, wanted)
    if cap <= 0:
        return answer.refused(answer.limits[0][0] if answer.limits else "nothing_to_pay")
    if cap < rule.get("minimum_discount", 0):
        return answer.refused("minimum_discount", rule["minimum_discount"] - cap)
    if coins < rule.get("minimum_coins", 0):
        return answer.refused("minimum_coins", rule["minimum_coins"] - coins)
    assert coins * value >= cap > (coins - 1) * value  # rule 1.4
    answer.discount, answer.coins = cap, coins
    answer.payable -= cap
    return answer


def minimum_payment(rule, amount):
    payment = rule.get("minimum_payment", {"kind": "none"})
    if payment["kind"] == "fixed":
        return payment["amount"]
    if payment["kind"] == "percent":
        return ceil(Fraction(amount * payment["basis_points"], 10_000))  # rule 1.5
    return 0


def limits_of(rule, value, amount, total, credits, available, wanted):
    bounds = []
    if "maximum_discount" in rule:
        bounds.append(("max_discount", rule["maximum_discount"]))
    payment = minimum_payment(rule, amount)
    if payment or amount < total:
        bounds.append(("minimum_payment", amount - credits - payment))
    bounds.append(("balance", floor(available * value)))
    if wanted:
        bounds.append(("requested", floor(wanted[1] * value) if wanted[0] == "coins" else wanted[1]))
    if "maximum_basis_points" in rule:
        bounds.append(("percent", amount * rule["maximum_basis_points"] // 10_000))
    if not rule.get("allows_free_order", False):
        bounds.append(("free_order", total - credits - 1))
    return [(code, max(0, allows)) for code, allows in bounds]


def deciding(rule, bounds, cap, most, open_amount, step, value, credits, wanted):
    """The limits without which the discount would be larger, with the number that would lift each (rule 6.3)."""
    def stepped(one):
        return one // step * step
    rest = [allows for _, allows in bounds if stepped(allows) > cap] + [open_amount]
    target = stepped(min(rest))
    found = []
    if target > cap:
        for code, allows in bounds:
            if stepped(allows) == cap:
                found.append([code, cap, lifting(code, rule, target, value, credits, wanted)])
    if most > cap:
        found.append(["step", cap, cap + step])
    return found


def lifting(code, rule, target, value, credits, wanted):
    """The least number at which a limit allows a discount: coins, or minor units of what it is about."""
    if code == "max_discount":
        return target
    if code == "balance" or (code == "requested" and wanted[0] == "coins"):
        return ceil(target / value)
    if code == "requested":
        return target
    if code == "percent":
        return ceil(Fraction(target * 10_000, rule["maximum_basis_points"]))
    if code == "free_order":
        return target + credits + 1
    payment = rule.get("minimum_payment", {"kind": "none"})
    if payment["kind"] == "percent":
        return ceil(Fraction((target + credits) * 10_000, 10_000 - payment["basis_points"]))
    return target + credits + payment.get("amount", 0)
