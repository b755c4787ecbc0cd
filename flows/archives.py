"""Archives (zip, tar, tgz), read through: their files are `archive.zip!/inside/path`.

Export: nothing to do; import the zip or tgz of Takeout, LinkedIn or any other as it
is, all parts of it.

Files are read as they are unpacked; nothing of a zip is unpacked to the disk. What is
of use in a packed tar, if it is over 32 MB, waits in a file of the home that has no
name, so that nothing of it is left however the reading ends.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors import Problem, SourceError
from connectors._archive import (
    MAX_NESTED,
    Allowance,
    is_archive,
    open_archive,
    suffix_of,
)
from flows.settings import Home

ARCHIVE = "archive"
extractor_version = 1  # rises when more is found in archives: known ones are read again

_FEW = 5  # problems, or kinds, a line tells of

__all__ = ["ARCHIVE", "Found", "Inside", "clear", "is_archive", "room_of"]


@dataclass(frozen=True)
class Found:
    """A file or folder in an archive that a source reads.

    path: to open it by, while the walk stands there. file: how it is named,
    `archive.zip!/inside/path`.
    """

    path: Path
    source: str
    file: Path


def room_of(home: Home) -> Path:
    """The folder in which what a packed tar holds may wait."""
    return home.path / ".unpacked"


def clear(room: Path) -> None:
    """Remove what a reading that was cut off has left; for one run at a time."""
    shutil.rmtree(room, ignore_errors=True)


class Inside:
    """One archive, opened while `walk` is followed.

    identify: which source reads a path, or each file below it; `archive` and names
    of no source included. After the walk, `state` and `why` tell how it went and
    `problems` what could not be read, all files of kinds nobody reads as one.
    """

    def __init__(
        self,
        archive: Path,
        room: Path,
        identify: Callable[[Path], Iterable[tuple[Path, str]]],
        sources: Iterable[str],
    ) -> None:
        self.archive, self.room = archive, room
        self.identify, self.sources = identify, frozenset(sources)
        self.state = self.why = ""
        self._read = 0
        self._left_out: Counter[str] = Counter()
        self.problems: list[Problem] = []

    def walk(self) -> Iterator[Found]:
        """What sources read in it, each to be read before the walk goes on."""
        try:
            allowance = Allowance(self.archive.stat().st_size)
            yield from self._walk(self.archive, self.archive, allowance)
        except SourceError as error:
            why = (
                "nothing of it was taken in"
                if not self._read
                else "the rest is not read"
            )
            self.problems.append(Problem("archive", error.what, why, error.cure))
            self.state, self.why = "failed", str(error)
        else:
            self._sum_up()
        finally:
            clear(self.room)

    def _sum_up(self) -> None:
        self.state = "read" if self._read else "unrecognised"
        whys = [_said(problem) for problem in self.problems if problem.loses]
        if (more := len(whys) - _FEW) > 0:
            whys[_FEW:] = [f"{more:,} more problems"]
        if left_out := self._left_out.total():
            what = f"{left_out:,} inside that nothing here reads: {self._kinds}"
            cure = "see what can be read with: cultivate sources"
            why = "nothing in them is counted"
            self.problems.append(Problem("archive", what, why, cure, loses=False))
            whys.append(what)
        if not (whys or self._read):
            whys.append("there is no file in it")
        self.why = "; ".join(dict.fromkeys(whys))

    def _walk(
        self, archive: Path, file: Path, allowance: Allowance, depth: int = 0
    ) -> Iterator[Found]:
        if depth > MAX_NESTED:
            what = f"it is more than {MAX_NESTED} archives deep"
            raise SourceError(what, "unpack it and import the folder")
        with open_archive(archive, self.room, allowance) as opened:
            self._left_out += opened.left_out
            self.problems += opened.problems
            folder = opened.root
            for path, source in self.identify(folder):
                inner = Path(f"{file}!", path.relative_to(folder))
                if source in self.sources:
                    self._read += 1
                    yield Found(path, source, file if path == folder else inner)
                elif source == ARCHIVE:
                    yield from self._walk_nested(path, inner, allowance, depth + 1)
                elif damage := _damage_of(path):
                    self._tell(inner, damage, "it was left out")
                else:
                    empty = "" if path.stat().st_size else "empty "
                    self._left_out[f"{empty}{suffix_of(path.name)}"] += 1

    def _walk_nested(
        self, archive: Path, file: Path, allowance: Allowance, depth: int
    ) -> Iterator[Found]:
        try:
            yield from self._walk(archive, file, allowance, depth)
        except SourceError as error:
            self._tell(file, error, "not all of that one was taken in")

    def _tell(self, file: Path, error: SourceError, why: str) -> None:
        """Note what is wrong with one file inside, by its place in the archive."""
        place = str(file).removeprefix(f"{self.archive}!/")
        self.problems.append(Problem(place, error.what, why, error.cure))

    @property
    def _kinds(self) -> str:
        """The files nobody reads by suffix, most first: `8 .jpg, 3 empty .ics`."""
        ranked = sorted(self._left_out.items(), key=lambda kind: (-kind[1], kind[0]))
        return ", ".join(f"{count:,} {suffix}" for suffix, count in ranked[:_FEW]) + (
            ", ..." if len(ranked) > _FEW else ""
        )


def _damage_of(path: Path) -> SourceError | None:
    """Why not even the beginning of a file can be read; None when it can."""
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except SourceError as error:
        return error
    return None


def _said(problem: Problem) -> str:
    """A problem in a line that names the archive."""
    where = "" if problem.place == "archive" else f"{problem.place}: "
    return where + problem.what
