"""The values of a card's content lines, in the order their author prefers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Contents = dict[str, list[Any]]  # vobject's content lines by lower-case name
UNPREFERRED = 101  # after every PREF=1..100


def types(line: Any) -> set[str]:
    """The upper-case types of a line, however its version writes them."""
    said = [*line.params.get("TYPE", ()), *line.singletonparams]
    return {part.strip().upper() for value in said for part in value.split(",")}


def preferred(lines: Sequence[Any]) -> Sequence[Any]:
    """The lines in the order their author prefers them."""
    return sorted(lines, key=_rank) if len(lines) > 1 else lines


def _rank(line: Any) -> int:
    said = param(line, "PREF")
    if said.isdigit():
        return int(said)
    return 1 if "PREF" in types(line) or "PREF" in line.params else UNPREFERRED


def param(line: Any, *wanted: str) -> str:
    """The first parameter of these names that says something."""
    found = (value for name in wanted for value in line.params.get(name, ()))
    return next((value.strip() for value in found if value.strip()), "")


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that say something, each once, in order."""
    spoken = [said for value in values if (said := value.strip())]
    return tuple(dict.fromkeys(spoken)) if len(spoken) > 1 else tuple(spoken)


def texts(contents: Contents, *wanted: str) -> Iterator[str]:
    """Every text of the properties, the preferred ones first."""
    said = [line for name in wanted if name in contents for line in contents[name]]
    for line in preferred(said):
        if isinstance(line.value, list):
            yield from line.value
        else:
            yield line.value


def text(contents: Contents, *wanted: str) -> str:
    """The first text of the properties that says something."""
    return next(filter(None, map(str.strip, texts(contents, *wanted))), "")


def components(line: Any, count: int, joined: str = " ") -> list[str]:
    """The components of a structured value, padded to `count`, each one text."""
    said = [
        joined.join(filter(None, (" ".join(part.split()) for part in parts)))
        for parts in line.value
    ]
    return (said + [""] * count)[:count]


def android(contents: Contents, kind: str) -> Iterator[list[str]]:
    """The first two data fields of Android's own items of a kind."""
    for value in texts(contents, "x-android-custom"):
        item, *data = value.split(";")
        if item.strip() == f"vnd.android.cursor.item/{kind}":
            yield ([part.strip() for part in data] + ["", ""])[:2]
