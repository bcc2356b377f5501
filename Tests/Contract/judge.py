"""Holds answers against the contract as they come: a line of JSON in, a line of JSON with the faults out.

In: {"method", "path", "status", "fields": {name: value}, "body"}. Out: a list of faults, empty when there are none. Answers
to what is no operation of the contract (an unknown path, a method that a path does not know) are not the contract's affair.
"""

import json
import re
import sys
import types

import jsonschema
import jsonschema_rs

from contract import Document


# What the HTTP server answers before anybody knows which operation was meant.
OF_THE_PROTOCOL = {417, 501, 505}


class Judge(Document):
    """The document, with what is asked again and again kept."""

    def __init__(self):
        super().__init__()
        self.validators = {}
        self.quick = {}
        self.patterns = [
            (method.upper(), re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + r"\Z"), operation["operationId"],
             path.count("{"))
            for path, method, operation, _ in self.operations()
        ]
        self.known = {found[2]["operationId"]: found for found in self.operations()}

    def operation(self, operation_id):
        return self.known[operation_id]

    def faults(self, schema, value):
        """The same; the quick validator says whether there is any fault, the other one which."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self.quick:
            self.quick[key] = jsonschema_rs.Draft202012Validator(self.whole(schema), validate_formats=True)
        if self.quick[key].is_valid(value):
            return []
        if key not in self.validators:
            self.validators[key] = self.validator(schema)
        return self.faults_found(self.validators[key], value) or ["/: one of two validators finds a fault"]

    def faults_of_line(self, line):
        path = line["path"].split("?")[0]
        # A path with fewer parameters comes before one that it also fits (OpenAPI, Path Templating).
        fitting = [one for one in self.patterns if one[1].match(path)]
        fewest = min((one[3] for one in fitting), default=0)
        names = [name for method, _, name, parameters in fitting if method == line["method"] and parameters == fewest]
        if not names or line["status"] in OF_THE_PROTOCOL:
            return []
        fields = {name.lower(): value for name, value in line["fields"].items()}
        answer = types.SimpleNamespace(
            status_code=line["status"], content=line["body"].encode(), text=line["body"],
            headers=types.SimpleNamespace(get=lambda name, default=None: fields.get(name.lower(), default)),
            json=lambda: json.loads(line["body"]))
        return self.faults_of_answer(names[0], answer)


def main():
    judge = Judge()
    for line in sys.stdin:
        try:
            faults = judge.faults_of_line(json.loads(line))
        except (ValueError, KeyError, jsonschema.SchemaError) as error:
            faults = [f"the answer cannot be judged: {error}"]
        print(json.dumps(faults), flush=True)


main()
