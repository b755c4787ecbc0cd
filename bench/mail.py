"""Mail side by side: this house against Python's own mailbox and email.

Writes an invented mailbox (plain, alternative and attached mail, half of every
text quoted) to a temporary folder, reads it by each way in this process, and
prints seconds and their ratio to the standard library's.

    python bench/mail.py [MEGABYTES]
"""

from __future__ import annotations

import base64
import mailbox
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from _sides import best_of, show

from connectors import Interaction, Reading, mbox
from connectors._mail_split import split_mailbox

TEXT = (
    "the plan is to meet at the river house and bring bread water maps tools for "
    "two days of work on the old boat before winter comes again"
)
WORDS = TEXT.split()


def invent(dice: random.Random, megabytes: float) -> Iterator[bytes]:
    """Messages until they are so large together."""
    written = number = 0
    while written < megabytes * 1_000_000:
        message = invent_message(dice, number).encode()
        written += len(message)
        number += 1
        yield message


def invent_message(dice: random.Random, number: int) -> str:
    text = invent_text(dice, dice.randrange(4, 25))
    quoted = "\n".join(f"> {line}" for line in invent_text(dice, 20).split("\n"))
    body = f"{text}\n\nOn Mon, Ana <ana@example.org> wrote:\n{quoted}"
    kind = dice.random()
    if kind < 0.35:
        return f"{invent_head(dice, number)}\n{body}\n\n"
    rich = body.replace("\n", "<br>\n")
    alternative = (
        'Content-Type: multipart/alternative; boundary="a"\n\n'
        f"--a\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
        f"--a\nContent-Type: text/html; charset=utf-8\n\n<p>{rich}</p>{rich}\n--a--\n"
    )
    if kind < 0.8:
        return f"{invent_head(dice, number)}{alternative}\n"
    attached = base64.encodebytes(dice.randbytes(dice.randrange(20_000, 90_000)))
    return (
        f'{invent_head(dice, number)}Content-Type: multipart/mixed; boundary="m"\n\n'
        f"--m\n{alternative}\n--m\nContent-Type: application/pdf; name=map.pdf\n"
        f"Content-Transfer-Encoding: base64\n\n{attached.decode()}--m--\n\n"
    )


def invent_head(dice: random.Random, number: int) -> str:
    who = dice.randrange(400)
    trace = "".join(
        f"Received: from mx{hop}.example.net by relay{hop}.example.com\n"
        f"\twith ESMTPS id {dice.getrandbits(60):x}; Mon, 4 Sep 2023 08:00:00 +0000\n"
        for hop in range(4)
    )
    return (
        f"From p{who}@example.net Mon Sep  4 08:00:00 2023\n{trace}"
        f"Message-ID: <{number}.{dice.getrandbits(40)}@example.net>\n"
        f"Date: Mon, 4 Sep 2023 {dice.randrange(24):02d}:00:00 +0200\n"
        f"From: =?utf-8?Q?P{who}_S=C3=B8n?= <p{who}@example.net>\n"
        f'To: Robin Vale <robin@example.com>, "Q, Ana" <ana@example.org>\n'
        f"Subject: {' '.join(dice.choices(WORDS, k=5))}\n"
        f"In-Reply-To: <{number - 1}@example.net>\nMIME-Version: 1.0\n"
    )


def invent_text(dice: random.Random, lines: int) -> str:
    return "\n".join(" ".join(dice.choices(WORDS, k=12)) for _ in range(lines))


def parse_by_stdlib(path: Path) -> int:
    """Count messages as a script would: each parsed whole, nothing decoded."""
    return sum(1 for _ in mailbox.mbox(path))


def find_messages(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in split_mailbox(file))


def extract(path: Path, *, text_signals: bool) -> int:
    reading = Reading("bench", ZoneInfo("UTC"), text_signals=text_signals)
    return sum(isinstance(each, Interaction) for each in mbox.extract(path, reading))


def main(megabytes: float) -> None:
    """Write the mailbox, read it by each way and print the table."""
    ways: dict[str, Callable[[Path], int]] = {
        "mailbox + email": parse_by_stdlib,
        "boundaries": find_messages,
        "headers and people": lambda path: extract(path, text_signals=False),
        "everything": lambda path: extract(path, text_signals=True),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Inbox"
        with path.open("wb") as file:
            file.writelines(invent(random.Random(5), megabytes))
        sides = [
            best_of(2, lambda read=read: f"{read(path):,} messages", name)  # type: ignore[misc]
            for name, read in ways.items()
        ]
    show(f"A mailbox of {megabytes:.0f} MB (ratio to the standard library)", sides)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30)
