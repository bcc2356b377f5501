#!/usr/bin/env python3
"""Kills the server at random moments, half of the times with the power, and holds it to what it acknowledged.

Many clients write with idempotency keys. After each kill the disk forgets what no sync covered (see `disk.c` and
`power.py`), or only the process was killed; then the server starts again, every request that was not answered is sent
again, and the books are compared with what the clients were told: nothing lost, nothing doubled.

`--broken lying-disk` has the disk lose what was synced, too, and `--broken no-idempotency` has the clients repeat under
new keys: each must be found out, or the test could not fail.
"""

import argparse
import os
import random
import shutil
import tempfile
import threading
import time

from power import take_back
from shared import Client, Database, Failure, Server, all_entries, check, main


class Intent:
    """One write that a client means to have done exactly once."""

    def __init__(self, round_number, client, number, customers):
        self.key = f"intent-{round_number}-{client}-{number}"
        self.customer = customers[(client + number) % len(customers)]
        self.transaction = None
        self.is_done = False
        kind = number % 4
        if kind == 3:
            self.method, self.path = "POST", f"/v1/customers/{self.customer}/redemptions"
            self.body, self.coins = {"reward_id": "any", "coins": 2}, -2
        elif kind == 2:
            self.method, self.path = "PUT", f"/v1/orders/order-{self.key}"
            self.coins = 7
            self.body = {"customer_id": self.customer, "placed_at": "2026-11-21T00:00:00Z", "currency": "USD",
                         "total": 700, "subtotal": 700, "state": "paid"}
        else:
            self.method, self.path = "POST", f"/v1/customers/{self.customer}/transactions"
            self.coins = 5 + number % 3
            self.body = {"coins": self.coins, "note": self.key}

    def answered(self, status, document):
        if self.method == "PUT":
            check(status in (200, 201), f"{self.key}: {status} {document}")
        elif status == 409:
            # Nothing was kept, and it is meant no more.
            check(document["code"] == "insufficient_coins", f"{self.key}: {document}")
            self.is_done, self.coins = True, 0
            return
        else:
            check(status == 201, f"{self.key}: {status} {document}")
            transaction = document["transaction"]
            check(transaction["coins"] == self.coins, f"{self.key}: {transaction}")
            check(self.transaction in (None, transaction["id"]), f"{self.key} is {self.transaction} and {transaction['id']}")
            self.transaction = transaction["id"]
        self.is_done = True


class Kills:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.open = []
        self.done = []
        self.customers = []
        self.ready = []
        self.counts = {"kills": 0, "power": 0, "acknowledged": 0, "unanswered": 0, "pages": 0, "names": 0}

    def prepare(self, folder):
        """The first start is on the disk that forgets, too: what publishing and the making of a key say is acknowledged."""
        self.database = database = Database(self.options.program, folder)
        if self.options.base:
            self.take_base()
        database.publish()
        self.key = database.make_key()
        take_back(database.path, database.journal, "all", self.random)
        check("write" in database.run("keys", "list").stdout, "the key that was made is gone")
        database.control.lying_syncs = 1 if self.options.broken == "lying-disk" else 0
        database.control.sync_micros = self.options.sync_micros

    def take_base(self):
        """Starts from a database that `loyalty-bench make` made, so that the start is one of a service in use."""
        for suffix in ("", ".secret"):
            shutil.copy(self.options.base + suffix, self.database.path + suffix)
        open(self.database.journal, "wb").close()
        os.chmod(self.database.path + ".secret", 0o600)

    def run(self):
        with tempfile.TemporaryDirectory(prefix="loyalty-kills-", dir=self.options.directory) as folder:
            self.prepare(folder)
            self.start()
            try:
                for number in range(self.options.kills):
                    try:
                        self.round(number)
                    except Failure as failure:
                        raise Failure(f"seed {self.options.seed}, kill {number}: {failure}") from None
                check(self.server.stop() == 0, "the server did not stop cleanly")
            finally:
                self.server.kill()
            self.database.verify()
        ready = sorted(self.ready)
        middle = ready[len(ready) // 2]
        print(f"seed {self.options.seed}: {self.counts}; ready again after {middle * 1000:.0f} ms, at most "
              f"{ready[-1] * 1000:.0f} ms; 0 lost, 0 doubled", flush=True)
        check(middle <= self.options.ready_seconds, f"ready only after {middle:.2f} s")

    def start(self):
        self.server = Server(self.database)
        self.ready.append(self.server.ready_seconds)
        self.client = Client(self.server.port)

    def round(self, number):
        self.greet(number)
        is_told_again = self.random.random() < 0.25
        if is_told_again:
            # One client's write is in the files and not synced when the process dies; its repetition is answered by
            # the next process, and then the power goes.
            self.write_until_killed(number, clients=1, by="sync")
        else:
            self.write_until_killed(number, clients=self.random.choice([1, 2, self.options.clients]),
                                    by=self.random.choice(["moment", "change", "sync"]))
            how = self.random.choice(["process", "all", "torn", "torn then all"])
            for mode in how.split(" then "):
                self.cut_power(mode)
        self.counts["kills"] += 1
        if self.random.random() < self.options.verify_share:
            self.database.verify()
        self.start()
        self.repeat(share=0 if is_told_again else 0.2)
        self.compare()
        if is_told_again or self.random.random() < 0.2:
            self.server.kill()
            self.cut_power("all")
            self.start()
            self.compare()
        self.done = []

    def cut_power(self, mode):
        if mode == "process":
            return
        self.counts["power"] += 1
        dropped, names = take_back(self.database.path, self.database.journal, mode, self.random)
        self.counts["pages"] += dropped
        self.counts["names"] += names

    def greet(self, number):
        """New customers for the round, so that the histories that are read again stay short."""
        self.customers = [f"customer-{number}-{index}" for index in range(6)]
        for customer in self.customers:
            answer = self.client.send("PUT", f"/v1/customers/{customer}", self.key, {})
            check(answer and answer[0] == 201, f"{customer}: {answer}")

    def repeat(self, share):
        """Sends everything that was not answered again, and a share of what was."""
        again = self.open + [i for i in self.done if self.random.random() < share and i.coins]
        self.random.shuffle(again)
        for intent in again:
            key = intent.key + ("-again" if self.options.broken == "no-idempotency" else "")
            answer = self.client.send(intent.method, intent.path, self.key, intent.body, key)
            check(answer is not None, f"{intent.key} is not answered by a server that lives")
            intent.answered(*answer[:2])
        self.done += self.open
        self.open = []

    def compare(self):
        """The books over the API against what the clients were told."""
        for customer in self.customers:
            intents = [i for i in self.done if i.customer == customer and i.coins]
            entries = {entry["id"]: entry for entry in all_entries(self.client, self.key, customer)}
            orders = {e["source"].get("reference"): e for e in entries.values() if e["source"]["kind"] == "order"}
            for intent in intents:
                entry = (orders.get(f"order-{intent.key}") if intent.method == "PUT" else entries.get(intent.transaction))
                check(entry is not None, f"{intent.key} was acknowledged and is lost")
                check(entry["coins"] == intent.coins, f"{intent.key}: {entry}")
            ids = {i.transaction for i in intents if i.transaction}
            check(len(ids) == sum(1 for i in intents if i.transaction), f"{customer}: two writes are one entry")
            check(len(entries) == len(intents),
                  f"{customer} has {len(entries)} entries for {len(intents)} writes: one was doubled")
            balance = self.client.get(f"/v1/customers/{customer}/balance", self.key)[1]["coins"]["available"]
            check(balance == sum(i.coins for i in intents), f"{customer} has {balance} coins")

    def write_until_killed(self, number, clients, by):
        """Clients write; the server dies some moment after so many answers, in the middle of a change to its files, or
        while it waits for a sync."""
        server, acknowledged, lock = self.server, [0], threading.Lock()
        limit = self.random.randint(1, self.options.writes)
        control = self.database.control
        if by == "change":
            control.kill_at = control.changes + self.random.randint(1, 3 * limit)
        if by == "sync":
            control.kill_at_sync = control.begun_syncs + self.random.randint(1, limit)

        def work(client_number):
            client, step = Client(server.port), 0
            while True:
                intent = Intent(number, client_number, step, self.customers)
                answer = client.send(intent.method, intent.path, self.key, intent.body, intent.key)
                if answer is None or answer[0] == 503:
                    with lock:
                        self.open.append(intent)
                    return
                try:
                    intent.answered(*answer[:2])
                except Failure as failure:
                    failures.append(failure)
                    return
                with lock:
                    self.done.append(intent)
                    acknowledged[0] += 1
                step += 1

        failures = []
        threads = [threading.Thread(target=work, args=(index,)) for index in range(clients)]
        for thread in threads:
            thread.start()
        while server.is_alive and (by != "moment" or acknowledged[0] < limit) and any(t.is_alive() for t in threads):
            time.sleep(0.0005)
        time.sleep(self.random.random() * 0.002)
        server.kill()
        for thread in threads:
            thread.join()
        control.kill_at = control.kill_at_sync = 0
        if failures:
            raise failures[0]
        self.counts["acknowledged"] += acknowledged[0]
        self.counts["unanswered"] += len(self.open)


def run(options):
    for seed in range(options.seed, options.seed + options.seeds):
        options.seed = seed
        if not options.broken:
            Kills(options).run()
            continue
        try:
            Kills(options).run()
        except Failure as failure:
            print(f"found out: {failure}")
            continue
        raise Failure(f"{options.broken} was not found out")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the built `loyalty`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from the first on")
    parser.add_argument("--kills", type=int, default=10, help="for each seed")
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--writes", type=int, default=200, help="acknowledged before a kill, at most")
    parser.add_argument("--sync-micros", type=int, default=300, help="how long the disk takes to sync")
    parser.add_argument("--verify-share", type=float, default=0.5, help="of the kills after which `verify` runs")
    parser.add_argument("--ready-seconds", type=float, default=1.0)
    parser.add_argument("--base", help="a database that `loyalty-bench make` made, to start from")
    parser.add_argument("--directory", help="where the databases are made")
    parser.add_argument("--broken", choices=["lying-disk", "no-idempotency"])
    main(lambda: run(parser.parse_args()))
