"""Bring the archive back, erase a person: `restore`, `forget`."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import typer

from flows.commands._database import sealed
from flows.commands._decisions import Said, append
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import (
    WrongUse,
    as_date,
    busy,
    on_terminal,
    one_line,
    opened,
    say,
    table,
)
from flows.settings import Home, UserError

if TYPE_CHECKING:
    from flows.forget import Erased

app = group()


@app.command()
def restore(
    ctx: typer.Context,
    day: str = typer.Argument(
        "", metavar="DATE", help="The copy of this day; without it they are listed."
    ),
) -> None:
    """Bring back a verified copy of the archive, or list them.

    The archive that is there is set aside, not deleted. Your journal, decisions and
    settings are not touched.

    Example: cultivate restore 2026-11-20
    """
    from flows import copies, steps

    home, _ = opened(ctx)
    if not day:
        _list(home)
        return
    wanted = as_date(day)
    chosen = [copy for copy in copies.kept(home) if copy.day == wanted]
    if not chosen:
        raise WrongUse(f"there is no copy of {day}; see them: cultivate restore")
    with steps.locked(home), busy("bringing the copy back"):
        aside = copies.restore(home, chosen[0])
    say(f"The archive is again as it was on {day}.")
    if aside:
        say(f"The one before is kept as {aside.name}; delete it when all is well.")
    say("Make the database and the report of it: cultivate build")


@app.command()
def forget(
    ctx: typer.Context,
    who: str = typer.Argument(
        metavar="NAME", help="The person: a name, address or id."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Erase a person everywhere, and keep them out from then on.

    It rewrites the archive and its copies, the journal, your decisions and what was
    fetched, and deletes past reports that name them. There is no way back. Files you
    dropped are not touched; those that still hold them are listed.

    Example: cultivate forget "Ana Okafor"
    """
    from flows import forget as step
    from flows import forgotten, steps, traces

    home, settings = opened(ctx)
    con = sealed(home, settings)
    person = one_person(con, who)
    as_of = con.execute("select max(as_of) from scores").fetchall()[0][0]
    con.close()
    if not yes and not on_terminal():
        raise WrongUse("nobody is erased without your word; add --yes")
    if not yes:
        typer.confirm(f"Erase {one_line(person['name'])} for good?", abort=True)
    with steps.locked(home), busy("erasing"):
        known = traces.find(home, person["person_id"])
        mark = forgotten.seal((*known.identities, *known.records), known.names)
        append(home, Said("forget", value=mark))
        erased = step.erase(home, settings, known)
        moment = as_of.replace(tzinfo=UTC)
        steps.report(home, settings, moment, steps.build(home, settings, moment))
        left = traces.left(home, known)
    _tell(erased, left)


def _tell(erased: Erased, left: list[str]) -> None:
    done = (
        (erased.rows, "row of the archive"),
        (erased.lines, "line of journal and decisions"),
        (erased.reports, "past report"),
        (erased.copies, "rewritten copy"),
    )
    say(table(("erased", "what"), done))
    for file in erased.still_in:
        say(f"Still in a file of yours: {file}")
    for place in left:
        say(
            f"Still found in {place}: a namesake's, or of an import that was taken "
            "back; look there"
        )
    if left:
        raise typer.Exit(1)
    say("A search of both databases, decisions, journal and reports finds nothing.")


def _list(home: Home) -> None:
    from flows import copies

    found = copies.kept(home)
    if not found:
        raise UserError(
            "there is no copy yet; every run and night keeps one ([home] copies)"
        )
    with busy("checking the copies"):
        lines = [
            (copy.day, copy.file.stat().st_size >> 10, copies.faults(copy) or "whole")
            for copy in found
        ]
    say(table(("day", "kB", "state"), lines))
