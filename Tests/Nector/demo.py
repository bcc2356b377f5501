"""The demo that the clients are pointed at: its credentials, and what they need of it beforehand."""

import argparse
import json
import pathlib
import shlex
import sys
import urllib.error
import urllib.request
import uuid

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Contract"))
from contract import Checks  # noqa: E402,F401  (the clients' scripts count with it)


class Demo:
    """A running `loyalty demo`, by the file of its `--env-file`."""

    def __init__(self, env_file):
        lines = pathlib.Path(env_file).read_text().splitlines()
        self.env = dict(line.split("=", 1) for line in lines if "=" in line)
        self.env = {name: shlex.split(value)[0] if value else "" for name, value in self.env.items()}
        self.base = self.env["BASE_URL"]
        self.customer_id = self.env["CUSTOMER_ID"]
        self.mobile = "+12025550123"

    @staticmethod
    def from_arguments():
        parser = argparse.ArgumentParser()
        parser.add_argument("--env-file", required=True)
        return Demo(parser.parse_args().env_file)

    def call(self, method, path, key, body=None, headers=()):
        """A native request with one of the demo's keys; the answer's status and body."""
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("X-API-Key", self.env[key])
        for name, value in headers:
            request.add_header(name, value)
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def must(self, *arguments, **more):
        """The body of an answer that must be a success."""
        status, body = self.call(*arguments, **more)
        if status >= 300:
            raise SystemExit(f"{arguments[:2]} was answered {status}: {body}")
        return body

    def nector_key(self, kind, **more):
        """A new key of the dialect."""
        return self.must("POST", "/v1/admin/keys", "ADMIN_KEY", {"kind": kind, "dialect": "nector"} | more)["key"]

    def nector_key_and_secret(self, kind, **more):
        """A new key of the dialect, and what its customers' credentials are signed with."""
        made = self.must("POST", "/v1/admin/keys", "ADMIN_KEY", {"kind": kind, "dialect": "nector"} | more)
        return made["key"], made["signing_secret"]

    def give_mobile(self):
        """Lets the demo's customer be found by a mobile number."""
        self.must("PUT", f"/v1/customers/{self.customer_id}", "WRITE_KEY", {"mobile": self.mobile})

    def credit(self, coins):
        """Gives the demo's customer coins."""
        self.must("POST", f"/v1/customers/{self.customer_id}/transactions", "WRITE_KEY",
                  {"coins": coins, "note": "For the clients"}, headers=[("Idempotency-Key", str(uuid.uuid4()))])

    def webhook(self, connector):
        """A new Secret Webhook ID of a connector."""
        path = f"/v1/admin/connectors/{connector}"
        status, body = self.call("POST", path + "/initialise", "ADMIN_KEY", {})
        if status >= 300:
            body = self.must("POST", path + "/rotate", "ADMIN_KEY", {"overlap_seconds": 0})
        self.must("PUT", path, "ADMIN_KEY", {"enabled": True})
        return body["webhook_id"]

    def minimum_cart(self, connector, amount):
        """Has a connector's rule refuse carts below an amount of minor units."""
        path = f"/v1/admin/connectors/{connector}"
        rule = self.must("GET", path, "ADMIN_KEY")["rule"] | {"minimum_cart_amount": amount}
        self.must("PUT", path + "/rule", "ADMIN_KEY", {"rule": rule})
