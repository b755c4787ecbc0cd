"""Kinds of question: what the owner's answers about some say of all that are alike.

A question about people of one full name is of a kind, by how rare the name is in this
book and by what the people show. Answers `review` took are a sample of their kind, in
an order that has nothing to do with them; once the sample tells enough, one question
is asked about the rest. The word for all is the owner's, and never ours: without it
nothing is joined by a name alone.

Wald's sequential test (1945) says when it tells enough: of two guesses, that 98 or
that 90 in 100 of the kind are one person, the answers make the better one 19 times as
likely. It may be looked at after each answer: 35 of 35, 54 of 55, 73 of 75. And a
kind is offered only while all kinds together are expected to make no more pairs of
records wrong, by Laplace's rule of succession, than the owner has taken apart where
`review` asked about joins of little evidence, and two in ten thousand of all: what
kinds bring wrongly, those answers have made good.

Joins of little evidence are of kinds too, the other way round: once you have looked at
twenty, one of them was two people, and by Laplace's rule more than one in a hundred
are, one question is asked whether to part all that were joined like them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

GOOD, POOR, ODDS = 0.98, 0.9, 19
# of all pairs of records together, how many may be expected to be wrong by kinds,
# besides as many as the owner has parted
LARGEST_SHARE = 0.0002
# joined on little: so many looked at, and two people more often than that
LOOKED_AT, WRONG = 20, 0.01
_FOR = math.log(GOOD / POOR)
_AGAINST = math.log((1 - GOOD) / (1 - POOR))
# a guess weighs as much as so many answers
_GUESSED = 10


class Kind(NamedTuple):
    """A kind of question.

    says: what its people have in common, in a line; guess: how many of a hundred are
    one person, before anybody answers; joins: whether all may be joined by one word;
    parts: whether they stand together, and all may be parted by one.
    """

    name: str
    says: str
    guess: float
    joins: bool = False
    parts: bool = False

    @property
    def word(self) -> str:
        """The verb that says yes to all of the kind; empty where there is none."""
        return "same_kind" if self.joins else "part_kind" if self.parts else ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "rare_name",
            "one rare full name, hardly anybody else of the family, nothing differs",
            0.97,
            joins=True,
        ),
        Kind(
            "rare_name_of_many",
            "one rare full name of a family of several, and nothing differs",
            0.95,
        ),
        Kind(
            "uncommon_name",
            "one full name, not quite so rare, and nothing differs",
            0.9,
            joins=True,
        ),
        Kind(
            "rare_name_differs",
            "one rare full name, but numbers, employers or private addresses differ",
            0.7,
            joins=True,
        ),
        Kind("rare_name_at_home", "one rare full name, at a family's line", 0.8),
        Kind("common_name", "one full name that others may have too", 0.6),
        Kind("one_book", "one full name, twice in one address book", 0.1),
        Kind("many", "one full name of many people", 0.2),
        Kind("evidence", "much that speaks for it, not surely", 0.5),
        Kind("journal", "a name in your journal", 0.3),
        Kind(
            "joined_mailboxes",
            "joined already, but each part has a private mailbox of their own",
            0.7,
            parts=True,
        ),
        Kind(
            "joined_colleagues",
            "joined already, by no more than a common name and an employer",
            0.95,
            parts=True,
        ),
    )
}


class Tally(NamedTuple):
    """The answers about a kind: how many questions were answered how."""

    same: int = 0
    different: int = 0

    @property
    def answers(self) -> int:
        """How many questions of the kind were answered."""
        return self.same + self.different

    @property
    def odds(self) -> float:
        """How much likelier the good guess makes the answers than the poor: log."""
        return self.same * _FOR + self.different * _AGAINST

    @property
    def fails(self) -> bool:
        """Whether the sample tells that the kind is not good enough."""
        return self.odds <= -math.log(ODDS)

    @property
    def wrong(self) -> float:
        """How many in one of the rest are expected to be wrong (Laplace's rule)."""
        return (self.different + 1) / (self.answers + 2)

    @property
    def is_doubted(self) -> bool:
        """Whether so many of the kind are two people that all may be parted."""
        enough = self.answers >= LOOKED_AT and self.different > 0
        return enough and self.wrong > WRONG

    @property
    def mended(self) -> float:
        """How many in one of the rest are two people, by the answers alone."""
        return self.different / max(self.answers, 1)

    def needed(self, pairs: int, spare: float) -> float:
        """How many more *same* in a row would tell enough; infinity for never.

        pairs: of records the kind would join; spare: how many wrong ones are still
        to be borne.
        """
        if spare <= 0:
            return math.inf
        good = (math.log(ODDS) - self.odds) / _FOR
        few = pairs * (self.different + 1) / spare - 2 - self.answers
        return max(0, math.ceil(good), math.ceil(few))

    def chance(self, guess: float) -> float:
        """How likely the next answer is *same*, a guess being worth ten answers."""
        return (guess * _GUESSED + self.same) / (_GUESSED + self.answers)


def tallies(answers: Iterable[tuple[str, str]]) -> dict[str, Tally]:
    """How the questions of each kind were answered, from (verb, kind) in force.

    `review` writes the kind beside its answers in decisions.csv, once a question.
    """
    found = dict.fromkeys(KINDS, Tally())
    for verb, kind in answers:
        if kind in found and verb in ("same", "different"):
            tally = found[kind]
            more = {verb: getattr(tally, verb) + 1}
            found[kind] = tally._replace(**more)
    return found


def spare(together: int, pairs: int, parted: float, wrong: float) -> float:
    """How many wrong pairs a kind may bring.

    together: pairs of records together without it; pairs: those it would join; parted:
    wrong ones the owner took apart; wrong: expected to be wrong by kinds joined before.
    """
    return LARGEST_SHARE * (together + pairs) + parted - wrong
