"""Computes from the CDNOW sample what the service must know of every customer, and compares.

Independent of the service: Python's own arithmetic, time zones and CSV. One coin per dollar, rounded down per order, no
tiers, nothing expires. The orders are imported with the ids of their lines and the dates of the sample.

    cdnow_check.py csv SAMPLE                    prints the orders as a file to import
    cdnow_check.py check SAMPLE --base-url URL --key KEY --database FILE
                                                 compares balances, every page of every history, the lots in the database
                                                 and the wallet screens; KEY is a server read key
"""

import argparse
import csv
import datetime
import http.client
import json
import math
import sqlite3
import sys
import urllib.parse
import zoneinfo
from collections import defaultdict
from decimal import Decimal

ZONE = zoneinfo.ZoneInfo("America/New_York")
PAGE = 100


def purchases(path):
    """Each line of the sample: (order id, customer id, date, dollars)."""
    with open(path, encoding="ascii") as lines:
        for number, line in enumerate(lines, start=1):
            customer, _, date, _, amount = line.split()
            day = datetime.date(int(date[:4]), int(date[4:6]), int(date[6:]))
            yield str(number), f"cdnow-{customer}", day, Decimal(amount)


def write_csv(path):
    writer = csv.writer(sys.stdout)
    writer.writerow(["order_id", "customer_id", "placed_at", "amount", "currency", "status"])
    for order, customer, day, amount in purchases(path):
        writer.writerow([order, customer, day.isoformat(), f"{amount:.2f}", "USD", "paid"])


def start_of_day(day):
    """Midnight of a local day as an instant."""
    local = datetime.datetime.combine(day, datetime.time(), tzinfo=ZONE)
    return local.astimezone(datetime.timezone.utc)


def expected(path):
    """For each customer, oldest first: (order id, instant, coins, balance after); orders of no coins leave no entry."""
    books = defaultdict(list)
    for order, customer, day, amount in purchases(path):
        entries = books[customer]
        coins = math.floor(amount)
        if coins:
            balance = (entries[-1][3] if entries else 0) + coins
            entries.append((order, start_of_day(day), coins, balance))
    return books


class Service:
    """The service over one kept connection."""

    def __init__(self, base_url, key):
        place = urllib.parse.urlsplit(base_url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        self.headers = {"X-API-Key": key}

    def get(self, path):
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status} {body[:300]!r}")
        return json.loads(body)

    def history(self, customer):
        """Every transaction, newest first, over as many pages as it takes."""
        cursor, items = None, []
        while True:
            query = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
            page = self.get(f"/v1/customers/{customer}/transactions?{urllib.parse.urlencode(query)}")
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def compare_customer(service, customer, entries, faults):
    total = sum(coins for _, _, coins, _ in entries)
    wallet = service.get(f"/v1/customers/{customer}/balance")["coins"]
    seen = (wallet["available"], wallet["pending"], wallet["held"], wallet["lifetime"]["earned"])
    if seen != (total, 0, 0, total):
        faults.append(f"{customer}: wallet {seen}, computed {total}")
    history = [
        (item["source"].get("reference"), instant(item["at"]), item["coins"], item["balance_after"])
        for item in reversed(service.history(customer))
        if item["kind"] == "earn" and item["source"]["kind"] == "order"
    ]
    if history != entries:
        faults.append(f"{customer}: history {history[:3]}…, computed {entries[:3]}…")
    screen = service.get(f"/v1/customers/{customer}/screens/wallet")
    if screen["screen"] != "wallet" or screen["customer_id"] != customer or not screen["sections"]:
        faults.append(f"{customer}: the wallet screen is not one")
    cards = [section for section in screen["sections"] if section["type"] == "wallet_card"]
    if [card["coins"]["available"] for card in cards] != [total]:
        faults.append(f"{customer}: the wallet screen does not show {total} coins")


def compare_lots(path, books, faults):
    """The lots as they lie in the database: one for each entry, whole, never lapsing."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = database.execute(
        """SELECT customer_id, lot, coins, remaining, held, is_pending, expires_at, earned_at FROM lots
           JOIN customers USING (book, customer) WHERE wallet = 1 ORDER BY customer_id, lot"""
    )
    lots = defaultdict(list)
    for customer, _, coins, remaining, held, is_pending, expires_at, earned_at in rows:
        lots[customer].append((coins, remaining, held, is_pending, expires_at, earned_at))
    never = 2**63 - 1
    for customer, entries in books.items():
        computed = [(c, c, 0, 0, never, int(at.timestamp() * 1000)) for _, at, c, _ in entries]
        if lots[customer] != computed:
            faults.append(f"{customer}: lots {lots[customer][:3]}…, computed {computed[:3]}…")
    strangers = set(lots) - set(books)
    if strangers:
        faults.append(f"lots of customers who bought nothing: {sorted(strangers)[:3]}")


def check(arguments):
    books = expected(arguments.sample)
    customers = sorted({customer for _, customer, _, _ in purchases(arguments.sample)})
    service = Service(arguments.base_url, arguments.key)
    faults = []
    for customer in customers:
        compare_customer(service, customer, books.get(customer, []), faults)
    if arguments.database:
        compare_lots(arguments.database, books, faults)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    entries = sum(len(own) for own in books.values())
    print(f"{len(customers)} customers, {entries} entries, {len(faults)} faults")
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("csv").add_argument("sample")
    checking = commands.add_parser("check")
    checking.add_argument("sample")
    checking.add_argument("--base-url", required=True)
    checking.add_argument("--key", required=True)
    checking.add_argument("--database")
    arguments = parser.parse_args()
    if arguments.command == "csv":
        write_csv(arguments.sample)
        return 0
    return check(arguments)


if __name__ == "__main__":
    sys.exit(main())
