"""Whether two names can be one human's.

The same rule stands in sql/3_matches/shared_identifiers.sql; a test holds them
equal. Not knowing is no conflict: a bare name, an initial, a nickname, a typing
slip and a second family name all leave two names compatible.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Compared(NamedTuple):
    """What of a name is compared; see flows.resolve.names.Name."""

    full_key: str
    given_keys: tuple[str, ...]
    family_key: str
    initials: str
    generation: str
    script: str


@lru_cache(maxsize=1_000_000)
def names_conflict(a: Compared, b: Compared) -> bool:
    """Whether the two names speak of two humans."""
    if not a.full_key or not b.full_key:
        return False
    if a.generation and b.generation and a.generation != b.generation:
        return True
    if a.full_key == b.full_key:
        return _middles_differ(a, b)
    if (a.script == "cjk") != (b.script == "cjk"):
        return False  # how 田中 is read aloud cannot be told from its letters
    shared = not set(a.given_keys).isdisjoint(b.given_keys)
    alike = _given_alike(a.given_keys, b.given_keys) and _families_alike(a, b)
    return not (shared or alike) or _middles_differ(a, b)


def birthdays_alike(a: str, b: str) -> bool:
    """Whether two days (`1980-04-01`) may be one, written with a slip.

    One digit of day or month, day and month turned round, or two digits swapped.
    """
    if a == b or (a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7])):
        return True
    a, b = a.replace("-", ""), b.replace("-", "")
    differ = [
        place for place, pair in enumerate(zip(a, b, strict=True)) if len({*pair}) > 1
    ]
    if len(differ) == 1:
        return differ[0] > 3  # noqa: PLR2004  # another year is another human
    return (
        len(differ) == 2  # noqa: PLR2004
        and differ[1] == differ[0] + 1
        and a[differ[0]] == b[differ[1]]
        and a[differ[1]] == b[differ[0]]
    )


def _families_alike(a: Compared, b: Compared) -> bool:
    """Whether the family names can be one family's, or one of them is unknown."""
    if not a.family_key or not b.family_key:
        return True
    if not set(a.family_key.split()).isdisjoint(b.full_key.split()):
        return True
    if not set(b.family_key.split()).isdisjoint(a.full_key.split()):
        return True
    return _is_initial_of(a.family_key, b.family_key) or _one_slip(
        a.family_key, b.family_key
    )


def _given_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if not a or not b:
        return True
    first, second = a[0], b[0]
    shorter = min(len(first), len(second))
    if shorter >= 3 and (first.startswith(second) or second.startswith(first)):  # noqa: PLR2004  # Alex, Alexander
        return True
    return _is_initial_of(first, second) or _one_slip(first, second)


def _is_initial_of(a: str, b: str) -> bool:
    return min(len(a), len(b)) == 1 and a[0] == b[0]


def _middles_differ(a: Compared, b: Compared) -> bool:
    """John A. and John B. Smith: equal but for the middle initial."""
    return (
        a.given_keys[:1] == b.given_keys[:1]
        and a.family_key == b.family_key
        and len(a.initials) == len(b.initials) == 3  # noqa: PLR2004
        and a.initials != b.initials
    )


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other or swapped makes one the other.

    Damerau-Levenshtein distance of at most 1, for words of four letters or more.
    """
    if len(a) > len(b):
        a, b = b, a
    if len(a) < 4 or len(b) - len(a) > 1:  # noqa: PLR2004
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) != len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    swapped = b[start + 1 : start + 2] + b[start : start + 1] + b[start + 2 :]
    return a[start:] == swapped
