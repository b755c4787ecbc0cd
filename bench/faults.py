"""Kill a run again and again: `make bench-faults`, or python bench/faults.py 200.

Half of the kills are at the k-th thing a run does to its home, half at a random
moment. After each, database, page and archive must open whole; after every twentieth,
a run nobody disturbs must hold everything that was dropped, once.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import _faults

ROUND = 20


def main(kills: int = 20, seed: int = 1) -> None:
    """Print how many kills struck, and what was left after them."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _faults.prepare(home)
        _faults.drop(home, 0)
        _faults.run(home)
        struck = 0
        for number in range(1, kills + 1):
            _faults.drop(home, number)
            if number % 2:
                struck += _faults.kill_at(home, chance.randint(1, 60))
            else:
                struck += _faults.kill_after(home, chance.uniform(0.3, 8))
            state = _faults.look(home)
            assert state.page_is_whole, f"kill {number} tore the page"
            if number % ROUND == 0:
                _check_all(home, number + 1)
                print(f"{number:4} kills, {struck} while at work: nothing torn or lost")


def _check_all(home: Path, dropped: int) -> None:
    _faults.run(home)
    state = _faults.look(home)
    assert state == _faults.State.complete(dropped), state


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
