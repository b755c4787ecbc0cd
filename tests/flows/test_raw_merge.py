"""A file's rows on their way into the archive."""

from pathlib import Path

from connectors import ContactRecord
from flows import raw_merge, warehouse
from flows.raw import Batches


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
