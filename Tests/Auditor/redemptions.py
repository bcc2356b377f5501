"""Coins for coupons, and what becomes of them (rules 1.4, 4.5, 8)."""

from days import NEVER
from quotes import quote


class Coupon:
    def __init__(self, number, coins, amount, minimum_cart, expires, returns):
        self.number = number
        self.coins = coins
        self.amount = amount
        self.minimum_cart = minimum_cart
        self.expires = expires
        self.returns = returns
        self.state = "active"
        self.order = None


class Redemptions:
    def do_redeem(self, command):
        from books import COUPON, Refused

        customer = self.customer(command["c"])
        reward = self.rewards.get(command["reward"])
        if reward is None:
            raise Refused("reward_not_found")
        if customer.blocked:
            raise Refused("customer_blocked")
        if not reward.get("active", True) or not self.offered(reward, customer):
            raise Refused("reward_unavailable")
        coins, amount = self.price(reward, command.get("coins"), command.get("amount"))
        self.check_funds(customer.coins, coins)
        number = customer.coins.spend("spend", coins, self.now)
        self.renew(customer, "redemption", self.now)
        days = reward.get("valid_days")
        expires = NEVER if days is None else self.zone.end(self.zone.day(self.now) + days)
        coupon = Coupon(
            number, coins, amount, reward.get("minimum_cart_amount", 0), expires,
            reward.get("returns_coins_on_expiry", True))
        coupon.bought_by = command["n"]
        self.coupons_bought[command["n"]] = number
        customer.coupons[number] = coupon
        self.falls_due(expires, COUPON, number, customer.number)
        return "redeemed", [number, coins, amount, expires], customer

    def offered(self, reward, customer):
        needed = reward.get("minimum_tier")
        return needed is None or (needed in self.places and self.tier_at(customer, self.now) >= self.places[needed])

    @staticmethod
    def price(reward, coins, amount):
        """Coins and minor units of what was asked for; None asks for the least."""
        from books import Refused

        if reward["kind"] == "fixed_amount":
            unit, worth, least, most = reward["coins"], reward["amount"], 1, 1
        else:
            unit, worth = reward["coins_per_step"], reward["amount_per_step"]
            least, most = reward.get("steps_minimum", 1), reward["steps_maximum"]
        possible = [steps for steps in ((coins, unit), (amount, worth)) if steps[0] is not None]
        counts = {divmod(*one) for one in possible} or {(least, 0)}
        (steps, rest), one = next(iter(counts)), len(counts) == 1
        if not one or rest or not least <= steps <= most:
            raise Refused("reward_amount_out_of_range", unit * least, unit * most, unit)
        return unit * steps, worth * steps

    def do_quote(self, command):
        customer = self.customer(command["c"])
        rule = self.programme.get("redemption", {}).get("channels", {}).get(command["channel"])
        wanted = next(((name, command[name]) for name in ("coins", "discount") if name in command), None)
        answer = quote(
            rule, self.programme["coin"]["worth"], command["total"], command["subtotal"], customer.coins.available,
            customer.credits.available, customer.blocked, wanted)
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
        coupon.state = "cancelled"
        self.give_back(customer, "coins", coupon.number, self.now)
        return "cancelled", [], customer

    def lapse_coupon(self, owner, number, at):
        customer = self.by_number[owner - 1]
        coupon = customer.coupons[number]
        if coupon.state != "active" or coupon.expires != at:
            return
        coupon.state = "expired"
        if coupon.returns:
            self.give_back(customer, "coins", number, at)

    def do_use(self, command):
        from books import Refused

        owner = self.customer(command["owner"])
        coupon = owner.coupons.get(command["coupon"])
        if coupon is None:
            raise Refused("coupon_not_found")
        given = command.get("c")
        if coupon.state == "used" and command.get("order") is not None and coupon.order == command["order"]:
            if given is not None and given != owner.id:
                raise Refused("coupon_of_another_customer")
            return "used", [], owner
        if command.get("currency", self.programme["currency"]) != self.programme["currency"]:
            raise Refused("currency_mismatch")
        if coupon.state != "active":
            raise Refused("coupon_not_active")
        if given is not None and given != owner.id:
            raise Refused("coupon_of_another_customer")
        cart = command.get("cart")
        known = self.orders.get(command.get("order"))
        amount = cart
        if cart is None and known is not None:
            # What was not told the books know: the cart can have come to no more than this.
            taken_off = coupon.amount if known.coins_discount is None else known.coins_discount
            amount = max(known.subtotal, known.total + taken_off)
        if amount is not None and amount < coupon.minimum_cart:
            raise Refused("coupon_minimum_cart", coupon.minimum_cart, coupon.minimum_cart - amount)
        coupon.state = "used"
        coupon.order = command.get("order")
        if coupon.order is not None:
            if cart is None and known is not None:
                cart = known.subtotal
            discount = coupon.amount if cart is None else min(coupon.amount, cart)
            self.spent_on(coupon.order, owner, coupon.number, coupon.coins, discount)
        return "used", [], owner
