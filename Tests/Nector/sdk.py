"""Nector's own Python SDK, as PyPI has it, pointed at a running demo by its base URL alone.

    python sdk.py --env-file FILE

The SDK is used as it is: nothing of it is replaced but the address. What it has no method for (triggers, activities, referrals,
the checkout's webhook) goes through its own transport, by entries added to its table of endpoints, which is data.
"""

import contextlib
import io
import logging
import sys
import uuid

import joinnector
from joinnector.helper.sub_contant_helper import setting_constant_helper as constants
from joinnector.service.base_sdk_service import BaseSDKService

from demo import Checks, Demo

EXTRA = {
    "trigger": {"fetch": {"prefix": "/api/v2/merchant", "endpoint": "/triggers"}},
    "activity": {"create": {"prefix": "/api/v2/merchant", "endpoint": "/activities"}},
    "referral": {"fetch": {"prefix": "/api/v2/merchant", "endpoint": "/referrals"}},
    "referralemail": {"create": {"prefix": "/api/v2/merchant", "endpoint": "/leads-referral-via-email"}},
    "checkout": {"create": {"prefix": "/api/open/integrations", "endpoint": "/customcheckoutwebhook/"}},
}


class Client:
    """The SDK with a key; it keeps its key in module globals, so the newest client is the one that is used."""

    def __init__(self, key):
        self.key = key

    def __getattr__(self, name):
        sdk = joinnector.SDK(self.key, "unused")
        logging.getLogger().setLevel(logging.WARNING)
        return getattr(sdk, name)

    def service(self, name):
        joinnector.SDK(self.key, "unused")
        logging.getLogger().setLevel(logging.WARNING)
        return BaseSDKService(name)


def call(function, *arguments):
    """One call; the SDK prints the fields of what it posts, the key among them."""
    with contextlib.redirect_stdout(io.StringIO()):
        answer = function(*arguments)
    body = answer.json()
    assert body["meta"]["code"] == answer.status_code, (answer.status_code, body)
    assert isinstance(body["data"], dict), body
    return answer.status_code, body["data"]


def find(checks, read, demo):
    """A customer by each of the four ways; the ids and the balance are the same."""
    lead = read.get_lead_service()
    status, data = call(lead.get_by_customer_id, demo.customer_id)
    found = data["item"]
    checks.check(status == 200, f"a lead by customer id: {status}")
    checks.check(isinstance(found["available"], str) and int(found["available"]) >= 0, "its balance is a numeric string")
    ways = {
        "e-mail": (lead.get_by_email, found["email"]),
        "mobile": (lead.get_by_mobile, demo.mobile),
        "referral code": (lambda code: lead.get_by("referral_code", code), found["referral_code"]),
        "id": (lead.get, found["_id"]),
    }
    for way, (function, value) in ways.items():
        status, data = call(function, value)
        checks.check(status == 200 and data["item"]["_id"] == found["_id"], f"a lead by {way}: {status}")
    status, data = call(lead.get_by_customer_id, "nobody-at-all")
    checks.check(status == 422 and data["message"] == "Lead does not exists", f"an unknown lead: {status} {data}")
    return found


def history(checks, read, lead):
    """The history adds up to the balance, and each entry is found by its id."""
    service = read.get_wallettransaction_service()
    items, page = [], 1
    while True:
        status, data = call(service.fetch, {"lead_id": lead["_id"], "page": page, "limit": 5,
                                            "sort": "created_at", "sort_op": "DESC"})
        checks.check(status == 200, f"page {page} of the history: {status}")
        items += data["items"]
        if len(items) >= data["count"] or not data["items"]:
            break
        page += 1
    checks.check(len(items) == data["count"] == len({item["_id"] for item in items}), "every entry is there once")
    status, data = call(service.get, items[0]["_id"])
    checks.check(status == 200 and data["item"]["_id"] == items[0]["_id"], f"one entry by its id alone: {status}")
    checks.check({item["operation"] for item in items} <= {"cr", "dr"}, "operations are cr and dr")
    status, data = call(service.fetch, {"lead_id": str(uuid.uuid4())})
    checks.check(status == 422, f"the history of an unknown lead: {status}")


def earn(checks, read, write, lead):
    """Ways to earn, and one of them done."""
    status, data = call(read.service("trigger").fetch, {"lead_id": lead["_id"], "content_types": ["earn", "social"]})
    checks.check(status == 200 and data["count"] >= 1, f"triggers: {status}")
    opened = [item for item in data["items"] if item["is_open"]]
    closed = [item for item in data["items"] if not item["is_open"] and item["kind"] == "custom"] or \
        [item for item in data["items"] if not item["is_open"]]
    checks.check(bool(opened) and bool(closed), "some triggers are open and some are not")
    body = {"trigger_id": opened[0]["_id"], "lead_id": lead["_id"]}
    status, data = call(read.service("activity").create, body)
    checks.check(status == 200 and data["success"] is True, f"an open trigger by a read key: {status} {data}")
    checks.check(int(data["wallet_reward"]["item"]["amount"]) > 0, "it gave coins")
    status, data = call(read.service("trigger").fetch, {"lead_id": lead["_id"]})
    done = {row["parent_id"]: row["count"] for row in data["activities"]}
    checks.check(done.get(opened[0]["_id"], 0) >= 1, "it counts as done")
    status, _ = call(read.service("activity").create, {"trigger_id": closed[0]["_id"], "lead_id": lead["_id"]})
    checks.check(status in (403, 422), f"a trigger that is not open by a read key: {status}")
    status, _ = call(write.service("activity").create, {"trigger_id": str(uuid.uuid4()), "lead_id": lead["_id"]})
    checks.check(status == 422, f"an unknown trigger: {status}")


def redeem(checks, read, lead):
    """An offer with a step, and the coupon in the list."""
    offers = read.get_offer_service()
    status, data = call(offers.fetch)
    checks.check(status == 200 and data["count"] >= 1, f"offers: {status}")
    steps = [offer for offer in data["items"] if offer["rule"]["is_multiplier"]]
    offer = steps[0]
    _, before = call(read.get_lead_service().get, lead["_id"])
    status, data = call(offers.redeem, {"offer_id": offer["_id"], "lead_id": lead["_id"], "step": 2})
    checks.check(status == 200 and data["coupon"]["value"], f"an offer redeemed: {status} {data}")
    _, after = call(read.get_lead_service().get, lead["_id"])
    spent = int(before["item"]["available"]) - int(after["item"]["available"])
    checks.check(spent == 2 * offer["rule"]["coin_amount"], f"two steps cost {spent} coins")
    coupons = read.get_coupon_service()
    status, listed = call(coupons.fetch, {"lead_id": lead["_id"]})
    codes = [coupon["value"] for coupon in listed["items"]]
    checks.check(status == 200 and codes.count(data["coupon"]["value"]) == 1, "the coupon is in the list once")
    status, one = call(coupons.get, data["coupon"]["_id"])
    checks.check(status == 200 and one["item"]["value"] == data["coupon"]["value"], f"a coupon by its id alone: {status}")
    for step in (0, -1, 10**9, 10**30):
        status, _ = call(offers.redeem, {"offer_id": offer["_id"], "lead_id": lead["_id"], "step": step})
        checks.check(status == 422, f"a step of {step}: {status}")


def write_keys(checks, read, write, lead):
    """What needs a write key says so before it looks at the body; a customer is made once."""
    for body in ({}, {"lead_id": lead["_id"], "title": "x", "description": "y", "amount": 5, "operation": "cr"}):
        status, data = call(read.get_wallettransaction_service().create, body)
        checks.check(status == 403 and data["message"] == "need nector write access api key", f"a write with a read key: {status} {data}")
    name = f"sdk-{uuid.uuid4()}"
    person = {"customer_id": name, "name": "Sam Sdk", "metadetail": {"email": f"{name}@mail.example"}}
    status, data = call(read.get_lead_service().create, person)
    checks.check(status == 403, f"a customer with a read key: {status}")
    status, data = call(write.get_lead_service().create, person)
    checks.check(status == 200 and data["item"]["customer_id"] == name, f"a customer made: {status} {data}")
    status, again = call(write.get_lead_service().create, person)
    checks.check(status == 422 and "Lead already exists" in again["message"], f"a customer made twice: {status} {again}")
    body = {"customer_id": name, "title": "Gift", "description": "From us", "amount": 250, "operation": "cr", "hash": name}
    for _ in range(2):
        status, _ = call(write.get_wallettransaction_service().create, body)
        checks.check(status == 200, f"coins by a write key: {status}")
    status, found = call(read.get_lead_service().get_by_customer_id, name)
    sign_up = int(found["item"]["available"]) - 250
    checks.check(sign_up in (0, 50), f"the same hash twice gave coins once: {found['item']['available']}")
    return found["item"]


def refer(checks, read, lead):
    """A friend by e-mail, and the referrer's list."""
    friend = f"friend-{uuid.uuid4()}@mail.example"
    body = {"referred_by_referral_code": lead["referral_code"], "name": "Frida Friend", "metadetail": {"email": friend}}
    status, data = call(read.service("referralemail").create, body)
    checks.check(status == 200, f"a friend by e-mail: {status} {data}")
    status, data = call(read.service("referral").fetch, {"referred_by_lead_id": lead["_id"]})
    checks.check(status == 200 and data["count"] >= 1, f"referrals: {status} {data.get('count')}")


def checkout(checks, read, lead, webhook):
    """List and perform at the custom checkout; a repeat takes nothing more, and a revert gives it back."""
    constants.API_MAP["checkout"]["create"]["endpoint"] = f"/customcheckoutwebhook/{webhook}"
    service = read.service("checkout")
    balance = lambda: int(call(read.get_lead_service().get, lead["_id"])[1]["item"]["available"])
    before = balance()
    cart = {"customer_id": lead["customer_id"], "amount": 120}
    status, data = call(service.create, cart | {"action": "list", "country": "usa"})
    checks.check(status == 200 and data["promotions"], f"list: {status} {data}")
    promotion = data["promotions"][0]
    checks.check(int(data["points_balance"]) == before, "the balance at checkout is the lead's")
    checks.check(isinstance(promotion["id"], str) and not promotion["id"].startswith("nector_"), "its id is a text")
    checks.check(not isinstance(promotion["fiat_value"], str) and promotion["coin_value"] > 0, "its values are numbers")
    status, other = call(service.create, cart | {"action": "list", "amount": 150})
    checks.check(other["promotions"][0]["id"] == promotion["id"], "the same rule has the same id at another amount")
    checks.check(balance() == before, "list changes nothing")
    order = str(uuid.uuid4().int % 10**13)
    perform = cart | {"action": "perform", "reference_order_id": order, "wallet_type": "coins"}
    for _ in range(3):
        status, data = call(service.create, perform)
        checks.check(status == 200, f"perform: {status} {data}")
    checks.check(before - balance() == promotion["coin_value"], "three performs of one order take the coins once")
    for _ in range(2):
        status, data = call(service.create, perform | {"action": "revert"})
        checks.check(status == 200, f"revert: {status} {data}")
    checks.check(balance() == before, "reverted, the coins are back")
    status, _ = call(service.create, perform)
    checks.check(status == 422, f"perform after revert: {status}")
    status, data = call(service.create, cart | {"action": "list", "amount": 0})
    checks.check(status == 422 and data["message"] == "No discount is available", f"an empty cart: {status} {data}")
    status, data = call(service.create, cart | {"action": "list", "customer_id": "shopify-404404404"})
    checks.check(status == 422, f"an unknown customer at checkout: {status}")


def main():
    checks, demo = Checks(), Demo.from_arguments()
    constants.API_PROD_BASE_URL = demo.base
    constants.API_MAP.update(EXTRA)
    read, write = Client(demo.nector_key("read")), Client(demo.nector_key("write"))
    demo.give_mobile()
    lead = find(checks, read, demo)
    history(checks, read, lead)
    earn(checks, read, write, write_keys(checks, read, write, lead))
    demo.credit(5_000)
    redeem(checks, read, lead)
    refer(checks, read, lead)
    demo.minimum_cart("custom_checkout", 5_000)
    checkout(checks, read, lead, demo.webhook("custom_checkout"))
    status, _ = call(read.get_lead_service().get_infos, "/systeminfos")
    checks.check(status == 200, f"open infos: {status}")
    status, _ = call(Client("wrong").get_lead_service().get_by_customer_id, demo.customer_id)
    checks.check(status == 401, f"a wrong key: {status}")
    checks.finish()


if __name__ == "__main__":
    sys.exit(main())
