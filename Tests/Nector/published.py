"""Nector's published API description, as facts: its 36 operations with the parameters and bodies that they have there.

    python published.py --env-file FILE [--examples N] [--seed N]

The description itself is not ours to carry; these facts make an OpenAPI document that schemathesis sends requests from: with a read
key, with a write key and with no key. Its only documented status is 200 and its rules stand in prose, so the one check that
says something is that no answer is a 5xx; every answer must have the envelope as well. NECTOR_OAS may name the real file.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import yaml

from demo import Demo

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
HEADERS = [{"name": name, "in": "header", "required": True, "schema": TEXT} for name in ("x-source", "x-apikey", "x-workspaceid")]
LIST = "id page# limit# sort sort_op"
WHO = "lead_id customer_id"
PRODUCT = "reference_product_source reference_product_id"
PERSON = "email mobile country"
ENTRY = (WHO + " title* description* amount#* hash operation*", {})


def friend(contact):
    return "referred_by_referral_code* name*", {"metadetail": contact}


# Method and path: the words of its query; or of its body, and the objects inside. `*` is required, `#` a number.
OPERATIONS = {
    "POST /activities": ("trigger_id* " + WHO, {"trace": {
        "via_api_for_wallet": "title description operation coin_range{}", "via_api_for_offer": "offer_id",
        "via_api_for_email": "subject emailtemplate_id", "via_api_for_event": "event_topic integration_id",
        "via_api_for_webhook": "webhook_topic webhook_uri webhook_secret",
        "params_for_activityrule": "evaluation_id evaluation_type count# amount#",
        "params_for_email": "k", "params_for_event": "k", "params_for_webhook": "k"}}),
    "POST /leads-referral-via-email": friend("email"), "POST /leads-referral-via-mobile": friend("mobile country"),
    "POST /leads-invite-via-email": friend("email"), "POST /leads-invite-via-mobile": friend("mobile country"),
    "GET /referrals/{id}": "referred_by_lead_id referred_to_lead_id",
    "GET /referrals": "referred_by_lead_id referred_to_lead_id " + LIST,
    "POST /offerrewards": ("offer_id* " + WHO, {}), "POST /offerredeems": ("offer_id* " + WHO, {}),
    "GET /coupons/{id}": "lead_id*", "GET /coupons": "lead_id* offer_id " + LIST,
    "POST /publicofferrewards": ("publicoffer_id* " + WHO, {}),
    "POST /publicofferredeems": ("publicoffer_id* " + WHO, {}),
    "GET /publiccoupons/{id}": "lead_id*", "GET /publiccoupons": "lead_id* publicoffer_id " + LIST,
    "GET /triggers": LIST, "GET /aggreegateddetails": "tier#", "GET /aggreegatedoffers": "tier#",
    "POST /leads": ("customer_id name", {"metadetail": PERSON + " dob"}),
    "PUT /leads/{id}": ("", {"metadetail": "dob"}),
    "GET /leads/{id}": "customer_id referral_code email mobile",
    "POST /wallettransactions": ENTRY, "GET /wallettransactions": "lead_id* hash operation " + LIST,
    "GET /wallettransactions/{id}": "lead_id*",
    "POST /creditwallettransactions": ENTRY, "GET /creditwallettransactions": "lead_id* hash operation " + LIST,
    "GET /creditwallettransactions/{id}": "lead_id*",
    "POST /reviews": ("order_id reference_product_source* reference_product_id* name* rating#* description*",
                      {"metadetail": PERSON}),
    "GET /reviews": PRODUCT + " is_featured is_verified " + LIST, "GET /reviews/{id}": "",
    "GET /reviews-count": PRODUCT,
    "POST /qnas": ("reference_product_source* reference_product_id* name* question*", {"metadetail": PERSON}),
    "GET /qnas": PRODUCT + " " + LIST, "GET /qnas/{id}": "", "GET /qnas-count": PRODUCT,
    "POST /uploads": ("parent_id* parent_type* position#", {}),
}


def plain(word):
    return word.rstrip("*").rstrip("#").removesuffix("{}")


def kind(word):
    return {"type": "object"} if "{}" in word else NUMBER if "#" in word else TEXT


def schema(words, nested):
    words = words.split()
    made = {"type": "object", "properties": {plain(word): kind(word) for word in words}}
    for name, inside in nested.items():
        made["properties"][name] = schema(inside, {}) if isinstance(inside, str) else schema("", inside)
    required = [plain(word) for word in words if word.endswith("*")]
    return made | ({"required": required} if required else {})


def document(base):
    paths = {}
    for key, what in OPERATIONS.items():
        method, path = key.split()
        operation = {"parameters": list(HEADERS), "responses": {"200": {"description": "200"}}, "security": []}
        if "{id}" in path:
            operation["parameters"].append({"name": "id", "in": "path", "required": True, "schema": TEXT})
        query = what if isinstance(what, str) else "customer_id" if method == "PUT" else ""
        operation["parameters"] += [
            {"name": plain(word), "in": "query", "required": word.endswith("*"), "schema": kind(word)} for word in query.split()]
        if not isinstance(what, str):
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema(*what)}}}
        paths.setdefault(path, {})[method.lower()] = operation
    return {"openapi": "3.0.0", "info": {"title": "Published facts", "version": "1"}, "servers": [{"url": base}], "paths": paths}


HOOKS = '''
import schemathesis

@schemathesis.check
def envelope(ctx, response, case):
    """Every answer has meta and data, and meta.code is its status; what is no HTTP is refused before anybody reads a path."""
    kind = str(response.headers.get("content-type", ""))
    if not response.content or (response.status_code in (400, 431, 501) and "application/problem" in kind):
        return
    body = response.json()
    assert isinstance(body["data"], dict), body
    assert body["meta"]["code"] == response.status_code, body
    assert body["meta"]["status"] == ("success" if response.status_code == 200 else "error"), body
'''


def run(file, base, fields, options):
    """schemathesis with some header fields; its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "envelope_hooks.py").write_text(HOOKS)
        command = [
            str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", file, "--url", base, "--checks",
            "not_a_server_error,envelope", "--max-examples", str(options.examples), "--seed", str(options.seed),
            "--generation-database", "none"]
        for name, value in fields.items():
            command += ["-H", f"{name}: {value}"]
        environment = os.environ | {"SCHEMATHESIS_HOOKS": "envelope_hooks", "PYTHONPATH": folder}
        return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


def operations(base, fields):
    """One request to every operation: the methods and paths must be there."""
    missing = []
    for key in OPERATIONS:
        method, path = key.split()
        request = urllib.request.Request(base + path.replace("{id}", "x"), method=method, headers=fields)
        body = None if method == "GET" else b"{}"
        try:
            urllib.request.urlopen(request, body, timeout=20)
        except urllib.error.HTTPError as error:
            if error.code in (404, 405):
                missing.append(key)
    return missing


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--env-file", required=True)
    parser.add_argument("--examples", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    demo = Demo(options.env_file)
    base = demo.base + "/api/v2/merchant"
    made = document(base)
    if os.environ.get("NECTOR_OAS"):
        made = yaml.safe_load(pathlib.Path(os.environ["NECTOR_OAS"]).read_text())
    failed = 0
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(made, file, default=str)
        file.flush()
        web = {"x-source": "web", "x-workspaceid": ""}
        for name, fields in {
            "read": {"x-apikey": demo.nector_key("read")}, "storefront": {"x-apikey": demo.nector_key("read", server=False)},
            "write": {"x-apikey": demo.nector_key("write")}, "none": {"x-apikey": "none"},
        }.items():
            print(f"== with {name} key", flush=True)
            missing = operations(base, web | fields | {"content-type": "application/json"})
            if missing:
                print("FAIL not there: " + ", ".join(missing))
                failed += 1
            failed += run(file.name, base, web | fields, options) != 0
    print(f"{4 - failed} of 4 keys clean" if failed < 4 else "no key clean")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
