"""The VIP programme (rule 9).

A tier stands on its ground: the days that count towards it, and the threshold that they came to. A refund subtracts at
the original date; one that takes the ground away takes the tier with it.
"""

from days import NEVER, add_months, year_end, year_start

ALWAYS = (1, 10**7)


class Standing:
    def __init__(self):
        self.place = 0
        self.since = 0
        self.until = None
        self.moves = []
        self.bonuses = {}  # tier → the end of the validity that was paid

    def get(self):
        return self.place, self.since, self.until

    def set(self, place):
        self.place, self.since, self.until = place


class Move:
    def __init__(self, reached, at, former, days, threshold):
        self.reached = reached
        self.at = at
        self.former = former
        self.days = days
        self.threshold = threshold


class Tiers:
    @property
    def tier_settings(self):
        return self.programme["tiers"]

    def counts_orders(self):
        return self.tier_settings.get("metric", "net_spend") in ("net_spend", "orders")

    def window(self, at):
        """The local days that count at an instant (rule 9.2)."""
        kind = self.tier_settings["window"]["kind"]
        today = self.zone.day(at)
        if kind == "lifetime":
            return ALWAYS
        if kind == "calendar_year":
            return year_start(today), today
        return add_months(today, -self.tier_settings["window"]["months"]) + 1, today

    def counted_on(self, customer, first, last):
        amounts = customer.counted[self.tier_settings.get("metric", "net_spend")]
        return sum(amount for day, amount in amounts.items() if first <= day <= last)

    def metric(self, customer, at):
        return self.counted_on(customer, *self.window(at))

    def ground(self, at):
        """The days on which a tier stands that is reached at an instant."""
        first, last = self.window(at)
        return (first, year_end(first)) if self.tier_settings["window"]["kind"] == "calendar_year" else (first, last)

    def reached(self, amount):
        return max((place for place, level in enumerate(self.levels) if level["threshold"] <= amount), default=0)

    def sure_until(self, at):
        """How long a tier is sure that is reached at an instant (rule 9.3)."""
        window = self.tier_settings["window"]
        today = self.zone.day(at)
        if window["kind"] == "lifetime":
            return None
        if window["kind"] == "calendar_year":
            return self.zone.start(add_months(year_start(today), 24))
        return self.zone.end(add_months(today, window["months"]))

    def effective(self, customer, place, at):
        """After what was due at the end of each validity and its grace: a step down, unless the metric keeps it."""
        index, since, until = place
        settings = self.tier_settings
        while index > 0 and until is not None:
            day = self.zone.day(until)
            due = self.zone.start(day + settings.get("grace_days", 30))
            if at < due:
                break
            reached = self.reached(self.metric(customer, due - 1))
            fallen = index - 1 if settings.get("downgrade", "one_step") == "one_step" else 0
            lower = min(index, max(fallen, reached))
            if lower < index:
                since = due
            index = lower
            months = 12 if settings["window"]["kind"] == "calendar_year" else settings["window"]["months"]
            until = self.zone.start(add_months(day, months)) if index else None
        return index, since, until

    def tier_at(self, customer, at):
        """The place among the levels at an instant; None without a VIP programme."""
        if not self.levels:
            return None
        if customer.standing is None:
            return 0
        return self.effective(customer, customer.standing.get(), at)[0]

    def count_order(self, customer, before, after, at):
        """What an order counts now, (day, amount), instead of what it counted before (rule 9.1)."""
        if before == after or not (before[1] or after[1]):
            return
        customer.has_row = True
        for (day, amount), sign in ((before, -1), (after, 1)):
            if amount:
                customer.count("net_spend", day, sign * amount)
                customer.count("orders", day, sign)
        if not before[1]:
            self.renew(customer, "order", at)
        if not self.levels or not self.counts_orders():
            return
        if before[1]:
            self.correct(customer)
        if after[1] > before[1] or (after[1] and after[0] != before[0]):
            self.reach(customer, at)

    def count_entry(self, customer, coins, actions, day, at):
        """Coins earned and actions, as an entry of the coins wallet says them."""
        if coins:
            customer.count("coins_earned", day, coins)
        if actions:
            customer.count("engagement", day, actions)
        if not self.levels or self.counts_orders():
            return
        if coins < 0:
            self.correct(customer)
        if coins > 0 or actions > 0:
            self.reach(customer, at)

    def reach(self, customer, at):
        """Up at once, or sure for longer (rule 9.3)."""
        if customer.standing is None:
            customer.standing = Standing()
        standing = customer.standing
        stored = standing.get()
        current = self.effective(customer, stored, at)
        reached = self.reached(self.metric(customer, at))
        if reached < current[0] or not reached:
            return
        moved = (reached, at if reached > current[0] else current[1], self.sure_until(at))
        if moved == current:
            return
        if at < self.now:
            mine, theirs = (self.effective(customer, one, self.now) for one in (moved, stored))
            if (mine[0], mine[2] or NEVER) < (theirs[0], theirs[2] or NEVER):
                return
        standing.moves.append(Move(moved, at, stored, self.ground(at), self.levels[reached]["threshold"]))
        standing.set(moved)
        customer.has_row = True
        if reached > current[0]:
            self.pay_entry_bonus(customer, moved)

    def pay_entry_bonus(self, customer, place):
        """Once per tier and validity period (rule 9.6)."""
        level = self.levels[place[0]]
        coins = level.get("entry_bonus", 0)
        if not coins:
            return
        paid = customer.standing.bonuses.get(level["id"])
        if paid is not None and place[1] < paid:
            return
        customer.standing.bonuses[level["id"]] = place[2] or NEVER
        self.award_by_service(customer, coins, place[1])

    def correct(self, customer):
        """Takes away the tiers whose ground is gone (rule 9.1)."""
        standing = customer.standing
        if standing is None:
            return
        while standing.moves and standing.moves[-1].reached == standing.get():
            move = standing.moves[-1]
            counted = self.counted_on(customer, *move.days)
            if counted >= move.threshold:
                break
            standing.moves.pop()
            standing.set(move.former)
            former = self.effective(customer, move.former, move.at)
            reached = self.reached(counted)
            if not reached or reached < former[0] or reached == move.reached[0]:
                continue
            since = former[1] if reached == former[0] else move.at
            left = Move((reached, since, move.reached[2]), move.at, move.former, move.days, self.levels[reached]["threshold"])
            standing.set(left.reached)
            standing.moves.append(left)
            break
        if self.tier_settings["window"]["kind"] == "lifetime":
            reached = self.reached(self.metric(customer, self.now))
            if reached < standing.place:
                standing.set((reached, self.now, None))

    def tier_facts(self, customer):
        """`[index, metric, to next, to keep, percent, valid until]` (rule 9.4)."""
        if not self.levels:
            return None
        place, until = 0, None
        if customer.standing:
            place, _, until = self.effective(customer, customer.standing.get(), self.now)
        value = self.metric(customer, self.now)
        keep = 0
        if place > 0 and until is not None:
            last = True
            if self.tier_settings["window"]["kind"] == "calendar_year":
                last = year_start(self.zone.day(until - 1)) == year_start(self.zone.day(self.now))
            standing = value
            if self.tier_settings["window"]["kind"] == "rolling_months":
                # What will still count when the validity and its grace have ended.
                due = self.zone.start(self.zone.day(until) + self.tier_settings.get("grace_days", 30))
                first = add_months(self.zone.day(due - 1), -self.tier_settings["window"]["months"]) + 1
                standing = self.counted_on(customer, first, max(first, self.zone.day(self.now)))
            keep = max(0, self.levels[place]["threshold"] - standing) if last else 0
        if place + 1 == len(self.levels):
            return [place, value, 0, keep, 100, until]
        threshold = self.levels[place + 1]["threshold"]
        percent = min(99, max(0, value) * 100 // threshold)
        return [place, value, max(0, threshold - value), keep, percent, until]
