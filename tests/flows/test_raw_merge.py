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
