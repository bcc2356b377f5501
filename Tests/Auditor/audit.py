#!/usr/bin/env python3
"""Holds the engine against books of its own: random programmes and random commands from a printed seed.

    audit.py --driver .build/release/loyalty-bench --commands 1000000 [--seed N] [--world N]

Each world is a programme with its customers; a world is found again by its seed and number. Ends with 0 when both
agreed to the last coin, with 1 and a report at the first difference. At the end of each world `verify` proves what the
engine wrote.

The long run, syncing off (the driver is started with `--sync off`), with counts of every command and answer:

    swift build -c release --product loyalty-bench
    Tests/Auditor/audit.py --driver .build/release/loyalty-bench --commands 1000000 --seed random --outcomes

Under a sanitizer: `Tests/Auditor/sanitized.sh thread` or `address`. The test AuditTests plays 20000 commands of seed 1;
LOYALTY_COMMANDS, LOYALTY_SEED and LOYALTY_AUDIT_DRIVER change that.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from datetime import date

import inspect_books
from books import Books
from commands import Commands
from driver import Driver, Ended
from programmes import changed, programme, published

BATCH = 48
AHEAD = 2  # batches that are sent before the first is answered


class Difference(Exception):
    def __init__(self, command, expected, got):
        super().__init__("difference")
        self.command = command
        self.expected = expected
        self.got = got


class World:
    """One programme and its commands, at the engine and in the auditor's books."""

    def __init__(self, document, start, directory, program, history=None):
        self.document = document
        self.path = os.path.join(directory, "books.db")
        self.driver = Driver(program, self.path)
        self.books = Books(document)
        self.sent = []  # batches that are not answered: [(command, expected)]
        self.history = [] if history is None else history
        self.outcomes = Counter()
        self.acknowledged = 0
        self.crashes = 0
        answer = self.driver.ask({"do": "publish", "at": start, "programme": published(document)})
        if answer[0] != "published":
            raise Difference({"do": "publish"}, ["published"], answer)

    def play(self, commands, crash=None, remembered=True):
        """Sends a batch; answers are compared as they come. A crash comes after so many of its commands."""
        batch = []
        for command in commands:
            if remembered:
                self.history.append(command)
            command = self.books.resolved(command)
            expected = self.books.run(command)
            code = expected[0] if expected[0] != "replay" else "replay"
            self.outcomes[command["do"] + " " + code] += 1
            batch.append((command, expected))
        if not batch:
            return
        self.sent.append(batch)
        request = [command for command, _ in batch]
        if crash is not None:
            request.insert(crash, {"do": "crash", "at": request[min(crash, len(request) - 1)]["at"], "n": 0})
        try:
            self.driver.send(request)
            if crash is not None:
                self.finish()
            while len(self.sent) > AHEAD:
                self.hear()
        except Ended:
            if crash is None:
                raise Difference(batch[0][0], "an answer", "the engine ended")
            self.recover()

    def publish(self, command):
        """Another version of the programme, once everybody's books are up to date."""
        self.history.append(command)
        self.play(settle_all(self.books, command["n"], command["at"]), remembered=False)
        self.finish()
        answer = self.driver.ask({"do": "publish", "at": command["at"], "programme": published(command["programme"])})
        if answer[0] != "published":
            raise Difference({"do": "publish"}, ["published"], answer)
        self.books.publish(command["programme"])

    def again(self, commands):
        """Plays commands of another run."""
        batch = []
        for command in commands:
            if command["do"] == "publish":
                self.play(batch)
                self.publish(command)
                batch = []
            else:
                batch.append(command)
        self.play(batch)

    def hear(self):
        answers = self.driver.receive()
        for (command, expected), got in zip(self.sent.pop(0), answers):
            if expected != got:
                raise Difference(command, expected, got)
            if kept(expected):
                self.acknowledged = command["n"]

    def finish(self):
        while self.sent:
            self.hear()

    def recover(self):
        """After a crash: nothing that was acknowledged may be lost, and what was not kept is sent again."""
        self.crashes += 1
        self.driver.restart()
        reached = self.driver.ask({"do": "progress"})[0]
        if reached < self.acknowledged:
            raise Difference({"do": "crash"}, ["kept up to", self.acknowledged], ["kept up to", reached])
        waiting = [pair for batch in self.sent for pair in batch if pair[0]["n"] > reached]
        self.sent = [waiting] if waiting else []
        if waiting:
            self.driver.send([command for command, _ in waiting])
            self.finish()

    def compare_books(self):
        """Everything that is in the file, once all is answered."""
        self.finish()
        self.books.check()
        for place, expected, got in inspect_books.differences(self.path, self.books):
            raise Difference({"do": "compare", "place": place}, expected, got)

    def end(self):
        faults = self.driver.ask({"do": "verify"})
        if faults[0]:
            raise Difference({"do": "verify"}, [0], faults)
        code = self.driver.stop()
        if code:
            raise Difference({"do": "stop"}, 0, code)


def kept(expected):
    """Whether the engine's books hold what was answered; a refusal or a repeat changes nothing."""
    return len(expected) == 3


def settle_all(books, number, at):
    """A read of everybody, so that the file holds what has fallen due."""
    return [{"do": "read", "c": customer.id, "at": at, "n": number + place + 1}
            for place, customer in enumerate(books.by_number)]


def run_world(seed, number, length, program, directory):
    """Plays one world; answers how many commands there were and of which kinds."""
    rng = random.Random("%s:%s" % (seed, number))
    first_day = rng.randint(date(2019, 1, 1).toordinal(), date(2026, 6, 1).toordinal())
    document = programme(rng, "world-%d" % number, first_day)
    start = (first_day - date(1970, 1, 1).toordinal()) * 86_400_000 + rng.randint(0, 86_400_000)
    history = []
    try:
        world = World(document, start, directory, program, history)
        commands = Commands(rng, world.books, start)
        played = 0
        while played < length:
            batch = []
            for _ in range(min(BATCH, length - played)):
                batch.append(None)
            crash = rng.randrange(len(batch) + 1) if rng.random() < 0.02 else None
            world.play(Drawn(commands, len(batch)), crash)
            played += len(batch)
            if rng.random() < 0.03:
                commands.serial += 1 + len(world.books.by_number)
                number_before = commands.serial - len(world.books.by_number)
                day = world.books.zone.day(commands.now)
                world.publish({"do": "publish", "programme": changed(rng, world.books.programme, day), "at": commands.now,
                               "n": number_before})
            if rng.random() < 0.02:
                batch = settle_all(world.books, commands.serial, commands.now)
                commands.serial += len(batch)
                world.play(batch)
                world.compare_books()
        batch = settle_all(world.books, commands.serial, commands.now)
        commands.serial += len(batch)
        world.play(batch)
        world.compare_books()
        world.end()
        return played + len(batch), world.outcomes, world.crashes
    except Difference as difference:
        difference.document, difference.start, difference.history = document, start, history
        raise


class Drawn:
    """Commands that are drawn one after the other, each when the books know what became of the one before."""

    def __init__(self, commands, count):
        self.commands = commands
        self.count = count

    def __iter__(self):
        for _ in range(self.count):
            yield self.commands.next()


# A report that is as short as can be

def fails(document, start, history, program):
    """The difference that a list of commands leads to; None when both agree."""
    directory = tempfile.mkdtemp(prefix="auditor-")
    world = None
    try:
        world = World(document, start, directory, program)
        for first in range(0, len(history), BATCH):
            world.again(history[first:first + BATCH])
        if history:
            world.play(settle_all(world.books, history[-1]["n"], history[-1]["at"]))
        world.compare_books()
        world.end()
        return None
    except Difference as difference:
        return difference
    finally:
        if world:
            world.driver.process.kill()
            world.driver.process.wait()
        shutil.rmtree(directory, ignore_errors=True)


def shrink(difference, program, seconds):
    """Leaves out whatever can be left out while there still is a difference."""
    history, deadline = difference.history, time.monotonic() + seconds
    best = fails(difference.document, difference.start, history, program)
    if best is None:
        return difference
    best.history = until(best, history)
    for narrower in (concerning(best.command.get("c"), best.history), best.history[-200:]):
        found = fails(difference.document, difference.start, narrower, program)
        if found:
            found.history = best.history = until(found, narrower)
            best = found
    size = max(1, len(best.history) // 2)
    while time.monotonic() < deadline:
        place, shorter = 0, False
        while place < len(best.history) and time.monotonic() < deadline:
            attempt = best.history[:place] + best.history[place + size:]
            found = fails(difference.document, difference.start, attempt, program) if attempt else None
            if found:
                found.history = until(found, attempt)
                best, shorter = found, True
            else:
                place += size
        if size == 1 and not shorter:
            break
        size = max(1, size // 2)
    best.document, best.start = difference.document, difference.start
    return best


def concerning(customer, history):
    """The commands that name a customer, or one whom merges have made the same, and refunds, which name an order."""
    same = {customer}
    for _ in range(3):
        for one in history:
            if one["do"] == "merge" and {one["c"], one["of"]} & same:
                same |= {one["c"], one["of"]}
    return [one for one in history if {one.get("c"), one.get("owner"), one.get("of")} & same or "c" not in one]


def until(difference, history):
    """The commands up to the one that was answered otherwise."""
    number = difference.command.get("n")
    return history if number is None else [command for command in history if command["n"] <= number]


def report(difference, seed, number, out=sys.stdout):
    print("DIFFERENCE seed %s world %s" % (seed, number), file=out)
    print("programme: %s" % json.dumps(published(difference.document)), file=out)
    print("%d commands lead to it:" % len(difference.history), file=out)
    for command in difference.history[-60:]:
        print("  %s" % json.dumps(command), file=out)
    print("at:       %s" % json.dumps(difference.command), file=out)
    print("expected: %s" % json.dumps(difference.expected), file=out)
    print("got:      %s" % json.dumps(difference.got), file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--driver", required=True, help="the built loyalty-bench")
    parser.add_argument("--seed", default=None, help="another run's seed; a new one when it is not given")
    parser.add_argument("--commands", type=int, default=20_000)
    parser.add_argument("--world-length", type=int, default=2_000, help="commands of one world")
    parser.add_argument("--world", type=int, default=None, help="plays this world alone")
    parser.add_argument("--directory", default=None, help="where the databases lie while they are needed")
    parser.add_argument("--shrink-seconds", type=float, default=60)
    parser.add_argument("--outcomes", action="store_true", help="prints how often each outcome came")
    options = parser.parse_args()
    seed = options.seed if options.seed not in (None, "random") else str(random.SystemRandom().randrange(10**9))
    print("seed %s" % seed, flush=True)
    began, played, number = time.monotonic(), 0, options.world or 0
    outcomes, crashes = Counter(), 0
    while played < options.commands:
        directory = tempfile.mkdtemp(prefix="auditor-", dir=options.directory)
        try:
            length = min(options.world_length, options.commands - played)
            if options.world is not None:
                length = options.world_length
            count, kinds, ended = run_world(seed, number, length, options.driver, directory)
        except Difference as difference:
            report(shrink(difference, options.driver, options.shrink_seconds), seed, number)
            return 1
        finally:
            shutil.rmtree(directory, ignore_errors=True)
        played += count
        outcomes += kinds
        crashes += ended
        number += 1
        if options.world is not None:
            break
        if number % 25 == 0:
            rate = played / (time.monotonic() - began)
            print("%d worlds, %d commands, %d a second" % (number, played, rate), flush=True)
    seconds = time.monotonic() - began
    if options.outcomes:
        for name, count in sorted(outcomes.items()):
            print("%8d %s" % (count, name))
    print("%d commands in %d worlds with %d crashes agree, in %.0f s (%d a second)" % (
        played, number - (options.world or 0), crashes, seconds, played / max(seconds, 0.001)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
