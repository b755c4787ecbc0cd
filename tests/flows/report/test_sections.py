"""What the report's floor gathers, and what the sections say of it."""

from __future__ import annotations

import duckdb
import pytest
from conftest import SETTINGS, add_report_floor
from report_world import AS_OF

from flows.report import circle, reading, sections, week, words


@pytest.fixture
def tell(database):
    """The material after some changes to the invented dozen's relations."""

    def tell(*changes):
        if changes:
            with duckdb.connect(str(database)) as con:
                for change in changes:
                    con.execute(change)
            add_report_floor(database)
        return reading.read(database, AS_OF, SETTINGS.owner.zone)

    return tell


def touch(person, days, channel="meeting", direction="both", subject="Lunch"):
    return f"""
        insert into interactions by name select
            '{person}-{days}' as interaction_id, '{person}' as person_id,
            timestamp '2026-11-22 07:00:00' - interval {days} day as happened_at,
            '{channel}' as channel, '{direction}' as direction, 'mbox' as source,
            'default' as account, '{person}{days}' as source_key,
            '{subject}' as subject, false as machine
    """


def people(rows, **wanted):
    return [
        row["person_id"]
        for row in rows
        if all(row[column] == value for column, value in wanted.items())
    ]


def test_the_week_is_the_head_of_the_list(tell):
    """The week holds as many as the settings say, and nobody worth nothing."""
    assert people(tell()["week"]) == [f"p{n:02}" for n in range(1, 11)]
    few = tell("delete from relationships_to_cultivate where rank < 9")
    assert people(few["week"]) == ["p09", "p10"]


def test_reasons_tell_what_is_left_in_one_line(tell):
    """Beyond four reasons the rest is one line with what it adds."""
    changes = [
        f"""insert into score_parts by name select 'p10' as person_id,
        'cultivate' as score, 'owed_{n}' as part, {n}.0 as points, 'fact' as fact"""
        for n in (1, 2, 3)
    ]
    cards = week.week(tell(*changes))["cards"]
    reasons = cards[-1]["reasons"]
    assert reasons[-1] == ("and 1 more", "+1.0")
    assert len(reasons) == 5


def test_muted_people_stand_in_no_proposal(tell):
    """Somebody muted is in no list that proposes anything."""
    material = tell(
        "update people set muted = true where person_id in ('p01', 'p04', 'p10')",
        "delete from relationships_to_cultivate where person_id in ('p01','p04','p10')",
    )
    shown = ("week", "owed", "waiting", "keep_in_touch", "weak_ties", "movers")
    for relation in shown:
        assert not {"p01", "p04", "p10"} & set(people(material[relation])), relation
    assert "p01" in people(material["everyone"])


def test_subjects_stand_without_their_prefixes(tell):
    """A card tells the newest subjects once each, without Re: and the like."""
    material = tell(
        touch("p01", 1, subject="Re: AW: The linkage draft"),
        touch("p01", 2, subject="Fwd: The linkage draft"),
    )
    found = {row["person_id"]: row["subjects"] for row in material["detail_subjects"]}
    assert found["p01"] == ["The linkage draft", "Lunch?"]


def test_met_once_is_one_day_of_a_talk_of_late(tell):
    """Met once: a single day, in person or by voice, one to six weeks ago."""
    fresh = "delete from interactions where person_id in ('p04', 'p08', 'p09', 'p12')"
    material = tell(
        fresh,
        touch("p04", 20),
        touch("p08", 20, channel="email"),
        touch("p09", 3),
        touch("p12", 20),
        touch("p12", 30),
    )
    assert people(material["weak_ties"], why="met_once") == ["p04"]


def test_a_tie_counts_when_it_went_both_ways_within_90_days(tell):
    """Only out and in within the same 90 days make a tie of the month."""
    material = tell(
        "delete from interactions",
        touch("p01", 10, direction="out"),
        touch("p01", 95, direction="in"),
        touch("p02", 10, direction="out"),
        touch("p02", 11, direction="in"),
        touch("p03", 12, direction="out"),
    )
    columns = circle.ties(material)["rows"]
    assert [total for _, _, total in columns][-2:] == [0, 1]
    assert len(columns) == 24


def test_newcomers_are_counted_apart_from_movers(tell):
    """Somebody unknown 90 days ago is new, not a mover."""
    material = tell()
    assert "p04" not in people(material["movers"])
    assert circle.movers(material)["finding"].endswith("1 person came new.")


def test_nobody_moved_and_none_before_read_aloud(tell):
    """Newcomers alone make no sum of movers; none a year ago is said in a word."""
    material = tell(
        "delete from interactions",
        touch("p02", 10, direction="out"),
        touch("p02", 11, direction="in"),
    )
    material.rows["movers"] = []
    assert circle.movers(material)["finding"] == "1 person came new in 90 days."
    assert circle.ties(material)["finding"].endswith(", more than none a year ago.")


def test_the_firmest_figures_are_named_first(tell):
    """What stands on much comes before what stands on little."""
    material = tell(
        "update scores set confidence = 'low' where person_id = 'p01'",
        "update scores set confidence = 'high' where person_id = 'p02'",
    )
    levels = [row["confidence"] for row in material["confidence"]]
    assert levels == ["high", "medium", "low"]


def test_groups_tell_kept_from_silent(tell):
    """A member is kept when out and in happened within a year."""
    rows = {row["group_name"]: row for row in tell()["groups"]}
    assert (rows["classmates"]["people"], rows["classmates"]["kept"]) == (2, 2)
    assert (rows["societies"]["people"], rows["societies"]["silent"]) == (1, 1)
    finding = circle.groups(tell())["finding"]
    assert finding.startswith("You keep classmates best (2 of 2")


def test_findings_read_aloud_when_there_is_none_to_count():
    """None of them, and a clause for a side only where it writes the most."""
    assert circle._who_writes([]) == ""
    assert circle._who_writes(["even"]).startswith("in no tie does one side")
    assert circle._who_writes(["in"]) == "they do most of the writing in 1 tie; "
    both = circle._who_writes(["out", "out", "in"])
    assert both == "you do most of the writing in 2 ties, they do in 1 tie; "


def test_no_silence_of_many_may_be_fading(tell):
    """Where nobody fades, the finding says none."""
    shown = sections.keep_in_touch(tell("update scores set state = 'overdue'"))
    assert shown["finding"].endswith("; none of them fading.")


def test_open_promises_are_next_steps_and_kept_ones_are_not(tell):
    """A promise stays a next step until its day, or while it is owed."""
    step = """insert into staging.interactions by name select '{0}' as touch_ref,
        timestamp '2026-11-01' as happened_at, 'promise' as journal_kind,
        '{0}' as note, timestamp '{1}' as due_at"""
    material = tell(
        step.format("past", "2026-11-10"),
        step.format("coming", "2026-11-30"),
    )
    assert [r["note"] for r in sections.learned(material)["steps"]] == ["coming"]


def test_a_note_for_a_day_is_a_next_step_until_it_is_over(tell):
    """Before its day a dated note is ahead; afterwards it is a note like any other."""
    line = """insert into staging.interactions by name select '{0}' as touch_ref,
        timestamp '2026-11-01' as happened_at, 'note' as journal_kind,
        '{0}' as note, {1} as due_at"""
    shown = sections.learned(
        tell(
            line.format("past", "timestamp '2026-11-10'"),
            line.format("coming", "timestamp '2026-11-30'"),
            line.format("plain", "null::timestamp"),
        )
    )
    assert [row["note"] for row in shown["steps"]] == ["coming"]
    assert {row["note"] for row in shown["lessons"]} >= {"past", "plain"}


def test_what_is_owed_is_counted_in_words(tell):
    """The finding names what is owed, one a word and more a number."""
    material = tell(
        """insert into owed by name select 'p05' as person_id, 'reply' as kind,
        timestamp '2026-11-12' as since, 30.0 as points, 'asked' as fact"""
    )
    assert sections.owed(material)["finding"] == (
        "3 people may be glad to hear from you: two answers and a thank-you."
    )


def test_silences_stand_under_the_week_they_fell_due(tell):
    """Rows are grouped by when the gap to keep ran out."""
    weeks = dict(sections.keep_in_touch(tell())["weeks"])
    assert people(weeks["due this week"]) == ["p03"]
    assert "p07" in people(weeks["due before that"])


def test_a_goal_shows_who_could_introduce(tell):
    """A target lists the people who lead to it, strongest first."""
    (goal,) = sections.goals(tell())["goals"]
    (target,) = goal["targets"]
    assert target["label"] == "Globex"
    assert people(target["asks"]) == ["p03"]


def test_goals_show_which_roles_are_lacking(tell):
    """Roles nobody fills come first; without a goal none is asked for."""
    filled = "insert into roles values ('mentor', 'advice', 1, 'Ana'), "
    material = tell(filled + "('referee', 'a word for you', 0, 'nobody yet')")
    lacking, mentor = sections.goals(material)["roles"]
    assert (lacking["goal_role"], lacking["filled_by"]) == ("referee", "nobody yet")
    assert (mentor["goal_role"], mentor["people"]) == ("mentor", 1)
    without = tell(
        filled + "('peer', '', 0, '')", "delete from goals", "delete from targets"
    )
    assert sections.goals(without)["roles"] == []


def test_records_to_confirm_are_those_to_review(tell):
    """A pair joined or refused is not asked about again."""
    assert len(tell()["merges_to_confirm"]) == 1
    assert not tell("update match_candidates set band = 'joined'")["merges_to_confirm"]


def test_health_tells_what_was_said_of_kinds(tell):
    """A kind without answers is not told; a word about all has its day."""
    said = tell(
        "insert into kinds (kind, questions, same, different) values "
        "('uncommon_name', 9, 0, 0), ('rare_name_differs', 3, 2, 1)",
        "insert into kinds (kind, questions, same, different, judgement, happened_at) "
        "values ('rare_name', 40, 35, 0, 'same_kind', '2026-03-01 12:00:00')",
    )
    (joined, *_), (asked, *_) = sections.health(said)["kinds"]
    assert "same to 35 of 35; 40 names alike joined on your word of 1 March" in joined
    assert "same to 2 of 3; 3 names alike to be asked about" in asked


def test_a_kind_may_be_said_once_its_answers_bear_it(tell):
    """Where enough were the same and no word stands, the served page may ask."""
    said = tell(
        "insert into kinds (kind, questions, same, different) values "
        "('rare_name', 9, 35, 0), ('uncommon_name', 9, 34, 0), "
        "('common_name', 9, 90, 0), ('joined_mailboxes', 4, 90, 0), "
        "('joined_colleagues', 5, 20, 1)"
    )
    kinds = sections.health(said)["kinds"]
    assert [one[1:] for one in kinds if one[2]] == [
        ("rare_name", "same_kind"),
        ("joined_colleagues", "part_kind"),
    ]
    assert any("4 joins to be asked about" in line for line, *_ in kinds)


def test_times_are_the_owners(tell):
    """Times come in UTC and are shown in the owner's zone."""
    (row,) = [r for r in tell()["owed"] if r["person_id"] == "p01"]
    assert row["since"].isoformat() == "2026-11-12T08:00:00+01:00"
    assert words.day(row["since"]) == "12 Nov 2026"


def test_a_target_one_is_in_touch_with_needs_nobody(tell):
    """Where a target is known already, the page says who that is."""
    material = tell(
        "insert into targets by name select 't2' as target_id, 'g1' as goal_id, "
        "'title' as kind, 'Head of Data' as title, true as need, 2 as priority",
        "insert into reasons.target_matches values ('t2', 'p02'), ('t2', 'p04')",
        "insert into ties.closeness values ('p02', 50, true), ('p04', 60, false)",
    )
    (goal,) = sections.goals(material)["goals"]
    known = {row["target_id"]: row["known"] for row in goal["targets"]}
    name = {p["person_id"]: p["name"] for p in material["everyone"]}["p02"]
    assert known == {"t1": None, "t2": name}
