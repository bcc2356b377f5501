"""Random commands, with time that moves, requests that come twice, and events that come out of order."""

from checkouts import Checkouts
from days import add_months, iso
from programmes import COLLECTIONS, PRODUCTS, TAGS, some

KEYED = ("merge", "unmerge", "redeem", "adjust", "trigger", "cancel", "use", "confirm", "codes", "redeem_quote", "hold", "commit", "release", "perform", "revert")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Commands(Checkouts):
    """Chooses commands by what the auditor's books say, so that many of them succeed and many are refused."""

    def __init__(self, rng, books, start):
        self.rng = rng
        self.books = books
        self.now = start
        self.serial = 0
        self.late = []  # commands that come later than they were sent
        self.recent = []  # commands that may come again
        self.soon = []  # commands that follow at once
        self.customers = []
        self.order_serial = 0
        self.key_serial = 0
        self.code_serial = 1
        self.reference_serial = 0
        self.people = rng.choice([2, 4, 8, 14])
        self.chances = self.mixture()

    def mixture(self):
        """How often each kind comes; another mixture in each world."""
        kinds = {
            "order": 30, "order_event": 30, "refund": 14, "redeem": 16, "cancel": 6, "use": 8, "confirm": 4, "codes": 2, "redeem_quote": 2, "trigger": 10, "claim": 4,
            "adjust": 6, "read": 6, "preview": 5, "quote": 8, "customer": 3,
            "merge": 0.8, "unmerge": 0.9, "keep": 6, "hold": 9, "commit": 9, "release": 6, "perform": 9, "revert": 7, "block": 0.6,
        }
        return {kind: weight * self.rng.choice([0.3, 1, 1, 2]) for kind, weight in kinds.items()}

    def next(self):
        self.serial += 1
        if self.soon and some(self.rng, 0.8):
            return {**self.soon.pop(), "at": self.now, "n": self.serial}
        self.tick()
        if len(self.customers) < 2 or (len(self.customers) < self.people and some(self.rng, 0.03)):
            command = self.new_customer()
        elif self.late and some(self.rng, 0.15):
            command = self.late.pop(self.rng.randrange(len(self.late)))
        elif self.recent and some(self.rng, 0.05):
            command = dict(self.rng.choice(self.recent))
        else:
            kind = self.rng.choices(list(self.chances), list(self.chances.values()))[0]
            command = getattr(self, kind)()
            if command is None:
                command = self.read()
            self.spread(command)
        return {**command, "at": self.now, "n": self.serial}

    def spread(self, command):
        """Some requests carry a key, some will come again."""
        if command["do"] in KEYED and some(self.rng, 0.3):
            self.key_serial += 1
            command["k"] = "key-%d" % self.key_serial
        if some(self.rng, 0.1):
            self.recent.append(dict(command))
            if len(self.recent) > 20:
                self.recent.pop(0)

    def tick(self):
        """Mostly a little later; at times a day, a month, or the very edge of a local day."""
        rng, dice = self.rng, self.rng.random()
        if dice < 0.45:
            return
        if dice < 0.80:
            self.now += rng.randint(1, 10 * MINUTE)
        elif dice < 0.92:
            self.now += rng.randint(1, 12 * HOUR)
        elif dice < 0.97:
            self.now += rng.randint(1, 5) * DAY
        elif dice < 0.993:
            zone = self.books.zone
            edge = zone.end(zone.day(self.now) + rng.choice([0, 0, 1, 6, 13, 29])) + rng.choice([-1, 0, 0, 1])
            self.now = max(self.now, edge)
        else:
            self.now += rng.randint(20, 120) * DAY

    # What is chosen from

    def someone(self):
        return self.rng.choice(self.customers)

    def customer_of(self, id):
        return self.books.leads(id)

    def amount(self):
        rng = self.rng
        return rng.choice([0, 1, 99, 100, 999, rng.randint(1, 300), rng.randint(100, 5_000), rng.randint(1_000, 60_000)])

    # The kinds

    def new_customer(self):
        id = "customer-%d" % (len(self.customers) + 1)
        self.customers.append(id)
        return self.contact({"do": "customer", "c": id})

    def customer(self):
        return self.contact({"do": "customer", "c": self.someone()})

    def contact(self, command):
        rng = self.rng
        if some(rng, 0.4):
            command["email"] = rng.choice(["a@x.example", " A@X.example", "b@x.example", "c@x.example", "d@x.example "])
        if some(rng, 0.3):
            command["mobile"] = rng.choice(["+91 12345", "+9112345", "+91-777", "+49 30 1", "+49301"])
        if some(rng, 0.3):
            command["birthday"] = rng.choice(["1990-02-29", "2000-02-29", "1985-12-31", "1970-01-01", "1999-07-04"])
            if command["birthday"] == "1990-02-29":
                command["birthday"] = iso(self.books.zone.day(self.now) - rng.randint(0, 364) - 365 * 30)
        return command

    def read(self):
        return {"do": "read", "c": self.someone() if some(self.rng, 0.97) else "customer-999999"}

    def lines(self):
        rng, lines = self.rng, []
        for number in range(rng.randint(1, 4)):
            quantity = rng.choice([1, 1, 2, 3, 7])
            amount = quantity * rng.choice([0, 33, 100, 999, rng.randint(1, 9_000)])
            line = {"line_id": "line-%d" % number, "quantity": quantity, "amount": amount,
                    "discount": rng.choice([0, 0, amount // 3, rng.randint(0, amount), amount])}
            if some(rng, 0.9):
                line["product_id"] = rng.choice(PRODUCTS)
            line["collections"] = rng.sample(COLLECTIONS, rng.choice([0, 1, 1, 2]))
            line["tags"] = rng.sample(TAGS, rng.choice([0, 0, 1]))
            lines.append(line)
        return lines

    def amounts(self):
        rng, amounts = self.rng, {}
        if some(rng, 0.5):
            amounts["lines"] = self.lines()
            gross = sum(line["amount"] for line in amounts["lines"])
            discount = sum(line["discount"] for line in amounts["lines"])
        else:
            gross = self.amount()
            discount = rng.choice([0, 0, gross // 4, rng.randint(0, gross)])
        tax = shipping = 0
        if some(rng, 0.5):
            amounts["tax"] = tax = rng.choice([0, gross // 10, gross // 5])
        if some(rng, 0.5):
            amounts["shipping"] = shipping = rng.choice([0, 50, 499])
        if some(rng, 0.2):
            amounts["coins_discount"] = rng.randint(0, max(1, discount))
        amounts["total"] = gross - discount + tax + shipping
        amounts["subtotal"] = gross
        return amounts

    def preview(self):
        command = {"do": "preview", "c": self.someone(), **self.amounts()}
        if some(self.rng, 0.2):
            command["connector"] = self.rng.choice(["shop", "gokwik", "custom_checkout"])
        return command

    def order(self):
        rng = self.rng
        self.order_serial += 1
        placed = self.now
        if some(rng, 0.2):
            placed -= rng.choice([1, HOUR, 3 * DAY, 40 * DAY, 400 * DAY, rng.randint(1, 90 * DAY)])
        elif some(rng, 0.03):
            placed += rng.randint(1, 2 * DAY)
        currency = self.books.programme["currency"]
        command = {
            "do": "order", "id": "order-%d" % self.order_serial, "c": self.someone(),
            "state": rng.choice(["created", "created", "paid", "paid", "paid", "fulfilled", "delivered"]),
            "placed": placed, "currency": currency if some(rng, 0.98) else "CHF", **self.amounts(),
        }
        if some(rng, 0.5):
            command["revision"] = rng.randint(1, 3)
        if some(rng, 0.1):
            command["connector"] = rng.choice(["shop", "gokwik", "custom_checkout"])
        if some(rng, 0.05):
            command["state"] = "cancelled"
        if some(rng, 0.2):
            self.forward(command)
        return command

    def forward(self, command):
        """The same order's later states, to come at any time and in any order."""
        for place, state in enumerate(["paid", "fulfilled", "delivered"]):
            later = dict(command, state=state)
            if "revision" in command:
                later["revision"] = command["revision"] + place + 1
            self.late.append(later)

    def known_order(self):
        if not self.books.orders:
            return None
        orders = list(self.books.orders.values())
        return self.rng.choice(orders[-30:] if some(self.rng, 0.8) else orders)

    def order_event(self):
        rng, order = self.rng, self.known_order()
        if order is None:
            return None
        command = {
            "do": "order", "id": order.id, "c": order.customer.id if some(rng, 0.97) else self.someone(),
            "state": rng.choice(["created", "paid", "fulfilled", "delivered", "delivered", "cancelled"]),
            "placed": order.placed, "currency": self.books.programme["currency"], "total": order.total,
            "subtotal": order.subtotal,
        }
        if order.revision is not None or some(rng, 0.1):
            command["revision"] = max(0, (order.revision or 0) + rng.choice([-1, 0, 1, 1, 1]))
        if some(rng, 0.1) and order.untouched:
            command["total"] = max(0, order.total + rng.choice([-100, -1, 1, 500]))
        if some(rng, 0.05):
            command["placed"] = order.placed - rng.choice([1, HOUR, DAY, 40 * DAY])
        return command

    def refund(self):
        rng, order = self.rng, self.known_order()
        if order is None:
            return None
        command = {"do": "refund", "order": order.id,
                   "refund": "refund-%d" % rng.choice([1, 2, 3, 4, rng.randint(5, 99)])}
        if some(rng, 0.02):
            command["order"] = "order-unknown"
        dice = rng.random()
        if order.lines and dice < 0.6:
            chosen = rng.sample(order.lines, rng.randint(1, len(order.lines)))
            command["lines"] = [
                {"line_id": line["line_id"] if some(rng, 0.98) else "line-x",
                 "quantity": rng.randint(1, line["quantity"] + (1 if some(rng, 0.1) else 0))} for line in chosen]
        elif dice < 0.85:
            command["amount"] = rng.choice([1, max(1, order.total // 3), max(1, order.total // 2), max(1, order.total),
                                            rng.randint(1, max(1, order.total))])
        if some(rng, 0.2):
            command["credit"] = True
        return command

    def redeem(self):
        rng = self.rng
        rewards = self.books.programme["rewards"]
        reward = rng.choice(rewards)
        command = {"do": "redeem", "c": self.someone(), "reward": reward["id"] if some(rng, 0.99) else "no-reward"}
        if reward["kind"] == "variable_amount":
            steps = rng.randint(reward["steps_minimum"], reward["steps_maximum"] + (1 if some(rng, 0.05) else 0))
            dice = rng.random()
            if dice < 0.5:
                command["coins"] = reward["coins_per_step"] * steps + (1 if some(rng, 0.05) else 0)
            elif dice < 0.9:
                command["amount"] = reward["amount_per_step"] * steps
            if dice < 0.05:
                command["amount"] = reward["amount_per_step"] * (steps + rng.choice([0, 1]))
        elif some(rng, 0.1):
            prices = list(reward.get("tier_prices", {}).values())
            command["coins"] = rng.choice([reward["coins"]] + prices) + rng.choice([0, 0, 1])
            if some(rng, 0.2):
                command["amount"] = reward.get("amount", 100)
        return command

    def codes(self):
        rng = self.rng
        pools = [one["id"] for one in self.books.programme["rewards"] if "code_source" in one]
        if not pools and some(rng, 0.8):
            return None
        reward = rng.choice(pools) if pools and some(rng, 0.9) else "reward-0"
        first = rng.randint(max(0, self.code_serial - 2), self.code_serial)
        codes = ["POOL%d" % (first + place) for place in range(rng.randint(1, 5))]
        self.code_serial = first + len(codes)
        return {"do": "codes", "c": self.someone(), "reward": reward, "codes": codes}

    def redeem_quote(self):
        rng = self.rng
        if not self.books.kept:
            return None
        serials = list(self.books.kept)
        serial = rng.choice(serials[-4:] if some(rng, 0.8) else serials)
        owner = self.books.kept[serial].customer.id if some(rng, 0.95) else self.someone()
        return {"do": "redeem_quote", "c": owner, "quote": serial if some(rng, 0.98) else 0}

    def confirm(self):
        owner = self.customer_of(self.someone())
        waiting = [one for one in owner.coupons.values() if one.state == "cancelling"]
        coupon = self.rng.choice(waiting) if waiting and some(self.rng, 0.9) else self.coupon()[1]
        if coupon is None:
            return None
        return {"do": "confirm", "owner": coupon.owner.id, "_bought_by": coupon.bought_by}

    def coupon(self):
        owner = self.customer_of(self.someone())
        if not owner.coupons:
            return None, None
        coupons = list(owner.coupons.values())
        active = [one for one in coupons if one.state in ("active", "cancelling")]
        if active and some(self.rng, 0.7):
            return owner, self.rng.choice(active)
        return owner, self.rng.choice(coupons[-8:])

    def merge(self):
        command = {"do": "merge", "c": self.someone(), "of": self.someone()}
        return command if some(self.rng, 0.7) or not self.books.merges else self.merge_on()

    def merge_on(self):
        """One who was merged into, into another."""
        survivor = self.rng.choice(self.books.merges).survivor
        return {"do": "merge", "c": self.someone(), "of": survivor.id}

    def unmerge(self):
        if not self.books.merges:
            return None
        standing = [one for one in self.books.merges if not one.undone]
        merge = self.rng.choice(standing or self.books.merges) if some(self.rng, 0.95) else self.rng.choice(self.books.merges)
        by = self.books.serial_of(merge)
        return {"do": "unmerge", "c": merge.survivor.id if some(self.rng, 0.9) else self.someone(), "_merged_by": by}

    def cancel(self):
        owner, coupon = self.coupon()
        if owner is None:
            return None
        command = {"do": "cancel", "c": owner.id, "_bought_by": coupon.bought_by}
        if some(self.rng, 0.03):
            command["_beside"] = 1_000
        return command

    def use(self):
        rng = self.rng
        owner, coupon = self.coupon()
        if owner is None:
            return None
        late = [one for one in owner.coupons.values() if one.published and one.state == "cancelled"]
        if late and some(rng, 0.2):
            coupon = rng.choice(late)
        command = {"do": "use", "owner": owner.id, "_bought_by": coupon.bought_by}
        if some(rng, 0.5):
            command["c"] = owner.id if some(rng, 0.93) else self.someone()
        if some(rng, 0.8):
            mine = [order.id for order in owner.orders[-5:]]
            command["order"] = rng.choice(mine) if mine and some(rng, 0.6) else "order-%d" % (self.order_serial + 1)
        if some(rng, 0.5):
            command["cart"] = self.amount()
            command["currency"] = self.books.programme["currency"] if some(rng, 0.95) else "CHF"
        if some(rng, 0.4):
            command["shipping"] = rng.choice([0, 1, 49, 50, 499])
        return command

    def trigger(self):
        rng = self.rng
        triggers = self.books.programme["triggers"]
        id = rng.choice(triggers)["id"] if triggers and some(rng, 0.95) else "trigger-x"
        command = {"do": "trigger", "c": self.someone(), "trigger": id, "trusted": some(rng, 0.8)}
        if some(rng, 0.6):
            command["device"] = "device-%d" % rng.randint(1, 6)
        if some(rng, 0.2):
            command["event"] = "event-%d" % rng.randint(1, 40)
        if some(rng, 0.2):
            command["occurred"] = self.now + rng.choice([-DAY, -HOUR, 0, MINUTE, 299_999, 300_000, 300_001, HOUR])
        return command

    def claim(self):
        if some(self.rng, 0.05):
            return {"do": "claim", "c": self.someone()}
        return {"do": "claim", "c": self.someone(), "of": self.someone()}

    def adjust(self):
        rng = self.rng
        wallet = rng.choice(["coins", "coins", "credits"])
        coins = rng.choice([1, 5, 50, rng.randint(1, 400)]) * rng.choice([1, 1, -1])
        command = {"do": "adjust", "c": self.someone(), "wallet": wallet, "coins": coins}
        if coins > 0 and some(rng, 0.3):
            day = self.books.zone.day(self.now) + rng.choice([0, 1, 10, 40])
            command["expires_on"], command["_expires_day"] = iso(day), day
        return command
