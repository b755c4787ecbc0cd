"""The planted letters of scenes.toml."""

from __future__ import annotations

import base64
import tomllib
from dataclasses import replace
from datetime import datetime
from typing import Any

from cast import HERE, LEFT, NEW_ADDRESS, OLD_ADDRESS, OWNER, ZONE, Person
from post import Address, Letter

BOUNDARY = "=-clara-0001"


def planted(cast: dict[str, Person]) -> dict[str, Letter]:
    """Every planted letter by its id."""
    table = tomllib.loads((HERE / "scenes.toml").read_text(encoding="utf-8"))
    letters: dict[str, Letter] = {}
    for row in table["letters"]:
        letters[row["id"]] = _letter(row, cast, letters)
    return letters


def saved(letters: dict[str, Letter]) -> dict[str, Letter]:
    """The letters the owner keeps as files of their own, by file name."""
    return {
        "introduction-wei": letters["wei1"],
        "interview-david": letters["david2"],
        "cv-at-cobalt": letters["ingrid1"],
    }


def _letter(
    row: dict[str, Any], cast: dict[str, Person], earlier: dict[str, Letter]
) -> Letter:
    at = datetime.fromisoformat(row["at"]).replace(tzinfo=ZONE)
    parent = earlier.get(row.get("reply", ""))
    subject = row.get("subject") or _again(parent)
    letter = Letter(
        sender=_address(row["from"], cast, at),
        to=tuple(_address(who, cast, at) for who in row["to"]),
        cc=tuple(_address(who, cast, at) for who in row.get("cc", ())),
        at=at,
        subject=subject,
        body=row["body"].lstrip("\n"),
        parent=parent,
        extra=tuple(_header(line) for line in row.get("headers", ())),
        sent=row["from"] == "me",
        coding=row.get("coding", "8bit"),
        quote=row.get("quote", False),
    )
    return _with_attachment(letter, row["attach"]) if "attach" in row else letter


def _again(parent: Letter | None) -> str:
    if parent is None:
        raise ValueError("a planted letter needs a subject or a parent")
    text = parent.subject
    return text if text.startswith("Re: ") else f"Re: {text}"


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name, value


def _address(who: str, cast: dict[str, Person], at: datetime) -> Address:
    if who == "me":
        return OWNER, OLD_ADDRESS if at.date() <= LEFT else NEW_ADDRESS
    key, _, position = who.partition(":")
    person = cast[key]
    email = person.emails[int(position)] if position else person.email_on(at.date())
    return person.display[0], email


def _with_attachment(letter: Letter, name: str) -> Letter:
    content = base64.encodebytes(b"%PDF-1.4 an invented curriculum vitae\n").decode()
    body = (
        f"--{BOUNDARY}\nContent-Type: text/plain; charset=utf-8\n\n{letter.body}\n"
        f"--{BOUNDARY}\nContent-Type: application/pdf; name={name}\n"
        f"Content-Disposition: attachment; filename={name}\n"
        f"Content-Transfer-Encoding: base64\n\n{content}--{BOUNDARY}--\n"
    )
    kind = f'multipart/mixed; boundary="{BOUNDARY}"'
    return replace(letter, body=body, extra=(("Content-Type", kind),))
