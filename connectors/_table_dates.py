"""Days as tables write them: which is the day and which the month.

`4/1/1980` is told by no row alone, so the rows of one table decide together; when
none of them shows it, the month is taken to be first, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ._vcard_dates import birthday

EMPTY = re.compile(r"[0/.\-: ]*|1/1/4501")
TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$", re.DOTALL)
NUMBERS = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})(?:\s*\2\s*(\d{2}|\d{4})?)?")
EASTERN = re.compile(r"(\d{4})\s*[年년.]\s*(\d{1,2})\s*[月월.]\s*(\d{1,2})\s*[日일.]?")
WORDS = re.compile(r"[^\W\d_]+|\d+")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
          "dec")  # fmt: skip
YEAR = 4  # digits of a year nobody has to guess


@dataclass
class Days:
    """Reads the days of one table.

    samples: every cell of its columns of days; asked for only when needed.
    problems: what could not be read since they were last taken.
    """

    samples: Callable[[], Iterable[str]]
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    def read(self, text: str) -> str:
        """`1980-04-01`, or `--04-01` without a year; empty when it is no day.

        A year of two digits is not guessed: the day stays, without it.
        """
        said = TIME.sub("", text.strip())
        if EMPTY.fullmatch(said):
            return ""
        found = birthday(said) or self._of_numbers(said) or _of_words(said)
        if not found:
            cure = "write days as 1980-04-01"
            self.problems.append(("a day is none that exists", "it was left out", cure))
        return found or ""

    def _of_numbers(self, said: str) -> str | None:
        if eastern := EASTERN.fullmatch(said):
            return birthday("{}-{}-{}".format(*eastern.groups()))
        if not (numbers := NUMBERS.fullmatch(said)):
            return None
        first, _, second, year = numbers.groups(default="")
        if self._is_month_first(numbers):
            first, second = second, first
        return _day(year, second, first)

    def _is_month_first(self, numbers: re.Match[str]) -> bool:
        order = _order(numbers)
        if order or numbers[2] == ".":
            return order == "month"
        if self._month_first is None:
            what = "nothing shows whether days or months come first in its dates"
            why = "read as month first; some birthdays may be wrong"
            self.problems.append((what, why, "export dates as 1980-04-01"))
        return self._month_first is not False

    @cached_property
    def _month_first(self) -> bool | None:
        """What most rows show; None when none does."""
        days = months = 0
        for text in self.samples():
            numbers = NUMBERS.fullmatch(TIME.sub("", text.strip()))
            order = _order(numbers) if numbers else ""
            days += order == "day"
            months += order == "month"
        return None if days == months else months > days


def _order(numbers: re.Match[str]) -> str:
    """Which of the two comes first, where a number is too large for a month."""
    first, second = int(numbers[1]), int(numbers[3])
    if (first > 12) == (second > 12):  # noqa: PLR2004 - months of a year
        return ""
    return "day" if first > second else "month"


def _of_words(said: str) -> str | None:
    """`1 April 1980`, `April 1, 1980`, `01-Apr-80`."""
    words = WORDS.findall(said.lower())
    named = [word for word in words if word[:3] in MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if len(named) != 1 or not numbers:
        return None
    year = next((number for number in reversed(numbers) if len(number) == YEAR), "")
    day = next((number for number in numbers if len(number) < len("100")), "")
    return _day(year, str(MONTHS.index(named[0][:3]) + 1), day) if day else None


def _day(year: str, month: str, day: str) -> str | None:
    if len(year) == YEAR:
        return birthday(f"{year}-{month}-{day}")
    return birthday(f"--{int(month):02}-{int(day):02}")
