"""People as a person writes them down: `Ana Okafor <ana@example.com> and Wei Chen`.

Names are capitalised words of any script, with particles inside; a name that is
none of that stands in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

PARTICLES = {
    "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "las",
    "le", "los", "van", "von", "der", "den", "het", "ten", "ter", "te", "zu", "zum",
    "af", "av", "bin", "ibn", "bint", "al", "el", "ben", "abu", "mac",
}  # fmt: skip
ABBREVIATED = {"dr.", "prof.", "mr.", "mrs.", "ms.", "mx.", "jr.", "sr.", "st."}
DAYS = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "today", "yesterday",
}  # fmt: skip
WORD = re.compile(r"[^\s,:;&+<>()\"@]+")
SPACE = re.compile(r"\s+")
QUOTED = re.compile(r'"([^"]+)"')
BRACKETS = re.compile(r"\s*<\s*([^<>]*?)\s*>")
ORGANISATION = re.compile(r"\s*\(\s*([^()]*[^\W\d_][^()]*?)\s*\)")
EMAIL = re.compile(r"[^\s,:;<>()\"@]+@[^\s,:;<>()\"@]+\.[^\s,:;<>()\"@.]+")
PHONE = re.compile(r"\+?[\d\s().\-/]{5,}")
SKIP = re.compile(r"\s*(?:(?:with|from|to)\s+)?", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:,\s*(?:and\s+)?|&|\+|and\s|with\s)\s*", re.IGNORECASE)
BETWEEN_TWO = re.compile(r"\s*(?:->|→|to\s|:(?=\s))\s*", re.IGNORECASE)
BY = re.compile(r"\s*by\s+", re.IGNORECASE)
D_APOSTROPHE = re.compile(r"[a-zà-ÿ]{1,2}['\u2019][^\W\d_]")


@dataclass(frozen=True)
class Person:
    """Somebody named in a line.

    address: an e-mail address or a phone number, as written.
    introducer: they introduced the others to the owner.
    """

    name: str
    address: str = ""
    organisation: str = ""
    introducer: bool = False


def read_people(
    text: str, *, introduction: bool = False
) -> tuple[tuple[Person, ...], str]:
    """The people a text begins with, and what is left of it.

    introduction: `Ana -> Wei` and `Ana to Wei` name two, `by Ana: Wei` an
    introducer first. Raises ValueError when `<...>` holds no address.
    """
    if introduction and (by := BY.match(text)):
        return _read_introduced(text, by.end())
    people, end = _read_list(text, 0, introduction=introduction)
    return tuple(people), text[end:].strip()


def _read_introduced(text: str, start: int) -> tuple[tuple[Person, ...], str]:
    introducers, end = _read_list(text, start)
    between = BETWEEN_TWO.match(text, end)
    others, end = _read_list(text, between.end()) if between else ([], end)
    if not introducers or not others:
        raise ValueError("an introduction names who and whom")
    by = [replace(person, introducer=True) for person in introducers]
    return (*by, *others), text[end:].strip()


def _read_list(
    text: str, start: int, *, introduction: bool = False
) -> tuple[list[Person], int]:
    people: list[Person] = []
    end, position = start, start
    while True:
        skipped = SKIP.match(text, position)
        person, after = _read_person(text, skipped.end() if skipped else position)
        if person is None:
            return people, end
        people.append(person)
        end = after
        between = BETWEEN.match(text, end)
        if not between and introduction and not text.startswith(":", end):
            between = BETWEEN_TWO.match(text, end)
        if not between:
            return people, end
        position = between.end()


def _read_person(text: str, start: int) -> tuple[Person | None, int]:
    """The person beginning there, with what stands in brackets behind the name."""
    if quoted := QUOTED.match(text, start):
        name, address, end = quoted[1].strip(), "", quoted.end()
    elif alone := EMAIL.match(text, start):
        name, address, end = "", alone[0], alone.end()
    else:
        name, end = _read_name(text, start)
        address = ""
    organisation = ""
    while True:
        if not address and (found := BRACKETS.match(text, end)):
            address, end = _checked(found[1]), found.end()
        elif name and not organisation and (found := ORGANISATION.match(text, end)):
            organisation, end = found[1], found.end()
        else:
            break
    if not name and not address:
        return None, start
    return Person(name, address, organisation), end


def _checked(address: str) -> str:
    if not EMAIL.fullmatch(address) and not PHONE.fullmatch(address):
        raise ValueError("the brackets hold neither an e-mail address nor a phone")
    return address


def _read_name(text: str, start: int) -> tuple[str, int]:
    """Name words and the particles between them; where the name ends."""
    words: list[str] = []
    waiting: list[str] = []  # particles: part of the name if a name word follows
    end = position = start
    while word := WORD.match(text, position):
        given = word[0]
        if is_name_word(given) and not (words and given.lower() in DAYS):
            words += [*waiting, _without_stop(given)]
            waiting, end = [], word.end()
            if words[-1] != given:
                break  # a full stop ends the sentence and the name
        elif given.lower() in PARTICLES:
            waiting.append(given)
        else:
            break
        space = SPACE.match(text, word.end())
        if not space:
            break
        position = space.end()
    return " ".join(words), end


def is_name_word(word: str) -> bool:
    """Whether the word can stand in a name: capitalised, or of a script without."""
    first = word[0]
    if first.isupper() or first.istitle() or D_APOSTROPHE.match(word):
        return True
    return first.isalpha() and not first.islower()


def _without_stop(word: str) -> str:
    """`Okafor.` ends a sentence; `J.`, `J.R.` and `Dr.` do not."""
    short = re.fullmatch(r"(?:[^\W\d_]\.)+", word)
    if word.endswith(".") and not short and word.lower() not in ABBREVIATED:
        return word.rstrip(".")
    return word


def format_people(people: Sequence[Person]) -> str:
    """The people as `read_people` reads them back; introducers first.

    Raises ValueError for an address that is none and for an introducer without
    anybody introduced.
    """
    by = ", ".join(_format_person(one) for one in people if one.introducer)
    others = ", ".join(_format_person(one) for one in people if not one.introducer)
    if by and not others:
        raise ValueError("an introduction names who and whom")
    return f"by {by}: {others}" if by else others


def _format_person(person: Person) -> str:
    name = " ".join(person.name.replace('"', "'").split())
    if name and any(
        not _reads_alone(name, introduction=either) for either in (False, True)
    ):
        name = f'"{name}"'
    address = f"<{_checked(person.address)}>" if person.address else ""
    if not name and not address:
        raise ValueError("a person needs a name or an address")
    organisation = " ".join(person.organisation.split())
    if organisation:
        organisation = f"({organisation.replace('(', '[').replace(')', ']')})"
        if not name or not ORGANISATION.fullmatch(organisation):
            raise ValueError("an organisation needs a letter, and a name before it")
    return " ".join(part for part in (name, address, organisation) if part)


def _reads_alone(name: str, *, introduction: bool) -> bool:
    try:
        return read_people(name, introduction=introduction) == ((Person(name),), "")
    except ValueError:
        return False
