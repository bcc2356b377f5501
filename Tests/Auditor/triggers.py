"""Actions that earn coins, and every reason why one does not (rule 2.7)."""

from days import NEVER, add_months, anniversary, month_start, week_start, year_of, year_start

CLOCK_SKEW = 300_000
LATEST = 400 * 86_400_000


class Triggers:
    def do_trigger(self, command):
        customer = self.customer(command["c"])
        if "device" in command:
            customer.devices.add(command["device"])
        trigger = self.triggers.get(command["trigger"])
        event = (command["trigger"], command["event"]) if "event" in command else None
        reason, numbers = self.fire(
            trigger, customer, event, command.get("device"), command.get("occurred"), command.get("trusted", True))
        if event:
            self.events.add(event)
        return reason or "awarded", numbers, customer

    def fire(self, trigger, customer, event=None, device=None, occurred=None, trusted=True, earned=None):
        """The reason why nothing was awarded, or None and the coins."""
        # A trusted event counts in the period in which it happened; what an app says counts when it arrives.
        counts = min(occurred if occurred is not None else self.now, self.now) if trusted else self.now
        reason = self.against(trigger, customer, event, device, occurred, trusted, counts, earned is not None)
        if reason:
            return reason, []
        coins = trigger["coins"]
        if trigger["kind"] == "birthday" and self.levels:
            coins = self.levels[self.tier_at(customer, counts)].get("birthday_bonus", 0) or coins
        earned = self.now if earned is None else earned
        release, expires = self.terms(earned, trigger.get("pending_days", 0))
        happened = counts
        customer.awards.setdefault(trigger["id"], []).append(counts)
        if trigger["kind"] == "app_install":
            self.devices.add((trigger["id"], device))
        if trigger["kind"] == "birthday":
            customer.birthday_paid = year_of(self.zone.day(counts))
        self.award_coins(customer, coins, happened, release, expires, earned, actions=1)
        return None, [coins]

    def against(self, trigger, customer, event, device, occurred, trusted, counts, serviced):
        if trigger is None:
            return "unknown_trigger"
        if not trigger.get("active", True) or not (trusted or trigger.get("open", False)):
            return "trigger_closed"
        if customer.blocked:
            return "customer_blocked"
        install = trigger["kind"] == "app_install"
        if install and device is None:
            return "device_missing"
        if event in self.events:
            return "already_awarded"
        awards = customer.awards.get(trigger["id"], [])
        frequency = trigger.get("frequency", {"kind": "once"})
        if awards and (install or frequency["kind"] == "once"):
            return "already_awarded"
        if install and (trigger["id"], device) in self.devices:
            return "device_seen"
        if trigger["kind"] == "birthday" and customer.birthday_paid == year_of(self.zone.day(counts)):
            return "already_awarded"
        if frequency["kind"] == "times":
            start, end = self.period(frequency["per"], counts)
            if sum(start <= at < end for at in awards) >= frequency["count"]:
                return "cap_reached"
        if occurred is not None and occurred > self.now + CLOCK_SKEW:
            return "outside_window"
        # What the service fires itself is as old as it is.
        if trusted and not serviced and occurred is not None and occurred < self.now - LATEST:
            return "outside_window"
        return None

    def period(self, period, at):
        """The first instants of the period that an instant lies in, and of the next."""
        today = self.zone.day(at)
        first, after = {
            "day": lambda: (today, today + 1),
            "week": lambda: (week_start(today), week_start(today) + 7),
            "month": lambda: (month_start(today), add_months(month_start(today), 1)),
            "year": lambda: (year_start(today), add_months(year_start(today), 12)),
        }[period]()
        return self.zone.start(first), self.zone.start(after)

    # What the service fires itself

    def sign_up(self, customer):
        for trigger in self.programme["triggers"]:
            if trigger["kind"] == "sign_up" and trigger.get("automatic", False) and trigger.get("active", True):
                self.fire(trigger, customer)

    def birthday_trigger(self):
        for trigger in self.programme["triggers"]:
            if trigger["kind"] == "birthday" and trigger.get("automatic", False) and trigger.get("active", True):
                return trigger
        return None

    def birthdays_pay(self):
        return self.birthday_trigger() is not None or any(level.get("birthday_bonus", 0) for level in self.levels)

    def plan_birthday(self, customer):
        """Today's counts, unless this year's is paid."""
        from books import BIRTHDAY

        if customer.birthday is None:
            return
        today = self.zone.day(self.now)
        year = year_of(today)
        over = anniversary(customer.birthday, year) < today or customer.birthday_paid == year
        due = self.zone.start(anniversary(customer.birthday, year + 1 if over else year))
        if due != customer.birthday_due:
            customer.birthday_due = due
            self.falls_due(due, BIRTHDAY, 0, customer.number)

    def pay_birthday(self, owner, at):
        from books import BIRTHDAY

        customer = self.by_number[owner - 1]
        if customer.birthday_due != at:
            return
        year = year_of(self.zone.day(at))
        customer.birthday_due = self.zone.start(anniversary(customer.birthday, year + 1))
        self.falls_due(customer.birthday_due, BIRTHDAY, 0, owner)
        if customer.birthday_paid == year:
            return
        happened = max(at, customer.created)
        trigger = self.birthday_trigger()
        if trigger:
            self.fire(trigger, customer, occurred=happened, earned=happened)
            return
        place = self.tier_at(customer, happened)
        bonus = self.levels[place].get("birthday_bonus", 0) if place is not None else 0
        if bonus and self.award_by_service(customer, bonus, happened):
            customer.birthday_paid = year
