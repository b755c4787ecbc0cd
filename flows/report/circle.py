"""The circle as a whole: where ties go, who gives, which groups are kept.

Takes the material, gives what the templates need: a finding in words and rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from flows.report import charts, egomap, words
from flows.report.reading import Material

Shown = dict[str, Any]
LAYERS = (5, 15, 50, 150)
ONE_SIDED = (0.286, 0.714)  # scoring 3.4: 40/140 and 100/140


def movers(material: Material) -> Shown:
    """Closeness 90 days ago and now."""
    rows = [
        row | {"chart": charts.move(row["closeness_90d_ago"], row["closeness"])}
        for row in material["movers"]
    ]
    up = sum(row["moved"] > 0 for row in rows)
    new = sum(
        bool(row["closeness"]) and not row["closeness_90d_ago"]
        for row in material["everyone"]
    )
    came = f"{words.count(new, 'person', 'people')} came new"
    finding = f"{came} in 90 days." if new else ""
    if rows:
        finding = (
            f"Of the {words.count(len(rows), 'tie')} that moved most in 90 days, "
            f"{up} grew closer and {len(rows) - up} loosened; {came}."
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
    than = "more than" if now > year_ago else "fewer than"
    trend = "as many as" if now == year_ago else than
    before = f"the {year_ago}" if year_ago else "none"
    finding = (
        f"{words.count(now, 'tie')} went both ways in the last 90 days, "
        f"{trend} {before} a year ago."
    )
    return {
        "finding": finding,
        "chart": charts.columns(columns, finding),
        "most": max(totals),
        "rows": list(zip(months, columns, totals, strict=True)),
        "kinds": kinds,
    }


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
    finding = ""
    if rows or given:
        finding = words.sentence(
            f"{_who_writes([row['leans'] for row in shown])}"
            f"{words.count(len(given), 'good turn')} of yours noted this quarter."
        )
    return {
        "rows": shown,
        "given": given,
        "favours": material["favours"][:20],
        "finding": finding,
    }


def _who_writes(sides: list[str]) -> str:
    """In how many ties one side does most of the writing; ends with a semicolon."""
    if not sides:
        return ""
    mine, theirs = sides.count("out"), sides.count("in")
    if mine and theirs:
        return (
            f"you do most of the writing in {words.count(mine, 'tie')}, "
            f"they do in {words.count(theirs, 'tie')}; "
        )
    if mine or theirs:
        who, ties = ("you", mine) if mine else ("they", theirs)
        return f"{who} do most of the writing in {words.count(ties, 'tie')}; "
    return "in no tie does one side do most of the writing; "


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


def known_to_each_other(material: Material) -> Shown:
    """The closest people seen together, as a map and as lists."""
    found = egomap.draw(material["links"])
    if found is None:
        return {"map": None, "circles": [], "finding": ""}
    people = sum(map(len, found.circles))
    return {
        "map": found.drawing,
        "circles": found.circles,
        "finding": (
            f"{words.count(people, 'person', 'people')} of your closest 60 were seen "
            f"together, in {words.count(len(found.circles), 'circle')}; "
            f"{words.brief(found.bridge, 80)} was seen with the most."
        ),
    }
