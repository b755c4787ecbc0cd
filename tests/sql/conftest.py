"""A database in which every relation of the pipeline stands, built from nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows import settings as settings_file
from flows import steps, warehouse
from flows.settings import Home

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Every relation of the pipeline, built from nothing."""
    home = Home(tmp_path_factory.mktemp("empty") / "home")
    home.inbox.mkdir(parents=True)
    home.settings_file.write_text("")
    with steps.locked(home):
        settings = settings_file.load(home)
        building = home.path / "building.duckdb"
        steps.build(home, settings, NOW)
        home.database.rename(building)
    con = warehouse.attach_archive(home, building)
    yield con
    con.close()
