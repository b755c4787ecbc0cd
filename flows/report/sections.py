"""Each section of the report: a finding in words, then what it shows.

Takes the material, gives what the templates need; no markup but charts here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flows.kinds import KINDS, Tally
from flows.report import tree, words
from flows.report.reading import Material, Row
from flows.report.week import as_day, contact_days, strip

Shown = dict[str, Any]


def owed(material: Material) -> Shown:
    """What the owner owes, and what they wait for."""
    rows, waiting = material["owed"], material["waiting"]
    people = len({row["person_id"] for row in rows})
    kinds = Counter(row["kind"] for row in rows)
    listed = words.listed([words.owed(kind, n) for kind, n in kinds.items()])
    finding = ""
    if rows:
        finding = (
            f"{words.count(people, 'person', 'people')} may be glad to hear from "
            f"you: {listed}."
        )
    return {"rows": rows, "waiting": waiting, "finding": finding}


def keep_in_touch(material: Material) -> Shown:
    """Silences that reached the gap to be kept, by the week they fell due."""
    today, days = material.as_of.date(), contact_days(material)
    rows = [
        row | {"strip": strip(row, days[row["person_id"]], today)}
        for row in material["keep_in_touch"]
    ]
    fading = sum(row["state"] == "fading" for row in rows)
    finding = ""
    if rows:
        finding = (
            f"{words.count(len(rows), 'person', 'people')} quiet for longer than "
            f"usual between you; {words.in_words(fading) if fading else 'none'} of "
            "them fading."
        )
    return {
        "rows": rows,
        "weeks": by_week(rows, today),
        "moments": material["moments"],
        "finding": finding,
    }


def by_week(rows: list[Row], today: date) -> list[tuple[str, list[Row]]]:
    """Rows under "this week", "last week", "this month", "earlier"."""
    monday = today - timedelta(days=today.weekday())
    heads = (
        ("due this week", monday),
        ("due last week", monday - timedelta(days=7)),
        ("due in the last three months", today - timedelta(days=92)),
        ("due before that", date.min),
    )
    found: dict[str, list[Row]] = {head: [] for head, _ in heads}
    for row in rows:
        due = as_day(row["due_on"]) or today
        found[next(head for head, since in heads if due >= since)].append(row)
    return [(head, group) for head, group in found.items() if group]


def goals(material: Material) -> Shown:
    """One card a goal, with its targets, who could introduce, who fits, which roles."""
    asks: dict[str, list[Row]] = defaultdict(list)
    for row in material["introductions"]:
        asks[row["target_id"]].append(row)
    found = []
    for _, group in groupby(material["goals"], key=lambda row: row["goal_id"]):
        rows = list(group)
        targets = [
            row | {"asks": asks[row["target_id"]], "label": target(row)}
            for row in rows
            if row["target_id"]
        ]
        found.append({"sentence": rows[0]["sentence"], "targets": targets})
    reachable = sum(bool(t["asks"]) for goal in found for t in goal["targets"])
    wanted = sum(len(goal["targets"]) for goal in found)
    finding = ""
    if found:
        finding = (
            f"{words.count(len(found), 'goal')}, {words.count(wanted, 'target')}; "
            f"somebody you know could introduce you to {reachable or 'none yet'}"
            f"{' of them' if reachable else ''}."
        )
    return {
        "goals": found,
        "people": one_line_a_person(material["goal_people"])[:12],
        "roles": material["roles"] if found else [],
        "finding": finding,
    }


def target(row: Row) -> str:
    """A target in words: who, what, where."""
    said = [row["name"], row["title"], row["organisation"]]
    return ", ".join(part for part in said if part) or "a target"


def one_line_a_person(rows: list[Row]) -> list[Row]:
    """The first row of each person."""
    first_rows: dict[str, Row] = {}
    for row in rows:
        first_rows.setdefault(row["person_id"], row)
    return list(first_rows.values())


def weak_ties(material: Material) -> Shown:
    """Dormant ties, people met once, connectors, and who introduced whom."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in material["weak_ties"]:
        kinds[row["why"]].append(row)
    said = [
        words.count(len(kinds["met_once"]), "person", "people")
        + " met just once of late",
        words.count(len(kinds["dormant"]), "dormant tie"),
        words.count(len(kinds["connector"]), "connector"),
    ]
    some = any(kinds.values())
    return {
        "kinds": [
            ("Met once, nothing since", kinds["met_once"]),
            ("Dormant, worth a call", kinds["dormant"]),
            ("They seem to know everyone", kinds["connector"]),
        ],
        "introduced": referrals(material["introduced"]),
        "tree": tree.draw(material["introduced"]),
        "led": led(material["introduced"]),
        "finding": words.sentence(words.listed(said)) + "." if some else "",
    }


def led(rows: list[Row]) -> str:
    """Who led the owner to most people, in a sentence."""
    trees = referrals(rows)
    if not trees:
        return ""
    row, people = trees[0]
    return (
        f"{words.count(len(trees), 'person', 'people')} led you to others; "
        f"{words.brief(row['by_name'], 40)} to {words.in_words(len(people))}."
    )


def referrals(rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Who introduced, and the people they led to."""
    trees: dict[str, tuple[Row, list[Row]]] = {}
    for row in rows:
        trees.setdefault(row["by_person_id"], (row, []))[1].append(row)
    return sorted(trees.values(), key=lambda tree: -len(tree[1]))


def learned(material: Material) -> Shown:
    """Lines of the journal: what was learned, and next steps."""
    rows = material["learned"]
    today = material.as_of.date()
    lessons = [row for row in rows if not _is_step(row, today)]
    steps = [row for row in rows if _is_step(row, today)]
    finding = ""
    if rows:
        finding = (
            f"{words.count(len(lessons), 'line')} learned or noted and "
            f"{words.count(len(steps), 'next step')} in a year of your journal."
        )
        finding = words.sentence(finding)
    return {"lessons": lessons, "steps": steps, "finding": finding}


def _is_step(row: Row, today: date) -> bool:
    """A promise still open, or a note for a day that is not over."""
    due = row["due_at"]
    return row["kind"] == "promise" or bool(due and due.date() >= today)


def nights(material: Material) -> list[str]:
    """What went wrong since the last good night, a sentence each."""
    said = {
        "failed": "The run of {} failed.",
        "broken": "The run of {} broke off.",
        "missed": "No night has come to its end since {}.",
    }
    return [
        said[row["state"]].format(f"{row['started_at']:%-d %B, %H:%M}")
        for row in material["broken_nights"]
    ]


def _of_kind(row: Row) -> str:
    """What the owner said of a kind of question, and what becomes of the rest."""
    answers = row["same"] + row["different"]
    said = f"{KINDS[row['kind']].says}: you said same to {row['same']} of {answers}"
    if KINDS[row["kind"]].parts:
        alike = words.count(row["questions"], "join")
    else:
        alike = f"{words.count(row['questions'], 'name')} alike"
    done = {"same_kind": "joined", "part_kind": "parted"}.get(row["judgement"])
    if done:
        return f"{said}; {alike} {done} on your word of {row['happened_at']:%-d %B %Y}."
    return f"{said}; {alike} to be asked about."


def _may_be_said(row: Row) -> str:
    """The verb that says yes to a kind, where its answers bear it and none was said."""
    tally, kind = Tally(row["same"], row["different"]), KINDS[row["kind"]]
    bears = tally.is_doubted if kind.parts else not tally.needed(0, 1)
    return kind.word if bears and row["judgement"] is None else ""


def health(material: Material) -> Shown:
    """What to confirm, what was kept out, what could not be read."""
    merges, excluded = material["merges_to_confirm"], material["excluded"]
    troubles = material["problems"]
    low = {row["confidence"]: row["people"] for row in material["confidence"]}
    kept_out = sum(row["senders"] for row in excluded)
    finding = (
        f"{words.count(len(merges), 'pair')} of records to confirm, "
        f"{words.count(kept_out, 'sender')} kept out, "
        f"{words.count(low.get('low', 0), 'person', 'people')} known from one or two "
        f"touches only."
    )
    finding = words.sentence(finding)
    return {
        "merges": merges,
        "kinds": [
            (_of_kind(row), row["kind"], _may_be_said(row))
            for row in material["kinds"]
            if row["kind"] in KINDS
        ],
        "excluded": excluded,
        "problems": troubles,
        "confidence": low,
        "finding": finding,
    }
