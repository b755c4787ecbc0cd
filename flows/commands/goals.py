"""What the owner looks for, whom they need or would like to know, and the ways."""

from __future__ import annotations

from typing import Any

import typer

from flows.commands._database import rows, sealed
from flows.commands._decisions import Said, append, in_force, record_of
from flows.commands._lazy import group
from flows.commands._people import find_people
from flows.commands._shared import WrongUse, home_of, opened, say, table
from flows.settings import Home, Settings

app = group()
goal = group()
target = group()
app.add_typer(
    goal,
    name="goal",
    help="Say what you are looking for, in a sentence.\n\n"
    'Example: cultivate goal add "A data lead role in public health"',
)
app.add_typer(
    target,
    name="target",
    help="Say whom you need or would like to know.\n\n"
    'Example: cultivate target add --title "Head of Data" --organisation Globex',
)
PRIORITY: Any = typer.Option(2, min=1, max=3, help="1 is highest.")
_NEXT = "It counts from the next run on, or at once with: cultivate build"


@goal.command("add")
def add_goal(
    ctx: typer.Context,
    sentence: str = typer.Argument(help="What you are looking for, in a sentence."),
    priority: int = PRIORITY,
) -> None:
    """Add a goal; targets can serve it.

    Example: cultivate goal add "A data lead role in public health" --priority 1
    """
    said = Said("goal", value=sentence, note=f"priority {priority}")
    decision = append(home_of(ctx), said)
    say(f"Goal {decision} stands.  (undo: cultivate undo {decision})")
    say(f"Name whom it needs: cultivate target add --title TITLE --goal {decision}")


@goal.command("list")
def list_goals(ctx: typer.Context) -> None:
    """List the goals in force.

    Example: cultivate goal list
    """
    home, settings = opened(ctx)
    found = rows(
        sealed(home, settings),
        "select goal_id, priority, sentence from goals order by priority, goal_id",
    )
    waiting = _waiting(home, "goal", [row["goal_id"] for row in found])
    if not (found or waiting):
        say('No goal yet; add one with: cultivate goal add "what you look for"')
    if found:
        names = ("id", "priority", "goal")
        say(table(names, [tuple(row.values()) for row in found]))
    if waiting:
        say(waiting)


def _waiting(home: Home, verb: str, counted: list[str]) -> str:
    """Names the goals or targets said since the last build; nothing when none is."""
    said = [line.decision_id for line in in_force(home) if line.verb == verb]
    new = [decision_id for decision_id in said if decision_id not in counted]
    if not new:
        return ""
    counts = "counts" if len(new) == 1 else "count"
    named = f"{verb.capitalize()}{'' if len(new) == 1 else 's'} {', '.join(new)}"
    return f"{named} {counts} from the next run on, or at once with: cultivate build"


@target.command("add")
def add_target(
    ctx: typer.Context,
    person: str = typer.Option("", metavar="NAME", help="A person, known or not yet."),
    title: str = typer.Option("", help="What they do: Head of Data."),
    field: str = typer.Option("", help="A field: public health."),
    organisation: str = typer.Option("", help="Where they are."),
    goal_id: str = typer.Option("", "--goal", metavar="ID", help="The goal it serves."),
    like: bool = typer.Option(False, "--like", help="Would like, rather than need."),
    priority: int = PRIORITY,
) -> None:
    """Add a person, title, field or organisation you need or would like to know.

    Example: cultivate target add --title "Head of Data" --organisation Globex
    """
    facets = {
        "person": person,
        "title": title,
        "field": field,
        "organisation": organisation,
    }
    told = {name: text.strip() for name, text in facets.items() if text.strip()}
    if not told:
        raise WrongUse("name a --person, --title, --field or --organisation")
    if any(";" in text for text in told.values()):
        raise WrongUse("a target's words cannot hold a semicolon; leave it out")
    home = home_of(ctx)
    if goal_id:
        _require_goal(home, goal_id)
    said = Said(
        "target",
        _known_record(home, ctx, told.get("person", "")),
        "; ".join(f"{name}: {text}" for name, text in told.items()),
        f"{'like' if like else 'need'}, priority {priority}",
        goal_id,
    )
    decision = append(home, said)
    say(f"Target {decision} stands.  (undo: cultivate undo {decision})")
    say(_NEXT)


def _require_goal(home: Home, goal_id: str) -> None:
    from flows.decisions import read

    goals = [line.decision_id for line in read(home) if line.verb == "goal"]
    if goal_id not in goals:
        known = ", ".join(goals) or "none yet"
        raise WrongUse(f"there is no goal {goal_id}; there are: {known}")


def _known_record(home: Home, ctx: typer.Context, name: str) -> str:
    """The record of the one person so called, if there is exactly one."""
    if not name or not home.database.is_file():
        return ""
    con = sealed(*opened(ctx))
    found = find_people(con, name)
    return record_of(con, found[0]["person_id"]) if len(found) == 1 else ""


@target.command("list")
def list_targets(ctx: typer.Context) -> None:
    """List the targets in force, and how many people lead to each.

    Example: cultivate target list
    """
    home, settings = opened(ctx)
    found = _targets(home, settings)
    waiting = _waiting(home, "target", [row["target_id"] for row in found])
    if not (found or waiting):
        say("No target yet; add one with: cultivate target add --title TITLE")
    if found:
        need = {True: "needed", False: "would like"}
        shown = [row | {"need": need[row["need"]]} for row in found]
        names = ("id", "target", "", "priority", "ways")
        say(table(names, [tuple(row.values()) for row in shown]))
    if waiting:
        say(waiting)


def _targets(home: Home, settings: Settings) -> list[dict[str, Any]]:
    return rows(
        sealed(home, settings),
        """
        select
            targets.target_id,
            concat_ws(
                ' at ',
                nullif(concat_ws(', ', nullif(name, ''), nullif(title, '')), ''),
                nullif(organisation, '')
            ) as wanted,
            need,
            priority,
            count(introductions.person_id) as ways,
        from targets
        left join introductions using (target_id)
        group by all
        order by priority, target_id
        """,
    )


@app.command()
def paths(
    ctx: typer.Context,
    wanted: str = typer.Argument(
        metavar="TARGET", help="A target's id, or part of what it says."
    ),
) -> None:
    """Show who could introduce you, the warmest way first.

    Example: cultivate paths Globex
    """
    home, settings = opened(ctx)
    targets = [
        row
        for row in _targets(home, settings)
        if wanted == row["target_id"] or wanted.lower() in row["wanted"].lower()
    ]
    if not targets:
        raise WrongUse(
            f"no target says {wanted}; see: cultivate target list "
            "(a new one counts after: cultivate build)"
        )
    con = sealed(home, settings)
    for number, row in enumerate(targets):
        if number:
            say()
        say(f"{row['target_id']}  {row['wanted']}")
        found = rows(con, _WAYS, {"target_id": row["target_id"]})
        if found:
            say(_ways(found))
        else:
            known = rows(con, _IN_TOUCH, {"fact": f"On your list: {row['wanted']}"})
            say(_no_way([person["name"] for person in known]))


_WAYS = """
    select
        people.name,
        round(scores.closeness) as closeness,
        round(introductions.strength) as strength,
        introductions.link,
    from introductions
    inner join people using (person_id)
    inner join scores using (person_id)
    where introductions.target_id = $target_id and not people.muted
    order by introductions.strength desc, people.person_id
    limit 10
"""


_IN_TOUCH = """
    select people.name
    from score_parts
    inner join people using (person_id)
    inner join scores using (person_id)
    where
        score_parts.score = 'goals'
        and score_parts.part = 'direct'
        and score_parts.fact = $fact
        and scores.last_contact is not null
    order by scores.closeness desc, people.person_id
    limit 3
"""


def _no_way(known: list[str]) -> str:
    if known:
        return f"No introduction is needed: you are in touch with {', '.join(known)}."
    return "Nobody you know leads there, or you are in touch already."


def _ways(found: list[dict[str, Any]]) -> str:
    names = ("ask", "you and they", "path", "they and the target")
    return table(names, [tuple(row.values()) for row in found])
