"""The archive as it is opened."""

from flows import warehouse


def test_an_archive_that_has_spilled_can_be_opened_beside_itself(home):
    """A long file's rows that went to the disk stop nobody who opens it meanwhile."""
    with warehouse.kept_open(home), warehouse.open_archive(home) as con:
        con.execute("set memory_limit = '20MB'")
        con.execute("begin")
        con.execute(
            "create temp table long as select repeat(md5(i::varchar), 9) as said"
            " from range(100_000) as numbers(i)"
        )
        spilled = "select sum(size) > 0 from duckdb_temporary_files()"
        assert con.sql(spilled).fetchall() == [(True,)]
        with warehouse.open_archive(home) as beside:
            beside.execute("from raw.runs")
        con.execute("rollback")


def test_an_archive_opened_beside_itself_is_the_same(home):
    """Every connection names its tables alike, says times in UTC and writes its own."""
    said = "select current_database(), current_setting('TimeZone')"
    with warehouse.kept_open(home):
        for run_id in range(3):
            with warehouse.open_archive(home) as con:
                assert con.execute(said).fetchall() == [("archive", "UTC")]
                con.execute("insert into raw.runs (run_id) values (?)", [run_id])
    with warehouse.open_archive(home) as con:
        held = con.execute("select run_id from raw.runs order by 1").fetchall()
    assert held == [(0,), (1,), (2,)]


def test_a_database_may_be_called_anything(tmp_path):
    """A dot, a blank or a quotation mark in its name is no place in SQL."""
    for name in ("a.b", "2026-11-27", "it's one"):
        with warehouse.write(tmp_path / f"{name}.duckdb", group=2_048) as con:
            con.execute("create table held as select 1 as one")
            assert con.execute("from held").fetchall() == [(1,)]


def test_the_archive_is_written_by_one_thread(home):
    """However many processors there are, what is read needs the same memory."""
    with warehouse.open_archive(home) as con:
        said = con.execute("select current_setting('threads')").fetchone()
    assert said == (1,)


def test_a_long_file_is_packed_while_it_is_read(home):
    """What is whole of its rows is on the disk before they stand."""
    with warehouse.kept_open(home), warehouse.open_archive(home) as con:
        con.execute("checkpoint")
        before = home.archive.stat().st_size
        con.execute("begin")
        con.execute(
            "insert into raw.problems (run_id, what)"
            " select 1, md5(i::varchar) from range(50_000) as numbers(i)"
        )
        assert home.archive.stat().st_size > before + 500_000
        con.execute("rollback")
        with warehouse.open_archive(home) as beside:
            assert beside.execute("from raw.problems").fetchall() == []


def test_groups_of_rows_may_be_of_any_size(home):
    """An archive of before, in large groups, is written on; any program reads both."""
    long = (
        "insert into raw.problems (run_id, place) select {}, i from range(40_000) r(i)"
    )
    groups = "select count(distinct row_group_id) from pragma_storage_info('problems')"
    warehouse.open_archive(home).close()
    with warehouse.write(home.archive) as con:
        con.execute(long.format(1))
    with warehouse.open_archive(home) as con:
        con.execute(long.format(2))
    with warehouse.read(home.archive) as con:
        con.execute("use raw")
        assert con.execute(groups).fetchall() > [(2,)]
        held = "select run_id, count(*), count(distinct place) from problems group by 1"
        assert con.execute(held + " order by 1").fetchall() == [
            (1, 40_000, 40_000),
            (2, 40_000, 40_000),
        ]
