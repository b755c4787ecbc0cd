"""Laws of the scores above closeness, on the real SQL of the floors 6 to 8.

People of one world stand side by side and differ in one thing; their histories are
drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import settings as settings_file
from flows import warehouse
from flows.settings import Home
from tests.sql.conftest import NOW
from tests.sql.ties_world import Touch

LAW = settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TOUCH = st.builds(
    Touch,
    days_ago=st.floats(0.1, 900).map(lambda days: round(days, 2)),
    direction=st.sampled_from(["out", "in", "both"]),
    channel=st.sampled_from(["meeting", "call", "email", "message"]),
    others=st.integers(1, 8),
)
HISTORY = st.lists(TOUCH, min_size=1, max_size=6).map(tuple)
OWNER = {"owner": {"emails": ["robin@example.com"], "stage": "job_seeker"}}


@dataclass(frozen=True)
class Somebody:
    """A person of the world: what passed between the owner and them.

    asked: so many days ago they asked the owner something; machine: what a machine
    sent in their name.
    """

    touches: tuple[Touch, ...] = ()
    name: str = "Ana Okafor"
    title: str = ""
    organisation: str = ""
    machine: tuple[Touch, ...] = ()
    asked: tuple[float, ...] = ()
    muted: bool = False


@dataclass(frozen=True)
class Target:
    """Whom the owner would like to know."""

    title: str
    organisation: str = ""
    priority: int = 1


@pytest.fixture
def judge(empty):
    """Run the floors 6 to 8 over people and targets; rows of a relation by person."""

    def judge(relation, people, *targets):
        empty.execute("begin")
        try:
            _fill(empty, people, targets)
            for floor in ("6_ties", "7_reasons", "8_scores"):
                warehouse.run_floor(empty, floor)
            cursor = empty.execute(f"from {relation}")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            return {row.pop("person_id"): row for row in rows}
        finally:
            empty.execute("rollback")

    return judge


def _fill(con, people, targets):
    known = settings_file.parse(OWNER, Home(Path("/home")))
    warehouse.set_variables(con, known, NOW, 1)
    touches = [row for who, one in people.items() for row in _touches(who, one)]
    parties = [
        {"interaction_id": row["interaction_id"], "person_id": who, "is_owner": owner,
         "role": "from" if owner == (row["direction"] == "out") else "to"}
        for row in touches
        for who, owner in ((row["person_id"], False), ("me", True))
    ]  # fmt: skip
    facts = {
        "interactions.interactions": touches,
        "interactions.touches": [
            {"interaction_id": row["interaction_id"], "source": "mbox"}
            for row in touches
        ],
        "interactions.parties": parties,
        "interactions.kinds": [
            {"person_id": who, "kind": "person"} for who in people
        ],
        "people.people": [
            {"person_id": who, "name": one.name, "title": one.title,
             "organisation": one.organisation, "is_owner": False}
            for who, one in people.items()
        ],
        "people.decisions": [
            {"person_id": who, "verb": "mute", "value": ""}
            for who, one in people.items()
            if one.muted
        ],
        "staging.targets": [
            {"target_id": f"t{number}", "kind": "title", "name": "", "field": "",
             "title": target.title, "organisation": target.organisation,
             "record_a": "", "need": True, "priority": target.priority}
            for number, target in enumerate(targets)
        ],
        "staging.normal_organisation": [
            {"value": name, "organisation_key": name.lower()}
            for name in sorted({one.organisation for one in people.values()} - {""})
        ],
    }  # fmt: skip
    for table, rows in facts.items():
        if rows:
            con.register("given", pa.Table.from_pylist(rows))
            con.execute(f"insert into {table} by name from given")
            con.unregister("given")


def _touches(who, one):
    questions = tuple(Touch(days, "in") for days in one.asked)
    for number, touch in enumerate(one.touches + one.machine + questions):
        yield {
            "interaction_id": f"i-{who}-{number}",
            "person_id": who,
            "happened_at": (NOW - timedelta(days=touch.days_ago)).replace(tzinfo=None),
            "channel": touch.channel,
            "direction": touch.direction,
            "others": touch.others,
            "role": "to",
            "source": "mbox",
            "thread_id": f"{who} {touch.days_ago}",
            "subject": "Friday",
            "asks_question": touch in questions,
            "says_thanks": False,
            "machine": touch in one.machine,
        }


@LAW
@given(st.lists(HISTORY, min_size=2, max_size=4), st.data())
def test_muting_takes_exactly_one_row_away(judge, histories, data):
    """Whoever is muted is proposed no more; all others stay, in the same order."""
    people = {
        f"p{number}": Somebody(touches) for number, touches in enumerate(histories)
    }
    who = data.draw(st.sampled_from(sorted(people)))
    before = judge("scores.proposals", people)
    muted = people | {who: replace(people[who], muted=True)}
    after = judge("scores.proposals", muted)
    assert set(before) - set(after) == {who} & set(before)
    kept = [one for one in before if one != who]
    assert list(after) == kept
    assert [after[one]["cultivate"] for one in kept] == [
        before[one]["cultivate"] for one in kept
    ]


@LAW
@given(HISTORY)
def test_a_name_weighs_nothing(judge, touches):
    """Two of one history and two names have the same scores."""
    people = {"p0": Somebody(touches), "p1": Somebody(touches, name="王伟")}
    found = judge("scores.scores", people)
    for score in ("closeness", "due", "owed", "goals", "cultivate"):
        assert found["p0"][score] == found["p1"][score]


@LAW
@given(HISTORY, st.lists(TOUCH, min_size=1, max_size=4).map(tuple))
def test_a_machine_changes_nothing(judge, touches, machine):
    """What a machine sends in somebody's name leaves every score as it was."""
    sent = tuple(replace(touch, others=touch.others + 50) for touch in machine)
    people = {"p0": Somebody(touches), "p1": Somebody(touches, machine=sent)}
    found = judge("scores.scores", people)
    assert found["p0"] == found["p1"]


@LAW
@given(HISTORY)
def test_an_unknown_title_never_adds(judge, touches):
    """Whoever's title is not known has no points for one, and no more than others."""
    people = {
        "p0": Somebody(touches),
        "p1": Somebody(touches, title="Head of Data"),
        "p2": Somebody(touches, title="Cook"),
    }
    found = judge("scores.scores", people, Target("Head of Data"))
    assert found["p0"]["goals"] == found["p2"]["goals"] <= found["p1"]["goals"]
    assert found["p1"]["goals"] >= found["p0"]["goals"] + 50 - 1e-9


@LAW
@given(st.floats(2, 60).map(lambda days: round(days, 1)), HISTORY)
def test_an_answer_closes_what_was_asked(judge, days, touches):
    """A reply owed is gone with any later message, call or meeting of the owner."""
    early = tuple(replace(t, days_ago=t.days_ago + days + 1) for t in touches)
    people = {"p0": Somebody(early, asked=(days,))} | {
        f"p{number}": Somebody((*early, Touch(days / 2, *how)), asked=(days,))
        for number, how in enumerate(
            [("out", "email"), ("out", "call"), ("both", "meeting")], 1
        )
    }
    owed = judge("reasons.owed_reply", people)
    assert list(owed) == ["p0"]


@LAW
@given(HISTORY, st.sampled_from([(2, 1), (3, 2), (3, 1)]))
def test_a_higher_priority_never_lowers_a_match(judge, touches, priorities):
    """Of two alike, who is of the target of higher priority has no fewer points."""
    people = {
        "p0": Somebody(touches, title="Cook", organisation="Acme"),
        "p1": Somebody(touches, title="Cook", organisation="Globex"),
    }
    low, high = priorities
    targets = Target("Cook", "Acme", low), Target("Cook", "Globex", high)
    found = judge("scores.scores", people, *targets)
    assert found["p1"]["goals"] > found["p0"]["goals"]
    assert found["p1"]["cultivate"] >= found["p0"]["cultivate"]
