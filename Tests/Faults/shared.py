"""What the fault tests share: the disk that forgets, the server under it, and its clients."""

import http.client
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMME = {
    "schema": 1, "brand": {"id": "faults", "name": "Faults"}, "currency": "USD", "time_zone": "UTC",
    "default_locale": "en-US",
    "coin": {"name": {"one": "coin", "other": "coins"}, "worth": {"coins": 100, "amount": 100}},
    "earning": {"base": {"coins": 1, "per_amount": 100, "of": "total"}, "award_on": "paid"},
    "expiry": {"kind": "never"},
    "rewards": [{"id": "any", "kind": "variable_amount", "coins_per_step": 1, "amount_per_step": 1,
                 "steps_minimum": 1, "steps_maximum": 1000, "title": "Any", "valid_days": 90, "code_prefix": "P",
                 "active": True, "returns_coins_on_expiry": True}],
}


class Failure(Exception):
    """What a test expected and did not find."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def build_disk(folder):
    """Compiles `disk.c`; the toolchain of Swift brings the compiler."""
    swift = shutil.which("swift")
    beside = os.path.join(os.path.dirname(os.path.realpath(swift)), "clang") if swift else None
    compiler = next((c for c in (beside, shutil.which("clang"), shutil.which("cc")) if c and os.path.exists(c)), None)
    check(compiler, "no C compiler: neither clang beside swift nor cc is there")
    library = os.path.join(folder, "disk.so")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", library, os.path.join(HERE, "disk.c"), "-ldl",
                    "-lpthread"], check=True)
    return library


class Control:
    """The numbers of `struct control` in `disk.c`, shared with the program that runs."""

    NAMES = ["room", "failing_syncs", "lying_syncs", "sync_micros", "kill_at", "changes", "syncs", "refused",
             "failing_changes", "failed", "kill_at_sync", "begun_syncs"]

    def __init__(self, path):
        object.__setattr__(self, "path", path)
        with open(path, "wb") as file:
            file.write(bytes(8 * len(self.NAMES)))
        with open(path, "r+b") as file:
            object.__setattr__(self, "memory", mmap.mmap(file.fileno(), 8 * len(self.NAMES)))
        self.reset()

    def reset(self):
        for name in self.NAMES:
            setattr(self, name, -1 if name == "room" else 0)

    def __getattr__(self, name):
        return struct.unpack_from("<q", self.memory, 8 * self.NAMES.index(name))[0]

    def __setattr__(self, name, value):
        struct.pack_into("<q", self.memory, 8 * self.NAMES.index(name), value)


class Database:
    """A database in a folder of its own, and the disk that it lies on."""

    def __init__(self, program, folder, name="books.db", has_disk=True):
        self.program = program
        self.folder = os.path.realpath(folder)
        self.path = os.path.join(self.folder, name)
        self.journal = os.path.join(self.folder, "disk.journal")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("LOYALTY_")}
        if has_disk:
            self.control = Control(os.path.join(self.folder, "disk.control"))
            self.environment |= {
                "LD_PRELOAD": build_disk(self.folder), "FAULTS_PATH": self.path, "FAULTS_JOURNAL": self.journal,
                "FAULTS_CONTROL": self.control.path}

    def run(self, *words, expected=0, timeout=600):
        """Runs `loyalty` on the database to its end, on the disk that forgets."""
        done = subprocess.run([self.program, *words, "--database", self.path], env=self.environment,
                              capture_output=True, text=True, timeout=timeout)
        check(expected is None or done.returncode == expected,
              f"`loyalty {words[0]}` ended with {done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done

    def publish(self, programme=PROGRAMME):
        document = os.path.join(self.folder, "programme.json")
        with open(document, "w") as file:
            json.dump(programme, file)
        self.run("program", "publish", document)

    def make_key(self, kind="write"):
        return self.run("keys", "create", "--kind", kind).stdout.strip()

    def verify(self):
        return self.run("verify").stdout

    def copy_to(self, folder):
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(self.folder):
            if name.startswith(os.path.basename(self.path)) and not name.endswith((".sock", ".lock")):
                shutil.copy(os.path.join(self.folder, name), folder)
        return os.path.join(folder, os.path.basename(self.path))


class Server:
    """`loyalty serve` while it runs."""

    def __init__(self, database, *words, log="warning", errors=None, patience=60, limits=None, loops=2):
        self.database = database
        self.errors_path = os.path.join(database.folder, "server.log")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [database.program, "serve", "--database", database.path, "--port", "0", "--log-level", log, "--rate-limits",
             "off", "--loops", str(loops), *words], env=database.environment, stdout=subprocess.PIPE,
            stderr=errors if errors is not None else open(self.errors_path, "ab"), preexec_fn=limits)
        line = self.process.stdout.readline().decode()
        if "http://" not in line:
            self.process.wait(patience)
            raise Failure(f"the server did not start, code {self.process.returncode}: {line}{self.log()[-2000:]}")
        self.port = int(line.split("http://")[1].split()[0].rsplit(":", 1)[1])
        client = Client(self.port, timeout=patience)
        check(client.get("/readyz", None)[0] in (200, 503), "no answer about readiness")
        client.close()
        self.ready_seconds = time.monotonic() - self.began

    def log(self):
        if not os.path.exists(self.errors_path):
            return ""
        with open(self.errors_path, errors="replace") as file:
            return file.read()

    @property
    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        if self.is_alive:
            self.process.send_signal(signal.SIGKILL)
        code = self.process.wait(60)
        self.process.stdout.close()
        return code

    def stop(self, patience=30):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(patience)
        self.process.stdout.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_alive:
            self.kill()


class Client:
    """One connection that is opened anew after it broke."""

    def __init__(self, port, timeout=30):
        self.port, self.timeout, self.connection = port, timeout, None

    def send(self, method, path, key, body=None, idempotency=None, headers=None):
        """Answers status, document and header fields; None when there was no answer."""
        fields = dict(headers or {})
        if key:
            fields["X-API-Key"] = key
        if idempotency:
            fields["Idempotency-Key"] = idempotency
        if body is not None:
            fields["Content-Type"] = "application/json"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self.connection.request(method, path, None if body is None else json.dumps(body), fields)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        document = json.loads(text) if text.startswith((b"{", b"[")) else text
        return answer.status, document, {name.lower(): value for name, value in answer.getheaders()}

    def get(self, path, key):
        answer = self.send("GET", path, key)
        check(answer is not None, f"no answer to GET {path}")
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def all_entries(client, key, customer):
    """Every entry of a customer, over the pages of the history."""
    found, path = [], f"/v1/customers/{customer}/transactions?limit=100"
    while path:
        status, document, _ = client.get(path, key)
        if status == 404:
            return []
        check(status == 200, f"the history of {customer}: {status} {document}")
        found += document["items"]
        cursor = document.get("next_cursor")
        path = f"/v1/customers/{customer}/transactions?limit=100&cursor={cursor}" if cursor else None
    return found


def main(scenario):
    """Runs a test and says how it went, in words and in the exit code."""
    try:
        scenario()
    except Failure as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        sys.exit(1)
