"""The archive as it is opened."""

from flows import warehouse


def test_an_archive_that_has_spilled_can_be_opened_beside_itself(home):
    """A long file's rows that went to the disk stop nobody who opens it meanwhile."""
    with warehouse.kept_open(home), warehouse.open_archive(home) as con:
        con.execute("set memory_limit = '20MB'")
        con.execute("begin")
        con.execute("create table long as select repeat(md5(i::varchar), 9) as said"
                    " from range(100_000) as numbers(i)")  # fmt: skip
        spilled = "select sum(size) > 0 from duckdb_temporary_files()"
        assert con.sql(spilled).fetchall() == [(True,)]
        with warehouse.open_archive(home) as beside:
            beside.execute("from raw.runs")
        con.execute("rollback")


def test_the_archive_is_written_by_one_thread(home):
    """However many processors there are, what is read needs the same memory."""
    with warehouse.open_archive(home) as con:
        said = con.execute("select current_setting('threads')").fetchone()
    assert said == (1,)
