"""`report --serve` acts at once, for one browser of this machine only."""

from __future__ import annotations

import csv
import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import sync_playwright

from flows.settings import Home

CULTIVATE = [sys.executable, "-c", "from flows.commands import main; exit(main())"]
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def serving(home, *more):
    """A running `report --serve`, and the link it printed."""
    words = [*CULTIVATE, "--home", str(home.path), "report", "--serve", *more]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/open/([\w-]+)", line)
        try:
            assert found, line + process.stderr.read()
            yield process, found[0], int(found[1])
        finally:
            process.kill()


class Caller:
    """Asks a server as a browser would, or as one should not."""

    def __init__(self, port, link):
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        status, headers, _ = self.ask("GET", link.removeprefix(self.origin))
        assert status == 303
        self.address = headers["location"]

    def ask(self, method, path, body=None, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        line.request(method, path, body, sent)
        answer = line.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode()
        line.close()
        return found

    def say(self, word, **headers):
        sent = {"Origin": self.origin, "Content_Type": "application/json"} | headers
        body = word if isinstance(word, str) else json.dumps(word)
        status, _, answer = self.ask("POST", self.address + "say", body, **sent)
        return status, json.loads(answer) if answer.startswith("{") else answer


@pytest.fixture(scope="module")
def own(shared, tmp_path_factory):
    """A home of this module's own."""
    copy = Home(tmp_path_factory.mktemp("served") / "home")
    shutil.copytree(shared.path, copy.path, symlinks=True)
    return copy


@pytest.fixture(scope="module")
def caller(own):
    with serving(own) as (_, link, port):
        made = Caller(port, link)
        made.link = link
        yield made


def decisions(home):
    if not home.decisions.is_file():
        return []
    with home.decisions.open(encoding="utf-8", newline="") as file:
        return [
            (line["verb"], line["value"], line["note"]) for line in csv.DictReader(file)
        ]


def id_of(home, name):
    with duckdb.connect(str(home.database), read_only=True) as con:
        query = "select person_id from people where name = ?"
        return con.execute(query, [name]).fetchall()[0][0]


def test_the_link_opens_once(caller):
    """The link that was used opens no second time; a wrong one never does."""
    path = caller.link.removeprefix(caller.origin)
    assert caller.ask("GET", path)[0] == 403
    assert caller.ask("GET", "/open/" + "x" * 43)[0] == 403
    assert caller.ask("GET", "/")[0] == 404


def test_the_page_is_the_reports_own(caller):
    """It serves the same page: the same island of people, the same script."""
    status, headers, text = caller.ask("GET", caller.address)
    assert status == 200
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "José Núñez" in text
    assert '"served":true' in text


def test_nobody_comes_in_without_the_key(caller):
    """Another address than the one the link led to shows and does nothing."""
    wrong = "/" + "x" * 43 + "/"
    assert caller.ask("GET", wrong)[0] == 403
    headers = {"Origin": caller.origin, "Content_Type": "application/json"}
    assert caller.ask("POST", wrong + "say", "{}", **headers)[0] == 403


@pytest.mark.parametrize(
    "host",
    ["localhost:{}", "evil.example.com:{}", "127.0.0.1", "127.0.0.1:{}.example.com"],
)
def test_another_host_is_refused(caller, own, host):
    """A name that merely leads to this machine is not ours."""
    named = host.format(caller.port)
    assert caller.ask("GET", caller.address, Host=named)[0] == 403
    before = decisions(own)
    word = {"verb": "mute", "person": id_of(own, "José Núñez")}
    assert caller.say(word, Host=named)[0] == 403
    assert decisions(own) == before


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example.com", "null", "http://localhost:{}", "", "http://127.0.0.1"],
)
def test_another_origin_is_refused(caller, own, origin):
    """A word of another page, or of none, is not kept."""
    before = decisions(own)
    word = {"verb": "mute", "person": id_of(own, "José Núñez")}
    assert caller.say(word, Origin=origin.format(caller.port))[0] == 403
    assert decisions(own) == before


def test_a_word_is_kept_at_once(caller, own):
    """Words go to decisions.csv with their note and can be taken back."""
    person = id_of(own, "José Núñez")
    before = len(decisions(own))
    word = {"verb": "mute", "person": person, "note": 'he, "asked"'}
    status, answer = caller.say(word)
    assert (status, answer["said"]) == (200, "José Núñez is muted.")
    _, undone = caller.say({"verb": "undo", "value": answer["undo"]})
    assert undone["said"].endswith("(mute) no longer counts.")
    for verb, value in (("done", "reply"), ("useful", ""), ("not-useful", "")):
        assert "undo" in caller.say({"verb": verb, "person": person, "value": value})[1]
    assert decisions(own)[before:] == [
        ("mute", "", 'he, "asked"'),
        ("undo", answer["undo"], ""),
        ("done", "reply", ""),
        ("useful", "", ""),
        ("not_useful", "", ""),
    ]


def test_a_touch_goes_to_the_journal(caller, own):
    """A call is a line of journal.md, with the person's own address."""
    person = id_of(own, "José Núñez")
    word = {"verb": "log", "person": person, "value": "called", "note": "about Porto"}
    _, answer = caller.say(word)
    assert answer["said"].endswith("called José Núñez <jose@example.org>: about Porto")
    assert own.journal.read_text(encoding="utf-8").endswith(answer["said"] + "\n")


def test_a_record_of_somebody_else_is_parted(caller, own):
    """Two records of one person are told apart, and no others."""
    person = id_of(own, "Ana Okafor")
    records = {"value": "vcard/default/okafor-work", "other": "vcard/default/ana-1"}
    _, answer = caller.say({"verb": "different", "person": person} | records)
    assert "stay apart" in answer["said"]
    strangers = {"value": "vcard/default/ana-1", "other": "vcard/default/jose-1"}
    _, refused = caller.say({"verb": "different", "person": person} | strangers)
    assert "load the page again" in refused["error"]
    caller.say({"verb": "undo", "value": answer["undo"]})


@pytest.mark.parametrize(
    "word",
    [
        {"verb": "forget", "person": "p"},
        {"verb": "mute", "person": "no one"},
        {"verb": "mute", "person": "p0000000000"},
        {"verb": "mute", "person": ["p"]},
        {"verb": "snooze", "person": "JOSE", "value": "9999"},
        {"verb": "done", "person": "JOSE", "value": "everything"},
        {"verb": "log", "person": "JOSE", "value": "gave"},
        {"verb": "mute", "person": "JOSE", "note": "one\nline"},
        {"verb": "mute", "person": "JOSE", "note": "x" * 201},
        {"verb": "undo", "value": ""},
        [],
        "none",
    ],
)
def test_what_no_button_says_is_not_kept(caller, own, word):
    """Another verb, person, span or shape is an error, and writes nothing."""
    if isinstance(word, dict) and word.get("person") == "JOSE":
        word = word | {"person": id_of(own, "José Núñez")}
    before = decisions(own), own.journal.read_bytes() if own.journal.exists() else b""
    status, answer = caller.say(json.dumps(word))
    assert status == 200
    assert list(answer) == ["error"]
    after = decisions(own), own.journal.read_bytes() if own.journal.exists() else b""
    assert after == before


def test_what_is_no_json_is_refused(caller):
    """Another content type (any page may send a form), bad or endless JSON."""
    assert caller.say("{}", Content_Type="text/plain")[0] == 400
    assert caller.say("{")[0] == 400
    assert caller.say("[" * 4000)[0] == 400
    assert caller.say(json.dumps("x" * 5000))[0] == 400


def test_no_other_address_of_the_machine_answers(caller):
    """It listens on 127.0.0.1 and nowhere else, not even on 127.0.0.2."""
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.2", caller.port), 2),
    ):
        pass


def test_ctrl_c_ends_it_well(lived_in):
    """Interrupted, it says so, ends with 0 and leaves nothing behind."""
    before = {file.name for file in lived_in.path.iterdir()}
    with serving(lived_in) as (process, link, port):
        Caller(port, link)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out.endswith("Stopped.\n")
    assert err == ""
    assert {file.name for file in lived_in.path.iterdir()} == before


def test_a_taken_port_is_said(lived_in):
    """A port somebody else has is one line and exit code 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ["--home", str(lived_in.path), "report", "--serve", "--port", port]
        ended = subprocess.run(
            [*CULTIVATE, *words], capture_output=True, text=True, cwd=ROOT, check=False
        )
    assert ended.returncode == 1
    assert f"port {port} is taken" in ended.stderr


def test_a_redacted_page_is_not_served(call, lived_in):
    """A page by initials has no buttons."""
    assert call(lived_in, "report", "--serve", "--redact").code == 2


def test_a_plain_report_loads_no_server(lived_in):
    """Starlette and uvicorn are loaded only to serve."""
    code = (
        "import sys; from flows.commands import main; "
        f"assert main(['--home', {str(lived_in.path)!r}, 'report']) == 0; "
        "assert not {'starlette', 'uvicorn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=-3)


@pytest.mark.needs("chromium")
def test_the_pages_buttons_act(lived_in):
    """In a browser, a card's button writes at once, says so and can be taken back."""
    with serving(lived_in) as (_, link, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        seen = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(link)
        page.locator("#card-1 .answer summary").click()
        page.locator("#card-1").get_by_label("A note with it").fill("it's fine")
        page.locator("#card-1").get_by_role("button", name="Mute for good").click()
        page.locator("#said li", has_text="is muted").wait_for()
        assert decisions(lived_in) == [("mute", "", "it's fine")]
        page.get_by_role("button", name="take back").click()
        page.locator("#answers").wait_for(state="hidden")
        assert [verb for verb, *_ in decisions(lived_in)] == ["mute", "undo"]
        page.reload()
        assert page.locator("#card-1").is_visible()
        assert all(url.startswith(f"http://127.0.0.1:{port}/") for url in seen), seen
        browser.close()
