"""Where people and touches come from: `import`, `sources`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import typer

from flows import archives
from flows.archives import ARCHIVE
from flows.commands._database import rows, sealed
from flows.commands._docs import LABELS, details, first_line, paragraph
from flows.commands._lazy import group
from flows.commands._paths import add_path
from flows.commands._shared import (
    WrongUse,
    count,
    heading,
    home_of,
    on_terminal,
    opened,
    reading,
    say,
)
from flows.items import UNREADABLE, UNRECOGNISED
from flows.sections import nearest
from flows.settings import Home, Settings, UserError, load

if TYPE_CHECKING:
    from flows.collect import FileTally

app = group()

_FEW = 3  # files of a folder that nothing reads, to be named one by one


@app.command("import")
def import_(
    ctx: typer.Context,
    paths: list[Path] = typer.Argument(
        None, metavar="PATH", help="Files, folders and zips, where they are."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Look; keep nothing."),
    undo: int = typer.Option(None, metavar="RUN", help="Take this import back."),
) -> None:
    """Read files, folders and zips; twice the same adds nothing.

    Example: cultivate import ~/exports/contacts.vcf ~/mail --dry-run
    """
    home, settings = opened(ctx)
    if (undo is None) == (not paths):
        raise WrongUse(
            "name files or folders to import, or a run to take back: --undo RUN"
        )
    if undo is not None:
        _take_back(home, undo)
        return
    missing = next((path for path in paths if not path.expanduser().exists()), None)
    if missing:
        raise WrongUse(f"there is no file or folder {missing}")
    _read(home, settings, [p.expanduser().absolute() for p in paths], dry_run)


def _take_back(home: Home, run_id: int) -> None:
    from flows import steps

    with steps.locked(home):
        steps.undo_import(home, run_id)
    say(f"Import {run_id} is taken back; it shows after: cultivate build")


def _read(home: Home, settings: Settings, paths: list[Path], dry_run: bool) -> None:
    from flows import encryption, steps, warehouse

    with steps.locked(home), ExitStack() as archive:
        if not dry_run:
            encryption.follow(home, settings)
            archive.enter_context(warehouse.kept_open(home))
        run_id = 0 if dry_run else steps.begin(home, "import")
        state = "failed"
        try:
            with reading("reading"):
                read = steps.import_paths(
                    home, settings, run_id, paths, dry_run=dry_run
                )
                tallies = _told(read, paths, dry_run=dry_run)
            state = _state(tallies)
        finally:
            if not dry_run:
                steps.finish(home, run_id, state)
    if dry_run:
        say("Nothing was kept: this was a dry run.")
    elif state != "failed":
        say(f"Take this back with: cultivate import --undo {run_id}")
        _offer_paths(home, settings, paths, tallies)
        say("Next: cultivate run")
    if state == "failed":
        raise UserError("nothing of this could be read; see: cultivate sources")


def _told(
    tallies: Iterable[FileTally], paths: list[Path], *, dry_run: bool
) -> list[FileTally]:
    """Say each file as it is read; what nothing can read at the end, by its folder."""
    told = []
    passed_by: dict[Path, list[Path]] = {}
    for tally in tallies:
        told.append(tally)
        if _is_passed_by(tally) and tally.path not in paths:
            passed_by.setdefault(tally.path.parent, []).append(tally.path)
        else:
            say(f"{_named(tally.path, paths)}: {_outcome(tally, dry_run=dry_run)}")
    for folder, files in passed_by.items():
        for line in _lines_of(folder, files, paths):
            say(line)
    return told


def _is_passed_by(tally: FileTally) -> bool:
    """Whether nothing reads it, and nobody knows how it could be read."""
    return tally.source == UNRECOGNISED and tally.why in {"", UNREADABLE}


def _lines_of(folder: Path, files: list[Path], paths: list[Path]) -> list[str]:
    """A line a file that nothing reads; of many in one folder, how many of a kind."""
    if len(files) <= _FEW:
        return [f"{_named(file, paths)}: {UNREADABLE}" for file in files]
    kinds = Counter(file.suffix.lower() or "without an ending" for file in files)
    counted = ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common())
    return [
        f"{_named(folder, paths)}: {len(files):,} that nothing here reads: {counted}"
    ]


def _named(path: Path, paths: list[Path]) -> str:
    """A file as it is found: from its folder, or the archive, on if one was named."""
    for folder in paths:
        if path != folder and path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder)}"
    parts = path.parts
    start = next((i for i, part in enumerate(parts) if part.endswith("!")), -1)
    return "/".join(parts[start:])


def _outcome(tally: FileTally, *, dry_run: bool) -> str:
    if tally.source == UNRECOGNISED:
        return tally.why or UNREADABLE
    if tally.source == ARCHIVE:
        whys = {
            "unchanged": "unchanged since it was last read",
            "read": "all of it read",
        }
        return f"archive, {tally.why or whys[tally.state]}"
    if tally.state == "failed":
        return f"{tally.source} could not read it: {tally.why}"
    if tally.state == "unchanged":
        return f"{tally.source}, unchanged since it was last read"
    new = f"{tally.source}, {count(tally.records, 'record')}, "
    new += count(tally.interactions, "interaction")
    if not (dry_run or tally.why or tally.records or tally.interactions):
        new = f"{tally.source}, nothing new"
    new += f", {count(tally.problems, 'problem')}" if tally.problems else ""
    return new + (f": {tally.why}" if tally.why else "")


def _state(tallies: list[FileTally]) -> str:
    good = [tally.state in {"read", "unchanged"} for tally in tallies]
    return "ok" if good and all(good) else "partly" if any(good) else "failed"


def _offer_paths(
    home: Home, settings: Settings, paths: list[Path], tallies: list[FileTally]
) -> None:
    """Ask, on a terminal, whether every night should read the paths again."""
    known = {path for source in settings.sources for path in source.paths}
    for path in paths:
        inside = Path(f"{path}!")
        read = {
            tally.source
            for tally in tallies
            if tally.state == "read"
            and tally.source != ARCHIVE
            and (tally.path.is_relative_to(path) or tally.path.is_relative_to(inside))
        }
        if not read or path in known or path.is_relative_to(home.inbox):
            continue
        if on_terminal() and typer.confirm(f"Read {path} again every night?"):
            # whatever a zip holds is read wherever the zip is named
            for source in sorted(read)[: 1 if path.is_file() else None]:
                add_path(home, source, path)


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
    for source, connector in known.items():
        if name in {"", source}:
            _describe(source, connector.__doc__, health.get(source), whole=bool(name))
    if name == ARCHIVE or (not name and ARCHIVE in health):
        _describe(ARCHIVE, archives.__doc__, health.get(ARCHIVE), whole=False)
    if name:
        _show_problems(home, settings, name)
    elif "inbox" in health:
        say(
            f"inbox: {count(health['inbox']['files'], 'file')} that nothing here can "
            "read; which: cultivate sql unread_files"
        )


def _health(home: Home, settings: Settings) -> dict[str, Any]:
    """One row a source from the last build; empty before the first."""
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
    return {row["source"]: row for row in rows(sealed(home, settings), query)}


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
        last = f"last read {read:%Y-%m-%d %H:%M} UTC" if read else "never read well"
        say(
            f"    Here: {count(health['files'], 'file')}, {last}, "
            f"{count(health['records'], 'record')}, "
            f"{count(health['touches'], 'interaction')}, "
            f"{count(health['problems'], 'problem')}"
        )
    else:
        say("    Here: nothing yet")


def _show_problems(home: Home, settings: Settings, source: str) -> None:
    if not home.database.is_file():
        return
    query = """
        select distinct on (file, place, what) file, place, what, why, cure
        from problems
        where source = $source
        order by file, place, what, run_id desc
        limit 50
    """
    for row in rows(sealed(home, settings), query, {"source": source}):
        place = ", ".join(filter(None, (Path(row["file"]).name, row["place"])))
        say(f"    Problem: {place}: {row['what']}; {row['why']}; {row['cure']}")
