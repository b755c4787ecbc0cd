"""Subscribed calendars: looked at when they changed, kept event by event."""

from __future__ import annotations

import hashlib
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from connectors._web import is_sibling
from tests.connectors.live import add_account, night, standing
from tests.connectors.test_dav import event, objects

SECRET_PATH = "/private-planted-marker/basic.ics"


class Calendars(ThreadingHTTPServer):
    """Serves one text at every path, with an ETag; remembers what was asked.

    How it answers: `status` and `headers` where they are said.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.text, self.status, self.headers, self.asked = "", 0, {}, []
        self.refuses_basic = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        body = server.text.encode()
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        status = server.status or 200
        if not server.status and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in ({"ETag": etag} | server.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = Calendars()
    yield made
    made.shutdown()
    made.server_close()


def calendar(*events):
    """Several events in one calendar."""
    parts = [text.partition("BEGIN:VEVENT")[2] for text in events]
    inner = "".join("BEGIN:VEVENT" + p.partition("END:VCAL")[0] for p in parts)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inner}END:VCALENDAR\r\n"


def test_only_what_says_something_new_is_kept(home, server):
    """An event stamped anew at every request is still the same event."""
    server.text = calendar(event("a", "20260901"), event("b", "20260902"))
    add_account(home, "ics_url", url=server.url)
    assert night(home, "ics_url").interactions == 2
    later = "20261001T080000Z"
    server.text = calendar(
        event("a", "20260901", stamp=later), event("b", "20260903", stamp=later)
    )
    night(home, "ics_url")
    assert len(objects(home, "ics_url")) == 3
    assert [f"{when:%d}" for when in standing(home, column="happened_at")] == [
        "01",
        "03",
    ]


def test_nothing_new_is_one_request_without_an_answer(home, server):
    """The server is told the version known, and says 304."""
    server.text = calendar(event("a", "20260901"))
    add_account(home, "ics_url", url=server.url)
    night(home, "ics_url")
    before = objects(home, "ics_url")
    assert night(home, "ics_url").unchanged == 1
    assert len(server.asked) == 2
    assert "If-None-Match" in server.asked[1][1]
    assert objects(home, "ics_url") == before


@pytest.mark.parametrize("keep_past", [False, True])
def test_what_leaves_the_calendar_is_called_off(home, server, keep_past):
    """Unless the owner says that it only leaves because it is past."""
    server.text = calendar(event("a", "20260901"), event("b", "20260902"))
    add_account(home, "ics_url", url=server.url, keep_past=keep_past)
    night(home, "ics_url")
    server.text = calendar(event("b", "20260902"))
    night(home, "ics_url")
    assert standing(home) == (["a", "b"] if keep_past else ["b"])


def test_a_secret_address_is_nowhere_to_be_seen(home, server, monkeypatch):
    """It comes from where passwords come from, and no error repeats it."""
    monkeypatch.setenv("CULTIVATE_ICS_URL_WORK", server.url + SECRET_PATH)
    server.text = calendar(event("a", "20260901"))
    add_account(home, "ics_url")
    assert night(home, "ics_url").interactions == 1
    assert server.asked[0][0] == SECRET_PATH
    server.status = 404
    (why,) = night(home, "ics_url").whys
    assert "no calendar at this address any more" in why
    written = b"".join(p.read_bytes() for p in home.path.rglob("*") if p.is_file())
    assert b"planted-marker" not in written
    assert "planted-marker" not in why


@pytest.mark.parametrize(
    ("status", "headers", "text", "says"),
    [
        (0, {}, "<html>Sign in</html>", "what stands at this address is no calendar"),
        (0, {}, "BEGIN:VCALENDAR\r\n", "the calendar breaks off"),
        (401, {}, "", "refused the sign-in"),
        (410, {}, "", "no calendar at this address any more (error 410)"),
        (500, {}, "", "the server answers with error 500; the next night"),
        (429, {"Retry-After": "0"}, "", "the server answers with error 429"),
        (302, {"Location": "/on"}, "", "sends requests in a circle"),
        (302, {"Location": "http://example.com/"}, "", "would not be encrypted"),
        (302, {"Location": "file:///etc/passwd"}, "", "the url is none"),
        (0, {}, "BEGIN:VCALENDAR\r\n" + "X" * (1 << 20), "longer than 1 MB"),
    ],
)
def test_what_goes_wrong_is_one_line_and_loses_nothing(
    home, server, status, headers, text, says
):
    """What was known stands; the line says what to do."""
    server.text = calendar(event("a", "20260901"))
    add_account(home, "ics_url", url=server.url, most_mb=1)
    night(home, "ics_url")
    server.status, server.headers, server.text = status, headers, text
    (why,) = night(home, "ics_url").whys
    assert says in why
    assert standing(home) == ["a"]


def test_a_certificate_must_be_known(home, server, tmp_path):
    """The owner's own authority is named in ca_file; anybody else's is refused."""
    authority = trustme.CA()
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    server.socket = secure.wrap_socket(server.socket, server_side=True)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server.text = calendar(event("a", "20260901"))
    url = server.url.replace("http", "https")
    add_account(home, "ics_url", url=url, ca_file=str(tmp_path / "ca.pem"))
    add_account(home, "ics_url", "other", url=url.replace("https", "webcal"))
    tally = night(home, "ics_url")
    assert tally.interactions == 1
    (why,) = tally.whys
    assert why.startswith("ics_url/other: the server's certificate cannot be trusted")


@pytest.mark.parametrize(
    ("host", "home_host", "same"),
    [
        ("p42-contacts.icloud.com", "contacts.icloud.com", True),
        ("dav.example.com", "dav.example.com", True),
        ("evil.example.org", "dav.example.com", False),
        ("dav.example.com.evil.net", "dav.example.com", False),
        ("evil.com", "example.com", False),
        ("evil.co.uk", "example.co.uk", False),
        ("dav2.example.co.uk", "dav.example.co.uk", True),
    ],
)
def test_a_password_goes_to_its_own_host_and_siblings(host, home_host, same):
    """A server that sends on to somewhere else sends nothing of the owner's along."""
    assert is_sibling(host, home_host) is same
