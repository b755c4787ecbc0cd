"""Words of names as they are compared, and the scripts they are written in."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

HAN = re.compile(r"^[\u3400-\u9fff\u3005]+$")
HANGUL = re.compile(r"^[\uac00-\ud7af]+$")
EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_UMLAUTS = re.compile(r"([aou])e|([a])a")
_NOT_KEY = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """One word as it is compared: ascii, lower case, letters and digits only."""
    return _NOT_KEY.sub("", anyascii(word).lower())


def fold(key: str) -> str:
    """The key with spellings made one that differ only by transliteration.

    Muller and Mueller, Sergey and Sergei, Yuriy and Yurij.
    """
    key = _UMLAUTS.sub(r"\1\2", key)
    for ending in ("iy", "ii", "ij", "yy", "yi"):
        if key.endswith(ending):
            return key[:-2] + "y"
    return key[:-2] + "ey" if key.endswith("ei") else key


def script_of(text: str) -> str:
    """`latin`, `cyrillic`, `cjk` or `other`, by the first kind of letter found."""
    if EASTERN.search(text):
        return "cjk"
    if CYRILLIC.search(text):
        return "cyrillic"
    return "latin" if LATIN.search(text) else "other"
