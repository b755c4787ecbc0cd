"""The steps of a night as plain functions, for the commands and for Prefect.

Whoever takes steps takes them in a run: its lock and its line in the ledger are
`flows.runs`, and are had from here.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING

from flows import warehouse
from flows.runs import AtWork, Run, attempt, begin, finish, held, locked
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.collect import FileTally, Tally
    from flows.items import Item

__all__ = [
    "AtWork",
    "Built",
    "Run",
    "attempt",
    "begin",
    "build",
    "collect",
    "find",
    "finish",
    "held",
    "import_paths",
    "keep_copy",
    "locked",
    "moment",
    "report",
    "tally",
    "undo_import",
]

_YEARS = range(1970, 3000)  # to look from: at the ends of the calendar sums overflow


@dataclass(frozen=True)
class Built:
    """A database that passed its checks, and where its report goes.

    replay: of an earlier day than the newest report; it moves nothing else.
    """

    database: Path
    folder: Path
    replay: bool


def moment(text: str | None, settings: Settings) -> datetime:
    """The instant a run looks from, aware and in UTC.

    A date is the end of that day in the owner's zone; None is now. Raises
    UserError for anything else.
    """
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if len(text) == len("2026-01-31"):
            end = datetime.combine(date.fromisoformat(text), clock(23, 59, 59))
        else:
            end = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"--as-of {text!r} is no date; write it like 2026-01-31"
        ) from None
    if end.year not in _YEARS:
        raise UserError(
            f"--as-of {text!r} is too far away; name a day of {_YEARS[0]} to "
            f"{_YEARS[-1]}"
        )
    return (end if end.tzinfo else end.replace(tzinfo=settings.owner.zone)).astimezone(
        UTC
    )


def keep_copy(home: Home, settings: Settings) -> None:
    """Keep a verified copy of the archive as of today, and the newest few.

    Raises UserError when the copy is not what the archive is.
    """
    from flows import copies

    if settings.home.copies:
        today = datetime.now(settings.owner.zone).date()
        copies.keep(home, today, settings.home.copies)


def find(home: Home, settings: Settings) -> dict[str, list[Item]]:
    """What each source has to read, in the order of their names.

    A source with a server to ask may have nothing yet. `inbox` stands for files no
    connector can read, `archive` for zips of files. Raises UserError when the
    settings name a source or a setting there is none of.
    """
    import connectors
    from flows import accounts, fetch, items

    known = connectors.discover()
    accounts.check(home, settings, known)
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items.find_items(home, settings, known):
        found[item.source].append(item)
    for said in fetch.live(settings, known):
        found.setdefault(said.source, [])
    return dict(sorted(found.items()))


def collect(
    home: Home,
    settings: Settings,
    run_id: int,
    source: str,
    items: Sequence[Item] | None = None,
) -> Tally:
    """Fetch, then read what has changed in one source.

    An account's or a file's failure leaves the rest.
    items: what `find` said of the source, so that not every source looks through
        all there is; what has gone since is passed over.
    """
    import connectors
    from flows import collect as step
    from flows import fetch
    from flows.archives import room_of
    from flows.items import find_items, still_there

    known = connectors.discover()
    with _taking_in(home) as con:

        def read() -> Iterator[FileTally]:
            yield from fetch.fetch(con, home, settings, known, run_id, source)
            found = items
            if found is None or fetch.live(settings, known, source):
                found = find_items(home, settings, known)
            asked = [item for item in found if item.source == source]
            there = still_there(asked)
            yield from step.collect(con, settings, known, run_id, there, room_of(home))

        told = tally(read(), source)
        if told.state == "ok":
            fetch.remember(con, home, settings, known, run_id, source)
        return told


@contextmanager
def _taking_in(home: Home) -> Iterator[Connection]:
    """The archive while it takes in what is new; who is forgotten stays out."""
    from flows import decisions, forgotten

    with warehouse.open_archive(home) as con:
        decisions.load(con, home)
        try:
            yield con
        finally:
            forgotten.unteach(con)


def import_paths(
    home: Home, settings: Settings, run_id: int, paths: list[Path], *, dry_run: bool
) -> Iterator[FileTally]:
    """Read files and folders where they are, a tally a file as it is done.

    A path the settings or the inbox already name keeps its account there.
    """
    import connectors
    from flows import collect as step
    from flows.archives import room_of
    from flows.items import Item, find_items, identify

    known = connectors.discover()
    placed = {item.path: item for item in find_items(home, settings, known)}
    items = [
        placed.get(path, Item(path, source, "default"))
        for named in paths
        for path, source in identify(named.expanduser().absolute(), known)
    ]
    if dry_run:
        yield from step.dry_run(settings, known, items, room_of(home))
        return
    with _taking_in(home) as con:
        yield from step.collect(con, settings, known, run_id, items, room_of(home))


def undo_import(home: Home, run_id: int) -> None:
    """Take one import back: what only it saw counts no more.

    Nothing is deleted from the archive; importing the same files again brings it
    back. Raises UserError when there is no such run, or it is already undone.
    """
    with warehouse.open_archive(home) as con:
        runs = con.execute("select run_id from raw.runs").fetchall()
        undone = con.execute("select run_id from raw.undone_runs").fetchall()
        if (run_id,) not in runs:
            raise UserError(
                f"there is no run {run_id}; see them with: cultivate sql runs"
            )
        if (run_id,) in undone:
            raise UserError(f"run {run_id} has been taken back already")
        now = datetime.now(UTC).replace(tzinfo=None)
        con.execute("insert into raw.undone_runs values (?, ?)", [run_id, now])


def tally(files: Iterable[FileTally], source: str) -> Tally:
    """Add up what reading each file of a source did."""
    from flows.collect import FAILED, Tally

    started = time.monotonic()
    total = Tally(source)
    for file in files:
        total = replace(
            total,
            files=total.files + (file.state != "unfetched"),
            unchanged=total.unchanged + (file.state == "unchanged"),
            records=total.records + file.records,
            interactions=total.interactions + file.interactions,
            problems=total.problems + file.problems,
            state="failed" if file.state in FAILED else total.state,
            whys=total.whys + ((file.why,) if file.state == "unfetched" else ()),
            out_of_reach=total.out_of_reach or file.out_of_reach,
        )
    return replace(total, seconds=time.monotonic() - started)


def build(home: Home, settings: Settings, as_of: datetime) -> Built:
    """Resolve, score, check and swap; yesterday's database stays if a check fails."""
    from flows import decisions, resolve

    building = home.path / "building.duckdb"
    built = _place(home, settings, as_of)
    with warehouse.open_archive(home) as archive:
        run_id = archive.execute("select coalesce(max(run_id), 0) from raw.runs")
        newest: int = run_id.fetchall()[0][0]
    con = warehouse.open_building(home, building, settings)
    try:
        warehouse.set_variables(con, settings, as_of, newest)
        decisions.load(con, home)
        warehouse.run_floor(con, "2_staging")
        resolve.resolve(con, settings, newest)
        for floor in warehouse.BUILT_FLOORS:
            warehouse.run_floor(con, floor)
        warehouse.run_checks(con)
        if not built.replay:
            resolve.remember(con, newest)
        built.database.parent.mkdir(parents=True, exist_ok=True)
        warehouse.publish(con, building, built.database)
    except BaseException as error:
        con.close()
        if not isinstance(error, UserError):  # what a check refused is kept
            warehouse.remove(building)  # and on a full disk its room is wanted
        raise
    return built


def _place(home: Home, settings: Settings, as_of: datetime) -> Built:
    """Where a build of this day goes: a day before the newest report is a replay.

    Today is none, or a report of a day still to come would stand until that day.
    """
    zone = settings.owner.zone
    day = as_of.astimezone(zone).date().isoformat()
    today = datetime.now(zone).date().isoformat()
    days = [folder.name for folder in home.reports.glob("????-??-??")]
    if day != today and day < max(days, default=""):
        folder = home.reports / "replay" / day
        return Built(folder / "cultivate.duckdb", folder, replay=True)
    return Built(home.database, home.reports / day, replay=False)


def report(home: Home, settings: Settings, as_of: datetime, built: Built) -> Path:
    """Write the day's report; returns the path of report.html."""
    from flows import report as step

    return step.write(
        home,
        settings,
        as_of,
        built.database,
        built.folder,
        remember=not built.replay,
    )
