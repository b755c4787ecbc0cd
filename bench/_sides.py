"""What the benchmarks share: time things in turn, show them side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple


class Side(NamedTuple):
    """One of the things compared: its best time and how much it did."""

    name: str
    seconds: float
    did: str


def best_of(rounds: int, act: Callable[[], str], name: str) -> Side:
    """Run it so many times; the best time disturbs least. `act` says what it did."""
    times = []
    did = ""
    for _ in range(rounds):
        started = time.perf_counter()
        did = act()
        times.append(time.perf_counter() - started)
    return Side(name, min(times), did)


def show(title: str, sides: list[Side]) -> None:
    """A table whose ratios are to the first side: seconds alone age badly."""
    first = sides[0].seconds
    print(title)
    print(f"{'':24}{'seconds':>9}{'ratio':>8}")
    for side in sides:
        print(
            f"{side.name:24}{side.seconds:9.2f}{side.seconds / first:8.2f}  {side.did}"
        )
