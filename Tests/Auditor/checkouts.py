"""Random quotes, holds, and what connectors send at checkout."""

from programmes import some

CHANNELS = ["app", "custom_checkout", "gokwik"]


class Checkouts:
    """Mixed into the commands' chooser."""

    def channel(self):
        open_ones = list(self.books.programme.get("redemption", {}).get("channels", {}))
        return self.rng.choice(open_ones) if open_ones and some(self.rng, 0.95) else self.rng.choice(CHANNELS)

    def cart(self, do):
        rng, amount = self.rng, self.amount()
        command = {"do": do, "c": self.someone(), "channel": self.channel(), "total": amount,
                   "subtotal": rng.choice([amount, amount + 100, amount // 2, self.amount()])}
        dice = rng.random()
        if dice < 0.2:
            command["coins"] = rng.randint(0, 300)
        elif dice < 0.4:
            command["discount"] = self.amount()
        elif dice < 0.6:
            self.ask_what_there_is(command)
        if some(rng, 0.15):
            both = ["coins", "coins_and_credits"]
            command["wallets"] = rng.choice(both if "coins" in command or "discount" in command else [*both, "credits"])
        return command

    def ask_what_there_is(self, command):
        """Asks for just what the cart allows, or a little more or less."""
        customer = self.customer_of(command["c"])
        answer = self.books.quoted(customer, self.books.cart_of(command), None)
        name = self.rng.choice(["coins", "discount"])
        command[name] = max(0, getattr(answer, name) + self.rng.choice([-10, -1, 0, 0, 0, 0, 1]))

    def priced(self, do):
        command = self.cart(do)
        command["currency"] = self.books.programme["currency"] if some(self.rng, 0.98) else "CHF"
        return command

    def quote(self):
        return self.cart("quote")

    def keep(self):
        command = self.priced("keep")
        if some(self.rng, 0.8):
            do = "redeem_quote" if command["channel"] == "app" and some(self.rng, 0.7) else "hold"
            self.soon.append({"do": do, "c": command["c"], "quote": self.serial})
        return command

    def hold(self):
        rng = self.rng
        if not self.books.kept or some(rng, 0.5):
            return self.priced("hold")
        serials = list(self.books.kept)
        serial = rng.choice(serials[-4:] if some(rng, 0.8) else serials)
        owner = self.books.kept[serial].customer.id if some(rng, 0.95) else self.someone()
        return {"do": "hold", "c": owner, "quote": serial if some(rng, 0.98) else 0}

    def some_hold(self):
        holds = list(self.books.holds.values())
        if not holds:
            return None
        fresh = [hold for hold in holds if hold.state == "open"]
        if fresh and some(self.rng, 0.6):
            return self.rng.choice(fresh)
        return self.rng.choice(holds[-8:])

    def order_for(self, customer):
        mine = [order.id for order in customer.orders[-5:]]
        return self.rng.choice(mine) if mine and some(self.rng, 0.6) else "order-%d" % (self.order_serial + 1)

    def commit(self):
        hold = self.some_hold()
        if hold is None:
            return None
        command = {"do": "commit", "_held_by": hold.opened_by}
        if some(self.rng, 0.7):
            command["order"] = hold.order if hold.order and some(self.rng, 0.5) else self.order_for(hold.customer)
        return command

    def release(self):
        rng, hold = self.rng, self.some_hold()
        if hold is None:
            return None
        command = {"do": "release", "_held_by": hold.opened_by}
        if some(rng, 0.5):
            command["coins"] = rng.randint(1, max(1, hold.coins + (1 if some(rng, 0.1) else 0)))
        if some(rng, 0.15):
            command["credits"] = rng.randint(1, max(1, hold.credits + (1 if some(rng, 0.1) else 0)))
        return command

    def perform(self):
        rng, command = self.rng, self.priced("perform")
        if some(rng, 0.7):
            self.reference_serial += 1
            command["reference"] = "cart-%d" % rng.randint(max(1, self.reference_serial - 6), self.reference_serial)
            if some(rng, 0.2):
                command["attempt"] = rng.randint(1, 3)
        if some(rng, 0.4):
            command["order"] = self.order_for(self.customer_of(command["c"]))
        if some(rng, 0.15):
            command["final"] = True
        if some(rng, 0.25):
            self.recent.append(dict(command))
        if some(rng, 0.2):
            # The repeat that knows the order, or a revert, is on its way.
            later = dict(command, order=self.order_for(self.customer_of(command["c"])))
            self.late.append(later if some(rng, 0.5) else dict(command, do="revert"))
        return command

    def revert(self):
        rng, actions = self.rng, self.books.actions
        if not actions or some(rng, 0.1):
            command = self.cart("revert")
            if some(rng, 0.7):
                command["reference"] = "cart-%d" % (self.reference_serial + rng.randint(0, 2))
                for name in ("total", "subtotal"):
                    del command[name]
            return command
        action = rng.choice(actions[-12:])
        command = {"do": "revert", "c": action.customer.id if some(rng, 0.95) else self.someone(),
                   "channel": action.channel}
        if action.reference is not None and some(rng, 0.8):
            command["reference"] = action.reference
            if action.attempt != 1:
                command["attempt"] = action.attempt
        elif action.asked:
            wanted, command["total"], command["subtotal"], wallets = action.asked
            if wanted:
                command[wanted[0]] = wanted[1]
            if wallets:
                command["wallets"] = wallets
        if action.hold and some(rng, 0.4):
            command["back"] = rng.randint(1, max(1, action.hold.coins + (1 if some(rng, 0.1) else 0)))
        return command

    def block(self):
        blocked = [one.id for one in self.books.by_number if one.blocked]
        if blocked and some(self.rng, 0.8):
            return {"do": "block", "c": self.rng.choice(blocked), "blocked": False}
        return {"do": "block", "c": self.someone(), "blocked": some(self.rng, 0.7)}
