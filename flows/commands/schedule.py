"""Have the night started by the system: `schedule install`, `remove`, `status`."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from flows.commands._lazy import group
from flows.commands._schedulers import SCHEDULERS, Night, Scheduler, choose
from flows.commands._shared import WrongUse, on_terminal, opened, say
from flows.settings import UserError

app = group()
schedule = group()
app.add_typer(
    schedule,
    name="schedule",
    help="Have the system start the night every day.\n\n"
    "Example: cultivate schedule install --at 05:30",
)


class By(StrEnum):
    """Who starts it; `auto` takes the first this machine has."""

    auto = "auto"
    systemd = "systemd"
    launchd = "launchd"
    cron = "cron"


BY: Any = typer.Option(
    By.auto, "--by", help="systemd, launchd or cron; else what fits."
)


@schedule.command()
def install(
    ctx: typer.Context,
    at: str = typer.Option("05:30", metavar="HH:MM", help="When, every day."),
    by: By = BY,
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Start the night of this home every day: shows what it writes, then asks.

    Example: cultivate schedule install --at 05:30
    """
    scheduler = _scheduler(ctx, by, at)
    for file, text in scheduler.files().items():
        say(f"# {file}")
        say(text)
    if not yes and not on_terminal():
        raise WrongUse("nothing is written without your word; add --yes")
    if not yes:
        typer.confirm(f"Write this for {scheduler.name}?", default=True, abort=True)
    scheduler.install()
    say(f"The night runs every day at {at} by {scheduler.name}; {scheduler.keeps}.")


@schedule.command()
def remove(ctx: typer.Context) -> None:
    """Take the schedule of this home away.

    Example: cultivate schedule remove
    """
    gone = [s.name for s in _installed(ctx) if s.remove()]
    if not gone:
        raise UserError(
            "this home has no schedule; make one: cultivate schedule install"
        )
    say(f"The schedule by {', '.join(gone)} is gone.")


@schedule.command()
def status(ctx: typer.Context) -> None:
    """Say whether this home has a schedule, and what is next.

    Example: cultivate schedule status
    """
    told = [(s.name, s.status()) for s in _installed(ctx)]
    if not any(state for _, state in told):
        raise UserError(
            "this home has no schedule; make one: cultivate schedule install"
        )
    for name, state in told:
        if state:
            say(f"{name}: {state}")


def _scheduler(ctx: typer.Context, by: By, at: str) -> Scheduler:
    try:
        hour = datetime.strptime(at, "%H:%M").time()  # noqa: DTZ007  # a time of day
    except ValueError:
        raise WrongUse(f"{at} is no time of day; write it like 05:30") from None
    return choose("" if by is By.auto else by.value, _night(ctx, hour))


def _installed(ctx: typer.Context) -> list[Scheduler]:
    """Every scheduler that answers here or has files of this home."""
    night = _night(ctx, time(5, 30))
    all_of_them = [kind(night) for kind in SCHEDULERS]
    return [s for s in all_of_them if s.works() or any(map(Path.exists, s.files()))]


def _night(ctx: typer.Context, at: time) -> Night:
    home, settings = opened(ctx)
    return Night(home.path, at.hour, at.minute, settings.owner.timezone)
