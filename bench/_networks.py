"""Invented networks whose truth is planted, and a reader of public ones.

Each owner knows people of known rhythm and reciprocity; beside them there are senders
who never get an answer, people who never give one, letters to many, and copies of the
same message. How often two are in touch drifts over months, so that the future is
not simply the past.
"""

from __future__ import annotations

import csv
import math
import random
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

END = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 900
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


class Regime(NamedTuple):
    """A way of being in touch; rates are talks a day, `hide` days to foretell."""

    name: str
    channel: str
    slowest: float
    quickest: float
    messages: int  # of one talk, at most
    crowded: float  # share of messages to several
    copied: float  # share of messages that are seen twice
    hide: int = 90
    steady: bool = True
    lasting: bool = False  # an answered talk goes on for a length of its own


REGIMES = (
    Regime("steady mail", "email", 0.004, 0.25, 4, 0.25, 0.25),
    Regime("calls", "call", 0.004, 0.4, 1, 0.0, 0.05),
    Regime("chats", "message", 0.004, 0.3, 12, 0.1, 0.1),
    # as people really chat: lines of a talk are heavy-tailed for each writer (Hong,
    # Han, Zhou and Wang 2009, arXiv 0802.2577), so an evening may have hundreds
    Regime("lifelike chats", "message", 0.004, 0.3, 500, 0.1, 0.1, lasting=True),
    # and as nobody does: every talk of two as long as they answer each other
    Regime("long chats", "message", 0.004, 0.3, 40, 0.1, 0.1),
    Regime("new, churning", "message", 0.2, 1.5, 6, 0.1, 0.1, 30, steady=False),
)


class Touch(NamedTuple):
    """One touch of an owner and somebody; `person` is owner/number."""

    person: str
    happened_at: datetime
    direction: str
    channel: str
    others: int


def invent(regime: Regime, owners: int, people: int) -> Iterator[Touch]:
    """Every touch of so many owners with so many people each."""
    draw = random.Random(f"20261122 {regime.name}")
    for owner in range(owners):
        for number in range(people):
            person = f"{owner}/{number:03}"
            kind = draw.random()
            if kind < 0.08:
                yield from _newsletter(draw, regime, person)
            else:
                # a fifth of the rest hardly ever answers, or is hardly answered
                answers = draw.betavariate(5, 2) if kind < 0.8 else 0.04
                begins = draw.choice((0.5, 0.5, 0.9)) if kind < 0.8 else 0.95
                yield from _tie(draw, regime, person, begins, answers)


def _newsletter(draw: random.Random, regime: Regime, person: str) -> Iterator[Touch]:
    every = draw.choice((1, 7, 7, 14))
    for day in range(0, DAYS, every):
        at = END - timedelta(days=day + draw.random())
        yield Touch(person, at, "in", regime.channel, 1)


def _tie(
    draw: random.Random, regime: Regime, person: str, begins: float, answers: float
) -> Iterator[Touch]:
    """Talks at a rate that drifts, from the day the two met."""
    low, high = math.log(regime.slowest), math.log(regime.quickest)
    usual = draw.uniform(low, high)
    met = draw.uniform(0, DAYS if regime.steady else 120)
    wordy = draw.lognormvariate(0, 0.5) if regime.lasting else 1.0
    drift = 0.0
    day = met if regime.steady else DAYS - 120 + met
    while day < DAYS:
        if regime.steady:
            # wanders back to the usual rate over some months
            drift += -drift / 120 + draw.gauss(0, 0.14)
            rate = math.exp(usual + drift)
        else:
            age = day - (DAYS - 120 + met)
            rate = math.exp(usual) * 0.5 ** (age / 7)
        if draw.random() < rate:
            at = END - timedelta(days=DAYS - day - draw.random())
            if regime.lasting:
                yield from _chat(draw, regime, person, at, begins, answers, wordy)
            else:
                yield from _talk(draw, regime, person, at, begins, answers)
        day += 1


def _talk(
    draw: random.Random,
    regime: Regime,
    person: str,
    at: datetime,
    begins: float,
    answers: float,
) -> Iterator[Touch]:
    out = draw.random() < begins
    others = draw.randint(3, 15) if draw.random() < regime.crowded else 1
    for _ in range(regime.messages):
        if at > END:
            return
        touch = Touch(person, at, "out" if out else "in", regime.channel, others)
        yield touch
        if draw.random() < regime.copied:
            yield touch
        if draw.random() > (answers if out else (answers + 1) / 2):
            return
        out = not out
        slow = regime.channel == "email"
        at += timedelta(hours=draw.expovariate(1 / 20 if slow else 4))


def _chat(
    draw: random.Random,
    regime: Regime,
    person: str,
    at: datetime,
    begins: float,
    answers: float,
    wordy: float,
) -> Iterator[Touch]:
    """Once answered, a talk has a length of its own; `wordy` is how two differ in it.

    Lines: P(N >= n) = wordy / n. Two of five lines follow one of the same writer.
    """
    out = draw.random() < begins
    others = draw.randint(3, 15) if draw.random() < regime.crowded else 1
    lines = min(regime.messages, int(max(1.0, wordy * draw.paretovariate(1))))
    for line in range(lines):
        if at > END:
            return
        touch = Touch(person, at, "out" if out else "in", regime.channel, others)
        yield touch
        if draw.random() < regime.copied:
            yield touch
        if not line and draw.random() > (answers if out else (answers + 1) / 2):
            return
        if draw.random() < 0.6:
            out = not out
        at += timedelta(minutes=draw.expovariate(1 / 3))


def read_network(file: Path) -> list[Touch]:
    """A public network of dated messages, as each of its people sees it.

    A table with the columns from, to and time, or GraphML with an edge attribute
    Time or time: seconds since 1970, or a date. igraph's Enron network is written so
    by `write_graph(enron, "enron.graphml", "graphml")`. A message from a to b is one
    out for a and one in for b. Edges of one sender and second are one message, to all
    its receivers (to, cc or bcc); what stands twice, is to oneself, or has no
    believable time, is left out.
    """
    edges = _graphml(file) if file.suffix.lower() == ".graphml" else _table(file)
    messages: dict[tuple[str, datetime], set[str]] = {}
    for sender, receiver, time in edges:
        at = _moment(time)
        if at is not None and sender != receiver:
            messages.setdefault((sender, at), set()).add(receiver)
    return [
        touch
        for (sender, at), receivers in messages.items()
        for receiver in sorted(receivers)
        for touch in (
            Touch(f"{sender}/{receiver}", at, "out", "email", len(receivers)),
            Touch(f"{receiver}/{sender}", at, "in", "email", len(receivers)),
        )
    ]


def _table(file: Path) -> Iterator[tuple[str, str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            low = {key.lower(): value for key, value in row.items() if key}
            yield low["from"], low["to"], low["time"]


def _graphml(file: Path) -> Iterator[tuple[str, str, str]]:
    times: set[str] = set()
    # the bench reads a file its user names and trusts
    for _, node in ET.iterparse(file):  # noqa: S314
        if node.tag == f"{_GRAPHML}key" and node.get("attr.name", "").lower() == "time":
            times.add(node.get("id", ""))
        elif node.tag == f"{_GRAPHML}edge":
            said = [data.text for data in node if data.get("key") in times]
            yield (
                node.get("source", ""),
                node.get("target", ""),
                (said or [""])[0] or "",
            )
            node.clear()


def _moment(said: str) -> datetime | None:
    try:
        at = datetime.fromtimestamp(float(said), UTC)
    except (ValueError, OverflowError, OSError):
        try:
            at = datetime.fromisoformat(said.strip())
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
    # Enron's network has dates of 1979, which are no dates
    return at if at.year >= 1990 else None
