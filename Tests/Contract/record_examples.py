#!/usr/bin/env python3
"""Writes what a running demo really answers into openapi.yaml, as the examples of every operation.

Two things in the document belong to this script, and nothing else is touched: `components.examples`, which is the
document's end, and the `examples:` that refer to it. Keys, tokens and signatures are replaced by made-up ones of
the same form. The customers that it makes, and the coins that it spends, stay in the demo's database.

With --check nothing is written: it tells whether answers still have the shape of the recorded ones.
"""

import json
import re
import secrets
import uuid

import yaml

from contract import Checks, Demo, Document, arguments

REGION = "  examples:\n"
REGION_NOTE = "    # What the demo answered; written by Tests/Contract/record_examples.py, not by hand.\n"
TEXT_LENGTH_MAX = 300

SCREENS = ["home", "wallet", "history", "earn", "redeem", "vip", "referrals", "coupons"]


class Recorder:
    """Calls the demo and keeps what it said under the name of its place in the document."""

    def __init__(self, demo, document):
        self.demo = demo
        self.document = document
        # name → (summary, value); the name is OPERATION.request, OPERATION.STATUS or either with a variant.
        self.examples = {}
        self.faults = []
        self.run = secrets.token_hex(4)
        self.made_up = {}
        self._make_up_credentials()

    def _make_up_credentials(self):
        for secret, text in [
            (self.demo.read_key, "lbr_live_AAAAmade-up-read-keyAAAAAAAAAA"),
            (self.demo.write_key, "lbw_live_AAAAmade-up-write-keyAAAAAAAAA"),
            (self.demo.admin_key, "lba_live_AAAAmade-up-admin-keyAAAAAAAAA"),
            (self.demo.customer_token, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlLXVwIn0.made-up-signature"),
            (self.run, "1001"),
        ]:
            self.made_up[secret] = text

    def call(self, operation_id, role, body=None, query="", name=None, request_name=None, summary="", **options):
        """One call of an operation, kept as an example of its status; `options` fill the path or go to `send`."""
        path, method, operation, parameters = self.document.operation(operation_id)
        for parameter in [p["name"] for p in parameters if p["in"] == "path"]:
            path = path.replace("{%s}" % parameter, options.pop(parameter))
        key = any(p["name"] == "Idempotency-Key" for p in parameters) and options.pop("key", True)
        answer = self.demo.send(role, method, path + query, body, key=key, **options)
        self.faults += [f"{operation_id} {answer.status_code}: {fault}"
                        for fault in self.document.faults_of_answer(operation_id, answer)]
        response = self.document.resolve(operation["responses"].get(str(answer.status_code)))
        if response is None:
            return answer
        if body is not None and request_name is not False and answer.status_code < 400:
            self.keep(f"{operation_id}.request" + (f".{request_name}" if request_name else ""), summary, body)
        if answer.status_code >= 400:
            if not answer.headers.get("Content-Type", "").startswith("application/problem+json"):
                return answer
            if not is_hand_written(response):
                name = operation["responses"][str(answer.status_code)]["$ref"].split("/")[-1]
                self.keep(f"problem.{name}", summary, answer.json())
        elif answer.content:
            name = f"{operation_id}.{answer.status_code}" + (f".{name}" if name else "")
            self.keep(name, summary, body_of(answer))
        return answer

    def keep(self, name, summary, value):
        """Keeps the first example of a name."""
        self.examples.setdefault(name, (summary, value))

    def finished(self):
        """The examples with everything secret, and everything of this run alone, made up."""
        secrets_first = sorted(self.made_up.items(), key=lambda pair: -len(pair[0]))

        def clean(value):
            if isinstance(value, dict):
                return {name: clean(member) for name, member in value.items()}
            if isinstance(value, list):
                return [clean(element) for element in value]
            if isinstance(value, str):
                for secret, replacement in secrets_first:
                    value = value.replace(secret, replacement)
            return value

        return {name: (summary, clean(value)) for name, (summary, value) in self.examples.items()}

    def hide(self, secret, replacement):
        if len(secret) >= 8:
            self.made_up[secret] = replacement


def is_hand_written(response):
    """Whether people wrote the examples of an answer: of what cannot be had by asking."""
    return any("$ref" not in example for content in response.get("content", {}).values()
               for example in content.get("examples", {}).values())


def body_of(answer):
    """An answer's body as the value of an example; of this document only its beginning."""
    media = answer.headers.get("Content-Type", "")
    if media.startswith("application/json"):
        return answer.json()
    if media.startswith("application/yaml"):
        document = yaml.safe_load(answer.content)
        info = {name: document["info"][name] for name in ("title", "version", "summary")}
        return {"openapi": document["openapi"], "info": info, "paths": {}}
    if media.startswith("application/schema+json"):
        beginning = {name: answer.json()[name] for name in ("$schema", "$id", "title", "type")}
        return beginning | {"properties": {}, "$defs": {}}
    return shortened(answer.text)


def shortened(text):
    return text if len(text) <= TEXT_LENGTH_MAX else text[:TEXT_LENGTH_MAX].rsplit("\n", 1)[0] + "\n…\n"


def record(recorder):
    """The walk through every operation, in an order in which each finds what it needs."""
    record_operations(recorder)
    shopper = record_customer(recorder)
    record_shop(recorder, shopper)
    record_reads(recorder)
    record_referral(recorder, shopper)
    record_coupons(recorder, shopper)
    record_triggers(recorder, shopper)
    record_refusals(recorder, shopper)


def record_operations(recorder):
    recorder.call("getHealth", "nobody", summary="The process is alive")
    recorder.call("getReadiness", "nobody", summary="The service takes requests")
    recorder.call("getContract", "nobody", summary="The first lines of this document")
    recorder.call("getProblemPage", "nobody", code="insufficient_coins", summary="The page of one code")
    recorder.call("getProgramSchema", "nobody", summary="The first lines of the schema")
    recorder.call("getProgram", "read", summary="The demo's programme")


def record_customer(recorder):
    shopper = f"shopper-{recorder.run}"
    body = {"name": "Asha Rao", "email": f"asha.rao.{recorder.run}@example.com", "mobile": "+14155550123",
            "locale": "en-US", "birthday": "1994-05-17"}
    recorder.call("putCustomer", "shop", body, customer_id=shopper, summary="A new customer")
    recorder.call("putCustomer", "shop", {"locale": "de"}, customer_id=shopper, request_name="change",
                  summary="One field changes, the others stay")
    recorder.call("putCustomer", "shop", {"locale": "en-US"}, customer_id=shopper, request_name=False)
    recorder.call("getCustomer", "shop", customer_id=shopper, summary="The customer's record")
    answer = recorder.call("mintCustomerToken", "shop", {"expires_in": 3600}, customer_id=shopper,
                           summary="A token for an hour")
    if answer.status_code == 201:
        recorder.hide(answer.json()["token"], "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlLXVwIn0.another-signature")
    return shopper


def record_shop(recorder, shopper):
    order = {"customer_id": shopper, "state": "paid", "placed_at": "2026-11-20T15:04:05Z", "currency": "USD",
             "total": 2933, "subtotal": 2800, "revision": 1}
    name = f"order-{recorder.run}"
    recorder.call("putOrder", "shop", order, order_id=name, summary="A paid order earns coins")
    recorder.call("putOrder", "shop", order | {"state": "delivered", "revision": 2}, order_id=name,
                  request_name="delivered", summary="The order moves on; nothing more is earned")
    recorder.call("getOrder", "shop", order_id=name, summary="The order with its award")
    refund = {"refund_id": "refund-1", "amount": 1000}
    recorder.call("refundOrder", "shop", refund, order_id=name, summary="A part of the money goes back")
    recorder.call("refundOrder", "shop", refund, order_id=name, request_name=False, summary="The same refund again")
    recorder.call("refundOrder", "shop", {"refund_id": "refund-2", "amount": 5000}, order_id=name, request_name=False,
                  summary="More than is left")
    recorder.call("putOrder", "shop", order | {"currency": "EUR"}, order_id=name, summary="Another currency")
    credit = {"coins": 2500, "note": "Apology for a late parcel"}
    recorder.call("createTransaction", "shop", credit, "?dry_run=true", customer_id=shopper,
                  summary="What a credit would do")
    recorder.call("createTransaction", "shop", credit, customer_id=shopper, summary="A credit by hand")
    recorder.call("createTransaction", "shop", {"wallet": "credits", "coins": 500, "note": "Returned a record"},
                  customer_id=shopper, request_name="credits", summary="Store credit, in minor units")
    recorder.call("createTransaction", "shop", {"coins": -999999, "note": "More than there is"},
                  customer_id=shopper, summary="A debit of more than there is")


def record_reads(recorder):
    me = recorder.demo.customer_id
    recorder.call("getBalance", "app", customer_id=me, summary="Both wallets")
    page = recorder.call("listTransactions", "app", None, "?limit=2", customer_id=me, summary="The first page")
    items = page.json().get("items") or [{"id": "coins-1"}]
    recorder.call("getTransaction", "app", customer_id=me, transaction_id=items[-1]["id"], summary="One entry")
    recorder.call("explainTransaction", "app", customer_id=me, transaction_id=items[-1]["id"],
                  summary="Why this many coins")
    recorder.call("getTier", "app", customer_id="me", summary="The customer of the token")
    for screen in SCREENS:
        recorder.call("getScreen", "app", customer_id=me, screen=screen, name=screen,
                      summary=f"The {screen} screen of the demo's customer")


def record_referral(recorder, shopper):
    friend = f"friend-{recorder.run}"
    recorder.call("putCustomer", "shop", {"name": "Ben Miller"}, customer_id=friend, request_name=False)
    code = recorder.call("getCustomer", "shop", customer_id=shopper).json().get("referral_code", "NOTTHERE")
    claim = {"code": code}
    recorder.call("claimReferral", "shop", claim, customer_id=friend, summary="A friend enters the code")
    other = recorder.call("getCustomer", "shop", customer_id=recorder.demo.customer_id).json().get("referral_code", "")
    recorder.call("claimReferral", "shop", {"code": other}, customer_id=friend, request_name=False,
                  summary="A code is entered once")
    recorder.call("listReferrals", "shop", customer_id=shopper, summary="One friend has joined")


def record_coupons(recorder, shopper):
    redeem = {"reward_id": "choose-your-own", "amount": 500}
    recorder.call("redeemReward", "shop", redeem, "?dry_run=true", customer_id=shopper, request_name=False,
                  summary="What it would cost; the code is masked")
    key = {"Idempotency-Key": f"record-{recorder.run}"}
    answer = recorder.call("redeemReward", "shop", redeem, customer_id=shopper, request_name="variable",
                           headers=key, summary="The customer chooses the amount")
    again = recorder.call("redeemReward", "shop", redeem, customer_id=shopper, request_name=False, headers=key)
    if again.content != answer.content or again.headers.get("Idempotent-Replayed") != "true":
        recorder.faults.append("redeemReward: a repeat is the first answer again, with Idempotent-Replayed: true")
    bought = answer.json()
    kept = recorder.call("redeemReward", "shop", {"reward_id": "five-off"}, customer_id=shopper,
                         request_name="fixed", summary="A reward of a fixed price").json()
    recorder.call("redeemReward", "shop", {"reward_id": "choose-your-own", "coins": 5000}, customer_id=shopper,
                  summary="More than the customer has")
    if "coupon" not in bought or "coupon" not in kept:
        return
    cart = {"customer_id": shopper, "order_id": f"order-{recorder.run}-2", "cart_amount": 4000, "currency": "USD"}
    code = bought["coupon"]["code"]
    recorder.call("verifyCoupon", "shop", cart, code=code, summary="The code is good for this cart")
    recorder.call("useCoupon", "shop", cart, code=code, summary="The order uses the code up")
    recorder.call("verifyCoupon", "shop", cart | {"order_id": f"order-{recorder.run}-3"}, code=code,
                  summary="A code is used once")
    coupon = kept["coupon"]["id"]
    recorder.call("cancelCoupon", "shop", customer_id=shopper, coupon_id=coupon, summary="The coins come back")
    recorder.call("cancelCoupon", "shop", customer_id=shopper, coupon_id=coupon,
                  summary="A cancelled coupon stays cancelled")
    recorder.call("listCoupons", "shop", customer_id=shopper, summary="One used, one cancelled")
    for made in (bought, kept):
        prefix, _, letters = made["coupon"]["code"].rpartition("-")
        recorder.hide(letters, "MADEVPC0DE" + ("12" if made is bought else "34"))


def record_triggers(recorder, shopper):
    trigger = recorder.demo.trigger_id
    install = {"customer_id": shopper, "device_id": f"device-{recorder.run}"}
    recorder.call("fireTrigger", "shop", install, trigger_id=trigger, name="awarded",
                  summary="The first install earns coins")
    recorder.call("fireTrigger", "shop", install, trigger_id=trigger, name="not_awarded", request_name=False,
                  summary="A reinstall earns nothing")
    path = recorder.demo.postback_path
    if path:
        signature = path.split("/")[-1]
        recorder.hide(signature.split(".")[-1], "A" * 43)
        fields = {"customer_id": shopper, "device_id": f"device-{recorder.run}", "event_id": str(uuid.uuid4())}
        query = "?" + "&".join(f"{name}={value}" for name, value in fields.items())
        recorder.call("receivePostback", "nobody", None, query, trigger_id=trigger, signature=signature,
                      summary="The app had reported the install already")
        recorder.call("receivePostbackBody", "nobody", fields, trigger_id=trigger, signature=signature,
                      summary="The same event again")


def record_refusals(recorder, shopper):
    """One real answer of every refusal that can be had by asking."""
    demo = recorder.demo
    me = demo.customer_id
    redeem = {"reward_id": "five-off"}
    recorder.call("redeemReward", "app", redeem, customer_id=me, key=False, summary="No Idempotency-Key")
    recorder.call("getBalance", "nobody", customer_id=me, summary="No key")
    recorder.call("getCustomer", "read", customer_id=me, summary="A read key where a write key is needed")
    recorder.call("getBalance", "shop", customer_id="nobody-knows-me", summary="An unknown customer")
    recorder.call("getBalance", "app", customer_id=me, headers={"Accept": "image/png"}, summary="Only JSON")
    recorder.call("putOrder", "shop", "x" * (4 * 1024 * 1024 + 1), order_id="1", summary="More than 4 MiB",
                  headers={"Content-Type": "application/json"})
    recorder.call("getProgram", "read", None, "?" + "x" * (16 * 1024), summary="A target of more than 16 KiB")
    recorder.call("putOrder", "shop", "total=1", order_id="1", summary="A form instead of JSON",
                  headers={"Content-Type": "application/x-www-form-urlencoded"})
    recorder.call("putOrder", "shop", {"customer_id": "short", "totl": 1}, order_id="1", summary="Every fault is named")
    recorder.call("getProgram", "read", headers={"X-Filler": "x" * (64 * 1024)}, summary="More than 64 KiB of header")


def written(document, examples):
    """The document's text with these examples in it."""
    text = without_examples(document.text)
    lines = []
    for line, place in places(text):
        lines.append(line)
        names = sorted(name for name in examples if place and (name == place or name.startswith(place + ".")))
        if names:
            indent = " " * (len(line) - len(line.lstrip()))
            lines.append(f"{indent}examples:")
            for name in names:
                key = name[len(place) + 1:] or "demo"
                lines.append(f"{indent}  {key}: {{$ref: '#/components/examples/{name}'}}")
    region = {name: {"summary": summary, "value": value} if summary else {"value": value}
              for name, (summary, value) in sorted(examples.items())}
    body = yaml.safe_dump(region, sort_keys=False, allow_unicode=True, width=110, indent=2)
    block = "".join(f"    {line}\n" if line else "\n" for line in body.splitlines())
    return "\n".join(lines).rstrip("\n") + "\n" + REGION + REGION_NOTE + block


def without_examples(text):
    """The part of the document that people write."""
    head = text.split("\n" + REGION + REGION_NOTE)[0] + "\n"
    lines, kept = head.split("\n"), []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        is_heading = line.strip() == "examples:" and "#/components/examples/" in following
        if is_heading or "{$ref: '#/components/examples/" in line:
            continue
        kept.append(line)
    return "\n".join(kept)


def places(text):
    """Every line, and for the schema of a body the name of its examples: `putOrder.200`, `problem.NotFound`."""
    operation = status = component = None
    for line in text.split("\n"):
        if found := re.match(r"^      operationId: (\w+)$", line):
            operation, status = found[1], None
        elif line == "      requestBody:":
            status = "request"
        elif found := re.match(r"^        '(\d{3})':", line):
            status = found[1]
        elif line.startswith("components:"):
            operation = None
        elif found := re.match(r"^    ([A-Z]\w+):$", line):
            component = found[1]
        place = None
        if operation and status and re.match(r"^ {12,14}schema: ", line):
            place = f"{operation}.{status}"
        elif operation is None and re.match(r"^          schema: \{\$ref: '#/components/schemas/\w+Problem'\}", line):
            place = f"problem.{component}"
        yield line, place


def shape(value):
    """What kind of value it is, all the way down; elements of an array count once each."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in sorted(value.items())}
    if isinstance(value, list):
        kinds = {json.dumps(shape(element), sort_keys=True) for element in value}
        return sorted(kinds)
    return type(value).__name__


def main():
    parser = arguments(__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; compare shapes with the recorded ones")
    options = parser.parse_args()
    checks = Checks()
    document = Document(options.document)
    recorder = Recorder(Demo.load(options.env_file, options.database), document)
    record(recorder)
    for fault in recorder.faults:
        checks.check(False, fault)
    examples = recorder.finished()
    if options.check:
        known = document.root["components"].get("examples", {})
        for name, (_, value) in examples.items():
            if checks.check(name in known, f"{name} is recorded"):
                checks.check(shape(known[name]["value"]) == shape(value), f"{name} has the recorded shape")
    else:
        old = document.root["components"].get("examples", {})
        examples = {name: (e.get("summary", ""), e["value"]) for name, e in old.items()} | examples
        document.path.write_text(written(document, examples), encoding="utf-8")
        checks.check(True, "written")
        print(f"{len(examples)} examples written")
    checks.finish()


if __name__ == "__main__":
    main()
