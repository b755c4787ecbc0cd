"""What is missing or odd in a home: `doctor`."""

from __future__ import annotations

import typer

from flows.commands._database import sealed
from flows.commands._doctor_home import LOOKS, verified
from flows.commands._doctor_nights import QUESTIONS, runs
from flows.commands._lazy import group
from flows.commands._shared import opened, say

app = group()


@app.command()
def doctor(
    ctx: typer.Context,
    verify: bool = typer.Option(
        False, "--verify", help="Also read the archive and its copies to the end."
    ),
) -> None:
    """Say what is missing or odd in this home.

    It looks at the owner, permissions, paths, disk, decisions, nights, sources and
    months without mail; it ends with 1 when something wants mending.

    Example: cultivate doctor --verify
    """
    home, settings = opened(ctx)
    looks = (*LOOKS, runs, verified) if verify else (*LOOKS, runs)
    found = [finding for look in looks for finding in look(home, settings)]
    if home.database.is_file():
        con = sealed(home, settings)
        found += [finding for ask in QUESTIONS for finding in ask(con)]
    for finding in sorted(found, key=lambda one: one.weight):
        say(f"{finding.weight}: {finding.says}")
    if any(finding.weight == "mend" for finding in found):
        raise typer.Exit(1)
    say("Nothing wants mending.")
