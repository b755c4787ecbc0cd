"""When the answers about some questions speak for all that are alike."""

import math

import pytest

from flows.kinds import KINDS, Tally, spare, tallies


@pytest.mark.parametrize(
    ("different", "answers"), [(0, 35), (1, 55), (2, 75), (3, 95), (4, 115)]
)
def test_a_sample_tells_enough_with_so_many(different, answers):
    """35 of 35 the same, 54 of 55, 73 of 75 hold; an answer less does not."""
    same = answers - different
    assert Tally(same, different).needed(0, 1) == 0
    assert Tally(same - 1, different).needed(0, 1) == 1


def test_a_kind_that_is_often_different_fails():
    """Three different of six are no kind to be joined, and a guess gives way."""
    tally = Tally(3, 3)
    assert tally.fails
    assert not Tally(30, 0).fails
    assert Tally(0, 90).chance(0.9) < 0.1 < Tally(0, 0).chance(0.9)


@pytest.mark.parametrize(
    ("different", "answers", "doubted"),
    [(0, 20, False), (5, 19, False), (1, 20, True), (1, 197, True), (1, 198, False)],
)
def test_joins_are_doubted_once_one_of_a_hundred_is_two(different, answers, doubted):
    """One of twenty or more, and by Laplace's rule more than one in a hundred."""
    assert Tally(answers - different, different).is_doubted is doubted


def test_a_kind_joins_or_parts_and_never_both():
    """The word about joins of little evidence is another than that about names."""
    assert {kind.word for kind in KINDS.values() if kind.parts} == {"part_kind"}
    assert not any(kind.parts and kind.joins for kind in KINDS.values())
    assert not KINDS["one_book"].word


def test_the_more_would_be_joined_the_more_answers_it_takes():
    """What may be wrong is a share of all that is together, whatever the kind."""
    assert Tally(35, 0).needed(100, 10.0) == 0
    assert Tally(35, 0).needed(1000, 10.0) == 63
    assert Tally().needed(100, 10.0) == 35
    assert Tally(500, 0).needed(100, -1.0) == math.inf
    assert spare(9_000, 1_000, 0, 0.5) == pytest.approx(1.5)


def test_what_was_taken_apart_makes_room_for_a_kind():
    """As many pairs as the owner parted may be wrong besides, and none twice."""
    assert spare(9_000, 1_000, 12, 0.0) == pytest.approx(14.0)
    assert spare(9_000, 1_000, 12, 14.0) == pytest.approx(0.0)


def test_an_answer_counts_for_its_kind_once():
    """Only what says its kind counts, whoever wrote the rest."""
    said = [("same", "rare_name"), ("same", ""), ("different", "rare_name")]
    said += [("unsure", "rare_name"), ("same", "no_kind"), ("tier", "rare_name")]
    found = tallies(said)
    assert found["rare_name"] == Tally(1, 1)
    assert {tally for kind, tally in found.items() if kind != "rare_name"} == {Tally()}


def test_only_rare_names_are_ever_joined_by_a_kind():
    """A name that others may have too is asked about one by one."""
    assert {name for name, kind in KINDS.items() if kind.joins} == {
        "rare_name",
        "uncommon_name",
        "rare_name_differs",
    }
