"""The same inputs give the same rows and bytes, in whatever order rows come by."""

from __future__ import annotations

import pytest

from flows import warehouse
from flows.settings import Home
from tests import nights
from tests.flows import equals_world, orders


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Home:
    """The world of equals, collected on several nights."""
    home = Home(tmp_path_factory.mktemp("equals") / "home")
    home.inbox.mkdir(parents=True, mode=0o700)
    for night in equals_world.NIGHTS:
        night(home)
        nights.collect(home)
        orders.make(home, equals_world.AS_OF)
    return home


@pytest.fixture(scope="module")
def once(world) -> orders.Made:
    """What is made of it on a night like any other."""
    return orders.make(world, equals_world.AS_OF)


@pytest.mark.parametrize(("mixed", "threads"), [("one", 1), ("other", 8)])
def test_where_rows_lie_makes_no_difference(world, once, mixed, threads):
    """Every relation, question and file is the same, whatever order it is read in."""
    again = orders.make(world, equals_world.AS_OF, mixed, threads)
    assert orders.differences(once, again) == []


def test_no_two_rows_can_change_places(world, once):
    """Rows that differ differ in what they are ordered by, among equals too."""
    shown = {one.name: once.relations[one.path] for one in orders.shown()}
    assert {name for name, rows in shown.items() if not rows} == {"broken_nights"}
    with warehouse.open_database(world) as con:
        assert orders.tied(con) == []
