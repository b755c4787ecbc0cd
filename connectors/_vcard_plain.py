r"""Content lines as nearly every card has them, taken apart without a parser.

A line without quotes and without an oddity says the same to this expression and
to vobject's grammar; the values are unescaped whole, where vobject cuts them at
the first bare comma. All lines of a card are taken apart at once.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from ._vcard_values import Contents, Line, Params, understand

Parts: TypeAlias = tuple[str, str, str, str]  # group, name, parameters, value

HEAD = r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+(?:=[^\";:\n]*)?)*)"
LINE = re.compile(rf"{HEAD}:(?!//)(.*)")
ONLY_HEAD = re.compile(HEAD)
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
# what changes without the person changing, and the key that is there already
NOT_CONTENT = {"VERSION", "REV", "PRODID", "UID"}
STRUCTURES = {"n", "adr", "org"}
LISTS = {"categories", "nickname"}
PARTED = STRUCTURES | LISTS


class Head(NamedTuple):
    """What stands before a line's value, understood once for all cards.

    key: the name in lower case; told: how the line is named in a card's hash, empty
    where it is no content; is_parted: whether the value has parts; is_quoted: whether
    it is quoted-printable.
    """

    key: str
    group: str
    params: Params
    told: str
    is_parted: bool
    is_quoted: bool


def take_apart(text: bytes) -> tuple[Contents, list[str]] | None:
    """A card's lines by lower-case name, and what of them makes up its hash.

    None when one of the lines needs a closer look.
    """
    if b"=\n" in text and any(word in text.upper() for word in DIALECT):
        text = SOFT.sub(lambda found: found[0].replace(b"=\n", b""), text)
        if b"=\n" in text:
            return None
    if b"\n " in text or b"\n\t" in text:
        if b"VERSION:2" in text.upper():
            return None  # it means to keep the space it folds at
        text = text.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return _take_apart(text.decode().split("\n"))
    except (UnicodeDecodeError, LookupError):
        return None


def _take_apart(lines: list[str]) -> tuple[Contents, list[str]] | None:
    contents: Contents = {}
    content = []
    for line in lines:
        said, colon, value = line.partition(":")
        head = read_head(said)
        if head is None or not colon or value.startswith("//"):
            return None
        key, group, params, told, is_parted, is_quoted = head
        if is_quoted:
            value = escape_breaks(binascii.a2b_qp(value.encode()).decode())
        if told:
            content.append(told + value)
        plain = decoded(key, value) if is_parted or "\\" in value else value
        if (others := contents.get(key)) is None:
            contents[key] = [Line(group, params, plain)]
        else:
            others.append(Line(group, params, plain))
    return contents, content


@lru_cache(maxsize=4096)
def read_head(said: str) -> Head | None:
    """`item1.TEL;TYPE=home`; None where it takes another reader.

    Raises LookupError for an encoding that does.
    """
    found = ONLY_HEAD.fullmatch(said)
    if not found:
        return None
    group, name, params = found.groups(default="")
    plain, is_quoted = _read_encoding(params) if params else ("", False)
    upper, key = name.upper(), name.lower()
    told = "" if upper in NOT_CONTENT else f"{upper}:"
    if told and group:
        told = f"{group.upper()}.{told}"
    return Head(key, group, read_params(plain), told, key in PARTED, is_quoted)


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
    """A text; a list of texts; a list of components, each a text or a list of them."""
    if name in STRUCTURES:
        if "\\" not in value and "," not in value:
            said = value.split(";")
            return said if _is_tidy(value) else [" ".join(s.split()) for s in said]
        return [
            [unescape(text) for text in split(component, ",")]
            for component in split(value, ";")
        ]
    if name in LISTS:
        return [unescape(text) for text in split(value, ",")]
    return unescape(value) if "\\" in value else value


def _is_tidy(value: str) -> bool:
    """Whether no component begins or ends with a blank, or holds two in a row."""
    return (
        value.isprintable()  # no blank but one sort
        and "  " not in value
        and "; " not in value
        and " ;" not in value
        and value == value.strip()
    )


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
