"""vCalendar 1.0, as old phones and Lotus write it, told in today's words.

Rules are short (`W1 MO WE #10`), texts quoted-printable, and people stand there as
`Name <address>` with a STATUS. Spec: https://www.imc.org/pdi/vcal-10.txt
"""

from __future__ import annotations

import binascii
import re
from datetime import datetime

RULE = re.compile(r"(YM|YD|MP|MD|D|W|M)(\d{1,4})((?:\s+\S+)*)\s*", re.IGNORECASE)
FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY",
               "YM": "YEARLY", "YD": "YEARLY", "M": "MINUTELY"}  # fmt: skip
PARTS = {"W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH",
         "YD": "BYYEARDAY"}  # fmt: skip
WEEKDAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
NAMED = re.compile(r"\s*\"?([^<>\"]*?)\"?\s*<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>\s*",
                   re.IGNORECASE)  # fmt: skip
ALARMS = {"DALARM", "AALARM", "MALARM", "PALARM", "RNUM"}
UNSAID_COUNT = 2  # times a rule without a number comes, says the standard


def rule_of(value: str) -> str:
    """A rule in RFC 5545's words; one that is none of 1.0's as it was written."""
    found = RULE.fullmatch(value.strip())
    if not found:
        return value
    kind, words = found[1].upper(), found[3].upper().split()
    parts = [f"FREQ={FREQUENCIES[kind]}", f"INTERVAL={int(found[2])}"]
    if listed := _listed(kind, words):
        parts.append(f"{PARTS[kind]}={','.join(listed)}")
    ends = [word for word in words if word.startswith("#") or _is_date(word)]
    parts += [_end(word) for word in ends] or [f"COUNT={UNSAID_COUNT}"]
    return ";".join(filter(None, parts))


def _listed(kind: str, words: list[str]) -> list[str]:
    """Days or months a rule names; `1+ MO` and `2-` count from either end."""
    if kind == "W":
        return [word for word in words if word in WEEKDAYS]
    if kind == "MP":
        listed, which = [], "1"
        for word in words:
            if number := re.fullmatch(r"([1-5])([+-]?)", word):
                which = f"{'-' if number[2] == '-' else ''}{number[1]}"
            elif word in WEEKDAYS:
                listed.append(f"{which}{word}")
        return listed
    if kind in PARTS:
        said = ["-1" if word == "LD" else word for word in words]
        numbers = (re.fullmatch(r"(-?\d{1,3})\+?", word) for word in said)
        turned = (re.fullmatch(r"(\d{1,3})-", word) for word in said)
        return [one[1] for one in numbers if one] + [
            f"-{one[1]}" for one in turned if one
        ]
    return []


def _is_date(word: str) -> bool:
    try:
        datetime.strptime(word[:8], "%Y%m%d")  # noqa: DTZ007 - only whether it is one
    except ValueError:
        return False
    return re.fullmatch(r"\d{8}(?:T\d{6}Z?)?", word) is not None


def _end(word: str) -> str:
    if not word.startswith("#"):
        return f"UNTIL={word}"
    number = word[1:]
    return f"COUNT={number}" if number.isdigit() and int(number) else ""


def plain_line(raw: bytes) -> bytes:
    """A quoted-printable line as one of today's."""
    head, colon, value = raw.partition(b":")
    if not colon or b"QUOTED-PRINTABLE" not in head.upper():
        return raw
    charset = re.search(rb"CHARSET=\"?([\w-]+)", head, re.IGNORECASE)
    data = binascii.a2b_qp(value)
    try:
        text = data.decode(charset[1].decode() if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
    kept = [
        part
        for part in head.split(b";")
        if not re.match(
            rb"\s*(?:ENCODING|CHARSET|QUOTED-PRINTABLE)\b", part, re.IGNORECASE
        )
    ]
    escaped = re.sub(r"\r\n|\r|\n", r"\\n", re.sub(r"([\\,;])", r"\\\1", text))
    return b";".join(kept) + b":" + escaped.encode("utf-8", "replace")


def is_organiser(raw: bytes) -> bool:
    """Whether an ATTENDEE is who calls the meeting: 1.0 has no ORGANIZER."""
    head = raw.partition(b":")[0].upper()
    return b"ROLE=ORGANIZER" in head or b"ROLE=OWNER" in head
