#!/usr/bin/env python3
"""Damages copies of a database at random, and holds the server to telling no wrong balance.

Each seed damages a copy in one way: a flipped bit, some flipped bits, a page of zeros or of noise, a page that stands
where another was, an old version of a page, a file that is cut off, or a damaged header. Then the server is started on
it and every customer is read: each balance is the one that was there, or there is none (503), or the file is refused
with a reason. Nothing crashes and nothing hangs; and `verify` finds something wherever a balance is withheld.
"""

import argparse
import os
import random
import shutil
import sqlite3
import tempfile
import threading
import time

from shared import PROGRAMME, Client, Database, Failure, Server, check, main

PAGE = 4096
KINDS = ["bit", "bit", "bit", "bits", "zeros", "noise", "swap", "old", "cut", "header"]


class Original:
    """A sound database, what each customer has in it, and an older copy of it."""

    def __init__(self, program, folder, customers, programme=PROGRAMME):
        self.customers = [f"customer-{number:04}" for number in range(customers)]
        self.database = Database(program, folder, has_disk=False)
        self.database.publish(programme)
        self.key = self.database.make_key()
        self.fill(0, 3)
        self.old = self.database.copy_to(os.path.join(folder, "old"))
        self.fill(3, 6)
        self.database.verify()
        with Server(self.database) as server:
            self.balances = {c: a[1] for c, a in read_all(server, self.key, self.customers).items()}
            check(server.stop() == 0, "the server did not stop")
        check(all(b is not None for b in self.balances.values()), "a sound database is not served")

    def fill(self, first, last):
        with Server(self.database) as server:
            def work(part):
                client = Client(server.port)
                for customer in part:
                    if first == 0:
                        client.send("PUT", f"/v1/customers/{customer}", self.key, {"name": customer.title()})
                    for step in range(first, last):
                        self.write(client, customer, step)
            threads = [threading.Thread(target=work, args=(self.customers[n::8],)) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            check(server.stop() == 0, "the server did not stop")

    def write(self, client, customer, step):
        if step % 3 == 0:
            answer = client.send("PUT", f"/v1/orders/{customer}-{step}", self.key, {
                "customer_id": customer, "placed_at": "2026-11-21T00:00:00Z", "currency": "USD",
                "total": 3_000 + 100 * self.customers.index(customer), "subtotal": 3_000, "state": "paid"})
        elif step % 3 == 1:
            answer = client.send("POST", f"/v1/customers/{customer}/redemptions", self.key,
                                 {"reward_id": "any", "coins": 3}, f"r-{customer}-{step}")
        else:
            answer = client.send("POST", f"/v1/customers/{customer}/transactions", self.key,
                                 {"coins": 40 + self.customers.index(customer), "note": "n"}, f"t-{customer}-{step}")
        check(answer and answer[0] in (200, 201), f"{customer} {step}: {answer}")


def balance_of(document):
    """The numbers of a balance, without its words."""
    return {wallet: {name: document[wallet][name] for name in ("available", "pending", "held", "lifetime")}
            for wallet in ("coins", "credits")}


def read_all(server, key, customers):
    """Each customer's status and balance."""
    found, client = {}, Client(server.port)
    for customer in customers:
        answer = client.send("GET", f"/v1/customers/{customer}/balance", key)
        check(answer is not None, f"no answer about {customer}; the server "
              f"{'lives' if server.is_alive else 'died with ' + str(server.process.poll())}")
        status, document, _ = answer
        found[customer] = (status, balance_of(document) if status == 200 else document.get("code"))
    return found


def damage(path, old_path, kind, rng):
    """Damages a file; answers how, for the one who must find it again."""
    with open(path, "r+b") as file, open(old_path, "rb") as old_file:
        data = bytearray(file.read())
        old = old_file.read()
        pages = len(data) // PAGE
        page = rng.randrange(pages)
        if kind in ("bit", "bits"):
            places = [rng.randrange(len(data) * 8) for _ in range(1 if kind == "bit" else rng.randint(2, 40))]
            for place in places:
                data[place // 8] ^= 1 << place % 8
            note = f"bits {places[:5]}, the first in page {places[0] // 8 // PAGE + 1}"
        elif kind == "header":
            place = rng.randrange(100)
            data[place] ^= rng.randrange(1, 256)
            note = f"byte {place} of the header"
        elif kind == "cut":
            length = rng.randrange(len(data))
            length = length // PAGE * PAGE if rng.random() < 0.7 else length
            del data[length:]
            note = f"cut off after {length} bytes"
        else:
            count = rng.choice([1, 1, 2, 4])
            spots = [rng.randrange(pages) for _ in range(count)]
            for spot in spots:
                other = rng.randrange(pages)
                new = {"zeros": bytes(PAGE), "noise": rng.randbytes(PAGE), "swap": bytes(data[other * PAGE:(other + 1) * PAGE]),
                       "old": old[spot * PAGE:(spot + 1) * PAGE] or bytes(PAGE)}[kind]
                data[spot * PAGE:(spot + 1) * PAGE] = new
            note = f"pages {[spot + 1 for spot in spots]}"
        file.seek(0)
        file.write(data)
        file.truncate(len(data))
    return f"{kind}: {note}"


class Outcome:
    def __init__(self):
        self.counts = {}

    def add(self, name, count=1):
        self.counts[name] = self.counts.get(name, 0) + count


def try_seed(original, seed, folder, outcome, wants_verify):
    rng = random.Random(seed)
    kind = rng.choice(KINDS)
    path = original.database.copy_to(os.path.join(folder, f"seed-{seed}"))
    what = damage(path, original.old, kind, rng)
    try:
        database = Database(original.database.program, os.path.dirname(path), has_disk=False)
        withheld = serve(original, database, outcome, rng)
        if wants_verify or withheld:
            verified = database.run("verify", expected=None, timeout=120)
            check(verified.returncode in (0, 1), f"verify ended with {verified.returncode}: {verified.stderr[-500:]}")
            check(not withheld or verified.returncode == 1, f"verify finds nothing, and {withheld} is withheld")
            outcome.add("found by verify", verified.returncode == 1)
            outcome.add("verified", 1)
    except Failure as failure:
        raise Failure(f"seed {seed}, {what}: {failure}") from None
    finally:
        shutil.rmtree(os.path.dirname(path), ignore_errors=True)


def serve(original, database, outcome, rng):
    """Reads everybody, some after a write; answers somebody who was withheld, if there is one."""
    try:
        server = Server(database, patience=20)
    except Failure as failure:
        text = str(failure)
        check("code 1:" in text and "loyalty:" in text, f"it ended without a reason: {text}")
        outcome.add("refused at start")
        return None
    withheld = None
    with server:
        for customer, (status, found) in read_all(server, original.key, original.customers).items():
            if status == 200:
                check(found == original.balances[customer], f"{customer} is told {found}, has {original.balances[customer]}")
                outcome.add("balances right")
            elif status == 401:
                outcome.add("keys withheld")
                break
            else:
                check(status == 503, f"{customer}: {status} {found}; {server.log()[-600:]}")
                outcome.add("balances withheld")
                withheld = customer
        check(withheld is None or "quarantined" in server.log() or "damaged" in server.log(),
              f"no alarm: {server.log()[-500:]}")
        if withheld:
            must_not_write(original, server, withheld)
        server.kill()
    return withheld


def must_not_write(original, server, customer):
    """Whoever is withheld can not be written for either."""
    answer = Client(server.port).send("POST", f"/v1/customers/{customer}/transactions", original.key,
                                      {"coins": 1, "note": "n"}, "after")
    check(answer is not None, "no answer to a write")
    check(answer[0] == 503, f"{customer} is withheld, and a write is answered with {answer[:2]}")
    if answer[1].get("code") == "customer_quarantined":
        answer = Client(server.port).send("PUT", f"/v1/customers/{customer}", original.key, {"name": "Other"})
        check(answer and answer[0] == 503, f"{customer} is quarantined, and a change of its name is answered with {answer}")


def run(options):
    with tempfile.TemporaryDirectory(prefix="loyalty-corrupt-", dir=options.directory) as folder:
        original = Original(os.path.abspath(options.program), folder, options.customers)
        outcome, failures, began = Outcome(), [], time.monotonic()
        for seed in range(options.seed, options.seed + options.seeds):
            try:
                try_seed(original, seed, folder, outcome, seed % options.verify_every == 0)
            except Failure as failure:
                failures.append(failure)
                print(failure, flush=True)
                if not options.keep_going:
                    break
        print(f"{options.seeds} seeds from {options.seed}: {outcome.counts}, {time.monotonic() - began:.0f} s")
        check(not failures, f"{len(failures)} seeds failed; the first: {failures[:1]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the built `loyalty`")
    parser.add_argument("--directory", help="where the databases are made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--customers", type=int, default=60)
    parser.add_argument("--verify-every", type=int, default=5, help="seeds after which `verify` runs in any case")
    parser.add_argument("--keep-going", action="store_true", help="tries all seeds, whatever fails")
    main(lambda: run(parser.parse_args()))
