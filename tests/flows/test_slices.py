"""A long file goes into the archive slice by slice, as if it were one."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import weakref
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import pytest

from connectors import Reading, SourceError, sms_backup
from flows import forgotten, raw, raw_gone, warehouse
from flows.raw import Batches
from flows.raw_merge import Merge
from tests.flows.test_collect import ANA, WEI, ask, put, run, standing

TEXT = (
    '<sms address="+34600555{n:03}" date="1700{n:03}000000" type="1" '
    'body="See you?"/>\n'
)


@pytest.fixture
def small_slices(monkeypatch):
    cut_small(monkeypatch)


def cut_small(monkeypatch):
    monkeypatch.setattr(raw, "_ROWS", 7)
    monkeypatch.setattr(raw, "_SLICE", 1)
    monkeypatch.setattr(raw, "_KNOWN", 1)
    monkeypatch.setattr(raw_gone, "TOGETHER", 7)


def texts(numbers: Iterable[int]) -> str:
    return f"<smses>\n{''.join(TEXT.format(n=n) for n in numbers)}</smses>\n"


def test_slices_make_the_rows_that_one_makes(home, tmp_path, monkeypatch):
    """What a file says twice, slices apart, is one row; the order is the file's."""
    put(home, "sms-1.xml", texts((*range(100, 140), *range(100, 150))))
    whole = run(home)
    query = "from raw.interactions"
    rows = ask(home, query)
    assert len(rows) == 50
    home.archive.unlink()
    cut_small(monkeypatch)
    assert run(home) == whole
    assert ask(home, query) == rows


def test_a_file_read_again_in_slices_only_moves_the_last_run(home, small_slices):
    """Known rows of every slice are seen again, and new ones between them are added."""
    put(home, "sms-1.xml", texts(range(100, 140)))
    run(home)
    put(home, "sms-1.xml", texts(range(90, 150)))
    assert run(home)["sms_backup"][1] == 20
    runs = "select first_run, last_run, count(*) from raw.interactions group by all"
    assert sorted(ask(home, runs)) == [(1, 2, 40), (2, 2, 20)]


def test_what_breaks_late_takes_nothing_in(home, small_slices, monkeypatch):
    """Slices that were written go with the rest when a file's structure is broken."""
    put(home, "sms-1.xml", texts(range(100, 140)))
    extract = sms_backup.extract

    def break_late(path, reading):
        yield from extract(path, reading)
        raise SourceError("the file ends within a record", "export it again")

    monkeypatch.setattr(sms_backup, "extract", break_late)
    assert run(home)["sms_backup"] == (0, 0, 1)
    assert ask(home, "from raw.interactions") == []
    assert ask(home, "from raw.contact_records") == []
    assert ask(home, "select state from raw.file_reads") == [("failed",)]


def test_a_book_in_slices_is_still_a_whole_state(home, small_slices):
    """What no slice says is deleted; known, changed and new cards are not."""
    people = [WEI.replace("wei", f"w{n}").replace("Wei", f"Wei {n}") for n in range(30)]
    put(home, "book.vcf", "".join([ANA.format(org="Acme"), *people]))
    run(home)
    put(home, "book.vcf", "".join([ANA.format(org="Globex"), *people[5:], WEI]))
    assert run(home)["vcard"] == (2, 0, 0)
    keys = {key for key, _ in standing(home)}
    assert keys == {"ana", "wei", *(f"w{n}" for n in range(5, 30))}
    held = "select run_id, count(*), count(distinct source_key) from raw.file_keys"
    assert ask(home, f"{held} group by 1 order by 1") == [(1, 31, 31), (2, 27, 27)]


def forget(home, *identities):
    decision = f"x,2026-01-01T00:00:00Z,forget,,,{forgotten.seal(identities, [])},"
    columns = "id,happened_at,verb,record_a,record_b,value,note"
    home.decisions.write_text(f"{columns}\n{decision}\n")


def test_texts_with_somebody_forgotten_go_whole(home, small_slices):
    """Of a text between the owner and them nothing is kept; others' texts stay."""
    put(home, "sms-1.xml", texts(range(100, 110)))
    forget(home, "+34600555104")
    assert run(home)["sms_backup"][1] == 9
    shown = "select unnest(participants).record_key from raw.interactions"
    assert ("+34600555104",) not in ask(home, shown)


def test_somebody_forgotten_stays_out_of_every_source(home):
    """One source after the other asks who is forgotten, in a night's one database."""
    put(home, "sms-1.xml", texts(range(100, 110)))
    put(home, "more.vcf", WEI)
    put(home, "book.vcf", ANA.format(org="Acme"))
    forget(home, "+34600555104", "ana", "wei")
    assert run(home) == {"sms_backup": (10, 9, 0), "vcard": (0, 0, 0)}


def test_merging_loads_neither_pandas_nor_arrow(home):
    """Starting them takes longer than merging what a night brings.

    Neither a file that is new nor one that grew needs them, nor small ones together,
    nor what has gone from a book.
    """
    put(home, "sms-1.xml", texts(range(100, 140)))
    put(home, "book.vcf", WEI + WEI.replace("wei", "ben"))
    run(home)
    put(home, "sms-1.xml", texts(range(90, 150)))
    put(home, "sms-2.xml", texts(range(200, 220)))
    put(home, "more.vcf", ANA.format(org="Acme"))
    put(home, "book.vcf", WEI)
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from flows.settings import Home
        from tests.flows.test_collect import ask, put, run
        from tests.flows.test_slices import forget, texts
        home = Home(Path({str(home.path)!r}))
        read = run(home)
        assert (read["sms_backup"][1], read["vcard"][0]) == (40, 1)
        gone = ask(home, "select source_key from raw.contact_records where deleted")
        assert gone == [("ben",)]
        assert not {{"numpy", "pandas", "pyarrow"}} & set(sys.modules)
        forget(home, "+34600555304")
        put(home, "sms-3.xml", texts(range(300, 320)))
        assert run(home)["sms_backup"][1] == 19
        assert not {{"pandas", "pyarrow"}} & set(sys.modules)  # DuckDB loads numpy
    """)
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_merged_slice_is_let_go(home, small_slices, monkeypatch):
    """Memory does not grow with the slices of a transaction."""
    slices = []
    take = Merge.take

    def look(self, table, rows):
        slices.append(weakref.ref(rows))
        return take(self, table, rows)

    monkeypatch.setattr(Merge, "take", look)
    path = put(home, "sms-1.xml", texts(range(100, 200)))
    reading = Reading("default", ZoneInfo("UTC"), "ES")
    with warehouse.open_archive(home) as con:
        batches = Batches(con, 1, path, "ES")
        batches.begin("sms_backup", "default")
        for said in sms_backup.extract(path, reading):
            batches.add(said)
        batches.merge()
        assert len(slices) > 10
        assert not any(slice_() for slice_ in slices)
        batches.commit()


def test_slices_do_not_grow_with_the_file(home, small_slices, monkeypatch):
    """What waits of a long file takes no more memory than what waits of a short one."""
    monkeypatch.setattr(raw, "_SLICE", 20_000)
    sizes = []
    take = Merge.take

    def look(self, table, rows):
        sizes.append(len(rows))
        return take(self, table, rows)

    monkeypatch.setattr(Merge, "take", look)
    put(home, "sms-1.xml", texts(range(100, 900)))
    run(home)
    assert len(sizes) > 5
    assert max(sizes) < 1.5 * sizes[0]


def test_much_is_written_once(home, small_slices, monkeypatch):
    """A long file goes to its place at once; the log holds it at no time."""
    monkeypatch.setattr(raw, "_LOG", "1KB")
    path = put(home, "sms-1.xml", texts(range(100, 400)))
    reading = Reading("default", ZoneInfo("UTC"), "ES")
    with warehouse.kept_open(home), warehouse.open_archive(home) as con:
        batches = Batches(con, 1, path, "ES")
        batches.begin("sms_backup", "default")
        for said in sms_backup.extract(path, reading):
            batches.add(said)
        batches.merge()
        batches.commit()
        log = home.archive.with_name(f"{home.archive.name}.wal")
        assert not log.exists() or not log.stat().st_size
        con.execute("insert into raw.runs (run_id) values (7)")
        assert log.stat().st_size
