"""What an order is, what its award was computed from, and what share of it is left after refunds (rules 1.3, 5.4)."""

from fractions import Fraction

RANKS = {"created": 0, "paid": 1, "fulfilled": 2, "delivered": 3}
FLOOR_MAX = 10**15
ONE, NOTHING = Fraction(1), Fraction(0)


class Order:
    FIELDS = ("state", "placed", "total", "subtotal", "tax", "shipping", "coins_discount", "lines", "revision", "connector")

    def __init__(self, id, customer):
        self.id = id
        self.customer = customer
        self.state = None
        self.placed = self.total = self.subtotal = self.tax = self.shipping = 0
        self.coins_discount = self.revision = self.connector = None
        self.lines = []
        self.counted = 0
        self.counted_day = None
        self.award = None
        self.award_coins = 0
        self.of_award = None
        self.award_day = None
        self.basis = None
        self.taken_back = 0
        self.outcome = None
        self.tier = None
        self.refunds = {}
        self.units = {}  # line → units that came back
        self.refunded_amount = 0
        self.whole = False

    def said(self):
        return tuple(getattr(self, name) for name in self.FIELDS)

    @property
    def untouched(self):
        return not self.units and not self.refunded_amount and not self.whole


class Spent:
    """Coins that were spent on an order (rules 5.6, 7.5)."""

    def __init__(self, customer, entry, coins, discount, wallet, returned, estimate=None):
        self.estimate = estimate
        self.wallet = wallet
        self.customer = customer
        self.entry = entry
        self.coins = coins
        self.discount = discount
        self.returned = returned


def paid(line):
    return line["amount"] - line.get("discount", 0)


def lines_left(lines, units):
    """L: what is left of an order's lines, by what was paid for them, or by units where nothing was."""
    def weight(line):
        return paid(line)
    total = sum(paid(line) for line in lines)
    if not total:
        def weight(line):
            return line.get("quantity", 1)
        total = sum(line.get("quantity", 1) for line in lines)
    if not total:
        return ONE
    left = sum(weight(line) * Fraction(line.get("quantity", 1) - units.get(line["line_id"], 0), line.get("quantity", 1))
               for line in lines)
    return left / total


def share_left(lines, total, units, amount, whole):
    """R: what is left of an order; negative where more was refunded than there is."""
    if whole:
        return NOTHING, NOTHING
    left = lines_left(lines, units)
    if not amount:
        return left, left
    if not total:
        return left, Fraction(-1)
    return left, left - Fraction(amount, total)


def discount_left(lines, total, units, amount, whole):
    """What is left of the discounts of an order's lines; without any, of the order (rule 5.6)."""
    left, share = share_left(lines, total, units, amount, whole)
    discounts = sum(line.get("discount", 0) for line in lines)
    if whole or not discounts:
        return max(NOTHING, share)
    gone = sum(Fraction(line.get("discount", 0) * min(units.get(line["line_id"], 0), line.get("quantity", 1)),
                        line.get("quantity", 1)) for line in lines)
    kept = 1 - gone / discounts
    return max(NOTHING, kept * share / left) if left else kept


class Basis:
    """What an award was computed from; it never changes (rule 5.4)."""

    def __init__(self, amount, rate, factor, minimum, room, total, lines):
        self.amount = amount
        self.rate = rate
        self.factor = factor
        self.minimum = minimum
        self.room = room
        self.total = total
        self.lines = lines  # (line, weight, factor)

    def kept(self, units, amount, whole):
        """The base that is left, the exact coins, and whether that is below the minimum."""
        lines = [line for line, _, _ in self.lines]
        asked = {line["line_id"]: min(units.get(line["line_id"], 0), line.get("quantity", 1)) for line in lines}
        left, share = share_left(lines, self.total, asked, amount, whole)
        if share <= 0:
            plain = earning = NOTHING
        elif not sum(weight for _, weight, _ in self.lines):
            plain = earning = share
        else:
            all_weights = sum(weight for _, weight, _ in self.lines)
            plain = earning = NOTHING
            for line, weight, factor in self.lines:
                quantity = line.get("quantity", 1)
                part = weight * Fraction(quantity - asked[line["line_id"]], quantity)
                plain += part
                earning += part * factor
            scale = share / left / all_weights
            plain, earning = plain * scale, earning * scale
        return self.amount * plain, self.amount * earning * self.rate * self.factor

    def coins(self, units, amount, whole):
        base, exact = self.kept(units, amount, whole)
        if base < self.minimum:
            return 0
        coins = exact.numerator // exact.denominator
        return coins if self.room is None else min(coins, self.room)


def counting(applying):
    """Those that count of what applies: the first alone if it is exclusive, else all that stack (rule 2.2)."""
    ordered = sorted(applying, key=lambda one: (-one.get("priority", 0), one["id"]))
    if ordered and ordered[0].get("exclusive", False):
        return ordered[:1]
    return [one for one in ordered if not one.get("exclusive", False)]


def product_of(factors):
    result = ONE
    for one in factors:
        result *= Fraction(one["multiplier_basis_points"], 10_000)
    return result
