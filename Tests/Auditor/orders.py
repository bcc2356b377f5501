"""Orders, what they earn, and what a refund or a cancellation takes and gives back (rules 1.3, 2, 5)."""

from fractions import Fraction
from math import ceil

from shares import FLOOR_MAX, NOTHING, RANKS, Basis, Claim, Order, Spent, counting, discount_left, paid, product_of, share_left


AHEAD_MAX = 86_400_000  # how far ahead of now an order may say that it was placed


def without_coins(weighed, coins_part):
    """Lines with what coins paid of their discounts taken off their weights: as much of each as of all (rule 2.3)."""
    discounts = sum(line.get("discount", 0) for line, _, _ in weighed)
    part = min(coins_part, discounts)
    return [(line, line["amount"] - (line.get("discount", 0) * part // discounts if discounts else 0), factor)
            for line, _, factor in weighed]


class Orders:
    # Earning

    def line_factor(self, line):
        matching = [
            rule for rule in self.programme["earning"].get("rules", [])
            if line.get("product_id") in rule.get("products", [])
            or set(line.get("collections", [])) & set(rule.get("collections", []))
            or set(line.get("tags", [])) & set(rule.get("tags", []))]
        if any(rule.get("excluded", False) for rule in matching):
            return NOTHING
        return product_of(counting(matching))

    def campaign_factor(self, placed, tier):
        day = self.zone.day(placed)
        applying = [
            one for one in self.programme["earning"].get("campaigns", [])
            if one["_from"] <= day <= one["_through"]
            and ("minimum_tier" not in one or (tier is not None and tier >= self.places[one["minimum_tier"]]))]
        return product_of(counting(applying))

    def earning_through(self, connector):
        """The settings of the base: the connector's where its calculation base governs (rule 5.2)."""
        base = self.programme["earning"]["base"]
        rule = self.rule_of(connector) if connector in ("custom_checkout", "gokwik") else None
        if rule is None or not rule.get("active", True) or rule.get("of", "total") == base.get("of", "total"):
            return base
        return {"of": rule.get("of", "total"), "coins": base["coins"], "per_amount": base["per_amount"]}

    def base(self, earning, total, subtotal, tax, shipping, coins_part):
        """What of an order's amounts earns (rule 2.3)."""
        settings = self.programme["earning"]
        kind = earning.get("of", "total")
        with_tax = earning.get("includes_tax", kind == "total")
        with_shipping = earning.get("includes_shipping", kind == "total")
        with_coins = settings.get("earns_on_coins_part", False)
        if kind == "total":
            amount = total - (0 if with_tax else tax) - (0 if with_shipping else shipping)
            amount += coins_part if with_coins else 0
        else:
            amount = subtotal + (tax if with_tax else 0) + (shipping if with_shipping else 0)
            amount -= 0 if with_coins else coins_part
        return max(0, amount)

    def room(self, customer, day):
        """What the caps have left, in the order in which they apply."""
        caps = self.programme["earning"].get("caps", {})
        rooms = []
        if "per_order" in caps:
            rooms.append(caps["per_order"])
        for name, of_day in (("per_day", True), ("per_customer", False)):
            if name in caps:
                used = sum(order.award_coins - order.taken_back for order in customer.orders
                           if order.award is not None and (not of_day or order.award_day == day))
                rooms.append(max(0, caps[name] - used))
        return min(rooms) if rooms else None

    def decide(self, amounts, lines, tier, placed, room, connector, returned=({}, 0, False)):
        """`(coins, reason, basis)` of an order that has reached its award moment."""
        settings, earning = self.programme["earning"], self.earning_through(connector)
        by = "subtotal" if earning.get("of", "total") == "subtotal" else "total"
        factor = Fraction(1)
        if tier is not None:
            factor = Fraction(self.levels[tier].get("multiplier_basis_points", 10_000), 10_000)
        weighed = [(line, paid(line) if by == "total" else line["amount"], self.line_factor(line)) for line in lines]
        if by == "subtotal" and not settings.get("earns_on_coins_part", False):
            weighed = without_coins(weighed, amounts[4])
        basis = Basis(
            self.base(earning, *amounts), Fraction(settings["base"]["coins"], settings["base"]["per_amount"]),
            factor * self.campaign_factor(placed, tier), settings.get("minimum_amount", 0), room, amounts[0], weighed)
        basis.is_less_coins_part = by == "subtotal" and not settings.get("earns_on_coins_part", False)
        base, exact = basis.kept(*returned)
        coins = basis.coins(*returned)
        if coins:
            return coins, None, basis
        if returned[2] or ((returned[0] or returned[1]) and base == 0):
            return 0, "order_refunded", None
        if base < basis.minimum:
            return 0, "below_minimum", None
        if sum(weight for _, weight, _ in weighed) and exact == 0 and base != 0:
            return 0, "excluded_product", None
        if exact < 1:
            return 0, "rounds_to_zero", None
        return 0, "cap_reached", None

    def do_preview(self, command):
        customer = self.customer(command["c"])
        if customer.blocked:
            return "customer_blocked", [0], customer
        amounts = (command["total"], command["subtotal"], command.get("tax", 0), command.get("shipping", 0),
                   command.get("coins_discount", 0))
        coins, reason, _ = self.decide(
            amounts, command.get("lines", []), self.tier_at(customer, self.now), self.now,
            self.room(customer, self.zone.day(self.now)), command.get("connector"))
        return reason or "awarded", [coins], customer

    # The order's life

    def do_order(self, command):
        from books import Refused

        if command["placed"] > self.now + AHEAD_MAX:
            raise Refused("invalid")
        customer = self.customer(command["c"])
        if command["currency"] != self.programme["currency"]:
            raise Refused("currency_mismatch")
        order = self.orders.get(command["id"])
        if order is None:
            order = Order(command["id"], customer)
            self.orders[order.id] = order
            self.hear(order, command)
            for one in self.spent.get(order.id, []):
                discount = one.estimate.discount(order.subtotal, order.shipping) if one.estimate else None
                one.discount = one.discount if discount is None else discount
            at = min(order.placed, self.now)
            order.tier = self.tier_at(customer, at)
            customer.orders.append(order)
            order.counted_day = self.zone.day(order.placed)
            return self.advance(order, "created", at)
        if order.customer is not customer:
            raise Refused("order_of_another_customer")
        if self.late(order, command):
            return self.answer(order, "late")
        if order.state == "cancelled" and command["state"] != "cancelled":
            raise Refused("order_cancelled")
        before, was = order.said(), order.state
        self.hear(order, command)
        if order.said() == before:
            return self.answer(order, "repeated")
        if order.state == "cancelled":
            if was != "cancelled":
                self.reverse(order, cancelled=True)
            self.recount(order, 0, self.now)
            self.reject(order, "order_cancelled")
            return self.answer(order, "updated")
        return self.advance(order, "updated", self.now)

    @staticmethod
    def hear(order, command):
        order.state = command["state"]
        order.placed = command["placed"]
        order.total = command["total"]
        order.subtotal = command["subtotal"]
        for name in ("tax", "shipping", "coins_discount", "lines", "revision", "connector"):
            if command.get(name) is not None:
                setattr(order, name, command[name])

    @staticmethod
    def late(order, command):
        """An older revision, or a state that the order has left behind (rules 5.1, 5.2)."""
        if order.revision is not None and command.get("revision") is not None and command["revision"] < order.revision:
            return True
        reached, claimed = RANKS.get(order.state), RANKS.get(command["state"])
        return reached is not None and claimed is not None and claimed < reached

    @staticmethod
    def answer(order, change):
        # Of an award that came with a merge the entry that stands for it: what of it came along.
        coins = [order.customer.coins.entries[order.award - 1][1]] if order.award is not None else []
        code = "awarded" if order.award is not None else order.outcome or "award_moment_not_reached"
        return "%s:%s" % (change, code), coins + [order.counted], order.customer

    def advance(self, order, change, at):
        if order.award is None:
            self.award(order, at)
        rank = RANKS.get(order.state, 0)
        self.recount(order, self.part_left(order) if rank >= 1 else 0, at)
        if order.state == "cancelled":
            # What was spent on an order that is known only as cancelled comes back like any other (rule 5.6).
            self.give_back_spent(order, cancelled=True)
        if order.counted > 0:
            self.qualify(order)
        return self.answer(order, change)

    def award(self, order, at):
        customer = order.customer
        if customer.blocked:
            order.outcome = "customer_blocked"
            return
        settings = self.programme["earning"]
        if RANKS.get(order.state, -1) < RANKS[settings.get("award_on", "paid")]:
            order.outcome = "award_moment_not_reached"
            return
        day = self.zone.day(at)
        part = order.coins_discount
        if part is None:
            part = sum(one.discount for one in self.spent.get(order.id, [])
                       if one.wallet == "coins")
        coins, reason, basis = self.decide(
            (order.total, order.subtotal, order.tax, order.shipping, part), order.lines, order.tier, order.placed,
            self.room(customer, day), order.connector, (order.units, order.refunded_amount, order.whole))
        if reason:
            order.outcome = reason
            return
        release, expires = self.terms(at, settings.get("pending_days", 0))
        order.award_coins, order.award_day, order.basis, order.outcome = coins, day, basis, None
        order.award = self.award_coins(customer, coins, at, release, expires, at)
        order.of_award = customer.coins.lots[order.award].award

    # Taking back and giving back

    @property
    def spent(self):
        if not hasattr(self, "_spent"):
            self._spent = {}
        return self._spent

    def shares(self, order):
        return share_left(order.lines, order.total, order.units, order.refunded_amount, order.whole)

    def discounts(self, order):
        return discount_left(order.lines, order.total, order.units, order.refunded_amount, order.whole)

    def part_left(self, order):
        share = max(NOTHING, self.shares(order)[1])
        return (order.total * share.numerator) // share.denominator

    def recount(self, order, amount, at):
        before = (order.counted_day, order.counted)
        order.counted, order.counted_day = amount, self.zone.day(order.placed)
        self.count_order(order.customer, before, (order.counted_day, amount), at)

    def reverse(self, order, cancelled=False):
        """Brings the wallets to what is left of an order; answers coins taken back, waived and given back."""
        share = NOTHING if cancelled else max(NOTHING, self.shares(order)[1])
        returned = self.give_back_spent(order, cancelled)
        taken, waived = self.take_award_back(order, share)
        return taken, waived, returned

    def take_award_back(self, order, share):
        """Brings the award to what is left of the order; answers coins taken back and waived."""
        taken = waived = 0
        if order.award is not None:
            wallet = order.customer.coins
            lot = self.award_lot(order)
            lapsed = order.of_award.lapsed
            kept = 0
            if share:
                amount = order.refunded_amount
                if order.total not in (0, order.basis.total) and not order.untouched:
                    # Of an order that has changed what is left of it now is what is kept of the award's.
                    lines = max(NOTHING, self.shares(order)[0])
                    amount = max(0, amount + ceil((order.basis.total - order.total) * lines))
                kept = order.basis.coins(order.units, amount, order.whole)
            wanted = min(order.award_coins - kept, order.award_coins - lapsed) - order.taken_back
            if wanted > 0:
                order.taken_back += wanted
                pending = min(wanted, lot.left) if lot is not None and lot.pending else 0
                allowed = min(wanted - pending, max(0, wallet.available + self.debt_floor()))
                # Refunds subtract at the original date (rule 9.1).
                awarded_on = self.zone.day(wallet.entries[order.award - 1][5])
                if pending:
                    wallet.cancel_pending(lot, pending, self.now, order.award)
                    self.count_entry(order.customer, -pending, 0, awarded_on, self.now)
                if allowed:
                    wallet.claw_back(order.award, allowed, self.now, lot)
                    self.count_entry(order.customer, -allowed, 0, awarded_on, self.now)
                taken, waived = pending + allowed, wanted - pending - allowed
                if waived:
                    self.claims.append(Claim(order, order.award, waived, self.now))
        return taken, waived

    def debt_floor(self):
        debt = self.programme.get("refunds", {}).get("debt", {"kind": "allowed"})
        return debt.get("floor", FLOOR_MAX) if debt["kind"] == "allowed" else 0

    def give_back_spent(self, order, cancelled=False):
        """In full for a full refund; for a part coins in proportion to the discount of the lines, store credit like money;
        never more than was spent (rule 5.6)."""
        left = NOTHING if cancelled else self.discounts(order)
        share = NOTHING if cancelled else max(NOTHING, self.shares(order)[1])
        returned = 0
        for one in sorted(self.spent.get(order.id, []), key=lambda one: one.entry):
            target = one.coins * (1 - (left if one.wallet == "coins" else share))
            target = target.numerator // target.denominator
            if target > one.returned:
                self.give_back(one.customer, one.wallet, one.entry, self.now, target - one.returned)
                returned += target - one.returned if one.wallet == "coins" else 0
                one.returned = target
        self.bring_home(self.now)
        if any(one.customer.lead is order.customer for one in self.spent.get(order.id, [])):
            self.renew_returned()
        return returned

    def spent_on(self, id, customer, entry, coins, discount, wallet="coins", returned=0, estimate=None):
        """`estimate` is the coupon whose discount the order will tell."""
        self.spent.setdefault(id, []).append(Spent(customer, entry, coins, discount, wallet, returned, estimate))
        order = self.orders.get(id)
        if order is None:
            return
        if order.state == "cancelled":
            self.give_back_spent(order, cancelled=True)
        elif not order.untouched:
            self.give_back_spent(order)
        # What coins paid for earns nothing where the programme says so, whenever they are told of (rule 2.3).
        late = order.state != "cancelled" and order.award is not None and order.coins_discount is None
        if late and wallet == "coins" and order.basis.is_less_coins_part:
            order.basis.amount = max(0, order.basis.amount - discount)
            order.basis.lines = without_coins(
                order.basis.lines, sum(one.discount for one in self.spent[id] if one.wallet == "coins"))
            self.take_award_back(order, max(NOTHING, self.shares(order)[1]))

    def do_refund(self, command):
        from books import Refused

        order = self.orders.get(command["order"])
        if order is None:
            raise Refused("order_not_found")
        known = order.refunds.get(command["refund"])
        asked = {name: command.get(name) for name in ("amount", "credit", "occurred")}
        asked["lines"] = sorted((one["line_id"], one["quantity"]) for one in command.get("lines", []))
        if known:
            if known[0] != asked:
                raise Refused("refund_id_reused")
            return "repeated", known[1] + [order.counted], order.customer
        if order.state == "cancelled":
            raise Refused("order_cancelled")
        units, amount, whole = dict(order.units), order.refunded_amount, order.whole
        stood = max(NOTHING, self.shares(order)[1])
        if "lines" in command:
            for one in command["lines"]:
                if one["line_id"] not in {line["line_id"] for line in order.lines}:
                    raise Refused("invalid")
                units[one["line_id"]] = units.get(one["line_id"], 0) + one["quantity"]
        elif "amount" in command:
            amount += command["amount"]
        else:
            whole = True
        self.check_refund(order, units, amount, whole, stood)
        before = self.part_left(order)
        order.units, order.refunded_amount, order.whole = units, amount, whole
        money = before - self.part_left(order)
        taken, waived, returned = self.reverse(order)
        if command.get("credit") and money:
            order.customer.credits.credit("earn", money, self.now, None, (1 << 63) - 1, self.now)
        self.recount(order, self.part_left(order) if RANKS[order.state] >= 1 else 0, self.now)
        self.reject(order, "order_refunded")
        numbers = [money, taken, waived, returned]
        order.refunds[command["refund"]] = (asked, numbers)
        return "refunded", numbers + [order.counted], order.customer

    @staticmethod
    def check_refund(order, units, amount, whole, stood):
        from books import Refused

        kept = discount_left(order.lines, order.total, order.units, order.refunded_amount, order.whole)
        if order.whole or (whole and stood == 0 and kept == 0):
            raise Refused("refund_exceeds_order")
        if whole:
            return
        for line in order.lines:
            if units.get(line["line_id"], 0) > line.get("quantity", 1):
                raise Refused("refund_exceeds_order")
        if share_left(order.lines, order.total, units, amount, False)[1] < 0:
            raise Refused("refund_exceeds_order")
