"""The charset of a file of cards that does not say it.

A few names are too little for statistics alone: "Peña" is as good Korean. So
the owner's country speaks first (its Windows code page), then the shape of the
words, and charset-normalizer decides among what is left.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

SAMPLE = 64 * 1024
WESTERN = "cp1252"
# Windows' code page by country, where it is not the western European one
CODE_PAGES = {
    "cp1250": "AL BA CZ HR HU ME PL RO SI SK",
    "cp1251": "BG BY KG KZ MK MN RS RU TJ UA UZ",
    "cp1253": "CY GR",
    "cp1254": "AZ TR",
    "cp1255": "IL",
    "cp1256": "AE AF BH DZ EG IQ IR JO KW LB LY MA OM PK PS QA SA SD SY TN YE",
    "cp1257": "EE LT LV",
    "cp1258": "VN",
    "cp874": "TH",
    "cp932": "JP",
    "gb18030": "CN SG",
    "big5": "HK MO TW",
    "cp949": "KR",
}
LATIN = ("cp1250", "cp1254", "cp1257")
OTHERS = ("cp1251", "cp1253", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949",
          "koi8_r", "cp874")  # fmt: skip
SPARSE = 0.6  # fewer strange letters than this in the words that have any
HEBREW = range(0xE0, 0xFB)  # cp1255's letters; no capitals, unlike the others
JAPANESE = range(0x81, 0xA0)  # Shift_JIS's first bytes, which others begin little with
TORN = 0.5  # more broken characters than this and it is no UTF-8


def wide_charset(head: bytes) -> str | None:
    """The charset of a file of two-byte characters, by its first bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head.replace(b"\r\0\n\0", b"").replace(b"\0\r\0\n", b"")[:2]
    if len(start) == 2 and start[1] == 0 and start[:1].isalpha():  # noqa: PLR2004 - one character
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" and start[1:].isalpha() else None


@lru_cache(maxsize=256)
def likeliest_charset(strange: bytes, region: str) -> str:
    """The likeliest charset of text that is not UTF-8, for an owner of a region.

    strange: values with the bytes in question, at most 64 KB of them are looked
    at. Western European when nothing is likelier; utf-8 when that is only torn.
    """
    sample = strange[:SAMPLE]
    if _is_torn_utf8(sample):
        return "utf-8"
    pages = (page for page, regions in CODE_PAGES.items() if region in regions.split())
    page = next(pages, WESTERN) if region else WESTERN
    if _reads_well(sample, page) and (page not in {WESTERN, *LATIN} or _sparse(sample)):
        return page
    if _sparse(sample):
        return WESTERN if _reads_well(sample, WESTERN) else _best(sample, LATIN)
    if _is_japanese(sample):
        return "cp932"
    if all(byte in HEBREW for byte in sample if byte > 0x7F):  # noqa: PLR2004 - ASCII
        return "cp1255"
    return _best(sample, OTHERS)


def _best(sample: bytes, charsets: tuple[str, ...]) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(charsets)).best()
    return found.encoding if found else WESTERN


def _is_torn_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    strange = [character for character in text if not character.isascii()]
    return strange.count("\ufffd") <= TORN * len(strange)


def _reads_well(sample: bytes, charset: str) -> bool:
    """Whether the strange characters are letters, marks or quotation marks."""
    try:
        text = sample.decode(charset)
    except UnicodeDecodeError:
        return False
    return all(
        character.isascii() or unicodedata.category(character)[0] in "LM"
        or character in "–—‘’“”«»…º°·ªß©®€"  # noqa: RUF001 - what people type
        for character in text
    )  # fmt: skip


def _is_japanese(sample: bytes) -> bool:
    """Whether most of it is pairs of Shift_JIS that Korean and Chinese hardly use."""
    try:
        text = sample.decode("cp932")
    except UnicodeDecodeError:
        return False
    strange = [c for c in text if not c.isascii() and c not in "\u3000・、。（）"]  # noqa: RUF001 - Japanese
    if not all(unicodedata.category(c)[0] in "LM" for c in strange):
        return False
    return sum(c.encode("cp932")[0] in JAPANESE for c in strange) * 2 > len(strange)


def _sparse(sample: bytes) -> bool:
    """Whether strange letters are few among the words that hold them."""
    text = sample.decode("latin-1")
    words = [word for word in text.replace(";", " ").split() if not word.isascii()]
    letters = "".join(words)
    strange = sum(not letter.isascii() for letter in letters)
    return strange < SPARSE * len(letters)
