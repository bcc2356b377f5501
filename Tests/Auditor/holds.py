"""Coins that are set aside for a checkout, and what becomes of them (rules 6.4, 6.5, 7)."""

from fractions import Fraction
from math import ceil

from quotes import quote

MINUTE = 60_000
REPEAT = 10_000  # within so long a perform without a reference is a repeat


class Kept:
    """A quote that is honoured for a while."""

    def __init__(self, customer, command, answer, expires):
        self.customer = customer
        self.channel = command["channel"]
        self.total, self.subtotal = command["total"], command["subtotal"]
        self.discount, self.coins, self.credits = answer.discount, answer.coins, answer.credits
        self.expires = expires
        self.hold = None
        self.bought = None  # serial of the command that made a coupon of it


class Hold:
    def __init__(self, number, customer, cart, amounts, deadline):
        self.number = number
        self.customer = customer
        self.channel, self.total, self.subtotal = cart
        self.discount, self.coins, self.credits = amounts
        self.deadline = deadline
        self.state = "open"
        self.order = None
        self.held = {}  # wallet → the entry that set its part aside
        self.paid = {}  # wallet → the entry that spent its part
        self.opened_by = None
        self.ended = None

    def part(self, wallet):
        return self.coins if wallet == "coins" else self.credits

    def facts(self):
        return [self.number, self.coins, self.credits, self.discount]

    def row(self):
        return (self.number, self.channel, self.state, self.coins, self.credits, self.discount, self.order, self.deadline)


class Action:
    """What a connector performed, or the marker of a revert that came first."""

    def __init__(self, command, customer, asked, hold, state, at):
        self.channel = command["channel"]
        self.reference = command.get("reference", command.get("order"))
        self.attempt = command.get("attempt", 1)
        self.customer = customer
        self.asked = asked
        self.hold = hold
        self.state = state
        self.at = at
        self.by_amount = False


def wanted_of(command):
    return next(((name, command[name]) for name in ("coins", "discount") if name in command), None)


def asked_of(command):
    return wanted_of(command), command["total"], command["subtotal"], command.get("wallets")


def wallets_of(customer):
    return (("coins", customer.coins), ("credits", customer.credits))


class Holds:
    def rule_of(self, channel):
        return self.programme.get("redemption", {}).get("channels", {}).get(channel)

    def quoted(self, customer, cart, wanted, wallets=None):
        channel, total, subtotal = cart
        return quote(
            self.rule_of(channel), self.programme["coin"]["worth"], total, subtotal, customer.coins.available,
            customer.credits.available, customer.blocked, wanted, wallets)

    # Quotes that are kept

    def do_keep(self, command):
        customer = self.customer(command["c"])
        self.check_currency(command)
        answer = self.quoted(customer, self.cart_of(command), wanted_of(command), command.get("wallets"))
        minutes = (self.rule_of(command["channel"]) or {}).get("quote_minutes", 10)
        kept = Kept(customer, command, answer, self.now + minutes * MINUTE)
        self.kept[command["n"]] = kept
        numbers = [answer.discount, answer.coins, answer.credits, kept.expires]
        return "kept:%s" % (answer.reason or "eligible"), numbers, customer

    @staticmethod
    def cart_of(command):
        return command["channel"], command["total"], command["subtotal"]

    def check_currency(self, command):
        from books import Refused

        if command["currency"] != self.programme["currency"]:
            raise Refused("currency_mismatch")

    def usable(self, serial, customer):
        from books import Refused

        kept = self.kept.get(serial)
        if kept is None or self.lead(kept.customer) is not customer:
            raise Refused("quote_not_found")
        if customer.blocked:
            raise Refused("customer_blocked")
        if self.now >= kept.expires:
            raise Refused("quote_expired")
        if kept.hold and kept.hold.state in ("open", "committed"):
            raise Refused("quote_used")
        if kept.bought and self.coupons_bought[kept.bought].state not in ("cancelled", "expired"):
            raise Refused("quote_used")
        return kept

    # Holds

    def exactly(self, customer, cart, wanted, wallets=None):
        """A quote clamps what is asked; a hold that asks above the cap is refused (rule 6)."""
        from books import Refused

        answer = self.quoted(customer, cart, wanted, wallets)
        limits = {code: lifted for code, _, lifted in answer.limits}
        if answer.reason and ((wanted and wanted[1] > 0) or not answer.credits):
            if answer.reason == "customer_blocked":
                raise Refused("customer_blocked")
            if answer.reason == "wallet_in_debt":
                raise Refused("wallet_in_debt", answer.shortfall)
            if answer.reason != "balance":
                raise Refused("not_eligible:" + answer.reason, -1 if answer.shortfall is None else answer.shortfall)
        else:
            short = wanted and (
                answer.discount < wanted[1] if wanted[0] == "discount"
                else answer.coins < wanted[1] and set(limits) - {"requested", "step"})
            if not short:
                return answer
        if "balance" not in limits:
            raise Refused("above_quote", answer.discount, answer.coins)
        value = self.rule_of(cart[0]).get("value", self.programme["coin"]["worth"])
        needed = limits["balance"] if limits["balance"] is not None else 1
        if wanted:
            needed = wanted[1] if wanted[0] == "coins" else ceil(Fraction(wanted[1] * value["coins"], value["amount"]))
        raise Refused("insufficient_coins", max(0, customer.coins.available), needed)

    def do_hold(self, command):
        from books import Refused

        customer = self.customer(command["c"])
        if "quote" in command:
            kept = self.usable(command["quote"], customer)
            if not kept.coins and not kept.credits:
                raise Refused("not_eligible:quote_empty", -1)
            cart, amounts = (kept.channel, kept.total, kept.subtotal), (kept.discount, kept.coins, kept.credits)
            kept.hold = self.open_hold(customer, cart, amounts, command)
            return "open", kept.hold.facts(), customer
        return "open", self.hold_cart(customer, command).facts(), customer

    def hold_cart(self, customer, command):
        self.check_currency(command)
        answer = self.exactly(
            customer, self.cart_of(command), wanted_of(command), command.get("wallets"))
        return self.open_hold(
            customer, self.cart_of(command), (answer.discount, answer.coins, answer.credits), command)

    def open_hold(self, customer, cart, amounts, command):
        from books import HOLD

        for (_, wallet), coins in zip(wallets_of(customer), amounts[1:]):
            if coins:
                self.check_funds(wallet, coins)
        minutes = (self.rule_of(cart[0]) or {}).get("hold_minutes", 30)
        hold = Hold(len(self.holds) + 1, customer, cart, amounts, self.now + minutes * MINUTE)
        hold.opened_by = command["n"]
        for name, wallet in wallets_of(customer):
            if hold.part(name):
                hold.held[name] = wallet.hold(hold.part(name), self.now)
        self.holds[hold.number] = hold
        self.held_by[command["n"]] = hold.number
        self.falls_due(hold.deadline, HOLD, hold.number, customer.number)
        return hold

    def lapse_hold(self, number, at):
        hold = self.holds[number]
        if hold.state == "open":
            self.let_go(hold, hold.coins, hold.credits, "expired", at)

    def let_go(self, hold, coins, credits, state, at):
        """A part of what is set aside comes back, or all of it; the discount goes down with the coins (rule 1.4)."""
        for (name, wallet), part in zip(wallets_of(hold.customer), (coins, credits)):
            if part:
                wallet.release_held(hold.held[name], at, self.hold_grace, part)
                if name == "coins":
                    self.collect(hold.customer, at)
        if coins == hold.coins and credits == hold.credits:
            hold.state, hold.ended = state, at
            return
        hold.discount = hold.discount * (hold.coins - coins) // hold.coins if hold.coins else 0
        hold.coins -= coins
        hold.credits -= credits

    def hold_grace(self, original):
        from books import HOLD_GRACE_DAYS

        return self.grace_end(original, HOLD_GRACE_DAYS)

    def known_hold(self, command):
        from books import Refused

        hold = self.holds.get(command["hold"])
        if hold is None:
            raise Refused("hold_not_found")
        return hold

    def do_commit(self, command):
        hold = self.known_hold(command)
        self.commit(hold, command.get("order"))
        return hold.state, hold.facts(), self.lead(hold.customer)

    def commit(self, hold, order):
        from books import Refused

        if hold.state in ("released", "reverted"):
            raise Refused("hold_not_open:" + hold.state)
        if hold.state == "committed":
            if order is None or order == hold.order:
                return
            if hold.order is not None:
                raise Refused("hold_not_open:committed")
            hold.order = order
            return self.link(hold)
        customer = self.lead(hold.customer)
        if hold.state == "expired":
            cart = (hold.channel, hold.total, hold.subtotal)
            # What was not taken then is not taken now, though there may be some of it by now.
            wallets = None if hold.coins and hold.credits else "coins" if hold.coins else "credits"
            wanted = ("discount", hold.discount) if hold.coins else None
            answer = self.exactly(customer, cart, wanted, wallets)
            if answer.credits < hold.credits:
                raise Refused("above_quote", answer.discount, answer.coins)
            for (_, wallet), part in zip(wallets_of(customer), (answer.coins, hold.credits)):
                if part:
                    self.check_funds(wallet, part)
            hold.customer = customer  # whoever goes on pays
            hold.coins, hold.discount = answer.coins, answer.discount
        for name, wallet in wallets_of(customer):
            if not hold.part(name):
                continue
            if hold.state == "expired":
                hold.paid[name] = wallet.spend("spend", hold.part(name), self.now)
            else:
                hold.paid[name] = wallet.spend_held(hold.held[name], self.now)
            if name == "coins":
                self.redeemed.append((customer, self.now))
        hold.state, hold.order = "committed", order
        if order is not None:
            self.link(hold)

    def link(self, hold):
        """The order knows what was spent on it, so that a refund finds it (rule 7.5)."""
        for name, _ in wallets_of(hold.customer):
            if name in hold.paid:
                discount = hold.discount if name == "coins" else hold.credits
                back = hold.part(name) - self.standing_of(hold, name)
                self.spent_on(hold.order, hold.customer, hold.paid[name], hold.part(name), discount, name, back)

    def do_release(self, command):
        from books import Refused

        hold = self.known_hold(command)
        whole = "coins" not in command and "credits" not in command
        if not (whole and hold.state in ("released", "expired")):
            if hold.state != "open":
                raise Refused("hold_not_open:" + hold.state)
            self.release_hold(hold, *(
                (hold.coins, hold.credits) if whole else (command.get("coins", 0), command.get("credits", 0))))
        return hold.state, hold.facts(), self.lead(hold.customer)

    def release_hold(self, hold, coins, credits):
        from books import Refused

        if coins > hold.coins or credits > hold.credits:
            raise Refused("above_hold", hold.coins, hold.credits)
        self.let_go(hold, coins, credits, "released", self.now)

    # What connectors do

    def do_perform(self, command):
        from books import Refused

        customer, asked = self.customer(command["c"]), asked_of(command)
        earlier = self.earlier(command, customer, asked)
        if earlier:
            if earlier.state != "performed":
                raise Refused("already_reverted")
            if self.lead(earlier.customer) is not customer or earlier.asked != asked:
                raise Refused("reference_reused")
            hold = earlier.hold
            if hold.state in ("released", "reverted"):
                raise Refused("already_reverted")
            if self.is_done(command):
                if hold.order != command.get("order"):
                    self.check_free(command, hold, customer)
                self.commit(hold, command.get("order"))
            elif hold.state == "expired":
                raise Refused("hold_not_open:expired")
            return "again:" + hold.state, hold.facts(), self.lead(hold.customer)
        self.check_free(command, None, customer)
        hold = self.hold_cart(customer, command)
        if self.is_done(command):
            self.commit(hold, command.get("order"))
        self.act(Action(command, customer, asked, hold, "performed", self.now), command)
        return hold.state, hold.facts(), customer

    def check_free(self, command, hold, customer):
        """A connector pays on an order once, and on nobody else's."""
        from books import Refused

        if "order" not in command:
            return
        order = self.orders.get(command["order"])
        if order is not None and self.lead(order.customer) is not customer:
            raise Refused("order_of_another_customer")
        other = self.paid_on(command)
        if other is not None and other is not hold:
            raise Refused("reference_reused")

    def paid_on(self, command):
        """What the channel's checkout has paid on the order, and has not come back whole."""
        return next((hold for hold in self.holds.values() if hold.state == "committed" and hold.order == command["order"]
                     and hold.channel == command["channel"]), None)

    @staticmethod
    def is_done(command):
        """Whether the purchase is: its order is known, or the checkout says so."""
        return "order" in command or command.get("final", False)

    def act(self, action, command):
        self.actions.append(action)
        if action.reference is not None:
            self.references[self.reference_of(command)] = action

    @staticmethod
    def reference_of(command):
        """What names an action for ever: its reference, or else its order."""
        return command["channel"], command.get("reference", command.get("order")), command.get("attempt", 1)

    def earlier(self, command, customer, asked):
        named = self.references.get(self.reference_of(command))
        if named or "reference" in command:
            return named
        if "order" in command:
            hold = self.paid_on(command)
            if hold:
                return next((action for action in self.actions if action.hold is hold), None)
        for action in self.actions_of(command["channel"], customer):
            if (action.asked, action.state, action.reference) == (asked, "performed", None):
                return action if action.at > self.now - REPEAT else None
        return None

    def actions_of(self, channel, customer):
        """What a connector asked for of a customer, newest first."""
        return (action for action in reversed(self.actions)
                if action.channel == channel and self.lead(action.customer) is customer)

    def newest(self, command, customer):
        """The newest perform of that amount that stands, or what the last revert of it took back."""
        fitting = [action for action in self.actions_of(command["channel"], customer)
                   if action.hold is not None and action.hold.total == command["total"]]
        standing = next((action for action in fitting
                         if action.state == "performed" and action.hold.state in ("open", "committed")), None)
        reverted = [action for action in fitting
                    if action.state == "reverted" and action.hold.state not in ("open", "committed")]
        last = max(reverted, key=lambda action: (action.hold.ended, -self.actions.index(action)), default=None)
        if last and last.by_amount and last.hold.ended > self.now - REPEAT and (
                standing is None or standing.at < last.hold.ended
                or self.actions.index(standing) < self.actions.index(last)):
            return last
        return standing or last or (fitting[0] if fitting else None)

    def do_revert(self, command):
        from books import Refused

        customer = self.customer(command["c"])
        if "reference" in command:
            action = self.references.get(self.reference_of(command))
            if action is None:
                self.act(Action(command, customer, None, None, "marker", self.now), command)
                return "marked", [], customer
        else:
            action = self.newest(command, customer) if "total" in command else None
            if action is None:
                raise Refused("hold_not_found")
        if self.lead(action.customer) is not customer:
            raise Refused("reference_reused")
        hold = action.hold
        if hold is None:
            return "marked", [], customer
        returned = self.take_back(hold, command.get("back")) if action.state == "performed" else (0, 0)
        if action.state == "performed" and hold.state not in ("open", "committed"):
            action.state, action.by_amount = "reverted", "reference" not in command
        return "back:" + hold.state, hold.facts() + list(returned), self.lead(hold.customer)

    def take_back(self, hold, coins):
        """Gives a discount back, or so many coins of it, up to what is left (rule 7.3)."""
        from books import Refused

        if hold.state == "open":
            before = hold.coins, hold.credits
            self.release_hold(hold, *((hold.coins, hold.credits) if coins is None else (coins, 0)))
            return (before[0] if coins is None else coins), (before[1] if coins is None else 0)
        if hold.state != "committed":
            return 0, 0
        left, credits = (self.standing_of(hold, name) for name in ("coins", "credits"))
        if coins is not None and coins > left:
            raise Refused("above_hold", left, credits)
        back = left if coins is None else coins
        whole = back == left and (coins is None or not credits)
        self.come_back(hold, "coins", back)
        if whole:
            self.come_back(hold, "credits", credits)
            hold.state, hold.ended = "reverted", self.now
            return back, credits
        return back, 0

    @staticmethod
    def standing_of(hold, name):
        if name not in hold.paid:
            return 0
        wallet = dict(wallets_of(hold.customer))[name]
        return sum(part[1] - part[2] for part in wallet.taken[hold.paid[name]])

    def come_back(self, hold, name, amount):
        if not amount:
            return
        self.give_back(hold.customer, name, hold.paid[name], self.now, amount)
        for one in self.spent.get(hold.order, []):
            if one.customer is hold.customer and (one.wallet, one.entry) == (name, hold.paid[name]):
                one.returned += amount

    def do_block(self, command):
        customer = self.customer(command["c"])
        customer.blocked = command["blocked"]
        return "blocked" if customer.blocked else "unblocked", [], customer
