"""From the raw lines of a card to content lines in one plain dialect.

Three versions of the standard and twenty years of telephones disagree about
folding, charsets and encodings. Here all of it becomes what vCard 3.0 would
have written: one line a property, in Unicode, without quoted-printable, base64
or CHARSET, line breaks as a backslash and an n.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Callable, Iterator

from ._vcard_plain import escape_breaks

# the part before the value: [group.]name[;parameters]:
HEADER = re.compile(
    r'\s*(?:(?P<group>[\w-]+)\.)?(?P<name>[A-Za-z0-9][\w/.+-]*)\s*'
    r'(?P<params>(?:;(?:"[^"]*"|[^:"])*)?):(?!//)'
)  # fmt: skip
NAMED = re.compile(rb"\s*(?:[\w-]+\.)?[A-Za-z0-9][\w/.+-]*\s*(?:;[^:]*)?:(?!//)")
# what a soft line break never continues with
STARTS = re.compile(
    rb"(?:item\d+\.)?(?:N|FN|TEL|EMAIL|ORG|TITLE|ROLE|ADR|LABEL|NOTE|URL|BDAY|REV|UID"
    rb"|CATEGORIES|NICKNAME|X-[A-Z0-9-]+|END|BEGIN)(?:;[^:]*)?:",
    re.IGNORECASE,
)
# words of a dialect that takes more than unfolding to read
DIALECT = (
    b"CHARSET",
    b"ENCODING",
    b"QUOTED",
    b"BASE64",
    b"7BIT",
    b"8BIT",
    b"VERSION:2",
)
# a line that NAMED does not match
STRAY = re.compile(
    rb"^(?!(?:[\w-]+\.)?[A-Za-z0-9][\w/.+-]*[ \t]*(?:;[^:\n]*)?:(?!//))", re.MULTILINE
)
# what may go on in a line that nobody folded
MANY_LINES = re.compile(
    rb"(?:[\w-]+\.)?(?:NOTE|ADR|LABEL|X-[A-Z0-9-]+)[;:]", re.IGNORECASE
)
CHARSET = re.compile(rb';\s*CHARSET="?([^;:"]+)')
HEAD_LIMIT = 1000  # bytes
FOLDED_AT = 70  # bytes; a fixed-width folder's line is at least this long
NARROW = {"", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252"}
ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}

Guess = Callable[[bytes], str]  # the charset of bytes that do not say it


def content_lines(lines: list[bytes], guess: Guess) -> list[str]:
    """The content lines of a card from its physical lines.

    guess: names the charset of bytes that are not UTF-8 and do not say.
    """
    text = b"\n".join(lines)
    loud = text.upper()
    if text and not any(word in loud for word in DIALECT):
        text = text.replace(b"\n ", b"").replace(b"\n\t", b"")
        if not STRAY.search(text) and (said := _decode_as(text, "utf-8")):
            return said.split("\n")
    return [plain(line, guess) for line in unfold(lines)]


def unfold(lines: list[bytes]) -> Iterator[bytes]:
    """Logical lines: soft breaks, folds and stray continuations put together."""
    old = any(line.strip().upper() == b"VERSION:2.1" for line in lines[:50])
    parts: list[bytes] = []  # of the logical line
    soft, width = False, 0
    for line in lines:
        if soft and not STARTS.match(line):
            if not line.strip():
                continue  # a line end written twice
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in (b" ", b"\t") and parts:
            # 2.1 folds at a space and means to keep it
            parts.append(line if old and width < FOLDED_AT else line[1:])
        elif not line.strip() or line.startswith(b"#"):
            continue
        elif parts and MANY_LINES.match(parts[0]) and not NAMED.match(line):
            # some end a line of a value with a bare backslash
            parts += (b"n" if _escapes(parts[-1]) else b"\\n", line)
        else:
            if parts:
                yield b"".join(parts)
            parts = [line]
        width = len(line)
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in _head(parts[0])
    if parts:
        yield b"".join(parts)


def _escapes(line: bytes) -> bool:
    """Whether the line ends in a backslash that nothing follows."""
    return (len(line) - len(line.rstrip(b"\\"))) % 2 == 1


def plain(line: bytes, guess: Guess) -> str:
    """The logical line in Unicode, its value decoded, as vCard 3.0 writes it."""
    head = _head(line)
    if not any(word in head for word in DIALECT):
        return _decode(line, "", guess)
    text = _decode(line, _declared(line), guess)
    header = HEADER.match(text)
    if not header:
        return text
    params = [part.strip() for part in header["params"].split(";")[1:]]
    encoding = {part.upper().rpartition("=")[2] for part in params} & ENCODINGS
    kept = [part for part in params if part and not _is_encoding(part)]
    value = text[header.end() :]
    if "QUOTED-PRINTABLE" in encoding:
        value = _from_quoted(value, _declared(line), guess)
    elif encoding & {"BASE64", "B"}:
        value = _from_base64(value, _declared(line), guess)
    group = f"{header['group']}." if header["group"] else ""
    return f"{group}{header['name']}{''.join(f';{part}' for part in kept)}:{value}"


def _is_encoding(param: str) -> bool:
    name, _, value = param.upper().partition("=")
    return name in {"ENCODING", "CHARSET"} or (not value and name in ENCODINGS)


def _head(line: bytes) -> bytes:
    """Name and parameters of a line in capitals, as far as anybody writes them."""
    return line[:HEAD_LIMIT].partition(b":")[0].upper()


def _declared(line: bytes) -> str:
    found = CHARSET.search(_head(line))
    return found[1].decode("ascii", "replace").strip().lower() if found else ""


def _decode(data: bytes, declared: str, guess: Guess) -> str:
    """The text of bytes: what is valid UTF-8 is UTF-8, whatever it declares."""
    if declared.startswith("iso-2022") and b"\x1b" in data:
        return _decode_as(data, declared) or data.decode("ascii", "replace")
    for charset in ("utf-8", declared):
        text = _decode_as(data, charset) if charset else None
        if text is not None:
            return text
    return data.decode(guess(data), "replace")


def _decode_as(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(codecs.lookup(charset).name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _from_quoted(value: str, declared: str, guess: Guess) -> str:
    data = quopri.decodestring(value.encode("utf-8"))
    wide = declared not in NARROW and not declared.startswith("utf")
    text = _decode_as(data, declared) if wide else None
    return escape_breaks(text if text is not None else _decode(data, declared, guess))


def _from_base64(value: str, declared: str, guess: Guess) -> str:
    try:
        data = base64.b64decode(re.sub(r"\s|\\n", "", value), validate=True)
    except (binascii.Error, ValueError):
        return value  # said to be base64, written plainly
    if b"\0" in data:
        return ""  # a picture under some vendor's name
    text = _decode(data, declared, guess)
    return escape_breaks(re.sub(r"([\\,;])", r"\\\1", text))
