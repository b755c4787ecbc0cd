r"""Content lines that are not plain, read by vobject, then by a tolerant grammar.

vobject throws a whole card away for one line it does not like, and may take hours
to see that it does not. So it is given the lines its grammar takes at once; any
other line is read by a small tolerant grammar and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import vobject.base

from ._vcard_lines import HEADER
from ._vcard_plain import LINE, Parts, decoded, read_params
from ._vcard_values import Contents, Line, understand

# what vobject's grammar takes at once; on other lines it may backtrack for hours
PLAIN = re.compile(
    r'(?:[A-Za-z0-9_-]+\.)?[A-Za-z0-9_-]+(?:;[A-Za-z0-9_-]+(?:=(?:"[^"]*"|[^";:,]*)'
    r'(?:,(?:"[^"]*"|[^";:,]*))*)?)*:'
)


@dataclass(slots=True)
class Parsed:
    """A card's content lines by lower-case name, and what was hard about it.

    mended: lines vobject refused and the tolerant reader read; lost: lines that
    are no property at all.
    """

    contents: Contents = field(default_factory=dict)
    mended: int = 0
    lost: int = 0

    def add(self, name: str, group: str, params: list[list[str]], value: str) -> None:
        """Keep a line, its parameters given as name and values."""
        values: dict[str, list[str]] = {}
        for key, *said in params:
            if said:
                values.setdefault(key.upper(), []).extend(said)
        single = [key for key, *said in params if not said]
        line = Line(group, understand(values, single), decoded(name.lower(), value))
        self.contents.setdefault(name.lower(), []).append(line)

    def add_plain(self, parts: Parts) -> None:
        """Keep a line that has been taken apart."""
        group, name, params, value = parts
        line = Line(group, read_params(params), decoded(name.lower(), value))
        self.contents.setdefault(name.lower(), []).append(line)


def parse(lines: list[str]) -> Parsed:
    """The content lines of one card; what is not plain is vobject's to read."""
    parsed = Parsed()
    for line in lines:
        if plain := LINE.fullmatch(line):
            parsed.add_plain(plain.groups(default=""))  # type: ignore[arg-type]
        elif PLAIN.match(line):
            name, params, value, group = vobject.base.parseLine(line)
            parsed.add(name, group or "", params, value)
        elif found := HEADER.match(line):
            parsed.mended += 1
            _add_tolerantly(parsed, line, found)
        else:
            parsed.lost += 1
    return parsed


def _add_tolerantly(parsed: Parsed, line: str, found: re.Match[str]) -> None:
    """A line whose name or parameters no grammar allows, as far as it goes."""
    params = [
        [part.strip(' "') for part in param.split("=", 1)]
        for param in found["params"].split(";")
        if param.strip()
    ]
    name = found["name"].replace("_", "-")
    parsed.add(name, found["group"] or "", params, line[found.end() :])
