"""What is missing or odd in a home: `doctor`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from flows.commands._database import rows, sealed
from flows.commands._lazy import group
from flows.commands._shared import count, opened, say
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

NIGHT = timedelta(hours=36)
SPARE = 1 << 30
app = group()


class Finding(NamedTuple):
    """One line of the doctor's: `mend` wants doing, `note` wants knowing."""

    weight: str
    says: str


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
    looks = (*_LOOKS, _verified) if verify else _LOOKS
    found = [finding for look in looks for finding in look(home, settings)]
    if home.database.is_file():
        con = sealed(home, settings)
        found += [finding for ask in _QUESTIONS for finding in ask(con)]
    for finding in sorted(found, key=lambda one: one.weight):
        say(f"{finding.weight}: {finding.says}")
    if any(finding.weight == "mend" for finding in found):
        raise typer.Exit(1)
    say("Nothing wants mending.")


def _owner(home: Home, settings: Settings) -> Iterator[Finding]:
    for key in ("name", "emails"):
        if not getattr(settings.owner, key):
            yield Finding(
                "mend",
                f"owner.{key} is not set, so you may count as somebody else; "
                f"fill it in {home.settings_file}",
            )
    if settings.owner.timezone == "UTC":
        yield Finding(
            "note",
            "owner.timezone is UTC; name your own zone, so that days end at midnight",
        )


def _permissions(home: Home, _settings: Settings) -> Iterator[Finding]:
    private = (home.settings_file, home.decisions, home.journal)
    for path in (home.path, home.inbox, *private, home.archive, home.database):
        if path.exists() and path.stat().st_mode & 0o077:
            right = "700" if path.is_dir() else "600"
            yield Finding("mend", f"others can read it: chmod {right} {path}")

    if not os.access(home.path, os.W_OK):
        yield Finding("mend", f"nothing can be written: chmod u+w {home.path}")


def _archive(home: Home, _settings: Settings) -> Iterator[Finding]:
    """Whether the archive is a database at all; a run at work holds it locked."""
    if not home.archive.is_file():
        return
    with home.archive.open("rb") as file:
        head = file.read(12)
    if head[8:] != b"DUCK":
        yield Finding(
            "mend",
            f"{home.archive} is no database any more; bring back a copy of it: "
            "cultivate restore, or move it away and import everything again",
        )


def _encrypted(home: Home, settings: Settings) -> Iterator[Finding]:
    """Databases left in clear, and the key that alone opens the others."""
    from flows import encryption

    if not settings.home.encrypt:
        return
    for file in encryption.differing(home, encrypted=True):
        yield Finding(
            "mend",
            f"{file} is not encrypted; the next run sees to it, or delete it if it is "
            "one set aside or broken",
        )
    yield Finding(
        "note",
        "without their key the databases are lost; keep a copy of it elsewhere: "
        "keyring get cultivate databases",
    )


def _verified(home: Home, _settings: Settings) -> Iterator[Finding]:
    """Every block of the archive, every byte of its copies."""
    from flows import copies, steps

    if home.archive.is_file():
        try:
            with steps.held(home):
                tables = copies.read_tables(home.archive)
        except UserError as error:
            yield Finding("mend", str(error))
        else:
            held = sum(rows for rows, _ in tables.values())
            yield Finding("note", f"the archive reads whole: {held:,} rows")
    for copy in copies.kept(home):
        fault = copies.faults(copy)
        if fault:
            yield Finding("mend", f"delete {copy.file}: {fault}")
        else:
            yield Finding("note", f"the copy of {copy.day} is whole")


def _paths(_home: Home, settings: Settings) -> Iterator[Finding]:
    for source in settings.sources:
        for path in source.paths:
            if not path.exists():
                yield Finding(
                    "mend",
                    f"[sources.{source.source}] names {path}, which is not there; "
                    "put it back or take the line out",
                )


def _accounts(home: Home, settings: Settings) -> Iterator[Finding]:
    """A source there is none of, or a setting its connector does not know."""
    from flows import accounts

    try:
        accounts.check(home, settings)
    except UserError as error:
        yield Finding("mend", str(error))


def _disk(home: Home, _settings: Settings) -> Iterator[Finding]:
    """A night needs room for a second database and its spilled rows."""
    files = (home.archive, home.database)
    needed = SPARE + 3 * sum(file.stat().st_size for file in files if file.exists())
    free = shutil.disk_usage(home.path).free
    if free < needed:
        yield Finding(
            "mend",
            f"{free / SPARE:.1f} GB are free where a night may need "
            f"{needed / SPARE:.1f} GB; make room",
        )


def _decisions(home: Home, _settings: Settings) -> Iterator[Finding]:
    from flows.decisions import read

    for line in read(home):
        if line.what:
            yield Finding(
                "mend", f"decisions.csv, line {line.line}: {line.what}; {line.cure}"
            )


def _database(home: Home, _settings: Settings) -> Iterator[Finding]:
    if not home.database.is_file():
        yield Finding("mend", "no run yet: cultivate import PATH..., cultivate run")


def _runs(home: Home, _settings: Settings) -> Iterator[Finding]:
    """How the last run ended, and whether the last good one is nights ago.

    Asked of the archive: a run that fails makes no database that could tell.
    """
    import duckdb

    from flows import steps, warehouse

    if not (home.database.is_file() and home.archive.is_file()):
        return
    try:
        with steps.held(home), warehouse.read(home.archive) as con:
            (ledger,) = rows(con, _LEDGER)
    except steps.AtWork:
        yield Finding("note", "a run is at work; how it ends can be seen after it")
    except (UserError, OSError, duckdb.Error):
        return  # said by the looks at the archive and the folder
    else:
        yield from _told(ledger)


_LEDGER = """
    with runs as (
        select * from raw.runs where kind in ('run', 'nightly')
    )
    select
        (from runs select max(finished_at) where state in ('ok', 'partly')) as good,
        bool_or(kind = 'nightly') as nightly,
        arg_max(state, run_id) as state,
        max(started_at) as begun,
    from runs
"""
_ENDS = {"failed": "failed", "started": "broke off"}


def _told(ledger: dict[str, Any]) -> Iterator[Finding]:
    if end := _ENDS.get(ledger["state"]):
        when = f"{ledger['begun']:%Y-%m-%d %H:%M}"
        yield Finding("mend", f"the run of {when} UTC {end}; try: cultivate run")
    if ledger["good"]:
        ago = datetime.now(UTC).replace(tzinfo=None) - ledger["good"]
        if ago > NIGHT:
            yield Finding(
                "mend" if ledger["nightly"] else "note",
                f"the last good run ended {count(ago.days, 'day')} ago, on "
                f"{ledger['good']:%Y-%m-%d}; run it now: cultivate run",
            )


def _sources(con: Connection) -> Iterator[Finding]:
    """Files whose newest reading had problems."""
    query = """
        with newest as (
            select source, file, arg_max(problems, run_id) as problems
            from source_runs
            group by all
        )
        select source, sum(problems)::integer as problems
        from newest
        group by source
        having sum(problems) > 0
        order by source
    """
    for row in rows(con, query):
        source = row["source"]
        which = "sql unread_files" if source == "inbox" else f"sources {source}"
        yield Finding(
            "note",
            f"{source} had {count(row['problems'], 'problem')}; "
            f"which, and their cure: cultivate {which}",
        )


def _guessed_owner(con: Connection) -> Iterator[Finding]:
    """Addresses taken for the owner's because the settings name none."""
    query = "select address from staging.owner_addresses where not said"
    guessed = [row["address"] for row in rows(con, query)]
    if guessed:
        yield Finding(
            "note",
            f"you seem to write from {', '.join(guessed)}; if that is right, say so: "
            f"emails = {json.dumps(guessed)} under [owner] of cultivate.toml",
        )


def _gaps(con: Connection) -> Iterator[Finding]:
    """Whole months without mail where hardly any month is: an export may lack."""
    for row in rows(con, _GAPS):
        stretches = zip(row["since"], row["until"], strict=True)
        yield Finding(
            "note",
            f"{row['source']}/{row['account']} has no mail in "
            f"{'; '.join(_months(*stretch) for stretch in stretches)}; "
            "is an export missing?",
        )


def _months(since: date, until: date) -> str:
    if since == until:
        return f"{since:%Y-%m}"
    return f"{since:%Y-%m} to {until:%Y-%m}"


_GAPS = """
    with
    months as (
        select distinct
            source,
            account,
            date_trunc('month', happened_at)::date as month,
        from interactions
        where channel = 'email'
    ),
    -- in an account with mail now and then a month without is nothing odd
    steady as (
        select source, account
        from months
        group by all
        having 3 * count(*) >= 2 * (1 + date_diff('month', min(month), max(month)))
    ),
    stretches as (
        select
            *,
            lead(month) over (
                partition by source, account order by month
            ) as next_month,
        from months
        semi join steady using (source, account)
    )
    select
        source,
        account,
        list((month + interval 1 month)::date order by month) as since,
        list((next_month - interval 1 month)::date order by month) as until,
    from stretches
    where next_month > month + interval 1 month
    group by all
    order by all
"""

_LOOKS: tuple[Callable[[Home, Settings], Iterator[Finding]], ...] = (
    _owner,
    _permissions,
    _archive,
    _encrypted,
    _accounts,
    _paths,
    _disk,
    _decisions,
    _database,
    _runs,
)
_QUESTIONS: tuple[Callable[[Connection], Iterator[Finding]], ...] = (
    _guessed_owner,
    _sources,
    _gaps,
)
