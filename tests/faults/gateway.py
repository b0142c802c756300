"""A gateway before Elasticsearch that lets it be as ill as a test wants."""

import http.client
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = ("stopped", "busy", "partial", "slow")
BULK_HEADERS = [
    ("x-elastic-product", "Elasticsearch"),
    ("content-type", "application/vnd.elasticsearch+json;compatible-with=8"),
]
PASSED_ON = ("content-type", "x-elastic-product")


class Gateway(ThreadingHTTPServer):
    """``fault`` is "" or one of ``FAULTS``; ``harmed`` counts what it was done to."""

    daemon_threads = True

    def __init__(self, target, *, seed, latency):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.latency = urlsplit(target).netloc, latency
        self.chance = random.Random(seed)  # noqa: S311 -- a seed, not a secret
        self.fault, self.harmed = "", 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that has gone is no news."""

    def forward(self, method, path, body, headers):
        connection = http.client.HTTPConnection(self.target, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        headers = [(k, v) for k, v in answer.getheaders() if k.lower() in PASSED_ON]
        content = answer.read()
        connection.close()
        return answer.status, headers, content


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def respond(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        gateway = self.server
        fault = gateway.fault
        gateway.harmed += bool(fault)
        if fault == "stopped":
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(gateway.latency)
        if fault == "busy":
            answer = 429, [("content-type", "application/json")], b'{"status": 429}'
        elif fault == "partial" and "_bulk" in self.path:
            answer = self.take_some(body)
        else:
            answer = self.pass_on(body)
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def pass_on(self, body):
        asked = {
            name: value
            for name, value in self.headers.items()
            if name.lower() in {"accept", "content-type"}
        }
        return self.server.forward(self.command, self.path, body, asked)

    def take_some(self, body):
        """Of each ten documents three are too many at the moment."""
        lines = body.splitlines(keepends=True)
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        is_taken = [self.server.chance.random() >= 0.3 for _ in pairs]
        taken = [pair for pair, is_in in zip(pairs, is_taken, strict=True) if is_in]
        answers = iter(())
        if taken:
            _, _, content = self.pass_on(b"".join(a + b for a, b in taken))
            answers = iter(json.loads(content)["items"])
        items = [
            next(answers) if is_in else refuse(json.loads(action)["index"]["_id"])
            for (action, _), is_in in zip(pairs, is_taken, strict=True)
        ]
        content = json.dumps({"took": 1, "errors": True, "items": items}).encode()
        return 200, BULK_HEADERS, content

    def log_message(self, *args):
        pass


for method in ("GET", "POST", "PUT", "HEAD", "DELETE"):
    setattr(Handler, f"do_{method}", Handler.respond)


def refuse(identity):
    error = {"type": "es_rejected_execution_exception", "reason": "busy"}
    return {"index": {"_id": identity, "status": 429, "error": error}}
