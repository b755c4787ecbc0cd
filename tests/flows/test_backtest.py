"""The back-test looks only back, on the real SQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows import backtest
from flows.ranking import Candidate
from flows.settings import Settings
from tests.sql.ties_world import NOW, Touch, ties

EARLIER = NOW - timedelta(days=90)


def test_what_is_hidden_does_not_reach_the_ranking():
    """Touches after the cutoff change what came of it, never a score."""
    before = [Touch(100 + n, d) for n in range(9) for d in ("out", "in")]
    others = [
        Touch(120 + n, d, person=f"p{n}") for n in range(9) for d in ("out", "in")
    ]
    after = [Touch(n, d) for n in range(5, 60, 5) for d in ("out", "in")]
    later = [Touch(9, d, person=p) for p in ("p1", "p2") for d in ("out", "in")]
    known = looked_at([*before, *others, *later])
    told = looked_at([*before, *others, *later, *after])
    assert {p: c.scores for p, c in known.items()} == {
        p: c.scores for p, c in told.items()
    }
    assert known["ana"].gain == 0 < told["ana"].gain


def looked_at(touches: list[Touch]) -> dict[str, Candidate]:
    con = ties(touches)
    backtest._close(con, Settings(), EARLIER)
    return {each.person_id: each for each in backtest._candidates(con, 90)}


def test_too_little_is_not_judged():
    """A cutoff after which fewer than three came back is left out."""
    touches = [Touch(n, d) for n in (100, 10) for d in ("out", "in")]
    assert backtest.cases(ties(touches), Settings(), [EARLIER], 90) == []


def test_longer_silence_brings_fewer_back():
    """Of weekly ties, those silent for ten weeks stand in their own bin."""
    weekly = [
        Touch(91 + 7 * n, d, person=f"live{p}")
        for p in range(4)
        for n in range(20)
        for d in ("out", "in")
    ]
    silent = [
        Touch(91 + 70 + 7 * n, d, person=f"gone{p}")
        for p in range(4)
        for n in range(20)
        for d in ("out", "in")
    ]
    again = [Touch(30, d, person=f"live{p}") for p in range(4) for d in ("out", "in")]
    found = backtest.hazards(
        ties([*weekly, *silent, *again]), Settings(), [EARLIER], 90
    )
    assert [(h.bin, h.people, h.came_back) for h in found if h.people] == [
        ("up to 1x", 4, 4),
        ("8-16x", 4, 0),
    ]


def test_cutoffs_lie_a_hidden_stretch_apart():
    """The newest cutoff leaves just the days hidden behind it."""
    found = backtest.cutoffs(datetime(2026, 11, 22, tzinfo=UTC), 90, 2)
    assert [str(each.date()) for each in found] == ["2026-08-24", "2026-05-26"]
