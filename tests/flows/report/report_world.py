"""An invented dozen of people, as the public relations would show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

AS_OF = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
RELATIONS = Path(__file__).with_name("relations.sql")

# given, family, organisation, title, groups, days since last contact, gap wanted,
# closeness now and before, state, the four points, action
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Ana", "Okafor", "Acme", "Director of Data", ["former_coworkers"],
     10, 60, 71.2, 60.1, "on_rhythm", (0.0, 21.94, 22.96, 5.0), "send_thanks"),
    ("Peter", "Rossi", "Rossi & Figli", "Hair stylist", ["neighbours"],
     95, 45, 48.3, 62.0, "overdue", (25.51, 0.0, 8.2, 0.0), "ask_introduction"),
    ("Fatima", "Chen", "Globex", "Head of Research", ["classmates"],
     33, 30, 75.0, 66.6, "due", (18.05, 7.77, 4.04, 0.0), "reply"),
    ("Wei", "Lindqvist", "Initech", "Engineer", ["classmates", "events"],
     16, 60, 38.2, 0.0, "on_rhythm", (0.0, 0.0, 21.7, 5.0), "ask_advice"),
    ("Mary-Jane", "O'Neill", "", "", ["family"],
     61, 30, 66.0, 78.0, "overdue", (24.125, 0.0, 0.0, 0.0), "call_or_meet"),
    ("José", "Álvarez Núñez", "Universidad de Ejemplo", "Profesor", ["mentors"],
     120, 90, 44.0, 52.0, "due", (15.3, 5.1, 0.0, 0.0), "keep_promise"),
    ("李", "伟", "示例公司", "工程师", ["former_coworkers"],
     400, 180, 22.0, 30.0, "overdue", (12.2, 0.0, 2.0, 0.0), "say_hello"),
    ("Noor", "Haddad", "Umbrella", "Recruiter", [],
     20, 90, 31.0, 12.0, "on_rhythm", (0.0, 9.0, 3.0, 0.0), "tell_introducer"),
    ("Sam", "Oyelaran", "Acme", "Analyst", ["coworkers"],
     4, 14, 88.0, 85.0, "on_rhythm", (0.0, 6.0, 0.0, 0.0), "give_back"),
    ("Tomás", "Kowalski", "Hooli", "Designer", ["events"],
     1300, 365, 5.0, 5.5, "dormant", (4.4, 0.0, 1.1, 0.0), "say_hello"),
    ("Ingrid", "Sørensen", "Nordlys", "Editor", ["societies"],
     800, 180, 9.0, 12.0, "fading", (3.3, 0.0, 0.0, 0.0), "call_or_meet"),
    ("Bo", "Yi", None, None, [],
     None, None, 0.0, 0.0, None, (0.0, 0.0, 0.0, 0.0), "say_hello"),
)  # fmt: skip


def make_world(file: Path, changes: tuple[str, ...] = ()) -> Path:
    """A database of the public relations, and `changes` made to it in SQL."""
    con = duckdb.connect(str(file))
    con.execute(RELATIONS.read_text(encoding="utf-8"))
    for number, person in enumerate(PEOPLE, start=1):
        _add_person(con, number, person)
    _add_rest(con)
    for change in changes:
        con.execute(change)
    con.close()
    return file


def _ago(days: float) -> datetime:
    return AS_OF.replace(tzinfo=None) - timedelta(days=days)


def _insert(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    con.execute(
        f"insert into {table} ({names}) values ({marks})", list(values.values())
    )


def _add_person(
    con: duckdb.DuckDBPyConnection, number: int, person: tuple[Any, ...]
) -> None:
    given, family, organisation, title, groups, days, gap = person[:7]
    closeness, before, state, points, action = person[7:]
    person_id, name = f"p{number:02}", f"{given} {family}"
    emails = [f"person{number}@example.com"]
    _insert(
        con,
        "people",
        person_id=person_id,
        name=name,
        given_name=given,
        family_name=family,
        emails=emails,
        phones=[f"+1555010{number:04}"],
        organisation=organisation,
        title=title,
        groups=groups,
        tags=[],
        roles=[],
        interests=["chess"] if number % 2 else [],
        kind="person",
        muted=False,
        sources=["vcard"],
        records=2,
    )
    _insert(
        con,
        "contact_records",
        record_id=f"vcard/default/{number}",
        source="vcard",
        account="default",
        source_key=str(number),
        person_id=person_id,
        name=name,
        emails=emails,
    )
    for group in groups:
        _insert(con, "person_groups", person_id=person_id, group_name=group, why="")
    last = _ago(days) if days is not None else None
    _insert(
        con,
        "scores",
        person_id=person_id,
        as_of=AS_OF.replace(tzinfo=None),
        closeness=closeness,
        closeness_90d_ago=before,
        due=points[0] * 2,
        owed=points[1] * 2,
        goals=points[2] * 2,
        cultivate=sum(points),
        confidence="medium",
        state=state,
        layer=5 if closeness > 60 else 15,
        last_contact=last,
        last_channel="meeting",
        rhythm_days=gap,
        target_days=gap,
        give_share=0.2 + number / 20,
    )
    _insert(
        con,
        "relationships_to_cultivate",
        rank=number,
        person_id=person_id,
        name=name,
        organisation=organisation,
        title=title,
        action=action,
        action_by=_ago(3 - number).date(),
        cultivate=sum(points),
        keep_points=points[0],
        owed_points=points[1],
        goal_points=points[2],
        moment_points=points[3],
        reasons=[f"A reason about {given} on 3 Nov 2026. +{sum(points):.1f}"],
    )
    for part, worth in zip(("keep", "owed", "goals", "moment"), points, strict=True):
        _insert(
            con,
            "score_parts",
            person_id=person_id,
            score="cultivate",
            part=part,
            points=worth,
            fact=f"{part} of {name}",
            evidence=[],
        )
    _insert(
        con,
        "score_parts",
        person_id=person_id,
        score="goals",
        part="direct",
        points=points[2] * 2,
        fact=f"{name} matches a target",
        evidence=[],
    )
    for step in range(8 if days is not None else 0):
        _insert(
            con,
            "interactions",
            interaction_id=f"i{number}-{step}",
            person_id=person_id,
            happened_at=_ago(days + step * (gap or 30) / 2),
            channel=("meeting", "email")[step % 2],
            direction=("both", "out", "in")[step % 3],
            source="mbox",
            account="default",
            source_key=f"{number}-{step}",
            subject="Lunch?",
            machine=False,
        )


def _add_rest(con: duckdb.DuckDBPyConnection) -> None:
    _insert(
        con,
        "people.merges",
        person_id="p11",
        record_id="mbox/default/9",
        rule="same_name",
        evidence="same name Ingrid Sorensen",
        judged_by="rule",
        joined_to="vcard/default/11",
        weight=0.95,
    )
    _insert(con, "people", person_id="p00", name="Omar Example", kind="owner")
    _insert(
        con,
        "owed",
        person_id="p01",
        kind="thanks",
        since=_ago(10),
        points=43.9,
        fact="You met Ana Okafor on 12 Nov, no note since.",
    )
    _insert(
        con,
        "owed",
        person_id="p03",
        kind="reply",
        since=_ago(33),
        points=15.5,
        fact="Fatima Chen asked you something on 20 Oct.",
    )
    _insert(
        con,
        "waiting",
        person_id="p04",
        since=_ago(9),
        fact="You asked Wei Lindqvist on 13 Nov; no answer yet.",
    )
    _insert(
        con,
        "give_and_take",
        person_id="p09",
        kind="gave",
        happened_at=_ago(20),
        value=2.0,
        fact="Read Sam's draft.",
    )
    _insert(
        con,
        "moments",
        person_id="p05",
        kind="birthday",
        happens_on=_ago(-6).date(),
        fact="Birthday on 28 Nov.",
    )
    _insert(
        con,
        "goals",
        goal_id="g1",
        priority=1,
        sentence="I am looking for a post as data lead.",
    )
    _insert(
        con,
        "targets",
        target_id="t1",
        goal_id="g1",
        kind="organisation",
        organisation="Globex",
        need=True,
        priority=1,
    )
    _insert(
        con,
        "introductions",
        target_id="t1",
        person_id="p03",
        strength=60.0,
        link="both at Globex now",
        evidence=[],
    )
    _insert(
        con,
        "introduced",
        person_id="p04",
        by_person_id="p01",
        happened_at=_ago(16),
        evidence=[],
    )
    _insert(
        con,
        "contact_records",
        record_id="mbox/default/9",
        source="mbox",
        account="default",
        source_key="9",
        person_id="p11",
        name="Ingrid Sorensen",
    )
    _insert(
        con,
        "match_candidates",
        record_a="vcard/default/12",
        record_b="mbox/default/9",
        weight=4.0,
        band="review",
        evidence="same family name",
    )
    _insert(con, "excluded", address="news@example.net", rule="list_id", messages=52)
    _insert(
        con,
        "problems",
        run_id=1,
        source="mbox",
        what="message without a date",
        why="no Date header",
        cure="nothing to do",
        file="a",
        place="1",
    )
    _insert(con, "runs", run_id=1, kind="run", started_at=_ago(0.1), state="ok")
    for source in ("vcard", "mbox"):
        _insert(
            con,
            "source_runs",
            run_id=1,
            source=source,
            account="default",
            records=12,
            interactions=88,
            problems=0,
            state="ok",
        )
    _insert(
        con,
        "staging.interactions",
        touch_ref="journal/default/1",
        happened_at=_ago(12),
        journal_kind="learned",
        note="A data lead there owns the road map too.",
    )
    con.execute("insert into staging.participants values ('journal/default/1', 'r1')")
    con.execute("insert into people.assignments values ('r1', 'p01')")
