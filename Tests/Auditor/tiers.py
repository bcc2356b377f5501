"""The VIP programme (rule 9)."""

from days import add_months, year_start


class Standing:
    def __init__(self, place):
        self.place = place
        self.until = None


class Tiers:
    def window(self, at):
        """The local days that count at an instant (rule 9.2); None for all."""
        kind = self.programme["tiers"]["window"]["kind"]
        today = self.zone.day(at)
        if kind == "lifetime":
            return None
        if kind == "calendar_year":
            return year_start(today), today
        return add_months(today, -self.programme["tiers"]["window"]["months"]) + 1, today

    def metric(self, customer, at):
        window = self.window(at)
        if window is None:
            return sum(customer.counted.values())
        return sum(amount for day, amount in customer.counted.items() if window[0] <= day <= window[1])

    def reached(self, amount):
        return max((place for place, level in enumerate(self.levels) if level["threshold"] <= amount), default=0)

    def sure_until(self, at):
        """How long a tier is sure that is reached at an instant (rule 9.3)."""
        window = self.programme["tiers"]["window"]
        today = self.zone.day(at)
        if window["kind"] == "lifetime":
            return None
        if window["kind"] == "calendar_year":
            return self.zone.start(add_months(year_start(today), 24))
        return self.zone.end(add_months(today, window["months"]))

    def effective(self, place, until, at):
        """After the steps down that are due: one at the end of each validity and grace (rule 9.3)."""
        settings = self.programme["tiers"]
        while place > 0 and until is not None:
            day = self.zone.day(until)
            if at < self.zone.start(day + settings.get("grace_days", 30)):
                break
            place -= 1
            months = 12 if settings["window"]["kind"] == "calendar_year" else settings["window"]["months"]
            until = self.zone.start(add_months(day, months)) if place else None
        return place, until

    def tier_at(self, customer, at):
        """The place among the levels at an instant; None without a VIP programme."""
        if not self.levels:
            return None
        if customer.standing is None:
            return 0
        return self.effective(customer.standing.place, customer.standing.until, at)[0]

    def count(self, customer, before, after, at):
        """What an order counts now, (day, amount), instead of what it counted before (rule 9.1)."""
        if before == after or not (before[1] or after[1]):
            return
        for (day, amount), sign in ((before, -1), (after, 1)):
            if amount:
                customer.counted[day] = customer.counted.get(day, 0) + sign * amount
        if not self.levels:
            return
        if customer.standing is None:
            customer.standing = Standing(0)
        standing = customer.standing
        stored = (standing.place, standing.until)
        value = self.metric(customer, at)
        reached = self.reached(value)
        place = self.effective(*stored, at)
        if reached >= place[0] and reached > 0:
            place = (reached, self.sure_until(at))
        if at < self.now and not self.better(place, stored):
            place = stored
        if after[1] < before[1] and self.programme["tiers"]["window"]["kind"] == "lifetime" and reached < place[0]:
            place = (reached, None)
        standing.place, standing.until = place

    def better(self, place, other):
        """Whether a place is at least as good today: an order that arrives late costs nobody what is sure."""
        mine, theirs = self.effective(*place, self.now), self.effective(*other, self.now)
        if mine[0] != theirs[0]:
            return mine[0] > theirs[0]
        return (mine[1] is None, mine[1] or 0) >= (theirs[1] is None, theirs[1] or 0)

    def tier_facts(self, customer):
        """`[index, metric, to next, to keep, percent, valid until]` (rule 9.4)."""
        if not self.levels:
            return None
        place, until = 0, None
        if customer.standing:
            place, until = self.effective(customer.standing.place, customer.standing.until, self.now)
        value = self.metric(customer, self.now)
        keep = 0
        if place > 0 and until is not None:
            last = True
            if self.programme["tiers"]["window"]["kind"] == "calendar_year":
                last = year_start(self.zone.day(until - 1)) == year_start(self.zone.day(self.now))
            keep = max(0, self.levels[place]["threshold"] - value) if last else 0
        if place + 1 == len(self.levels):
            return [place, value, 0, keep, 100, until]
        threshold = self.levels[place + 1]["threshold"]
        percent = min(99, max(0, value) * 100 // threshold)
        return [place, value, max(0, threshold - value), keep, percent, until]
