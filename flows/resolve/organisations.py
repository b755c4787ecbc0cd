"""Organisation names as keys to compare them by."""

from __future__ import annotations

import re

from anyascii import anyascii

from flows.resolve.name_words import words

version = 1

_EASTERN_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|有限公司|股份|주식회사|\(주\)|㈱"
)
_RUSSIAN_FORMS = re.compile(
    r"\b(?:ооо|оао|зао|пао|ао|ип|тоо)\b",  # noqa: RUF001  # legal forms in Russian
    re.IGNORECASE,
)
_FORMS = words(
    """
    inc incorporated ltd limited llc llp lp plc co corp corporation company gmbh mbh ag
    kg kgaa ohg ug ev se sa sas sarl srl sl slu spa bv nv oy oyj ab as asa aps kk pty
    pvt pte sro doo zoo dd kft zrt cia ltda eirl holding holdings
    """
)
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([a-z0-9-]+)\.(?:[a-z]{2,6})(?:\.[a-z]{2})?/?$"
)
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\.?")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_UMLAUTS = re.compile(r"([aou])e")


def parse_organisation(value: str) -> str | None:
    """`The Acme Co., Ltd.` -> `acme`; None when nothing is left to compare."""
    text = _RUSSIAN_FORMS.sub(" ", _EASTERN_FORMS.sub(" ", value))
    text = anyascii(text).lower().strip()
    if domain := _DOMAIN.match(text):
        text = domain[1]
    text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = text.replace("&", " and ").replace("'", "")
    parts = [word for word in _NOT_WORD.split(text) if word]
    kept = [word for word in parts if word not in _FORMS] or parts
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return _UMLAUTS.sub(r"\1", " ".join(kept)) or None
