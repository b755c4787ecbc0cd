"""The exact sum behind a person's scores: `why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from flows.commands._database import rows, sealed
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import heading, local_day, opened, say, table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SCORES = ("cultivate", "closeness", "due", "owed", "goals")
app = group()


@app.command()
def why(
    ctx: typer.Context,
    name: str = typer.Argument(
        metavar="NAME", help="A name or part of it, an address, or an id."
    ),
) -> None:
    """Show the exact sum behind each score of a person.

    The parts, rounded as shown, add up to the total shown. Last comes what moved
    closeness in the last 90 days.

    Example: cultivate why "Ana Okafor"
    """
    home, settings = opened(ctx)
    con, zone = sealed(home, settings), settings.owner.zone
    person = one_person(con, name)
    heading(f"{person['name']}   {person['person_id']}")
    found = rows(con, "from scores where person_id = $id", {"id": person["person_id"]})
    if not found:
        kind = f"{person['kind']} ({person['kind_rule']})"
        say(f"No score: only people are scored, and this is {kind}.")
    for score in SCORES if found else ():
        say()
        _show_parts(con, person["person_id"], score, found[0][score], zone)
    if found:
        _show_change(con, person["person_id"])


def _show_parts(
    con: Connection, person_id: str, score: str, total: float, zone: ZoneInfo
) -> None:
    from flows.report import words

    query = """
        select part, points, fact, happened_at, source
        from score_parts
        where person_id = $id and score = $score
        order by abs(points) desc, part, fact
    """
    parts = rows(con, query, {"id": person_id, "score": score})
    points = words.shown_parts([part["points"] for part in parts], total)
    lines = [
        (part["part"], shown, part["fact"], _when(part, zone), part["source"])
        for part, shown in zip(parts, points, strict=True)
    ]
    lines.append((f"= {score}", words.number(total), "", "", ""))
    say(table(("part", "points", "fact", "when", "source"), lines))


def _show_change(con: Connection, person_id: str) -> None:
    """What of closeness came and went since 90 days ago, part by part."""
    from flows.report import words

    query = """
        select part, points_90d_ago, points
        from closeness_changes
        where person_id = $id
        order by abs(moved) desc, part
    """
    parts = rows(con, query, {"id": person_id})
    if not parts:
        return
    columns = []
    for column in ("points_90d_ago", "points"):
        held = [part[column] for part in parts]
        columns.append(words.shown_parts(held, sum(held)))
        columns[-1].append(words.number(sum(held)))
    then, now = columns
    moved = [
        f"{(words.tenths(float(b)) - words.tenths(float(a))) / 10:+.1f}"
        for a, b in zip(then, now, strict=True)
    ]
    names = [*(part["part"] for part in parts), "= closeness"]
    say()
    say(
        table(
            ("part", "90 days ago", "now", "moved"),
            list(zip(names, then, now, moved, strict=True)),
        )
    )


def _when(part: dict[str, Any], zone: ZoneInfo) -> str:
    """The day of a part; a moment (a birthday) is a day of the owner's already."""
    when = part["happened_at"]
    if when and part["part"].startswith("moment_"):
        return f"{when:%Y-%m-%d}"
    return local_day(when, zone)
