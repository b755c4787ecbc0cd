"""The week in ten lines of 80 columns, and the same as a mail that nobody sends."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flows.report import week, words
from flows.report.html import Stamp
from flows.report.reading import Material
from flows.settings import Settings

WIDTH = 80


def text(material: Material, stamp: Stamp) -> str:
    """A headline, a line a person in the report's order, and where it comes from."""
    today = material.as_of.date()
    said = week.week(material)["finding"] or "This week: nobody needs you just now."
    head = f"Cultivate, {words.weekday(today)} {today.year}. {said}"
    lines = [*_wrapped(head), ""]
    for row in material["week"]:
        by = week.by_when(row["action_by"], today)
        place = f" ({row['organisation']})" if row["organisation"] else ""
        about = words.line(words.action(row) + place)
        start = f"{row['rank']:>2}  {words.number(row['cultivate']):>5}  "
        end = f"  {by}" if by else ""
        middle = WIDTH - len(start) - len(end)
        lines.append((start + words.fit(about, middle) + end).rstrip())
    lines += ["", f"cultivate {stamp.version}, settings {stamp.settings_digest}"]
    return "\n".join(lines) + "\n"


def message(material: Material, settings: Settings, body: str) -> bytes:
    """The digest as an RFC 5322 message from the owner to the owner."""
    owner = settings.owner.emails[0] if settings.owner.emails else ""
    said = EmailMessage(policy=SMTP)
    if words.mailto(owner):
        said["From"] = said["To"] = owner
    said["Subject"] = f"Cultivate: your week, {words.day(material.as_of)}"
    said["Date"] = format_datetime(material.as_of)
    mark = hashlib.blake2b(body.encode(), digest_size=12).hexdigest()
    said["Message-ID"] = f"<{mark}@cultivate.invalid>"
    said.set_content(body, cte="quoted-printable")
    return said.as_bytes()


def _wrapped(sentence: str) -> list[str]:
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".strip()
        if words.columns(longer) > WIDTH and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
