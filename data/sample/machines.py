"""Mail that nobody wrote, and lists where many write to many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from cast import (
    AS_OF,
    BEGIN,
    LEFT,
    NEW_ADDRESS,
    OLD_ADDRESS,
    OWNER,
    ZONE,
    Person,
    moment,
)
from phrases import Voice
from post import Address, Letter

Headers = tuple[tuple[str, str], ...]
UNSUBSCRIBE: Headers = (
    ("List-Unsubscribe", "<https://news.example.com/leave/c41>"),
    ("Precedence", "bulk"),
)
AUTOMATIC: Headers = (("Auto-Submitted", "auto-generated"),)


@dataclass(frozen=True)
class Machine:
    """One automatic sender: who, how often, with what."""

    sender: Address
    gap: float
    subject: str
    body: str
    headers: Headers = ()
    since: date = BEGIN
    work: bool = False


MACHINES = (
    Machine(
        ("The Data Digest", "digest@news.dataweekly.example.com"),
        7,
        "Data Digest no. {n}: five reads for the weekend",
        "This week: columnar files, honest charts, and why your averages lie.\n\n"
        "1. A tour of dictionary encoding\n2. Charts that admit doubt\n"
        "3. Medians for the rest of us\n\nYou get this because you subscribed.\n",
        (("List-Id", "<digest.news.dataweekly.example.com>"), *UNSUBSCRIBE),
    ),
    Machine(
        ("Tienda Verde", "no-reply@shop.example.net"),
        38,
        "Tu pedido {n} va de camino",
        "Hola Clara:\n\nTu pedido ha salido de nuestro almacén.\n\nTienda Verde\n",
    ),
    Machine(
        ("Connect", "notifications@connect.example.org"),
        16,
        "{n} people looked at your profile",
        "See who looked at your profile this week.\n",
        (("Feedback-ID", "7:profile:connect"), *UNSUBSCRIBE),
    ),
    Machine(
        ("Energía Turia", "facturas@energia.example.org"),
        30.4,
        "Su factura {n} está disponible",
        "Estimada cliente:\n\nSu factura está disponible en el área privada.\n",
    ),
    Machine(
        ("Martin Hale", "martin@growfast.example.com"),
        9,
        "Clara, {n} minutes for your growth?",
        "Hi Clara,\n\nmost analysts leave money on the table. My free class shows\n"
        "how not to. Shall I keep you a seat?\n\nMartin\n",
        since=date(2026, 3, 2),
    ),
    Machine(
        ("Jira", "jira@retailscope.example.net"),
        8,
        "[RET-{n}] status changed to Done",
        "The issue you watch has changed.\n",
        (("Auto-Submitted", "auto-generated"), ("Precedence", "bulk")),
        work=True,
    ),
)


def machine_mail(seed: str) -> Iterator[Letter]:
    """Newsletters, shops, bills, notices: to be kept out of every tie."""
    for machine in MACHINES:
        die = Random(f"{seed}/{machine.sender[1]}")
        last = LEFT if machine.work else AS_OF
        day = datetime.combine(machine.since, time()) + timedelta(days=die.random() * 5)
        number = die.randint(100, 400)
        while day.date() <= last:
            at = datetime.combine(day.date(), time(die.randint(5, 9), 0, 7), ZONE)
            number += die.randint(1, 3)
            to = (OWNER, OLD_ADDRESS if machine.work else NEW_ADDRESS)
            subject = machine.subject.format(n=number)
            yield Letter(
                machine.sender, (to,), at, subject, machine.body, extra=machine.headers
            )
            day += timedelta(days=machine.gap)


def replies_of_machines(scenes: dict[str, Letter]) -> Iterator[Letter]:
    """A bounce and an out-of-office note, answering planted letters."""
    lost = scenes["yusuf_lost"]
    yield lost.reply(
        "The following address no longer exists here:\n\n"
        f"  {lost.to[0][1]}: 550 5.1.1 user unknown\n",
        lost.at + timedelta(seconds=9),
        sender=("Mail Delivery System", "mailer-daemon@retailscope.example.net"),
        subject="Undelivered Mail Returned to Sender",
        extra=(("Auto-Submitted", "auto-replied"), ("Return-Path", "<>")),
    )
    away = scenes["sofie_august"]
    yield away.reply(
        "I am on leave until 24 August. For urgent matters write to\n"
        "hr@retailscope.example.net.\n\nSofie\n",
        away.at + timedelta(seconds=31),
        subject=f"Out of office: {away.subject}",
        extra=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    )


def list_mail(cast: dict[str, Person], seed: str) -> Iterator[Letter]:
    """The rowing club's list and the alumni's: common ground, no tie."""
    rowers = [cast[key] for key in ("olga", "diego", "ingrid")]
    yield from _list(
        "remo", "lists.clubremo.example.org", rowers, "rowing", 14, f"{seed}/remo"
    )
    alumni = [cast[key] for key in ("helen", "pablo", "laura", "iker", "ana_garcia")]
    yield from _list(
        "alumni", "lists.turia.example.org", alumni, "health", 26, f"{seed}/alumni"
    )


def _list(
    name: str, host: str, members: list[Person], topic: str, gap: float, seed: str
) -> Iterator[Letter]:
    die = Random(seed)
    voice = Voice(die, "en", topic)
    to: Address = (f"{name}", f"{name}@{host}")
    headers: Headers = (
        ("List-Id", f"{name} <{name}.{host}>"),
        ("List-Post", f"<mailto:{name}@{host}>"),
        ("Precedence", "list"),
    )
    day = datetime.combine(BEGIN, time()) + timedelta(days=4)
    while day.date() < AS_OF:
        writer = die.choice(members)
        at = datetime.combine(day.date(), time(die.randint(9, 21), 14), ZONE)
        sender = (writer.display[0], writer.emails[0])
        body = voice.body(("open",), "all", writer.given)
        subject = f"[{name}] {voice.subject()}"
        post = Letter(sender, (to,), at, subject, body, extra=headers)
        yield post
        if die.random() < 0.35:
            yield _answer(post, die, voice, members, headers)
        day += timedelta(days=gap * die.uniform(0.6, 1.4))


def _answer(
    post: Letter, die: Random, voice: Voice, members: list[Person], headers: Headers
) -> Letter:
    by = die.choice([m for m in members if m.emails[0] != post.sender[1]])
    later = post.at + timedelta(minutes=die.randint(20, 600))
    body = voice.body(("answer",), "all", by.given)
    answer = post.reply(body, later, to=post.to, sender=(by.display[0], by.emails[0]))
    if die.random() < 0.3:
        answer = replace(answer, sender=(OWNER, NEW_ADDRESS), sent=True)
        return replace(answer, extra=())  # the list adds its headers to others' copies
    return replace(answer, sent=False, extra=headers)


def calendar_notices() -> Iterator[Letter]:
    """What a calendar sends by itself before a few meetings."""
    for day, what in (
        ("2026-11-09", "Wei Chen and Clara Benet"),
        ("2026-11-18", "Civic Health Lab, David Mbeki"),
        ("2026-11-21", "Helen Park and Clara Benet"),
    ):
        yield Letter(
            ("Calendar", "calendar-notification@calendar.example.com"),
            ((OWNER, NEW_ADDRESS),),
            moment(day, "07:00"),
            f"Reminder: {what}",
            f"This is a reminder of your meeting: {what}.\n",
            extra=AUTOMATIC,
        )
