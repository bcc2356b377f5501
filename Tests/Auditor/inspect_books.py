"""Looks into the engine's database file and compares all of it with the auditor's books."""

import sqlite3


def differences(path, books):
    """What the file says otherwise, as (place, expected, got); an empty list when both agree."""
    connection = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        found = []
        numbers = dict(connection.execute("SELECT customer_id, customer FROM customers"))
        names = {number: id for id, number in numbers.items()}
        for customer in books.by_number:
            if customer.id not in numbers:
                found.append(("customer " + customer.id, "known", "unknown"))
                continue
            for name, expected, got in rows_of(connection, customer, numbers[customer.id], books, names):
                if expected != got:
                    found.append(("%s of %s" % (name, customer.id), *apart(expected, got)))
        return found
    finally:
        connection.close()


def apart(expected, got):
    """The first place at which two lists differ, with its neighbours' numbers."""
    for place in range(max(len(expected), len(got))):
        one = expected[place] if place < len(expected) else None
        two = got[place] if place < len(got) else None
        if one != two:
            return {"row": place + 1, "rows": len(expected), "is": one}, {"row": place + 1, "rows": len(got), "is": two}
    return expected, got


def is_there(coupon, books):
    """Not one that has gone on with a merge, code and all."""
    return books.coupons_bought[coupon.bought_by] is coupon


def rows_of(connection, customer, number, books, names):
    for place, (name, wallet) in enumerate((("coins", customer.coins), ("credits", customer.credits))):
        entries = connection.execute(
            "SELECT kind, coins, available_after, pending_after, held_after, occurred_at, reverses FROM entries"
            " WHERE customer = ? AND wallet = ? ORDER BY sequence", (number, place + 1)).fetchall()
        yield name + " entries", wallet.entries, entries
        lots = connection.execute(
            "SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at"
            " FROM lots WHERE customer = ? AND wallet = ? ORDER BY lot", (number, place + 1)).fetchall()
        yield name + " lots", [lot.row() for _, lot in sorted(wallet.lots.items())], lots
    coupons = connection.execute(
        "SELECT number, kind, coins, amount, minimum_cart, state, expires_at, used_order, return_sequence FROM coupons"
        " WHERE customer = ? ORDER BY number", (number,)).fetchall()
    yield "coupons", [one.row() for _, one in sorted(customer.coupons.items())], coupons
    drawn = connection.execute(
        "SELECT coupons.code FROM coupons JOIN pool_codes ON pool_codes.code = coupons.code WHERE coupons.customer = ?"
        " ORDER BY coupons.number", (number,)).fetchall()
    mine = [(one.code,) for _, one in sorted(customer.coupons.items())
            if one.code and is_there(one, books)]
    yield "codes", mine, drawn
    orders = connection.execute(
        "SELECT order_id, state, placed_at, total, counted_spend, award_sequence, award_coins, outcome FROM orders"
        " WHERE customer = ? ORDER BY order_id", (number,)).fetchall()
    mine = sorted((one.id, one.state, one.placed, one.total, one.counted, one.award,
                   one.award_coins if one.award is not None else None, one.outcome) for one in customer.orders)
    yield "orders", mine, orders
    holds = connection.execute(
        "SELECT number, channel, state, coins, credits, discount, order_id, deadline FROM holds WHERE customer = ?"
        " ORDER BY number", (number,)).fetchall()
    yield "holds", [hold.row() for hold in books.holds.values() if hold.customer is customer], holds
    referral = connection.execute(
        "SELECT referrer, state, order_id, due_at, rewarded_at FROM referrals WHERE friend = ?", (number,)).fetchone()
    if referral:
        referral = (names.get(referral[0]),) + referral[1:]
    mine = books.referrals.get(customer.number)
    if mine:
        mine = (mine.referrer.id, mine.state, mine.order, mine.due, mine.rewarded_at)
    yield "referral", [mine], [referral]
