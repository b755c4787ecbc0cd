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

from flows.resolve.name_keys import EASTERN, HAN, HANGUL, fold, script_of, word_key
from flows.resolve.name_order import Parts, split_name
from flows.resolve.name_words import ORGANISATION_WORDS, PARTICLES, PREFIXES
from flows.resolve.nicknames import formal_forms

version = 1

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f]")
_VIA = re.compile(r"\s+(?:via|through|on behalf of|im auftrag von)\s.*$", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[{（【].*?[)\]}）】]")  # noqa: RUF001  # CJK writes them so
_NICKNAME = re.compile(r"""\s[("'“„‘]([^\s()"'”“’]{2,})[)"'”“’]\s""")  # noqa: RUF001
_COMPANY_AFTER = re.compile(r"\s+(?:[|@/–—•·-]|at|bei|from)\s.*$")  # noqa: RUF001
_ADDRESS = re.compile(r"\S+@\S+")
_ADDRESS_LIKE = re.compile(r"^([a-z]{2,})[._]([a-z]{2,})$")


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
    parts = split_name(text)
    mended = _mend_case(parts)
    if mended != parts:
        quality = min(quality, 2)
    return _understood(mended, nickname, quality, text)


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


def _mend_case(parts: Parts) -> Parts:
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
    return Parts(given, family, parts.generation, parts.foreign, parts.shown)


def _title_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word.lower() if word.lower() in PARTICLES else word.title().replace("'S", "'s")
        for word in words
    )


def _understood(parts: Parts, nickname: str, quality: int, text: str) -> Name:
    given_words = [key for word in parts.given if (key := word_key(word))]
    family_words = [
        key
        for word in parts.family
        if (key := word_key(word)) and word.lower() not in PARTICLES
    ] or [key for word in parts.family if (key := word_key(word))]
    if not given_words and not family_words:
        return _unnamed(text)
    eastern = EASTERN.search("".join(parts.family + parts.given))
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
        full_key=" ".join(sorted({fold(key) for key in words})),
        given_keys=tuple(dict.fromkeys(fold(form) for form in forms)),
        family_key=" ".join(fold(key) for key in family_words),
        initials="".join(key[0] for key in given_words + family_words[-1:]),
        script=script_of("".join(parts.given + parts.family)),
        generation=parts.generation,
        quality=min(quality, _quality(given_words, family_words)),
    )


def _unnamed(text: str) -> Name:
    """`Mum` is shown for want of better, and compared with nobody's name."""
    return Name(display=text, given=text, script=script_of(text), quality=1)


def _quality(given: list[str], family: list[str]) -> int:
    """3 a whole name, 2 one with an initial for a name, 1 a single word."""
    if not given or not family:
        return 1
    return 3 if len(given[0]) > 1 and len(family[-1]) > 1 else 2


def _display(parts: Parts) -> str:
    """Given name first; East Asian names the way they are written."""
    if parts.shown:
        return parts.shown
    written = "".join(parts.family + parts.given)
    if HAN.match(written) or HANGUL.match(written):
        return written
    if EASTERN.search(written) and parts.foreign:
        return "・".join(parts.given + parts.family)
    if EASTERN.search(written):
        return " ".join(parts.family + parts.given)
    return " ".join(parts.given + parts.family)
