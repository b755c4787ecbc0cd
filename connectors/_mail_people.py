"""Who is named in From, To, Cc: addresses and names out of header values.

Spec: RFC 5322 section 3.4; besides it the forms list archives write, such as
`ana at example.com (Ana Okafor)`. Never raises.
"""

# ruff: noqa: RUF001 - the quotes people type
from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ._mail_decode import decode_words, unfold

MAX_VALUE = 64 * 1024
MAX_MAILBOXES = 1000
MAX_NAME = 120
MAX_ADDRESS = 254  # RFC 5321
REMEMBERED = 400  # bytes of a header value


class Mailbox(NamedTuple):
    """An address, lower-case, and the name beside it (empty when none)."""

    name: str
    address: str


# the forms nine mailboxes of ten have: a@b, <a@b>, Name <a@b>, "Name" <a@b>
_SIMPLE = re.compile(
    r'\s*(?:"([^"\\<>@;:()]*)"|([^"\\<>@,;:()]*?))\s*'
    r"<\s*([^\s\"\\<>@,;:()]+@[^\s\"\\<>@,;:()\[\]]+)\s*>\s*"
)
_BARE = re.compile(r"\s*([^\s\"\\<>@,;:()]+@[^\s\"\\<>@,;:()\[\]]+)\s*")
# what all that is asked of an address would leave as it is
_PLAIN_ADDRESS = re.compile(
    r"(?!.*xn--)[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII | re.IGNORECASE
)
# what stands between commas, those inside quotes apart
_LISTED = re.compile(r'(?:[^",\\]+|"[^"\\]*")+')
_AT_FORM = re.compile(
    r"([^\s<>(),;:\"]+) at ([^\s<>(),;:\"]+(?: dot [^\s<>(),;:\"]+)*)"
)
# bounded, since each letter of a word without an @ may be where one begins
_ANY_ADDRESS = re.compile(r"[^\s<>(),;:\"'\[\]]{1,254}@[^\s<>(),;:\"'\[\]]{1,254}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|\\.|[(),;:<>]|[^"\\(),;:<>]+', re.DOTALL)
_DOMAIN = re.compile(r"[^\s@<>\"(),;:\\]+$")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read_mailboxes(raw: bytes) -> tuple[Mailbox, ...]:
    """The mailboxes of one address header, in its order; groups opened."""
    # the same few people come again and again; a long list of them seldom does
    return _remember(raw) if len(raw) < REMEMBERED else parse_mailboxes(raw)


def parse_mailboxes(raw: bytes) -> tuple[Mailbox, ...]:
    """What read_mailboxes gives, for whoever remembers it."""
    text = unfold(raw[:MAX_VALUE])
    if '"' in text or "\\" in text:
        pieces = _LISTED.findall(text)
        usual = ",".join(pieces) == text
    else:
        pieces = text.split(",")
        usual = "" not in pieces
    if usual:
        # without blanks, one stands for all that are alike
        read = [_read_simple(piece.strip()) for piece in pieces[:MAX_MAILBOXES]]
        if None not in read:
            return tuple(chain.from_iterable(filter(None, read)))
    return _kept(_scan(text))


@lru_cache(maxsize=16384)  # a list of people is new more often than the people in it
def _read_simple(text: str) -> tuple[Mailbox, ...] | None:
    """The mailbox of a usual form; None when it takes a closer look."""
    simple = _SIMPLE.fullmatch(text)
    if simple:
        return _kept([(decode_words(simple[1] or simple[2] or ""), simple[3])])
    bare = _BARE.fullmatch(text)
    return _kept([("", bare[1])]) if bare else None


_remember = lru_cache(maxsize=16384)(parse_mailboxes)


def _kept(found: list[tuple[str, str]]) -> tuple[Mailbox, ...]:
    mailboxes = []
    for name, spec in found[:MAX_MAILBOXES]:
        address = clean_address(spec)
        if address:
            mailboxes.append(Mailbox(clean_name(name, address), address))
    return tuple(mailboxes)


def clean_address(spec: str) -> str:
    """An address as one writes it, lower-case; empty when it is none."""
    if _PLAIN_ADDRESS.fullmatch(spec) and len(spec) <= MAX_ADDRESS:
        return spec.lower()
    spec = _CONTROL.sub("", decode_words(spec)).strip().strip("<>'").strip()
    obfuscated = _AT_FORM.fullmatch(spec)
    if obfuscated:
        spec = f"{obfuscated[1]}@{obfuscated[2].replace(' dot ', '.')}"
    if spec[:7].lower() == "mailto:":
        spec = spec[7:]
    local, at, domain = spec.rpartition("@")
    if local.startswith("@") and ":" in local:  # an ancient route: <@a,@b:x@c>
        local = local.rpartition(":")[2]
    domain = domain.rstrip(".").strip("“”\"'")
    local = _unquote_local(local.strip())
    if not (at and local and domain) or len(spec) > MAX_ADDRESS:
        return ""
    if not _DOMAIN.match(domain) or "@" in local.strip('"'):
        return ""
    return f"{local}@{_readable_domain(domain)}".lower()


def _unquote_local(local: str) -> str:
    """`"ana"` is ana; quotes stay where the local part needs them."""
    inner = local[1:-1]
    if local[:1] == local[-1:] == '"' and re.fullmatch(
        r"[\w.!#$%&'*+/=?^`{|}~-]+", inner
    ):
        return inner
    return "" if '"' not in local and re.search(r"\s", local) else local


def _readable_domain(domain: str) -> str:
    """One form for one domain: xn-- labels as the letters they stand for."""
    if "xn--" not in domain.lower():
        return domain
    labels = domain.lower().split(".")
    return ".".join(_readable_label(label) for label in labels)


def _readable_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:  # noqa: PLR2004 - RFC 1035
        return label
    try:
        readable = label[4:].encode("ascii").decode("punycode")
        return readable if readable.encode("idna").decode() == label else label
    except (UnicodeError, ValueError, OverflowError):
        return label


def clean_name(name: str, address: str) -> str:
    """A name as one would say it; empty when it only repeats the address."""
    if not (name.isascii() and name.isprintable()):
        name = _CONTROL.sub(" ", name)
    name = " ".join(name.split())
    while len(name) > 1 and name[0] + name[-1] in {"''", '""', "()", "“”", "‘’", "<>"}:
        name = name[1:-1].strip()
    name = name.strip(" ,;")[:MAX_NAME]
    if "@" in name or name == address.partition("@")[0]:
        return ""
    if " at " in name and _AT_FORM.fullmatch(name):
        return ""
    if not (name[:1].isalpha() or any(letter.isalpha() for letter in name)):
        return ""
    return name


def _scan(text: str) -> list[tuple[str, str]]:
    """Mailboxes out of a value of any shape: one pass over its pieces."""
    found: list[tuple[str, str]] = []
    state = _Mailbox()
    depth = 0
    for piece in _TOKEN.findall(text):
        if piece == "(":
            depth += 1
        elif depth:
            depth = state.comment(piece, depth)
        elif piece == "<":
            state.angle = state.angle or ""
            state.inside = True
        elif piece == ">":
            state.inside = False
        elif state.inside and piece != ";":
            state.angle = (state.angle or "") + piece
        elif piece in ",;":
            found += state.take()
        elif piece == ":":
            state.words.clear()  # what stood before was a group's name
        else:
            state.words.append(piece)
    return found + state.take()


class _Mailbox:
    """The mailbox being read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        self.inside = False

    def comment(self, piece: str, depth: int) -> int:
        """Keep a comment's text; the depth after the piece."""
        if piece == ")":
            return depth - 1
        if depth == 1:  # a comment inside a comment is no part of a name
            self.comments.append(piece)
        return depth

    def take(self) -> list[tuple[str, str]]:
        """What was read, as (name, address), and begin anew."""
        words = "".join(_plain(word) for word in self.words).strip()
        comment = decode_words(" ".join(each.strip() for each in self.comments).strip())
        angle = self.angle
        raw_words = "".join(self.words).strip()
        self.__init__()  # type: ignore[misc]
        if angle is not None and clean_address(angle):
            return [(words or comment, angle)]
        if _AT_FORM.fullmatch(raw_words) or clean_address(raw_words):
            return [(comment, raw_words)]
        loose = _ANY_ADDRESS.findall(raw_words)
        return [(comment, spec) for spec in loose]


def _plain(piece: str) -> str:
    """A word of a name: quotes taken off, encoded words decoded."""
    if piece.startswith('"'):
        piece = _QUOTED_PAIR.sub(r"\1", piece.strip('"'))
    elif piece.startswith("\\"):
        piece = piece[1:]
    return decode_words(piece)


_VIA = re.compile(
    r"^['\"]?(.+?)['\"]?,? \(?(?:via|por meio de|über|par l['’]intermédiaire de) .+$",
    re.IGNORECASE,
)
_VIA_BLANKS = 2  # one before and one behind the word


@lru_cache(maxsize=4096)
def name_before_via(name: str) -> str:
    """`Ana Okafor via Devs` is Ana Okafor; empty when nobody speaks via anything."""
    if name.count(" ") < _VIA_BLANKS:  # as nearly all; sooner known than by it
        return ""
    said = _VIA.match(name)
    return said[1].strip(" '\"") if said else ""
