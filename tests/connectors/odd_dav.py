"""A server before a real one that fails at what it is told to fail at."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests


class OddDav(ThreadingHTTPServer):
    """Passes requests on to the server at `behind`.

    faults: (verb, word of path or body, status it answers with instead).
    """

    def __init__(self, behind):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.daemon_threads = True
        self.behind, self.faults, self.asked = behind, [], []
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    def do_PROPFIND(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(self.command)
        for verb, word, status in self.server.faults:
            if verb == self.command and word in self.path + body.decode():
                self._send(status, b"<html>no</html>")
                return
        sent = {k: v for k, v in self.headers.items() if k.lower() != "host"}
        answer = requests.request(
            self.command, f"{self.server.behind}{self.path}", data=body, headers=sent,
            timeout=10,
        )  # fmt: skip
        self._send(answer.status_code, answer.content)

    def do_REPORT(self):
        self.do_PROPFIND()

    def _send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
