"""A signature yields what no address book may know: phone, title, organisation.

Read only where the signature repeats its author's name; a fax, a number without
a label or a country code, and long lines (slogans, disclaimers) say nothing.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ._text_spot import compiled

_MAX_LINES = 12
_MAX_LINE = 70
_MAX_PHONES = 3
_MIN_DIGITS, _MAX_DIGITS = 8, 15
_MIN_NAME = 3  # letters of a name that is no initial

# made where a letter is signed: many a file holds none
_PHONE = r"(?:\+|\b00|\(?\b)\d[\d ().\-/\u00a0]{6,22}\d\b"
_PHONE_LABEL = (
    r"(?i)\b(?:tel(?:efon|efono|éfono|éphone|ephone)?|phone|mobile?|mob|cell|handy|"
    r"móvil|celular|portable|direct|durchwahl|komórka|тел|моб)\b|^\W*[tmp]\s?[:.|]|"
    r"[☎📞📱]"
)
_FAX = r"(?i)\b(?:tele)?fax\b|^\W*f\s?[:.|]"
_TITLE = (
    r"(?i)\b(?:manager(?:in)?|director(?:a)?|engineer|developer|designer|consultant|"
    r"analyst|professor(?:a|in)?|profesor(?:a)?|lecturer|head\s+of|chief|officer|"
    r"president|partner|(?:co-?)?founder|editor(?:a)?|architect|researcher|scientist|"
    r"coordinator|assistant|associate|specialist|lead|c[efto]o|vp|student|teacher|"
    r"nurse|lawyer|attorney|recruiter|librarian|\w*leiter(?:in)?|"
    r"geschäftsführer(?:in)?|\w*ingenieur(?:in)?|\w*berater(?:in)?|referent(?:in)?|"
    r"direct(?:eur|rice)|responsable|ingénieure?|chargée?\s+de|chef(?:fe)?\s+de|"
    r"gerente|ingenier[oa]|jef[ea]\s+de|diretora?|coordenadora?|direttore|"
    r"direttrice|responsabile|docente|kierownik|dyrektor|директор|менеджер|инженер)\b"
)
_ORGANISATION = (
    r"\b(?:GmbH|AG|KG|e\.\s?V\.|Ltd|Limited|LLC|LLP|Inc|Corp|PLC|plc|S\.?A\.?|"
    r"S\.?L\.?|S\.?r\.?l|SARL|SAS|B\.?V\.?|N\.?V\.?|Oy|AB|A/S|Sp\. z o\.o|ООО)(?!\w)|"
    r"(?i:\b(?:universit|universid|università|universiteit|uniwersytet|institut|"
    r"college|school|hochschule|hospital|foundation|stiftung|verlag|bank|library|"
    r"museum|ministry|laborator|consulting|studio))"
)
# "Head of Design, Example Ltd", "Engineer at Example", "Partner | Example"
_JOINED = r"(.{2,50}?)(?:\s*[,|•·@–]\s*|\s+-\s+|\s+(?:at|bei|chez)\s+)(.{2,60})"
_MAX_WORDS = 8
# a slogan begins with a quote or goes on like a sentence
_SENTENCE = (
    r"^[^\w(]|^[a-zß-ÿ]|^P\.?S\b|[!?:;,]$|\b(?:of|and|with|the|for|is|that)$|"
    r"\b(?:is|that|the\s+one|nobody|i|you)\b"
)


class Signature(NamedTuple):
    """What a signature tells of its author; empty where it does not."""

    phones: tuple[str, ...] = ()
    title: str = ""
    organisation: str = ""


@lru_cache(maxsize=2048)  # people sign with the same lines again and again
def read_signature(text: str, author: str) -> Signature:
    """What the signature says, if it is the author's own."""
    lines = [line.strip(" \t*_|#") for line in text.split("\n")]
    lines = [line for line in lines if line and len(line) <= _MAX_LINE][:_MAX_LINES]
    named = next((at for at in range(len(lines)) if _names(lines[at], author)), None)
    if named is None:
        return Signature()
    title, organisation = _read_work(lines[named + 1 :])
    return Signature(_read_phones(lines), title, organisation)


def _names(line: str, author: str) -> bool:
    """Whether a line holds a word of the author's name."""
    parts = {part.casefold() for part in re.findall(r"\w+", author)}
    said = {part.casefold() for part in re.findall(r"\w+", line)}
    return any(len(part) >= _MIN_NAME for part in parts & said)


def _read_phones(lines: list[str]) -> tuple[str, ...]:
    phones: dict[str, None] = {}
    for line in lines:
        labelled = bool(compiled(_PHONE_LABEL).search(line))
        for found in compiled(_PHONE).finditer(line):
            number = found[0].strip()
            digits = sum(letter.isdigit() for letter in number)
            if compiled(_FAX).search(line[: found.start()][-20:]):
                continue
            if _MIN_DIGITS <= digits <= _MAX_DIGITS and (
                labelled or number.startswith("+")
            ):
                phones[number] = None
    return tuple(phones)[:_MAX_PHONES]


def _read_work(lines: list[str]) -> tuple[str, str]:
    """The title and the organisation on the lines below the name."""
    title = organisation = ""
    after_title = False
    for line in lines:
        if any(letter.isdigit() for letter in line) or "@" in line or "www." in line:
            break
        if compiled(_SENTENCE).search(line) or len(line.split()) > _MAX_WORDS:
            after_title = False
            continue
        joined = compiled(_JOINED).fullmatch(line)
        if not title and joined and compiled(_TITLE).search(joined[1]):
            title, organisation = joined[1], organisation or joined[2]
        elif not title and compiled(_TITLE).search(line):
            title, after_title = line, True
            continue
        elif not organisation and (after_title or compiled(_ORGANISATION).search(line)):
            organisation = line
        after_title = False
    return title, organisation.strip(" ,;|")
