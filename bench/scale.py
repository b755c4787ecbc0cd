"""How the night grows: time, memory and disk by the number of interactions.

`python bench/scale.py 100000 1000000` fills an archive with invented mail of so many
interactions (a person to a hundred of them, most with few), then builds and reports
in a process of its own. What reading costs is in bench/mail.py.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from flows import steps, warehouse
from flows.settings import Home, load

AS_OF = "2026-11-22"
PER_PERSON = 100
SIZES = ("peak MB", "archive MB", "database MB", "page MB")
SETTINGS = """\
[owner]
name = "Robin Vale"
emails = ["robin.vale@example.com"]
timezone = "Europe/Berlin"
"""
_RECORDS = """
    insert into raw.contact_records by name
    select
        'mbox' as source,
        'default' as account,
        'p' || i || '@' || (i % 900) || '.example.com' as source_key,
        'h' || i as content_hash,
        1 as first_run,
        1 as last_run,
        'mail.mbox' as source_file,
        'participant' as known_by,
        'Given' || (i % 4999) || ' Family' || i as name,
        [source_key] as emails,
        false as deleted,
    from range(?) as people(i)
    union all by name
    select
        'mbox' as source,
        'default' as account,
        'robin.vale@example.com' as source_key,
        'owner' as content_hash,
        1 as first_run,
        1 as last_run,
        'mail.mbox' as source_file,
        'participant' as known_by,
        'Robin Vale' as name,
        [source_key] as emails,
        false as deleted,
"""
# few people have most of it: the cube of an even chance
_INTERACTIONS = """
    insert into raw.interactions by name
    with
    touches as (
        select
            i,
            floor(? * power(hash(i) / 18446744073709551615.0, 3))::bigint as one,
            hash(i, 'way') % 2 = 0 as sent,
            (hash(i, 'when') % 87600)::int as hours_ago,
        from range(?) as touches(i)
    )
    select
        'mbox' as source,
        'default' as account,
        'm' || i as source_key,
        'h' || i as content_hash,
        1 as first_run,
        1 as last_run,
        'mail.mbox' as source_file,
        'm' || i as once_key,
        timestamp '2026-11-22' - to_hours(hours_ago) as happened_at,
        'date' as time_source,
        'email' as channel,
        [
            {
                'role': if(sent, 'to', 'from'),
                'record_key': 'p' || one || '@' || (one % 900) || '.example.com',
                'accepted': null::boolean
            },
            {
                'role': if(sent, 'from', 'to'),
                'record_key': 'robin.vale@example.com',
                'accepted': null::boolean
            }
        ] as participants,
        '' as owner_side,
        'Subject ' || (i % 9999) as subject,
        '' as delivered_to,
        '' as answers,
        't' || (i // 4) as thread_key,
        '' as list_id,
        '' as bulk_rule,
        []::varchar[] as labels,
        hash(i, 'asks') % 9 = 0 as asks_question,
        hash(i, 'thanks') % 15 = 0 as says_thanks,
        (hash(i, 'words') % 300)::int as words,
        '' as place,
        '' as journal_kind,
        '' as note,
        false as deleted,
    from touches
"""


def main(*counts: int) -> None:
    """Print a line a size."""
    _show("interactions", "people", "build s", "report s", "processor s", *SIZES)
    for count in counts or (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder) / "home")
            _fill(home, count)
            queue = get_context("spawn").SimpleQueue()
            worker = get_context("spawn").Process(target=_night, args=(home, queue))
            worker.start()
            worker.join()
            if worker.exitcode:
                print(f"{count:14,} ended with {worker.exitcode}")
                continue
            build, report, processor, peak = queue.get()
            sizes = [_megabytes(f) for f in (home.archive, home.database)]
            page = _megabytes(home.reports / "latest" / "report.html")
            figures = (build, report, processor, peak, *sizes, page)
            _show(
                f"{count:,}", f"{count // PER_PERSON:,}", *map("{:.1f}".format, figures)
            )


def _show(*cells: str) -> None:
    print("".join(f"{cell:>14}" for cell in cells), flush=True)


def _fill(home: Home, count: int) -> None:
    home.inbox.mkdir(parents=True)
    home.settings_file.write_text(SETTINGS)
    people = count // PER_PERSON
    steps.begin(home, "run")
    with warehouse.open_archive(home) as con:
        con.execute(_RECORDS, [people])
        con.execute(_INTERACTIONS, [people, count])


def _night(home: Home, queue: object) -> None:
    settings = load(home)
    as_of = steps.moment(AS_OF, settings)
    started = time.perf_counter()
    built = steps.build(home, settings, as_of)
    built_at = time.perf_counter()
    steps.report(home, settings, as_of, built)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = (built_at - started, done - built_at, time.process_time())
    queue.put((*times, peak))  # type: ignore[attr-defined]


def _megabytes(file: Path) -> float:
    return file.stat().st_size / 1e6


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
