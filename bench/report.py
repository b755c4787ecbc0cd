"""The report at 10,000 people: its size, and how soon a browser shows and searches.

Fills the public relations with invented people in a temporary folder, writes the
report, opens the page in Chromium and prints each figure beside its budget.

    python bench/report.py [PEOPLE]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from playwright.sync_api import sync_playwright

from flows import report, warehouse
from flows.settings import Home, Owner, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHECKOUT = Path(__file__).resolve().parent.parent
RELATIONS = CHECKOUT / "tests" / "flows" / "report" / "relations.sql"
AS_OF = datetime(2026, 11, 22, 7, tzinfo=UTC)
SETTINGS = Settings(owner=Owner(name="Omar Example", emails=("omar@example.org",)))
PEOPLE = """
    insert into people by name select
        md5(i::varchar)[1:12] as person_id, 'person' as kind, false as muted,
        'Givenname' || i || ' Familyname' || (i * 7) as name,
        'Givenname' || i as given_name, 'Title of ' || (i % 100) as title,
        ['givenname' || i || '@mail' || (i % 90) || '.example.com'] as emails,
        ['+1555' || (1000000 + i)] as phones,
        'Organisation ' || (i % 500) as organisation,
        ['classmates', 'group ' || (i % 12)] as groups
    from range(?) numbers(i)
"""
SCORES = """
    insert into scores by name select
        person_id, getvariable('as_of') as as_of, hash(name) % 100 as closeness,
        hash(title) % 100 as closeness_90d_ago, hash(name) % 90 as due,
        10.0 as goals, 'medium' as confidence, 'due' as state, 90 as target_days,
        getvariable('as_of') - to_days((hash(name) % 300)::integer)
            as last_contact, 'email' as last_channel
    from people
"""
PROPOSALS = """
    insert into relationships_to_cultivate by name select
        row_number() over (order by person_id) as rank, person_id, name, title,
        organisation, 'say_hello' as action, date '2026-12-01' as action_by,
        3.0 as cultivate, 2.0 as keep_points, 0.0 as owed_points,
        1.0 as goal_points, 0.0 as moment_points,
        ['No contact since 1 Jan (325 days ago); usually every 90 days'] as reasons
    from people
"""
TOUCHES = """
    insert into interactions by name select
        'i' || row_number() over () as interaction_id, person_id,
        getvariable('as_of') - to_days((hash(name || k) % 700)::integer)
            as happened_at, 'email' as channel, 'both' as direction, 1 as others,
        'Re: Something of ' || (hash(name || k) % 40) as subject,
        'mbox' as source, false as machine
    from people, range(12) touches(k)
"""
PARTS = """
    insert into score_parts by name select
        person_id, score, 'part ' || k as part, 1.0 as points,
        'A fact about ' || name || ', number ' || k as fact
    from people, range(4) parts(k), (values ('cultivate'), ('closeness')) s(score)
"""
MERGES = """
    insert into people.merges by name select
        person_id, 'mbox/default/' || emails[1] as record_id, 'same_email' as rule,
        'vcard/default/' || person_id as joined_to,
        'same e-mail ' || emails[1] as evidence
    from people, range(2)
"""
SEARCH = """(words) => {
  const field = document.getElementById("find"), started = performance.now();
  field.value = words;
  field.dispatchEvent(new Event("input"));
  return new Promise((done) => new MutationObserver((_, seen) => {
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - started));
  }).observe(document.getElementById("status"), { childList: true }));
}"""


def make_database(file: Path, people: int) -> None:
    """A database of invented people and the report's floor."""
    with duckdb.connect(str(file)) as con:
        con.execute(RELATIONS.read_text(encoding="utf-8"))
        warehouse.set_variables(con, SETTINGS, AS_OF, 1)
        con.execute(PEOPLE, [people])
        con.execute(SCORES)
        for rows in (PROPOSALS, TOUCHES, PARTS, MERGES):
            con.execute(rows)
        warehouse.run_floor(con, "9_report")


def told_in_full(page: Page) -> int:
    """How many people's cards hold everything."""
    return int(
        page.evaluate(
            "Object.keys(JSON.parse(document.getElementById('details')"
            ".textContent).people).length"
        )
    )


def first_paint(page: Page) -> float:
    """Milliseconds from opening the page to its first content."""
    return float(
        page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
    )


def main() -> None:
    """Print what the page weighs and how quick it is."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Home(Path(folder))
        make_database(home.database, people)
        started = time.perf_counter()
        file = report.write(
            home, SETTINGS, AS_OF, home.database, home.reports / "d", remember=False
        )
        written = time.perf_counter() - started
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(file.as_uri())
        page.wait_for_timeout(500)
        drawn = first_paint(page)
        found = [page.evaluate(SEARCH, w) for w in ("familyname77", "organisation 44")]
        full = told_in_full(page)
        browser.close()
        print(f"the report of {people:,} people")
        print(f"written in    {written:8.1f} s    (at most 5)")
        print(f"size          {file.stat().st_size / 1e6:8.2f} MB   (at most 2)")
        print(f"told in full  {full:8,} people, as many as there is room for")
        print(f"first draw    {drawn:8.0f} ms   (at most 300)")
        print(f"search        {max(found):8.0f} ms   (at most 100, 30 of them waiting)")


if __name__ == "__main__":
    main()
