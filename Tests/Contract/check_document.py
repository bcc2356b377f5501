#!/usr/bin/env python3
"""Checks openapi.yaml by itself: the OpenAPI 3.1 meta-schema, and the house's own rules for a contract."""

import re

from openapi_spec_validator import OpenAPIV31SpecValidator

from contract import METHODS, Checks, Document, arguments

# Statuses that every operation can answer: the connection and the process themselves give them.
ALWAYS = {"400", "406", "408", "414", "431", "500"}
LINE_LENGTH_MAX = 150


def check_operations(document, checks):
    """Every operation tells people what it is, and machines every status that it can return."""
    seen = set()
    tags = {tag["name"] for tag in document.root["tags"]}
    for path, method, operation, parameters in document.operations():
        name = f"{method.upper()} {path}"
        checks.check(operation.get("summary"), f"{name}: has a summary")
        checks.check(len(operation.get("description", "")) > 80, f"{name}: has a description of some length")
        checks.check(set(operation.get("tags", [])) <= tags and operation.get("tags"), f"{name}: has known tags")
        identifier = operation.get("operationId", "")
        checks.check(re.fullmatch(r"[a-z][A-Za-z]+", identifier), f"{name}: has a camelCase operationId")
        checks.check(identifier not in seen, f"{name}: has an operationId of its own")
        seen.add(identifier)
        statuses = set(operation["responses"])
        checks.check(ALWAYS <= statuses, f"{name}: lists {sorted(ALWAYS - statuses)}")
        checks.check(any(s.startswith("2") for s in statuses), f"{name}: has a success")
        if operation.get("security"):
            checks.check({"401", "429"} <= statuses, f"{name}: lists 401 and 429, since it has credentials")
        if "requestBody" in operation:
            checks.check({"413", "415", "422"} <= statuses, f"{name}: lists 413, 415 and 422, since it has a body")
        if any(p["name"] == "If-None-Match" for p in parameters):
            checks.check("304" in statuses, f"{name}: lists 304, since it has If-None-Match")
        wanted = set(re.findall(r"\{(\w+)\}", path))
        given = {p["name"] for p in parameters if p["in"] == "path"}
        checks.check(wanted == given, f"{name}: its path parameters are {sorted(wanted)}, not {sorted(given)}")
        for parameter in parameters:
            checks.check(parameter.get("description"), f"{name}: parameter {parameter['name']} has a description")
        check_contents(document, checks, name, operation)


def check_contents(document, checks, name, operation):
    """Every body has an example; every answer names its request; every error is a problem."""
    bodies = [("request", document.resolve(operation["requestBody"]))] if "requestBody" in operation else []
    for status, response in operation["responses"].items():
        response = document.resolve(response)
        bodies.append((status, response))
        checks.check("X-Request-Id" in response.get("headers", {}), f"{name}: {status} has X-Request-Id")
        if status >= "400":
            media = list(response.get("content", {}))
            checks.check(media == ["application/problem+json"], f"{name}: {status} is a problem")
    for place, body in bodies:
        for media, content in body.get("content", {}).items():
            checks.check(content.get("examples"), f"{name}: {place} {media} has an example")


def check_schemas(document, checks):
    """Every schema of an object is closed or says that it is open; every required member exists."""

    def visit(schema, place):
        if isinstance(schema, list):
            for index, part in enumerate(schema):
                visit(part, f"{place}/{index}")
        if not isinstance(schema, dict):
            return
        if schema.get("type") == "object":
            # A part of an `allOf` only narrows what another part closes.
            is_part = "/allOf/" in place
            checks.check(is_part or "additionalProperties" in schema, f"{place}: says additionalProperties")
            if not is_part:
                known = set(schema.get("properties", {}))
                checks.check(set(schema.get("required", [])) <= known, f"{place}: requires members that it has")
        if schema.get("type") == "string" and "enum" in schema:
            checks.check(all(isinstance(word, str) for word in schema["enum"]), f"{place}: its words are texts")
        for key, value in schema.items():
            if key in ("enum", "const", "example", "examples", "default", "required", "discriminator"):
                continue
            visit(value, f"{place}/{key}")

    visit(document.root["components"]["schemas"], "schemas")
    visit(document.root["paths"], "paths")


def check_references(document, checks):
    """Every reference leads somewhere, and every component is used."""
    used = set()

    def visit(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                used.add(node["$ref"])
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(document.root)
    for item in document.root["paths"].values():
        for method in METHODS:
            for requirement in item.get(method, {}).get("security", []):
                used |= {f"#/components/securitySchemes/{name}" for name in requirement}
    for kind, components in document.root["components"].items():
        for name in components:
            checks.check(f"#/components/{kind}/{name}" in used, f"components/{kind}/{name} is used")
    for reference in sorted(used):
        try:
            checks.check(document.resolve({"$ref": reference}) is not None, f"{reference} is there")
        except KeyError:
            checks.check(False, f"{reference} is there")


def check_links(document, checks):
    """Every link leads to an operation and fills parameters that it has."""
    for path, method, operation, _ in document.operations():
        for status, response in operation["responses"].items():
            for name, link in document.resolve(response).get("links", {}).items():
                place = f"{method.upper()} {path}: link {name}"
                targets = [o for o in document.operations() if o[2]["operationId"] == link["operationId"]]
                if checks.check(len(targets) == 1, f"{place} leads to an operation"):
                    known = {p["name"] for p in targets[0][3]}
                    checks.check(set(link.get("parameters", {})) <= known, f"{place} fills known parameters")


def main():
    options = arguments(__doc__, needs_demo=False).parse_args()
    checks = Checks()
    document = Document(options.document)
    faults = list(OpenAPIV31SpecValidator(document.root).iter_errors())
    checks.check(not faults, f"the document is OpenAPI 3.1: {[fault.message[:200] for fault in faults[:5]]}")
    lines = [n for n, line in enumerate(document.text.splitlines(), 1) if len(line) > LINE_LENGTH_MAX]
    hand_written = document.text.split("\n  examples:\n")[0].count("\n") + 1
    long = [n for n in lines if n <= hand_written]
    checks.check(not long, f"no line has more than {LINE_LENGTH_MAX} characters: {long[:10]}")
    check_operations(document, checks)
    check_schemas(document, checks)
    check_references(document, checks)
    check_links(document, checks)
    checks.finish()


if __name__ == "__main__":
    main()
