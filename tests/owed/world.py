"""The labelled situations as what a home holds: mail, calendar, journal, decisions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from flows.decisions import COLUMNS
from flows.settings import Home
from tests.machines.words import Name, Words

HERE = Path(__file__).parent
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = ("Robin Example", "robin@example.com")
ALIAS = ("Robin Example", "robin.example@example.net")
SETTINGS = f"""\
[owner]
name = "{OWNER[0]}"
emails = ["{OWNER[1]}", "{ALIAS[1]}"]
timezone = "Europe/Lisbon"
"""
AWAY = {
    "en": "Automatic reply: Friday",
    "de": "Abwesenheitsnotiz: Friday",
    "fr": "Réponse automatique : Friday",
    "es": "Respuesta automática: Friday",
}
_STEP = re.compile(r"(-?\d+)([dh]) (\w+) ?([^:]*): ?(.*)")


class Step(NamedTuple):
    """One line of a situation: `3d in re: {question}`."""

    at: datetime
    what: str
    how: tuple[str, ...]
    text: str

    @property
    def crowd(self) -> int:
        """How many strangers were there too."""
        return next((int(how[1:]) for how in self.how if how[0] == "+"), 0)


@dataclass(frozen=True)
class Situation:
    """What happened with one person in one language, and what is owed."""

    number: int
    title: str
    owed: frozenset[str]
    language: str
    person: tuple[str, str]
    third: tuple[str, str]
    steps: tuple[Step, ...]
    word: tuple[str, str] | None = field(default=None)

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


def read_situations(name: str = "situations") -> list[Situation]:
    """Every situation of a file, once for each of its languages."""
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    found: list[Situation] = []
    for block in text.split("\n== ")[1:]:
        title, owed, languages, *rest = filter(None, block.splitlines())
        for language in languages.removeprefix("in:").split():
            found.append(_situation(len(found), title, owed, language, rest))
    return found


def _situation(
    number: int, title: str, owed: str, language: str, rest: list[str]
) -> Situation:
    person, third = _somebody(number), _somebody(number)
    said = _phrases()[language] | {
        "person": f"{person[0]} <{person[1]}>",
        "third": f"{third[0]} <{third[1]}>",
    }
    steps = []
    word = None
    for line in rest:
        if found := _STEP.fullmatch(line if ":" in line else f"{line}:"):
            age, unit, what, how, text = found.groups()
            back = timedelta(**_age(age, unit))
            # a line below another was written after it
            at = AS_OF - back + timedelta(seconds=20 * len(steps))
            steps.append(Step(at, what, tuple(how.split()), _filled(text, said)))
        else:
            verb, _, value = line.partition(": ")
            word = (verb, value)
    kinds = frozenset(owed.removeprefix("owed:").split()) - {"nothing"}
    return Situation(number, title, kinds, language, person, third, tuple(steps), word)


def _age(age: str, unit: str) -> dict[str, int]:
    return {"days" if unit == "d" else "hours": int(age)}


def _filled(text: str, said: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: said[found[1]], text)


def _somebody(number: int) -> tuple[str, str]:
    name = next(_names())
    given, family = name.given_latin, name.family_latin
    return name.full, f"{given}.{family}.{number}@mailbox.example.org"


@cache
def _names() -> Iterator[Name]:
    """Names of all languages in turn, each given once."""
    languages = [Words(language) for language in _phrases()]
    return (words.name() for _ in count() for words in languages if words.names)


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))


def fill(home: Home, situations: list[Situation]) -> None:
    """Write all situations into one home."""
    home.inbox.mkdir(parents=True)
    home.settings_file.write_text(SETTINGS, encoding="utf-8")
    mail = b"".join(message for each in situations for message in messages(each))
    (home.inbox / "mail.mbox").write_bytes(mail)
    events = [line for each in situations for line in appointments(each)]
    calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *events]
    (home.inbox / "days.ics").write_text(
        "\r\n".join([*calendar, "END:VCALENDAR", ""]), encoding="utf-8"
    )
    journal = [
        f"- {step.at:%Y-%m-%d %H:%M} {step.text}"
        for each in situations
        for step in each.steps
        if step.what == "log"
    ]
    home.journal.write_text("\n".join([*journal, ""]), encoding="utf-8")
    words = [",".join(COLUMNS), *decisions(situations)]
    home.decisions.write_text("\n".join([*words, ""]), encoding="utf-8")


def decisions(situations: list[Situation]) -> Iterator[str]:
    """What the owner said of somebody, now."""
    for each in situations:
        if each.word:
            source = "icalendar" if each.steps[0].what == "met" else "mbox"
            record = f"{source}/default/{each.person[1]}"
            verb, value = each.word
            now = AS_OF.isoformat()
            yield f"d{each.number},{now},{verb},{record},,{value},"


def messages(situation: Situation) -> Iterator[bytes]:
    """The mail of a situation; `re` follows the message before it."""
    before: tuple[str, str] | None = None
    thread = ""
    for number, step in enumerate(situation.steps):
        if step.what not in {"in", "out", "third"}:
            continue
        own_id = f"<{situation.number}.{number}@id.example.net>"
        message = _message(situation, step)
        if "re" in step.how and before:
            message["In-Reply-To"] = before[0]
            message["References"] = thread
        thread = f"{thread} {own_id}" if "re" in step.how else own_id
        message["Message-ID"] = own_id
        _write_body(message, situation, step, before[1] if before else "")
        before = (own_id, step.text)
        yield b"From MAILER Thu Jan  1 00:00:00 2026\n" + message.as_bytes() + b"\n"


def _message(situation: Situation, step: Step) -> EmailMessage:
    author, to, copied = _parties(situation, step)
    message = EmailMessage()
    message["From"] = formataddr(author, "utf-8")
    message["To"] = ", ".join(formataddr(each, "utf-8") for each in to)
    if copied:
        message["Cc"] = ", ".join(formataddr(each, "utf-8") for each in copied)
    subject = "Re: Friday" if "re" in step.how else "Friday"
    asked_third = any("third" in each.how for each in situation.steps)
    if "only_third" in step.how and "re" in step.how and not asked_third:
        subject = "Fwd: Friday"
    message["Subject"] = AWAY[situation.language] if "away" in step.how else subject
    message["Date"] = format_datetime(step.at)
    if "auto" in step.how:
        message["Auto-Submitted"] = "auto-replied"
    if "list" in step.how:
        message["List-Id"] = f"<talk{situation.number}.lists.example.org>"
    if "bulk" in step.how:
        message["List-Unsubscribe"] = "<https://lists.example.org/unsubscribe>"
    return message


def _parties(
    situation: Situation, step: Step
) -> tuple[tuple[str, str], list[tuple[str, str]], list[tuple[str, str]]]:
    """Author, To and Cc of a mail."""
    owner = ALIAS if "alias" in step.how else OWNER
    strangers = _strangers(situation, step)
    if step.what == "out":
        to = [] if "only_third" in step.how else [situation.person]
        third = {"third", "only_third"} & set(step.how)
        return owner, [*to, *([situation.third] if third else []), *strangers], []
    if step.what == "third":
        to = [situation.person] if "re" in step.how else []
        copied = "cc" in step.how
        return situation.third, [*to, *([] if copied else [owner])], [owner] * copied
    if "list" in step.how:
        address = f"talk{situation.number}@lists.example.org"
        return situation.person, [("", address)], []
    third = "third" in step.how or "cc" in step.how
    to = [situation.third] if third else []
    copied = "cc" in step.how
    to = [*([] if copied else [owner]), *to, *strangers]
    return situation.person, to, [owner] * copied


def _strangers(situation: Situation, step: Step) -> list[tuple[str, str]]:
    return [
        ("", f"guest{n}.{situation.number}@party.example.org")
        for n in range(step.crowd)
    ]


def _write_body(
    message: EmailMessage, situation: Situation, step: Step, before: str
) -> None:
    question = _phrases()[situation.language]["question"]
    text = step.text + "\n"
    if "quote" in step.how:
        text += f"\nOn Friday Robin Example wrote:\n> {before}\n"
    if "forward" in step.how:
        text += (
            "\n---------- Forwarded message ----------\n"
            f"From: Sam <sam@example.org>\nSubject: Friday\n\n{question}\n"
        )
    if "signature" in step.how:
        text += "\n-- \nNew here? Would you like to see the garden?\n"
    if "html" in step.how:
        message.set_content(f"<html><body><p>{step.text}</p></body></html>", "html")
    else:
        message.set_content(text)
    if "file" in step.how:
        message.add_attachment(
            b"%PDF-1.4", maintype="application", subtype="pdf", filename="course.pdf"
        )


def appointments(situation: Situation) -> Iterator[str]:
    """The appointments of a situation, as a calendar exports them."""
    for number, step in enumerate(situation.steps):
        if step.what == "met":
            yield from _event(situation, step, number)


def _event(situation: Situation, step: Step, number: int) -> Iterator[str]:
    how = set(step.how)
    uid = f"{situation.number}" if "series" in how else f"{situation.number}.{number}"
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@cal.example.net"
    if "series" in how:
        yield f"RECURRENCE-ID:{step.at:%Y%m%dT%H%M%SZ}"
    if "allday" in how:
        yield f"DTSTART;VALUE=DATE:{step.at:%Y%m%d}"
    else:
        yield f"DTSTART:{step.at:%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{step.at + timedelta(hours=1):%Y%m%dT%H%M%SZ}"
    yield "SUMMARY:Friday"
    if "video" in how:
        yield "LOCATION:https://meet.google.com/abc-defg-hij"
    if "cancelled" in how:
        yield "STATUS:CANCELLED"
    yield f"ORGANIZER;CN={OWNER[0]}:mailto:{OWNER[1]}"
    came = {
        OWNER: "DECLINED" if "declined" in how else "ACCEPTED",
        situation.person: "DECLINED" if "they_declined" in how else "ACCEPTED",
    }
    for who in (OWNER, situation.person, *_strangers(situation, step)):
        answer = came.get(who, "ACCEPTED")
        yield f'ATTENDEE;CN="{who[0]}";PARTSTAT={answer}:mailto:{who[1]}'
    yield "END:VEVENT"
