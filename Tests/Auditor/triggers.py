"""Actions that earn coins, and every reason why one does not (rule 2.7)."""

from days import month_start, week_start, year_start

CLOCK_SKEW = 300_000


class Triggers:
    def do_trigger(self, command):
        customer = self.customer(command["c"])
        trigger = self.triggers.get(command["trigger"])
        event = (command["trigger"], command["event"]) if "event" in command else None
        reason = self.against(trigger, customer, event, command)
        numbers = []
        if reason is None:
            release, expires = self.terms(self.now, trigger.get("pending_days", 0))
            happened = min(command.get("occurred", self.now), self.now)
            customer.coins.credit(
                "earn" if release is None else "pending_award", trigger["coins"], happened, release, expires, self.now)
            customer.awards.setdefault(trigger["id"], []).append(self.now)
            if trigger["kind"] == "app_install":
                self.devices.add((trigger["id"], command["device"]))
            numbers = [trigger["coins"]]
        if event:
            self.events.add(event)
        return reason or "awarded", numbers, customer

    def against(self, trigger, customer, event, command):
        if trigger is None:
            return "unknown_trigger"
        if not trigger.get("active", True) or not (command.get("trusted", True) or trigger.get("open", False)):
            return "trigger_closed"
        if customer.blocked:
            return "customer_blocked"
        install = trigger["kind"] == "app_install"
        if install and "device" not in command:
            return "device_missing"
        if event in self.events:
            return "already_awarded"
        awards = customer.awards.get(trigger["id"], [])
        frequency = trigger.get("frequency", {"kind": "once"})
        if awards and (install or frequency["kind"] == "once"):
            return "already_awarded"
        if install and (trigger["id"], command["device"]) in self.devices:
            return "device_seen"
        if frequency["kind"] == "times":
            start = self.period_start(frequency["per"])
            if sum(at >= start for at in awards) >= frequency["count"]:
                return "cap_reached"
        if command.get("occurred", 0) > self.now + CLOCK_SKEW:
            return "outside_window"
        return None

    def period_start(self, period):
        today = self.zone.day(self.now)
        first = {"day": lambda day: day, "week": week_start, "month": month_start, "year": year_start}[period](today)
        return self.zone.start(first)
