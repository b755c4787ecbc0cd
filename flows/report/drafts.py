"""Words to begin with: a short letter from the facts at hand, for the owner to finish.

Nothing is sent. The letters stand in drafts.toml, by language and purpose; a line
whose fact is not known is left out. The etiquette is the advice of people who teach
networking: say what it is for, ask for advice or an introduction and nothing heavier,
make a no easy.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple
from urllib.parse import quote

from flows.report import words

FALLBACK = "en"
_LONGEST_FACT = 80
_A_WHILE = timedelta(days=45)
_REPLY = ("re:", "aw:", "sv:", "rv:", "antw:")


class Draft(NamedTuple):
    """A letter to begin with."""

    subject: str
    text: str


@cache
def letters() -> dict[str, Any]:
    """What drafts.toml holds, by language."""
    file = Path(__file__).with_name("drafts.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def draft(row: dict[str, Any], owner: str, today: date) -> Draft | None:
    """The letter for one row of report.openings; None for an opening without one."""
    said = letters().get(str(row["language"]), letters()[FALLBACK])
    letter = said.get(str(row["opening"]))
    if letter is None:
        return None
    known = facts(row, owner, said, today)
    lines = [
        fill(said["dear"], known) or said["dear_nobody"],
        "",
        *filter(None, (fill(line, known) for line in letter["facts"])),
        fill(letter["asks"], known) or "",
        "",
        *([letter["easy"]] if "easy" in letter else []),
        fill(said["bye"], known) or "",
    ]
    subject = fill(letter["subject"], known) or words.line(
        letter["subject"].partition("{")[0]
    )
    return Draft(subject, "\n".join(lines).strip())


def facts(
    row: dict[str, Any], owner: str, said: dict[str, Any], today: date
) -> dict[str, str]:
    """What the lines of a letter may name; empty where it is not known."""
    interests = row.get("interests") or []
    return {
        "given": _fact(row.get("given_name")),
        "owner": words.line(owner),
        "when": _month(row.get("last_contact"), said, today),
        "long_ago": _month(_past(row.get("last_contact"), today), said, today),
        "met": _month(row.get("met_at"), said, today),
        "subject": _fact(_bare(str(row.get("subject") or ""))),
        "interest": _fact(interests[0] if interests else ""),
        "introduced": _fact(row.get("introduced")),
        "introducer": _fact(row.get("introducer")),
        "target": _fact(row.get("target")),
    }


def fill(line: str, known: dict[str, str]) -> str | None:
    """The line with its facts; None when one of them is not known."""
    wanted = [name for _, name, _, _ in Formatter().parse(line) if name]
    # an owner who has not said a name signs with nothing
    if any(not known[name] and name != "owner" for name in wanted):
        return None
    return line.format_map(known)


def mailto(address: str | None, letter: Draft | None) -> str:
    """A mailto: link with the letter in it, or nothing when the address is none."""
    link = words.mailto(address)
    if not link or letter is None:
        return link
    body = quote(letter.text.replace("\n", "\r\n"), safe="")
    return f"{link}?subject={quote(letter.subject, safe='')}&body={body}"


def _past(when: datetime | None, today: date) -> datetime | None:
    """The moment, where it is long enough ago to be called a while."""
    return when if when and when.date() + _A_WHILE <= today else None


def _month(when: datetime | date | None, said: dict[str, Any], today: date) -> str:
    """The month, with its year where it is not this one."""
    if when is None:
        return ""
    month: str = said["months"].split()[when.month - 1]
    if when.year == today.year:
        return month
    dated: str = said.get("of_year", "{month} {year}")
    return dated.format(month=month, year=when.year)


def _bare(subject: str) -> str:
    """A subject without its Re: and Fwd:."""
    subject = subject.strip()
    while subject.lower().startswith((*_REPLY, "fwd:", "fw:", "wg:", "tr:")):
        subject = subject.partition(":")[2].strip()
    return subject


def _fact(text: Any) -> str:
    return words.brief(words.line(str(text or "")), _LONGEST_FACT)
