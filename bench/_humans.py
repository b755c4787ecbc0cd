"""Invented people whose truth is known: households, employers, addresses, numbers.

Built in, on purpose: families on one line or mailbox, a father and son of one name,
two scripts, job changes, namesakes by the frequency of real surnames.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from _invented import (
    CITIES,
    CODAS,
    FAMILY,
    FREE,
    GIVEN,
    ONSETS,
    STREETS,
    TRADES,
    TWO_SCRIPTS,
    VOWELS,
    WAYS,
)


@dataclass(slots=True)
class Human:
    """One person of the truth, with what their records may show."""

    number: int
    given: list[str]
    family: str
    other: tuple[str, str] = ("", "")
    generation: str = ""
    household: int = 0
    twin: bool = False
    mobile: str = ""
    landline: str = ""
    mails: list[str] = field(default_factory=list)
    house_mail: str = ""
    jobs: list[int] = field(default_factory=list)
    birthday: str = ""
    address: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Office:
    """An employer: name, mail domain, switchboard."""

    name: str
    domain: str
    phone: str


class Humans:
    """People, households and offices drawn from a seed, for so many records."""

    def __init__(self, records: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.humans: list[Human] = []
        self._numbers = self._phone_numbers()
        self._families = self._surnames(max(1500, records // 12))
        weights = [1 / (place + 12) ** 0.9 for place in range(len(self._families))]
        self._family_weights = _running(weights)
        self._given_weights = _running([1 / (n + 8) ** 0.7 for n in range(len(GIVEN))])
        self.offices = [self._office(n) for n in range(max(20, records // 45))]

    def draw(self) -> list[Human]:
        """One human, or now and then a family."""
        if self.random.random() >= 0.12:
            return [self._human(0)]
        head = self._human(0)
        household = head.number + 1
        family = [head]
        for _ in range(self.random.randint(1, 3)):
            family.append(self._human(len(family), head.family))
        if self.random.random() < 0.15:
            son = family[-1]
            son.given, son.twin, head.twin = head.given, True, True
            if self.random.random() < 0.4:
                head.generation, son.generation = "Sr.", "Jr."
            son.mails = [self._address(son, "gmail.com")]
        mailbox = self.random.random() < 0.25
        for one in family:
            one.household, one.landline = household, head.landline
            one.address = head.address
            if mailbox:
                one.house_mail = f"{head.family}family{household}@gmail.com"
        return family

    def _human(self, ahead: int, family: str = "") -> Human:
        pick = self.random
        given = [*pick.choices(GIVEN, cum_weights=self._given_weights)[0]]
        other = ("", "")
        if not family and pick.random() < 0.03:
            latin_given, family, *written = pick.choice(TWO_SCRIPTS)
            given, other = [latin_given.lower()], (written[0], written[1])
            family = family.lower()
        chosen = (
            family or pick.choices(self._families, cum_weights=self._family_weights)[0]
        )
        human = Human(len(self.humans) + ahead, given, chosen, other)
        human.mobile, human.landline = next(self._numbers), next(self._numbers)
        jobs = 2 if pick.random() < 1 / 4 else 1
        human.jobs = pick.sample(range(len(self.offices)), jobs)
        human.mails = [self._address(human, pick.choice(FREE))]
        year, day = pick.randint(1945, 2004), pick.randint(1, 28)
        human.birthday = f"{year}-{pick.randint(1, 12):02}-{day:02}"
        human.address = self.home()
        return human

    def home(self) -> tuple[str, str]:
        """A street with its number, and a city."""
        street = f"{self.random.randint(1, 400)} {self.random.choice(STREETS)}"
        return f"{street} {self.random.choice(WAYS)}", self.random.choice(CITIES)

    def _address(self, human: Human, domain: str) -> str:
        given, family = human.given[0], human.family
        local = self.random.choice(
            (f"{given}.{family}", f"{given[0]}{family}", f"{given}{family}")
        )
        # most names are long taken at a provider
        return f"{local}{human.number}@{domain}"

    def _phone_numbers(self) -> Iterator[str]:
        """Numbers nobody has, no two alike."""
        areas = [area for area in range(201, 990) if area % 100 != 11]
        many = len(areas) * 10_000
        for number in range(many):
            # 7,919 divides no number of them, so that none comes twice
            area, last = divmod(number * 7_919 % many, 10_000)
            yield f"+1{areas[area]}555{last:04}"

    def _surnames(self, many: int) -> list[str]:
        known = dict.fromkeys(FAMILY)
        while len(known) < many:
            word = "".join(map(self.random.choice, (ONSETS, VOWELS, CODAS)))
            if len(known) > 800:
                word += self.random.choice(VOWELS) + self.random.choice(CODAS)
            known.setdefault(word)
        return list(known)

    def _office(self, number: int) -> Office:
        word = "".join(map(self.random.choice, (ONSETS, VOWELS, CODAS, VOWELS, CODAS)))
        name = f"{word.title()} {self.random.choice(TRADES)}"
        domain = f"{word}{number}.example.com"
        return Office(name, domain, next(self._numbers))


def _running(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
