"""How good a ranking of people is, and how far one is ahead of another.

A case is everybody one owner knew at one cutoff, with a score by each ranking and
what came of them afterwards: nDCG and precision at ten, AUC, and bootstrapped bounds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2
from statistics import fmean
from typing import NamedTuple

OURS = "closeness"
RIVALS = ("Roth", "frequency", "all-time mean", "recency", "random")
TOP = 10
RESAMPLES = 1000


class Candidate(NamedTuple):
    """One person at one cutoff: a score by each ranking, and what came of it.

    gain: log2(1 + the fewer of touches out and in) within the days hidden.
    """

    person_id: str
    scores: dict[str, float]
    gain: float


@dataclass(frozen=True)
class Case:
    """Everybody one owner knew at one cutoff."""

    owner: str
    cutoff: datetime
    candidates: list[Candidate]

    @property
    def positives(self) -> int:
        """How many were in touch both ways afterwards."""
        return sum(each.gain > 0 for each in self.candidates)


class Figures(NamedTuple):
    """How good one ranking is: AUC, precision and nDCG at ten."""

    auc: float
    precision: float
    ndcg: float


class Interval(NamedTuple):
    """A mean and the bounds that hold it in 95 of 100 resamples."""

    mean: float
    low: float
    high: float


def measure(case: Case, ranking: str) -> Figures:
    """How well one ranking foretold one case."""
    ranked = sorted(
        case.candidates, key=lambda each: (-each.scores[ranking], each.person_id)
    )
    gains = [each.gain for each in ranked]
    ideal = _discounted(sorted(gains, reverse=True))
    hits = sum(gain > 0 for gain in gains[:TOP])
    return Figures(
        auc=_auc(case, ranking),
        precision=hits / TOP,
        ndcg=_discounted(gains) / ideal,
    )


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains[:TOP]))


def _auc(case: Case, ranking: str) -> float:
    """The chance that a hit stands above somebody who is none; ties count half."""
    told = sorted((each.scores[ranking], each.gain > 0) for each in case.candidates)
    hits = case.positives
    others = len(told) - hits
    if not others:
        return 1.0
    below = won = 0.0
    at = 0
    while at < len(told):
        end = at
        while end < len(told) and told[end][0] == told[at][0]:
            end += 1
        here = sum(hit for _, hit in told[at:end])
        won += here * (below + (end - at - here) / 2)
        below += end - at - here
        at = end
    return won / (hits * others)


def means(found: Sequence[Case], ranking: str) -> Figures:
    """The mean figures over all cases."""
    each = [measure(case, ranking) for case in found]
    return Figures(*(fmean(values) for values in zip(*each, strict=True)))


def ahead(found: Sequence[Case], rival: str) -> Interval:
    """How much higher our nDCG is than a rival's; resampled by owner.

    With one owner, the cutoffs are what is drawn again.
    """
    owners: dict[str, list[float]] = {}
    for case in found:
        gap = measure(case, OURS).ndcg - measure(case, rival).ndcg
        one = len({each.owner for each in found}) == 1
        key = str(case.cutoff) if one else case.owner
        owners.setdefault(key, []).append(gap)
    groups = list(owners.values())
    draw = random.Random(20261122)  # noqa: S311 - the same interval again, no secret
    drawn = sorted(
        fmean([gap for group in draw.choices(groups, k=len(groups)) for gap in group])
        for _ in range(RESAMPLES)
    )
    return Interval(
        fmean([gap for group in groups for gap in group]),
        drawn[int(0.025 * RESAMPLES)],
        drawn[int(0.975 * RESAMPLES)],
    )
