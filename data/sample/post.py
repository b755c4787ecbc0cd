"""One letter, and the forms a mailbox keeps it in: mbox, Maildir, .eml."""

from __future__ import annotations

import base64
import hashlib
import quopri
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from cast import utc

Address = tuple[str, str]  # shown name, address


@dataclass(frozen=True)
class Letter:
    """A message; `extra` are further headers, `sent` that the owner wrote it."""

    sender: Address
    to: tuple[Address, ...]
    at: datetime
    subject: str
    body: str
    cc: tuple[Address, ...] = ()
    parent: Letter | None = None
    extra: tuple[tuple[str, str], ...] = field(default=())
    sent: bool = False
    coding: str = "8bit"
    quote: bool = False

    @property
    def message_id(self) -> str:
        """Stable, and as odd-looking as they are."""
        seed = f"{self.sender[1]}|{utc(self.at).isoformat()}|{self.subject}"
        mark = hashlib.blake2b(seed.encode(), digest_size=9).hexdigest()
        return f"<{mark}@{self.sender[1].partition('@')[2]}>"

    @property
    def references(self) -> list[str]:
        """Message ids of the thread, oldest first."""
        if self.parent is None:
            return []
        return [*self.parent.references, self.parent.message_id]

    def reply(self, body: str, at: datetime, **changes: object) -> Letter:
        """An answer by the first recipient to the sender, unless changed."""
        subject = self.subject
        if not subject.lower().startswith(("re:", "aw:")):
            subject = f"Re: {subject}"
        answer = Letter(
            sender=self.to[0],
            to=(self.sender,),
            at=at,
            subject=subject,
            body=body,
            parent=self,
            sent=not self.sent,
        )
        return replace(answer, **changes)  # type: ignore[arg-type]

    def raw(self, *, copy: bool = False) -> str:
        """The message with its headers; a copy bears other transport headers."""
        headers = [
            *([("Delivered-To", self.to[0][1])] if copy and not self.sent else []),
            ("Message-ID", self.message_id),
            ("Date", format_datetime(self.at)),
            ("From", _address(self.sender)),
            ("To", ",\n ".join(map(_address, self.to))),
            *([("Cc", ",\n ".join(map(_address, self.cc)))] if self.cc else []),
            ("Subject", _word(self.subject)),
            *self._thread_headers(),
            *self.extra,
            ("MIME-Version", "1.0"),
            *self._body_headers(),
        ]
        head = "".join(f"{name}: {value}\n" for name, value in headers)
        return f"{head}\n{self._coded()}"

    def _thread_headers(self) -> list[tuple[str, str]]:
        if self.parent is None:
            return []
        return [
            ("In-Reply-To", self.parent.message_id),
            ("References", "\n ".join(self.references)),
        ]

    def _body_headers(self) -> list[tuple[str, str]]:
        if any(name == "Content-Type" for name, _ in self.extra):
            return []
        coding = "7bit" if self._text().isascii() else self.coding
        return [
            ("Content-Type", 'text/plain; charset="utf-8"'),
            ("Content-Transfer-Encoding", coding),
        ]

    def _text(self) -> str:
        if not self.quote or self.parent is None:
            return self.body
        when = f"{self.parent.at:%d/%m/%Y %H:%M}"
        said = "".join(f"> {line}\n" for line in self.parent.body.splitlines())
        return f"{self.body}\nOn {when}, {self.parent.sender[0]} wrote:\n{said}"

    def _coded(self) -> str:
        text = self._text()
        if self.coding == "8bit" or text.isascii():
            return text
        if self.coding == "base64":
            return base64.encodebytes(text.encode()).decode()
        return quopri.encodestring(text.encode()).decode()


def write_mbox(path: Path, letters: list[Letter], *, copy: bool = False) -> None:
    """Write letters in order of time, "From " lines in bodies escaped."""
    parts = []
    for letter in sorted(letters, key=lambda one: (utc(one.at), one.message_id)):
        stamp = f"{utc(letter.at):%a %b %e %H:%M:%S %Y}"
        raw = letter.raw(copy=copy).replace("\nFrom ", "\n>From ")
        parts.append(f"From {letter.sender[1]} {stamp}\n{raw}\n")
    _write(path, "".join(parts))


def write_maildir(folder: Path, letters: list[Letter]) -> None:
    """A Maildir whose two newest letters are still unseen."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    ordered = sorted(letters, key=lambda one: (utc(one.at), one.message_id))
    for number, letter in enumerate(ordered):
        stem = f"{int(utc(letter.at).timestamp())}.M{number:04d}.phone"
        unseen = number >= len(ordered) - 2
        place = folder / "new" / stem if unseen else folder / "cur" / f"{stem}:2,S"
        _write(place, letter.raw(copy=True))
    # git keeps no empty folder, and a Maildir has three
    _write(folder / "tmp" / ".keep", "")


def write_eml(folder: Path, letters: dict[str, Letter]) -> None:
    """Letters saved one by one, by file name."""
    for name, letter in letters.items():
        _write(folder / f"{name}.eml", letter.raw().replace("\n", "\r\n"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _address(address: Address) -> str:
    name, email = address
    if not name:
        return email
    if not name.isascii():
        return f"{_word(name)} <{email}>"
    if any(c in name for c in ',.()"'):
        return f'"{name}" <{email}>'
    return f"{name} <{email}>"


def _word(text: str) -> str:
    """An RFC 2047 encoded word where the text needs it."""
    if text.isascii():
        return text
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
