#!/usr/bin/env python3
"""Lets schemathesis try the running demo: valid and invalid requests made from openapi.yaml, one by one and in
chains along its links. Every answer must be one that the document describes, never a 5xx; valid requests must not
be refused as invalid, nor invalid ones be accepted. The seed is fixed, so a run can be repeated.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from contract import Checks, Demo, arguments

CONFIGURATION = """
[generation]
mode = "all"
max-examples = {examples}
database = "none"
with-security-parameters = false
allow-x00 = false
# Any request may carry header fields that nobody here knows.
allow-extra-parameters = false

[phases.coverage]
# Known methods on a wrong path are 405; unheard-of ones are 501, as RFC 9110 §9.1 asks.
unexpected-methods = ["DELETE", "PUT", "POST", "PATCH", "TRACE", "QUERY"]

[phases.stateful]
max-steps = 8

[checks.positive_data_acceptance]
# 409 is a business refusal of a valid request.
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "429"]

[checks.negative_data_rejection]
# A path that breaks its rule is not there; an unreadable target or body is refused before anything looks at it.
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "411", "413", "414", "415", "422", "429", "431"]

[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "404", "406", "415", "422", "429"]

# The postback's fields are the provider's: whatever it sends is a 200 (see the document).
[[operations]]
include-operation-id = ["receivePostback", "receivePostbackBody"]
[operations.checks.negative_data_rejection]
enabled = false

# A draft that was published is no draft any more, and of brand tests and checks the newest are kept: one may be gone
# although nobody deleted it.
[[operations]]
include-operation-id = ["getDraft", "updateDraft", "deleteDraft", "publishDraft", "getBrandTest", "getConnectorCheck"]
[operations.checks.ensure_resource_availability]
enabled = false

# Whatever is sent as text is a text: `null`, too, is a code in a file of codes.
[[operations]]
include-operation-id = "addCodes"
[operations.checks.negative_data_rejection]
enabled = false
"""


def main():
    parser = arguments(__doc__)
    parser.add_argument("--seed", type=int, default=20261121, help="of the generated requests (default %(default)s)")
    parser.add_argument("--examples", type=int, default=60, help="requests per operation and phase, at most")
    parser.add_argument("--seconds", type=int, default=180, help="time for the whole run (default %(default)s)")
    parser.add_argument("--rate-limit", help="for example 200/s; the demo's own limits decide if left out")
    options, more = parser.parse_known_args()
    demo = Demo.load(options.env_file, options.database)
    here = pathlib.Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as directory:
        configuration = pathlib.Path(directory, "schemathesis.toml")
        configuration.write_text(f'hooks = "{here / "hooks.py"}"\n' + CONFIGURATION.format(examples=options.examples))
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(configuration),
            "--no-color", "run", os.path.abspath(options.document), "--url", demo.base, "--seed", str(options.seed), "--max-time", str(options.seconds),
            "--continue-on-failure", "--max-failures", "40", "--workers", "1", "--request-timeout", "10",
            "--suppress-health-check", "all", "--report", "ndjson", "--report-dir", directory, *more]
        if options.rate_limit:
            command += ["--rate-limit", options.rate_limit]
        environment = os.environ | {
            "CONTRACT_ENV_FILE": os.path.abspath(options.env_file), "CONTRACT_SEED": str(options.seed),
            "CONTRACT_DATABASE": os.path.abspath(options.database) if options.database else "",
            "PYTHONPATH": str(here)}
        run = subprocess.run(
            command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(run.stdout)
    checks = Checks()
    failures = re.findall(r"^_{3,} (\S+ \S+) _{3,}$", run.stdout, re.MULTILINE)
    for operation in failures:
        checks.check(False, f"schemathesis found something at {operation}; see above")
    checks.check(run.returncode == 0, f"schemathesis ended with {run.returncode}")
    tested = re.search(r"Test cases:\s*\n?.*?(\d[\d,]*) generated", run.stdout)
    checks.passed += int(tested[1].replace(",", "")) if tested and run.returncode == 0 else 0
    checks.finish()


if __name__ == "__main__":
    main()
