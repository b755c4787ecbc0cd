"""A small real database, its report floor made by the real SQL."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from flows import warehouse
from flows.settings import Home, Owner, Settings

sys.path.insert(0, str(Path(__file__).parent))
from report_world import AS_OF, make_world

SETTINGS = Settings(
    owner=Owner(
        name="Omar Example", emails=("omar@example.org",), timezone="Europe/Madrid"
    )
)


def add_report_floor(file: Path) -> None:
    """Run sql/9_report on a database of public relations."""
    con = duckdb.connect(str(file))
    con.execute("set TimeZone = 'UTC'")
    warehouse.set_variables(con, SETTINGS, AS_OF, 1)
    warehouse.run_floor(con, "9_report")
    con.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with nothing but its archive's ledgers to come."""
    made = Home(tmp_path / "home")
    made.path.mkdir(mode=0o700)
    return made


@pytest.fixture
def database(home: Home) -> Path:
    """The invented dozen, with the report's floor."""
    file = make_world(home.database)
    add_report_floor(file)
    return file
