"""An invented address book with truth: who is behind each contact record.

Six sources show the same humans, each in its own way. Built in, on purpose:
nicknames, slips, initials, `Last, First`, titles, capitals, Gmail's dots and tags,
office switchboards, role mailboxes. About a third of the true pairs share nothing
but the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from _humans import Human, Humans, Office
from _invented import CITIES, FORMS, HAN, ROLES


class AddressBook:
    """Humans drawn from a seed; `records` shows them."""

    def __init__(self, records: int, seed: int) -> None:
        self.size = records
        self._drawn = Humans(records, seed)
        self.humans, self.offices = self._drawn.humans, self._drawn.offices
        self.random = self._drawn.random

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number of the human, fields of a contact record), until there are enough."""
        made = 0
        while made < self.size:
            for human in self._drawn.draw():
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

    def _one_in(self, many: int) -> bool:
        return self.random.random() < 1 / many

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
            street, city = self._drawn.home() if self._one_in(15) else human.address
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


def _postcode(city: str) -> str:
    return f"{10_000 + CITIES.index(city) * 61}"
