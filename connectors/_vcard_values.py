"""The values of a card's content lines, in the order their author prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

UNPREFERRED = 101  # after every PREF=1..100
# Google's two ways of writing a label of two words, on a server and in a file
GOOGLE_WORDS = {
    "referred_by": "referred by",
    "referredby": "referred by",
    "domestic_partner": "domestic partner",
    "domesticpartner": "domestic partner",
    "grand_central": "google voice",
    "googlevoice": "google voice",
}
# types that every value of their kind has, or that say how it is written
NO_LABEL = {"PREF", "INTERNET", "VOICE", "X400", "URI", "TEXT", "POSTAL", "PARCEL"}


class Params(NamedTuple):
    """The parameters of a line, and what they tell of it.

    values: of each upper-case name; types: upper-case, however the version writes
    them; rank: by which the author prefers a line to others, the lowest first;
    label: what the value is called, `work, preferred`.
    """

    values: dict[str, list[str]]
    types: frozenset[str]
    rank: int
    label: str


def understand(values: dict[str, list[str]], single: list[str]) -> Params:
    """Parameters with a name, and those without, which only 2.1 has."""
    said = [*values.get("TYPE", ()), *single]
    types = frozenset(part.strip().upper() for one in said for part in one.split(","))
    ranks = [word for one in values.get("PREF", ()) if (word := one.strip())]
    rank = UNPREFERRED
    if ranks and ranks[0].isascii() and ranks[0].isdigit():
        rank = int(ranks[0][:9])
    elif "PREF" in types or "PREF" in values:
        rank = 1
    words = sorted(word.lower() for word in types - NO_LABEL if word)
    return Params(
        values, types, rank, ", ".join([*words, *["preferred"] * (rank == 1)])
    )


class Line:
    """A content line; behind N, ADR, ORG, CATEGORIES and NICKNAME lists."""

    __slots__ = ("group", "params", "value")

    def __init__(self, group: str, params: Params, value: Any) -> None:
        self.group = group
        self.params = params
        self.value = value


Contents: TypeAlias = dict[str, list[Line]]  # by lower-case name


def types(line: Line) -> frozenset[str]:
    """The upper-case types of a line, however its version writes them."""
    return line.params.types


def preferred(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines in the order their author prefers them."""
    return sorted(lines, key=_rank) if len(lines) > 1 else lines


def _rank(line: Line) -> int:
    return line.params.rank


def param(line: Line, *wanted: str) -> str:
    """The first parameter of these names that says something."""
    held = line.params.values
    found = (value for name in wanted for value in held.get(name, ()))
    return next((value.strip() for value in found if value.strip()), "")


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that say something, each once, in order."""
    spoken = [said for value in values if (said := value.strip())]
    return tuple(dict.fromkeys(spoken)) if len(spoken) > 1 else tuple(spoken)


def labelled(
    values: Iterable[tuple[str, Line]], called: Mapping[str, str], labels: list[str]
) -> tuple[str, ...]:
    """The values that say something, each once; `value: label` goes to the labels.

    called: what Apple calls the lines of a group.
    """
    found: dict[str, str] = {}
    for value, line in values:
        if (said := value.strip()) and said not in found:
            label, own = line.params.label, called.get(line.group, "")
            found[said] = _put_together(own, label) if own else label
    labels += [f"{value}: {label}" for value, label in found.items() if label]
    return tuple(found)


def called_by_group(contents: Contents) -> dict[str, str]:
    """What Apple calls the properties of each group."""
    return {line.group: _own_word(line.value) for line in contents.get("x-ablabel", ())}


def _own_word(value: str) -> str:
    """Apple's `_$!<Spouse>!$_`, Google's `REFERRED_BY` and an owner's own alike."""
    word = re.sub(r"^_\$!<(.*)>!\$_$", r"\1", value.strip()).lower()
    return GOOGLE_WORDS.get(word, word)


def _put_together(own: str, label: str) -> str:
    """An owner's words and the types of a value, each once, in one order."""
    said = {word for text in (own, label) for word in text.split(", ") if word}
    first = sorted(said - {"preferred"})
    return ", ".join([*first, *["preferred"] * ("preferred" in said)])


def lines_of(contents: Contents, *wanted: str) -> Iterator[tuple[str, Line]]:
    """Every text of the properties with its line, the preferred ones first."""
    said = [line for name in wanted for line in contents.get(name, ())]
    for line in preferred(said):
        yield line.value, line


def texts(contents: Contents, *wanted: str) -> Iterator[str]:
    """Every text of the properties, the preferred ones first."""
    if len(wanted) == 1:
        said = contents.get(wanted[0], ())
    else:
        said = [line for name in wanted for line in contents.get(name, ())]
    for line in preferred(said):
        if isinstance(line.value, list):
            yield from line.value
        else:
            yield line.value


def text(contents: Contents, *wanted: str) -> str:
    """The first text of the properties that says something."""
    if len(wanted) == 1:
        lines = contents.get(wanted[0], ())
        if not lines:
            return ""
        if len(lines) == 1 and type(lines[0].value) is str:
            return lines[0].value.strip()
    return next(filter(None, map(str.strip, texts(contents, *wanted))), "")


def components(line: Line, count: int, joined: str = " ") -> list[str]:
    """The components of a structured value, padded to `count`, each one text."""
    said = [
        parts
        if type(parts) is str
        else joined.join(filter(None, (" ".join(part.split()) for part in parts)))
        for parts in line.value
    ]
    return said if len(said) == count else (said + [""] * count)[:count]


def android(contents: Contents, kind: str, count: int = 2) -> Iterator[list[str]]:
    """The first data fields of Android's own items of a kind."""
    for value in texts(contents, "x-android-custom"):
        item, *data = value.split(";")
        if item.strip() == f"vnd.android.cursor.item/{kind}":
            yield ([part.strip() for part in data] + [""] * count)[:count]
