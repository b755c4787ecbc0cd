"""The night, by hand: `run`, `build`, `report`, `nightly`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from flows.commands._lazy import group
from flows.commands._shared import (
    WrongUse,
    busy,
    count,
    opened,
    reading,
    say,
    warn,
    which_tells,
)
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from flows.collect import Tally

app = group()
AS_OF: Any = typer.Option(
    None, "--as-of", metavar="DATE", help="Look from the end of this day; else now."
)
OPEN: Any = typer.Option(False, "--open", help="Open the report in the browser.")


@app.command()
def run(ctx: typer.Context, as_of: str = AS_OF, show: bool = OPEN) -> None:
    """Read what is new, resolve, score and report, at once.

    Example: cultivate run --open
    """
    from flows import steps

    home, settings = opened(ctx)
    moment = _moment(as_of, settings)
    with steps.attempt(home, settings, "run") as attempt:
        failed, whys = _collect(home, settings, attempt.run_id)
        attempt.has_read()
        page = _build(home, settings, moment)
        attempt.end("partly" if failed else "ok")
        with busy("copying the archive"):
            steps.keep_copy(home, settings)
    if not settings.owner.emails:
        say("Which addresses are yours is not said yet; see: cultivate doctor")
    _show(page, show=show)
    _complain(whys)


def _complain(whys: Sequence[str]) -> None:
    """Say what kept accounts from being fetched; exit code 1 when anything did."""
    if whys:
        raise UserError("\ncultivate: ".join(whys))


def _moment(as_of: str | None, settings: Settings) -> datetime:
    """The instant to look from; no date there is wrong use.

    A day still to come is looked from all the same, and that is said.
    """
    from flows import steps

    try:
        moment = steps.moment(as_of, settings)
    except UserError as error:
        raise WrongUse(str(error)) from None
    zone = settings.owner.zone
    if moment.astimezone(zone).date() > datetime.now(zone).date():
        warn(
            f"{as_of} is still to come: this looks from there as if nothing more came "
            "until then; back to today: cultivate build"
        )
    return moment


def _collect(
    home: Home, settings: Settings, run_id: int
) -> tuple[list[str], list[str]]:
    """Read every source, a line each; gives the names of those that failed.

    And what kept accounts on servers from being fetched.
    """
    from flows import steps

    failed: list[str] = []
    whys: list[str] = []
    for source, items in steps.find(home, settings).items():
        with reading(f"reading {source}"):
            tally = steps.collect(home, settings, run_id, source, items)
        say(_told(tally))
        whys += tally.whys
        if tally.state == "failed":
            failed.append(source)
    if failed:
        say(
            f"Not everything of {', '.join(failed)} could be read; "
            f"why: {which_tells(failed[0])}"
        )
    return failed, whys


def _told(tally: Tally) -> str:
    new = f"{count(tally.records, 'new record')}, "
    new += count(tally.interactions, "new interaction")
    files = count(tally.files, "file")
    if tally.unchanged:
        files += f" ({tally.unchanged} unchanged)"
    problems = f", {count(tally.problems, 'problem')}" if tally.problems else ""
    return f"{tally.source:<12} {files}: {new}{problems}"


def _build(home: Home, settings: Settings, moment: datetime) -> Path:
    from flows import steps

    with busy("resolving and scoring"):
        built = steps.build(home, settings, moment)
    with busy("writing the report"):
        return steps.report(home, settings, moment, built)


def _show(page: Path, *, show: bool) -> None:
    say(f"Report: {page}")
    if show and not open_page(page.as_uri()):
        say("No browser could be started here; open it in one yourself.")


def open_page(address: str) -> bool:
    """Open a page in the owner's browser; False when none could be started."""
    import webbrowser

    return webbrowser.open(address)


@app.command()
def build(ctx: typer.Context, as_of: str = AS_OF, show: bool = OPEN) -> None:
    """Resolve, score and report what is already imported.

    A day before the newest report is a replay: it goes to reports/replay/ and
    changes nothing else.

    Example: cultivate build --as-of 2026-06-30
    """
    from flows import steps

    home, settings = opened(ctx)
    with steps.locked(home):
        page = _build(home, settings, _moment(as_of, settings))
    _show(page, show=show)


@app.command()
def report(
    ctx: typer.Context,
    as_of: str = AS_OF,
    show: bool = OPEN,
    redact: bool = typer.Option(
        False, "--redact", help="Without names and addresses, to show to others."
    ),
    serve: bool = typer.Option(
        False, "--serve", help="Serve it to this machine's browser; its buttons act."
    ),
    port: int = typer.Option(
        0, min=0, max=65535, help="With --serve: the port, else any that is free."
    ),
) -> None:
    """Write the report again from the database as it is.

    A redacted one is a page of its own beside yours. A served one writes nothing
    but your answers, to decisions.csv and journal.md, at once.

    Example: cultivate report --redact --open
    """
    from flows import report as writer
    from flows import steps

    home, settings = opened(ctx)
    database, moment = built(home, settings, as_of)
    if serve and redact:
        raise WrongUse("a redacted page has no buttons; leave out --serve or --redact")
    if serve:
        from flows.commands import _serve

        browser = open_page if show else None
        _serve.serve(home, settings, database, _as_of, port, browser)
        return
    folder = _folder(home, settings, database, moment)
    with steps.locked(home):
        page = writer.write(
            home,
            settings,
            moment,
            database,
            folder,
            remember=False,
            redact=redact,
        )
    _show(page, show=show)


def built(home: Home, settings: Settings, as_of: str | None) -> tuple[Path, datetime]:
    """The database of that day, else the newest, and the moment it looks from."""
    if as_of is None:
        return home.database, _as_of(home.database)
    moment = _moment(as_of, settings)
    day = moment.astimezone(settings.owner.zone).date().isoformat()
    for database in (home.database, home.reports / "replay" / day / home.database.name):
        if database.is_file() and _as_of(database) == moment:
            return database, moment
    raise UserError(
        f"no database looks from {as_of}; make it: cultivate build --as-of {as_of}"
    )


def _as_of(database: Path) -> datetime:
    from flows import warehouse

    if not database.is_file():
        raise UserError("there is no database yet; make it: cultivate run")
    with warehouse.read(database) as con:
        found = con.execute("select max(as_of) from scores").fetchall()[0][0]
    if found is None:
        raise UserError("nobody is scored yet; import something: cultivate import PATH")
    moment: datetime = found.replace(tzinfo=UTC)
    return moment


def _folder(home: Home, settings: Settings, database: Path, moment: datetime) -> Path:
    if database != home.database:
        return database.parent
    return home.reports / moment.astimezone(settings.owner.zone).date().isoformat()


@app.command()
def nightly(
    ctx: typer.Context,
    as_of: str = AS_OF,
    schedule: str = typer.Option(
        "", metavar="CRON", help="Stay, and run at these times: '30 5 * * *'."
    ),
    show: bool = OPEN,
) -> None:
    """Run the night as a Prefect flow, now or on a schedule.

    With --schedule it stays and runs whenever the cron line says, in your zone.

    Example: cultivate nightly --schedule "30 5 * * *"
    """
    home, settings = opened(ctx)
    if schedule and as_of:
        raise WrongUse("a schedule looks from each night's own time; leave out --as-of")
    # Prefect reads its surroundings when it is loaded: the home comes first
    os.environ["CULTIVATE_HOME"] = str(home.path)
    from flows import nightly as night

    if schedule:
        try:
            times = night.times(schedule, settings.owner.timezone)
        except UserError as error:
            raise WrongUse(str(error)) from None
        say(f"Running at {schedule} ({settings.owner.timezone}); stop with Ctrl-C.")
        night.serve(home, times)
        return
    whys: dict[str, tuple[str, ...]] = {}

    def tell(tally: Tally) -> None:
        whys[tally.source] = tally.whys
        say(_told(tally))

    with busy("running the night"):
        page = night.run_once(home, settings, _moment(as_of, settings), tell)
    _show(page, show=show)
    _complain([why for told in whys.values() for why in told])
