"""One wallet as the auditor keeps it: entries, lots, and what each debit took from which lot (rule 3)."""

from days import NEVER


class Award:
    """What all lots share that are, or were, of one credit, in whichever ledger (rule 11.6)."""

    __slots__ = ("lapsed",)

    def __init__(self):
        self.lapsed = 0


class Lot:
    __slots__ = ("number", "coins", "left", "held", "pending", "available_at", "expires", "original", "earned", "award", "came", "back_as")

    def __init__(self, number, coins, left, pending, available_at, expires, earned):
        self.number = number
        self.coins = coins
        self.left = left
        self.held = 0
        self.pending = pending
        self.available_at = available_at
        self.expires = expires
        self.original = expires
        self.earned = earned
        self.award = Award()
        self.came = []  # [(merge, the lot that it was)], the newest first
        self.back_as = []  # the lots that it came back as when merges were undone

    def row(self):
        return (self.number, self.coins, self.left, self.held, int(self.pending), self.available_at, self.expires,
                self.original, self.earned)


class Wallet:
    """`on_due(at, kind, number)` is told of everything that will fall due: kind 1 is a release, 2 an expiry."""

    def __init__(self, on_due):
        self.on_due = on_due
        self.lots = {}
        self.open = {}  # the lots that hold something
        self.entries = []
        self.taken = {}  # debit → [[lot, coins, coins that came back]]
        self.available = self.pending = self.held = 0
        self.earned = self.spent = self.expired = 0
        self.waived = []  # [award, entries at the time, when, coins that may still be taken]
        self.home = []  # the lots into which coins came home last, and how many

    @property
    def debt(self):
        return -self.available if self.available < 0 else 0

    def write(self, kind, at, available=0, pending=0, held=0, reverses=None):
        """Appends an entry; its number is its place."""
        self.available += available
        self.pending += pending
        self.held += held
        self.entries.append((kind, available + pending + held, self.available, self.pending, self.held, at, reverses))
        return len(self.entries)

    def credit(self, kind, coins, at, release, expires, earned, reverses=None):
        """A new lot; coins that are available at once repay debt first (rule 3.2)."""
        if release is None:
            repaid = min(self.debt, coins)
            number = self.write(kind, at, available=coins, reverses=reverses)
        else:
            repaid = 0
            number = self.write(kind, at, pending=coins, reverses=reverses)
        self.earned += coins
        lot = Lot(number, coins, coins - repaid, release is not None, at if release is None else release, expires, earned)
        self.lots[number] = lot
        if lot.left:
            self.open[number] = lot
        if release is not None:
            self.on_due(release, 1, number)
        else:
            self.watch(lot)
        return number

    def watch(self, lot):
        if lot.left and lot.expires != NEVER:
            self.on_due(lot.expires, 2, 0)

    def release(self, number):
        """Pending coins whose date has come (rule 2.4)."""
        lot = self.lots[number]
        if not lot.pending:
            return
        coins, repaid = lot.left, min(self.debt, lot.left)
        self.write("release", lot.available_at, available=coins, pending=-coins)
        lot.pending = False
        self.keep(lot, coins - repaid)
        self.watch(lot)

    def keep(self, lot, left):
        lot.left = left
        if left:
            self.open[lot.number] = lot
        else:
            self.open.pop(lot.number, None)

    def expire(self, at):
        """Coins past their last day, but for those in holds (rules 4.2, 4.4, 4.6)."""
        due = [lot for lot in self.open.values() if not lot.pending and lot.expires <= at and lot.left > lot.held]
        if not due:
            return
        coins = sum(lot.left - lot.held for lot in due)
        number = self.write("expiry", at, available=-coins)
        self.expired += coins
        self.taken[number] = [[lot.number, lot.left - lot.held, 0] for lot in due]
        for lot in due:
            lot.award.lapsed += lot.left - lot.held
            self.keep(lot, lot.held)

    def spending_order(self):
        """Soonest to expire first, those that never do last, then the earliest earned (rule 3.4)."""
        free = [lot for lot in self.open.values() if not lot.pending and lot.left > lot.held]
        free.sort(key=lambda lot: (lot.expires, lot.earned, lot.number))
        return free

    def take(self, coins, number):
        """Takes up to so many coins from the lots for a debit; answers what was not there."""
        parts = self.taken.setdefault(number, [])
        for lot in self.spending_order():
            if not coins:
                break
            part = min(coins, lot.left - lot.held)
            coins -= part
            parts.append([lot.number, part, 0])
            self.keep(lot, lot.left - part)
        return coins

    def spend(self, kind, coins, at, reverses=None):
        number = self.write(kind, at, available=-coins, reverses=reverses)
        self.spent += coins
        left = self.take(coins, number)
        assert left == 0, "the auditor's lots hold less than its wallet says"
        return number

    def give_back(self, debit, at, grace, coins=None, active_until=0):
        """What a debit took goes back to its lots, the longest-lived first where not all of it comes (rule 4.5).

        `grace(original)` is the end of the grace for a lot whose date has passed; `active_until` is for how long the
        customer's last activity keeps lots alive, those too that were empty at the time (rule 4.1).
        """
        standing = [[self.lots[part[0]], part[1] - part[2], part] for part in self.taken[debit] if part[1] > part[2]]
        standing.sort(key=lambda one: one[0].number)
        total = sum(one[1] for one in standing)
        if coins is not None:
            assert coins <= total, "more came back than was spent"
            rest = coins
            for one in sorted(standing, key=lambda one: self.latest_first(one[0], active_until)):
                one[1] = min(one[1], rest)
                rest -= one[1]
            total = coins
        repaying = min(self.debt, total)
        self.write("return", at, available=total, reverses=debit)
        self.spent -= total
        self.home = [[lot, part] for lot, part, _ in standing if part]
        for lot, part, record in standing:
            if not part:
                continue
            record[2] += part
            repaid = min(repaying, part)
            repaying -= repaid
            if lot.expires < active_until:
                lot.expires = lot.original = active_until
            if lot.expires <= at and lot.expires == lot.original:
                lot.expires = max(lot.expires, grace(lot.original))
            self.keep(lot, lot.left + part - repaid)
            self.watch(lot)

    # Coins that are set aside (rules 4.4, 7)

    def hold(self, coins, at):
        number = self.write("hold", at, available=-coins, held=coins)
        parts = self.taken[number] = []
        for lot in self.spending_order():
            if not coins:
                break
            part = min(coins, lot.left - lot.held)
            coins -= part
            lot.held += part
            parts.append([lot.number, part, 0])
        assert not coins, "the auditor's lots hold less than its wallet says"
        return number

    def spend_held(self, hold, at):
        """All that a hold still sets aside is spent."""
        parts = [[number, part - back, 0] for number, part, back in self.taken[hold] if part > back]
        coins = sum(part for _, part, _ in parts)
        number = self.write("spend", at, held=-coins)
        self.spent += coins
        for lot_number, part, _ in sorted(parts):
            lot = self.lots[lot_number]
            lot.held -= part
            self.keep(lot, lot.left - part)
        for part in self.taken[hold]:
            part[2] = part[1]
        self.taken[number] = parts
        return number

    def release_held(self, hold, at, grace, coins=None):
        """What a hold sets aside comes back, the longest-lived first where not all of it does; debt is repaid first."""
        parts = [part for part in self.taken[hold] if part[1] > part[2]]
        left = sum(part[1] - part[2] for part in parts) if coins is None else coins
        repaying = min(self.debt, left)
        self.write("hold_release", at, available=left, held=-left, reverses=hold)
        parts.sort(key=lambda part: self.latest_first(self.lots[part[0]]))
        self.home = []
        for part in parts:
            freed = min(part[1] - part[2], left)
            if not freed:
                continue
            lot, repaid = self.lots[part[0]], min(repaying, freed)
            left, repaying = left - freed, repaying - repaid
            part[2] += freed
            self.home.append([lot, freed])
            lot.held -= freed
            if lot.expires <= at and lot.expires == lot.original:
                lot.expires = max(lot.expires, grace(lot.original))
            self.keep(lot, lot.left - repaid)
            self.watch(lot)

    @staticmethod
    def latest_first(lot, active_until=0):
        return -(active_until if lot.expires < active_until else lot.original), -lot.earned, -lot.number

    def cancel_pending(self, lot, coins, at, award):
        self.write("pending_cancelled", at, pending=-coins, reverses=award)
        self.earned -= coins
        self.keep(lot, lot.left - coins)
        if not lot.left:
            lot.pending = False

    def waive(self, award, coins, at):
        """What the floor lets go is taken from what is out, if that comes home (rule 5.5)."""
        self.waived.append([award, len(self.entries), at, coins])

    def collect(self, at, others):
        """Takes what came home of the coins that were there to be waived, here or in the wallets of `others` who have become
        one with this one's customer; answers the awards, None for another's, with their coins."""
        collected = []
        for wallet in [self] + others:
            for claim in wallet.waived:
                coins = self.take_home(claim, wallet is self)
                if coins:
                    award = claim[0] if wallet is self else None
                    number = self.write("clawback", at, available=-coins, reverses=award)
                    self.earned -= coins
                    assert not self.take(coins, number), "the auditor's lots hold less than came home"
                    collected.append((award, coins))
            wallet.waived = [claim for claim in wallet.waived if claim[3]]
        return collected

    def take_home(self, claim, is_own):
        """How many coins of a claim came home; they count for no other claim."""
        _, newest, then, left = claim
        mine = [
            part for part in self.home if part[0].available_at <= then
            and (part[0].number <= newest if is_own else part[0].earned <= then)]
        coins = min(left, sum(part[1] for part in mine), max(0, self.available))
        claim[3] -= coins
        rest = coins
        for part in mine:
            used = min(part[1], rest)
            part[1] -= used
            rest -= used
        return coins

    def claw_back(self, award, coins, at, lot):
        """From the award's own lot first, then from the others; what is gone becomes debt (rules 5.4, 5.5)."""
        number = self.write("clawback", at, available=-coins, reverses=award)
        self.earned -= coins
        if lot is not None and not lot.pending and lot.left > lot.held:
            own = min(coins, lot.left - lot.held)
            self.taken.setdefault(number, []).append([lot.number, own, 0])
            self.keep(lot, lot.left - own)
            coins -= own
        if coins:
            self.take(coins, number)

    # Merges (rule 11.6)

    def mark(self, at, earned, spent, expired):
        """Another one's past comes along, or leaves."""
        self.earned += earned
        self.spent += spent
        self.expired += expired
        return self.write("merge", at)

    def hand_over(self, lot, at):
        """All that is left of a lot leaves."""
        number = self.write("merge", at, pending=-lot.left) if lot.pending else self.write("merge", at, available=-lot.left)
        self.taken[number] = [[lot.number, lot.left, 0]]
        lot.pending = False
        self.keep(lot, 0)

    def take_over(self, old, left, pending, kept, before, at):
        """What was left of another one's lot, with its dates; it repays debt but for what a coupon waits for, of it or of those before."""
        repaid = 0 if pending else min(max(0, before - self.available), left - kept)
        number = self.write("merge", at, **{"pending" if pending else "available": left})
        lot = Lot(number, left, left - repaid, pending, old.available_at, old.expires, old.earned)
        lot.original, lot.award = old.original, old.award
        self.lots[number] = lot
        if lot.left:
            self.open[number] = lot
        if pending:
            self.on_due(lot.available_at, 1, number)
        else:
            self.watch(lot)
        return lot

    def spend_from(self, parts, at):
        """Pays for a coupon that came along, from those very lots."""
        coins = sum(part for _, part in parts)
        number = self.write("spend", at, available=-coins)
        self.spent += coins
        self.taken[number] = [[lot.number, part, 0] for lot, part in parts]
        for lot, part in parts:
            self.keep(lot, lot.left - part)
        return number

    def check(self):
        """What every wallet must have at any time (rule 3.2)."""
        free = sum(lot.left - lot.held for lot in self.open.values() if not lot.pending)
        assert free - self.debt == self.available, "available is not what the lots hold"
        assert not self.debt or not free, "a debt beside free coins"
        assert self.pending == sum(lot.left for lot in self.open.values() if lot.pending), "pending"
        assert self.held == sum(lot.held for lot in self.open.values()), "held"
        assert sum(entry[1] for entry in self.entries) == self.available + self.pending + self.held, "sum of entries"
