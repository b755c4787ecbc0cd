"""The words the owner reads: actions, states, groups, dates, numbers, links.

The tone is gentle: a small next step, never a reproach, and one asks for advice
or an introduction, nothing heavier.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())  # noqa: SIM905  reads better
DAYS = tuple("Mon Tue Wed Thu Fri Sat Sun".split())  # noqa: SIM905  the same

# what to do, on a card; and counted in the headline, of one and of more
ACTIONS = {
    "send_thanks": ("Send {} a thank-you note", "thank {}", "thank {}"),
    "reply": ("Answer {}", "answer {}", "answer {}"),
    "keep_promise": (
        "Keep your promise to {}",
        "keep {} promise",
        "keep {} promises",
    ),
    "tell_introducer": (
        "Tell {} how the introduction went",
        "tell {} how an introduction went",
        "tell {} how an introduction went",
    ),
    "give_back": ("Do {} a good turn", "do {} a good turn", "do {} a good turn"),
    "ask_advice": (
        "Ask {} for 15 minutes of advice",
        "ask {} for advice",
        "ask {} for advice",
    ),
    "ask_introduction": (
        "Ask whether {} would introduce you",
        "ask {} for an introduction",
        "ask {} for an introduction",
    ),
    "say_hello": ("Say hello to {}", "greet {}", "greet {}"),
    "call_or_meet": ("Call {}, or meet", "call or meet {}", "call or meet {}"),
}
NUMBERS = "no one two three four five six seven eight nine ten".split()  # noqa: SIM905
STATES = {
    "on_rhythm": "in rhythm",
    "due": "due",
    "overdue": "past the usual gap",
    "fading": "fading",
    "dormant": "dormant",
    "one_way": "one-way so far",
    "never": "never in touch",
}
OWED = {  # what is owed, of one and of more
    "thanks": ("a thank-you", "{} thank-yous"),
    "reply": ("an answer", "{} answers"),
    "promise": ("a promise", "{} promises"),
    "intro": ("word on an introduction", "word on {} introductions"),
    "give_back": ("a good turn", "{} good turns"),
}
PARTS = (
    ("keep", "keep_points", "keeping in touch"),
    ("owed", "owed_points", "owed"),
    ("goals", "goal_points", "your goals"),
    ("moment", "moment_points", "a good moment"),
)
GROUPS = {
    "coworkers": "co-workers",
    "former_coworkers": "former co-workers",
}
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\[\]\\]+@[^\s@<>\"'(),:;\[\]\\]+")
# control characters but newline and tab, and the marks that turn direction
_UNTAMED = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)


def say(word: Any) -> str:
    """A word of the database as the owner reads it (`on_rhythm` -> in rhythm)."""
    text = str(word or "")
    return STATES.get(text) or GROUPS.get(text) or text.replace("_", " ")


def action(row: dict[str, Any]) -> str:
    """What to do for one person, in words; takes action, given_name and name."""
    said = ACTIONS.get(str(row["action"]), ("Think of {}",))[0]
    return said.format(row.get("given_name") or row["name"] or "them")


def headline(actions: Iterable[str], most: int = 4) -> str:
    """Actions counted in one sentence: "thank one and answer two"."""
    counts = Counter(key for key in actions if key in ACTIONS)
    said = [
        ACTIONS[key][1 if n == 1 else 2].format(in_words(n))
        for key, n in list(counts.items())[:most]
    ]
    rest = sum(list(counts.values())[most:])
    return listed([*said, f"think of {in_words(rest)} more"] if rest else said)


def owed(kind: str, n: int = 1) -> str:
    """What is owed, once or more often: "an answer", "two answers"."""
    one, many = OWED.get(kind, (say(kind), f"{{}} {say(kind)}"))
    return one if n == 1 else many.format(in_words(n))


def in_words(n: int) -> str:
    """Small numbers as words."""
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def listed(parts: Sequence[str]) -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    if len(parts) < 2:  # noqa: PLR2004  a list of one needs no "and"
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def count(n: int, one: str, many: str | None = None) -> str:
    """`count(1, "person", "people")` -> "1 person"; none is "no people"."""
    if n == 0:
        return f"no {many or one + 's'}"
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def day(value: date | None, *, year: bool = True) -> str:
    """12 Nov 2026; nothing for None."""
    if value is None:
        return ""
    short = f"{value.day} {MONTHS[value.month - 1]}"
    return f"{short} {value.year}" if year else short


def weekday(value: date) -> str:
    """Tue 24 Nov."""
    return f"{DAYS[value.weekday()]} {day(value, year=False)}"


def iso(value: date | None) -> str:
    """2026-11-12, of a date or of a time in its own zone."""
    if value is None:
        return ""
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def days_ago(value: datetime | None, as_of: datetime) -> str:
    """How long ago, in whole days of the calendar."""
    if value is None:
        return "no contact on record"
    days = (as_of.date() - value.astimezone(as_of.tzinfo).date()).days
    if days < 1:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago"


def tenths(value: float | None) -> int:
    """A number in tenths, the nearest; the half goes up, float noise aside."""
    return math.floor((value or 0.0) * 10 + 0.5 + 1e-9)


def number(value: float | None) -> str:
    """One decimal."""
    return f"{tenths(value) / 10:.1f}"


def shown_parts(parts: Sequence[float | None], total: float | None) -> list[str]:
    """Parts with one decimal that add up to `number(total)`: largest remainder."""
    exact = [(part or 0.0) * 10 for part in parts]
    shown = [math.floor(value + 1e-9) for value in exact]
    missing = tenths(total) - sum(shown)
    by_remainder = sorted(range(len(exact)), key=lambda i: (shown[i] - exact[i], i))
    for index in by_remainder[: max(missing, 0)]:
        shown[index] += 1
    return [f"{value / 10:.1f}" for value in shown]


def mailto(address: str | None) -> str:
    """A mailto: link, or nothing when the address is none."""
    if not address or not _EMAIL.fullmatch(address):
        return ""
    return "mailto:" + quote(address, safe="@")


def tel(phone: str | None) -> str:
    """A tel: link for an international number, else nothing."""
    if not phone or not re.fullmatch(r"\+\d{5,15}", phone):
        return ""
    return "tel:" + phone


def initials(name: str | None) -> str:
    """A. O. for Ana Okafor: all that a redacted report tells of a name.

    In Latin letters, or the one sign of many a name would be the whole of it.
    """
    from anyascii import anyascii

    words = [anyascii(word) for word in re.findall(r"\w+", name or "")]
    return " ".join(f"{word[0].upper()}." for word in words[:3] if word)


def tame(text: str) -> str:
    """Text without control characters and marks that turn the direction of others."""
    if text.isascii() and text.isprintable():
        return text  # most of it, by far the quickest way
    return _UNTAMED.sub("", text)


def line(text: str) -> str:
    """Text on one line."""
    return " ".join(tame(text).split())


def brief(text: Any, longest: int = 300) -> str:
    """Text cut to so many characters."""
    whole = str(text or "")
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "…"


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters take two."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def fit(text: str, width: int) -> str:
    """Text cut, or filled with blanks, to so many terminal columns."""
    if columns(text[: 3 * width]) > width:
        text = text[: 3 * width]
        while columns(text) > width - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    return text + " " * (width - columns(text))
