"""A shown name becomes its parts, and keys to compare it by.

The display keeps its script and accents; only the keys are transliterated
(anyascii). Reads `Last, First`, titles and credentials, particles, initials,
`Name (Company)`, `Name via List`, quoted names, capitals, Chinese, Japanese and
Korean names without a space, Russian ones with the family name first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from flows.resolve.name_words import (
    COMPOUND_HAN,
    CREDENTIALS,
    GENERATIONS,
    ORGANISATION_WORDS,
    PARTICLES,
    PATRONYMIC_ENDINGS,
    PREFIXES,
    RUSSIAN_FAMILY_ENDINGS,
)
from flows.resolve.nicknames import formal_forms, is_given_name

version = 1

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f]")
_VIA = re.compile(r"\s+(?:via|through|on behalf of|im auftrag von)\s.*$", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[{（【].*?[)\]}）】]")  # noqa: RUF001  # CJK writes them so
_NICKNAME = re.compile(r"""\s[("'“„‘]([^\s()"'”“’]{2,})[)"'”“’]\s""")  # noqa: RUF001
_COMPANY_AFTER = re.compile(r"\s+(?:[|@/–—•·-]|at|bei|from)\s.*$")  # noqa: RUF001
_ADDRESS = re.compile(r"\S+@\S+")
_ADDRESS_LIKE = re.compile(r"^([a-z]{2,})[._]([a-z]{2,})$")
_HAN = re.compile(r"^[\u3400-\u9fff\u3005]+$")
_HANGUL = re.compile(r"^[\uac00-\ud7af]+$")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_UMLAUTS = re.compile(r"([aou])e|([a])a")
_NOT_KEY = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Name:
    """One shown name, understood.

    display: as shown, cleaned; empty when it is an address or no name at all.
    full_key: every whole word, sorted, ascii, so that order does not matter; middle
        initials and particles are left out. Empty when there is no name.
    given_keys: the given name's key, then the formal forms it may stand for.
    initials: of given, middle and family name, in that order.
    generation: jr, sr, ii .. or empty.
    organisation: the words are an organisation's or a mailbox's.
    quality: 3 whole and well written, 2 its case had to be mended, 1 one word or
        made from an address, 0 none.
    """

    display: str = ""
    given: str = ""
    family: str = ""
    full_key: str = ""
    given_keys: tuple[str, ...] = ()
    family_key: str = ""
    initials: str = ""
    script: str = ""
    generation: str = ""
    organisation: bool = False
    quality: int = 0


_NONE = Name()


@dataclass(frozen=True, slots=True)
class _Parts:
    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str = ""
    foreign: bool = False


def parse_name(value: str) -> Name:
    """Understand one name as a source wrote it; never raises."""
    text, nickname = _clean(value)
    text = _drop_company(text)
    quality = 3
    if match := _ADDRESS_LIKE.match(text):
        text, quality = " ".join(match.groups()), 1
    if not any(c.isalpha() for c in text):
        return _NONE
    if _is_organisation(text):
        return _organisation(text)
    parts = _split(text)
    mended = _mend_case(parts)
    if mended != parts:
        quality = min(quality, 2)
    return _understood(mended, nickname, quality)


def _clean(value: str) -> tuple[str, str]:
    """The name without what mail programs and address books put around it."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", value))
    text = " ".join(text.split()).strip("\"'`“”„‘’«»<>;, ")  # noqa: RUF001
    text = _VIA.sub("", text).strip("\"'“”‘’ ")  # noqa: RUF001
    nickname = ""
    if found := _NICKNAME.search(text):
        nickname = found[1]
        text = text.replace(found[0], " ")
    text = _ADDRESS.sub("", _ASIDE.sub("", text))
    text = _COMPANY_AFTER.sub("", text)
    return " ".join(text.split()).strip("\"'“”‘’,;|-/ "), nickname  # noqa: RUF001


def _drop_company(text: str) -> str:
    """`Ana Okafor, Acme Ltd` without the company."""
    name, comma, rest = text.partition(",")
    if comma and _is_organisation(rest) and not _is_organisation(name):
        return name
    return text


def _is_organisation(text: str) -> bool:
    words = {word_key(word) for word in text.replace(",", " ").split()}
    return bool(words & ORGANISATION_WORDS) and not words <= PREFIXES


def _organisation(text: str) -> Name:
    key = " ".join(filter(None, (word_key(word) for word in text.split())))
    return Name(
        display=text,
        given=text,
        full_key=key,
        given_keys=(key,),
        initials=key[:1],
        script=script_of(text),
        organisation=True,
        quality=3,
    )


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """One word as it is compared: ascii, lower case, letters and digits only."""
    return _NOT_KEY.sub("", anyascii(word).lower())


def _fold(key: str) -> str:
    """The key with spellings made one that differ only by transliteration."""
    key = _UMLAUTS.sub(r"\1\2", key)
    for ending in ("iy", "ii", "ij", "yy", "yi"):
        if key.endswith(ending):
            return key[:-2] + "y"
    return key


def script_of(text: str) -> str:
    """`latin`, `cyrillic`, `cjk` or `other`, by the first letter that tells."""
    if _EASTERN.search(text):
        return "cjk"
    if _CYRILLIC.search(text):
        return "cyrillic"
    return "latin" if _LATIN.search(text) else "other"


def _split(text: str) -> _Parts:
    """The words sorted into given and family names."""
    if _EASTERN.search(text):
        return _split_eastern(text)
    chunks = [chunk.split() for chunk in text.split(",") if chunk.strip()]
    generation = ""
    while len(chunks) > 1 and all(_is_tail(word) for word in chunks[-1]):
        generation = generation or _generation(chunks[-1])
        chunks.pop()
    words = [_strip_titles(chunk) for chunk in chunks[:2]]
    generation = generation or next(filter(None, map(_generation, words)), "")
    words = [_strip_tails(chunk) for chunk in words]
    if len(words) == 2 and all(words):  # noqa: PLR2004  # `Last, First`
        return _Parts(tuple(words[1]), tuple(words[0]), generation)
    given, family = _split_words(next(filter(None, words), []))
    return _Parts(given, family, generation)


def _generation(words: list[str]) -> str:
    return next(
        (GENERATIONS[k] for k in map(word_key, words[-1:]) if k in GENERATIONS), ""
    )


def _is_tail(word: str) -> bool:
    key = anyascii(word).lower().replace(".", "")
    if key in GENERATIONS:
        return True
    # Ma, Do and Ba are names; MA, DO and BA are degrees.
    return key in CREDENTIALS and (len(key) > 2 or not word.istitle())  # noqa: PLR2004


def _strip_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and word_key(words[0]) in PREFIXES:
        words = words[1:]
    return words


def _strip_tails(words: list[str]) -> list[str]:
    while len(words) > 2 and _is_tail(words[-1]):  # noqa: PLR2004  # a name stays
        words = words[:-1]
    return words


def _split_words(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(words) < 2:  # noqa: PLR2004
        return tuple(words), ()
    if _CYRILLIC.search(words[0]):
        return _split_russian(words)
    shouted = [len(word) > 2 and word.isupper() for word in words]  # noqa: PLR2004
    if any(shouted) and not all(shouted):
        capitals = tuple(w for w, loud in zip(words, shouted, strict=True) if loud)
        others = tuple(w for w, loud in zip(words, shouted, strict=True) if not loud)
        if any(len(word_key(word)) > 1 for word in others):
            return others, capitals
    start = next(
        (i for i, w in enumerate(words[1:-1], 1) if w.lower() in PARTICLES),
        len(words) - 1,
    )
    return tuple(words[:start]), tuple(words[start:])


def _split_russian(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = [word_key(word) for word in words]
    if len(words) > 2 and keys[-1].endswith(PATRONYMIC_ENDINGS):  # noqa: PLR2004
        return tuple(words[1:]), (words[0],)
    first, last = keys[0], keys[-1]
    if is_given_name(last) and not is_given_name(first):
        return tuple(words[1:]), (words[0],)
    if (
        not is_given_name(first)
        and first.endswith(RUSSIAN_FAMILY_ENDINGS)
        and not last.endswith(RUSSIAN_FAMILY_ENDINGS)
    ):
        return tuple(words[1:]), (words[0],)
    return tuple(words[:-1]), (words[-1],)


def _split_eastern(text: str) -> _Parts:
    if "・" in text:  # a foreign name in katakana, given name first
        *given, family = text.split("・")
        return _Parts(tuple(given), (family,), foreign=True)
    family, *given = text.replace(",", " ").split()
    if given:
        return _Parts(tuple(given), (family,))
    if (_HAN.match(family) or _HANGUL.match(family)) and 2 <= len(family) <= 4:  # noqa: PLR2004
        compound = family[:2] in COMPOUND_HAN or len(family) == 4  # noqa: PLR2004
        cut = 2 if compound and len(family) > 2 else 1  # noqa: PLR2004
        return _Parts((family[cut:],), (family[:cut],))
    return _Parts((family,), ())


def _mend_case(parts: _Parts) -> _Parts:
    """`ANA OKAFOR` and `ana okafor` become Ana Okafor; the rest stays."""
    words = parts.given + parts.family
    together = "".join(word for word in words if len(word_key(word)) > 1)
    lower, upper = together.islower(), together.isupper()
    shouted = "".join(parts.family).isupper() and not upper
    if lower or upper:
        given, family = map(_title_words, (parts.given, parts.family))
    elif shouted and len("".join(parts.family)) > 1:
        given, family = parts.given, _title_words(parts.family)
    else:
        return parts
    return _Parts(given, family, parts.generation, parts.foreign)


def _title_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word.lower() if word.lower() in PARTICLES else word.title().replace("'S", "'s")
        for word in words
    )


def _understood(parts: _Parts, nickname: str, quality: int) -> Name:
    given_words = [key for word in parts.given if (key := word_key(word))]
    family_words = [
        key
        for word in parts.family
        if (key := word_key(word)) and word.lower() not in PARTICLES
    ] or [key for word in parts.family if (key := word_key(word))]
    if not given_words and not family_words:
        return _NONE
    eastern = _EASTERN.search("".join(parts.family + parts.given))
    if eastern:
        given_words = ["".join(given_words)] if given_words else []
    first = given_words[0] if given_words else ""
    if len(first) == 1 and len(given_words) > 1 and len(given_words[1]) > 1:
        first = given_words[1]  # `J. Robert Oppenheimer` goes by Robert
    forms = list(formal_forms(first)) if first else []
    if nickname:
        forms += [f for f in formal_forms(word_key(nickname)) if f not in forms]
    whole = [key for key in given_words[1:] if len(key) > 1]
    words = [key for key in (given_words[:1] + whole + family_words) if key]
    return Name(
        display=_display(parts),
        given=" ".join(parts.given),
        family=" ".join(parts.family),
        full_key=" ".join(sorted({_fold(key) for key in words})),
        given_keys=tuple(dict.fromkeys(_fold(form) for form in forms)),
        family_key=" ".join(_fold(key) for key in family_words),
        initials="".join(key[0] for key in given_words + family_words[-1:]),
        script=script_of("".join(parts.given + parts.family)),
        generation=parts.generation,
        quality=min(quality, _quality(given_words, family_words)),
    )


def _quality(given: list[str], family: list[str]) -> int:
    """3 a whole name, 2 one with an initial for a name, 1 a single word."""
    if not given or not family:
        return 1
    return 3 if len(given[0]) > 1 and len(family[-1]) > 1 else 2


def _display(parts: _Parts) -> str:
    """Given name first; East Asian names the way they are written."""
    written = "".join(parts.family + parts.given)
    if _HAN.match(written) or _HANGUL.match(written):
        return written
    if _EASTERN.search(written) and parts.foreign:
        return "・".join(parts.given + parts.family)
    if _EASTERN.search(written):
        return " ".join(parts.family + parts.given)
    return " ".join(parts.given + parts.family)
