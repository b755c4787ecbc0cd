r"""Content lines as nearly every card has them, taken apart without a parser.

A line without quotes and without an oddity says the same to this expression and
to vobject's grammar; the values are unescaped whole, where vobject cuts them at
the first bare comma. All lines of a card are taken apart at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from ._vcard_values import Contents, Line, Params, understand

Parts: TypeAlias = tuple[str, str, str, str]  # group, name, parameters, value

LINE = re.compile(
    r"^(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+(?:=[^\";:\n]*)?)*)"
    r":(?!//)(.*)$",
    re.MULTILINE,
)
# words of a dialect that takes more than unfolding to read
DIALECT = (b"CHARSET", b"ENCODING", b"QUOTED", b"BASE64", b"7BIT", b"8BIT")
ESCAPED = re.compile(r"\\([\\,;:\"nN])")
STRUCTURES = {"n", "adr", "org"}
LISTS = {"categories", "nickname"}


def take_apart(text: bytes) -> list[Parts] | None:
    """The content lines of a card; None when one of them needs a closer look."""
    loud = text.upper()
    if any(word in loud for word in DIALECT):
        return None
    if b"\n " in text or b"\n\t" in text:
        if b"VERSION:2" in loud:
            return None  # it means to keep the space it folds at
        text = text.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        spoken = text.decode()
    except UnicodeDecodeError:
        return None
    found: list[Parts] = LINE.findall(spoken)
    return found if len(found) == spoken.count("\n") + 1 else None


def contents_of(parts: Iterable[Parts]) -> Contents:
    """The lines by lower-case name, their values decoded."""
    contents: Contents = {}
    for group, name, params, value in parts:
        key = name.lower()
        line = Line(group, read_params(params), decoded(key, value))
        if key in contents:
            contents[key].append(line)
        else:
            contents[key] = [line]
    return contents


@lru_cache(maxsize=4096)
def read_params(said: str) -> Params:
    """`;TYPE=home,pref;X=1` understood; what has no value has only a type."""
    values: dict[str, list[str]] = {}
    single = []
    for part in said.split(";")[1:]:
        name, _, listed = part.partition("=")
        if given := [value for value in listed.split(",") if value]:
            values.setdefault(name.upper(), []).extend(given)
        else:
            single.append(name)
    return understand(values, single)


def decoded(name: str, value: str) -> Any:
    """A text; a list of texts; a list of components, each a list of texts."""
    if name in STRUCTURES:
        return [
            [unescape(text) for text in split(component, ",")]
            for component in split(value, ";")
        ]
    if name in LISTS:
        return [unescape(text) for text in split(value, ",")]
    return unescape(value) if "\\" in value else value


def unescape(value: str) -> str:
    """The text of a value; an unknown escape stays as it was written."""
    if "\\" not in value:
        return value
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split(value: str, separator: str) -> list[str]:
    """Parts of a value at its bare separators, still escaped."""
    if separator not in value:
        return [value]
    if "\\" not in value:
        return value.split(separator)
    parts = [""]
    pieces = rf"{separator}|(?:\\.|[^{separator}\\])+|\\"
    for piece in re.findall(pieces, value, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
