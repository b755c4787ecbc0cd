"""Signing in to Google: with a browser here or elsewhere, and what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from flows.commands import main
from tests.connectors.google_server import google
from tests.connectors.live import add_account

MAIN = "import sys; from flows.commands import main; sys.exit(main())"
SCOPES = ("contacts.readonly", "contacts.other.readonly", "gmail.metadata",
          "calendar.readonly")  # fmt: skip
# what a browser does once its owner has said yes, or no
BROWSER = """
import sys, urllib.parse, urllib.request
asked = urllib.parse.parse_qs(urllib.parse.urlsplit(sys.argv[2]).query)
said = {"state": asked["state"][0]} | dict([sys.argv[1].split("=")])
back = asked["redirect_uri"][0] + "?" + urllib.parse.urlencode(said)
urllib.request.urlopen(back).read()
"""


@pytest.fixture
def server(home, tmp_path, monkeypatch):
    """The server, a client_secret.json for it, and an account of each source."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with google() as (world, address):
        world.address = address
        world.secret = tmp_path / "client_secret.json"
        keep_client(world, "installed")
        for source in ("google_people", "gmail", "google_calendar"):
            add_account(home, source, client_file=str(world.secret), endpoint=address)
        yield world


def keep_client(world, kind, **more):
    told = {
        "client_id": "id",
        "client_secret": "secret",
        "auth_uri": f"{world.address}auth",
        "token_uri": f"{world.address}token",
    }
    world.secret.write_text(json.dumps({kind: told | more}))


def login(home, **environment):
    """`cultivate login google`, begun; there is a browser only where one is given."""
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SSH_CONNECTION"}
    plain = {name: said for name, said in os.environ.items() if name not in screens}
    return subprocess.Popen(
        [sys.executable, "-u", "-c", MAIN, "--home", str(home.path), "login", "google"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=plain | environment,
    )  # fmt: skip


def paste(work, answer):
    """Bring back where the owner was sent; gives the address shown, out and err."""
    lines = iter(work.stdout.readline, "")
    address = next(line for line in lines if "/auth?" in line)
    state = address.split("state=")[1].split("&")[0]
    back = f"http://127.0.0.1:1/?state={state}&{answer}\n"
    return address, *work.communicate(back, timeout=60)


@pytest.mark.parametrize("where", [{}, {"SSH_CONNECTION": "far", "DISPLAY": ":0"}])
def test_signing_in_on_a_machine_without_browser(home, server, where):
    """The owner opens the address elsewhere and pastes where they were sent."""
    work = login(home, **where)
    address, out, err = paste(work, "code=good-code")
    assert (work.returncode, err) == (0, "")
    assert "Signed in to google/work; kept in" in out
    assert not [scope for scope in SCOPES if scope not in address]
    assert main(["--home", str(home.path), "run", "--as-of", "2026-01-31"]) == 0


def browser(tmp_path, answer):
    script = tmp_path / "browser.py"
    script.write_text(BROWSER)
    return {"BROWSER": f"{sys.executable} {script} {answer} %s &"}


def test_signing_in_with_a_browser(home, server, tmp_path):
    """It opens by itself and comes back by itself; nothing is pasted."""
    work = login(home, **browser(tmp_path, "code=good-code"))
    out, err = work.communicate(timeout=60)
    assert (work.returncode, err) == (0, "")
    assert "Signed in to google/work; kept in" in out
    assert "auth?" not in out
    kept = json.loads((home.path / "secrets" / "google.work").read_text())
    assert kept["refresh_token"] == "refresh"


@pytest.mark.parametrize(
    ("answer", "scope", "says"),
    [
        ("error=access_denied", "", "the permission was refused in the browser; start"),
        ("code=stale", "", "Google did not accept the answer; start again"),
        ("code=good-code", "gmail.metadata", "a permission was not given; start again"),
    ],
)
@pytest.mark.parametrize("here", [True, False])
def test_a_sign_in_that_fails_says_what_to_do(
    home, server, tmp_path, answer, scope, says, here
):
    """In one line, whichever way it was done; nothing is kept."""
    server.scope = scope
    if here:
        work = login(home, **browser(tmp_path, answer))
        _, err = work.communicate(timeout=60)
    else:
        work = login(home)
        *_, err = paste(work, answer)
    assert work.returncode == 1
    assert err.startswith("cultivate: ")
    assert says in err
    assert err.count("\n") == 1
    assert not (home.path / "secrets" / "google.work").exists()


def test_google_that_cannot_be_reached_is_told(home, server):
    """The answer is there and cannot be turned into a token."""
    nobody = "http://127.0.0.1:1/"
    keep_client(server, "installed", token_uri=nobody)
    work = login(home)
    *_, err = paste(work, "code=good-code")
    assert "does not accept connections; check host and port" in err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{}", "names no file of an installed app; make one as docs/google.md"),
        ("web", "is that of a web application; make one of the type Desktop app"),
        ("", "names no file of an installed app"),
    ],
)
def test_a_client_file_that_will_not_do_is_told(home, server, content, says):
    """Before any browser opens."""
    if content == "web":
        keep_client(server, "web")
    else:
        server.secret.write_text(content)
    work = login(home)
    _, err = work.communicate(timeout=60)
    assert work.returncode == 1
    assert says in err
