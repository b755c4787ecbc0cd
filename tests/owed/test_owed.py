"""What is owed is found, and nothing else, on 260 labelled situations.

`python -m tests.owed.test_owed` prints the figures and every miss, of those told
before the rules were mended and of those told afterwards.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from flows.settings import Home
from tests import nights
from tests.owed import world
from tests.owed.world import Situation

KINDS = ("reply", "thanks")
AT_LEAST = 0.95


@dataclass(frozen=True)
class Judged:
    """A labelled situation, and what the night found owed."""

    situation: Situation
    found: frozenset[str]


def judge(home: Home, name: str = "situations") -> list[Judged]:
    """Run a night over all situations of a file and look each person up."""
    situations = world.read_situations(name)
    world.fill(home, situations)
    nights.collect(home)
    built = nights.build(home, world.AS_OF)
    with duckdb.connect(str(built.database), read_only=True) as con:
        rows = con.execute(
            """
            select distinct identifiers.value, owed.kind
            from identifiers
            inner join owed using (person_id)
            where identifiers.kind = 'email'
            """
        ).fetchall()
    owed: dict[str, set[str]] = {}
    for address, kind in rows:
        owed.setdefault(address, set()).add(kind)
    return [
        Judged(each, frozenset(owed.get(each.person[1], set()) & set(KINDS)))
        for each in situations
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> list[Judged]:
    return judge(Home(tmp_path_factory.mktemp("owed") / "home"))


def wrong(judged: list[Judged], kind: str) -> tuple[list[str], list[str], int]:
    """Found without being owed, owed without being found, and rightly found."""
    invented = [str(j.situation) for j in judged if kind in j.found - j.situation.owed]
    missed = [str(j.situation) for j in judged if kind in j.situation.owed - j.found]
    right = sum(kind in j.situation.owed & j.found for j in judged)
    return invented, missed, right


def test_there_are_enough_situations(judged):
    """At least 200 situations, and both kinds and nothing owed are common."""
    assert len(judged) >= 200
    for kind in KINDS:
        owing = sum(kind in each.situation.owed for each in judged)
        assert 40 <= owing <= len(judged) - 40


@pytest.fixture(scope="module")
def held_out(tmp_path_factory) -> list[Judged]:
    return judge(Home(tmp_path_factory.mktemp("held_out") / "home"), "held_out")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", ["judged", "held_out"])
def test_what_is_owed_is_found(request, told, kind):
    """Precision and recall are at least .95; the misses are named."""
    invented, missed, right = wrong(request.getfixturevalue(told), kind)
    assert right / (right + len(invented)) >= AT_LEAST, "\n".join(invented)
    assert right / (right + len(missed)) >= AT_LEAST, "\n".join(missed)


def figures(judged: list[Judged]) -> str:
    """Precision, recall and every miss."""
    lines = [f"{len(judged)} situations"]
    for kind in KINDS:
        invented, missed, right = wrong(judged, kind)
        precision = right / max(1, right + len(invented))
        recall = right / max(1, right + len(missed))
        lines.append(f"{kind}: precision {precision:.3f}, recall {recall:.3f}")
        lines += [f"  invented: {each}" for each in invented]
        lines += [f"  missed: {each}" for each in missed]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    for name in ("situations", "held_out"):
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(figures(judge(Home(Path(folder) / "home"), name)))
