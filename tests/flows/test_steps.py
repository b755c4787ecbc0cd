"""The moment a run looks from, and what the ledger says of a run."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from flows import items, steps, warehouse
from flows import settings as settings_file
from flows.settings import UserError


def test_a_date_is_the_end_of_that_day_in_the_owner_s_zone(home):
    """In Berlin's winter the day ends an hour before midnight UTC."""
    settings = settings_file.load(home)
    assert steps.moment("2026-01-31", settings) == datetime(
        2026, 1, 31, 22, 59, 59, tzinfo=UTC
    )
    assert steps.moment("2026-07-31", settings) == datetime(
        2026, 7, 31, 21, 59, 59, tzinfo=UTC
    )


def test_a_time_without_zone_is_the_owner_s(home):
    """A full time is taken as it is, in the owner's zone if it names none."""
    settings = settings_file.load(home)
    assert steps.moment("2026-01-31T10:00", settings).hour == 9
    assert steps.moment("2026-01-31T10:00Z", settings).hour == 10


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "31.01.2026"])
def test_what_is_no_date_says_how_to_write_one(home, text):
    """The error shows the form."""
    with pytest.raises(UserError, match="2026-01-31"):
        steps.moment(text, settings_file.load(home))


def test_runs_are_numbered_and_closed(home):
    """Each run has the next number, and says how it ended."""
    with steps.locked(home):
        assert steps.begin(home, "run") == 1
        steps.finish(home, 1, "partly")
        assert steps.begin(home, "nightly") == 2
    with warehouse.open_archive(home) as con:
        query = "select run_id, kind, state from raw.runs order by run_id"
        found = con.execute(query).fetchall()
    assert found == [(1, "run", "partly"), (2, "nightly", "started")]


def test_a_run_that_was_killed_is_closed_by_the_next(home):
    """Whoever has the lock knows that no other is at work."""
    with steps.locked(home):
        steps.begin(home, "import")
        steps.begin(home, "run")
    with warehouse.open_archive(home) as con:
        query = "select state from raw.runs order by run_id"
        assert con.execute(query).fetchall() == [("broken",), ("started",)]


def test_sources_are_read_into_one_open_archive(home):
    """Its log goes into the file once, when all are read; then anybody may have it."""
    log = home.path / "archive.duckdb.wal"
    with steps.attempt(home, settings_file.load(home), "run") as run:
        steps.finish(home, run.run_id, "started")
        assert log.exists()
        run.has_read()
        assert not log.exists()
        with duckdb.connect() as other:
            other.execute(f"attach '{home.archive}' as archive (read_only)")
        run.end("ok")


def test_a_night_looks_through_the_inbox_once(home, monkeypatch):
    """Every source is told what was found; what has gone since is no failure."""
    for name in ("ana", "bo"):
        letter = f"From: {name}@example.net\nDate: Mon, 1 Jan 2024 08:00:00 +0000\n\n"
        (home.inbox / f"{name}.eml").write_text(letter)
    (home.inbox / "notes.bin").write_bytes(b"\0")
    settings = settings_file.load(home)
    found = steps.find(home, settings)
    assert {source: len(each) for source, each in found.items()} == {
        "eml": 2,
        "inbox": 1,
    }
    monkeypatch.setattr(items, "find_items", None)
    (home.inbox / "bo.eml").unlink()
    with steps.attempt(home, settings, "run") as run:
        told = [
            steps.collect(home, settings, run.run_id, source, each)
            for source, each in found.items()
        ]
        run.end("ok")
    assert [(each.state, each.files, each.interactions) for each in told] == [
        ("ok", 1, 1),
        ("ok", 1, 0),
    ]


def test_without_a_home_there_is_no_lock(tmp_path):
    """A folder that is no home is not touched."""
    with (
        pytest.raises(UserError, match="init"),
        steps.locked(settings_file.Home(tmp_path)),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["0001-01-01", "1969-12-31", "9999-12-31T23:59:59"])
def test_a_day_at_the_ends_of_the_calendar_is_refused(home, text):
    """Before anything is built: dates that are reckoned from it would overflow."""
    with pytest.raises(UserError, match="name a day of 1970 to 2999"):
        steps.moment(text, settings_file.load(home))
