"""Who there is: the owner, the people of cast.toml, and what each book says."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("Europe/Madrid")
AS_OF = date.fromisoformat((HERE / "as_of.txt").read_text(encoding="utf-8").strip())
BEGIN = AS_OF - timedelta(days=730)

OWNER = "Clara Benet"
OLD_ADDRESS = "clara@retailscope.example.net"
NEW_ADDRESS = "clara@benet.example.com"
OWNER_PHONE = "+12025550100"
# the day Retailscope let her go, and her address there with it
LEFT = date(2026, 2, 13)
BOOKS = ("google", "icloud", "nokia")


@dataclass(frozen=True)
class Job:
    """One affiliation, as a card would say it."""

    organisation: str
    title: str
    since: str


@dataclass(frozen=True)
class Person:
    """One true person; `cards` holds how each address book differs from that."""

    key: str
    name: str
    given: str
    family: str
    latin: str
    group: str = ""
    prefix: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: str = ""
    moved: str = ""
    jobs: tuple[Job, ...] = ()
    display: tuple[str, ...] = ()
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    rhythm: dict[str, Any] = field(default_factory=dict)

    def email_on(self, day: date) -> str:
        """The address this person writes from on that day."""
        if self.moved:
            return self.emails[1 if day >= date.fromisoformat(self.moved) else 0]
        return self.emails[0]


def people() -> dict[str, Person]:
    """Everybody of cast.toml by key, in its order, the all-hands' staff last."""
    table = tomllib.loads((HERE / "cast.toml").read_text(encoding="utf-8"))
    cast = [_person(row) for row in table["people"]]
    staff = [_staff(name, table["staff"]["domain"]) for name in table["staff"]["names"]]
    return {person.key: person for person in cast + staff}


def owner_address(day: date, person: Person) -> str:
    """The address the owner uses with this person on that day."""
    work = any("retailscope" in email for email in person.emails[:1])
    return OLD_ADDRESS if work and day <= LEFT else NEW_ADDRESS


def moment(day: str | date, clock: str = "12:00") -> datetime:
    """A day and a clock time in the owner's zone."""
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(at, time.fromisoformat(clock), ZONE)


def utc(at: datetime) -> datetime:
    """The same instant in UTC."""
    return at.astimezone(UTC)


def uid(book: str, key: str) -> str:
    """The card's own id, in the form this kind of book gives them."""
    mark = hashlib.blake2b(f"{book}/{key}".encode(), digest_size=16).hexdigest()
    if book == "google":
        return mark[:16]
    if book == "icloud":
        cut = (mark[:8], mark[8:12], mark[12:16], mark[16:20], mark[20:])
        return "-".join(cut).upper()
    return f"nokia-{int(mark[:6], 16) % 100000:05d}"


def ascii_name(name: str) -> str:
    """A name without its accents, as an address needs it."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c))


def _person(row: dict[str, Any]) -> Person:
    given, _, family = row["name"].partition(" ")
    return Person(
        key=row["key"],
        name=row["name"],
        given=row.get("given", given),
        family=row.get("family", family),
        latin=row.get("latin", row["name"]),
        group=row.get("group", ""),
        prefix=row.get("prefix", ""),
        emails=tuple(row["emails"]),
        phones=tuple(row.get("phones", ())),
        birthday=row.get("birthday", ""),
        moved=row.get("moved", ""),
        jobs=tuple(_job(text) for text in row.get("jobs", ())),
        display=tuple(row.get("display", (row.get("latin", row["name"]),))),
        cards={book: row[book] for book in BOOKS if book in row},
        rhythm=row.get("rhythm", {}),
    )


def _job(text: str) -> Job:
    organisation, title, since = (part.strip() for part in text.split("|"))
    return Job(organisation, title, since)


def _staff(name: str, domain: str) -> Person:
    given, _, family = name.partition(" ")
    local = ascii_name(name).lower().replace(" ", ".")
    return Person(
        key="staff_" + local.replace(".", "_"),
        name=name,
        given=given,
        family=family,
        latin=name,
        group="former co-workers",
        emails=(f"{local}@{domain}",),
        display=(name,),
    )
