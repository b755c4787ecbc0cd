"""JSON exports of chats, read as streams: whatever a value is, it never raises.

ijson hands out one item after the other, so that a file of gigabytes takes no more
memory than its largest message.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import Problem

PEEK = 16 * 1024
_FIRST, _LAST = 631_152_000, 4_102_444_800  # 1990 and 2100
_NOT_JSON = (ValueError, ArithmeticError, RecursionError)  # besides ijson's own


class BrokenError(Exception):
    """The file ends early, or is no JSON; `problem` tells it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def stream_items(
    path: Path, prefix: str, place: str = "file"
) -> Iterator[dict[str, Any]]:
    """The objects below a prefix, as `messages.item`; others are left out.

    Raises BrokenError where the file stops being JSON, or cannot be opened.
    """
    for item in stream_values(path, prefix, place):
        if isinstance(item, dict):
            yield item


def stream_values(path: Path, prefix: str, place: str = "file") -> Iterator[Any]:
    """The values below a prefix; raises BrokenError."""
    import ijson

    try:
        with path.open("rb") as file:
            yield from ijson.items(file, prefix, use_float=True)
    except (*_NOT_JSON, ijson.JSONError):
        raise BrokenError(_broken(place)) from None
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        cure = "check that it is yours to read"
        why = "nothing of it is counted"
        raise BrokenError(Problem(place, what, why, cure)) from None


def stream_events(path: Path, place: str = "file") -> Iterator[tuple[str, str, Any]]:
    """(prefix, event, value) of everything in the file; raises BrokenError."""
    import ijson

    try:
        with path.open("rb") as file:
            yield from ijson.parse(file, use_float=True)
    except (*_NOT_JSON, ijson.JSONError):
        raise BrokenError(_broken(place)) from None
    except OSError:
        raise BrokenError(_broken(place)) from None


def _broken(place: str) -> Problem:
    what = "it is no whole JSON file"
    why = "what is behind the break is not counted"
    return Problem(place, what, why, "export it again")


def head_of(path: Path) -> str:
    """The first characters of a file; empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(PEEK).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def text_of(item: Any, *keys: str) -> str:
    """The first of the keys that holds a text; empty when none does."""
    if isinstance(item, dict):
        for key in keys:
            if isinstance(item.get(key), str):
                return str(item[key])
    return ""


def number_of(item: Any, *keys: str) -> float | None:
    """The first of the keys that holds a number, or a text of digits."""
    for key in keys:
        value = item.get(key) if isinstance(item, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdecimal():
            return float(value)
    return None


def list_of(item: Any, key: str) -> list[Any]:
    """The list a key holds; empty for anything else."""
    value = item.get(key) if isinstance(item, dict) else None
    return value if isinstance(value, list) else []


def moment(seconds: float | None) -> datetime | None:
    """Seconds since 1970 as a moment; None for what no message is of."""
    if seconds is None or not _FIRST <= seconds <= _LAST:
        return None
    return datetime.fromtimestamp(round(seconds, 3), UTC)
