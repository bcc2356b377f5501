"""The auditor's books: told of the same commands as the engine, it answers each by the rules, with its own arithmetic.

It works eagerly: whatever falls due is written when its time has come, for everybody, in one order of time. The engine
writes it when somebody asks. That both answer alike shows that nobody can tell.
"""

import heapq

from days import NEVER, Zone, add_months, month_end
from holds import Holds
from ledger import Wallet
from merging import Merging
from orders import Orders
from people import Customer, Referrals
from redemptions import Redemptions
from tiers import Tiers
from triggers import Triggers

# At one instant: release, expiry, hold, coupon, referral, birthday.
RELEASE, EXPIRY, HOLD, COUPON, REFERRAL, BIRTHDAY = 1, 2, 3, 4, 5, 6

RETURN_GRACE_DAYS = 14
HOLD_GRACE_DAYS = 7


class Refused(Exception):
    """A refusal: its code and its numbers. It changes nothing."""

    def __init__(self, code, *numbers):
        super().__init__(code)
        self.code = code
        self.numbers = list(numbers)


class Books(Orders, Redemptions, Holds, Merging, Triggers, Referrals, Tiers):
    def __init__(self, programme):
        self.customers = {}
        self.by_number = []
        self.orders = {}
        self.referrals = {}  # by friend
        self.devices = set()
        self.events = set()
        self.coupons_bought = {}  # serial of the command → the coupon, wherever it is now
        self.merges = []
        self.merged_by = {}  # serial of the command → the merge
        self.kept = {}  # quotes, by the serial of their command
        self.holds = {}
        self.held_by = {}  # serial of the command → the hold's number
        self.actions = []
        self.references = {}
        self.keys = {}
        self.codes = set()  # all that were ever uploaded
        self.pools = {}  # reward → its codes that are left
        self.renewed = []  # to whom coins came back: the dates of all of their lots are looked at once that is done
        self.due = []
        self.now = 0
        self.publish(programme)

    def publish(self, programme):
        self.programme = programme
        self.zone = Zone(programme["time_zone"])
        self.triggers = {trigger["id"]: trigger for trigger in programme.get("triggers", [])}
        self.rewards = {reward["id"]: reward for reward in programme.get("rewards", [])}
        tiers = programme.get("tiers")
        self.levels = tiers["levels"] if tiers else []
        self.places = {level["id"]: place for place, level in enumerate(self.levels)}

    # What falls due

    def settle(self):
        """Writes everything that has fallen due by now, in order (rule 3.5)."""
        while self.due and self.due[0][0] <= self.now:
            at, kind, number, owner, wallet, _ = self.next_due()
            if kind == RELEASE:
                wallet.release(number)
            elif kind == EXPIRY:
                self.expire(self.by_number[owner - 1], wallet.wallet, at)
            elif kind == HOLD:
                self.lapse_hold(number, at)
            elif kind == COUPON:
                self.lapse_coupon(owner, number, at)
            elif kind == REFERRAL:
                self.reward_referral(number, at)
            elif kind == BIRTHDAY:
                self.pay_birthday(owner, at)
            self.renew_returned()
            self.bring_home(at)

    def next_due(self):
        """What falls due next. Of the coupons of one instant those in the ledgers of merged customers come first."""
        first = heapq.heappop(self.due)
        if first[1] != COUPON or not self.merges or self.by_number[first[3] - 1].merge:
            return first
        others = [first]
        while self.due and self.due[0][:2] == first[:2]:
            others.append(heapq.heappop(self.due))
        merged = [one for one in others if self.by_number[one[3] - 1].merge]
        chosen = min(merged, key=lambda one: self.by_number[one[3] - 1].merge.number) if merged else first
        for one in others:
            if one is not chosen:
                heapq.heappush(self.due, one)
        return chosen

    def falls_due(self, at, kind, number, owner, wallet=None):
        if at != NEVER:
            heapq.heappush(self.due, (at, kind, number, owner, wallet, None))

    def new_wallet(self, owner):
        wallet = Wallet(lambda at, kind, number: heapq.heappush(
            self.due, (at, kind, number, owner, _Last(wallet), None)))
        return wallet

    def grace_end(self, original, days):
        """So many local days after a lot's own last day (rules 4.4, 4.5)."""
        if original == NEVER:
            return NEVER
        return self.zone.end(self.zone.day(original - 1) + days)

    def return_grace(self, original):
        return self.grace_end(original, RETURN_GRACE_DAYS)

    def terms(self, earned, pending_days):
        """When coins earned at an instant are released, None for at once, and when they lapse (rules 2.4, 4.1)."""
        release = self.zone.end(self.zone.day(earned) + pending_days) if pending_days else None
        expires = self.lapse(earned if release is None else release)
        return (release if release is not None and release > self.now else None), expires

    def lapse(self, available):
        """The end of the last local day of coins that became available at an instant (rules 4.1, 4.2)."""
        policy = self.programme.get("expiry", {"kind": "never"})
        if policy["kind"] == "never":
            return NEVER
        day = self.zone.day(available)
        day = day + policy["after"] if policy.get("unit", policy["kind"]) == "days" else add_months(day, policy["after"])
        return self.zone.end(month_end(day) if policy.get("round_to") == "month_end" else day)

    # Coins that come, and how long they live

    def award_coins(self, customer, coins, at, release, expires, earned, actions=0):
        """An award by an order, a trigger or a referral, which tiers count."""
        number = customer.coins.credit("earn" if release is None else "pending_award", coins, at, release, expires, earned)
        if actions:
            self.renew(customer, "trigger", at)
        self.count_entry(customer, coins, actions, self.zone.day(at), at)
        return number

    def award_by_service(self, customer, coins, at):
        """A bonus, available at once."""
        if self.lead(customer).blocked:
            return None
        release, expires = self.terms(at, 0)
        return customer.coins.credit("earn", coins, at, release, expires, at)

    def give_back(self, customer, wallet, debit, at, coins=None):
        """What a debit took comes back to its lots, which live as long as if they had never been empty (rules 4.1, 4.5);
        answers the entry."""
        if wallet == "credits":
            customer.credits.give_back(debit, at, self.return_grace, coins=coins)
            return len(customer.credits.entries)
        alive = self.lapse(customer.active) if self.activities() and customer.active else 0
        customer.coins.give_back(debit, at, self.return_grace, coins, alive)
        entry = len(customer.coins.entries)
        self.collect(customer, at)
        if alive:
            self.renewed.append(customer)
        return entry

    def renew_returned(self):
        for customer in self.renewed:
            self.lengthen(customer, customer.coins.open.values(), customer.active)
        self.renewed = []

    def collect(self, customer, at):
        """Of what came home, what a refund was to take while it was out (rule 5.5)."""
        others = [one.coins for one in self.by_number if one is not customer and self.lead(one) is customer]
        for award, coins in customer.coins.collect(at, others):
            earned = at if award is None else customer.coins.entries[award - 1][5]
            self.count_entry(customer, -coins, 0, self.zone.day(earned), at)

    def activities(self):
        policy = self.programme.get("expiry", {"kind": "never"})
        if policy["kind"] != "inactivity":
            return ()
        return policy.get("activities", ("order", "trigger", "redemption"))

    def renew(self, customer, activity, at):
        """Each qualifying activity extends all lots (rule 4.1)."""
        if activity in self.activities() and at > customer.active:
            customer.active = at
            self.lengthen(customer, customer.coins.open.values(), at)

    def lengthen(self, customer, lots, active):
        """Gives lots a later last day, never an earlier one (rule 4.3); whether any got one."""
        if not active:
            return False
        later, found = self.lapse(active), False
        for lot in list(lots):
            if lot.expires < later:
                lot.expires = lot.original = later
                if not lot.pending:
                    customer.coins.watch(lot)
                found = True
        return found

    def expire(self, customer, wallet, at):
        if wallet is customer.coins and self.activities():
            due = [lot for lot in wallet.open.values() if lot.expires <= at]
            if self.lengthen(customer, due, customer.active):
                return
        wallet.expire(at)

    # Commands

    def run(self, command):
        """The answer to a command: `[code, numbers, state]`, or `[code, numbers]` of a refusal."""
        self.now = max(self.now, command["at"])
        self.settle()
        key = command.get("k")
        if key is not None and key in self.keys:
            same, answer = self.keys[key]
            if same == _without_time(command):
                return ["replay", answer]
            return ["idempotency_key_reused", []]
        try:
            code, numbers, customer = getattr(self, "do_" + command["do"])(command)
        except Refused as refusal:
            return [refusal.code, refusal.numbers]
        self.renew_returned()
        self.bring_home(self.now)
        self.settle()
        answer = [code, numbers, self.state(customer)]
        if key is not None:
            self.keys[key] = (_without_time(command), answer)
        return answer

    def resolved(self, command):
        """The command with the number of the coupon or hold that an earlier command made, so that commands can be left out."""
        if "_held_by" in command:
            return dict(command, hold=self.held_by.get(command["_held_by"], 999_999))
        if "_merged_by" in command:
            merge = self.merged_by.get(command["_merged_by"])
            return dict(command, merge=merge.number if merge else 999_999)
        if "_bought_by" not in command:
            return command
        coupon = self.coupons_bought.get(command["_bought_by"])
        number = coupon.number if coupon else 999_999
        command = dict(command, coupon=number + command.get("_beside", 0))
        return dict(command, owner=coupon.owner.id) if coupon and "owner" in command else command

    def customer(self, id):
        customer = self.leads(id)
        if customer is None:
            raise Refused("customer_not_found")
        return customer

    def leads(self, id):
        """Whom an id leads to; None for nobody."""
        customer = self.customers.get(id)
        return self.lead(customer) if customer else None

    def do_read(self, command):
        return "read", [], self.customer(command["c"])

    def do_customer(self, command):
        customer = self.leads(command["c"])
        code, born = "known" if customer else "new", customer.birthday if customer else None
        if customer is None:
            number = len(self.by_number) + 1
            customer = Customer(command["c"], number, self.now)
            customer.coins = self.new_wallet(number)
            customer.credits = self.new_wallet(number)
            self.customers[customer.id] = customer
            self.by_number.append(customer)
        for name in ("email", "mobile", "birthday"):
            if name in command:
                setattr(customer, name, command[name])
        if customer.birthday != born and (customer.birthday_due != NEVER or self.birthdays_pay()):
            self.plan_birthday(customer)
        if code == "new":
            self.sign_up(customer)
        return code, [], customer

    def do_adjust(self, command):
        customer = self.customer(command["c"])
        wallet = customer.coins if command["wallet"] == "coins" else customer.credits
        coins = command["coins"]
        if "expires_on" in command and command["_expires_day"] < self.zone.day(self.now):
            raise Refused("invalid")
        if coins > 0:
            expires = self.lapse(self.now) if command["wallet"] == "coins" else NEVER
            if "expires_on" in command:
                expires = self.zone.end(command["_expires_day"])
            number = wallet.credit("adjustment", coins, self.now, None, expires, self.now)
        else:
            self.check_funds(wallet, -coins)
            number = wallet.spend("adjustment", -coins, self.now)
        return "adjusted", [number], customer

    @staticmethod
    def check_funds(wallet, coins):
        if wallet.debt:
            raise Refused("wallet_in_debt", wallet.debt)
        if wallet.available < coins:
            raise Refused("insufficient_coins", max(0, wallet.available), coins)

    # What an answer tells of a customer

    def state(self, customer):
        wallet, credits = customer.coins, customer.credits
        releases, expiries = {}, {}
        for lot in wallet.open.values():
            if lot.pending:
                releases[lot.available_at] = releases.get(lot.available_at, 0) + lot.left
            elif lot.expires != NEVER and lot.left > lot.held and wallet.available > 0:
                expiries[lot.expires] = expiries.get(lot.expires, 0) + lot.left - lot.held
        return [
            [wallet.available, wallet.pending, wallet.held, wallet.earned, wallet.spent, wallet.expired],
            [[coins, at] for at, coins in sorted(releases.items())[:3]],
            [[coins, at] for at, coins in sorted(expiries.items())[:3]],
            self.tier_facts(customer),
            [credits.available, credits.pending, credits.held],
        ]

    def check(self):
        """The auditor's own books must be sound."""
        for customer in self.by_number:
            customer.coins.check()
            customer.credits.check()


class _Last:
    """A wallet in a heap, never compared by what it is."""

    __slots__ = ("wallet",)

    def __init__(self, wallet):
        self.wallet = wallet

    def __lt__(self, other):
        return False

    def release(self, number):
        self.wallet.release(number)



def _without_time(command):
    return {name: value for name, value in command.items() if name not in ("at", "n")}
