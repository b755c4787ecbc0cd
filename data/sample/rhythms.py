"""Everyday mail: each pair at its own rhythm, answered within a day mostly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from cast import AS_OF, BEGIN, OWNER, ZONE, Person, owner_address
from phrases import Voice
from post import Address, Letter

CODINGS = ("8bit", "8bit", "8bit", "quoted-printable", "quoted-printable", "base64")
BULK_HEADERS = (
    ("List-Unsubscribe", "<https://crm.brandtsearch.example.com/u/7f3>"),
    ("Precedence", "bulk"),
)


@dataclass
class Pair:
    """The owner and one person on one day, with what they write in."""

    person: Person
    day: date
    die: Random
    voice: Voice

    @property
    def owner(self) -> Address:
        """The owner as she signs on that day."""
        address = owner_address(self.day, self.person)
        return ("Clara" if self.die.random() < 0.1 else OWNER, address)

    @property
    def other(self) -> Address:
        """The person as their program shows them on that day."""
        address = self.person.email_on(self.day)
        private = [e for e in self.person.emails if e != address]
        if private and not self.person.moved and self.die.random() < 0.2:
            address = private[0]
        return (self.die.choice(self.person.display), address)


def everyday(person: Person, seed: str) -> Iterator[Letter]:
    """All regular mail with one person, oldest thread first."""
    plan = person.rhythm
    if not plan:
        return
    die = Random(f"{seed}/{person.key}")
    voice = Voice(die, plan.get("lang", "en"), plan["topic"])
    days = list(_days(plan, die))
    answered = _spread(len(days), plan.get("answered", len(days)))
    for number, day in enumerate(days):
        pair = Pair(person, day, die, voice)
        who = plan.get("who", "both")
        if who == "both":
            yield from _dialogue(pair, bulk=plan.get("bulk", False))
        else:
            yield from _one_sided(pair, who, answered=number in answered)


def _days(plan: dict[str, object], die: Random) -> Iterator[date]:
    first = date.fromisoformat(str(plan.get("from", BEGIN)))
    last = date.fromisoformat(str(plan.get("until", AS_OF - timedelta(days=2))))
    gap = float(str(plan["gap"]))
    start = 0 if "from" in plan else die.uniform(0, gap)
    jitter = float(str(plan.get("jitter", 0.3)))
    yield from _walk(first + timedelta(days=start), last, (gap, jitter), die)
    if "then" in plan:
        late = float(str(plan["then"]))
        end = AS_OF - timedelta(days=9)
        yield from _walk(last + timedelta(days=late), end, (late, jitter), die)


def _walk(
    day: date, last: date, pace: tuple[float, float], die: Random
) -> Iterator[date]:
    gap, jitter = pace
    at = datetime.combine(day, time())
    while at.date() <= last:
        yield at.date()
        at += timedelta(days=gap * die.uniform(1 - jitter, 1 + jitter))


def _spread(count: int, wanted: int) -> set[int]:
    """Positions of `wanted` of `count`, spread evenly, the last one among them."""
    return {count - 1 - round(i * count / wanted) for i in range(wanted)}


def _dialogue(pair: Pair, *, bulk: bool) -> Iterator[Letter]:
    die, voice = pair.die, pair.voice
    extra = BULK_HEADERS if bulk else ()
    at = _clock(pair.day, die)
    owner, other = pair.owner, pair.other
    mine, theirs = "Clara", pair.person.latin.split()[0]
    subject, coding = voice.subject(), die.choice(CODINGS)
    # of late the owner has the last word, so that only planted replies are owed
    recent = (AS_OF - pair.day).days < 120
    if die.random() < 0.5:
        body = voice.body(("open", "ask"), theirs, mine)
        first = Letter(owner, (other,), at, subject, body, sent=True, coding=coding)
        body = voice.body(("answer",), mine, theirs)
        second = first.reply(body, _later(at, die), extra=extra, coding=coding)
        yield from (first, second)
        if recent or die.random() < 0.4:
            body = voice.body(("close",), theirs, mine)
            quote = die.random() < 0.4
            yield second.reply(body, _later(second.at, die), quote=quote)
        return
    body = voice.body(("open", "ask"), mine, theirs)
    first = Letter(other, (owner,), at, subject, body, extra=extra, coding=coding)
    body = voice.body(("answer",), theirs, mine)
    second = first.reply(body, _later(at, die), quote=die.random() < 0.5)
    yield from (first, second)
    if not recent and die.random() < 0.4:
        body = voice.body(("close",), mine, theirs)
        yield second.reply(body, _later(second.at, die), extra=extra)


def _one_sided(pair: Pair, who: str, *, answered: bool) -> Iterator[Letter]:
    die, voice = pair.die, pair.voice
    at = _clock(pair.day, die)
    ends = [(pair.owner, "Clara"), (pair.other, pair.person.latin.split()[0])]
    (sender, by), (to, name) = ends if who == "you" else ends[::-1]
    body = voice.body(("open",), name, by)
    first = Letter(sender, (to,), at, voice.subject(), body, sent=who == "you")
    yield first
    if answered:
        yield first.reply(voice.body(("answer",), by, name), _later(at, die))


def _clock(day: date, die: Random) -> datetime:
    at = time(die.randint(8, 20), die.randint(0, 59), die.randint(0, 59))
    return datetime.combine(day, at, ZONE)


def _later(at: datetime, die: Random) -> datetime:
    """Half of replies within an hour or so, nearly all within a day."""
    hours = min(30.0, 10 ** die.uniform(-0.8, 1.25))
    later = at + timedelta(seconds=round(hours * 3600))
    night = later.astimezone(ZONE).hour
    return later + timedelta(hours=8) if night < 7 else later
