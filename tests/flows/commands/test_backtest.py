"""`backtest` tells how closeness would have done, and writes nothing."""

from __future__ import annotations

import hashlib


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
