"""Files and folders read where they are: `import`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.archives import ARCHIVE
from flows.commands._lazy import group
from flows.commands._paths import add_path
from flows.commands._shared import (
    WrongUse,
    count,
    on_terminal,
    one_line,
    opened,
    reading,
    say,
    which_tells,
)
from flows.items import UNREADABLE, UNRECOGNISED
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from flows.collect import FileTally

app = group()
_FEW = 3  # files of a folder that nothing reads, to be named one by one


@app.command("import")
def import_(
    ctx: typer.Context,
    paths: list[Path] = typer.Argument(
        None, metavar="[PATH]...", help="Files, folders and zips, where they are."
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
        raise WrongUse(f"there is no file or folder {one_line(str(missing))}")
    _read(home, settings, [p.expanduser().absolute() for p in paths], dry_run)


def _take_back(home: Home, run_id: int) -> None:
    from flows import steps

    with steps.locked(home):
        steps.undo_import(home, run_id)
    say(f"Import {run_id} is taken back; it shows after: cultivate build")


def _read(home: Home, settings: Settings, paths: list[Path], dry_run: bool) -> None:
    from flows import crew, stretches

    with crew.kept(None if dry_run else stretches.sample_of(paths)):
        _read_now(home, settings, paths, dry_run)


def _read_now(home: Home, settings: Settings, paths: list[Path], dry_run: bool) -> None:
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
        say(_next(tallies))
    if not tallies:
        raise UserError("there is no file in it; name an export, or a folder of some")
    if state == "failed":
        raise UserError("nothing of this could be read; see: cultivate sources")


def _next(tallies: list[FileTally]) -> str:
    """What to do now; where problems will be told, if there were any."""
    odd = next((tally.source for tally in tallies if tally.problems), "")
    see = f"; its problems and their cure, then: {which_tells(odd)}"
    return "Next: cultivate run" + (see if odd else "")


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
            line = f"{_named(tally.path, paths)}: {_outcome(tally, dry_run=dry_run)}"
            say(one_line(line))
    for folder, files in passed_by.items():
        for line in _lines_of(folder, files, paths):
            say(one_line(line))
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
        if on_terminal() and typer.confirm(
            f"Read {one_line(str(path))} again every night?"
        ):
            # whatever a zip holds is read wherever the zip is named
            for source in sorted(read)[: 1 if path.is_file() else None]:
                add_path(home, source, path)
