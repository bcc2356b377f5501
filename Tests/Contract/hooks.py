"""What schemathesis knows of the demo: credentials, and real ids for a share of its requests.

Random ids find only what is not there; with these, requests reach the answers behind 404. Only valid parts of a
request are touched, so that what was generated as invalid stays so. Loaded by check_fuzz.py.
"""

import datetime
import os
import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from contract import Demo

DEMO = Demo.load(os.environ["CONTRACT_ENV_FILE"], os.environ.get("CONTRACT_DATABASE") or None)
SEED = int(os.environ.get("CONTRACT_SEED", "1"))
DICE = random.Random(SEED)
# Of ten requests so many get real ids; in the stateful phase fewer, where links carry ids of their own.
REAL_SHARE, REAL_SHARE_STATEFUL = 0.8, 0.3
OWN_SHARE = 0.15


class Stock:
    """Customers, coupons and orders made for this run, and what the demo has."""

    def __init__(self):
        self.shoppers = [f"fuzz-shopper-{SEED}-{number}" for number in range(4)]
        self.orders, self.coupons, self.codes, self.cursors, self.quotes, self.holds = [], [], [], [], [], []
        self.spares = [f"fuzz-spare-{SEED}-{number}" for number in range(40)]
        for spare in self.spares:
            DEMO.send("shop", "PUT", f"/v1/customers/{spare}", {})
        program = DEMO.send("read", "GET", "/v1/program").json()
        self.triggers = [trigger["id"] for trigger in program["triggers"]] + [DEMO.trigger_id]
        self.rewards = [reward["id"] for reward in program["rewards"]]
        self.currency = program["currency"]
        for number, shopper in enumerate(self.shoppers):
            self._fill(shopper, number)
        self.referral_codes = [
            DEMO.send("shop", "GET", f"/v1/customers/{shopper}").json()["referral_code"]
            for shopper in self.shoppers]
        self._fill_sandbox()
        page = DEMO.send("shop", "GET", f"/v1/customers/{self.shoppers[0]}/transactions?limit=1").json()
        if page.get("next_cursor"):
            self.cursors.append(page["next_cursor"])

    def _fill(self, shopper, number):
        DEMO.send("shop", "PUT", f"/v1/customers/{shopper}", {"name": f"Fuzz {number}"})
        order = {"customer_id": shopper, "state": "paid", "placed_at": "2026-11-01T10:00:00Z",
                 "currency": self.currency, "total": 5000,
                 "lines": [{"line_id": "line-0", "quantity": 1000, "amount": 5000}]}
        DEMO.send("shop", "PUT", f"/v1/orders/fuzz-order-{SEED}-{number}", order)
        self.orders.append(f"fuzz-order-{SEED}-{number}")
        credit = {"coins": 100_000, "note": "For the fuzzer"}
        DEMO.send("shop", "POST", f"/v1/customers/{shopper}/transactions", credit, key=True)
        for _ in range(10):
            answer = DEMO.send("shop", "POST", f"/v1/customers/{shopper}/redemptions",
                               {"reward_id": self.rewards[0]}, key=True).json()
            if "coupon" in answer:
                self.coupons.append((shopper, answer["coupon"]["id"]))
                self.codes.append(answer["coupon"]["code"])
        cart = {"channel": "app", "currency": self.currency, "total": 5000, "coins": 100}
        for _ in range(10):
            quote = DEMO.send("shop", "POST", f"/v1/customers/{shopper}/quotes", cart).json()
            self.quotes.append((shopper, quote["quote_id"]))
            hold = DEMO.send("shop", "POST", f"/v1/customers/{shopper}/holds", cart, key=True).json()
            self.holds.append(hold["hold"]["id"])

    def _fill_sandbox(self):
        """Administration is tried in the sandbox, whose keys, drafts and clock nobody else here needs."""
        self.drafts = [DEMO.send("tester", "POST", "/v1/admin/programme/drafts", {"name": f"{number}"}).json()["id"]
                       for number in range(10)]
        self.keys = [DEMO.send("tester", "POST", "/v1/admin/keys", {"kind": "read"}).json()["id"] for _ in range(10)]
        for shopper in self.shoppers:
            DEMO.send("tester", "PUT", f"/v1/customers/{shopper}", {})


STOCK = Stock()


def credentials(case):
    schemes = {name for one in case.operation.definition.raw.get("security", []) for name in one}
    if "adminKey" in schemes:
        return DEMO.credentials("tester")
    customer = (case.path_parameters or {}).get("customer_id")
    if "customerToken" in schemes and customer in ("me", DEMO.customer_id):
        return DEMO.credentials("app")
    return DEMO.credentials("shop") if schemes else {}


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """A write key everywhere; on what is open to apps, a read key and token where the customer is the token's."""

    def get(self, case, context):
        return credentials(case)

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), **data}


def is_valid(case, location):
    return case.meta is None or (
        case.meta.generation.mode.is_positive or not case.meta.is_negative_at(location))


def share(case):
    is_stateful = case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL
    return REAL_SHARE_STATEFUL if is_stateful else REAL_SHARE


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts real ids into the valid parts of a request."""
    if case.path_parameters and is_valid(case, ParameterLocation.PATH):
        make_path_sound(case.path_parameters)
        if case.operation.definition.raw["operationId"] == "eraseCustomer":
            # The others are asked for again.
            case.path_parameters["customer_id"] = DICE.choice(STOCK.spares)
            return
        if case.operation.path.endswith("/codes"):
            # Of the other rewards there is nothing to upload.
            case.path_parameters["reward_id"] = "concert-voucher"
        if DICE.random() < share(case):
            fill_path(case)
            # Another customer may need other credentials; a probe without any stays without.
            if "X-API-Key" in (case.headers or {}):
                case.headers.pop("Authorization", None)
                case.headers.update(credentials(case))
    if case.query is not None and is_valid(case, ParameterLocation.QUERY):
        fill_query(case)
    if is_valid(case, ParameterLocation.HEADER) and "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = f"fuzz-{SEED}-{DICE.getrandbits(64):x}"
    if isinstance(case.body, dict) and is_valid(case, ParameterLocation.BODY):
        fit_body(case)
        fill_body(case)


def fit_body(case):
    """What a range of addresses is, no pattern says well: it has no bits beyond its prefix."""
    body = case.body
    if isinstance(body.get("allowed_ips"), list):
        body["allowed_ips"] = [f"203.0.113.{number}" for number, _ in enumerate(body["allowed_ips"][:100], 1)]


YESTERDAY = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_path_sound(parameters):
    """Clients take `.` and `..` out of a path before they send it, so these never arrive."""
    for name, value in parameters.items():
        if value in (".", ".."):
            parameters[name] = f"{value}-"


def fill_path(case):
    parameters = case.path_parameters
    shopper, coupon = DICE.choice(STOCK.coupons) if STOCK.coupons else (STOCK.shoppers[0], "coupon-1")
    if "customer_id" in parameters:
        is_open = "customerToken" in str(case.operation.definition.raw.get("security"))
        # The token's customer has a limit per minute, as apps have; shoppers are asked for with the write key.
        own = [DEMO.customer_id, "me"]
        parameters["customer_id"] = DICE.choice(own if is_open and DICE.random() < OWN_SHARE else STOCK.shoppers)
    if "coupon_id" in parameters:
        parameters["customer_id"], parameters["coupon_id"] = shopper, coupon
    if "quote_id" in parameters:
        parameters["customer_id"], parameters["quote_id"] = DICE.choice(STOCK.quotes)
    if "hold_id" in parameters:
        parameters["hold_id"] = DICE.choice(STOCK.holds)
    fill_administration(parameters)
    if "transaction_id" in parameters:
        parameters["transaction_id"] = f"coins-{DICE.randint(1, 12)}"
    if "code" in parameters and "/coupons/" in case.path and STOCK.codes:
        parameters["code"] = DICE.choice(STOCK.codes)
    if "order_id" in parameters:
        parameters["order_id"] = DICE.choice(STOCK.orders)
    if "trigger_id" in parameters:
        parameters["trigger_id"] = DICE.choice(STOCK.triggers)
    if "signature" in parameters and DEMO.postback_path:
        parameters["trigger_id"] = DEMO.trigger_id
        parameters["signature"] = DEMO.postback_path.split("/")[-1]


def fill_administration(parameters):
    for name, known in [("draft_id", STOCK.drafts), ("key_id", STOCK.keys), ("version", [1]),
                        ("simulation_id", ["simulation-1"]), ("brand_test_id", ["brand-test-1"])]:
        if name in parameters:
            parameters[name] = DICE.choice(known)


def fill_query(case):
    """What no schema can say: the future is not known yet, days end after they begin, and each screen has parameters of
    its own."""
    screen = (case.path_parameters or {}).get("screen")
    for name in ("as_of", "from", "to"):
        if name in case.query:
            known = {"getMeasures": YESTERDAY[:10], "compareProgrammes": "version-1"}
            case.query[name] = known.get(case.operation.definition.raw["operationId"], YESTERDAY)
    if screen == "product":
        case.query.setdefault("product_id", "lp-4711")
        case.query.setdefault("amount", 2499)
    elif screen:
        for name in ("product_id", "amount", "collections", "tags"):
            case.query.pop(name, None)
    if screen not in (None, "wallet", "history", "vip"):
        case.query.pop("as_of", None)
    fill_cursor(case)


def fill_cursor(case):
    """A cursor of one's own making, or of another list, is invalid in a way that no schema can say."""
    if case.query.pop("cursor", None) is None or not STOCK.cursors or DICE.random() < 0.5:
        return
    screen = (case.path_parameters or {}).get("screen")
    if case.operation.path.endswith("/transactions") or screen == "history":
        case.query["cursor"] = DICE.choice(STOCK.cursors)


def fill_body(case):
    """Real ids; and what the descriptions ask for beyond the schemas."""
    case.body = body = integral(case.body)
    operation = case.operation.definition.raw["operationId"]
    fill_lines(operation, body, (case.path_parameters or {}).get("order_id") in STOCK.orders)
    fill_acts(operation, body)
    if "currency" in body:
        body["currency"] = STOCK.currency
    is_me = body.get("customer_id") == "me"
    if "customer_id" in body and (is_me or DICE.random() < share(case)):
        body["customer_id"] = DICE.choice(STOCK.shoppers)
    # No schema can say that a moment must not lie ahead.
    for name in ("occurred_at", "placed_at"):
        if name in body:
            body[name] = YESTERDAY
    if "quote_id" in body and DICE.random() < share(case):
        body["quote_id"] = DICE.choice(STOCK.quotes)[1]
    if "reward_id" in body and DICE.random() < share(case):
        body["reward_id"] = DICE.choice(STOCK.rewards)
    if "code" in body and DICE.random() < share(case):
        body["code"] = DICE.choice(STOCK.referral_codes)
    if "expires_on" in body:
        body["expires_on"] = "2030-12-31"
    if "coins" in body and "expires_on" not in body and DICE.random() < share(case):
        body["coins"] = DICE.choice([1, 100, 500, 2500])


def integral(value):
    """To JSON Schema 1.0 is an integer; this service wants it written as 1, which only the description can say."""
    if isinstance(value, dict):
        return {name: integral(member) for name, member in value.items()}
    if isinstance(value, list):
        return [integral(element) for element in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fill_acts(operation, body):
    """Documents, and what reaches beyond its own customer, are not to be made up."""
    if operation in ("startBrandTest", "startSimulation", "createDraft", "updateDraft"):
        body.pop("document", None)
    if operation == "startSimulation":
        body.pop("draft", None)
        body["draft_id"] = STOCK.drafts[0]
    if operation == "createDraft":
        body.pop("from_version", None)
    if operation == "moveSandboxClock":
        body.clear()
        body["advance_seconds"] = 1
    if operation == "claimReferral":
        # Of an app the connection's own address counts.
        body.pop("ip", None)
    if operation == "addCodes":
        body["codes"] = [f"FUZZ-{DICE.getrandbits(48):x}" for _ in range(2)]
    if operation == "mergeCustomers":
        body["customer_id"] = DICE.choice(STOCK.spares)


def fill_lines(operation, body, is_known):
    """Lines with ids of their own and discounts within their amounts; refunds of a line that the orders have."""
    lines = [line for line in body.get("lines") or [] if isinstance(line, dict)]
    if operation == "refundOrder" and "refund_id" in body:
        body["refund_id"] = f"refund-{DICE.getrandbits(64):x}"
    if operation == "refundOrder" and lines and not is_known:
        del body["lines"]
    elif operation == "refundOrder" and lines:
        body["lines"] = [{"line_id": "line-0", "quantity": 1}]
    if operation not in ("putOrder", "previewCart") or "lines" not in body:
        return
    for number, line in enumerate(lines):
        line["line_id"] = f"line-{number}"
        # Together they must be an amount that an order can have.
        line["amount"] = min(line["amount"], 1_000_000)
        line["discount"] = min(line.get("discount", 0), line["amount"])
    if lines and "subtotal" in body:
        body["subtotal"] = sum(line["amount"] for line in lines)
    if not lines:
        del body["lines"]
