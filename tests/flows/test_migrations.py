"""An archive outlives the program that made it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows import migrations, warehouse
from flows.settings import UserError

RELEASED = sorted((Path(__file__).parent / "archives").glob("*.sql"))


def version(con):
    return con.execute("from raw.archive_version").fetchall()


def test_a_new_archive_has_the_newest_version(home):
    """Whoever opens it later knows what it is."""
    with warehouse.open_archive(home) as con:
        assert version(con) == [(len(migrations.STEPS) + 1,)]


@pytest.mark.parametrize("schema", RELEASED, ids=lambda path: path.stem)
def test_an_archive_of_every_release_is_brought_forward(home, schema):
    """Its rows are there, its columns are today's, its version the newest."""
    with duckdb.connect(str(home.archive)) as con:
        con.execute(schema.read_text(encoding="utf-8"))
        before = con.execute("select run_id, state from raw.runs").fetchall()
    assert before
    with warehouse.open_archive(home) as con:
        assert con.execute("select run_id, state from raw.runs").fetchall() == before
        assert version(con) == [(len(migrations.STEPS) + 1,)]
        for relation in warehouse.relations("1_raw"):
            wanted = set(con.sql(relation.query).columns)
            assert wanted <= set(con.table(relation.path).columns)


def test_the_text_of_the_raw_floor_names_its_columns(home):
    """What an archive lacks is seen without asking DuckDB what every query gives."""
    with warehouse.open_archive(home) as con:
        for relation in warehouse.relations("1_raw"):
            assert migrations.named(relation) == set(con.sql(relation.query).columns)


def test_steps_run_once_and_in_order(home):
    """An archive of the first version goes through both, a second look through none."""
    steps = (
        "insert into raw.runs (run_id, kind) values (1, 'first')",
        "update raw.runs set kind = kind || ', second'",
    )
    with warehouse.open_archive(home) as con:
        migrations.bring_forward(con, steps)
        migrations.bring_forward(con, steps)
        assert version(con) == [(3,)]
        assert con.execute("select kind from raw.runs").fetchall() == [
            ("first, second",)
        ]


def test_a_step_that_fails_changes_nothing(home):
    """All steps or none."""
    steps = ("insert into raw.runs (run_id) values (1)", "select error('no')")
    with warehouse.open_archive(home) as con:
        with pytest.raises(duckdb.Error):
            migrations.bring_forward(con, steps)
        assert version(con) == [(len(migrations.STEPS) + 1,)]
        assert con.execute("from raw.runs").fetchall() == []


def test_a_newer_archive_is_refused_and_left_as_it_is(home):
    """An old cultivate says what to do; not one table is added."""
    with duckdb.connect(str(home.archive)) as con:
        con.execute("create schema raw")
        con.execute("create table raw.archive_version as select 99 as version")
    with pytest.raises(UserError, match="update cultivate"):
        warehouse.open_archive(home)
    with duckdb.connect(str(home.archive)) as con:
        assert con.execute("select count(*) from duckdb_tables()").fetchall() == [(1,)]
