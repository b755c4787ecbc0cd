"""`backtest` tells how closeness would have done, and writes nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from flows.commands.backtest import _tell
from flows.ranking import OURS, RIVALS, Candidate, Case


def digest(home):
    files = sorted(path for path in home.path.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_small_archive_is_told_that_it_is_small(lived_in, call):
    """Too little to judge by is said in a sentence, not measured."""
    ended = call(lived_in, "backtest")
    assert ended.code == 0, ended.err
    assert "too little to judge by" in ended.out


def test_nothing_is_written(lived_in, call):
    """Every file of the home is the same afterwards."""
    before = digest(lived_in)
    call(lived_in, "backtest", "--hide-days", "30", "--cutoffs", "2")
    assert digest(lived_in) == before


def test_the_lead_of_closeness_is_named(capsys):
    """What closeness is ahead by is nDCG@10, and the column's head says so."""
    people = [
        Candidate(f"p{n}", dict.fromkeys((OURS, *RIVALS), 9.0 - n), n < 2)
        for n in range(4)
    ]
    _tell([Case("", datetime(2026, 8, 24, tzinfo=UTC), people)], 1, 90)
    assert "closeness ahead by (nDCG@10)" in capsys.readouterr().out
