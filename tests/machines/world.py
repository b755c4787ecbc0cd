"""The labelled senders as what a home holds: mail, cards and a calendar."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import cache

from flows.settings import Home
from tests.machines.words import HERE, Row

AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = ("Robin Example", "robin@example.com")
THIRD = ("Sasha Third", "sasha.third@example.net")
SETTINGS = f"""\
[owner]
name = "{OWNER[0]}"
emails = ["{OWNER[1]}"]
timezone = "Europe/Lisbon"
"""
_CROWD = ", ".join(f"guest{n}@party.example.org" for n in range(30))


def read_senders() -> list[Row]:
    """The rows of senders.csv."""
    with (HERE / "senders.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                **{
                    **row,
                    "meetings": int(row["meetings"]),
                    "card": int(row["card"]),
                }
            )
            for row in csv.DictReader(file)
        ]


def fill(home: Home, senders: list[Row]) -> None:
    """Write the senders' mail, cards and meetings into the home's inbox."""
    home.inbox.mkdir(parents=True)
    home.settings_file.write_text(SETTINGS, encoding="utf-8")
    mail = [m for index, row in enumerate(senders) for m in messages(row, index)]
    (home.inbox / "mail.mbox").write_bytes(b"".join(mail))
    cards = [card(row) for row in senders if row.card]
    (home.inbox / "people.vcf").write_text("".join(cards), encoding="utf-8")
    events = [e for index, row in enumerate(senders) for e in meetings(row, index)]
    calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *events]
    (home.inbox / "days.ics").write_text(
        "\r\n".join([*calendar, "END:VCALENDAR", ""]), encoding="utf-8"
    )


def messages(row: Row, index: int) -> Iterator[bytes]:
    """What went to and fro, as `talk` tells, nine days apart."""
    talk = "".join(
        step * int(count or 1) for step, count in re.findall(r"(\w)(\d*)", row.talk)
    )
    start = AS_OF - timedelta(days=9 * len(talk) + index % 90, minutes=index)
    last = {"sender": "", "owner": ""}
    for number, step in enumerate(talk):
        sent = start + timedelta(days=9 * number)
        own_id = f"<{number}.{_hash(row.address, 0)}@id.example.net>"
        answers = {"i": last["owner"], "o": last["sender"]}.get(step, "")
        yield _message(row, step, number, sent, own_id, answers)
        last["owner" if step in "Oo" else "sender"] = own_id


def _message(
    row: Row, step: str, number: int, sent: datetime, own_id: str, answers: str
) -> bytes:
    incoming = step in "Ii"
    author, to, copied = _parties(row, step)
    headers = [
        f"From: {formataddr(author, 'utf-8')}",
        *([f"To: {to}"] if to else []),
        *([f"Cc: {copied}"] if copied else []),
        f"Subject: {_subject(row, number, answers)}",
        f"Date: {format_datetime(sent)}",
        f"Message-ID: {own_id}",
        "MIME-Version: 1.0",
        *([f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []),
        *(_extra(row, number) if incoming else []),
    ]
    text = _said(row)["machine_texts" if row.label == "machine" and incoming
                      else "person_texts"][number % 2]  # fmt: skip
    if not any(line.startswith("Content-Type: multipart") for line in headers):
        headers.append('Content-Type: text/plain; charset="utf-8"')
    else:
        text = f"--x\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--x--"
    lines = "\n".join(["From MAILER Thu Jan  1 00:00:00 2026", *headers, "", text, ""])
    return (lines + "\n").encode()


def _parties(row: Row, step: str) -> tuple[tuple[str, str], str, str]:
    """Author, To and Cc of one step."""
    sender, owner = (row.name, row.address), formataddr(OWNER)
    if step == "C":
        return THIRD, owner, formataddr(sender, "utf-8")
    if step in "Oo":
        reply_to = re.search(r"Reply-To: <([^>]+)>", row.headers)
        listed = row.to if "@" in row.to else ""
        known = formataddr(sender, "utf-8")
        return OWNER, listed or (reply_to[1] if reply_to else known), ""
    to = {
        "": owner,
        "hidden": "undisclosed-recipients:;",
        "crowd": f"{owner}, {_CROWD}",
    }
    return sender, to.get(row.to, row.to), ""


def _subject(row: Row, number: int, answers: str) -> str:
    subjects = row.subjects.split(" | ")
    said = _filled(subjects[(number - bool(answers)) % len(subjects)], row, number)
    said = f"Re: {said}" if answers else said
    return said if said.isascii() else Header(said, "utf-8").encode()


def _extra(row: Row, number: int) -> list[str]:
    lines = [line for line in row.headers.split(" | ") if line]
    return [_filled(line, row, number) for line in lines]


def _filled(text: str, row: Row, number: int) -> str:
    for key, value in (
        ("{n}", str(1000 + 37 * number)),
        ("{hash}", _hash(row.address, number)),
        ("{domain}", row.address.partition("@")[2]),
    ):
        text = text.replace(key, value)
    return text


def _hash(text: str, number: int) -> str:
    return hashlib.sha256(f"{text} {number}".encode()).hexdigest()[:20]


def _said(row: Row) -> dict[str, list[str]]:
    return _phrases()[row.language]


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))


def card(row: Row) -> str:
    """The sender as the owner's address book has them."""
    return (
        "BEGIN:VCARD\r\nVERSION:4.0\r\n"
        f"FN:{(row.name or row.address).replace(',', chr(92) + ',')}\r\n"
        f"EMAIL:{row.address}\r\nUID:{_hash(row.address, 1)}\r\nEND:VCARD\r\n"
    )


def meetings(row: Row, index: int) -> Iterator[str]:
    """Meetings of the owner with the sender, nobody else there."""
    for number in range(row.meetings):
        start = AS_OF - timedelta(days=30 * (number + 1), minutes=index)
        yield "\r\n".join(
            [
                "BEGIN:VEVENT",
                f"UID:{_hash(row.address, 50 + number)}@example.net",
                f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
                f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
                "SUMMARY:Coffee",
                f"ORGANIZER;CN={OWNER[0]}:mailto:{OWNER[1]}",
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER[1]}",
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{row.address}",
                "END:VEVENT",
            ]
        )
