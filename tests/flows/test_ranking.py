"""A ranking is measured rightly: by hand, at its best, and where it knows nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from math import log2

import pytest

from flows.ranking import OURS, RIVALS, Candidate, Case, ahead, measure

CUTOFF = datetime(2026, 8, 24, tzinfo=UTC)


def case(*told: tuple[float, float], owner: str = "") -> Case:
    """People with one score each, and what came of it."""
    return Case(
        owner,
        CUTOFF,
        [
            Candidate(f"p{n}", dict.fromkeys((OURS, *RIVALS), score), gain)
            for n, (score, gain) in enumerate(told)
        ],
    )


def test_a_perfect_ranking_has_full_marks():
    """Hits above all others: AUC and nDCG are 1, precision the share of ten."""
    found = measure(case((9, 2), (8, 1), (7, 1), (2, 0), (1, 0)), OURS)
    assert found == pytest.approx((1, 0.3, 1))


def test_the_figures_are_those_worked_by_hand():
    """One hit below one miss: half of the pairs right, its gain discounted."""
    found = measure(case((9, 0), (8, 1), (7, 0)), OURS)
    assert found == pytest.approx((0.5, 0.1, 1 / log2(3)))


def test_equal_scores_are_no_knowledge():
    """Where everybody scores the same, AUC is a half."""
    assert measure(case((5, 1), (5, 0), (5, 0)), OURS).auc == 0.5


def test_no_gap_has_an_interval_of_nothing():
    """Two rankings that are one: ahead by nothing, however often one draws."""
    found = [case((9, 1), (8, 0), owner=str(n)) for n in range(5)]
    assert ahead(found, "Roth") == (0, 0, 0)
