#!/usr/bin/env python3
"""Checks that every example in openapi.yaml is valid against the schema beside it (JSON Schema 2020-12)."""

from contract import Checks, Document, arguments


def check_content(document, checks, place, content):
    for media, body in content.items():
        for name, example in body.get("examples", {}).items():
            value = document.resolve(example)["value"]
            faults = document.faults(body["schema"], value)
            checks.check(not faults, f"{place} {media} {name}: {'; '.join(faults[:3])}")


def main():
    options = arguments(__doc__, needs_demo=False).parse_args()
    checks = Checks()
    document = Document(options.document)
    for path, method, operation, parameters in document.operations():
        place = f"{method.upper()} {path}"
        for parameter in parameters:
            if "example" in parameter:
                faults = document.faults(parameter["schema"], parameter["example"])
                checks.check(not faults, f"{place} parameter {parameter['name']}: {'; '.join(faults[:3])}")
        if "requestBody" in operation:
            check_content(document, checks, f"{place} request", operation["requestBody"]["content"])
        for status, response in operation["responses"].items():
            content = document.resolve(response).get("content", {})
            check_content(document, checks, f"{place} {status}", content)
    checks.check(checks.passed > 0, "there are examples")
    checks.finish()


if __name__ == "__main__":
    main()
