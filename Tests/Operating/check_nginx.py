#!/usr/bin/env python3
"""Runs the service behind an nginx with the printed configuration, on a certificate of its own, and asks it what a
client, a stranger and an operator would: check_nginx.py LOYALTY PROGRAMME FOLDER"""

import gzip
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time

STRANGER, OPERATOR = "127.0.0.2", "127.0.0.1"
WAITS, WAIT_SECONDS = 100, 0.1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


class Site:
    """A server and an nginx in front of it."""

    def __init__(self, loyalty, programme, folder):
        self.folder = folder
        self.database = os.path.join(folder, "books.db")
        run(loyalty, "program", "publish", programme, "--database", self.database)
        at = ["--database", self.database]
        self.write_key = run(loyalty, "keys", "create", "--kind", "write", *at)
        self.admin_key = run(loyalty, "keys", "create", "--kind", "admin", *at)
        port, self.plain, self.port = free_port(), free_port(), free_port()
        words = [loyalty, "serve", *at, "--port", str(port), "--trusted-proxies", "127.0.0.1", "--log-level", "warning"]
        self.programs = [subprocess.Popen(words, stdout=subprocess.PIPE)]
        self.programs[0].stdout.readline()
        text = run(loyalty, "print", "nginx", "--port", str(port))
        self.configure(text)
        run("nginx", "-t", "-q", "-c", self.path("nginx.conf"), "-p", folder)
        self.programs.append(subprocess.Popen(["nginx", "-c", self.path("nginx.conf"), "-p", folder]))
        for _ in range(WAITS):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(WAIT_SECONDS)
        raise SystemExit("nginx does not listen")

    def path(self, name):
        return os.path.join(self.folder, name)

    def configure(self, text):
        """The printed file, but for addresses, certificate and log; and the frame that nginx needs around it."""
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=loyalty.example.com", "-keyout", self.path("privkey.pem"), "-out", self.path("fullchain.pem"))
        text = re.sub(r" *listen \[::\].*\n", "", text)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.plain};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.port} ")
        text = text.replace("/etc/ssl/loyalty/", self.folder + "/").replace("/var/log/nginx/", self.folder + "/")
        with open(self.path("loyalty.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};" for name in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(self.path("nginx.conf"), "w", encoding="utf-8") as file:
            # As root, nginx would have its workers be somebody who may not come here.
            file.write("user root;\n" if os.geteuid() == 0 else "")
            file.write(f"daemon off; pid {self.path('nginx.pid')}; error_log {self.path('error.log')};\n"
                       f"events {{}}\nhttp {{ {temporary} include {self.path('loyalty.conf')}; }}\n")

    def send(self, method, path, body=None, source=STRANGER, **headers):
        """One request over TLS, from an address of this machine."""
        context = ssl.create_default_context(cafile=self.path("fullchain.pem"))
        context.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30,
                                                 source_address=(source, 0))
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def stop(self):
        for program in reversed(self.programs):
            program.terminate()
            program.wait(30)


def main():
    site = Site(*sys.argv[1:4])
    faults = []

    def check(condition, what):
        if not condition:
            faults.append(what)

    try:
        key = {"X_API_Key": site.write_key}
        made, _ = site.send("PUT", "/v1/customers/customer-one", "{}", **key)
        check(made.status == 201, f"PUT {made.status}")
        screen = "/v1/customers/customer-one/screens/wallet"
        plain, body = site.send("GET", screen, **key)
        check(plain.status == 200 and json.loads(body)["screen"] == "wallet", f"screen {plain.status}")
        packed, content = site.send("GET", screen, Accept_Encoding="gzip", **key)
        check(packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(content) == body, "gzip")
        check(packed.headers["X-Request-Id"] and packed.headers["Strict-Transport-Security"], "fields")
        for tag in (plain.headers["ETag"], packed.headers["ETag"]):
            again, rest = site.send("GET", screen, If_None_Match=tag, **key)
            check(again.status == 304 and rest == b"", f"304 for {tag}: {again.status}")
        check_bodies(site, key, check)
        check_addresses(site, check)
        for path in ("/metrics", "/readyz"):
            check(site.send("GET", path)[0].status == 403, f"{path} from outside")
            check(site.send("GET", path, source=OPERATOR)[0].status == 200, f"{path} from here")
        check(site.send("GET", "/healthz")[0].status == 200, "/healthz")
        check_redirect(site, check)
    finally:
        site.stop()
    with open(site.path("error.log"), encoding="utf-8") as file:
        faults += [line.strip() for line in file if "[error]" in line and "forbidden by rule" not in line
                   and "too large body" not in line]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


def check_bodies(site, key, check):
    """What the service takes goes through; what is larger is refused before it."""
    large = "{" + " " * (3 * 1024 * 1024) + "}"
    taken, _ = site.send("PUT", "/v1/customers/customer-two", large, **key)
    check(taken.status == 201, f"3 MB: {taken.status}")
    try:
        refused, _ = site.send("PUT", "/v1/customers/customer-two", large + " " * (2 * 1024 * 1024), **key)
        check(refused.status == 413, f"5 MB: {refused.status}")
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
        pass  # It need not read what it refuses.


def check_addresses(site, check):
    """Limits by address go by the client's own, whatever it claims."""
    admin = {"X_API_Key": site.admin_key}
    made, body = site.send("POST", "/v1/admin/connectors/custom_checkout/initialise", "", **admin)
    webhook = json.loads(body)["webhook_id"]
    call = json.dumps({"action": "list", "customer_id": "customer-one", "currency": "USD", "total": 4000})
    for allowed, claims, status in [([STRANGER], {}, 200), (["203.0.113.9"], {}, 403),
                                    (["203.0.113.9"], {"X_Forwarded_For": "203.0.113.9"}, 403)]:
        set_up, _ = site.send("PUT", "/v1/admin/connectors/custom_checkout", json.dumps({"allowed_ips": allowed}),
                              **admin)
        check(set_up.status == 200, f"allowed_ips {set_up.status}")
        answer, text = site.send("POST", f"/v1/checkout/{webhook}", call, **claims)
        check(answer.status == status, f"{allowed} {claims}: {answer.status} {text[:200]}")
    with open(site.path("loyalty.log"), encoding="utf-8") as file:
        log = file.read()
    check("/v1/checkout/- 200" in log and webhook not in log, "the log tells a Secret Webhook ID")


def check_redirect(site, check):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=30)
    connection.request("GET", "/v1/program?x=1", headers={"Host": "loyalty.example.com"})
    answer = connection.getresponse()
    check(answer.status == 308 and answer.headers["Location"] == "https://loyalty.example.com/v1/program?x=1",
          f"{answer.status} {answer.headers['Location']}")


if __name__ == "__main__":
    main()
