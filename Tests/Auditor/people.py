"""Customers and referrals (rules 10, 11)."""

from days import NEVER, month_start


class Customer:
    def __init__(self, id, number, at):
        self.id = id
        self.number = number
        self.created = at
        self.email = self.mobile = self.birthday = None
        self.blocked = False
        self.coins = self.credits = None
        self.lead = None  # who goes on for one that was merged
        self.merge = None
        self.has_row = False  # whether orders have counted, or a tier was reached
        self.coupons = {}
        self.orders = []
        self.awards = {}  # trigger → instants
        self.standing = None
        # What counts towards a tier, by local day of the brand.
        self.counted = {"net_spend": {}, "orders": {}, "coins_earned": {}, "engagement": {}}
        self.active = 0  # the last activity that kept coins alive
        self.devices = set()
        self.birthday_due = NEVER
        self.birthday_paid = 0  # the calendar year

    def count(self, metric, day, amount):
        days = self.counted[metric]
        days[day] = days.get(day, 0) + amount


def email_key(email):
    key = (email or "").strip().lower()
    return key or None


def mobile_key(mobile):
    return "".join(letter for letter in mobile or "" if letter in "0123456789") or None


class Referral:
    def __init__(self, friend, referrer, settings):
        self.friend = friend
        self.referrer = referrer
        self.state = "signed_up"
        self.order = None
        self.due = NEVER
        self.rewarded_at = None
        self.reason = None
        self.friend_coins = settings["friend_coins"]
        self.referrer_coins = settings["referrer_coins"]


class Referrals:
    def do_claim(self, command):
        from books import Refused

        friend = self.customer(command["c"])
        referrer = self.customer(command["of"]) if command.get("of") else None
        if referrer is None:
            raise Refused("referral_code_not_found")
        if friend.blocked:
            raise Refused("customer_blocked")
        settings = self.programme.get("referral")
        if not settings or not settings.get("active", True) or referrer.blocked:
            raise Refused("referral_closed")
        present = self.referrals.get(friend.number)
        if present and present.referrer is referrer:
            return "claim:" + present.state, [], friend
        if self.same_customer(friend, referrer):
            raise Refused("referral_self")
        if present:
            raise Refused("referral_already_claimed")
        if friend.orders:
            raise Refused("referral_existing_buyer")
        above = referrer
        for _ in range(64):
            if above.number not in self.referrals:
                break
            above = self.referrals[above.number].referrer
            if above is friend:
                raise Refused("referral_cycle")
        cap = settings.get("lifetime_cap")
        if cap is not None and len(self.rewarded_of(referrer)) >= cap:
            raise Refused("referral_cap_reached")
        self.referrals[friend.number] = Referral(friend, referrer, settings)
        return "claim:signed_up", [], friend

    @staticmethod
    def same_customer(friend, referrer):
        """By account, e-mail address, mobile number or device, as far as anyone can tell (rule 10.1)."""
        friend, referrer = friend.lead or friend, referrer.lead or referrer
        if friend is referrer or friend.devices & referrer.devices:
            return True
        email, mobile = email_key(friend.email), mobile_key(friend.mobile)
        return (email is not None and email == email_key(referrer.email)) or (
            mobile is not None and mobile == mobile_key(referrer.mobile))

    def rewarded_of(self, referrer):
        return [one.rewarded_at for one in self.referrals.values()
                if one.referrer is referrer and one.state == "rewarded" and one.reason != "cap_reached"]

    def qualify(self, order):
        """The friend's first order above the minimum; its reward waits for the hold (rule 10.2)."""
        from books import REFERRAL

        settings = self.programme.get("referral")
        referral = self.referrals.get(order.customer.number)
        if not settings or not referral or referral.state != "signed_up":
            return
        if order.total < settings.get("minimum_order_amount", 0):
            return
        referral.state = "qualified"
        referral.order = order.id
        days = settings.get("hold_days", 0)
        referral.due = self.zone.end(self.zone.day(self.now) + days) if days else self.now
        self.falls_due(referral.due, REFERRAL, referral.friend.number, referral.friend.number)

    def reject(self, order, reason):
        referral = self.referrals.get(order.customer.number)
        if referral and referral.state == "qualified" and referral.order == order.id:
            referral.state = "rejected"
            referral.reason = reason
            referral.due = NEVER

    def reward_referral(self, friend, at):
        referral = self.referrals.get(friend)
        if not referral or referral.state != "qualified" or referral.due != at:
            return
        if self.same_customer(referral.friend, referral.referrer):
            referral.state = "rejected"
            referral.reason = "same_customer"
            referral.due = NEVER
            return
        if self.capped(referral):
            # The referrer goes without; the friend was promised coins.
            referral.reason = "cap_reached"
            referral.referrer_coins = 0
        referral.state = "rewarded"
        referral.rewarded_at = at
        for customer, coins in ((referral.friend, referral.friend_coins), (referral.referrer, referral.referrer_coins)):
            if coins and not customer.blocked:
                self.award_coins(customer, coins, at, None, self.lapse(at), at)

    def capped(self, referral):
        settings = self.programme.get("referral")
        if not settings:
            return False
        rewarded = self.rewarded_of(referral.referrer)
        ever, monthly = settings.get("lifetime_cap"), settings.get("monthly_cap")
        if ever is not None and len(rewarded) >= ever:
            return True
        month = self.zone.start(month_start(self.zone.day(referral.due)))
        return monthly is not None and sum(at >= month for at in rewarded) >= monthly
