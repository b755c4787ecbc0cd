"""An invented mailbox like a real one: what is in it decides every ratio.

Plain, alternative and attached mail with half of every text quoted, newsletters
of much HTML, headers with the traces and signatures that servers leave (a seventh
of all bytes), encoded words, and lines of text that begin "From ".
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterator

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
    if dice.random() < 0.1:
        text += "\n\nFrom here to the sea it is a day. Could you come? Thanks for it."
    quoted = "\n".join(f"> {line}" for line in invent_text(dice, 20).split("\n"))
    body = f"{text}\n\nOn Mon, Ana <ana@example.org> wrote:\n{quoted}"
    kind = dice.random()
    head = invent_head(dice, number)
    if kind < 0.30:
        return f"{head}\n{body}\n\n"
    if kind < 0.55:
        return f"{head}{invent_newsletter(dice)}\n"
    rich = body.replace("\n", "<br>\n")
    alternative = (
        'Content-Type: multipart/alternative; boundary="a"\n\n'
        f"--a\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
        f"--a\nContent-Type: text/html; charset=utf-8\n\n<p>{rich}</p>{rich}\n--a--\n"
    )
    if kind < 0.85:
        return f"{head}{alternative}\n"
    attached = base64.encodebytes(dice.randbytes(dice.randrange(30_000, 90_000)))
    return (
        f'{head}Content-Type: multipart/mixed; boundary="m"\n\n'
        f"--m\n{alternative}\n--m\nContent-Type: application/pdf; name=map.pdf\n"
        f"Content-Transfer-Encoding: base64\n\n{attached.decode()}--m--\n\n"
    )


def invent_newsletter(dice: random.Random) -> str:
    """Text and ten times as much HTML, as senders of many write it."""
    cells = "\n".join(
        f'<tr><td style="padding:0 8px"><p>{line} \u2013 read</p></td>'
        f'<td><a href="https://example.com/{dice.getrandbits(90):x}">more</a></td></tr>'
        for line in invent_text(dice, dice.randrange(60, 160)).split("\n")
    )
    page = (
        f"<html><head><style>p {{margin:0}}</style></head><body>{cells}</body></html>"
    )
    return (
        "List-Unsubscribe: <https://example.com/u>\nList-Id: News <news.example.com>\n"
        'Content-Type: multipart/alternative; boundary="n"\n\n'
        f"--n\nContent-Type: text/plain; charset=utf-8\n\n{invent_text(dice, 25)}\n"
        "--n\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\n"
        f"{quopri.encodestring(page.encode()).decode()}\n--n--\n"
    )


def invent_head(dice: random.Random, number: int) -> str:
    who = dice.randrange(400)
    trace = "".join(
        f"Received: from mx{hop}.example.net by relay{hop}.example.com\n"
        f"\twith ESMTPS id {dice.getrandbits(60):x}; Mon, 4 Sep 2023 08:00:00 +0000\n"
        for hop in range(5)
    )
    for name in ("DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "X-Trace"):
        signed = base64.b64encode(dice.randbytes(255)).decode()
        folded = "\n\t".join(signed[i : i + 68] for i in range(0, len(signed), 68))
        trace += f"{name}: a=rsa-sha256; d=example.net; s=one;\n\tb={folded}\n"
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
