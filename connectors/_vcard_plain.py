r"""Content lines as nearly every card has them, taken apart without a parser.

A line without quotes and without an oddity says the same to this expression and
to vobject's grammar; the values are unescaped whole, where vobject cuts them at
the first bare comma. All lines of a card are taken apart at once.
"""

from __future__ import annotations

import binascii
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
# a value broken softly over lines, none of which could be a property
SOFT = re.compile(
    rb"^[^:\n]*QUOTED-PRINTABLE[^:\n]*:[^\n]*=\n(?:[^:\n]+=\n)*[^:\n]*[^:=\n]$",
    re.IGNORECASE | re.MULTILINE,
)
ESCAPED = re.compile(r"\\([\\,;:\"nN])")
# what is valid UTF-8 is UTF-8, although it says one of these
UTF8_IF_VALID = {
    "UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1", "LATIN1", "WINDOWS-1252",
    "CP1252",
}  # fmt: skip
STRUCTURES = {"n", "adr", "org"}
LISTS = {"categories", "nickname"}
PARTED = STRUCTURES | LISTS


def take_apart(text: bytes) -> list[Parts] | None:
    """The content lines of a card; None when one of them needs a closer look."""
    loud = text.upper()
    dialect = any([word in loud for word in DIALECT])  # noqa: C419 - quicker
    if dialect and b"=\n" in text:
        text = SOFT.sub(lambda found: found[0].replace(b"=\n", b""), text)
        if b"=\n" in text:
            return None
    if b"\n " in text or b"\n\t" in text:
        if b"VERSION:2" in loud:
            return None  # it means to keep the space it folds at
        text = text.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        spoken = text.decode()
        found: list[Parts] = LINE.findall(spoken)
        if len(found) != spoken.count("\n") + 1:
            return None
        return list(map(_decode_value, found)) if dialect else found
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_value(parts: Parts) -> Parts:
    """The line without quoted-printable; raises LookupError for other encodings."""
    group, name, params, value = parts
    if not params:
        return parts
    plain, is_quoted = _read_encoding(params)
    if is_quoted:
        value = escape_breaks(binascii.a2b_qp(value.encode()).decode())
    return group, name, plain, value


@lru_cache(maxsize=4096)
def _read_encoding(params: str) -> tuple[str, bool]:
    """The other parameters, and whether the value is quoted-printable."""
    kept, is_quoted = [], False
    for part in params.split(";")[1:]:
        name, _, said = part.strip().upper().partition("=")
        if name == "CHARSET":
            if said not in UTF8_IF_VALID:
                raise LookupError(said)
        elif said == "QUOTED-PRINTABLE" or (name == "QUOTED-PRINTABLE" and not said):
            is_quoted = True
        elif name == "ENCODING" or {name, said} & {"BASE64", "B", "8BIT", "7BIT"}:
            raise LookupError(said)
        elif part.strip():
            kept.append(part.strip())
    return "".join(f";{part}" for part in kept), is_quoted


def escape_breaks(text: str) -> str:
    """Line breaks as a backslash and an n."""
    return re.sub(r"\r\n|\r|\n", r"\\n", text) if "\n" in text or "\r" in text else text


def contents_of(parts: Iterable[Parts]) -> Contents:
    """The lines by lower-case name, their values decoded."""
    contents: Contents = {}
    for group, name, params, value in parts:
        key = name.lower()
        said = value if key not in PARTED and "\\" not in value else decoded(key, value)
        line = Line(group, read_params(params), said)
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
        if "\\" not in value and "," not in value:
            return [[component] for component in value.split(";")]
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
