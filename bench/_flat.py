"""Whether memory grows with what is read: a night's peak at one size and at ten times.

Memory is that of the process and of all it starts, what was loaded before the first
byte included, pages of files apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from _ways import measure

TIMES = 10


class Source(NamedTuple):
    """A file to be read into an archive, first whole and then as it is later.

    source: of the ways of the bench, the one that reads it.
    write: writes so many of what it holds, so many hundredths of it changed.
    """

    source: str
    file: str
    write: Callable[[Path, int, int], None]
    again: bool = True


def show_memory(script: str, number: int, sources: Iterable[Source]) -> None:
    """Most memory at a number and at ten times as much, and how they compare."""
    print(f"{'peak MB':34}{number:>12,}{number * TIMES:>12,}   ratio")
    for source in sources:
        small, large = (
            list(_peaks(script, source, n)) for n in (number, number * TIMES)
        )
        for (what, few), (_, many) in zip(small, large, strict=True):
            print(f"{what:34}{few / 1e6:12.0f}{many / 1e6:12.0f}{many / few:8.2f}")


def _peaks(script: str, source: Source, number: int) -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.file
        source.write(path, number, 0)
        way = f"{source.source} into an archive"
        yield f"{source.source}, the first time", measure(script, way, path).memory
        if source.again:
            source.write(path, number, 1)
            yield f"{source.source}, 1% changed", measure(script, way, path).memory
