#!/usr/bin/env python3
"""What a running server does when it is short of memory, of descriptors or of time.

    exhaustion.py HOST:PORT PID KEY CASE [NUMBER]

PID is the server's process, KEY a write key of one of its brands. The cases:

bodies       NUMBER requests (200) with 3.9 of 4 MiB of their bodies sent: 100 MB at most, others served meanwhile
idle         NUMBER connections (5000), each served once: 2 KiB of its memory each at most
steady       NUMBER requests (20000), large ones among them, after as many new customers as a fifth of them, which fills
             the caches of a long run: the second half takes no more memory
descriptors  the process may open only as many descriptors as it has: half a processor at most while NUMBER clients (300)
             press in, served again within 2 s of there being room, its database open throughout
stop         SIGTERM while a body is half-sent: it is answered once it is whole, with `Connection: close`, and the process
             has ended with everything answered within 10 s

Prints what it measured. Exit status: 0 when the case holds, 1 otherwise.
"""

import os
import resource
import signal
import socket
import sys
import threading
import time

MEBIBYTE = 1 << 20


class Server:
    def __init__(self, address, pid, key):
        host, port = address.rsplit(":", 1)
        self.address, self.pid, self.key = (host, int(port)), int(pid), key
        self.ticks = os.sysconf("SC_CLK_TCK")

    def own_bytes(self):
        """Memory of the process's own (RssAnon of proc(5))."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))

    def processor_seconds(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / self.ticks

    def descriptors(self):
        return os.listdir(f"/proc/{self.pid}/fd")

    def connect(self, seconds=10):
        return socket.create_connection(self.address, timeout=seconds)

    def put(self, customer, body, length=None, path=None):
        """A request to put a customer, as bytes; `length` announces more than `body` has."""
        head = (f"PUT {path or '/v1/customers/' + customer} HTTP/1.1\r\nHost: test\r\nX-API-Key: {self.key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {length or len(body)}\r\n\r\n")
        return head.encode() + body

    def live(self, seconds=10):
        """Whether a new connection is answered."""
        try:
            with self.connect(seconds) as client:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                return read_answer(client)[0] == 200
        except OSError:
            return False


def read_answer(client):
    """Status, fields and body of one answer; status 0 where the connection ended first."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(65536)
        if not more:
            return 0, {}, b""
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    while len(body) < int(fields.get("content-length", 0)):
        more = client.recv(65536)
        if not more:
            return 0, {}, b""
        body += more
    return int(lines[0].split()[1]), fields, body


class Peak:
    """The most memory of its own that the process had while the block ran."""

    def __init__(self, server):
        self.server, self.bytes, self.ended = server, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        while not self.ended.is_set():
            self.bytes = max(self.bytes, self.server.own_bytes())
            time.sleep(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def bodies(server, count):
    before, clients = server.own_bytes(), []
    with Peak(server) as peak:
        for number in range(count):
            client = server.connect()
            try:
                client.sendall(server.put(f"customer-{number}", b" " * 3_900_000, length=4 * MEBIBYTE))
            except OSError:
                pass  # told 503 while it was sending
            clients.append(client)
        served = server.live()
        time.sleep(0.2)
    told = []
    for client in clients:
        client.settimeout(0.01)
        try:
            told.append(read_answer(client))
        except OSError:
            pass  # still awaited by the server
    # The newest is still heard: it sends the rest, and its body turns out to be nothing but spaces.
    clients[-1].settimeout(10)
    clients[-1].sendall(b" " * (4 * MEBIBYTE - 3_900_000))
    newest = read_answer(clients[-1])[0]
    polite = all(status in (0, 503) and (not status or fields.get("retry-after")) for status, fields, _ in told)
    grown = peak.bytes - before
    print(f"{count} bodies of 3.9 MB: {grown / 1e6:.1f} MB; {len(told)} told to come again; the newest: {newest}")
    return grown < 100_000_000 and served and polite and newest == 400


def idle(server, count):
    server.live()
    before, clients = server.own_bytes(), []
    for _ in range(count):
        client = server.connect()
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n")
        assert read_answer(client)[0] == 200
        clients.append(client)
    each = (server.own_bytes() - before) / count
    print(f"{count} idle connections: {each:.0f} bytes each")
    return each <= 2048


def steady(server, count):
    small = server.put("customer-small", b'{"email": "a@example.com"}')
    spaces = server.put("customer-large", b" " * (3 * MEBIBYTE) + b"{}")
    nested = server.put("customer-nested", b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}")
    many = server.put("customer-many", b'{"a":[' + b"0," * 500_000 + b"0]}")
    missing = server.put("", b"{}", path="/nowhere")
    sizes, client = [], None
    for number in range(-count // 5, count):
        if client is None or number % 500 == 0:
            client = server.connect(60)
        request = {7: spaces, 57: many, 107: nested, 157: missing}.get(number % 1000, small)
        if number < 0:
            request = server.put(f"customer-{-number}", b'{"email": "%d@example.com", "name": "%0100d"}' % (-number, 0))
        client.sendall(request)
        assert 200 <= read_answer(client)[0] < 500
        if number >= 0 and number % (count // 20) == 0:
            sizes.append(server.own_bytes())
    first, second = max(sizes[5:10]), max(sizes[10:])
    print(f"{count} requests: {first / 1e6:.1f} MB at most in the first half, {second / 1e6:.1f} MB in the second")
    return second <= first * 1.1 + MEBIBYTE


def descriptors(server, count):
    first = server.connect()
    first.sendall(server.put("customer-first", b"{}"))
    assert read_answer(first)[0] in (200, 201)
    first.close()
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    soft = len(server.descriptors()) + 4
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))
    # Half of them in the middle of a request: those are not idle and stay.
    clients = []
    for number in range(count):
        client = server.connect()
        client.setblocking(False)
        try:
            client.sendall(b"GET /healthz HTTP/1.1\r\n" if number % 2 else b"")
        except OSError:
            pass
        clients.append(client)
    began, used = time.monotonic(), server.processor_seconds()
    while time.monotonic() - began < 3:
        # Some try again and again, as clients do that are turned away.
        for number in range(0, count, 10):
            clients[number].close()
            clients[number] = server.connect()
        time.sleep(0.05)
    share = (server.processor_seconds() - used) / (time.monotonic() - began)
    for client in clients:
        client.close()
    began, again = time.monotonic(), False
    while not again and time.monotonic() - began < 10:
        again = server.live(2)
    waited = time.monotonic() - began
    # The books are as open as before: a write is durable while the limit stands.
    with server.connect() as client:
        client.sendall(server.put("customer-second", b"{}"))
        written = read_answer(client)[0]
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (hard, hard))
    print(f"{count} clients for {soft} descriptors: {share:.0%} of a processor, served again after {waited:.2f} s, "
          f"a write: {written}")
    return share < 0.5 and again and waited < 2 and written in (200, 201)


def stop(server, count):
    clients = []
    for number in range(count):
        client = server.connect(20)
        request = server.put(f"customer-{number}", b'{"email": "a%d@example.com"}' % number)
        client.sendall(request[:-10])
        clients.append((client, request[-10:]))
    quiet = server.connect(20)
    quiet.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n")
    assert read_answer(quiet)[0] == 200
    stuck = server.connect(20)
    stuck.sendall(server.put("customer-stuck", b"{", length=100))
    time.sleep(0.3)
    began = time.monotonic()
    os.kill(server.pid, signal.SIGTERM)
    closed = quiet.recv(1) == b""
    time.sleep(0.5)
    refused = not server.live(2)
    good = closed and refused
    for client, rest in clients:
        client.sendall(rest)
        status, fields, _ = read_answer(client)
        good = good and status in (200, 201) and fields.get("connection") == "close" and client.recv(1) == b""
    status, fields, _ = read_answer(stuck)
    told = time.monotonic() - began
    good = good and status == 503 and fields.get("connection") == "close"
    while is_running(server.pid) and time.monotonic() - began < 30:
        time.sleep(0.02)
    took = time.monotonic() - began
    print(f"{count} half-sent bodies finished: {good}; one that was not, told {status} after {told:.1f} s; "
          f"ended after {took:.1f} s")
    return good and took < 10


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


CASES = {"bodies": (bodies, 200), "idle": (idle, 5000), "steady": (steady, 20_000),
         "descriptors": (descriptors, 300), "stop": (stop, 20)}


def main():
    address, pid, key, name = sys.argv[1:5]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    case, number = CASES[name]
    return 0 if case(Server(address, pid, key), int(sys.argv[5]) if len(sys.argv) > 5 else number) else 1


if __name__ == "__main__":
    sys.exit(main())
