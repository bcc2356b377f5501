"""Coins for coupons, and what becomes of them (rules 1.4, 4.5, 8)."""

from days import NEVER
from quotes import quote


class Coupon:
    def __init__(self, number, kind, coins, amount, minimum_cart, expires, returns):
        self.number = number
        self.kind = kind
        self.coins = coins
        self.amount = amount  # of a percentage its maximum, of shipping too, 0 for none
        self.points = 0
        self.minimum_cart = minimum_cart
        self.expires = expires
        self.returns = returns
        self.published = False  # whether a shop knows the code
        self.code = None  # where it came from a pool
        self.state = "active"
        self.order = None
        self.returned = None  # the entry that gave its coins back
        self.owner = self.bought_by = None

    def copy(self, owner, number):
        """The same coupon with another customer."""
        new = Coupon(number, self.kind, self.coins, self.amount, self.minimum_cart, self.expires, self.returns)
        new.owner, new.bought_by, new.state = owner, self.bought_by, self.state
        new.points, new.published, new.code = self.points, self.published, self.code
        return new

    def row(self):
        return (self.number, self.kind, self.coins, self.amount, self.minimum_cart, self.state, self.expires, self.order,
                self.returned)

    def discount(self, cart, shipping):
        """What it takes off; None where that cannot be said without the cart, or in money (rules 1.4, 8.4)."""
        if self.kind == "percentage":
            return None if cart is None else min(cart * self.points // 10_000, self.amount, cart)
        if self.kind == "free_shipping":
            return None if shipping is None else min(shipping, self.amount) if self.amount else shipping
        if self.kind == "free_product":
            return None
        return self.amount if cart is None else min(self.amount, cart)


class Redemptions:
    def do_redeem(self, command):
        from books import Refused

        customer = self.customer(command["c"])
        reward = self.rewards.get(command["reward"])
        if reward is None:
            raise Refused("reward_not_found")
        if customer.blocked:
            raise Refused("customer_blocked")
        if not reward.get("active", True) or not self.offered(reward, customer):
            raise Refused("reward_unavailable")
        coins, amount = self.price(reward, self.tier_price(reward, customer), command.get("coins"), command.get("amount"))
        of_pool = reward.get("code_source", {}).get("kind") == "pool"
        codes = self.pools.get(reward["id"], [])
        if of_pool and not codes:
            raise Refused("no_codes_left")
        days = reward.get("valid_days")
        coupon = self.buy(
            customer, command, reward["kind"], coins, amount, reward.get("minimum_cart_amount", 0), days,
            reward.get("returns_coins_on_expiry", True))
        coupon.points = reward.get("basis_points", 0)
        coupon.published = of_pool or reward.get("published_to_shop", False)
        if of_pool:
            coupon.code = codes.pop(0)
        return "redeemed", [coupon.number, coins, amount, coupon.expires], customer

    def buy(self, customer, command, kind, coins, amount, minimum_cart, days, returns):
        from books import COUPON

        self.check_funds(customer.coins, coins)
        number = customer.coins.spend("spend", coins, self.now)
        self.redeemed.append((customer, self.now))
        expires = NEVER if days is None else self.zone.end(self.zone.day(self.now) + days)
        coupon = Coupon(number, kind, coins, amount, minimum_cart, expires, returns)
        coupon.owner, coupon.bought_by = customer, command["n"]
        self.coupons_bought[command["n"]] = coupon
        customer.coupons[number] = coupon
        self.falls_due(expires, COUPON, number, customer.number)
        return coupon

    def do_redeem_quote(self, command):
        """A kept quote of the app becomes a coupon, as it was given (rule 6.4)."""
        from books import Refused

        customer = self.customer(command["c"])
        kept = self.usable(command["quote"], customer)
        if kept.channel != "app":
            raise Refused("not_eligible:other_channel", -1)
        if not kept.coins:
            raise Refused("not_eligible:quote_empty", -1)
        coupon = self.buy(
            customer, command, "fixed_amount", kept.coins, kept.discount, min(kept.total, kept.subtotal), 1, True)
        kept.bought = command["n"]
        return "redeemed", [coupon.number, coupon.coins, coupon.amount, coupon.expires], customer

    def do_codes(self, command):
        """Codes for a pool; those that are known already are left out (rule 8.1)."""
        from books import Refused

        reward = self.rewards.get(command["reward"])
        if reward is None:
            raise Refused("reward_not_found")
        if reward.get("code_source", {}).get("kind") != "pool":
            raise Refused("pool_not_found")
        customer = self.customer(command["c"])
        pool = self.pools.setdefault(reward["id"], [])
        added = 0
        for code in command["codes"]:
            if code not in self.codes:
                self.codes.add(code)
                pool.append(code)
                added += 1
        return "added", [added, len(command["codes"]) - added, len(pool)], customer

    def offered(self, reward, customer):
        needed = reward.get("minimum_tier")
        return needed is None or (needed in self.places and self.tier_at(customer, self.now) >= self.places[needed])

    def tier_price(self, reward, customer):
        """What it costs in the customer's tier: coins, or coins per step; that of the nearest tier below that has one."""
        usual = reward["coins_per_step"] if reward["kind"] == "variable_amount" else reward["coins"]
        place = self.tier_at(customer, self.now)
        if place is None:
            return usual
        prices = [reward.get("tier_prices", {}).get(level["id"]) for level in self.levels[:place + 1]]
        return ([usual] + [price for price in prices if price is not None])[-1]

    @staticmethod
    def price(reward, unit, coins, amount):
        """Coins and minor units of what was asked for; None asks for the least."""
        from books import Refused

        if reward["kind"] == "variable_amount":
            worth = reward["amount_per_step"]
            least, most = reward.get("steps_minimum", 1), reward["steps_maximum"]
        else:
            least = most = 1
            worth = reward["amount"] if reward["kind"] == "fixed_amount" else None
        if worth is None and amount is not None:
            raise Refused("reward_amount_out_of_range", unit, unit, unit)
        possible = [steps for steps in ((coins, unit), (amount, worth)) if steps[0] is not None]
        counts = {divmod(*one) for one in possible} or {(least, 0)}
        (steps, rest), one = next(iter(counts)), len(counts) == 1
        if not one or rest or not least <= steps <= most:
            raise Refused("reward_amount_out_of_range", unit * least, unit * most, unit)
        if worth is None:
            return unit, 0 if reward["kind"] == "free_product" else reward.get("maximum_amount", 0)
        return unit * steps, worth * steps

    def do_quote(self, command):
        customer = self.customer(command["c"])
        rule = self.programme.get("redemption", {}).get("channels", {}).get(command["channel"])
        wanted = next(((name, command[name]) for name in ("coins", "discount") if name in command), None)
        answer = quote(
            rule, self.programme["coin"]["worth"], command["total"], command["subtotal"], customer.coins.available,
            customer.credits.available, customer.blocked, wanted, command.get("wallets"))
        numbers = answer.numbers() + [-1 if answer.shortfall is None else answer.shortfall]
        for _, allows, lifted in answer.limits:
            numbers += [allows, -1 if lifted is None else lifted]
        return "%s:%s" % (answer.reason or "eligible", ",".join(one[0] for one in answer.limits)), numbers, customer

    def do_cancel(self, command):
        from books import Refused

        customer = self.customer(command["c"])
        coupon = customer.coupons.get(command["coupon"])
        if coupon is None:
            raise Refused("coupon_not_found")
        if coupon.state != "active":
            raise Refused("coupon_not_active")
        if coupon.published:
            # A shop could still take it: the coins wait until it is off there (rule 8.2).
            coupon.state = "cancelling"
        else:
            self.end_coupon(coupon, customer, "cancelled", self.now)
        return coupon.state, [], customer

    def end_coupon(self, coupon, ledger, state, at):
        coupon.state = state
        if state == "cancelled" or coupon.returns:
            coupon.returned = self.give_back(ledger, "coins", coupon.number, at)

    def coupon_of(self, command):
        """The customer in whose ledger a coupon is, and the coupon."""
        from books import Refused

        ledger = self.customers.get(command["owner"])
        coupon = ledger.coupons.get(command["coupon"]) if ledger else None
        if coupon is None:
            raise Refused("customer_not_found" if ledger is None else "coupon_not_found")
        return ledger, coupon

    def do_confirm(self, command):
        """The shop has switched the code off."""
        from books import Refused

        ledger, coupon = self.coupon_of(command)
        if coupon.state == "cancelling":
            self.end_coupon(coupon, ledger, "cancelled", self.now)
        elif coupon.state != "cancelled":
            raise Refused("coupon_not_cancelling")
        return "cancelled", [], self.lead(ledger)

    def lapse_coupon(self, owner, number, at):
        customer = self.by_number[owner - 1]
        coupon = customer.coupons[number]
        if coupon.state == "active" and coupon.expires == at:
            self.end_coupon(coupon, customer, "expired", at)

    def do_use(self, command):
        from books import Refused

        ledger, coupon = self.coupon_of(command)
        owner, given, cart = self.lead(ledger), command.get("c"), command.get("cart")
        is_owners = given is None or self.leads(given) is owner
        known, shipping = self.orders.get(command.get("order")), command.get("shipping")
        discount = coupon.discount(
            known.subtotal if cart is None and known is not None else cart,
            known.shipping if shipping is None and known is not None else shipping)
        if coupon.state == "used" and command.get("order") is not None and coupon.order == command["order"]:
            if not is_owners:
                raise Refused("coupon_of_another_customer")
            return "used", [-1 if discount is None else discount, 0], owner
        if command.get("currency", self.programme["currency"]) != self.programme["currency"]:
            raise Refused("currency_mismatch")
        # What a shop took before it switched the code off wins (rule 8.2).
        good = coupon.state == "active" or (coupon.published and coupon.state in ("cancelling", "cancelled"))
        if not good or self.now >= coupon.expires:
            raise Refused("coupon_not_active")
        if not is_owners:
            raise Refused("coupon_of_another_customer")
        amount = cart
        if cart is None and known is not None:
            # What was not told the books know: the cart can have come to no more than this.
            taken_off = coupon.amount if known.coins_discount is None else known.coins_discount
            amount = max(known.subtotal, known.total + taken_off)
        if amount is not None and amount < coupon.minimum_cart:
            raise Refused("coupon_minimum_cart", coupon.minimum_cart, coupon.minimum_cart - amount)
        payer, entry, coins, retaken = ledger, coupon.number, coupon.coins, 0
        if coupon.state == "cancelled":
            payer = owner
            entry, coins, retaken = self.retake(coupon, owner)
        coupon.state = "used"
        coupon.order = command.get("order")
        if coupon.order is not None and coins:
            self.spent_on(
                coupon.order, payer, entry, coins, coupon.amount if discount is None else discount,
                estimate=coupon if discount is None else None)
        return "used", [-1 if discount is None else discount, -retaken], owner

    def retake(self, coupon, payer):
        """Takes the coins of a cancelled coupon again; answers the entry, what was there, and what that came to."""
        wallet = payer.coins
        coins = min(coupon.coins, max(0, wallet.available + self.debt_floor()))
        if not coins:
            return None, 0, 0
        there = min(coins, max(0, wallet.available))
        number = wallet.write(
            "clawback", self.now, available=-coins, reverses=coupon.returned if coupon.owner is payer else None)
        wallet.spent += coins
        wallet.take(coins, number)
        return number, there, coins
