"""Bytes of mail to text: any charset, encoded words, raw 8-bit.

Spec: RFC 2047 (encoded words), RFC 2231 (parameters), RFC 6532 (UTF-8 headers).
Never raises: what cannot be decoded becomes replacement characters.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from functools import lru_cache

# As browsers read them: what the label says, and what senders mean by it
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "big5": "big5hkscs",
}
# Slow or no character sets at all
_REFUSED = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
# in these, ASCII bytes may stand for other letters
_SHIFTING = ("iso2022", "utf-7", "utf_7", "hz")

_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(rb"\r?\n[ \t]*|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@lru_cache(maxsize=256)
def codec_name(charset: str) -> str:
    """Python's codec for a charset's label; empty when there is none."""
    label = charset.strip().strip("\"'").lower()
    label = _MEANT.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return "" if info.name in _REFUSED or not is_text else info.name


def is_plain(charset: str) -> bool:
    """Whether ASCII bytes are in a charset the letters that they look like."""
    return not codec_name(charset).startswith(_SHIFTING)


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Text from bytes: UTF-8 when it is, else the charset said, else cp1252.

    Valid UTF-8 with non-ASCII letters is hardly ever anything else, whatever
    the label says; stateful 7-bit charsets (ISO-2022-JP, UTF-7) go by label.
    """
    codec = codec_name(charset) if charset else ""
    if data.isascii() and not codec.startswith(_SHIFTING):
        return data.decode("ascii") if not codec.startswith("utf-16") else _last(data)
    if not codec.startswith((*_SHIFTING, "utf-16", "utf-32")):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    text = _decode_as(data, codec)
    # UTF-7 can spell half a letter, which no store would take
    return text.encode("utf-8", "replace").decode() if codec == "utf-7" else text


def _decode_as(data: bytes, codec: str) -> str:
    for candidate in (codec, "cp1252"):
        if candidate and candidate != "utf-8":
            try:
                return data.decode(candidate)
            except (UnicodeError, ValueError):
                pass
    return data.decode(codec, "replace") if codec not in {"", "utf-8"} else _last(data)


def _last(data: bytes) -> str:
    return data.decode("cp1252", "replace")


def unfold(raw: bytes) -> str:
    """A header's raw value on one line, its encoded words still encoded."""
    if raw.find(b"\n") >= 0 or raw.find(b"\r") >= 0:
        raw = _FOLD.sub(b" ", raw)
    if raw.isascii():
        return raw.decode("ascii").strip()
    return decode_bytes(raw).strip()


def decode_words(text: str) -> str:
    """Encoded words decoded; blanks between two of them fall away.

    Neighbours of one charset are joined before decoding, since senders cut
    multi-byte letters in two.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    position = 0
    held = b""
    held_charset = ""
    for word in _ENCODED_WORD.finditer(text):
        between = text[position : word.start()]
        charset, data = word[1].lower(), _word_bytes(word[2], word[3])
        if held and (between.strip() or charset != held_charset):
            out.append(decode_bytes(held, held_charset))
            held = b""
        if between.strip() or not position:
            out.append(between)
        held += data
        held_charset = charset
        position = word.end()
    out += [decode_bytes(held, held_charset), text[position:]]
    return "".join(out)


def decode_text(raw: bytes, limit: int = 2000) -> str:
    """A header's value as one line of text, at most `limit` characters."""
    if raw.isascii() and raw.find(b"=?") < 0:  # as nearly all are
        text = raw.decode("ascii").strip(" ")
        if text.isprintable() and "  " not in text:
            return text[:limit]
    text = decode_words(unfold(raw))
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return " ".join(text.split())[:limit]


def _word_bytes(encoding: str, payload: str) -> bytes:
    if encoding in "bB":
        return decode_base64(payload.encode("utf-8", "replace"))
    data = payload.replace("_", " ").encode("utf-8", "replace")
    return quopri.decodestring(data, header=False)


def decode_base64(data: bytes) -> bytes:
    """Base64 as far as it goes: foreign characters and lost padding forgiven."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """A part's bytes with their Content-Transfer-Encoding undone."""
    if encoding == "base64":
        return decode_base64(data)
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    return data
