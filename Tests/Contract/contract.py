"""What the contract's checks share: the document, the demo's credentials, requests, and the count of what passed."""

import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import re
import shlex
import sqlite3
import sys
import uuid
from dataclasses import dataclass, field

import jsonschema
import requests
import yaml

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = REPOSITORY / "openapi.yaml"
METHODS = ("get", "put", "post", "delete", "patch")
TIMEOUT_SECONDS = 20


class Checks:
    """Counts what passed and failed; the last line of every script is its summary."""

    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, good, text):
        if good:
            self.passed += 1
        else:
            self.failures.append(text)
            print(f"FAIL {text}")
        return bool(good)

    def finish(self):
        """Prints the last line and ends the process: 0 if nothing failed."""
        print(f"{self.passed} passed, {len(self.failures)} failed")
        sys.exit(1 if self.failures else 0)


class Strict(yaml.SafeLoader):
    """YAML 1.2 §3.2.1.3: the keys of a mapping are unique; PyYAML alone would take the last."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise yaml.constructor.ConstructorError(
                    "in a mapping", node.start_mark, f"the key {key} is there twice", node.value[place][0].start_mark)
        return super().construct_mapping(node, deep)


class Document:
    """openapi.yaml, with references followed."""

    def __init__(self, path=DOCUMENT):
        self.path = pathlib.Path(path)
        self.text = self.path.read_text(encoding="utf-8")
        self.root = yaml.load(self.text, Loader=Strict)

    def resolve(self, node):
        """What a reference object points to; anything else as it is."""
        while isinstance(node, dict) and "$ref" in node:
            target = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def operations(self):
        """(path, method, operation, parameters) of every operation, in the document's order."""
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    parameters = item.get("parameters", []) + operation.get("parameters", [])
                    yield path, method, operation, [self.resolve(p) for p in parameters]

    def operation(self, operation_id):
        return next(found for found in self.operations() if found[2]["operationId"] == operation_id)

    def whole(self, schema):
        """A schema of this document as one of its own, JSON Schema 2020-12."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
                "components": self.root["components"]}

    def validator(self, schema):
        """A validator for a schema of this document, formats included."""
        return jsonschema.Draft202012Validator(
            self.whole(schema), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)

    def faults(self, schema, value):
        """What is wrong with a value, one line each."""
        return self.faults_found(self.validator(schema), value)

    @staticmethod
    def faults_found(validator, value):
        found = sorted(validator.iter_errors(value), key=lambda e: list(e.absolute_path))
        return [f"/{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in found]

    def faults_of_answer(self, operation_id, answer):
        """What of an answer the contract does not allow: its status, media type, headers or body."""
        operation = self.operation(operation_id)[2]
        response = self.resolve(operation["responses"].get(str(answer.status_code)))
        if response is None:
            return [f"status {answer.status_code} is not documented"]
        return self._header_faults(response, answer) + self._body_faults(response, answer)

    def _header_faults(self, response, answer):
        faults = []
        for name, header in response.get("headers", {}).items():
            header, value = self.resolve(header), answer.headers.get(name)
            if value is None:
                if header.get("required"):
                    faults.append(f"header {name} is missing")
                continue
            schema = self.resolve(header["schema"])
            if schema.get("type") == "integer" and re.fullmatch(r"-?[0-9]+", value):
                value = int(value)
            faults += [f"header {name}{fault}" for fault in self.faults(schema, value)]
        return faults

    def _body_faults(self, response, answer):
        content = response.get("content")
        if not content:
            return ["there is a body"] if answer.content else []
        media = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if media not in content:
            return [f"media type {media or 'none'} is not documented"]
        if media.endswith("yaml"):
            value = yaml.safe_load(answer.content)
        else:
            value = answer.json() if media.endswith("json") else answer.text
        return self.faults(content[media]["schema"], value)


@dataclass
class Demo:
    """A running demo: where it is, and who may ask it."""

    base: str
    read_key: str
    write_key: str
    admin_key: str
    customer_id: str
    customer_token: str
    trigger_id: str
    test_admin_key: str
    postback_path: str | None = None
    session: requests.Session = field(default_factory=requests.Session)

    @staticmethod
    def load(env_file, database=None):
        """Reads the file that `loyalty demo --env-file` writes: shell assignments."""
        values = {}
        for line in pathlib.Path(env_file).read_text(encoding="utf-8").splitlines():
            for word in shlex.split(line, comments=True):
                name, mark, value = word.partition("=")
                if mark:
                    values[name] = value
        names = ["BASE_URL", "READ_KEY", "WRITE_KEY", "ADMIN_KEY", "CUSTOMER_ID", "CUSTOMER_TOKEN",
                 "APP_INSTALL_TRIGGER_ID", "TEST_ADMIN_KEY"]
        missing = [name for name in names if not values.get(name)]
        if missing:
            sys.exit(f"{env_file} does not set {', '.join(missing)}")
        demo = Demo(*(values[name] for name in names))
        demo.base = demo.base.rstrip("/")
        url = values.get("POSTBACK_URL")
        if url:
            demo.postback_path = url.removeprefix(demo.base)
        elif database:
            demo.postback_path = postback_path(database, demo.trigger_id)
        return demo

    def credentials(self, role, token=None):
        """The headers of one who asks: `app`, `read`, `shop`, `admin`, `tester` or `nobody`."""
        bearer = {"Authorization": f"Bearer {token or self.customer_token}"}
        return {
            "app": {"X-API-Key": self.read_key, **bearer}, "read": {"X-API-Key": self.read_key},
            "shop": {"X-API-Key": self.write_key}, "admin": {"X-API-Key": self.admin_key},
            "tester": {"X-API-Key": self.test_admin_key}, "nobody": {},
        }[role]

    def send(self, role, method, path, body=None, headers=None, token=None, key=False):
        """One request; `key` adds a fresh Idempotency-Key."""
        sent = self.credentials(role, token) | ({"Idempotency-Key": str(uuid.uuid4())} if key else {})
        sent |= headers or {}
        if isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        return self.session.request(
            method.upper(), self.base + path, data=body, headers=sent, timeout=TIMEOUT_SECONDS,
            allow_redirects=False)


def postback_path(database, trigger_id, provider="generic"):
    """The signed path of a trigger in the first live book, from the database and the master key beside it."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        book, brand, mode, generation = connection.execute(
            "SELECT book, brand, mode, secret_generation FROM books WHERE mode = 'live' ORDER BY book").fetchone()
    master = pathlib.Path(f"{database}.secret").read_bytes()
    label = f"loyalty-bff/postback/{brand}/{mode}/{generation}"
    key = hmac.new(master, label.encode(), hashlib.sha256).digest()
    code = hmac.new(key, f"{trigger_id}\n{provider}".encode(), hashlib.sha256).digest()
    text = base64.urlsafe_b64encode(code).decode().rstrip("=")
    return f"/v1/postbacks/{trigger_id}/{book}.{provider}.{generation}.{text}"


def arguments(description, needs_demo=True):
    """The options that the scripts share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--document", default=str(DOCUMENT), help="the contract (default: openapi.yaml at the top)")
    if needs_demo:
        parser.add_argument("--env-file", required=True, help="the file that `loyalty demo --env-file` wrote")
        parser.add_argument("--database", help="the demo's database, whose secret signs postback URLs")
    return parser
