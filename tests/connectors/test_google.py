"""Google's people, mail and calendars, from a server held to Google's own documents."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme

from connectors import _google
from tests.connectors.google_server import TOKEN, google
from tests.connectors.live import add_account, night, standing

ME = "Robin Vale <robin.vale@example.com>"
ANA = "Ana Okafor <ana@example.org>"


@pytest.fixture
def server(monkeypatch, home):
    """The server, and a token for it in the home."""
    monkeypatch.setattr(_google, "WAITS", (0.0, 0.0, 0.0))
    with google() as (world, address):
        token = {
            "token": TOKEN,
            "refresh_token": "refresh",
            "token_uri": f"{address}token",
            "client_id": "id",
            "client_secret": "secret",
            "expiry": "2099-01-01T00:00:00Z",
        }
        monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(token))
        monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
        world.address, world.told = address, token
        yield world
        assert world.wrong == []
        # it only ever asked
        asked = {name.rpartition(".")[2] for name in world.calls}
        assert asked <= {"list", "get", "getProfile", "token"}


def account(home, server, source, **options):
    add_account(
        home, source, client_file="client_secret.json", endpoint=server.address,
        **options,
    )  # fmt: skip


def person(name, email, **more):
    given, family = name.split(" ", 1)
    return {
        "names": [{"displayName": name, "givenName": given, "familyName": family}],
        "emailAddresses": [{"value": email, "type": "work"}],
        **more,
    }


def letter(number, sender=ANA, to=ME):
    return {
        "From": sender,
        "To": to,
        "Subject": f"Rowing {number}",
        "Date": f"Mon, 05 Jan 2026 09:{number % 60:02}:00 +0000",
        "Message-ID": f"<letter-{number}@example.org>",
        "X-Secret": "planted-marker",
    }


def meeting(day, **more):
    return {
        "summary": "Rowing",
        "start": {"dateTime": f"2026-{day}T09:00:00Z"},
        "end": {"dateTime": f"2026-{day}T10:00:00Z"},
        "updated": "2026-01-01T00:00:00Z",
        "organizer": {"email": "ana@example.org", "displayName": "Ana Okafor"},
        "attendees": [
            {"email": "robin.vale@example.com", "responseStatus": "accepted"},
            {"email": "ana@example.org", "responseStatus": "accepted"},
        ],
        **more,
    }


def test_people_come_and_go(home, server):
    """Pages, groups, other contacts; then one changed, one new, one deleted."""
    account(home, server, "google_people")
    server.groups["g"] = {
        "resourceName": "contactGroups/g", "name": "Rowers",
        "groupType": "USER_CONTACT_GROUP",
    }  # fmt: skip
    for number in range(8):
        server.put_person(
            f"c{number}", **person(f"Person N{number}", f"p{number}@example.org")
        )
    server.put_person(
        "ana",
        **person("Ana Okafor", "ana@example.org"),
        phoneNumbers=[{"value": "+1 312 555 0150"}],
        organizations=[{"name": "Example Robotics", "title": "Data engineer"}],
        birthdays=[{"date": {"month": 4, "day": 11}}],
        memberships=[
            {"contactGroupMembership": {"contactGroupResourceName": "contactGroups/g"}}
        ],
    )
    server.put_person("wei", other=True, **person("Wei Chen", "wei@example.com"))
    assert night(home, "google_people").state == "ok"
    assert len(standing(home, "contact_records")) == 10
    told = standing(
        home, "contact_records", "concat_ws(' ', title, birthday, groups[1], phones[1])"
    )
    assert "Data engineer --04-11 Rowers +1 312 555 0150" in told
    server.put_person("c0", **person("Person Renamed", "p0@example.org"))
    server.put_person("new", **person("New Person", "new@example.org"))
    server.drop_person("c1")
    night(home, "google_people")
    names = standing(home, "contact_records", "name")
    assert "Person Renamed" in names
    assert "Person N1" not in names
    assert len(names) == 10


def test_nothing_new_is_a_handful_of_requests(home, server):
    """Three lists, one page each; nothing is written."""
    account(home, server, "google_people")
    for number in range(9):
        server.put_person(
            f"c{number}", **person(f"Person N{number}", f"p{number}@example.org")
        )
    night(home, "google_people")
    server.calls.clear()
    tally = night(home, "google_people")
    assert sum(server.calls.values()) == 3
    assert (tally.records, tally.unchanged) == (0, 1)


@pytest.mark.parametrize("source", ["google_people", "google_calendar"])
def test_a_file_that_was_cleared_away_costs_a_full_look(home, server, source):
    """So that whoever is deleted later is known to have been there."""
    account(home, server, source)
    server.calendars["main"] = {"id": "main", "selected": True}
    for number in range(3):
        server.put_person(
            f"c{number}", **person(f"P N{number}", f"p{number}@a.example")
        )
        server.put_event("main", f"e{number}", **meeting(f"02-0{number + 1}"))
    night(home, source)
    (home.inbox / source / "work" / "objects.jsonl").unlink()
    night(home, source)
    server.drop_person("c1")
    server.put_event("main", "e1", status="cancelled")
    night(home, source)
    relation = "contact_records" if source == "google_people" else "interactions"
    assert len(standing(home, relation)) == 2


@pytest.mark.parametrize("source", ["google_people", "google_calendar"])
def test_an_expired_token_costs_a_full_look_that_sees_deletions(home, server, source):
    """Who was deleted while the token grew old is gone; nothing is doubled."""
    account(home, server, source)
    server.calendars["main"] = {"id": "main", "selected": True}
    for number in range(5):
        server.put_person(
            f"c{number}", **person(f"Person N{number}", f"p{number}@example.org")
        )
        server.put_event("main", f"e{number}", **meeting(f"02-0{number + 1}"))
    night(home, source)
    relation = "contact_records" if source == "google_people" else "interactions"
    assert len(standing(home, relation)) == 5
    del server.people["people/c2"], server.events["main"]["e2"]
    server.expired |= {"connections", "main"}
    tally = night(home, source)
    assert tally.state == "ok"
    assert len(standing(home, relation)) == 4


def test_a_series_its_exception_and_a_cancelled_part(home, server):
    """Weekly at nine in Madrid, summer and winter; one moved, one cancelled."""
    account(home, server, "google_calendar")
    server.calendars["main"] = {"id": "main", "selected": True}
    server.calendars["off"] = {"id": "off"}
    server.put_event("off", "hidden", **meeting("02-01"))
    zone = {"timeZone": "Europe/Madrid"}
    series = meeting(
        "03-15",
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"],
        start={"dateTime": "2026-03-15T09:00:00+01:00", **zone},
        end={"dateTime": "2026-03-15T10:00:00+01:00", **zone},
    )
    server.put_event("main", "s", **series)
    part = {"recurringEventId": "s", "iCalUID": "s@google.example.com"}
    server.put_event(
        "main", "s_1",
        **meeting(
            "03-22", **part,
            start={"dateTime": "2026-03-22T11:00:00+01:00", **zone},
            end={"dateTime": "2026-03-22T12:00:00+01:00", **zone},
        ),
        originalStartTime={"dateTime": "2026-03-22T09:00:00+01:00", **zone},
    )  # fmt: skip
    server.put_event(
        "main", "s_2", status="cancelled",
        originalStartTime={"dateTime": "2026-03-29T09:00:00+02:00", **zone}, **part,
    )  # fmt: skip
    night(home, "google_calendar")
    held = standing(
        home,
        "interactions",
        "strftime(happened_at, '%m-%d %H:%M') || coalesce(cancelled, false)",
    )
    assert [one for one in held if one.endswith("false")] == [
        "03-15 08:00false", "03-22 10:00false", "04-05 07:00false",
    ]  # fmt: skip


def test_an_event_that_is_cancelled_is_gone(home, server):
    """Google tells it as an event of status cancelled."""
    account(home, server, "google_calendar")
    server.calendars["main"] = {"id": "main", "selected": True}
    server.put_event("main", "e", **meeting("02-01"))
    night(home, "google_calendar")
    assert len(standing(home)) == 1
    server.put_event("main", "e", status="cancelled")
    night(home, "google_calendar")
    assert standing(home) == []


def test_a_calendar_that_is_not_there_is_told_and_deletes_nothing(home, server):
    """A slip of the pen in the settings must not look as if all had been deleted."""
    account(home, server, "google_calendar", calendars=["main"])
    server.calendars["main"] = {"id": "main"}
    server.put_event("main", "e", **meeting("02-01"))
    night(home, "google_calendar")
    server.calendars = {"renamed": {"id": "renamed"}}
    assert night(home, "google_calendar").state == "failed"
    assert "a calendar named in the settings is not there" in _problem(home)
    assert len(standing(home)) == 1


def test_mail_is_followed_by_its_history(home, server):
    """Added, deleted, put into the trash and taken out again; spam never comes."""
    account(home, server, "gmail")
    for number in range(7):
        server.put_message(f"m{number}", letter(number))
    server.put_message("sent", letter(50, ME, ANA), labels=("SENT",))
    server.put_message("spam", letter(51), labels=("SPAM",))
    server.put_message("draft", letter(52), labels=("DRAFT",))
    assert night(home, "gmail").interactions == 8
    file = home.inbox / "gmail" / "work" / "messages.mbox"
    assert b"planted-marker" not in file.read_bytes()
    server.put_message("m7", letter(7))
    server.drop_message("m0")
    server.label_message("m1", add=("TRASH",))
    server.calls.clear()
    night(home, "gmail")
    assert server.calls["gmail.users.messages.list"] == 0
    assert server.calls["gmail.users.messages.get"] == 1
    assert len(standing(home)) == 7
    server.label_message("m1", remove=("TRASH",))
    night(home, "gmail")
    assert len(standing(home)) == 8
    server.calls.clear()
    night(home, "gmail")
    assert sum(server.calls.values()) == 1


def test_a_history_google_forgot_costs_a_listing_not_a_download(home, server):
    """All ids are listed, only what is not here is fetched, what is gone is buried."""
    account(home, server, "gmail")
    for number in range(7):
        server.put_message(f"m{number}", letter(number))
    night(home, "gmail")
    server.drop_message("m3")
    server.put_message("m7", letter(7))
    server.expired.add("history")
    server.calls.clear()
    night(home, "gmail")
    assert server.calls["gmail.users.messages.get"] == 1
    assert len(standing(home)) == 7


def test_a_text_is_looked_at_and_let_go(home, server):
    """With text = true a question is seen; its words are nowhere."""
    account(home, server, "gmail", text=True)
    server.put_message("m", letter(1), text="Could you send me the zanzibar plan?")
    night(home, "gmail")
    assert standing(home, column="asks_question") == [True]
    for file in home.path.rglob("*"):
        assert not file.is_file() or b"zanzibar" not in file.read_bytes()


@pytest.mark.parametrize(
    "fault",
    [
        ("status", (429, "rateLimitExceeded")),
        ("status", (403, "userRateLimitExceeded")),
        ("status", (500, "backendError")),
        ("status", (503, "backendError")),
        ("cut", None),
        ("slow", 0.2),
    ],
    ids=str,
)
@pytest.mark.parametrize("source", ["google_people", "gmail"])
def test_what_passes_by_itself_is_tried_again(home, server, source, fault):
    """Twice in a row, in the middle: everything is there, once."""
    account(home, server, source)
    for number in range(5):
        server.put_person(
            f"c{number}", **person(f"Person N{number}", f"p{number}@example.org")
        )
        server.put_message(f"m{number}", letter(number))
    server.faults.extend([("slow", 0), fault, fault])
    assert night(home, source).state == "ok"
    relation = "contact_records" if source == "google_people" else "interactions"
    assert len(standing(home, relation)) == 5


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (401, "authError", "cultivate login google"),
        (403, "insufficientPermissions", "every box ticked"),
        (403, "accessNotConfigured", "not switched on"),
    ],
)
def test_what_the_owner_must_mend_is_said_at_once(home, server, status, reason, words):
    """One line with the cure; nothing is tried again."""
    account(home, server, "google_people")
    server.faults.append(("status", (status, reason)))
    server.refresh_ok = False
    tally = night(home, "google_people")
    assert tally.state == "failed"
    assert words in _problem(home)
    assert not server.faults


def test_a_revoked_sign_in_names_the_trap_of_testing(home, server, monkeypatch):
    """A refresh that is refused: sign in again, and publish the consent screen."""
    account(home, server, "google_people")
    old = server.told | {"expiry": "2020-01-01T00:00:00Z"}
    monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(old))
    server.refresh_ok = False
    assert night(home, "google_people").state == "failed"
    assert "seven days" in _problem(home)


@pytest.mark.parametrize("source", ["google_people", "gmail"])
def test_a_clock_that_is_behind_costs_a_renewal(home, server, monkeypatch, source):
    """Here the token seems to hold for years; Google says no, and gives a new one."""
    account(home, server, source)
    server.put_message("m", letter(1))
    old = server.told | {"token": "old"}
    monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(old))
    assert night(home, source).whys == ()
    assert server.calls["token"] == 1


def test_a_clock_that_is_ahead_costs_a_renewal_a_night(home, server, monkeypatch):
    """Here every token seems to be over: each night asks for one, and works."""
    account(home, server, "google_people")
    old = server.told | {"expiry": "2020-01-01T00:00:00Z"}
    monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(old))
    assert night(home, "google_people").whys == ()
    assert server.calls["token"] == 1


def test_the_quota_is_a_pace(monkeypatch):
    """Ten seconds' worth at once, then no more than so many units a minute."""
    now = [0.0]
    monkeypatch.setattr(
        _google,
        "time",
        SimpleNamespace(
            monotonic=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s)
        ),
    )
    pace = _google.Pace(6_000)
    for _ in range(400):
        pace.spend(5)
    assert now[0] == pytest.approx(10)
    now[0] += 600  # a pause is not saved up
    for _ in range(400):
        pace.spend(5)
    assert now[0] == pytest.approx(620)


def test_a_certificate_nobody_knows_is_told(home, server, monkeypatch, tmp_path):
    """Where the token is renewed, too: not taken for a connection that broke off."""
    authority = trustme.CA()
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    account(home, server, "google_people")
    plain = socket.create_server(("127.0.0.1", 0))
    with secure.wrap_socket(plain, server_side=True) as listener:
        place = f"https://127.0.0.1:{listener.getsockname()[1]}/token"

        def answer():
            while listener.fileno() >= 0:
                with suppress(OSError):
                    listener.accept()

        threading.Thread(target=answer, daemon=True).start()
        old = server.told | {"expiry": "2020-01-01T00:00:00Z", "token_uri": place}
        monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(old))
        (why,) = night(home, "google_people").whys
    assert "the server's certificate cannot be trusted" in why


def test_a_renewed_token_is_kept(home, server, monkeypatch):
    """An hour later the new one is asked for once, and stands in the 0600 file."""
    account(home, server, "google_people")
    old = server.told | {"token": "old", "expiry": "2020-01-01T00:00:00Z"}
    monkeypatch.setenv("CULTIVATE_GOOGLE_WORK", json.dumps(old))
    assert night(home, "google_people").state == "ok"
    assert night(home, "google_people").state == "ok"
    assert server.calls["token"] == 1
    (kept,) = (home.path / "secrets").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["token"] == TOKEN


def _problem(home):
    from flows.warehouse import open_archive

    with open_archive(home) as con:
        found = con.execute("select what, cure from raw.problems").fetchall()
    return " ".join(found[-1])


def test_a_first_fetch_that_is_killed_goes_on_where_it_was(home, server):
    """Kill -9 in the middle, then again: every message once, none fetched twice."""
    account(home, server, "gmail", units_a_minute=6_000)
    server.page = 500
    for number in range(400):
        server.put_message(f"m{number}", letter(number))
    script = (
        "import sys; from pathlib import Path; from flows.settings import Home;"
        "from tests.connectors.live import night;"
        "night(Home(Path(sys.argv[1])), 'gmail')"
    )
    env = os.environ | {"PYTHONPATH": str(Path.cwd())}
    work = subprocess.Popen([sys.executable, "-c", script, str(home.path)], env=env)
    until = time.monotonic() + 120
    while server.calls["gmail.users.messages.get"] < 100 and time.monotonic() < until:
        time.sleep(0.01)
    work.send_signal(signal.SIGKILL)
    work.wait()
    before = server.calls["gmail.users.messages.get"]
    assert 100 <= before < 400
    night(home, "gmail")
    assert len(standing(home)) == 400
    assert server.calls["gmail.users.messages.get"] <= 400 + 100
