#!/usr/bin/env python3
"""Holds the printed Containerfile to the repository and to the program: check_container.py LOYALTY REPOSITORY"""

import io
import json
import os
import re
import shlex
import subprocess
import sys

from dockerfile_parse import DockerfileParser


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def main():
    loyalty, root = sys.argv[1:3]
    text = run(loyalty, "print", "container", "--port", "9000").stdout
    parser = DockerfileParser(fileobj=io.BytesIO(text.encode()))
    steps = [(step["instruction"], step["value"]) for step in parser.structure if step["instruction"] != "COMMENT"]
    faults = []

    def check(condition, what):
        if not condition:
            faults.append(what)

    def last(name):
        return [value for instruction, value in steps if instruction == name][-1]

    check("podman build --format docker " in text, "podman's own format has no HEALTHCHECK")
    known = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
             "ENTRYPOINT", "CMD"}
    check({instruction for instruction, _ in steps} <= known, "an instruction is unknown")
    stages = [value for instruction, value in steps if instruction == "FROM"]
    check(len(stages) == 2 and stages[0].endswith(" AS build") and stages[1].endswith("-slim"), f"{stages}")
    check(stages[0].split(":")[1].split("-")[1].split()[0] == stages[1].split(":")[1].split("-")[0],
          "the two stages are of different Debians")
    for instruction, value in steps:
        if instruction == "COPY" and not value.startswith("--from"):
            for source in value.split()[:-1]:
                check(os.path.exists(os.path.join(root, source)), f"COPY {source}: it is not there")
        if instruction == "RUN" and "swift build" in value:
            options = re.findall(r"\s(--?[a-z-]+)", value.split("&&")[0])
            offered = run("swift", "build", "--help").stdout
            for option in options:
                check(option in offered, f"swift build has no {option}")
            product = re.search(r"--product (\S+)", value).group(1)
            check(f'name: "{product}"' in open(os.path.join(root, "Package.swift"), encoding="utf-8").read(), product)
    user = last("USER").split(":")[0]
    check(user.isdigit() and int(user) > 0, "it runs as root")
    words = json.loads(last("ENTRYPOINT")) + json.loads(last("CMD"))
    health = json.loads(last("HEALTHCHECK").split("CMD", 1)[1])
    for command in (words, health):
        help_text = run(loyalty, *command[1:], "--help")
        check(command[0] == "loyalty" and help_text.returncode == 0, f"{command} does not run")
    offered = run(loyalty, "serve", "--help").stdout
    settings = dict(pair.split("=", 1) for pair in shlex.split(last("ENV")))
    for name in settings:
        check("--" + name.removeprefix("LOYALTY_").lower().replace("_", "-") + " " in offered, f"{name} is no setting")
    check(os.path.dirname(settings["LOYALTY_DATABASE"]) == last("VOLUME"), "the books are not in the volume")
    check(settings["LOYALTY_PORT"] == last("EXPOSE") == "9000", "the port is another one")
    check(last("STOPSIGNAL") == "SIGTERM", "it would not drain")
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
