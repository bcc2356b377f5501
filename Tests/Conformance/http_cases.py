#!/usr/bin/env python3
"""HTTP/1.1 conformance over raw sockets: what RFC 9110 and RFC 9112 ask of a server, case by case.

    http_cases.py HOST:PORT [--path /] [--body-path /echo] [--echo] [--only GROUP] [--quiet]

--path       a target that answers GET with 200 and a body
--body-path  a target that answers POST with 2xx whatever the body is
--echo       the body path answers with the body that it was sent, so contents are compared, too

The accepted outcomes are written from the RFCs and are the same for every server. A level says how much a case
weighs: MUST and SHOULD are the RFCs' words; `hardening` is where the RFCs leave a choice and a server behind a proxy
should refuse. In the group `smuggling` every case hides a second request: a server passes when it never answers it.

Exit status: 0 when no MUST case and no smuggling case failed, 1 otherwise.
"""

import argparse
import concurrent.futures
import re
import socket
import sys
import time

CRLF = b"\r\n"
OPTIONS = None


class Answer:
    """One response as it came over the wire."""

    def __init__(self, version, status, fields, body):
        self.version, self.status, self.fields, self.body = version, status, fields, body

    def field(self, name):
        values = [value for key, value in self.fields if key == name]
        return ", ".join(values) if values else None


class Outcome:
    """What a connection brought: final answers, interim ones, and whether the server closed it."""

    def __init__(self):
        self.answers, self.interim, self.closed, self.garbage = [], [], False, b""

    def __str__(self):
        statuses = " ".join(str(answer.status) for answer in self.interim + self.answers) or "nothing"
        return statuses + (" +garbage" if self.garbage else "") + (" closed" if self.closed else " open")


class Wire:
    """A client connection that parses what it reads."""

    def __init__(self):
        host, port = OPTIONS.address
        self.socket = socket.create_connection((host, port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.eof = b"", False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def finish(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def fill(self, seconds):
        """Reads once; false at the end, on a reset, or when nothing comes in time."""
        if self.eof:
            return False
        self.socket.settimeout(max(seconds, 0.01))
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            return False
        except OSError:
            data = b""
        if not data:
            self.eof = True
        self.buffer += data
        return bool(data)

    def answer(self, method, seconds):
        """The next response; None when none comes in time."""
        until = time.monotonic() + seconds
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill(until - time.monotonic()):
                return None
        head, rest = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.split(CRLF)
        match = re.fullmatch(rb"(HTTP/1\.[01]) ([1-5][0-9][0-9]) [^\r\n]*", lines[0])
        if not match:
            return None
        fields = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if not colon or not re.fullmatch(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
                return None
            fields.append((name.decode().lower(), value.strip(b" \t").decode("latin-1")))
        found = Answer(match[1].decode(), int(match[2]), fields, b"")
        self.buffer = rest
        if found.status < 200 or found.status in (204, 304) or method == "HEAD":
            return found
        if (found.field("transfer-encoding") or "").lower() == "chunked":
            return self.chunked(found, until)
        if found.field("content-length") is not None:
            length = int(found.field("content-length"))
            while len(self.buffer) < length:
                if not self.fill(until - time.monotonic()):
                    return None
            found.body, self.buffer = self.buffer[:length], self.buffer[length:]
            return found
        while self.fill(until - time.monotonic()):
            pass
        found.body, self.buffer = self.buffer, b""
        return found

    def chunked(self, found, until):
        while True:
            while CRLF not in self.buffer:
                if not self.fill(until - time.monotonic()):
                    return None
            line, self.buffer = self.buffer.split(CRLF, 1)
            size = int(line.split(b";")[0], 16)
            while len(self.buffer) < size + 2:
                if not self.fill(until - time.monotonic()):
                    return None
            found.body, self.buffer = found.body + self.buffer[:size], self.buffer[size + 2:]
            if size == 0:
                return found


def run(steps, methods, wait):
    """Plays the steps (bytes, or seconds to pause, or 'finish') and reads as many answers as there are methods."""
    wire, outcome = Wire(), Outcome()
    try:
        for step in steps:
            if step == "finish":
                wire.finish()
            elif isinstance(step, (int, float)):
                time.sleep(step)
            else:
                wire.send(step)
        for method in methods:
            answer = wire.answer(method, wait)
            while answer and answer.status < 200:
                outcome.interim.append(answer)
                answer = wire.answer(method, wait)
            if answer is None:
                break
            outcome.answers.append(answer)
        until = time.monotonic() + 0.3
        while not wire.eof and time.monotonic() < until:
            wire.fill(until - time.monotonic())
        outcome.closed, outcome.garbage = wire.eof, wire.buffer
    finally:
        wire.socket.close()
    return outcome


CASES = []


def case(group, name, section, level, steps, accept, methods=("GET",), wait=2.0):
    """Registers a case; `accept` is a predicate over the outcome, with a description."""
    steps = steps if isinstance(steps, list) else [steps]
    CASES.append((group, name, section, level, steps, accept, list(methods), wait))


def described(text):
    def mark(function):
        function.text = text
        return function
    return mark


def refused(*statuses):
    """Refused with one of the statuses, or closed without an answer; nothing of what follows is answered."""
    @described("/".join(map(str, statuses)) + " and close, or close")
    def accept(outcome):
        if not outcome.closed or outcome.garbage:
            return False
        if not outcome.answers:
            return True
        return len(outcome.answers) == 1 and outcome.answers[0].status in statuses
    return accept


def answered(*statuses, closed=None, also=None):
    """Exactly these final answers in order (an int, or a range as '2xx'), in sync, the connection as told."""
    @described(" ".join(map(str, statuses)) + ({True: " closed", False: " open"}.get(closed, "")))
    def accept(outcome):
        if len(outcome.answers) != len(statuses) or outcome.garbage:
            return False
        if closed is not None and outcome.closed != closed:
            return False
        if not all(fits(answer.status, status) for answer, status in zip(outcome.answers, statuses)):
            return False
        return also is None or also(outcome)
    return accept


def fits(status, wanted):
    if isinstance(wanted, tuple):
        return any(fits(status, each) for each in wanted)
    return str(status)[0] == wanted[0] if isinstance(wanted, str) else status == wanted


def either(*accepts):
    @described(" or ".join(accept.text for accept in accepts))
    def accept(outcome):
        return any(each(outcome) for each in accepts)
    return accept


def request(line, *fields, body=b"", host=True):
    lines = [line] + ([b"Host: example.test"] if host else []) + list(fields)
    return CRLF.join(lines) + CRLF + CRLF + body


def register():
    path, body_path = OPTIONS.path.encode(), OPTIONS.body_path.encode()
    get = request(b"GET " + path + b" HTTP/1.1")
    last = request(b"GET " + path + b" HTTP/1.1", b"Connection: close")
    line = b"GET " + path + b" HTTP/1.1"
    post_line = b"POST " + body_path + b" HTTP/1.1"

    def post(*fields, body=b""):
        return request(post_line, *fields, body=body)

    def echoes(expected):
        return lambda outcome: not OPTIONS.echo or outcome.answers[0].body == expected

    chunked = b"Transfer-Encoding: chunked"
    ok_get = answered(200, closed=False)
    then_get = ("POST", "GET")

    # --- request line -----------------------------------------------------------------------------------------
    g = "request-line"
    case(g, "a plain GET", "9112 §3", "MUST", get, ok_get)
    case(g, "one empty line before the request line is ignored", "9112 §2.2", "SHOULD", CRLF + get, ok_get)
    case(g, "an absolute-form target is accepted", "9112 §3.2.2", "MUST",
         request(b"GET http://example.test" + path + b" HTTP/1.1"), ok_get)
    case(g, "the scheme of an absolute-form target is case-insensitive", "3986 §3.1", "MUST",
         request(b"GET HTTP://example.test" + path + b" HTTP/1.1"), ok_get)
    case(g, "an absolute-form target without a path is /", "9110 §4.2.3", "MUST",
         request(b"GET http://example.test HTTP/1.1"), answered(("2xx", "3xx", 404)))
    case(g, "an absolute-form target with a port", "9112 §3.2.2", "MUST",
         request(b"GET http://example.test:8080" + path + b" HTTP/1.1"), ok_get)
    case(g, "OPTIONS * is understood", "9112 §3.2.4", "MUST",
         request(b"OPTIONS * HTTP/1.1"), answered(("2xx", 405, 501)), ("OPTIONS",))
    case(g, "an absolute-form target with an empty host", "9110 §4.2.1", "MUST",
         request(b"GET http:///x HTTP/1.1"), refused(400))
    case(g, "a target with user information", "9110 §4.2.4", "SHOULD",
         request(b"GET http://user@example.test" + path + b" HTTP/1.1"), refused(400))
    case(g, "a target that is no form of target", "9112 §3.2", "MUST",
         request(b"GET nothing HTTP/1.1"), refused(400))
    case(g, "asterisk-form with GET", "9112 §3.2.4", "MUST", request(b"GET * HTTP/1.1"), refused(400, 404))
    case(g, "authority-form with GET", "9112 §3.2.3", "MUST",
         request(b"GET example.test:80 HTTP/1.1"), refused(400))
    case(g, "CONNECT is not tunnelled", "9110 §9.3.6", "MUST",
         request(b"CONNECT example.test:80 HTTP/1.1"), refused(400, 405, 501), ("CONNECT",))
    case(g, "a fragment in the target", "9112 §3.2", "hardening",
         request(b"GET " + path + b"#part HTTP/1.1"), refused(400))
    for name, first in (
            ("two spaces after the method", b"GET  " + path + b" HTTP/1.1"),
            ("two spaces before the version", b"GET " + path + b"  HTTP/1.1"),
            ("a tab after the method", b"GET\t" + path + b" HTTP/1.1"),
            ("a tab before the version", b"GET " + path + b"\tHTTP/1.1"),
            ("a space before the method", b" GET " + path + b" HTTP/1.1"),
            ("a space after the version", b"GET " + path + b" HTTP/1.1 "),
            ("a space within the target", b"GET /a b HTTP/1.1")):
        case(g, name, "9112 §3", "SHOULD", request(first), refused(400))
    for name, first in (
            ("no version", b"GET " + path),
            ("no target", b"GET HTTP/1.1"),
            ("an empty method", b" " + path + b" HTTP/1.1"),
            ("a control byte in the target", b"GET /\x01 HTTP/1.1"),
            ("a NUL in the target", b"GET /\x00 HTTP/1.1"),
            ("a DEL in the target", b"GET /\x7f HTTP/1.1"),
            ("a bare CR in the target", b"GET /\rx HTTP/1.1"),
            ("a method that is no token", b"G(T " + path + b" HTTP/1.1")):
        case(g, name, "9112 §3", "MUST", request(first), refused(400))
    case(g, "a byte above 0x7F in the target", "3986 §2", "hardening", request(b"GET /\xc3\xa4 HTTP/1.1"), refused(400))
    for name, version in (("a version in small letters", b"http/1.1"), ("a version without a minor", b"HTTP/1"),
                          ("a version with a two-digit minor", b"HTTP/1.10"), ("a version with letters", b"HTTP/x.y"),
                          ("another protocol's name", b"HTTQ/1.1"), ("a version with a comma", b"HTTP/1,1")):
        case(g, name, "9112 §2.3", "MUST", request(b"GET " + path + b" " + version), refused(400, 505))
    case(g, "the HTTP/2 preface", "9110 §15.6.6", "SHOULD", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", refused(400, 505))
    case(g, "HTTP/2.0 on a request line", "9110 §15.6.6", "SHOULD",
         request(b"GET " + path + b" HTTP/2.0"), refused(505))
    case(g, "HTTP/0.9 on a request line", "9110 §15.6.6", "SHOULD",
         request(b"GET " + path + b" HTTP/0.9"), refused(400, 505))
    case(g, "HTTP/1.2 is answered as 1.1", "9110 §2.5", "SHOULD",
         request(b"GET " + path + b" HTTP/1.2"), answered(200))
    case(g, "a TLS hello on the plain port", "9112 §2.2", "SHOULD",
         b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + b"\x5a" * 60 + b"\n", refused(400))

    # --- methods ----------------------------------------------------------------------------------------------
    g = "methods"
    case(g, "an unknown method", "9110 §9.1", "SHOULD",
         request(b"BREW " + path + b" HTTP/1.1"), answered((501, 405)))
    case(g, "method names are case-sensitive", "9110 §9.1", "MUST",
         request(b"get " + path + b" HTTP/1.1"), answered((400, 405, 501)))
    case(g, "a method longer than any known", "9112 §3", "SHOULD",
         request(b"A" * 200 + b" " + path + b" HTTP/1.1"), answered((400, 405, 501)))
    case(g, "HEAD is answered without a body", "9110 §9.3.2", "MUST",
         request(b"HEAD " + path + b" HTTP/1.1") + get, answered(200, 200, closed=False), ("HEAD", "GET"))
    case(g, "HEAD has the Content-Length of GET", "9110 §8.6", "SHOULD",
         request(b"HEAD " + path + b" HTTP/1.1") + get,
         answered(200, 200, also=lambda o: o.answers[0].field("content-length") in (None, str(len(o.answers[1].body)))),
         ("HEAD", "GET"))
    case(g, "HEAD of a refusal has no body", "9110 §9.3.2", "MUST",
         request(b"HEAD /no/such/thing HTTP/1.1") + get, answered("4xx", 200), ("HEAD", "GET"))
    case(g, "405 names the allowed methods", "9110 §15.5.6", "MUST",
         request(b"DELETE " + path + b" HTTP/1.1"),
         answered(("2xx", "4xx", 501), also=lambda o: o.answers[0].status != 405 or o.answers[0].field("allow") is not None))
    case(g, "a GET with a body keeps in step", "9110 §9.3.1", "MUST",
         request(line, b"Content-Length: 5", body=b"hello") + get,
         either(answered((200, 400), 200), refused(400, 413)), ("GET", "GET"))

    # --- Host -------------------------------------------------------------------------------------------------
    g = "host"
    case(g, "HTTP/1.1 without Host", "9112 §3.2", "MUST", request(line, host=False), refused(400))
    case(g, "two Host fields", "9112 §3.2", "MUST",
         request(line, b"Host: example.test", b"Host: example.test"), refused(400))
    case(g, "two Host fields that differ", "9112 §3.2", "MUST", request(line, b"Host: other.test"), refused(400))
    case(g, "HTTP/1.0 needs no Host", "9112 §3.2", "MUST",
         request(b"GET " + path + b" HTTP/1.0", host=False), answered(200, closed=True))
    for name, value in (("a space in Host", b"a b"), ("a list in Host", b"a, b"), ("user information in Host", b"u@a.test"),
                        ("a path in Host", b"a.test/x"), ("a port that is no number", b"a.test:http"),
                        ("a port below zero", b"a.test:-1"), ("an unclosed IPv6 address", b"[::1"),
                        ("a control byte in Host", b"a\x01b")):
        case(g, name, "9112 §3.2", "MUST", request(line, b"Host: " + value, host=False), refused(400))
    case(g, "a port above 65535", "9110 §4.2", "hardening",
         request(line, b"Host: a.test:65536", host=False), refused(400))
    case(g, "an empty Host for an http target", "9110 §4.2.1", "SHOULD",
         request(line, b"Host:", host=False), refused(400))
    for name, value in (("a host with a port", b"a.test:8080"), ("an IPv4 address", b"127.0.0.1:80"),
                        ("an IPv6 address", b"[::1]:80"), ("a host in capitals", b"EXAMPLE.TEST"),
                        ("space around the value", b" example.test \t")):
        case(g, name + " is fine", "9110 §7.2", "MUST", request(line, b"Host: " + value, host=False), answered(200))

    # --- fields -----------------------------------------------------------------------------------------------
    g = "fields"
    case(g, "field names are case-insensitive", "9110 §5.1", "MUST", request(line, b"hOsT: example.test", host=False), ok_get)
    case(g, "an empty value", "9110 §5.5", "MUST", request(line, b"X-Empty:"), ok_get)
    case(g, "no space after the colon", "9112 §5.1", "MUST", request(line, b"X-Tight:value"), ok_get)
    case(g, "a tab within a value", "9110 §5.5", "MUST", request(line, b"X-Tab: a\tb"), ok_get)
    case(g, "bytes above 0x7F in a value", "9110 §5.5", "SHOULD", request(line, b"X-Old: caf\xe9"), ok_get)
    case(g, "every tchar in a name", "9110 §5.6.2", "MUST", request(line, b"!#$%&'*+-.^`|~09azAZ: x"), answered(200))
    case(g, "a value with many colons", "9112 §5", "MUST", request(line, b"X-Time: 12:34:56"), ok_get)
    for name, field in (("a space before the colon", b"X-Bad : x"), ("a tab before the colon", b"X-Bad\t: x")):
        case(g, name, "9112 §5.1", "MUST", request(line, field), refused(400))
    for name, field, section, level in (
            ("no colon", b"nothing", "9112 §5", "MUST"), ("an empty name", b": x", "9112 §5", "MUST"),
            ("a space in the name", b"X Bad: x", "9110 §5.1", "MUST"), ("a parenthesis in the name", b"X(: x", "9110 §5.1", "MUST"),
            ("a control byte in the name", b"X\x01: x", "9110 §5.1", "MUST"),
            ("a byte above 0x7F in the name", b"X\xe9: x", "9110 §5.1", "MUST"),
            ("a NUL in the value", b"X-Nul: a\x00b", "9110 §5.5", "MUST"),
            ("a bare CR in the value", b"X-Cr: a\rb", "9112 §2.2", "MUST"),
            ("a control byte in the value", b"X-Ctl: a\x0bb", "9110 §5.5", "hardening"),
            ("a DEL in the value", b"X-Del: a\x7fb", "9110 §5.5", "hardening")):
        case(g, name, section, level, request(line, field), refused(400))
    case(g, "a folded line", "9112 §5.2", "MUST", request(line, b"X-Fold: a\r\n b"),
         either(refused(400), answered(200)))
    case(g, "a line that begins with a space right after the request line", "9112 §2.2", "MUST",
         line + b"\r\n Host: example.test\r\n\r\n", refused(400))
    case(g, "a bare LF ends the request line", "9112 §2.2", "hardening", line + b"\nHost: a\r\n\r\n", refused(400))
    case(g, "a bare LF ends a field line", "9112 §2.2", "hardening", line + b"\r\nHost: a\nX: y\r\n\r\n", refused(400))
    case(g, "a bare LF ends the head", "9112 §2.2", "hardening", line + b"\r\nHost: a\r\n\n", refused(400))
    case(g, "a bare CR ends the request line", "9112 §2.2", "MUST", line + b"\rHost: a\r\n\r\n", refused(400))

    # --- Content-Length ---------------------------------------------------------------------------------------
    g = "content-length"
    case(g, "a body of a known length", "9112 §6.2", "MUST",
         post(b"Content-Length: 5", body=b"hello") + get, answered("2xx", 200, closed=False, also=echoes(b"hello")), then_get)
    case(g, "a body of no bytes", "9112 §6.2", "MUST", post(b"Content-Length: 0") + get, answered("2xx", 200), then_get)
    case(g, "no length means no body", "9112 §6.3", "MUST", post() + get, answered(("2xx", 411), 200), then_get)
    case(g, "leading zeros", "9110 §8.6", "MUST", post(b"Content-Length: 005", body=b"hello") + get,
         either(answered("2xx", 200, also=echoes(b"hello")), refused(400)), then_get)
    case(g, "a body in two pieces", "9112 §6.2", "MUST",
         [post(b"Content-Length: 10", body=b"hello"), 0.1, b"world" + get],
         answered("2xx", 200, also=echoes(b"helloworld")), then_get)
    for name, value in (("a plus sign", b"+5"), ("a minus sign", b"-5"), ("hexadecimal", b"0x5"), ("a list", b"5,5"),
                        ("a list that differs", b"5, 6"), ("a fraction", b"5.0"), ("a letter after", b"5a"),
                        ("an inner space", b"5 5"), ("nothing", b""), ("words", b"five"), ("an exponent", b"5e0"),
                        ("a number past 64 bits", b"18446744073709551621"), ("an underscore", b"5_0")):
        level = "SHOULD" if name == "a list" else "MUST"
        case(g, "Content-Length with " + name, "9112 §6.3", level,
             post(b"Content-Length: " + value, body=b"hello") + get,
             refused(400, 413), then_get)

    # --- chunked ----------------------------------------------------------------------------------------------
    g = "chunked"
    for name, body, content in (
            ("one chunk", b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
            ("two chunks", b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", b"hello world"),
            ("no chunk", b"0\r\n\r\n", b""), ("capital hexadecimal", b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
            ("small hexadecimal", b"a\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
            ("leading zeros", b"005\r\nhello\r\n000\r\n\r\n", b"hello"),
            ("an extension", b"5;name=value\r\nhello\r\n0\r\n\r\n", b"hello"),
            ("a quoted extension", b'5;name="v;x"\r\nhello\r\n0;last\r\n\r\n', b"hello"),
            ("a trailer", b"5\r\nhello\r\n0\r\nX-Trailer: x\r\n\r\n", b"hello"),
            ("two trailers", b"5\r\nhello\r\n0\r\nX-A: x\r\nX-B: y\r\n\r\n", b"hello"),
            ("CR LF in the data", b"4\r\na\r\nb\r\n0\r\n\r\n", b"a\r\nb"),
            ("data that looks like a chunk", b"7\r\n0\r\n\r\nGE\r\n0\r\n\r\n", b"0\r\n\r\nGE")):
        case(g, name, "9112 §7.1", "MUST", post(chunked, body=body) + get,
             answered("2xx", 200, closed=False, also=echoes(content)), then_get)
    case(g, "Chunked in capitals", "9112 §7", "MUST",
         post(b"Transfer-Encoding: CHUNKED", body=b"5\r\nhello\r\n0\r\n\r\n") + get,
         answered("2xx", 200, also=echoes(b"hello")), then_get)
    case(g, "chunks byte by byte", "9112 §7.1", "MUST",
         [post(chunked)] + [bytes([byte]) for byte in b"5\r\nhello\r\n0\r\n\r\n"] + [get],
         answered("2xx", 200, also=echoes(b"hello")), then_get)
    for name, body, level in (
            ("a size with 0x", b"0x5\r\nhello\r\n0\r\n\r\n", "MUST"), ("a size that is no number", b"xyz\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a negative size", b"-5\r\nhello\r\n0\r\n\r\n", "MUST"), ("an empty size", b"\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a size past 64 bits", b"10000000000000005\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a size of 16 F", b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a size with a plus sign", b"+5\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a space before the size", b" 5\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a size with an underscore", b"0_5\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("data longer than its size", b"3\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("no CR LF after the data", b"5\r\nhello0\r\n\r\n", "MUST"),
            ("a bare CR in an extension", b"5;a\rb\r\nhello\r\n0\r\n\r\n", "MUST"),
            ("a space after the size", b"5 \r\nhello\r\n0\r\n\r\n", "hardening"),
            ("a bare LF after the size", b"5\nhello\r\n0\r\n\r\n", "hardening"),
            ("a bare LF after the data", b"5\r\nhello\n0\r\n\r\n", "hardening"),
            ("a bare LF in an extension", b"5;a\nb\r\nhello\r\n0\r\n\r\n", "hardening"),
            ("a bare LF ends the trailers", b"5\r\nhello\r\n0\r\n\n", "hardening"),
            ("a NUL in an extension", b"5;a\x00\r\nhello\r\n0\r\n\r\n", "hardening"),
            ("a folded trailer", b"5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n", "hardening"),
            ("a trailer without a colon", b"5\r\nhello\r\n0\r\nnothing\r\n\r\n", "hardening")):
        case(g, name, "9112 §7.1", level, post(chunked, body=body) + get, refused(400, 413), then_get)

    # --- smuggling --------------------------------------------------------------------------------------------
    g = "smuggling"
    hidden = request(b"GET " + path + b"?hidden HTTP/1.1")
    zero = b"0\r\n\r\n"
    te = b"Transfer-Encoding: "
    for name, fields, body, section, level in (
            ("Content-Length before chunked", (b"Content-Length: 5", chunked), zero, "9112 §6.1", "hardening"),
            ("chunked before Content-Length", (chunked, b"Content-Length: 5"), zero, "9112 §6.1", "hardening"),
            ("two lengths that differ", (b"Content-Length: 0", b"Content-Length: 5"), b"hello", "9112 §6.3", "MUST"),
            ("two lengths that agree", (b"Content-Length: 5", b"Content-Length: 5"), b"hello", "9112 §6.3", "hardening"),
            ("a list of lengths that differ", (b"Content-Length: 0, 5",), b"hello", "9112 §6.3", "MUST"),
            ("chunked is not the last coding", (te + b"chunked, identity",), zero, "9112 §6.3", "MUST"),
            ("chunked twice", (te + b"chunked, chunked",), zero, "9112 §6.1", "MUST"),
            ("chunked in two fields", (chunked, chunked), zero, "9112 §6.1", "MUST"),
            ("an unknown coding", (te + b"xchunked",), zero, "9112 §6.1", "SHOULD"),
            ("an unknown coding after chunked, in a second field", (chunked, te + b"cow"), zero, "9112 §6.3", "MUST"),
            ("identity", (te + b"identity",), zero, "9112 §7", "SHOULD"),
            ("gzip alone", (te + b"gzip",), zero, "9112 §6.3", "MUST"),
            ("an unknown coding before chunked", (te + b"cow, chunked",), zero, "9112 §6.1", "SHOULD"),
            ("an empty coding", (b"Transfer-Encoding:",), zero, "9112 §6.1", "hardening"),
            ("chunked in quotes", (te + b'"chunked"',), zero, "9112 §6.1", "MUST"),
            ("chunked with a vertical tab", (te + b"\x0bchunked",), zero, "9110 §5.5", "MUST"),
            ("chunked with a parameter", (te + b"chunked;q=1",), zero, "9112 §7.1", "hardening"),
            ("chunked, comma", (te + b"chunked,",), zero, "9112 §6.1", "hardening"),
            ("a space before the colon of Content-Length", (b"Content-Length : 5",), b"hello", "9112 §5.1", "MUST"),
            ("a space before the colon of Transfer-Encoding", (b"Transfer-Encoding : chunked",), zero, "9112 §5.1", "MUST"),
            ("a folded Transfer-Encoding", (b"Transfer-Encoding:\r\n chunked",), zero, "9112 §5.2", "hardening"),
            ("a field hidden behind a bare CR", (b"X: y\rTransfer-Encoding: chunked",), zero, "9112 §2.2", "MUST"),
            ("a field hidden behind a bare LF", (b"X: y\nTransfer-Encoding: chunked",), zero, "9112 §2.2", "hardening"),
            ("a NUL after the length", (b"Content-Length: 5\x00",), b"hello", "9110 §5.5", "MUST"),
            ("a length with a vertical tab", (b"Content-Length: \x0b5",), b"hello", "9110 §5.5", "MUST"),
            ("a letter after the length", (b"Content-Length: 5x",), b"hello", "9112 §6.3", "MUST")):
        case(g, name, section, level, post(*fields, body=body) + hidden, refused(400, 501), then_get)
    case(g, "chunked in HTTP/1.0", "9112 §6.1", "MUST",
         request(b"POST " + body_path + b" HTTP/1.0", chunked, b"Connection: keep-alive", body=zero) + hidden,
         either(refused(400, 501, 411), answered("2xx", closed=True)), then_get)
    for name, body in (
            ("a chunk size cut off at 32 bits", b"100000000\r\n" + b"\r\n0\r\n\r\n"),
            ("a chunk size cut off at 64 bits", b"10000000000000000\r\n" + b"\r\n0\r\n\r\n"),
            ("two bytes other than CR LF after the data", b"1\r\nZxx0\r\n\r\n"),
            ("a bare LF in a chunk's size line", b"2;\nxx\r\n1e\r\n0\r\n\r\n"),
            ("a bare CR in a chunk's size line", b"2;\rxx\r\n0\r\n\r\n"),
            ("a trailer that begins with a space", b"0\r\n X: y\r\n\r\n")):
        case(g, name, "9112 §7.1", "MUST", post(chunked, body=body) + hidden, refused(400, 413), then_get)
    case(g, "a request in the body of another is not a request", "9112 §6.3", "MUST",
         post(b"Content-Length: %d" % len(hidden), body=hidden) + last,
         answered("2xx", 200, closed=True, also=echoes(hidden)), ("POST", "GET"))
    case(g, "a request after a trailer section is the next one, no more", "9112 §7.1.2", "MUST",
         post(chunked, body=b"0\r\nContent-Length: 40\r\n\r\n") + last,
         either(answered("2xx", 200, closed=True), refused(400)), ("POST", "GET"))
    case(g, "nothing is read after Connection: close", "9112 §9.6", "MUST",
         last + hidden, answered(200, closed=True), ("GET",))
    case(g, "nothing is read after a refusal", "9112 §9.6", "MUST",
         b"GET / HTTP/1.1\r\nBad Field\r\n\r\n" + hidden, refused(400), ("GET", "GET"))

    # --- connection -------------------------------------------------------------------------------------------
    g = "connection"
    case(g, "HTTP/1.1 stays open", "9112 §9.3", "MUST", get, answered(200, closed=False))
    case(g, "Connection: close is obeyed", "9112 §9.6", "MUST", last, answered(200, closed=True))
    case(g, "the last answer says close", "9112 §9.6", "SHOULD", last,
         answered(200, closed=True, also=lambda o: "close" in (o.answers[0].field("connection") or "").lower()))
    case(g, "the option is case-insensitive", "9110 §7.6.1", "MUST",
         request(line, b"Connection: CLOSE"), answered(200, closed=True))
    case(g, "close in a list", "9110 §7.6.1", "MUST",
         request(line, b"Connection: keep-alive, close"), answered(200, closed=True))
    case(g, "close in a second field", "9110 §7.6.1", "MUST",
         request(line, b"Connection: x-other", b"Connection: close"), answered(200, closed=True))
    case(g, "HTTP/1.0 closes", "9112 §9.3", "MUST", request(b"GET " + path + b" HTTP/1.0"), answered(200, closed=True))
    case(g, "HTTP/1.0 with keep-alive is told so, or closed", "9112 §9.3", "SHOULD",
         request(b"GET " + path + b" HTTP/1.0", b"Connection: keep-alive"),
         either(answered(200, closed=True), answered(
             200, closed=False, also=lambda o: "keep-alive" in (o.answers[0].field("connection") or "").lower())))
    case(g, "no chunks for HTTP/1.0", "9112 §6.1", "MUST", request(b"GET " + path + b" HTTP/1.0"),
         answered(200, also=lambda o: o.answers[0].field("transfer-encoding") is None))
    case(g, "an unknown option is ignored", "9110 §7.6.1", "MUST", request(line, b"Connection: x-nothing"), ok_get)
    case(g, "Upgrade to an unknown protocol is ignored", "9110 §7.8", "MUST",
         request(line, b"Connection: upgrade", b"Upgrade: nothing/1"), ok_get)
    case(g, "a half-closed client still gets its answer", "9112 §9.6", "SHOULD", [get, "finish"], answered(200, closed=True))
    case(g, "a half-closed client still gets all its answers", "9112 §9.6", "SHOULD",
         [get * 5, "finish"], answered(*[200] * 5, closed=True), ["GET"] * 5)
    case(g, "an incomplete head is not answered with success", "9112 §8", "MUST",
         [line + b"\r\nHost: a\r\n", "finish"], refused(400, 408))
    case(g, "an incomplete body is not answered with success", "9112 §8", "MUST",
         [post(b"Content-Length: 10", body=b"hello"), "finish"], refused(400, 408), ("POST",))
    case(g, "incomplete chunks are not answered with success", "9112 §8", "MUST",
         [post(chunked, body=b"5\r\nhel"), "finish"], refused(400, 408), ("POST",))

    # --- pipelining -------------------------------------------------------------------------------------------
    g = "pipelining"
    case(g, "two requests in one segment", "9112 §9.3.2", "MUST", get * 2, answered(200, 200, closed=False), ["GET"] * 2)
    case(g, "fifty requests in one segment", "9112 §9.3.2", "MUST", get * 50, answered(*[200] * 50), ["GET"] * 50)
    case(g, "answers come in order", "9112 §9.3.2", "MUST",
         request(b"HEAD " + path + b" HTTP/1.1") + request(b"GET /no/such/thing HTTP/1.1") + get,
         answered(200, "4xx", 200), ["HEAD", "GET", "GET"])
    case(g, "a body between two requests", "9112 §9.3.2", "MUST",
         get + post(b"Content-Length: 5", body=b"hello") + get, answered(200, "2xx", 200), ["GET", "POST", "GET"])
    case(g, "a request split in the middle", "9112 §9.3.2", "MUST",
         [get + get[:10], 0.1, get[10:]], answered(200, 200), ["GET"] * 2)
    case(g, "a request byte by byte", "9112 §2.1", "MUST", [bytes([byte]) for byte in get], answered(200))
    case(g, "the request before a bad one is answered", "9112 §9.3.2", "SHOULD",
         get + b"BAD\r\n\r\n", answered(200, 400, closed=True), ["GET"] * 2)
    case(g, "an empty line between two requests", "9112 §2.2", "SHOULD", get + CRLF + get, answered(200, 200), ["GET"] * 2)

    # --- Expect -----------------------------------------------------------------------------------------------
    g = "expect"
    expect = b"Expect: 100-continue"
    case(g, "100 (Continue) comes before the body", "9110 §10.1.1", "MUST",
         [post(expect, b"Content-Length: 5"), 0.2, b"hello"],
         answered("2xx", also=lambda o: echoes(b"hello")(o) and len(o.interim) <= 1), ("POST",))
    case(g, "the client that waits is not left waiting", "9110 §10.1.1", "MUST",
         [post(expect, b"Content-Length: 5"), 0.5], lambda_interim_or_final(), ("POST",), 0.5)
    case(g, "no 100 to HTTP/1.0", "9110 §10.1.1", "MUST",
         request(b"POST " + body_path + b" HTTP/1.0", expect, b"Content-Length: 5", body=b"hello"),
         answered("2xx", also=lambda o: not o.interim), ("POST",))
    case(g, "the body in the same segment", "9110 §10.1.1", "MUST",
         post(expect, b"Content-Length: 5", body=b"hello") + get, answered("2xx", 200), then_get)
    case(g, "the value is case-insensitive", "9110 §10.1.1", "MUST",
         post(b"Expect: 100-Continue", b"Content-Length: 5", body=b"hello"), answered("2xx"), ("POST",))
    case(g, "another expectation", "9110 §10.1.1", "SHOULD",
         request(line, b"Expect: a-miracle"), answered((200, 417)))
    case(g, "100 for a chunked body", "9110 §10.1.1", "MUST",
         [post(expect, chunked), 0.2, b"5\r\nhello\r\n0\r\n\r\n"], answered("2xx", also=echoes(b"hello")), ("POST",))
    case(g, "no 100 without a body", "9110 §10.1.1", "SHOULD", request(line, expect),
         answered(200, also=lambda o: not o.interim))

    # --- answers ----------------------------------------------------------------------------------------------
    g = "answers"
    imf = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT"
    dated = lambda o: re.fullmatch(imf, o.answers[0].field("date") or "") is not None
    case(g, "Date is there, in the preferred format", "9110 §6.6.1", "MUST", get, answered(200, also=dated))
    case(g, "Date on a refusal of the resource", "9110 §6.6.1", "MUST",
         request(b"GET /no/such/thing HTTP/1.1"), answered("4xx", also=dated))
    case(g, "the length is told", "9112 §6.3", "MUST", get, answered(
        200, also=lambda o: (o.answers[0].field("content-length") is None) != (o.answers[0].field("transfer-encoding") is None)))
    case(g, "HTTP/1.0 is answered with the server's version", "9110 §2.5", "SHOULD",
         request(b"GET " + path + b" HTTP/1.0"), answered(200, also=lambda o: o.answers[0].version == "HTTP/1.1"))
    case(g, "the client reads the refusal of a body that it is still sending", "9112 §9.6", "SHOULD",
         [post(b"Content-Length: +5"), b"x" * 100_000], answered(400, closed=True), ("POST",))
    case(g, "a refusal is delivered whole before the close", "9112 §9.6", "SHOULD",
         b"GET / HTTP/1.1\r\nBad Field\r\n\r\n" + b"x" * 50_000, answered(400, closed=True))

    # --- limits -----------------------------------------------------------------------------------------------
    g = "limits"
    case(g, "a target of 8000 bytes", "9112 §3", "SHOULD",
         request(b"GET " + path + b"?" + b"a" * (8000 - len(path) - 1) + b" HTTP/1.1"), answered(200))
    case(g, "a target of 200,000 bytes", "9110 §15.5.15", "MUST",
         request(b"GET /" + b"a" * 200_000 + b" HTTP/1.1"), refused(414))
    case(g, "a field of 200,000 bytes", "6585 §5", "SHOULD", request(line, b"X-Long: " + b"a" * 200_000), refused(400, 431))
    case(g, "10,000 fields", "6585 §5", "SHOULD", request(line, *[b"X-%d: x" % n for n in range(10_000)]), refused(400, 431))
    case(g, "a body announced as a terabyte", "9110 §15.5.14", "SHOULD",
         post(b"Content-Length: 1000000000000"), refused(413), ("POST",))
    case(g, "a terabyte expected is refused without 100", "9110 §10.1.1", "SHOULD",
         post(expect, b"Content-Length: 1000000000000"),
         either(answered(413, also=lambda o: not o.interim)), ("POST",))
    case(g, "chunk extensions without end", "9112 §7.1.1", "SHOULD",
         post(chunked, body=b"5;" + b"a" * 200_000 + b"\r\nhello\r\n0\r\n\r\n"), refused(400, 413, 431), ("POST",))
    case(g, "trailers without end", "9112 §7.1.2", "SHOULD",
         post(chunked, body=b"0\r\n" + b"X: y\r\n" * 50_000 + b"\r\n"), refused(400, 413, 431), ("POST",))
    case(g, "a thousand empty lines", "9112 §2.2", "hardening", CRLF * 1000 + get, refused(400))


def lambda_interim_or_final():
    @described("100, or a final answer")
    def accept(outcome):
        return any(answer.status == 100 for answer in outcome.interim) or bool(outcome.answers)
    return accept


def play(entry):
    group, name, section, level, steps, accept, methods, wait = entry
    try:
        outcome = run(steps, methods, wait)
        return entry, outcome, accept(outcome)
    except Exception as error:  # a server that cannot be reached fails the case, not the suite
        return entry, f"{type(error).__name__}: {error}", False


def main():
    global OPTIONS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", type=lambda text: (text.rsplit(":", 1)[0].strip("[]"), int(text.rsplit(":", 1)[1])))
    parser.add_argument("--path", default="/")
    parser.add_argument("--body-path", default="/echo")
    parser.add_argument("--echo", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--quiet", action="store_true", help="list the failed cases only")
    OPTIONS = parser.parse_args()
    register()
    cases = [entry for entry in CASES if OPTIONS.only in (None, entry[0])]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        results = list(pool.map(play, cases))
    failed = [result for result in results if not result[2]]
    for (group, name, section, level, _, accept, _, _), outcome, passed in results:
        if not passed or not OPTIONS.quiet:
            print(f"{'pass' if passed else 'FAIL'}  {group:14} {level:9} {section:14} {name}"
                  + ("" if passed else f"\n        accepted: {accept.text}\n        seen:     {outcome}"))
    groups = sorted({entry[0] for entry in cases})
    for group in groups:
        total = [result for result in results if result[0][0] == group]
        print(f"{group:14} {sum(result[2] for result in total)}/{len(total)}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    grave = [result for result in failed if result[0][3] == "MUST" or result[0][0] == "smuggling"]
    return 1 if grave else 0


if __name__ == "__main__":
    sys.exit(main())
