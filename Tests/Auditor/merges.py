"""Merging customers and taking them apart again, at the end of a world (rule 11.6).

The auditor keeps no books of what a merge writes; it holds the engine to what a merge must never do: make or lose a coin,
change a date, lower a tier. What the engine wrote is proved by `verify`, which follows.
"""


def dated(lists):
    """The soonest three of several lists of [coins, at]."""
    sums = {}
    for coins, at in (one for each in lists for one in each):
        sums[at] = sums.get(at, 0) + coins
    return [[coins, at] for at, coins in sorted(sums.items())[:3]]


def releases(customer):
    return [[lot.left, lot.available_at] for lot in customer.coins.open.values() if lot.pending]


class Merges:
    """Plays merges against one world's engine; `differ(command, expected, got)` ends it."""

    def __init__(self, world, rng, serial, differ):
        self.world = world
        self.books = world.books
        self.rng = rng
        self.serial = serial
        self.differ = differ
        self.gone = set()

    def play(self, rounds):
        for _ in range(rounds):
            left = [one for one in self.books.by_number if one.id not in self.gone]
            if len(left) < 2:
                return
            survivor, merged = self.rng.sample(left, 2)
            self.merge(survivor, merged)

    def ask(self, **command):
        self.serial += 1
        command.update(at=self.books.now, n=self.serial)
        answer = self.world.driver.ask([command])[0]
        self.world.outcomes["%s %s" % (command["do"], answer[0])] += 1
        return command, answer

    def state(self, customer):
        return self.ask(do="read", c=customer.id)[1][2]

    def merge(self, survivor, merged):
        before = [self.state(survivor), self.state(merged)]
        command, answer = self.ask(do="merge", c=survivor.id, of=merged.id)
        if any(wallet.held for one in (survivor, merged) for wallet in (one.coins, one.credits)):
            self.expect(command, ["merge_open_holds", []], answer)
            return
        self.gone |= {survivor.id, merged.id}
        self.expect(command, "merged", answer[0])
        after = answer[2]
        risen = self.check_tier(command, before, after)
        if not risen:
            self.expect(command, self.sums(before), self.sums([after]))
            self.expect(command, self.lifetimes(before), self.lifetimes([after]))
        self.expect(command, dated([releases(survivor), releases(merged)]), after[1])
        if all(state[0][0] >= 0 for state in before) and not self.books.activities() and not risen:
            soonest = dated([state[2] for state in before])
            self.expect(command, soonest[:1], after[2][:1])
        # The other id leads to the survivor.
        self.expect(command, after, self.state(merged))
        if self.rng.random() < 0.7:
            self.undo(survivor, merged, answer[1][0], before, risen)

    def undo(self, survivor, merged, number, before, risen):
        command, answer = self.ask(do="unmerge", c=survivor.id, merge=number)
        self.expect(command, "apart", answer[0])
        apart = [self.state(survivor), self.state(merged)]
        if risen:
            return
        self.expect(command, self.sums(before), self.sums(apart))
        if all(state[0][0] >= 0 and state[4][0] >= 0 for state in before):
            for one, other in zip(before, apart):
                self.expect(command, [one[0][:3], one[4]], [other[0][:3], other[4]])
        command, answer = self.ask(do="unmerge", c=survivor.id, merge=number)
        self.expect(command, ["merge_not_undoable", []], answer)

    def check_tier(self, command, before, after):
        """Whether together they reached a tier that neither had, which may pay a bonus."""
        if after[3] is None:
            return False
        best = max(state[3][0] for state in before)
        if after[3][0] < best:
            self.differ(command, ["a tier of at least", best], after[3])
        if self.books.counts_orders():
            self.expect(command, sum(state[3][1] for state in before), after[3][1])
        return after[3][0] > best

    @staticmethod
    def sums(states):
        """Available, pending and held coins, and the same of credits."""
        return [sum(state[part][place] for state in states) for part in (0, 4) for place in range(3)]

    @staticmethod
    def lifetimes(states):
        """Coins earned, spent and expired so far."""
        return [sum(state[0][place] for state in states) for place in (3, 4, 5)]

    def expect(self, command, expected, got):
        if expected != got:
            self.differ(command, expected, got)
