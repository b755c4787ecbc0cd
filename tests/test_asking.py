"""The ways of asking that docs/asking.md shows do what it says."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.commands import main

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
SNIPPETS = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "asking.md").read_text("utf-8"), re.DOTALL
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("asking") / "home"
    shutil.copytree(SAMPLE, made)
    day = (SAMPLE / "as_of.txt").read_text().strip()
    assert main(["--home", str(made), "run", "--as-of", day]) == 0
    return made


def run(code, home):
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", code],
        env={"CULTIVATE_HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pandas_counts_touches_by_month(home):
    """A line a month, a column a channel."""
    table = run(SNIPPETS[0], home)
    assert "email" in table
    assert any(line.startswith("2026-11") for line in table.splitlines())


def test_an_sqlite_file_holds_what_the_database_holds(home):
    """Datasette's file has the people, and only its owner may read it."""
    run(SNIPPETS[1], home)
    file = home / "cultivate.sqlite"
    with sqlite3.connect(file) as lite:
        names = {name for (name,) in lite.execute("select name from people")}
    assert "Ana Okafor" in names
    assert file.stat().st_mode & 0o077 == 0


def test_a_program_with_an_older_duckdb_reads_the_file(home):
    """It is written as DuckDB 1.4 writes, and the archive beside it."""
    for name in ("cultivate", "archive"):
        with duckdb.connect(str(home / f"{name}.duckdb"), read_only=True) as con:
            query = "select tags['storage_version'] from duckdb_databases()"
            assert ("v1.4.0+",) in con.execute(query).fetchall()


def test_an_encrypted_file_is_attached_with_its_key(home, tmp_path):
    """What only reads needs no crypto module."""
    into = tmp_path / "cultivate.duckdb"
    with duckdb.connect() as con:
        con.execute("set force_mbedtls_unsafe = true")  # a test's key guards nobody
        con.execute(f"attach '{home / 'cultivate.duckdb'}' as night (read_only)")
        con.execute(f"attach '{into}' as fresh (encryption_key 'abc')")
        con.execute("copy from database night to fresh")
    told = run(
        f"import duckdb\nhome, key = {str(tmp_path)!r}, 'abc'\n{SNIPPETS[2]}"
        "print(con.sql('select count(*) from people').fetchall())",
        home,
    )
    assert told == "[(92,)]\n"
