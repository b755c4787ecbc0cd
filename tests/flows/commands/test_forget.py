"""`forget` leaves nothing of a person, keeps them out, and keeps the others."""

from __future__ import annotations

import json
import shutil

import duckdb
import pytest

from flows import copies

AS_OF = ("--as-of", "2026-03-31")
TRACES = (b"okafor", b"ana.okafor@example.com", b"a.okafor@example.org")
GROUP = """\
From: José Núñez <jose@example.org>
To: Robin Vale <robin.vale@example.com>, Ana Okafor <ana.okafor@example.com>
Subject: Dinner with Ana Okafor
Date: Mon, 16 Mar 2026 09:00:00 +0000
Message-ID: <dinner@example.org>

Shall we all eat together?
"""
JOURNAL = """\
- 2026-03-02 met Ana Okafor <ana.okafor@example.com>: coffee
- 2026-03-03 called José Núñez <jose@example.org>
"""


@pytest.fixture
def forgotten(call, lived_in):
    """A lived-in home with a journal and a mail to three, after Ana was forgotten."""
    lived_in.journal.write_text(JOURNAL, encoding="utf-8")
    (lived_in.inbox / "dinner.eml").write_text(GROUP, encoding="utf-8")
    assert call(lived_in, "run", *AS_OF).code == 0
    assert call(lived_in, "mute", "ana okafor").code == 0
    latest = lived_in.reports / "latest"
    shutil.copytree(latest, lived_in.reports / "latest-kept-1")
    latest.unlink()  # as in a home that was copied with its links followed
    shutil.copytree(lived_in.reports / "latest-kept-1", latest)
    for folder in (".spill", "cultivate.duckdb.tmp"):
        (lived_in.path / folder).mkdir(exist_ok=True)
        (lived_in.path / folder / "rows.tmp").write_text("Ana Okafor")
    ended = call(lived_in, "forget", "ana okafor", "--yes")
    assert ended.code == 0, ended.out + ended.err
    return lived_in, ended


def everything(con):
    """Every row of every table, as text."""
    tables = con.execute(
        "select schema_name, table_name from duckdb_tables() where not internal"
    ).fetchall()
    for schema, name in tables:
        for (row,) in con.execute(
            f'select cast(t as varchar) from "{schema}"."{name}" as t'
        ).fetchall():
            yield row.lower().encode()


def test_no_row_of_any_database_shows_them(forgotten):
    """Archive, its copies and the built database are searched whole."""
    home, _ = forgotten
    files = [home.archive, home.database, *(copy.file for copy in copies.kept(home))]
    assert len(files) == 3
    for file in files:
        with duckdb.connect(str(file), read_only=True) as con:
            shown = [row for row in everything(con) if any(t in row for t in TRACES)]
            assert shown == []


def test_no_file_of_the_home_shows_them_but_their_own(forgotten):
    """Journal, decisions, reports: nothing; the mail they dropped is named."""
    home, ended = forgotten
    held = [
        file.relative_to(home.path).as_posix()
        for file in home.path.rglob("*")
        if file.is_file() and any(t in file.read_bytes().lower() for t in TRACES)
    ]
    assert held == ["inbox/dinner.eml"]
    assert "Still in a file of yours" in ended.out
    assert "dinner.eml" in ended.out


def test_the_others_keep_what_is_theirs(call, forgotten):
    """The other Ana stays; of the dinner José's part stays, without its subject."""
    home, _ = forgotten
    assert call(home, "who", "ana lindqvist").code == 0
    rows = call(
        home, "sql", "select name, subject from people join interactions using "
        "(person_id) where source_key like '%dinner%'", "--format", "json"
    ).out  # fmt: skip
    assert '"José Núñez"' in rows
    assert '"subject": ""' in rows
    assert "José Núñez" in home.journal.read_text(encoding="utf-8")


def test_they_stay_out_of_every_later_import(call, forgotten, exports):
    """The same exports read again, and a new one with their address: nobody."""
    home, _ = forgotten
    again = home.path.parent / "again.vcf"
    again.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nUID:new\nFN:A. O.\n"
        "EMAIL:Ana.Okafor@Example.com\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nUID:wei\nFN:Wei Chen\nEMAIL:wei@example.com\n"
        "NOTE:knows Ana Okafor well\nEND:VCARD\n"
    )
    assert call(home, "import", again, exports).code == 0
    assert call(home, "run", *AS_OF).code == 0
    assert call(home, "who", "wei chen").code == 0
    assert call(home, "who", "a. o.").code != 0
    with duckdb.connect(str(home.archive), read_only=True) as con:
        assert not [r for r in everything(con) if any(t in r for t in TRACES)]


def test_the_decision_tells_nobody_s_name(forgotten):
    """A salt and hashes: two people forgotten never look alike."""
    home, _ = forgotten
    line = home.decisions.read_text().splitlines()[-1]
    assert ",forget,,," in line
    assert len(line.split(",")[5].split()) > 3


def test_an_undone_forget_lets_them_come_back(call, forgotten):
    """What is erased stays erased; a new import may bring them again."""
    home, _ = forgotten
    assert call(home, "undo").code == 0
    card = home.path.parent / "back.vcf"
    card.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nUID:ana-1\nFN:Ana Okafor\n"
        "EMAIL:ana.okafor@example.com\nEND:VCARD\n"
    )
    assert call(home, "import", card).code == 0
    assert call(home, "build", *AS_OF).code == 0
    assert call(home, "who", "ana okafor").code == 0


def test_the_copies_are_still_vouched_for(forgotten):
    """A rewritten copy is whole by its own new note."""
    home, _ = forgotten
    assert [copies.faults(copy) for copy in copies.kept(home)] == [""]


def test_what_a_kind_has_joined_is_forgotten_too(call, lived_in):
    """The ledger of kinds loses their pairs alone; an older copy may have none."""
    assert call(lived_in, "run", *AS_OF).code == 0
    for copy in copies.kept(lived_in):
        with duckdb.connect(str(copy.file)) as con:
            con.execute("drop table raw.kind_pairs")
        copies.vouch(copy)
    pairs = ("ana.okafor@example.com", "jose@example.org")
    with duckdb.connect(str(lived_in.archive)) as con:
        for key in pairs:
            con.execute(
                "insert into raw.kind_pairs values (?, ?, 'rare_name', '1', 1)",
                [f"eml/default/{key}", "vcard/default/x"],
            )
    ended = call(lived_in, "forget", "ana okafor", "--yes")
    assert ended.code == 0, ended.out + ended.err
    with duckdb.connect(str(lived_in.archive)) as con:
        kept = con.execute("select record_a from raw.kind_pairs").fetchall()
    assert kept == [("eml/default/jose@example.org",)]


def test_nobody_is_erased_unasked(call, lived_in):
    """Without a terminal it wants --yes; nothing has changed."""
    before = lived_in.archive.read_bytes()
    ended = call(lived_in, "forget", "ana okafor")
    assert (ended.code, lived_in.archive.read_bytes() == before) == (2, True)


def test_what_was_fetched_from_servers_loses_their_part_alone(call, lived_in):
    """The account's files keep their first line, and everything of the others."""
    fetched = lived_in.inbox / "carddav" / "home" / "objects.jsonl"
    fetched.parent.mkdir(parents=True)
    cards = {
        "ana": "BEGIN:VCARD\nVERSION:3.0\nUID:a\nFN:Ana Okafor\n"
        "EMAIL:ana.okafor@example.com\nEND:VCARD\n",
        "wei": "BEGIN:VCARD\nVERSION:3.0\nUID:w\nFN:Wei Chen\nEND:VCARD\n",
    }
    lines = [{"fetched by": "carddav"}]
    lines += [
        {"href": key, "etag": "1", "state": "live", "raw": card}
        for key, card in cards.items()
    ]
    fetched.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert call(lived_in, "run", *AS_OF).code == 0
    assert call(lived_in, "forget", "ana okafor", "--yes").code == 0
    first, only = fetched.read_text().splitlines()
    assert json.loads(first) == {"fetched by": "carddav"}
    assert json.loads(only)["href"] == "wei"
    assert fetched.stat().st_mode & 0o777 == 0o600
    assert call(lived_in, "run", *AS_OF).code == 0
    assert call(lived_in, "who", "wei chen").code == 0
