"""Phone numbers in one form."""

from __future__ import annotations

import re

version = 1

_NOT_DIGIT = re.compile(r"\D")
_FEWEST, _COMPARED = 7, 9


def parse_phone(value: str, region: str) -> str | None:
    """E.164 (`+34600111222`); else the last nine digits as `~600111222`; else None.

    region: ISO 3166 country for numbers that name none, or empty. An extension is
    left out.
    """
    import phonenumbers

    text = value.strip().lower().removeprefix("tel:")
    try:
        number = phonenumbers.parse(text, region.upper() or None)
    except phonenumbers.NumberParseException:
        return _last_digits(text)
    if not phonenumbers.is_possible_number(number):
        return _last_digits(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _last_digits(text: str) -> str | None:
    digits = _NOT_DIGIT.sub("", text)
    return f"~{digits[-_COMPARED:]}" if len(digits) >= _FEWEST else None
