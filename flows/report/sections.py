"""Each section of the report: a finding in words, then what it shows.

Takes the material, gives what the templates need; no markup but charts here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flows.report import charts, words
from flows.report.reading import Material, Row
from flows.report.week import as_day, contact_days, strip

Shown = dict[str, Any]
LAYERS = (5, 15, 50, 150)
ONE_SIDED = (0.286, 0.714)  # scoring 3.4: 40/140 and 100/140


def owed(material: Material) -> Shown:
    """What the owner owes, and what they wait for."""
    rows, waiting = material["owed"], material["waiting"]
    people = len({row["person_id"] for row in rows})
    kinds: dict[str, int] = defaultdict(int)
    for row in rows:
        kinds[row["kind"]] += 1
    listed = words.listed(
        [f"{n} {words.OWED.get(kind, words.say(kind))}" for kind, n in kinds.items()]
    )
    finding = ""
    if rows:
        finding = f"{words.count(people, 'person', 'people')} may be glad to hear "
        finding += f"from you: {listed}."
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
            f"{words.count(len(rows), 'person', 'people')} quiet for longer than the "
            f"two of you usually are; {fading or 'none'} of them fading."
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


def movers(material: Material) -> Shown:
    """Closeness 90 days ago and now."""
    rows = [
        row | {"chart": charts.move(row["closeness_90d_ago"], row["closeness"])}
        for row in material["movers"]
    ]
    up = sum(row["moved"] > 0 for row in rows)
    finding = ""
    if rows:
        finding = (
            f"Of the {len(rows)} ties that moved most in 90 days, {up} grew closer "
            f"and {len(rows) - up} loosened."
        )
    return {"rows": rows, "finding": finding}


def ties(material: Material) -> Shown:
    """Two-way ties over 24 months, by the layer they are in today."""
    months: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in material["ties_by_month"]:
        months[row["month"]][layer_class(row["layer"])] += row["ties"]
    kinds = [*(f"layer{n}" for n in LAYERS), "beyond"]
    columns = [[(kind, found[kind]) for kind in kinds] for found in months.values()]
    totals = [sum(n for _, n in column) for column in columns]
    if not any(totals):
        return {"finding": "", "rows": []}
    now, year_ago = totals[-1], totals[-13] if len(totals) > 12 else totals[0]  # noqa: PLR2004  months
    trend = "more than" if now > year_ago else "fewer than"
    trend = (
        f"as many as the {year_ago}" if now == year_ago else f"{trend} the {year_ago}"
    )
    finding = (
        f"{words.count(now, 'tie')} went both ways in the last 90 days, "
        f"{trend} a year ago."
    )
    return {
        "finding": finding,
        "chart": charts.columns(columns, finding),
        "most": max(totals),
        "rows": list(zip(months, columns, totals, strict=True)),
        "kinds": kinds,
    }


def goals(material: Material) -> Shown:
    """One card a goal, with its targets, who could introduce, who fits."""
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
        "finding": words.sentence(words.listed(said)) + "." if some else "",
    }


def referrals(rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Who introduced, and the people they led to."""
    trees: dict[str, tuple[Row, list[Row]]] = {}
    for row in rows:
        trees.setdefault(row["by_person_id"], (row, []))[1].append(row)
    return sorted(trees.values(), key=lambda tree: -len(tree[1]))


def give_and_take(material: Material) -> Shown:
    """Who gives, who takes; what the owner gave this quarter."""
    rows = material["give_and_take"]
    full = max([row["given"] for row in rows] + [row["taken"] for row in rows] + [1])
    shown = [
        row | {"chart": charts.diverge(row["given"], row["taken"], full)}
        | {"leans": leans(row["give_share"])}
        for row in rows
    ]  # fmt: skip
    quarter = material.as_of - timedelta(days=91)
    given = [
        row
        for row in material["favours"]
        if row["kind"] == "gave" and row["happened_at"] >= quarter
    ]
    counts = [sum(row["leans"] == way for row in shown) for way in ("out", "in")]
    finding = ""
    if rows or given:
        finding = (
            f"You do most of the writing in {words.count(counts[0], 'tie')}, they do "
            f"in {words.count(counts[1], 'tie')}; "
            f"{words.count(len(given), 'good turn')} of yours noted this quarter."
        )
    return {
        "rows": shown,
        "given": given,
        "favours": material["favours"][:20],
        "finding": finding,
    }


def leans(share: float) -> str:
    """out, in or even: which side of a tie writes more."""
    if share >= ONE_SIDED[1]:
        return "out"
    return "in" if share <= ONE_SIDED[0] else "even"


def groups(material: Material) -> Shown:
    """Groups kept in touch with and neglected."""
    rows = material["groups"]
    full = max((row["people"] for row in rows), default=1)
    shown = [
        row
        | {
            "share": row["kept"] / row["people"],
            "chart": charts.stack(
                [
                    ("kept", row["kept"]),
                    ("oneway", row["one_way"]),
                    ("silent", row["silent"]),
                ],
                full,
            ),
        }
        for row in rows
    ]
    finding = ""
    if shown:
        best = max(shown, key=lambda row: (row["share"], row["people"]))
        least = min(shown, key=lambda row: (row["share"], -row["people"]))
        finding = (
            f"You keep {words.say(best['group_name'])} best "
            f"({best['kept']} of {best['people']} in touch both ways this year)"
        )
        if least is not best:
            finding += (
                f"; {words.say(least['group_name'])} least "
                f"({least['kept']} of {least['people']})"
            )
        finding += "."
    return {"rows": shown, "finding": finding}


def learned(material: Material) -> Shown:
    """Lines of the journal: what was learned, and next steps."""
    rows = material["learned"]
    lessons = [row for row in rows if row["kind"] != "promise"]
    steps = [row for row in rows if row["kind"] == "promise"]
    finding = ""
    if rows:
        finding = (
            f"{words.count(len(lessons), 'line')} learned or noted and "
            f"{words.count(len(steps), 'next step')} in a year of your journal."
        )
        finding = words.sentence(finding)
    return {"lessons": lessons, "steps": steps, "finding": finding}


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
        "excluded": excluded,
        "problems": troubles,
        "confidence": low,
        "finding": finding,
    }


def coverage(material: Material) -> Shown:
    """What each source knows, and since when."""
    rows, today = material["coverage"], material.as_of.date()
    starts = [min(row["months"]) for row in rows if row["months"]]
    start = min([*starts, today - timedelta(days=365)])
    shown = [
        row | {"chart": charts.months(row["months"] or [], start, today)}
        for row in rows
    ]
    sources = sorted({words.say(row["source"]) for row in rows})
    touches = sum(row["interactions"] for row in rows)
    finding = (
        f"{words.listed(sources)}: {words.count(touches, 'touch', 'touches')} since "
        f"{words.MONTHS[start.month - 1]} {start.year}."
    )
    return {"rows": shown, "start": start, "finding": finding}


def layer_class(layer: Any) -> str:
    """The colour class of a layer, 5 to 150."""
    return f"layer{layer}" if layer in LAYERS else "beyond"
