"""AWS's JSON protocol on loopback: hands requests to Cost Explorer and CloudWatch, and fails on demand."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.live.usage.aws.cloud_watch import CloudWatch
from tests.live.usage.aws.cost_explorer import CostExplorer, RefusedError


class Loopback:
    """``faults`` holds what happens instead of the next answers: ``(status, code, message, headers)``, ``"hang"`` or ``"half"``."""

    def __init__(self, lines, now):
        self.costs = CostExplorer(lines, now)
        self.metrics = CloudWatch(RefusedError)
        self.faults = []
        self.always = None
        self.calls = 0
        self.over = threading.Event()
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                loopback.calls += 1
                fault = loopback.faults.pop(0) if loopback.faults else loopback.always
                if fault == "hang":
                    loopback.over.wait(60)
                    self.close_connection = True
                elif fault == "half":
                    self.respond(200, b'{"ResultsByTime": [', {})
                elif fault:
                    status, code, message, headers = fault
                    self.respond(status, json.dumps({"__type": code, "message": message}).encode(), headers)
                else:
                    self.respond(*loopback.answer(self.headers.get("X-Amz-Target", ""), body), {})

            def respond(self, status, body, headers):
                self.send_response(status)
                for name, text in {
                    **headers,
                    "Content-Type": "application/x-amz-json-1.1",
                    "Content-Length": len(body),
                }.items():
                    self.send_header(name, str(text))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, target, body):
        service, _, operation = target.partition(".")
        part = self.costs if service == "AWSInsightsIndexService" else self.metrics
        try:
            return 200, json.dumps(part.answer(operation, json.loads(body))).encode()
        except RefusedError as refusal:
            return 400, json.dumps({"__type": refusal.code, "message": str(refusal)}).encode()

    def close(self):
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
