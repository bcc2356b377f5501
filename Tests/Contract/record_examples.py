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
import time

import yaml

import walk
from contract import Checks, Demo, Document, arguments

REGION = "  examples:\n"
REGION_NOTE = "    # What the demo answered; written by Tests/Contract/record_examples.py, not by hand.\n"
TEXT_LENGTH_MAX = 300
DOCUMENT_MEMBERS_MAX = 7
CHECKS_MAX = 2
WAITS_MAX, WAIT_SECONDS = 600, 0.2


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
            (self.demo.test_admin_key, "lba_test_AAAAmade-up-admin-keyAAAAAAAAA"),
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
            place = "requestCSV" if isinstance(body, str) else "request"
            self.keep(f"{operation_id}.{place}" + (f".{request_name}" if request_name else ""), summary, body)
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

    def wait_for(self, operation_id, is_done, **parameters):
        """Asks an operation again and again until its answer is done."""
        path = self.document.operation(operation_id)[0]
        for name, value in parameters.items():
            path = path.replace("{%s}" % name, value)
        for _ in range(WAITS_MAX):
            if is_done(self.demo.send("admin", "GET", path).json()):
                return
            time.sleep(WAIT_SECONDS)
        self.faults.append(f"{operation_id}: it takes too long")

    def keep(self, name, summary, value):
        """Keeps the first example of a name."""
        self.examples.setdefault(name, (summary, value))

    def finished(self):
        """The examples with everything secret, and everything of this run alone, made up."""
        secrets_first = sorted(self.made_up.items(), key=lambda pair: -len(pair[0]))

        def clean(value):
            if isinstance(value, dict):
                return {name: beginning(clean(member)) if name in ("document", "draft") else clean(member)
                        for name, member in value.items()}
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
        body = answer.json()
        if isinstance(body, dict) and "checks" in body.get("report", {}):
            del body["report"]["checks"][CHECKS_MAX:]
        return body
    if media.startswith("application/yaml"):
        document = yaml.safe_load(answer.content)
        info = {name: document["info"][name] for name in ("title", "version", "summary")}
        return {"openapi": document["openapi"], "info": info, "paths": {}}
    if media.startswith("application/schema+json"):
        beginning = {name: answer.json()[name] for name in ("$schema", "$id", "title", "type")}
        return beginning | {"properties": {}, "$defs": {}}
    return shortened(answer.text)


def beginning(document):
    """Of a programme document its first members: it is served whole, and as long as this file."""
    if not isinstance(document, dict) or len(document) <= DOCUMENT_MEMBERS_MAX:
        return document
    return dict(list(document.items())[:DOCUMENT_MEMBERS_MAX])


def shortened(text):
    return text if len(text) <= TEXT_LENGTH_MAX else text[:TEXT_LENGTH_MAX].rsplit("\n", 1)[0] + "\n…\n"


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
        elif status == "request" and line == "          text/csv:":
            status = "requestCSV"
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
    walk.record(recorder)
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
