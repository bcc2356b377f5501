"""Two customers who are one person, and apart again (rule 11.6).

What came along is followed as what it is, not by its numbers: a lot knows the merge that brought it and the award that it
is of, so that it is found wherever later merges have carried it.
"""

from days import NEVER
from ledger import Award
from tiers import Standing


class Merge:
    def __init__(self, number, survivor, merged):
        self.number = number
        self.survivor = survivor
        self.merged = merged
        self.undone = False
        self.filled = []
        self.block = False
        self.aliases = []
        self.coupons = []  # serials of the commands that bought them
        self.friends = []
        self.own = None
        self.debts = {"coins": 0, "credits": 0}
        self.totals = {}
        self.orders = []  # (order, the award that it had)
        self.before = self.after = None


def wallets_of(customer):
    return (("coins", customer.coins), ("credits", customer.credits))


class Merging:
    def do_merge(self, command):
        from books import Refused

        survivor, merged = self.customer(command["c"]), self.customer(command["of"])
        if survivor is merged:
            raise Refused("merge_same_customer")
        self.refuse_holds(survivor, merged)
        merge = Merge(len(self.merges) + 1, survivor, merged)
        self.merges.append(merge)
        self.merged_by[command["n"]] = merge
        coupons = [one for _, one in sorted(merged.coupons.items()) if one.state in ("active", "cancelling")]
        anchor = self.mark_totals(merge, coupons)
        if not merged.coins.debt:
            merge.coupons = [one.bought_by for one in coupons]
        moved = self.move_lots(merged, survivor, merge, lambda lot: True, coupons)
        for (name, source), (_, target) in zip(wallets_of(merged), wallets_of(survivor)):
            merge.debts[name] = source.debt
            self.move_debt(source, target, source.debt)
        self.move_orders(merge, moved, anchor)
        self.move_standing(merge)
        for trigger, instants in merged.awards.items():
            survivor.awards.setdefault(trigger, []).extend(instants)
        self.move_referrals(merge)
        merge.aliases = [one for one in self.by_number if one.lead is merged]
        for one in merge.aliases + [merged]:
            one.lead = survivor
        merged.merge = merge
        self.fill(merge)
        return "merged", [merge.number], survivor

    def serial_of(self, merge):
        return next(serial for serial, one in self.merged_by.items() if one is merge)

    @staticmethod
    def refuse_holds(*customers):
        from books import Refused

        if any(wallet.held for one in customers for _, wallet in wallets_of(one)):
            raise Refused("merge_open_holds")

    def lead(self, customer):
        """Whoever goes on for a customer."""
        return customer.lead or customer

    def mark_totals(self, merge, coupons):
        """The lifetime totals come along, without what coupons cost that the survivor pays anew."""
        anchor = None
        for (name, source), (_, target) in zip(wallets_of(merge.merged), wallets_of(merge.survivor)):
            if not source.entries:
                continue
            travelling = sum(one.coins for one in coupons) if name == "coins" and not source.debt else 0
            merge.totals[name] = (source.earned, source.spent - travelling, source.expired)
            number = target.mark(self.now, *merge.totals[name])
            if name == "coins":
                anchor = number
        return anchor

    # Coins

    def move_lots(self, source, target, merge, goes, coupons):
        """Lots with their dates, and coupons with the coins that they cost; answers which lot became which."""
        moved = {}
        travelling = []
        for one in coupons:
            if source.coins.debt:
                continue  # They would vanish in the debt.
            parts = [(source.coins.lots[part[0]], part[1]) for part in source.coins.taken[one.number]]
            alive = self.lapse(source.active) if self.activities() and source.active else 0
            source.coins.give_back(one.number, self.now, self.return_grace, None, alive)
            travelling.append((one, one.state, parts))
            one.state, one.returned = "cancelled", len(source.coins.entries)
        kept = {}
        for lot, coins in (part for _, _, parts in travelling for part in parts):
            kept[lot] = kept.get(lot, 0) + coins
        for name, wallet in wallets_of(source):
            before = 0
            for _, lot in sorted(wallet.open.items()):
                if goes(lot):
                    waiting = kept.get(lot, 0)
                    moved[lot] = self.move_lot(lot, wallet, dict(wallets_of(target))[name], waiting, before, self.now)
                    before += waiting
            if name == "coins":
                for one, state, parts in travelling:
                    self.pay_anew(one, state, target, [(moved[lot], coins) for lot, coins in parts])
        for lot, new in moved.items():
            new.came = [(merge, lot)] + lot.came
        return moved

    @staticmethod
    def move_lot(lot, source, target, kept, before, at):
        left, pending = lot.left, lot.pending
        source.hand_over(lot, at)
        return target.take_over(lot, left, pending, kept, before, at)

    def pay_anew(self, coupon, state, customer, parts):
        from books import COUPON

        number = customer.coins.spend_from(parts, self.now)
        new = coupon.copy(customer, number)
        new.state = state
        customer.coupons[number] = new
        self.coupons_bought[coupon.bought_by] = new
        self.falls_due(new.expires, COUPON, number, customer.number)

    def move_debt(self, source, target, coins):
        if coins:
            source.write("merge", self.now, available=coins)
            number = target.write("merge", self.now, available=-coins)
            target.take(coins, number)

    def bring_home(self, at):
        """What has come into the ledgers of those who were merged goes on, merge by merge."""
        for merge in self.merges:
            if merge.undone:
                continue
            for (name, source), (_, target) in zip(wallets_of(merge.merged), wallets_of(merge.survivor)):
                self.lapse_at_home(merge.merged, source, at)
                for _, lot in sorted(source.open.items()):
                    new = self.move_lot(lot, source, target, 0, 0, at)
                    new.came = [(merge, lot)] + lot.came

    def lapse_at_home(self, customer, wallet, at):
        while True:
            due = [lot.expires for lot in wallet.open.values() if not lot.pending and lot.expires <= at]
            if not due:
                return
            self.expire(customer, wallet, min(due))

    # Orders

    def award_lots(self, order):
        """The lots that an order's award is in its customer's ledger, oldest first."""
        lots = order.customer.coins.lots.values()
        return sorted((lot for lot in lots if lot.award is order.of_award), key=lambda lot: lot.number)

    def award_lot(self, order):
        """The lot that has what is left of an award; None where nothing came along."""
        lots = self.award_lots(order)
        for fits in (lambda lot: lot.pending, lambda lot: lot.left, lambda lot: True):
            for lot in reversed(lots):
                if fits(lot):
                    return lot
        return None

    def move_orders(self, merge, moved, anchor):
        for order in list(merge.merged.orders):
            merge.orders.append((order, order.award))
            if order.award is not None:
                lots = [moved[lot].number for lot in self.award_lots(order) if lot in moved]
                order.award = lots[-1] if lots else anchor
            order.customer = merge.survivor
            merge.survivor.orders.append(order)
        merge.merged.orders = []

    def move_standing(self, merge):
        survivor, merged = merge.survivor, merge.merged
        merge.before = self.stands(survivor) if survivor.has_row else None
        merge.after = merge.before
        if not merged.has_row:
            return
        # What is stored may have lapsed since.
        places = [self.stands(one) for one in (merged, survivor)]
        today = [self.levels and self.effective(one, place, self.now) for one, place in zip((merged, survivor), places)]
        for name in ("net_spend", "orders"):
            for day, amount in merged.counted[name].items():
                survivor.count(name, day, amount)
            merged.counted[name] = {}
        if not self.levels:
            survivor.has_row = True
            return
        if not survivor.has_row or self.stands_better(today[0], today[1]):
            survivor.standing = survivor.standing or Standing()
            survivor.standing.set(places[0])
        survivor.has_row = True
        self.reach(survivor, self.now)
        merge.after = self.stands(survivor)

    @staticmethod
    def stands(customer):
        return customer.standing.get() if customer.standing else (0, 0, None)

    @staticmethod
    def stands_better(one, other):
        return (one[0], one[2] or NEVER) > (other[0], other[2] or NEVER)

    def move_referrals(self, merge):
        survivor, merged = merge.survivor, merge.merged
        for one in self.referrals.values():
            if one.referrer is merged and one.friend is not survivor:
                one.referrer = survivor
                merge.friends.append(one)
        own = self.referrals.get(merged.number)
        if own and own.referrer is not survivor and survivor.number not in self.referrals:
            merge.own = own
            self.lead_friend(own, survivor)

    def lead_friend(self, referral, friend):
        from books import REFERRAL

        del self.referrals[referral.friend.number]
        referral.friend = friend
        self.referrals[friend.number] = referral
        self.falls_due(referral.due, REFERRAL, friend.number, friend.number)

    def fill(self, merge):
        survivor, merged = merge.survivor, merge.merged
        for name in ("email", "mobile", "birthday"):
            if getattr(survivor, name) is None and getattr(merged, name) is not None:
                setattr(survivor, name, getattr(merged, name))
                merge.filled.append(name)
        if merged.blocked and not survivor.blocked:
            survivor.blocked = merge.block = True
        merged.birthday_due = NEVER
        if "birthday" in merge.filled:
            survivor.birthday_paid = max(survivor.birthday_paid, merged.birthday_paid)
            if self.birthdays_pay():
                self.plan_birthday(survivor)

    # Apart again

    def do_unmerge(self, command):
        from books import Refused

        survivor = self.customer(command["c"])
        merge = self.merges[command["merge"] - 1] if 0 < command["merge"] <= len(self.merges) else None
        if merge is None or self.lead(merge.survivor) is not survivor:
            raise Refused("merge_not_found")
        if merge.survivor is not survivor or merge.undone:
            raise Refused("merge_not_undoable")
        self.refuse_holds(survivor)
        merged = merge.merged
        coupons = [self.coupons_bought[serial] for serial in merge.coupons]
        coupons = [one for one in coupons if one.owner is survivor and one.state in ("active", "cancelling")]
        gave_back = bool(coupons) and not survivor.coins.debt
        moved = self.move_lots(
            survivor, merged, None, lambda lot: any(one is merge for one, _ in lot.came), coupons)
        self.detach(merge)
        for old, new in moved.items():
            place = [one for one, _ in old.came].index(merge)
            new.came = old.came[place + 1:]
            old.came[place][1].back_as.append(new)
        for (name, source), (_, target) in zip(wallets_of(survivor), wallets_of(merged)):
            self.move_debt(source, target, min(source.debt, merge.debts[name]))
        for name, wallet in wallets_of(survivor):
            if name in merge.totals:
                earned, spent, expired = merge.totals[name]
                wallet.mark(self.now, -min(earned, max(0, wallet.earned)), -min(spent, max(0, wallet.spent)),
                            -min(expired, max(0, wallet.expired)))
        merged.lead = merged.merge = None
        for one in merge.aliases:
            one.lead = merged
        merge.undone = True
        self.move_orders_back(merge)
        self.restore_tier(merge)
        self.rise(survivor)
        self.rise(merged)
        for trigger, instants in merged.awards.items():
            for at in instants:
                survivor.awards[trigger].remove(at)
        for one in merge.friends:
            if one.referrer is survivor:
                one.referrer = merged
        if merge.own and merge.own.friend is survivor:
            self.lead_friend(merge.own, merged)
        self.empty(merge)
        if gave_back and self.activities():
            self.renewed.append(survivor)
        return "apart", [], survivor

    @staticmethod
    def detach(merge):
        """What was spent stays spent: should it come back, it is the survivor's own."""
        for lot in merge.survivor.coins.lots.values():
            if any(one is merge for one, _ in lot.came):
                lot.award = Award()

    def move_orders_back(self, merge):
        survivor, merged = merge.survivor, merge.merged
        for order, award in merge.orders:
            if order.customer is not survivor or (award is None and order.award is not None):
                continue  # What was awarded since stays where its award is.
            order.award = award
            order.customer = merged
            survivor.orders.remove(order)
            merged.orders.append(order)
            if order.counted:
                for name, amount in (("net_spend", order.counted), ("orders", 1)):
                    survivor.count(name, order.counted_day, -amount)
                    merged.count(name, order.counted_day, amount)
                merged.has_row = True

    def restore_tier(self, merge):
        standing = merge.survivor.standing
        if not self.levels or merge.before == merge.after or not standing or standing.get() != merge.after:
            return
        if merge.before is not None:
            standing.set(merge.before)
            return
        standing.set((0, merge.survivor.created, None))

    def rise(self, customer):
        """To what the own orders have reached meanwhile (rule 9.3)."""
        if self.levels and self.reached(self.metric(customer, self.now)) > self.tier_at(customer, self.now):
            self.reach(customer, self.now)

    def empty(self, merge):
        survivor, merged = merge.survivor, merge.merged
        for name in merge.filled:
            if getattr(survivor, name) == getattr(merged, name):
                setattr(survivor, name, None)
        if survivor.birthday is None:
            survivor.birthday_due = NEVER
        if merge.block and survivor.blocked:
            survivor.blocked = False
        if self.birthdays_pay():
            self.plan_birthday(merged)
