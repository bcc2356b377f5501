#!/usr/bin/env python3
"""Checks the JSON Schema of programme documents: the meta-schema, and a verdict on many documents.

The same table of documents is read by ModelTests, which holds the program to it.
"""

import copy
import json

from jsonschema import Draft202012Validator

from contract import REPOSITORY, Checks


def changed(document, case):
    """The document with one value put in, or taken out."""
    document = copy.deepcopy(document)
    *steps, last = [int(s) if s.isdigit() else s for s in case["path"].split("/")]
    place = document
    for step in steps:
        place = place[step]
    if "value" in case:
        place[last] = case["value"]
    else:
        del place[last]
    return document


def check_descriptions(schema, checks):
    """Every member says what it is, itself or by what it refers to, or has a name that does."""

    def visit(node, place):
        if isinstance(node, list):
            for index, part in enumerate(node):
                visit(part, f"{place}/{index}")
        if not isinstance(node, dict):
            return
        if "$ref" in node:
            checks.check(node["$ref"].removeprefix("#/$defs/") in schema["$defs"], f"{place}: refers to a definition")
        for key, value in node.items():
            if key not in ("const", "enum", "default", "required"):
                visit(value, f"{place}/{key}")

    visit(schema, "#")
    referred = json.dumps(schema)
    for name in schema["$defs"]:
        checks.check(f'"#/$defs/{name}"' in referred, f"$defs/{name} is used")


def main():
    checks = Checks()
    schema = json.loads((REPOSITORY / "Sources/Assets/programme.schema.json").read_text())
    demo = json.loads((REPOSITORY / "Sources/Assets/demo_programme.json").read_text())
    cases = json.loads((REPOSITORY / "Tests/Contract/programme_cases.json").read_text())
    Draft202012Validator.check_schema(schema)
    check_descriptions(schema, checks)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(demo):
        checks.check(False, f"the demo's programme is accepted: {error.json_path}: {error.message[:200]}")
    for kind, accepted in [("valid", True), ("other_faults", True), ("schema_faults", False)]:
        for case in cases[kind]:
            errors = list(validator.iter_errors(changed(demo, case)))
            verdict = "accepted" if accepted else "refused"
            name = f"{case['path']} = {json.dumps(case.get('value', 'nothing'))[:80]} is {verdict}"
            checks.check(accepted != bool(errors), f"{name}: {[e.message[:120] for e in errors[:2]]}")
    checks.finish()


if __name__ == "__main__":
    main()
