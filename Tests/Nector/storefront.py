"""Runs storefront.mjs with node against a running demo: python storefront.py --env-file FILE"""

import json
import pathlib
import subprocess
import sys

from demo import Demo


def main():
    demo = Demo.from_arguments()
    demo.give_mobile()
    demo.credit(20_000)
    demo.minimum_cart("custom_checkout", 5_000)
    storefront, secret = demo.nector_key_and_secret("read", server=False)
    programme = demo.must("GET", "/v1/program", "READ_KEY")
    given = {
        "read": demo.nector_key("read"), "write": demo.nector_key("write"), "storefront": storefront, "secret": secret,
        "checkout": demo.webhook("custom_checkout"), "feed": demo.webhook("webhook"), "customer": demo.customer_id,
        "mobile": demo.mobile, "workspace": programme["brand"]["id"], "trigger": "review", "origin": "https://cdnow.example",
    }
    file = pathlib.Path(__file__).with_name("storefront.mjs")
    sys.exit(subprocess.run(["node", file, demo.base, json.dumps(given)], check=False).returncode)


if __name__ == "__main__":
    main()
