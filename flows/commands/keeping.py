"""Bring the archive back: `restore`."""

from __future__ import annotations

import typer

from flows.commands._lazy import group
from flows.commands._shared import WrongUse, as_date, busy, opened, say, table
from flows.settings import Home, UserError

app = group()


@app.command()
def restore(
    ctx: typer.Context,
    day: str = typer.Argument(
        "", metavar="DATE", help="The copy of this day; without it they are listed."
    ),
) -> None:
    """Bring back a verified copy of the archive, or list the copies there are.

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
