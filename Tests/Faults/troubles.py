#!/usr/bin/env python3
"""What goes wrong with the machine while the server runs, one trouble at a time; see TROUBLES at the end.

Each starts a server on a database of its own, makes the trouble, and checks what clients are told, what goes on, and
what is there afterwards.
"""

import argparse
import os
import random
import resource
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time

from power import take_back
from shared import PROGRAMME, Client, Database, Failure, Server, all_entries, build_library, check, main

PATIENCE_SECONDS = 5
CUSTOMER = "customer-of-the-test"


class Trouble:
    """A server with a customer who has coins, and what clients do to it."""

    def __init__(self, program, folder, has_disk=True, directory=None, programme=PROGRAMME, environment=None, **serving):
        self.database = Database(program, directory or folder, has_disk=has_disk)
        self.database.environment |= environment or {}
        self.database.publish(programme)
        self.key = self.database.make_key()
        self.acknowledged = {}
        self.number = 0
        self.serving = serving
        self.start()
        status, document, _ = self.client.send("PUT", self.path(""), self.key, {})
        check(status == 201, f"{status} {document}")
        self.must_write()

    def start(self, **serving):
        self.server = Server(self.database, **(self.serving | serving))
        self.client = Client(self.server.port)

    def path(self, rest):
        return f"/v1/customers/{CUSTOMER}{rest}"

    def write(self, key=None, client=None):
        """One award; answers the status, the header fields and how long it took."""
        self.number += 1
        key = key or f"key-{self.number}"
        began = time.monotonic()
        answer = (client or self.client).send("POST", self.path("/transactions"), self.key, {"coins": 5, "note": key}, key)
        check(answer is not None, f"{key} was not answered; the server {'lives' if self.server.is_alive else 'died'}")
        status, document, fields = answer
        if status == 201:
            self.acknowledged[key] = document["transaction"]["id"]
        return status, document, fields, time.monotonic() - began

    def must_write(self, key=None):
        status, document, _, _ = self.write(key)
        check(status == 201, f"a write is answered with {status} {document}; {self.server.log()[-500:]}")

    def must_refuse(self):
        status, document, fields, seconds = self.write()
        check(status == 503 and document["code"] == "unavailable", f"a write is answered with {status} {document}")
        check(int(fields.get("retry-after", "0")) >= 1, f"no Retry-After: {fields}")
        check(seconds < PATIENCE_SECONDS, f"the refusal took {seconds:.1f} s")
        return document

    def must_read(self):
        for rest in ("", "/balance", "/transactions", "/coupons"):
            status, document, _ = self.client.get(self.path(rest), self.key)
            check(status == 200, f"a read is answered with {status} {document}")
        balance = self.client.get(self.path("/balance"), self.key)[1]["coins"]["available"]
        check(balance == 5 * len(self.acknowledged), f"{balance} coins after {len(self.acknowledged)} awards of 5")

    def must_resume(self):
        """Writes go on by themselves, soon."""
        began = time.monotonic()
        while self.write()[0] != 201:
            check(time.monotonic() - began < PATIENCE_SECONDS, "writes did not resume")
            time.sleep(0.1)

    def must_be_whole(self):
        """Everything that was acknowledged is there, once, and the books agree."""
        entries = all_entries(self.client, self.key, CUSTOMER)
        ids = [entry["id"] for entry in entries]
        check(sorted(ids) == sorted(self.acknowledged.values()), f"{ids} for {self.acknowledged}")

    def finish(self):
        self.must_be_whole()
        check(self.server.stop() == 0, "the server did not stop cleanly")
        self.database.verify()


def full_disk(program, folder):
    """No file can grow: writes are refused, reads go on, and writes resume when there is room."""
    trouble = Trouble(program, folder)
    control = trouble.database.control
    for room in (0, 100, 5_000, 40_000):
        control.room = room
        refused = 0
        while not refused:
            status, document, fields, seconds = trouble.write()
            check(status in (201, 503) and seconds < PATIENCE_SECONDS, f"{status} {document} after {seconds:.1f} s")
            refused += status == 503
            check(status == 201 or "retry-after" in fields, f"no Retry-After: {fields}")
        for _ in range(5):
            trouble.must_refuse()
            trouble.must_read()
        control.room = -1
        trouble.must_resume()
        trouble.must_read()
    control.room = 0
    trouble.must_refuse()
    # What was refused for want of room is there nowhere, and a loss of power changes nothing about the rest.
    trouble.server.kill()
    control.room = -1
    take_back(trouble.database.path, trouble.database.journal, "all", random.Random(1))
    trouble.start()
    trouble.must_read()
    trouble.must_resume()
    trouble.finish()


def long_log_on_a_full_disk(program, folder):
    """The log has grown long and cannot be moved into the database for want of room."""
    trouble = Trouble(program, folder)
    control = trouble.database.control
    clients = [Client(trouble.server.port) for _ in range(12)]
    lock = threading.Lock()

    def write_many(number):
        for index in range(250):
            customer = f"customer-{number}-{index}"
            answer = clients[number].send("PUT", f"/v1/customers/{customer}", trouble.key, {"name": "x" * 100})
            with lock:
                statuses[answer[0] if answer else None] = statuses.get(answer[0] if answer else None, 0) + 1

    statuses = {}
    wal = trouble.database.path + "-wal"
    rounds = 0
    while os.path.getsize(wal) < 36_000_000 and rounds < 60:
        rounds += 1
        threads = [threading.Thread(target=write_many, args=(n,)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # From here on the log may grow, and the database may not: room for the log only.
        if os.path.getsize(wal) > 28_000_000:
            control.room = 2_000_000
    check(None not in statuses, f"requests were not answered: {statuses}")
    control.room = 0
    trouble.must_read()
    control.room = -1
    trouble.must_resume()
    trouble.must_read()
    trouble.finish()


def full_mount(program, folder):
    """The same on a small file system of its own, which a file fills to the last byte."""
    mount = os.path.join(folder, "mount")
    os.makedirs(mount)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", mount], capture_output=True)
    if made.returncode != 0:
        print("mount is forbidden here; the disk of the tests stands for it")
        return full_disk(program, folder)
    try:
        trouble = Trouble(program, folder, has_disk=False, directory=mount)
        for spared in (0, 4_096, 32_768):
            fill(mount, spared)
            refused = 0
            for _ in range(300):
                status, document, _, seconds = trouble.write()
                check(status in (201, 503) and seconds < PATIENCE_SECONDS, f"{status} {document} {seconds:.1f} s")
                refused += status == 503
                trouble.must_read()
                if refused >= 20:
                    break
            check(refused >= 20, f"only {refused} writes were refused on a full file system")
            os.unlink(os.path.join(mount, "filler"))
            trouble.must_resume()
            trouble.must_read()
        trouble.finish()
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


def fill(mount, spared):
    with open(os.path.join(mount, "filler"), "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            pass
        file.truncate(max(0, file.tell() - spared))


def file_limit(program, folder):
    """A limit on the size of files (RLIMIT_FSIZE) refuses writes, ends nothing, and can be raised."""
    trouble = Trouble(program, folder, has_disk=False)
    process = trouble.server.process.pid
    size = os.path.getsize(trouble.database.path + "-wal")
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    while trouble.write()[0] == 201:
        check(trouble.number < 1_000, "the limit has no effect")
    for _ in range(5):
        trouble.must_refuse()
        trouble.must_read()
    check(trouble.server.is_alive, "the server died")
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    trouble.must_resume()
    trouble.must_read()
    trouble.finish()


def failing_sync(program, folder):
    """A sync that fails is not tried again: no write is taken until the next start, and everybody is told."""
    for lost in ("nothing", "power"):
        place = os.path.join(folder, lost)
        os.makedirs(place)
        trouble = Trouble(program, place)
        control = trouble.database.control
        check(trouble.client.get("/readyz", None)[0] == 200, "not ready")
        control.failing_syncs = 1
        trouble.must_refuse()
        syncs = control.begun_syncs
        for _ in range(5):
            trouble.must_refuse()
            trouble.must_read()
        status, document, _ = trouble.client.get("/readyz", None)
        check(status == 503 and "disk" in str(document), f"/readyz says {status} {document}")
        check(trouble.client.get("/healthz", None)[0] == 200, "the process lives, and says that it does not")
        check(trouble.server.log().count("writing_stopped") == 1, f"the log says: {trouble.server.log()}")
        trouble.must_be_whole()
        check(trouble.server.stop() == 0, "the server did not stop cleanly")
        check(control.begun_syncs == syncs, "a sync was tried again after it had failed")
        restart_after_failure(trouble, lost)


def restart_after_failure(trouble, lost):
    """What the failed sync left in memory is written again before it is believed."""
    if lost == "power":
        take_back(trouble.database.path, trouble.database.journal, "all", random.Random(1))
    trouble.start()
    known = {entry["id"] for entry in all_entries(trouble.client, trouble.key, CUSTOMER)}
    check(set(trouble.acknowledged.values()) <= known, "an acknowledged write is lost")
    # A write that was refused may be there: it is repeated with its key, as clients do.
    for number in range(1, trouble.number + 1):
        trouble.must_write(f"key-{number}")
    trouble.server.kill()
    take_back(trouble.database.path, trouble.database.journal, "all", random.Random(2))
    trouble.start()
    trouble.must_read()
    trouble.finish()


def failing_checkpoint(program, folder):
    """The sync that fails is the one after the log was moved into the database, while the server stops."""
    trouble = Trouble(program, folder)
    control = trouble.database.control
    for _ in range(20):
        trouble.must_write()
    control.failing_syncs = 3
    check(trouble.server.stop() == 0, "the server did not stop cleanly")
    check(control.failed >= 1, "no sync failed")
    control.failing_syncs = 0
    take_back(trouble.database.path, trouble.database.journal, "torn", random.Random(3))
    trouble.start()
    trouble.must_read()
    trouble.finish()


def failing_writes(program, folder):
    """The disk fails single writes: those are refused, nothing of them is kept, and the next ones are taken."""
    trouble = Trouble(program, folder)
    control = trouble.database.control
    for number in (1, 3, 10):
        control.failing_changes = number
        refused = 0
        while trouble.write()[0] != 201:
            refused += 1
            trouble.must_read()
            check(refused <= number, "writes did not resume")
        control.failing_changes = 0
        check(refused >= 1, "no write failed")
    trouble.server.kill()
    take_back(trouble.database.path, trouble.database.journal, "torn", random.Random(4))
    trouble.start()
    trouble.must_read()
    trouble.finish()


def second_instance(program, folder):
    """A second server on the same database is refused, told why, and disturbs nobody."""
    trouble = Trouble(program, folder, has_disk=False)
    began = time.monotonic()
    second = trouble.database.run("serve", "--port", "0", expected=None, timeout=30)
    check(second.returncode == 1, f"it ended with {second.returncode}")
    check(f"in use by process {trouble.server.process.pid}" in second.stderr, f"it says: {second.stderr}")
    check(time.monotonic() - began < 5, "it took its time to say so")
    trouble.must_write()
    trouble.must_read()
    trouble.finish()


def log_gone(program, folder):
    """Nobody reads the log any more: first its pipe is full, then it is closed. Everybody is served all the same."""
    for how in ("full", "closed"):
        place = os.path.join(folder, how)
        os.makedirs(place)
        read_end, write_end = os.pipe()
        trouble = Trouble(program, place, has_disk=False, errors=write_end, log="debug", loops=1)
        os.close(write_end)
        if how == "closed":
            os.close(read_end)
        slowest = 0
        for number in range(1_500):
            # Each is a line in the log: unknown customers are refused.
            began = time.monotonic()
            status, _, _ = trouble.client.get(f"/v1/customers/nobody-{number}/balance", trouble.key)
            check(status == 404, f"{status}")
            slowest = max(slowest, time.monotonic() - began)
        check(slowest < PATIENCE_SECONDS, f"an answer took {slowest:.1f} s")
        trouble.must_write()
        trouble.must_read()
        if how == "full":
            text = drain(read_end, trouble)
            check("log_lines_dropped" in text, f"nobody is told that lines are missing: {text[-500:]}")
            os.close(read_end)
        trouble.finish()


def drain(descriptor, trouble):
    """Reads what the pipe holds, makes one more line, and reads that."""
    os.set_blocking(descriptor, False)
    text = b""
    for _ in range(2):
        try:
            while part := os.read(descriptor, 1 << 16):
                text += part
        except BlockingIOError:
            pass
        trouble.client.get("/v1/customers/nobody-at-all/balance", trouble.key)
        time.sleep(0.2)
    for line in text.decode().splitlines():
        check(line.startswith("{") and line.endswith("}"), f"half a line: {line}")
    return text.decode()


def no_standard_files(program, folder):
    """Whoever starts the server has closed its standard files: no line of the log goes into a database or to a client."""
    trouble = Trouble(program, folder, has_disk=False)
    trouble.server.kill()

    def close_them():
        for descriptor in (0, 2):
            os.close(descriptor)

    trouble.start(limits=close_them, log="debug")
    for number in range(50):
        check(trouble.client.get(f"/v1/customers/nobody-{number}/balance", trouble.key)[0] == 404, "not refused")
    trouble.must_write()
    trouble.must_read()
    process = trouble.server.process.pid
    for descriptor in (0, 2):
        target = os.readlink(f"/proc/{process}/fd/{descriptor}")
        check(target == "/dev/null", f"descriptor {descriptor} is {target}")
    trouble.finish()


def clock_jumps(program, folder):
    """The wall clock jumps by two days and back: requests under way are served, nothing lapses by itself meanwhile, and
    the entries keep their order."""
    ahead = Ahead(folder)
    expiring = PROGRAMME | {"expiry": {"kind": "days", "after": 1}}
    trouble = Trouble(program, folder, has_disk=False, programme=expiring, environment=ahead.environment, log="info")
    two_days = 2 * 86_400_000
    for offset, event, times in ((two_days, "clock_jumped_ahead", 1), (0, "clock_put_right", 1),
                                 (-two_days, "clock_stepped_back", 1), (0, "clock_jumped_ahead", 2)):
        waiting = HalfRequest(trouble)
        ahead.set(offset)
        wait_until(lambda: trouble.server.log().count(event) == times, f"the log does not say {event}")
        # Two more sweeps' time, in which nothing may lapse.
        time.sleep(4.5 if offset > 0 else 0)
        check(entries_of(trouble, "expiry") == 0, f"coins lapsed at {offset} ms")
        waiting.must_be_answered()
        status, document, _ = trouble.client.get("/readyz", None)
        check(status == 200, f"{status} {document}")
        if offset <= 0:
            trouble.must_write()
    entries = all_entries(trouble.client, trouble.key, CUSTOMER)
    ids = [entry["id"] for entry in entries]
    check(ids == [f"coins-{number}" for number in range(len(ids), 0, -1)], f"not by their sequence: {ids}")
    check(set(trouble.acknowledged.values()) <= set(ids), f"{ids} for {trouble.acknowledged}")
    check(trouble.server.stop() == 0, "the server did not stop cleanly")
    trouble.database.verify()


def file_cut_off(program, folder):
    """Somebody cuts the file off under the running server: nobody is told a wrong balance, however often it is asked for,
    and nothing crashes; what is there again is read again."""
    trouble = Trouble(program, folder, has_disk=False)
    for number in range(300):
        trouble.client.send("PUT", f"/v1/customers/customer-{number}", trouble.key, {"name": "x" * 100})
    check(trouble.server.stop() == 0, "the server did not stop cleanly")
    trouble.start()
    trouble.must_read()

    def read_all():
        statuses = set()
        for number in range(300):
            status, document, _ = trouble.client.get(f"/v1/customers/customer-{number}/balance", trouble.key)
            check(status == 503 or (status == 200 and document["coins"]["available"] == 0), f"{status} {document}")
            statuses.add(status)
        return statuses

    with open(trouble.database.path, "rb") as file:
        whole = file.read()
    os.truncate(trouble.database.path, 8_192)
    for _ in range(2):
        check(503 in read_all(), "nothing was noticed")
    check(trouble.server.is_alive, "the server died")
    check("database_damaged" in trouble.server.log(), "no alarm")
    with open(trouble.database.path, "r+b") as file:
        file.write(whole)
    check(read_all() == {200}, "what is there again is not read")
    os.truncate(trouble.database.path, 8_192)
    trouble.server.kill()
    again = trouble.database.run("serve", "--port", "0", expected=None, timeout=30)
    check(again.returncode == 1, f"it starts on a file that is cut off: {again.returncode}")
    check("cut off" in again.stderr or "malformed" in again.stderr, f"it says: {again.stderr}")


class Ahead:
    """By how much the server's wall clock is ahead of ours."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "clock")
        self.set(0)
        self.environment = {"LD_PRELOAD": build_library("clock", folder), "FAULTS_CLOCK": self.path}

    def set(self, milliseconds):
        # In place, for it is mapped into the server's memory.
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(struct.pack("<q", milliseconds))


class HalfRequest:
    """A request of which only half was sent; its deadlines run on a clock that nobody sets."""

    def __init__(self, trouble):
        self.socket = socket.create_connection(("127.0.0.1", trouble.server.port), timeout=30)
        self.socket.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")

    def must_be_answered(self):
        self.socket.sendall(b"Connection: close\r\n\r\n")
        answer = self.socket.recv(65_536)
        check(answer.startswith(b"HTTP/1.1 200"), f"a request that was under way is answered with {answer[:100]}")
        self.socket.close()


def wait_until(condition, message, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < end, message)
        time.sleep(0.1)


def entries_of(trouble, kind):
    """How many entries of a kind the database holds, without asking the server, which would settle what is due."""
    with sqlite3.connect(f"file:{trouble.database.path}?mode=ro", uri=True) as books:
        return books.execute("SELECT count(*) FROM entries WHERE kind = ?", (kind,)).fetchone()[0]


TROUBLES = {
    trouble.__name__.replace("_", "-"): trouble
    for trouble in (full_disk, long_log_on_a_full_disk, full_mount, file_limit, failing_sync, failing_checkpoint,
                    failing_writes, second_instance, log_gone, no_standard_files, clock_jumps,
                    file_cut_off)
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trouble", nargs="*", help="all of them when none is named: " + ", ".join(TROUBLES))
    parser.add_argument("--program", required=True, help="the built `loyalty`")
    parser.add_argument("--directory", help="where the databases are made")
    options = parser.parse_args()

    def run():
        for name in options.trouble or TROUBLES:
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="loyalty-trouble-", dir=options.directory) as folder:
                try:
                    TROUBLES[name](os.path.abspath(options.program), folder)
                except Failure as failure:
                    raise Failure(f"{name}: {failure}") from None
            print(f"{name}: as it should be, {time.monotonic() - began:.1f} s", flush=True)

    main(run)
