#!/usr/bin/env python3
"""Generates a Python client from openapi.yaml with openapi-python-client, compiles and imports all of it, and, with a
running demo, asks it a few things through that client.
"""

import argparse
import compileall
import importlib
import pathlib
import pkgutil
import re
import subprocess
import sys
import tempfile

from contract import DOCUMENT, Checks, Demo, Document

CONFIGURATION = "project_name_override: loyalty-client\npackage_name_override: loyalty_client\npost_hooks: []\n"
# The generator knows no YAML and no CSV; bytes and a text are all that a client wants of them.
CONFIGURATION += "content_type_overrides:\n  application/yaml: application/octet-stream\n"
CONFIGURATION += "  text/csv: application/json\n"


def generate(document, directory):
    configuration = pathlib.Path(directory, "config.yaml")
    configuration.write_text(CONFIGURATION)
    tool = pathlib.Path(sys.executable).parent / "openapi-python-client"
    return subprocess.run(
        [str(tool), "generate", "--path", str(document), "--config", str(configuration), "--output-path",
         f"{directory}/client", "--fail-on-warning"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def module_name(operation_id):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation_id).lower()


def check_modules(checks, document):
    """Every module imports, and every operation has its own."""
    import loyalty_client
    names = [found.name for found in pkgutil.walk_packages(loyalty_client.__path__, "loyalty_client.")]
    for name in names:
        try:
            importlib.import_module(name)
            checks.check(True, name)
        except Exception as error:  # noqa: BLE001 — whatever a generated module throws is a finding
            checks.check(False, f"{name} imports: {error!r}")
    for _, _, operation, _ in document.operations():
        wanted = "." + module_name(operation["operationId"])
        checks.check(any(name.endswith(wanted) for name in names), f"{operation['operationId']} has a module")


def check_calls(checks, demo):
    """A few reads, parsed into the client's own types."""
    import loyalty_client
    from loyalty_client.api.app import get_program, get_screen
    from loyalty_client.api.customers import get_balance
    from loyalty_client.models import Balance, GetScreenScreen, Programme, Screen
    client = loyalty_client.Client(base_url=demo.base, headers=demo.credentials("app"))
    checks.check(isinstance(get_program.sync(client=client), Programme), "getProgram gives a Programme")
    balance = get_balance.sync(demo.customer_id, client=client)
    checks.check(isinstance(balance, Balance), "getBalance gives a Balance")
    for name in GetScreenScreen:
        product = {"product_id": "lp-4711", "amount": 2499} if name == GetScreenScreen.PRODUCT else {}
        screen = get_screen.sync(demo.customer_id, name, client=client, **product)
        checks.check(isinstance(screen, Screen), f"getScreen {name} gives a Screen")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--document", default=str(DOCUMENT), help="the contract (default: openapi.yaml at the top)")
    parser.add_argument("--env-file", help="the file that `loyalty demo --env-file` wrote; no calls are made without")
    options = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as directory:
        run = generate(pathlib.Path(options.document).resolve(), directory)
        if not checks.check(run.returncode == 0, "the client is generated without a warning"):
            print(run.stdout)
        client = pathlib.Path(directory, "client")
        if client.exists():
            checks.check(compileall.compile_dir(str(client), quiet=1), "the client compiles")
            sys.path.insert(0, str(client))
            check_modules(checks, Document(options.document))
            if options.env_file:
                check_calls(checks, Demo.load(options.env_file))
    checks.finish()


if __name__ == "__main__":
    main()
