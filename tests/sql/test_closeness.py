"""Closeness and due on the real SQL, against published figures and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.ties_world import NOW, Touch, closeness, due, ties


def both_ways(every: float, years: float = 1) -> list[Touch]:
    """Regular mail, out and in, the answer a day later."""
    count = int(365 * years / every)
    out = [Touch(every * (i + 0.5) + 1, "out") for i in range(count)]
    return out + [Touch(every * (i + 0.5), "in") for i in range(count)]


def meetings(every: float, years: float = 3) -> list[Touch]:
    """Regular lunches of two."""
    count = max(1, int(365 * years / every))
    return [Touch(every * (i + 0.5), "both", "meeting") for i in range(count)]


@pytest.mark.parametrize(
    ("touches", "at_least", "at_most"),
    [
        (both_ways(7), 94, 99),
        (both_ways(30), 70, 80),
        (meetings(91), 74, 84),
        (meetings(365), 40, 56),
        ([Touch(7 * i, "out") for i in range(104)], 55, 62),
        ([Touch(7, "both", "meeting")], 75, 80),
        ([Touch(1, "out", others=200)], 20, 27),
    ],
    ids=[
        "weekly mail both ways: 97",
        "monthly mail both ways: 75",
        "quarterly lunch: 79",
        "yearly lunch: 48",
        "weekly mail never answered: 58",
        "one coffee last week: 77",
        "one mass mail to 200: 23",
    ],
)
def test_published_examples(touches, at_least, at_most):
    """Typical ties score about what the model's trials gave them."""
    assert at_least <= closeness(touches)[0] <= at_most


TOUCHES = st.lists(
    st.builds(
        Touch,
        # many of them about where the quarters meet, which are counted back from now
        days_ago=st.one_of(st.floats(0, 200), st.floats(0, 1500)).map(
            lambda days: round(days, 2)
        ),
        direction=st.sampled_from(["out", "in", "both"]),
        channel=st.sampled_from(["meeting", "call", "email", "message", "social"]),
        others=st.integers(1, 40),
    ),
    min_size=1,
    max_size=8,
)
LAW = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)


@LAW
@given(TOUCHES)
def test_parts_add_up_and_stay_in_range(touches):
    """Closeness is the sum of its parts and lies within 0-100, at each moment."""
    con = ties(touches)
    found = con.execute(
        """
        select if(quarters_back = 0, closeness, closeness_90d_ago), sum(points)
        from ties.closeness_parts
        inner join ties.closeness using (person_id)
        group by quarters_back, closeness, closeness_90d_ago
        """
    ).fetchall()
    assert found
    for score, total in found:
        assert 0 <= score <= 100 + 1e-9
        assert abs(score - total) < 1e-9


@LAW
@given(TOUCHES)
def test_closeness_then_is_what_it_was_then(touches):
    """Closeness of a quarter ago is what looking from there would have given."""
    query = "select closeness_90d_ago from ties.closeness"
    remembered = ties(touches).execute(query).fetchall()[0][0]
    back = round(365.25 / 4)
    there = [replace(t, days_ago=t.days_ago - back) for t in touches]
    looked = closeness([t for t in there if t.days_ago >= 0] or [Touch(99_999)])[0]
    assert remembered == pytest.approx(looked, abs=1e-3)


# one more touch on any day, or within hours of one there is
EXTRA = st.one_of(
    st.builds(Touch, days_ago=st.floats(0, 1500).map(lambda days: round(days, 2))),
    st.floats(-0.3, 0.3),
)


@LAW
@given(TOUCHES, EXTRA)
def test_an_extra_touch_never_lowers_closeness(touches, extra):
    """One more touch, whenever it was, leaves closeness the same or higher."""
    first = touches[0]
    if isinstance(extra, Touch):
        extra = replace(extra, direction=first.direction, channel=first.channel)
    else:
        extra = replace(first, days_ago=round(max(0, first.days_ago + extra), 3))
    before, after = closeness(touches, [*touches, extra])
    assert after >= before - 1e-9


@LAW
@given(TOUCHES)
def test_duplicates_and_order_change_nothing(touches):
    """The same touches twice, or in another order, score the same."""
    once, twice = closeness(touches, [*touches, *reversed(touches)])
    assert once == twice


@LAW
@given(TOUCHES, TOUCHES)
def test_two_records_of_one_are_no_farther_than_either(one, other):
    """Once two records are known to be one person, nobody is lost by it."""
    first, second, merged = closeness(one, other, [*one, *other])
    assert merged >= max(first, second) - 1e-9


@LAW
@given(TOUCHES, st.integers(1, 900))
def test_a_shift_of_whole_days_changes_nothing(touches, days):
    """Everything and now moved by whole days gives the same closeness."""
    query = "select closeness from ties.closeness"
    here = ties(touches).execute(query).fetchall()
    there = ties(touches, now=NOW + timedelta(days=days)).execute(query).fetchall()
    assert there[0][0] == pytest.approx(here[0][0], abs=1e-6)


@LAW
@given(TOUCHES, st.integers(1, 400))
def test_silence_never_raises_closeness(touches, days):
    """Time passing without contact leaves closeness the same or lower."""
    older = [
        Touch(t.days_ago + days, t.direction, t.channel, t.others) for t in touches
    ]
    now, later = closeness(touches, older)
    assert later <= now + 1e-9


def chat(lines: int, hours: float, days_ago: float = 1) -> list[Touch]:
    """One evening's lines of theirs, so many hours long."""
    return [
        Touch(days_ago + hours / 24 * line / lines, "in", "message")
        for line in range(lines)
    ]


def evenings(count: int, hours: float) -> list[Touch]:
    """As many evenings of lines without end, one a month."""
    return [line for n in range(count) for line in chat(60, hours, 28 * n + 0.2)]


def test_a_long_talk_brings_nearer_than_a_line():
    """An evening's talk counts more than a line, and a longer one more again."""
    line, hour, evening = closeness(chat(1, 1), chat(20, 0.5, 1.01), chat(40, 6))
    assert line < hour < evening


def test_five_hundred_lines_buy_no_friendship():
    """Lines without end are less than one meeting, and no more than a day's talk."""
    at_once, all_day, without_end = closeness(
        chat(500, 0.4), chat(48, 12), chat(500, 11)
    )
    (meeting,) = closeness([Touch(1, "in", "meeting")])
    assert at_once < all_day < meeting
    assert without_end == pytest.approx(all_day, abs=0.1)


def test_two_who_always_talk_long_are_nearer():
    """From the third long evening on its length counts; of one or two it does not."""
    for count in (1, 2):
        short, long = closeness(evenings(count, 1.9), evenings(count, 3.9))
        assert long == pytest.approx(short, abs=0.1)
    short, long, longer = closeness(*(evenings(3, hours) for hours in (1.4, 2.9, 3.9)))
    assert short + 1 < long < longer


def test_beyond_the_cap_more_contact_still_ranks_before():
    """Mail every other day brings a little nearer than every third, up to 100."""
    third, other, daily, full = closeness(
        both_ways(3, 2), both_ways(2, 2), both_ways(1, 2), [*meetings(1), Touch(0)]
    )
    assert 94 < third < other < daily < full <= 100


TALKS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 11)), min_size=1, max_size=7
).map(
    lambda days: [line for day, hours in days for line in chat(2 * hours, hours, day)]
)


@LAW
@given(TALKS, st.integers(0, 200), st.integers(1, 11))
def test_another_talk_never_lowers_closeness(talks, day, hours):
    """However long the others were, one more talk or line brings no farther away."""
    before, line, talk = closeness(
        talks, [*talks, *chat(1, 1, day)], [*talks, *chat(2 * hours, hours, day)]
    )
    assert before - 1e-9 <= line <= talk + 1e-9


@LAW
@given(TALKS)
def test_later_talks_do_not_change_what_closeness_was(talks):
    """What a long talk counted does not grow by the talks that came after it."""
    test_closeness_then_is_what_it_was_then.hypothesis.inner_test(talks)


@pytest.mark.parametrize("channel", ["email", "call", "meeting", "social"])
def test_only_chats_grow_by_the_day(channel):
    """Copies and bursts of anything but messages count as the heaviest of the day."""
    burst = [Touch(1 + hour / 24, "in", channel) for hour in range(10)]
    one, many = closeness(burst[:1], burst)
    assert many == one


@LAW
@given(TOUCHES)
def test_giving_and_taking_weigh_the_same(touches):
    """Who turned to whom does not matter for closeness, only that both did."""
    other = {"out": "in", "in": "out", "both": "both"}
    swapped = [
        Touch(t.days_ago, other[t.direction], t.channel, t.others) for t in touches
    ]
    one, other_way = closeness(touches, swapped)
    assert other_way == pytest.approx(one)


@LAW
@given(TOUCHES)
def test_a_bigger_crowd_never_raises_closeness(touches):
    """The same touches among more people count the same or less."""
    crowd = [Touch(t.days_ago, t.direction, t.channel, t.others + 5) for t in touches]
    few, many = closeness(touches, crowd)
    assert many <= few + 1e-9


@LAW
@given(TOUCHES, st.integers(1, 400))
def test_silence_never_lowers_due(touches, days):
    """Time passing without contact leaves due the same or higher."""
    older = [
        Touch(t.days_ago + days, t.direction, t.channel, t.others) for t in touches
    ]
    now, later = due(touches, older)
    assert later >= now - 1e-9


@LAW
@given(TOUCHES)
def test_contact_now_sets_due_to_nothing(touches):
    """Whatever was before, a touch just now leaves nothing due."""
    assert due([*touches, Touch(0)]) == [0]


def test_a_reply_next_morning_is_no_second_visit():
    """Monthly mail answered a day later has a rhythm of about a month."""
    con = ties(both_ways(30))
    rhythm = con.execute("select rhythm_days from ties.rhythm").fetchall()[0][0]
    assert 20 <= rhythm <= 40
