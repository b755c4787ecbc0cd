"""What can be read, where to export it, and how it last went: `sources`."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import typer

from flows import archives
from flows.archives import ARCHIVE
from flows.commands._database import rows, sealed
from flows.commands._docs import LABELS, details, first_line, paragraph
from flows.commands._lazy import group
from flows.commands._shared import (
    WrongUse,
    count,
    heading,
    home_of,
    local_time,
    one_line,
    say,
    warn,
)
from flows.sections import nearest
from flows.settings import Home, Settings, UserError, load

app = group()


@app.command()
def sources(
    ctx: typer.Context,
    name: str = typer.Argument("", metavar="SOURCE", help="Tell all about this one."),
) -> None:
    """Show the sources: what they read and how it last went.

    Example: cultivate sources vcard
    """
    import connectors

    home = home_of(ctx)
    settings = load(home) if home.settings_file.is_file() else Settings()
    known = connectors.discover()
    if name and name not in {*known, ARCHIVE}:
        near = nearest(name, known) or f"; there are {', '.join(known)}"
        raise WrongUse(f"there is no source {name}{near}")
    health = _health(home, settings)
    read, unseen = _read_already(home)
    for source, connector in known.items():
        if name in {"", source}:
            _describe(source, connector.__doc__, health.get(source), whole=bool(name))
            _tell_first_run(source, health, read, unseen)
    if name == ARCHIVE or (not name and ARCHIVE in {*health, *read}):
        _describe(ARCHIVE, archives.__doc__, health.get(ARCHIVE), whole=False)
        _tell_first_run(ARCHIVE, health, read, unseen)
    if unseen:
        warn(unseen)
    if health:
        say(
            "An interaction counts once here, however many files tell of it; "
            "reading counts all that each file says."
        )
    if name:
        _show_problems(home, settings, name)
    elif "inbox" in health:
        say(
            f"inbox: {count(health['inbox']['files'], 'file')} that nothing here can "
            "read; which: cultivate sql unread_files"
        )


def _health(home: Home, settings: Settings) -> dict[str, Any]:
    """One row a source from the last build, in the owner's zone; none before it."""
    if not home.database.is_file():
        return {}
    query = """
        with
        readings as (
            select
                source,
                count(distinct file) filter (
                    source_runs.state not in ('fetched', 'unfetched')
                ) as files,
                max(started_at) filter (
                    source_runs.state in ('read', 'fetched')
                ) as last_good,
            from source_runs
            join runs using (run_id)
            group by source
        ),
        records as (
            select source, count(*) as records from contact_records group by source
        ),
        touches as (
            select source, count(distinct interaction_id) as touches
            from interactions
            group by source
        ),
        troubles as (
            select source, count(*) as problems from problems group by source
        )
        select
            source,
            files,
            last_good,
            coalesce(records, 0) as records,
            coalesce(touches, 0) as touches,
            coalesce(problems, 0) as problems,
        from readings
        left join records using (source)
        left join touches using (source)
        left join troubles using (source)
    """
    told = {row["source"]: row for row in rows(sealed(home, settings), query)}
    for row in told.values():
        if row["last_good"]:
            row["last_good"] = local_time(row["last_good"], settings.owner.zone)
    return told


def _describe(source: str, doc: str | None, health: Any, *, whole: bool) -> None:
    heading(f"{source}: {first_line(doc)}")
    for label in LABELS if whole else LABELS[:1]:
        text = paragraph(doc, label)
        if text:
            say(f"    {label}: {text}")
    if whole and (more := details(doc)):
        say("\n" + indent(more, "    ") + "\n")
    if health:
        read = health["last_good"]
        last = f"last read {read:%Y-%m-%d %H:%M}" if read else "never read well"
        say(
            f"    Here: {count(health['files'], 'file')}, {last}, "
            f"{count(health['records'], 'record')}, "
            f"{count(health['touches'], 'interaction')}, "
            f"{count(health['problems'], 'problem')}"
        )


def _tell_first_run(
    source: str, health: dict[str, Any], read: set[str], unseen: str
) -> None:
    """What stands where there are no counts yet."""
    if source in health:
        return
    if source in read:
        say("    Here: imported; how it went shows after: cultivate run")
    elif not unseen:
        say("    Here: nothing yet")


def _read_already(home: Home) -> tuple[set[str], str]:
    """The sources of what was imported, the last run's and since; or why not seen."""
    import duckdb

    from flows import steps, warehouse

    if not home.archive.is_file():
        return set(), ""
    query = "select distinct source from raw.file_reads where state = 'read'"
    try:
        with steps.held(home), warehouse.read(home.archive) as con:
            return {source for (source,) in con.execute(query).fetchall()}, ""
    except steps.AtWork:
        return set(), "another run is at work; what it reads shows after it has ended"
    except (UserError, OSError, duckdb.Error):
        return set(), "what was imported cannot be read; why: cultivate doctor"


def _show_problems(home: Home, settings: Settings, source: str) -> None:
    if not home.database.is_file():
        return
    query = """
        select distinct on (file, place, what) file, place, what, why, cure
        from problems
        where source = $source
        order by file, place, what, run_id desc, why, cure
        limit 50
    """
    for row in rows(sealed(home, settings), query, {"source": source}):
        place = ", ".join(filter(None, (Path(row["file"]).name, row["place"])))
        told = f"Problem: {place}: {row['what']}; {row['why']}; {row['cure']}"
        say(f"    {one_line(told)}")
