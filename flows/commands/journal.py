"""A line in the owner's journal: `log`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer

from flows.commands import _appending
from flows.commands._database import sealed
from flows.commands._lazy import group
from flows.commands._people import ask_which, find_people, one_person
from flows.commands._shared import WrongUse, as_date, opened, say
from flows.settings import Home, Settings

if TYPE_CHECKING:
    from connectors._people import Person

HEAD = "# Journal\n\n"
app = group()
_ASKED_FOR_WORK = re.compile(
    r"^- \S+ asked .*\b(?:jobs?|vacanc(?:y|ies)|(?:open )?positions?|hir(?:e|ing)|"
    r"stelle|arbeit|emploi|poste|empleo|trabajo|puesto)\b",
    re.IGNORECASE,
)


@app.command()
def log(
    ctx: typer.Context,
    sentence: str = typer.Argument(
        metavar="SENTENCE",
        help="met, called, wrote, note, gave, asked, thanks, promise, intro or "
        "learned; whom; and what about.",
    ),
    on: str = typer.Option("", metavar="DATE", help="The day, else today: 2026-01-31."),
    person: list[str] = typer.Option(
        [], metavar="ID", help="Whom a name means, when several have it."
    ),
) -> None:
    """Append to the journal what mail and calendar do not see.

    A note about somebody with `by DATE` comes back when that day is near:
    "note Ana Okafor: ask how the move went by 2026-12-05".

    Example: cultivate log "met Ana Okafor for coffee"
    """
    home, settings = opened(ctx)
    line = write(home, settings, sentence, _day(on, settings), person)
    say(line)
    if _ASKED_FOR_WORK.search(line):
        days = settings.report.ask_cooldown_days
        say(
            "Kept as you said. People give advice more gladly than work: next time a "
            "question about their own way may open more. No new ask of them is "
            f"proposed for {days} days, unless you give or thank between."
        )
    say(f"Kept in {home.journal.name}; it counts after: cultivate run")


def write(
    home: Home, settings: Settings, sentence: str, day: date, chosen: Sequence[str]
) -> str:
    """Append what a sentence says to the journal; gives the line written.

    chosen: the people meant, by id, when several have a name of the sentence.
    Raises WrongUse for what cannot be understood.
    """
    from connectors._journal_line import (
        DATED,
        UnreadableLineError,
        format_line,
        parse_sentence,
        wrong_day,
    )

    if not sentence.strip():
        raise WrongUse('say what happened: cultivate log "met Ana Okafor for coffee"')
    try:
        said = parse_sentence(sentence)
    except UnreadableLineError as error:
        raise WrongUse(f"{error.what}; {error.cure}") from None
    if said.kind in DATED and (due := wrong_day(said.rest)):
        raise WrongUse(f"{due} is no day; write it like: by 2026-01-31")
    names = _resolve(home, settings, said.names, chosen)
    line = format_line(day, said.kind, names, said.rest)
    _append(home, line)
    return line


def _day(on: str, settings: Settings) -> date:
    today = datetime.now(settings.owner.zone).date()
    day = as_date(on) if on else today
    if day > today:
        raise WrongUse(f"{day} has not come yet; log it when it has happened")
    return day


def _resolve(
    home: Home, settings: Settings, names: Sequence[Person], chosen: Sequence[str]
) -> list[Person]:
    """The people of the database whom the names mean; an unknown name stays.

    With the address written beside it, the line still means the same person when
    a namesake turns up next year. Raises WrongUse when a name may mean several.
    """
    if not home.database.is_file():
        return list(names)
    con = sealed(home, settings)
    picked = {row["person_id"]: row for row in (one_person(con, id_) for id_ in chosen)}
    resolved = []
    for name in names:
        if name.address:
            resolved.append(name)
            continue
        matches = [row for row in find_people(con, name.name) if _may_be_met(row)]
        wanted = [row for row in matches if row["person_id"] in picked] or matches
        if len(wanted) > 1:
            raise ask_which(name.name, wanted, "with --person ID")
        if not wanted:
            say(f"{name.name} is new here, and is kept by that name.")
        resolved.append(_written(name, wanted[0]) if wanted else name)
    return resolved


def _may_be_met(row: dict[str, Any]) -> bool:
    return row["kind"] not in {"owner", "automated", "list", "resource"}


def _written(name: Person, row: dict[str, Any]) -> Person:
    address = next(iter(row["emails"] + row["phones"]), "")
    organisation = "" if address else name.organisation or row["organisation"]
    return replace(name, name=row["name"], address=address, organisation=organisation)


def _append(home: Home, line: str) -> None:
    with _appending.held(home.journal) as file:
        head = "" if file.seek(0, os.SEEK_END) else HEAD
        _appending.put(file, f"{head}{line}\n")
