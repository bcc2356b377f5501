#!/usr/bin/env python3
"""Holds what the running demo says of its cast, which shows every feature, to the contract: every screen in two
languages and in the past, carts, ledgers with their explanations, orders, and what administrators read."""

from contract import Checks, Demo, Document, arguments

SCREENS = ["home", "wallet", "history", "earn", "redeem", "vip", "referrals", "coupons"]
PAST_SCREENS = ["wallet", "history", "vip"]
LISTS = [("getBalance", "balance"), ("getTier", "tier"), ("listReferrals", "referrals"), ("listCoupons", "coupons"),
         ("listNonAwards", "non-awards"), ("listLots", "lots")]
CARTS = [
    {"currency": "USD", "total": 4000},
    {"currency": "USD", "total": 0},
    {"currency": "USD", "total": 4000, "channel": "gokwik", "coins": 100},
    {"currency": "USD", "total": 900,
     "lines": [{"line_id": "1", "quantity": 1, "amount": 900, "collections": ["vinyl"]}]},
]
ADMINISTRATION = [
    ("listProgrammeVersions", "programme/versions"), ("listDrafts", "programme/drafts"),
    ("compareProgrammes", "programme/diff?from=version-1&to=version-2"), ("getMeasures", "measures"),
    ("listKeys", "keys"), ("listAuditLog", "audit-log"), ("searchAPILog", "api-log"),
    ("listAllReferrals", "referrals"), ("getCodes", "rewards/concert-voucher/codes"),
]


class Walk:
    """Asks the demo, and checks each answer against its operation."""

    def __init__(self, checks, demo, document):
        self.checks, self.demo, self.document = checks, demo, document

    def ask(self, operation_id, role, path, body=None, headers=None):
        """One request: a GET, or a POST of a body."""
        answer = self.demo.send(role, "GET" if body is None else "POST", path, body, headers=headers)
        faults = self.document.faults_of_answer(operation_id, answer)
        self.checks.check(not faults, f"{operation_id} {path} {answer.status_code}: {faults}")
        return answer.json() if answer.content else {}

    def customer(self, customer):
        """Everything that a customer's app and service would ask."""
        root = f"/v1/customers/{customer}"
        for screen in SCREENS:
            for language in ("en", "ar"):
                self.ask("getScreen", "shop", f"{root}/screens/{screen}", headers={"Accept-Language": language})
        for screen in PAST_SCREENS:
            self.ask("getScreen", "shop", f"{root}/screens/{screen}?as_of=2026-01-01T00:00:00Z")
        for cart in CARTS:
            self.ask("previewCart", "shop", f"{root}/screens/cart", cart)
        for operation, path in LISTS:
            self.ask(operation, "shop", f"{root}/{path}")
        entries = self.ask("listTransactions", "shop", f"{root}/transactions?limit=100").get("items", [])
        for entry in entries:
            self.ask("explainTransaction", "shop", f"{root}/transactions/{entry['id']}/explanation")
        self.ask("getCustomerDetail", "admin", f"/v1/admin/customers/{customer}")
        orders = {entry["source"].get("reference") for entry in entries if entry["source"]["kind"] == "order"}
        for order in sorted(order for order in orders if order):
            self.ask("getOrder", "shop", f"/v1/orders/{order}")
            self.ask("explainOrder", "shop", f"/v1/orders/{order}/explanation")


def main():
    options = arguments(__doc__).parse_args()
    checks = Checks()
    demo = Demo.load(options.env_file, options.database)
    walk = Walk(checks, demo, Document(options.document))
    found = demo.send("admin", "GET", "/v1/admin/customers?query=demo-&limit=100").json()["items"]
    cast = [customer["customer_id"] for customer in found]
    checks.check(len(cast) >= 25, f"the demo has its cast: {len(cast)}")
    for customer in [*cast, demo.customer_id, "demo-erased"]:
        walk.customer(customer)
    for operation, path in ADMINISTRATION:
        walk.ask(operation, "admin", f"/v1/admin/{path}")
    walk.ask("getGuestScreen", "read", "/v1/screens/guest")
    walk.ask("getProgram", "read", "/v1/program")
    checks.finish()


if __name__ == "__main__":
    main()
