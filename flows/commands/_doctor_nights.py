"""What past nights, and the database they made, show the doctor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from flows.commands._database import rows
from flows.commands._finding import Finding
from flows.commands._shared import count, local_day, local_time, which_tells
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

NIGHT = timedelta(hours=36)


def runs(home: Home, settings: Settings) -> Iterator[Finding]:
    """How the last run and import ended, and whether the last good run is nights ago.

    Asked of the archive: a run that fails makes no database that could tell.
    """
    import duckdb

    from flows import steps, warehouse

    if not home.archive.is_file():
        return
    try:
        with steps.held(home), warehouse.read(home.archive) as con:
            (ledger,) = rows(con, _LEDGER)
            cut_off = rows(con, _CUT_OFF)
    except steps.AtWork:
        yield Finding("note", "a run is at work; how it ends can be seen after it")
    except (UserError, OSError, duckdb.Error):
        return  # said by the looks at the archive and the folder
    else:
        zone = settings.owner.zone
        yield from _told(ledger, zone)
        for each in cut_off:
            yield Finding(
                "mend",
                f"the import of {local_time(each['begun'], zone):%Y-%m-%d %H:%M} broke "
                "off; the files it had finished are kept whole, of the others nothing "
                "was taken in; import the same again",
            )


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
# the last import, if it was killed; who takes it back does not want it
_CUT_OFF = """
    select started_at as begun
    from raw.runs
    where
        run_id = (select max(run_id) from raw.runs where kind = 'import')
        and state in ('started', 'broken')
        and run_id not in (select run_id from raw.undone_runs)
"""
_ENDS = {"failed": "failed", "started": "broke off", "broken": "broke off"}


def _told(ledger: dict[str, Any], zone: tzinfo) -> Iterator[Finding]:
    if end := _ENDS.get(ledger["state"]):
        when = f"{local_time(ledger['begun'], zone):%Y-%m-%d %H:%M}"
        yield Finding("mend", f"the run of {when} {end}; try: cultivate run")
    if ledger["good"]:
        ago = datetime.now(UTC).replace(tzinfo=None) - ledger["good"]
        if ago > NIGHT:
            yield Finding(
                "mend" if ledger["nightly"] else "note",
                f"the last good run ended {count(ago.days, 'day')} ago, on "
                f"{local_day(ledger['good'], zone)}; run it now: cultivate run",
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
        yield Finding(
            "note",
            f"{source} had {count(row['problems'], 'problem')}; "
            f"which, and their cure: {which_tells(source)}",
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

QUESTIONS: tuple[Callable[[Connection], Iterator[Finding]], ...] = (
    _guessed_owner,
    _sources,
    _gaps,
)
