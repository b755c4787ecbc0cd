"""A file's rows on their way into the archive."""

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import ContactRecord, Known
from flows import raw_gone, raw_merge, warehouse
from flows.raw import Batches
from flows.raw_slice import Slice

MANY = 200_000
BOOK = raw_gone.Origin(2, "vcard", "default", "book", "")
READ = """
    insert into raw.file_reads by name
    select 1 as run_id, 'vcard' as source, 'default' as account, 'book' as file,
        'read' as state
"""
HOLDS = """
    insert into raw.file_keys by name
    select ? as run_id, 'vcard' as source, 'default' as account, 'book' as file,
        'contact_records' as relation, 'urn:uuid:' || md5(n::varchar) as source_key
    from range(?, ?) numbers (n)
"""
REMEMBERS = f"""
    insert into raw.contact_records by name
    select 'vcard' as source, 'default' as account,
        'urn:uuid:' || md5(n::varchar) || '@example.com' as source_key,
        md5('content ' || n) as content_hash,
        timestamp '2026-01-01 12:00' as changed_at,
        sha256('mark ' || n)[:48] as mark
    from range({MANY}) numbers (n)
"""


def test_rows_seen_again_get_room_beside_those_that_spill(home, monkeypatch):
    """What DuckDB keeps of them until the commit cannot spill to the disk."""
    monkeypatch.setattr(raw_merge, "_UNDO", 1_000_000)
    with warehouse.open_archive(home) as con:
        rooms = [_room_after_reading(con, run, people=40) for run in (1, 2)]
        assert rooms == [raw_merge._MEMORY, raw_merge._MEMORY + 40]


def test_the_next_file_begins_with_the_usual_room(home, monkeypatch):
    """Room given for one file's rows is taken back when it is done."""
    monkeypatch.setattr(raw_merge, "_UNDO", 1_000_000)
    with warehouse.open_archive(home) as con:
        for run in (1, 2):
            _room_after_reading(con, run, people=40)
        assert _room_after_reading(con, 3, people=0) == raw_merge._MEMORY


def test_room_is_said_once_where_it_stays_the_same(home, monkeypatch):
    """Not for each table and slice anew."""
    said = []
    give = raw_merge.give_room
    monkeypatch.setattr(
        raw_merge, "give_room", lambda *words: said.append(words) or give(*words)
    )
    with warehouse.open_archive(home) as con:
        assert _read(con, 1, "ab") == 2
        assert len(said) == 1
        assert _read(con, 2, "abc") == 1
        assert len(said) == 2


def _room_after_reading(con, run, people):
    """Megabytes of memory the archive may take after a file of so many people."""
    batches = Batches(con, run, Path("book"), "")
    batches.begin("vcard", "default")
    for number in range(people):
        batches.add(ContactRecord(source_key=str(number), name=f"Ana {number}"))
    batches.merge()
    batches.commit()
    said = con.execute("select current_setting('memory_limit')").fetchone()[0]
    number, unit = said.split()
    assert unit == "MiB"
    return round(float(number) * 1.048576)


def test_equal_content_of_other_keys_is_told_apart(home):
    """Only the key that said it before says it again; another's is new."""
    with warehouse.open_archive(home) as con:
        assert _read(con, 1, "ab") == 2
        assert _read(con, 2, "bc") == 1
        assert _floor(con) == [("a", 1, 1), ("b", 1, 2), ("c", 2, 2)]


def test_what_a_file_says_twice_joins_once(home):
    """Equal rows of a slice are one, in the place of the first."""
    with warehouse.open_archive(home) as con:
        assert _read(con, 1, "baba") == 2
        assert _read(con, 2, "bcbc") == 1
        assert _floor(con) == [("b", 1, 2), ("a", 1, 1), ("c", 2, 2)]


def test_new_rows_among_known_ones_stand_in_their_order(home):
    """Each with what it says itself."""
    with warehouse.open_archive(home) as con:
        _read(con, 1, "bd")
        assert _read(con, 2, "abcacdbe") == 3
        assert _floor(con) == [
            ("b", 1, 2),
            ("d", 1, 2),
            ("a", 2, 2),
            ("c", 2, 2),
            ("e", 2, 2),
        ]


def test_every_deletion_of_a_key_is_seen_again(home):
    """A key may have gone more than once: all that say so stand."""
    with warehouse.open_archive(home) as con:
        _read(con, 1, "ab", deleted=True)
        con.execute("insert into raw.contact_records from raw.contact_records")
        assert _read(con, 2, "a", deleted=True) == 0
        assert _floor(con) == [("a", 1, 2), ("b", 1, 1), ("a", 1, 2), ("b", 1, 1)]


def _read(con, run, keys, **said):
    """How many records are new of a file that says the same of each key."""
    batches = Batches(con, run, Path("book"), "")
    batches.begin("vcard", "default")
    for key in keys:
        batches.add(ContactRecord(source_key=key, name="Ana", **said))
    batches.merge()
    batches.commit()
    return batches.new_records


def _floor(con):
    """The key, first and last run of each record, in the floor's order."""
    query = "select source_key, first_run, last_run from raw.contact_records"
    return con.execute(f"{query} order by rowid").fetchall()


def test_long_notes_get_room_beside_those_that_spill(home):
    """DuckDB holds the texts of two thousand rows at once when they are committed."""
    people, note = 2_100, "é" * 9_990
    with warehouse.open_archive(home) as con:
        batches = Batches(con, 1, Path("book"), "")
        batches.begin("vcard", "default")
        for number in range(people):
            batches.add(ContactRecord(source_key=str(number), note=f"{number} {note}"))
        batches.merge()
        batches.commit()
        con.execute("set memory_limit = '1GB'")
        long = con.sql(
            "select count(*) from raw.contact_records where len(note) > 9990"
        )
        assert long.fetchall() == [(people,)]


@pytest.fixture
def little_room(monkeypatch):
    """Less than all keys of a large book take at once."""
    monkeypatch.setattr(raw_merge, "_MEMORY", 13)


def test_what_has_gone_is_found_within_the_usual_room(home, little_room):
    """A book of any size asks for no more memory: it is compared in parts."""
    with warehouse.open_archive(home) as con:
        con.execute(READ)
        con.execute(HOLDS, [1, 0, MANY])
        con.execute(HOLDS, [2, 20, MANY])
        raw_merge.give_room(con)
        raw_gone.bury(con, BOOK)
        gone = con.sql("select count(*) from raw.contact_records where deleted")
        assert gone.fetchall() == [(20,)]


def test_keys_join_those_of_a_large_book_within_the_usual_room(home, little_room):
    """Those that are noted are not noted again; only a slice's are in memory."""
    with warehouse.open_archive(home) as con:
        con.execute(HOLDS, [2, 0, MANY])
        raw_merge.give_room(con)
        said = Slice.taken(
            con.sql(
                "select 'urn:uuid:' || md5(n::varchar) as source_key"
                f" from range({MANY - 10}, {MANY + 10}) numbers (n)"
            )
        )
        raw_gone.keep_keys(con, BOOK, "contact_records", said)
        counted = con.sql(
            "select count(*), count(distinct source_key) from raw.file_keys"
        )
        assert counted.fetchall() == [(MANY + 10, MANY + 10)]


def test_all_marks_are_known_within_the_usual_room(home, little_room):
    """They are asked in parts, in their order, and none is passed over."""
    with warehouse.open_archive(home) as con:
        con.execute(REMEMBERS)
        marks = con.sql("select mark from raw.contact_records").fetchall()
        batches = Batches(con, 2, Path("book"), "")
        batches.begin("vcard", "default")
        with batches.known() as known:
            assert all(mark in known for (mark,) in marks)


def test_a_later_word_is_weighed_within_the_usual_room(home, little_room):
    """What was said between is looked up for the few who say something again."""
    with warehouse.open_archive(home) as con:
        con.execute(REMEMBERS)
        for run in (1, 2):
            said = datetime(2026, 1, run, tzinfo=UTC)
            assert _read(con, run, map(str, range(3_000)), changed_at=said) in (
                0,
                3_000,
            )


def test_a_dated_text_that_is_known_stands_again(home):
    """A text that need not be read says nothing later than before."""
    said = {"mark": "ab" * 24, "changed_at": datetime(2026, 1, 1, tzinfo=UTC)}
    with warehouse.open_archive(home) as con:
        _read(con, 1, "a", **said)
        batches = Batches(con, 2, Path("book"), "")
        batches.begin("vcard", "default")
        batches.add(Known(said["mark"]))
        batches.merge()
        batches.commit()
        assert _floor(con) == [("a", 1, 2)]


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads Linux's /proc"
)
def test_what_asking_for_marks_took_is_given_back(home):
    """The reader works beside it for long: nothing that is free stays in memory."""
    program = textwrap.dedent(f"""
        from pathlib import Path
        from flows import raw_merge, warehouse
        from flows.raw import Batches
        from flows.settings import Home

        def held():
            lines = Path("/proc/self/status").read_text().splitlines()
            return next(int(l.split()[1]) for l in lines if l.startswith("RssAnon"))

        home = Home(Path({str(home.path)!r}))
        with warehouse.open_archive(home) as con:
            con.execute({REMEMBERS!r})
        with warehouse.open_archive(home) as con:
            batches = Batches(con, 2, Path("book"), "")
            batches.begin("vcard", "default")
            batches.known()
            before = held()
            raw_merge.give_room(con)
            print(before - held())
    """)
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert int(told.stdout) < 4_000
