"""The engine under audit: a process of its own that answers lines of JSON."""

import json
import subprocess


class Ended(Exception):
    """The process is gone."""


class Driver:
    def __init__(self, program, database):
        self.command = [program, "drive", "--database", database, "--sync", "off"]
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", bufsize=1 << 20)

    def send(self, request):
        try:
            self.process.stdin.write(json.dumps(request, separators=(",", ":")) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise Ended from error

    def receive(self):
        line = self.process.stdout.readline()
        if not line.endswith("\n"):
            raise Ended
        return json.loads(line)

    def ask(self, request):
        self.send(request)
        return self.receive()

    def restart(self):
        """After a crash."""
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.start()

    def stop(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        code = self.process.wait()
        self.process.stdout.close()
        return code
