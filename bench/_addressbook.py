"""An invented address book with truth: who is behind each contact record.

Six sources show the same people, each in its own way. Built in, on purpose:
nicknames, slips, initials, `Last, First`, titles, capitals, two scripts, job
changes, Gmail's dots and tags, families on one line or mailbox, a father and son
of one name, office switchboards, role mailboxes, namesakes by the frequency of
real surnames. About a third of the true pairs share nothing but the name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from _invented import (
    CITIES,
    CODAS,
    FAMILY,
    FORMS,
    FREE,
    GIVEN,
    HAN,
    ONSETS,
    ROLES,
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


class AddressBook:
    """People, households and offices drawn from a seed; `records` shows them."""

    def __init__(self, records: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.size = records
        self.humans: list[Human] = []
        self._numbers = self._phone_numbers()
        self._families = self._surnames(max(1500, records // 12))
        weights = [1 / (place + 12) ** 0.9 for place in range(len(self._families))]
        self._family_weights = _running(weights)
        self._given_weights = _running([1 / (n + 8) ** 0.7 for n in range(len(GIVEN))])
        self.offices = [self._office(n) for n in range(max(20, records // 45))]

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number of the human, fields of a contact record), until there are enough."""
        made = 0
        while made < self.size:
            for human in self._draw():
                self.humans.append(human)
                for source in self._sources():
                    if made < self.size:
                        made += 1
                        yield human.number, self._show(human, source, made)

    def _sources(self) -> list[str]:
        names = ["google", "carddav", "outlook", "linkedin", "mail", "sms"]
        weights = (0.24, 0.28, 0.24, 0.14, 0.1)
        many = self.random.choices(range(1, 6), weights)[0]
        return self.random.sample(names, many)

    def _draw(self) -> list[Human]:
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
        human.jobs = pick.sample(range(len(self.offices)), 2 if self._one_in(4) else 1)
        human.mails = [self._address(human, pick.choice(FREE))]
        year, day = pick.randint(1945, 2004), pick.randint(1, 28)
        human.birthday = f"{year}-{pick.randint(1, 12):02}-{day:02}"
        human.address = self._home()
        return human

    def _home(self) -> tuple[str, str]:
        street = f"{self.random.randint(1, 400)} {self.random.choice(STREETS)}"
        return f"{street} {self.random.choice(WAYS)}", self.random.choice(CITIES)

    def _one_in(self, many: int) -> bool:
        return self.random.random() < 1 / many

    def _address(self, human: Human, domain: str) -> str:
        given, family = human.given[0], human.family
        local = self.random.choice(
            (f"{given}.{family}", f"{given[0]}{family}", f"{given}{family}")
        )
        # most names are long taken at a provider
        return f"{local}{human.number}@{domain}"

    def _show(self, human: Human, source: str, made: int) -> dict[str, Any]:
        job = human.jobs[-1] if self._one_in(4) else human.jobs[0]
        office = self.offices[job]
        fields: dict[str, Any] = {"source": source, "key": f"{made:07}"}
        getattr(self, f"_show_{source}")(fields, human, office)
        fields |= {"name": self._written(human, source)}
        fields["emails"] = [self._spelt_mail(m) for m in fields.get("emails", [])]
        fields["phones"] = [self._spelt_phone(p) for p in fields.get("phones", [])]
        return fields

    def _show_google(
        self, fields: dict[str, Any], human: Human, office: Office
    ) -> None:
        fields["emails"] = self._some((0.9, human.house_mail or human.mails[0]))
        fields["phones"] = self._some((0.8, human.mobile), (0.15, human.landline))
        self._employ(fields, office, 0.45)
        self._private(fields, human, 0.1)

    def _show_carddav(
        self, fields: dict[str, Any], human: Human, office: Office
    ) -> None:
        fields["emails"] = self._some((0.65, human.mails[0]), (0.2, human.house_mail))
        fields["phones"] = self._some((0.9, human.mobile), (0.25, human.landline))
        self._employ(fields, office, 0.3)
        self._private(fields, human, 0.25)

    def _show_outlook(
        self, fields: dict[str, Any], human: Human, office: Office
    ) -> None:
        role = f"{self.random.choice(ROLES)}@{office.domain}"
        mail = role if self._one_in(20) else self._work_mail(human, office)
        fields["emails"] = self._some((0.8, mail))
        fields["phones"] = self._some((0.3, office.phone), (0.65, human.mobile))
        self._employ(fields, office, 0.85)

    def _show_linkedin(
        self, fields: dict[str, Any], human: Human, office: Office
    ) -> None:
        fields["emails"] = self._some((0.3, human.mails[0]))
        self._employ(fields, office, 0.95)

    def _show_mail(self, fields: dict[str, Any], human: Human, office: Office) -> None:
        own = self.random.random() < 0.8
        address = human.mails[0] if own else self._work_mail(human, office)
        fields |= {"key": address, "known_by": "participant", "emails": [address]}

    def _show_sms(self, fields: dict[str, Any], human: Human, office: Office) -> None:
        del office
        fields["phones"] = [human.mobile]

    def _employ(self, fields: dict[str, Any], office: Office, often: float) -> None:
        if self.random.random() < often:
            fields["organisation"] = office.name + self.random.choice(FORMS)

    def _private(self, fields: dict[str, Any], human: Human, often: float) -> None:
        """Birthday, address and an official number, now and then with a slip."""
        if self.random.random() < often:
            fields["birthday"] = self._slip_day(human.birthday)
        if self.random.random() < often:
            street, city = self._home() if self._one_in(15) else human.address
            said = self._slip(street) if self._one_in(12) else street
            fields |= {"addresses": [f"{said}, {city}, {_postcode(city)}"]}
            fields["city"] = city
        if self.random.random() < often / 5:
            number = f"{human.number * 7_919 % 9_999_991:07}"
            said = self._slip_digit(number) if self._one_in(20) else number
            fields["handles"] = [f"social:{said}"]

    def _slip_day(self, day: str) -> str:
        """One birthday in twenty is mistyped: turned round, a digit, two swapped."""
        if not self._one_in(20):
            return day
        year, month, at = day.split("-")
        said = f"{year}{month}{at}"
        while True:
            place = self.random.randrange(4, 7)
            slips = (
                year + at + month,
                self._slip_digit(said, self.random.randrange(4, 8)),
                said[:place] + said[place + 1] + said[place] + said[place + 2 :],
            )
            slip = self.random.choice(slips)
            with suppress(ValueError):
                return date.fromisoformat(slip).isoformat()

    def _slip_digit(self, number: str, place: int | None = None) -> str:
        at = self.random.randrange(len(number)) if place is None else place
        return number[:at] + self.random.choice("0123456789") + number[at + 1 :]

    def _some(self, *offers: tuple[float, str]) -> list[str]:
        return [said for often, said in offers if said and self.random.random() < often]

    def _work_mail(self, human: Human, office: Office) -> str:
        return f"{human.given[0]}.{human.family}{human.number}@{office.domain}"

    def _written(self, human: Human, source: str) -> str:
        """The name as one source happens to have it."""
        pick = self.random.random
        given, family = human.given[0], human.family
        if human.other[0] and pick() < 0.4:
            given, family = human.other
            if ord(given[0]) > HAN:
                return family + given
            return f"{given} {family}"
        if len(human.given) > 1 and pick() < 0.32:
            given = self.random.choice(human.given[1:])
        given = self._slip(given) if pick() < 0.03 else given
        family = self._slip(family) if pick() < 0.03 else family
        given, family = given.title(), family.title()
        if pick() < 0.03:
            given = f"{given[0]}."
        if source == "sms" and pick() < 0.12:
            return given
        return self._arranged(given, family, human.generation)

    def _arranged(self, given: str, family: str, generation: str) -> str:
        said = f"{given} {family}"
        if generation and self.random.random() < 0.5:
            return f"{said} {generation}"
        chance = self.random.random()
        if chance < 0.06:
            return f"{family}, {given}"
        if chance < 0.09:
            return f"Dr. {said}"
        if chance < 0.11:
            return f"{said}, PhD"
        if chance < 0.14:
            return said.upper()
        return said.lower() if chance < 0.17 else said

    def _slip(self, word: str) -> str:
        """One letter lost, doubled, changed or swapped with its neighbour."""
        at = self.random.randrange(1, len(word))
        return self.random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + self.random.choice("aeiorst") + word[at + 1 :],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            )
        )

    def _spelt_mail(self, mail: str) -> str:
        local, domain = mail.split("@")
        chance = self.random.random()
        if domain == "gmail.com" and chance < 0.15:
            domain = "googlemail.com"
        elif domain == "gmail.com" and chance < 0.3:
            local = local.replace(".", "")
        elif chance < 0.36:
            local += "+news"
        said = f"{local}@{domain}"
        return said.title() if self._one_in(12) else said

    def _spelt_phone(self, phone: str) -> str:
        area, last = phone[2:5], phone[8:]
        return self.random.choice(
            (
                phone,
                f"({area}) 555-{last}",
                f"{area}.555.{last}",
                f"1-{area}-555-{last}",
            )
        )

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


def _postcode(city: str) -> str:
    return f"{10_000 + CITIES.index(city) * 61}"


def _running(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
