"""What a server tells is fetched once, read once, and survives being stopped."""

from __future__ import annotations

import json
import stat
import sys
import threading

import pytest

import connectors
from connectors._fetched import CHECKPOINT, OBJECTS, Drop
from flows import accounts, cursors, fetch, steps
from flows.settings import UserError, load
from flows.warehouse import open_archive

TOY = '''"""Toy notes of a server: `server` is a list of names this test keeps.

Export: nothing.

Spec: none.

Rotten: nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors import ContactRecord, Extracted, Reading, OutOfReach, SignInNeeded
from connectors._fetched import OBJECTS, is_fetched, option

extractor_version = 1
whole_state = False
grows = True
server: list[str] = []
cut_after: list[int] = []
asked: list[int] = []
secrets: list[str] = []
hangs: list[object] = []


@dataclass(frozen=True)
class Options:
    """A toy account."""

    host: str = option("", "the server's name", required=True)
    many: int = option(2, "names a batch", least=1)
    manner: str = option("kind", "kind or blunt", words=("kind", "blunt"))


def fetch(account, cursor, into):
    """Two names a batch, each batch a checkpoint."""
    secrets.append(account.secret())
    at = cursor.get("at", 0)
    asked.append(at)
    while at < len(server):
        if cut_after and at >= cut_after[0]:
            into.append(OBJECTS, b'{"name": "half')
            cut_after.pop(0)
            raise ConnectionResetError(104, "reset")
        for name in server[at : at + account.options.many]:
            into.append(OBJECTS, json.dumps({"name": name}).encode() + b"\\n")
        at += account.options.many
        for event in hangs:
            account.name == "work" and event.wait(60)
        into.checkpoint({"at": min(at, len(server))})
    return {"at": len(server)}


def identify(path: Path) -> bool:
    """A file of its own."""
    return is_fetched(path, "toy")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A name a line."""
    with path.open("rb") as file:
        file.readline()
        file.seek(max(reading.start, file.tell()))
        for line in file:
            name = json.loads(line)["name"]
            yield ContactRecord(source_key=name, name=name, found_at=name)
'''


@pytest.fixture
def toy(tmp_path, monkeypatch, home):
    """A source with a server, and an account of it."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "toy.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(connectors, "__path__", [*connectors.__path__, str(modules)])
    monkeypatch.setenv("CULTIVATE_TOY_WORK", "open sesame")
    add(home, '[sources.toy.work]\nhost = "toy.example.com"\n')
    yield connectors.discover()["toy"]
    sys.modules.pop("connectors.toy", None)
    vars(connectors).pop("toy", None)


def add(home, text):
    with home.settings_file.open("a", encoding="utf-8") as file:
        file.write(text)


def night(home):
    """One run's collecting of the toy; gives its tally."""
    settings = load(home)
    run_id = steps.begin(home, "run")
    found = steps.find(home, settings)
    return steps.collect(home, settings, run_id, "toy", found["toy"])


def names(home):
    """The names in the archive, each as often as it is there."""
    with open_archive(home) as con:
        found = con.execute("select name from raw.contact_records order by name")
        return [name for (name,) in found.fetchall()]


def test_what_is_new_is_appended_and_read(home, toy):
    """Each night asks from where the last one ended, and reads only what is new."""
    toy.server[:] = ["Ana", "Bo", "Cy"]
    assert night(home).records == 3
    toy.server.append("Di")
    assert night(home).records == 1
    assert night(home).records == 0
    assert toy.asked == [0, 3, 4]
    assert names(home) == ["Ana", "Bo", "Cy", "Di"]


def test_the_cursor_stands_with_its_rows(home, toy):
    """The archive holds the newest cursor once, and none of a reading that broke."""
    toy.server[:] = ["Ana"]
    night(home)
    night(home)
    toy.server[:] = ["Ana", 'Bo"']
    night(home)
    with open_archive(home) as con:
        assert cursors.last(con, "toy", "work") == {"at": 2}
        held = con.execute("select cursor from raw.cursors order by run_id").fetchall()
    assert held == [('{"at": 1}',), ('{"at": 2}',)]
    file = home.inbox / "toy" / "work" / OBJECTS
    file.write_bytes(file.read_bytes().replace(b'"Ana"', b"Ana()"))
    toy.server.append("Cy")
    assert night(home).state == "failed"
    with open_archive(home) as con:
        assert cursors.last(con, "toy", "work") == {"at": 2}


def test_a_cut_is_gone_on_from_at_once(home, toy):
    """After a cut the fetch goes on from its last checkpoint; nothing is double."""
    toy.server[:] = ["Ana", "Bo", "Cy", "Di", "Ed"]
    toy.cut_after[:] = [2, 4]
    assert night(home).records == 5
    assert toy.asked == [0, 2, 4]
    assert names(home) == ["Ana", "Bo", "Cy", "Di", "Ed"]


def test_a_server_that_stays_away_costs_its_own_news_only(home, toy):
    """What was had is read, the account told with a cure until it is mended."""
    toy.server[:] = ["Ana", "Bo", "Cy"]
    toy.cut_after[:] = [2, 2]
    tally = night(home)
    assert (tally.records, tally.state, tally.out_of_reach) == (2, "failed", True)
    cure = "check the network; the next night tries again"
    assert tally.whys == (f"toy/work: the connection broke off; {cure}",)
    assert night(home).records == 1
    with open_archive(home) as con:
        states = con.execute(
            "select state, file from raw.file_reads where fingerprint = '' order by all"
        ).fetchall()
    folder = str(home.inbox / "toy" / "work")
    assert states == [("fetched", folder), ("unfetched", folder)]


def test_a_source_that_hangs_is_given_up(home, toy, monkeypatch):
    """What it does later counts no more; the other account is read, the night ends."""
    monkeypatch.setattr(fetch, "PATIENCE", 0.5)
    monkeypatch.setenv("CULTIVATE_TOY_PLAY", "open sesame")
    add(home, '[sources.toy.play]\nhost = "toy.example.org"\n')
    toy.server[:] = ["Ana", "Bo", "Cy"]
    awake = threading.Event()
    toy.hangs[:] = [awake]
    tally = night(home)
    (why,) = tally.whys
    assert why.startswith("toy/work: nothing came for half an hour; look whether the")
    assert tally.records == 3
    awake.set()
    for thread in threading.enumerate():
        if thread.name.endswith("(work)"):
            thread.join(20)
    toy.hangs.clear()
    assert night(home).records == 3
    assert names(home) == ["Ana", "Ana", "Bo", "Bo", "Cy", "Cy"]


def test_what_no_cursor_knows_is_cut_off(home, tmp_path):
    """Bytes behind the last checkpoint are gone when the next fetch begins."""
    killed = Drop(tmp_path / "a", "toy", {})
    killed.append(OBJECTS, b"one\n")
    killed.checkpoint({"at": 1})
    killed.append(OBJECTS, b"two\n")
    killed.flush()
    again = Drop(tmp_path / "a", "toy", {})
    assert again.cursor == {"at": 1}
    assert again.path(OBJECTS).read_bytes().splitlines()[1:] == [b"one"]


def test_a_first_fetch_that_was_killed_begins_anew(tmp_path):
    """Before the first checkpoint nothing stands; a file of the owner's does."""
    drop = Drop(tmp_path / "a", "toy", {})
    drop.append(OBJECTS, b"half")
    drop.flush()
    assert not Drop(tmp_path / "a", "toy", {}).path(OBJECTS).read_bytes()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / OBJECTS).write_bytes(b"dropped by the owner\n")
    assert Drop(tmp_path / "b", "toy", {}).path(OBJECTS).stat().st_size == 21


def test_cleared_files_are_not_fetched_again(home, toy):
    """Where the files were cleared away, the archive's cursor goes on."""
    toy.server[:] = ["Ana", "Bo"]
    night(home)
    folder = home.inbox / "toy" / "work"
    for name in (OBJECTS, CHECKPOINT):
        (folder / name).unlink()
    toy.server.append("Cy")
    assert night(home).records == 1
    assert toy.asked == [0, 2]
    (folder / OBJECTS).write_bytes(b"")  # shorter than its checkpoint: the same
    assert night(home).state == "ok"
    assert names(home) == ["Ana", "Bo", "Cy"]


def test_everything_fetched_is_the_owner_s_alone(home, toy):
    """Folders are 0700, files 0600."""
    toy.server[:] = ["Ana"]
    night(home)
    folder = home.inbox / "toy" / "work"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("hosst = 'x'", "unknown setting hosst; did you mean host?"),
        ("region_ = 'x'", "unknown setting region_; did you mean region?"),
        ("many = 'x'", "many must be a whole number; its default is 2"),
        ("many = 0", "many must be at least 1"),
        ("manner = 'rude'", "manner is none of kind, blunt"),
        ("password = 'x'", "cultivate login toy --account play"),
        ("app_password = 'x'", "app_password has no place in the settings"),
        ("host = 'https://me:pw@x'", "host holds a password; take it out"),
        ("password_command = 3", "password_command must be a text"),
    ],
)
def test_a_setting_that_does_not_fit_is_told(home, toy, line, says):
    """It names the key, the nearest valid one, and never what was written."""
    add(home, f"[sources.toy.play]\n{line}\n")
    with pytest.raises(UserError, match=r"sources\.toy\.play") as told:
        accounts.check(home, load(home))
    assert says in str(told.value)
    assert "pw@" not in str(told.value)


def test_an_account_without_its_host_is_told(home, toy):
    """A required setting that is missing stops this account only."""
    add(home, "[sources.toy.play]\nmany = 1\n")
    toy.server[:] = ["Ana"]
    tally = night(home)
    assert tally.records == 1
    assert "needs host: the server's name" in tally.whys[0]


def test_an_undone_run_s_cursor_counts_no_more(home, toy):
    """Whoever takes a run back has the cursor of the run before."""
    toy.server[:] = ["Ana"]
    night(home)
    toy.server.append("Bo")
    night(home)
    steps.undo_import(home, 2)
    with open_archive(home) as con:
        assert cursors.last(con, "toy", "work") == {"at": 1}
        told = con.execute("select cursor from raw.cursors where run_id = 1").fetchall()
    assert json.loads(told[0][0]) == {"at": 1}
