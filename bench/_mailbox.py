"""An invented mailbox like a real one: what is in it decides every ratio.

Plain, alternative and attached mail with half of every text quoted, newsletters
of much HTML, encoded words, and lines of text that begin "From ". As in mailboxes
that were looked at, headers are 15% of all bytes, most of it what servers leave
(routes, signatures, their results), and the fields a reader of people needs 2.3%.
Dates, ids and boundaries are all different, and people many with a few frequent,
so that no cache has it easier than in life.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

TEXT = (
    "the plan is to meet at the river house and bring bread water maps tools for "
    "two days of work on the old boat before winter comes again"
)
WORDS = TEXT.split()
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)


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
        return f"{head}Content-Type: text/plain; charset=UTF-8\n\n{body}\n\n"
    if kind < 0.55:
        return f"{head}{invent_newsletter(dice)}\n"
    rich = body.replace("\n", "<br>\n")
    inner = invent_boundary(dice)
    alternative = (
        f'Content-Type: multipart/alternative; boundary="{inner}"\n\n'
        f'--{inner}\nContent-Type: text/plain; charset="UTF-8"\n\n{body}\n'
        f'--{inner}\nContent-Type: text/html; charset="UTF-8"\n\n'
        f"<p>{rich}</p>{rich}\n--{inner}--\n"
    )
    if kind < 0.85:
        return f"{head}{alternative}\n"
    attached = base64.encodebytes(dice.randbytes(dice.randrange(30_000, 90_000)))
    outer = invent_boundary(dice)
    return (
        f'{head}Content-Type: multipart/mixed; boundary="{outer}"\n\n'
        f"--{outer}\n{alternative}\n--{outer}\n"
        f'Content-Type: application/pdf; name="map-{number}.pdf"\n'
        f'Content-Disposition: attachment; filename="map-{number}.pdf"\n'
        f"Content-Transfer-Encoding: base64\n\n{attached.decode()}--{outer}--\n\n"
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
    inner = invent_boundary(dice)
    return (
        f"List-Unsubscribe: <https://example.com/u/{dice.getrandbits(120):x}>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
        "List-Id: News <news.example.com>\nPrecedence: bulk\n"
        f"Feedback-ID: {dice.getrandbits(40)}:news:example\n"
        f'Content-Type: multipart/alternative; boundary="{inner}"\n\n'
        f"--{inner}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"{invent_text(dice, 25)}\n"
        f"--{inner}\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\n"
        f"{quopri.encodestring(page.encode()).decode()}\n--{inner}--\n"
    )


def invent_head(dice: random.Random, number: int) -> str:
    """What stands above a message: its route, then what its author's program wrote."""
    who = invent_number(dice)
    sent = FIRST_DAY + timedelta(seconds=dice.randrange(400_000_000))
    date = format_datetime(sent.replace(tzinfo=None)).replace("-0000", "+0200")
    topic = " ".join(dice.choices(WORDS, k=5))
    before = [invent_id(dice, number) for _ in range(dice.randrange(4))]
    if before:
        topic = f"Re: {topic}"
        before[0] = "References: " + "\n ".join(before)
        before[1:] = [f"\nIn-Reply-To: {before[0].split()[-1]}\n"]
    return (
        f"From p{who}@example.net {sent:%a %b %e %H:%M:%S %Y}\n"
        "Delivered-To: robin@example.com\n"
        f"{invent_route(dice, date, who)}{invent_results(dice, who)}"
        "MIME-Version: 1.0\n"
        f"{''.join(before)}From: {name_person(who)}\n"
        f"Date: {date}\n"
        f"Message-ID: {invent_id(dice, number)}\nSubject: {topic}\n"
        f"To: Robin Vale <robin@example.com>, {invent_person(dice)}\n"
        f"{invent_copies(dice)}"
        f"X-Mailer: Letters 12.{dice.randrange(9)}\nThread-Topic: {topic}\n"
        f"Thread-Index: {invent_code(dice, 22)}\nAccept-Language: en-GB, en-US\n"
        "Content-Language: en-GB\nX-MS-Has-Attach:\nX-MS-TNEF-Correlator:\n"
        f"x-originating-ip: [192.0.2.{dice.randrange(256)}]\n"
    )


def invent_route(dice: random.Random, date: str, who: int) -> str:
    """The servers it came through, and what they signed."""
    hops = "".join(
        f"Received: from mx{hop}.example.net (mx{hop}.example.net [192.0.2.{hop}])\n"
        f"        by relay{hop}.example.com with ESMTPS id {dice.getrandbits(80):x}\n"
        "        for <robin@example.com>\n"
        "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n"
        f"        {date} (CEST)\n"
        for hop in range(dice.randrange(2, 5))
    )
    return (
        f"{hops}X-Received: by 2001:db8:{who:x}::1 with SMTP id "
        f"{dice.getrandbits(60):x};\n        {date}\n"
        f"ARC-Seal: i=1; a=rsa-sha256; t=1700000000; cv=none;\n        d=example.com; "
        f"s=arc-20160816;\n        b={invent_code(dice, 256)}\n"
        "ARC-Authentication-Results: i=1; mx.example.com;\n"
        "       dkim=pass header.i=@example.net header.s=one;\n"
        f"       spf=pass (example.com: p{who}@example.net is allowed)"
        f" smtp.mailfrom=p{who}@example.net\nReturn-Path: <p{who}@example.net>\n"
    )


def invent_results(dice: random.Random, who: int) -> str:
    """What the last server thought of it."""
    return (
        "Received-SPF: pass (example.com: domain of example.net is allowed)"
        " client-ip=192.0.2.7;\n"
        "Authentication-Results: mx.example.com;\n"
        "       dkim=pass header.i=@example.net header.s=one;\n"
        f"       spf=pass smtp.mailfrom=p{who}@example.net;\n"
        "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.net\n"
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"
        "        d=example.net; s=one; t=1700000000; x=1700600000;\n"
        "        h=to:subject:message-id:date:from:in-reply-to:references:mime-version;"
        f"\n        bh={invent_code(dice, 32)};\n        b={invent_code(dice, 256)}\n"
        f"X-Gm-Message-State: {invent_code(dice, 60)}\n"
        "X-Spam-Status: No, score=-2.1 required=5.0 tests=BAYES_00,DKIM_SIGNED,\n"
        "        DKIM_VALID,SPF_PASS autolearn=ham version=3.4.2\n"
        "X-Virus-Scanned: clean\nX-Priority: 3\n"
    )


def invent_code(dice: random.Random, size: int) -> str:
    """So many random bytes as signatures are written, folded where they are long."""
    code = base64.b64encode(dice.randbytes(size)).decode()
    return "\n         ".join(code[at : at + 68] for at in range(0, len(code), 68))


def invent_copies(dice: random.Random) -> str:
    """A third of all mail goes to some more."""
    others = dice.choice([0, 0, 0, 0, 1, 2, 5])
    named = ",\n ".join(invent_person(dice) for _ in range(others))
    return f"Cc: {named}\n" if named else ""


def invent_person(dice: random.Random) -> str:
    return name_person(invent_number(dice))


def invent_number(dice: random.Random) -> int:
    """Somebody of 4,000 people; a few write and get most."""
    return int(4000 * dice.random() ** 3)


def name_person(who: int) -> str:
    names = (f"=?utf-8?Q?P{who}_S=C3=B8n?=", f'"Vale, P{who}"', f"P{who} Vale", "")
    return f"{names[who % 4]} <p{who}@example.net>".strip()


def invent_id(dice: random.Random, number: int) -> str:
    return f"<CA{dice.getrandbits(160):x}.{number}@mail.example.net>"


def invent_boundary(dice: random.Random) -> str:
    return f"{dice.getrandbits(112):028x}"


def invent_text(dice: random.Random, lines: int) -> str:
    return "\n".join(" ".join(dice.choices(WORDS, k=12)) for _ in range(lines))
