r"""vobject, taught to lose nothing.

vobject cuts a value at its first bare comma, turns a backslash at the end into
`\eof`, throws a whole card away for one line it does not like, and may take
hours to see that it does not. Here its grammar reads the lines it can read at
once, and behaviors of our own unescape values whole and give structured ones as
lists of lists. Any other line is read by a small tolerant grammar and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import vobject.base
from vobject.vcard import VCardTextBehavior

from ._vcard_lines import HEADER

# what vobject's grammar takes at once; on other lines it may backtrack for hours
PLAIN = re.compile(
    r'(?:[A-Za-z0-9_-]+\.)?[A-Za-z0-9_-]+(?:;[A-Za-z0-9_-]+(?:=(?:"[^"]*"|[^";:,]*)'
    r'(?:,(?:"[^"]*"|[^";:,]*))*)?)*:'
)
ESCAPED = re.compile(r"\\([\\,;:\"nN])")


def unescape(value: str) -> str:
    """The text of a value; an unknown escape stays as it was written."""
    if "\\" not in value:
        return value
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split(value: str, separator: str) -> list[str]:
    """Parts of a value at its bare separators, still escaped."""
    if separator not in value:
        return [value]
    parts = [""]
    pieces = rf"{separator}|(?:\\.|[^{separator}\\])+|\\"
    for piece in re.findall(pieces, value, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


class _Line(vobject.base.ContentLine):  # type: ignore[misc]  # vobject ships no types
    """A content line that is plain already: nothing is left to decode.

    vobject's own spends a third of a card's time in an attribute setter.
    """

    __setattr__ = object.__setattr__
    encoded, isNative, lineNumber = True, False, None  # noqa: N815 - vobject's names
    behavior = parentBehavior = None  # noqa: N815 - vobject's name

    def __init__(
        self, name: str, params: list[list[str]], value: str, group: str | None
    ) -> None:
        self.name, self.group = name.upper(), group
        self.value: Any = value  # a behavior may make a list of it
        self.params: dict[str, list[str]] = {}
        self.singletonparams: list[str] = []
        for key, *values in params:
            if values:
                self.params.setdefault(key.upper(), []).extend(values)
            else:
                self.singletonparams.append(key)


class _Text(VCardTextBehavior):  # type: ignore[misc]  # vobject ships no types
    """One text, whole."""

    @classmethod
    def decode(cls, line: _Line) -> None:
        """Unescape the value where it stands."""
        if line.encoded:
            line.value, line.encoded = unescape(line.value), False


class _List(_Text):
    """Several texts at commas."""

    @classmethod
    def decode(cls, line: _Line) -> None:
        """The value becomes a list of texts."""
        if line.encoded:
            line.value = [unescape(part) for part in split(line.value, ",")]
            line.encoded = False


class _Structure(_Text):
    """Components at semicolons, each of several texts at commas."""

    @classmethod
    def decode(cls, line: _Line) -> None:
        """The value becomes a list of lists of texts."""
        if line.encoded:
            line.value = [
                [unescape(part) for part in split(component, ",")]
                for component in split(line.value, ";")
            ]
            line.encoded = False


BEHAVIORS = {
    **dict.fromkeys(("N", "ADR", "ORG"), _Structure),
    **dict.fromkeys(("CATEGORIES", "NICKNAME"), _List),
}


class _Card(vobject.base.Component):  # type: ignore[misc]  # vobject ships no types
    """A card whose lines behave as above, whatever version it is of."""

    def add(self, line: _Line) -> None:
        """Decode a line by its behavior and keep it."""
        BEHAVIORS.get(line.name, _Text).decode(line)
        self.contents.setdefault(line.name.lower(), []).append(line)


@dataclass(slots=True)
class Parsed:
    """A card's content lines by lower-case name, and what was hard about it.

    mended: lines vobject refused and the tolerant reader read; lost: lines that
    are no property at all.
    """

    contents: dict[str, list[_Line]] = field(default_factory=dict)
    mended: int = 0
    lost: int = 0


def parse(lines: list[str]) -> Parsed:
    """The content lines of one card, read by vobject."""
    card = _Card("VCARD")
    parsed = Parsed()
    for line in lines:
        if PLAIN.match(line):
            card.add(_Line(*vobject.base.parseLine(line)))
        elif tolerant := _read_tolerantly(line):
            parsed.mended += 1
            card.add(tolerant)
        else:
            parsed.lost += 1
    parsed.contents = card.contents
    return parsed


def _read_tolerantly(line: str) -> _Line | None:
    """A line whose name or parameters no grammar allows, as far as it goes."""
    found = HEADER.match(line)
    if not found:
        return None
    params = [
        [part.strip(' "') for part in param.split("=", 1)]
        for param in found["params"].split(";")
        if param.strip()
    ]
    value = line[found.end() :]
    name = found["name"].replace("_", "-")
    return _Line(name, params, value, found["group"])
