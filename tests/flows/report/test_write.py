from __future__ import annotations

import html
import itertools
import re
import shutil
import stat

import duckdb
import pytest
from conftest import SETTINGS
from report_world import AS_OF, PEOPLE

from flows import report
from flows.settings import UserError

FILES = {
    "report.html",
    "relationships.csv",
    "score_parts.csv",
    "reminders.ics",
    "digest.txt",
    "digest.eml",
}


def test_every_file_is_for_the_owner_only(folder):
    """The folder holds just the six files, each readable by the owner alone."""
    assert {file.name for file in folder.iterdir()} == FILES
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_latest_leads_to_the_newest(home, database):
    """reports/latest is the folder written last, wherever the home moves."""
    latest = home.reports / "latest"
    for day in ("2026-11-22", "2026-11-23"):
        into = home.reports / day
        report.write(home, SETTINGS, AS_OF, database, into, remember=True)
        assert latest.resolve() == into.resolve()
    assert not latest.readlink().is_absolute()


@pytest.mark.parametrize("only_there", [False, True])
def test_a_folder_in_the_place_of_latest_gives_way(home, database, only_there):
    """So it is where a home was copied with links followed; nothing is lost."""
    latest, first = home.reports / "latest", home.reports / "2026-11-22"
    report.write(home, SETTINGS, AS_OF, database, first, remember=True)
    for into in (first, home.reports / "2026-11-23"):
        latest.unlink()
        (first / "digest.txt").write_text("of an earlier run of the day")
        shutil.copytree(first, latest)
        if only_there:
            (latest / "digest.txt").write_text("of another day")
        report.write(home, SETTINGS, AS_OF, database, into, remember=True)
        assert latest.is_symlink()
        assert latest.resolve() == into.resolve()
    kept = sorted(home.reports.glob("latest-kept-*"))
    assert [folder.name[-1] for folder in kept] == (["1", "2"] if only_there else [])
    for folder in kept:
        assert {file.name for file in folder.iterdir()} == FILES
        assert (folder / "digest.txt").read_text() == "of another day"


def test_the_same_night_gives_the_same_bytes(home, database, folder):
    """Same database and as_of: every file is the same, in whichever home."""
    again = home.reports / "again"
    report.write(home, SETTINGS, AS_OF, database, again, remember=True)
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_database_of_another_version_is_said(home, database):
    """A relation that is not there is one line that says what to do."""
    with duckdb.connect(str(database)) as con:
        con.execute("drop table report.detailed")
    with pytest.raises(UserError, match="make it anew: cultivate build"):
        report.write(home, SETTINGS, AS_OF, database, home.reports / "d", remember=True)


# what sources and the owner said, by relation; every other text is our own
TOLD = {
    "people": "name given_name family_name emails phones organisation title",
    "contact_records": "record_id source_key",
    "people.merges": "record_id joined_to evidence",
    "relationships_to_cultivate": "reasons",
    "score_parts": "fact",
    "interactions": "interaction_id source_key subject",
    "owed": "fact",
    "waiting": "fact",
    "moments": "fact",
    "give_and_take": "fact",
    "goals": "sentence",
    "targets": "organisation",
    "introductions": "link",
    "match_candidates": "record_a record_b evidence",
    "excluded": "address",
    "problems": "what why cure",
    "staging.interactions": "note touch_ref",
}


def texts_told(database):
    """Every text of the sources, and each word of a name."""
    with duckdb.connect(str(database), read_only=True) as con:
        for relation, columns in TOLD.items():
            query = f"select {columns.replace(' ', ', ')} from {relation}"
            for value in itertools.chain(*con.execute(query).fetchall()):
                yield from value if isinstance(value, list) else [value or ""]
        names = con.execute("select distinct name, person_id from people").fetchall()
    for name, person_id in names:
        yield from [*name.split(), person_id]


def test_a_redacted_page_holds_no_text_of_a_source(home, database):
    """No name, id, address, subject, fact or note is anywhere in the file."""
    into = home.reports / "2026-11-22"
    page = report.write(
        home, SETTINGS, AS_OF, database, into, remember=True, redact=True
    )
    text = html.unescape(page.read_text(encoding="utf-8"))
    # the shortest, and bare numbers, would be found in any text
    told = {
        one
        for one in texts_told(database)
        if (len(one) > 3 or not one.isascii()) and not re.fullmatch(r"[\d-]*", one)
    }
    assert len(told) > 150
    assert [one for one in told if one in text] == []


def test_a_redacted_page_names_nobody(home, database):
    """Redacted, it shows initials: no name, address, number, employer or fact."""
    into = home.reports / "2026-11-22"
    page = report.write(
        home, SETTINGS, AS_OF, database, into, remember=True, redact=True
    )
    assert [file.name for file in into.iterdir()] == ["report-redacted.html"]
    assert not (home.reports / "latest").exists()
    text = page.read_text(encoding="utf-8")
    assert "A. O." in text
    for given, family, organisation, title, *_ in PEOPLE:
        for secret in (given, family, organisation, title):
            if secret and len(secret) > 3:
                assert secret not in text, secret
    for secret in ("example.com", "+1555", "Omar", "data lead", "Lunch", "p01"):
        assert secret not in text
