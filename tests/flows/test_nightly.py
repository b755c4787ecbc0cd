"""The night runs as a real Prefect flow, and Prefect learns nothing personal."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

CULTIVATE = Path(sys.executable).with_name("cultivate")
# Each stands somewhere a careless log, parameter or exception would carry it from.
NAME, ADDRESS, SUBJECT, NOTE = "Zuleika", "zuleika.q", "Xylograph", "Quagmire"
FOLDER, FILE, SETTING = "Yggdrasil", "Wherewithal", "umbrageous"
MARKERS = [NAME, ADDRESS, SUBJECT, NOTE, FOLDER, FILE, SETTING]

SETTINGS = f"""\
[owner]
name = "Robin Vale"
emails = ["robin.vale@example.com"]
timezone = "Europe/Berlin"

[sources.vcard.{SETTING}]
paths = ["cards"]
"""
MESSAGE = f"""\
From {ADDRESS}@example.org Tue Jan 13 10:00:00 2026
From: {NAME} Quist <{ADDRESS}@example.org>
To: robin.vale@example.com
Subject: The {SUBJECT}
Date: Tue, 13 Jan 2026 10:00:00 +0000
Message-ID: <{{number}}@example.org>

Shall we meet?

"""
CARD = f"""\
BEGIN:VCARD
VERSION:4.0
UID:one
FN:{NAME} Quist
EMAIL:{ADDRESS}@example.org
NOTE:{NOTE}
END:VCARD
"""


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    """A maker of homes that hold the markers, in a folder named by one."""

    def make(toml=SETTINGS):
        home = tmp_path_factory.mktemp(FOLDER) / "home"
        (home / "inbox").mkdir(parents=True, mode=0o700)
        (home / "cards").mkdir()
        (home / "cultivate.toml").write_text(toml)
        (home / "cards" / f"{FILE}.vcf").write_text(CARD)
        (home / "journal.md").write_text(f"2026-01-12 met {NAME} Quist: {NOTE}\n")
        mailbox = "".join(MESSAGE.format(number=n) for n in range(2000)).encode()
        torn = gzip.compress(mailbox)
        (home / "inbox" / f"{FILE}.mbox.gz").write_bytes(torn[: len(torn) // 2])
        return home

    return make


@pytest.fixture(scope="module")
def night(plant):
    """One night over such a home, whose mailbox breaks off in the middle."""
    home = plant()
    return home, cultivate(home, "nightly", "--as-of", "2026-02-01")


def test_a_night_ends_with_the_path_of_its_report(night):
    """The command ends well and its last line names a report that is there."""
    _, done = night
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.splitlines()[-1].split()[-1])
    assert page.name == "report.html"
    assert page.is_file()


def test_a_source_that_fails_leaves_the_rest(night):
    """The torn mailbox fails, cards and journal are read, the night is partly."""
    home, _ = night
    tasks = dict(prefect(home, "select name, state_name from task_run"))
    assert tasks["collect mbox"] == "Failed"
    assert tasks["collect vcard"] == tasks["collect journal"] == "Completed"
    assert NAME in cultivate(home, "sql", "select name from people").stdout
    with duckdb.connect(home / "archive.duckdb", read_only=True) as archive:
        assert archive.execute("from raw.runs select state").fetchall() == [("partly",)]


def test_prefect_learns_nothing_personal(night):
    """No name, address, subject, note, file or folder is in Prefect's files."""
    home, _ = night
    assert found_in(home / "prefect") == []
    ((table,),) = prefect(home, "select data from artifact where key = 'night'")
    assert '"mbox' in json.loads(table).replace("\\", "")


def test_prefect_lives_in_the_home_alone(night):
    """Its folder is closed to others, and so is every file in it."""
    home, _ = night
    modes = [path.stat().st_mode & 0o077 for path in walk(home / "prefect")]
    assert modes == [0] * len(modes)


def test_a_night_that_cannot_begin_tells_only_the_owner(plant):
    """The command says in one line what is wrong; Prefect hears its kind."""
    home = plant(SETTINGS + f"[sources.{SETTING}]\npaths = []\n")
    done = cultivate(home, "nightly")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert SETTING in done.stderr
    said = prefect(home, "select message from flow_run_state where name = 'Failed'")
    assert said == [("night: UserError",)]
    assert found_in(home / "prefect") == []


def test_a_scheduled_night_happens(plant):
    """Served every minute, the report of today appears by itself; it ends well."""
    home = plant()
    serving = subprocess.Popen(
        [CULTIVATE, "--home", home, "nightly", "--schedule", "* * * * *"],
        env=surroundings(),
        start_new_session=True,
    )
    try:
        page = wait_for(lambda: next(home.glob("reports/????-*/report.html"), None))
        states = "select distinct state_name from flow_run"
        assert wait_for(lambda: ("Completed",) in prefect(home, states))
    finally:
        serving.send_signal(signal.SIGTERM)
        code = serving.wait(timeout=60)
    assert code == 0
    assert page.is_file()
    assert found_in(home / "prefect") == []


def cultivate(home, *words):
    return subprocess.run(
        [CULTIVATE, "--home", home, *words],
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


def surroundings():
    """The environment without anything that would lead Prefect elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    return kept | {"NO_COLOR": "1"}


def prefect(home, query):
    place = f"file:{home / 'prefect' / 'prefect.db'}?mode=ro"
    with sqlite3.connect(place, uri=True, timeout=30) as con:
        return con.execute(query).fetchall()


def walk(folder):
    return [folder, *sorted(folder.rglob("*"))]


def found_in(folder):
    """The markers found in the bytes of any file below, in any letter case."""
    files = [path for path in walk(folder) if path.is_file()]
    assert files
    return [
        (path.name, marker)
        for path in files
        for marker in MARKERS
        if marker.lower().encode() in path.read_bytes().lower()
    ]


def wait_for(look, seconds=420):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen = look()
        if seen:
            return seen
        time.sleep(1)
    pytest.fail(f"nothing happened in {seconds} seconds")
