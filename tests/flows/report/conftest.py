"""A small real database, its report floor made by the real SQL."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import sync_playwright

from flows import report, warehouse
from flows.settings import Home, Owner, Settings

sys.path.insert(0, str(Path(__file__).parent))
from report_world import AS_OF, make_world

SETTINGS = Settings(
    owner=Owner(
        name="Omar Example", emails=("omar@example.org",), timezone="Europe/Madrid"
    )
)


def add_report_floor(file: Path) -> None:
    """Run sql/9_report on a database of public relations."""
    con = duckdb.connect(str(file))
    con.execute("set TimeZone = 'UTC'")
    warehouse.set_variables(con, SETTINGS, AS_OF, 1)
    warehouse.run_floor(con, "9_report")
    con.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with nothing but its archive's ledgers to come."""
    return _home(tmp_path)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented dozen, with the report's floor; to be copied."""
    file = make_world(tmp_path_factory.mktemp("once") / "cultivate.duckdb")
    add_report_floor(file)
    return file


@pytest.fixture
def database(home: Home, made_once: Path) -> Path:
    """The invented dozen in a home, for a test to change."""
    return Path(shutil.copyfile(made_once, home.database))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, made_once: Path) -> Path:
    """The report of the invented dozen, written once and only read."""
    home = _home(tmp_path_factory.mktemp("written"))
    into = home.reports / "2026-11-22"
    report.write(home, SETTINGS, AS_OF, made_once, into, remember=True)
    return into


def _home(folder: Path) -> Home:
    made = Home(folder / "home")
    made.path.mkdir(mode=0o700)
    return made


HOSTILE = (
    """<script>window.ran = 1</script><img src=x onerror="window.ran = 1">""",
    """\"'><svg onload=window.ran=1>""",
    """</script><script>window.ran = 1</script>""",
    '=HYPERLINK("https://example.com")',
    "\u202egnp.exe \u2066turned",
    "W" * 10_000,
)


# whose every text anybody may have written: a line a column, all its rows
_TEXTS = (
    ("interactions", "subject"),
    ("staging.interactions", "note"),
    ("staging.interactions", "subject"),
    ("goals", "sentence"),
    ("targets", "organisation"),
    ("introductions", "link"),
    ("give_and_take", "fact"),
    ("moments", "fact"),
    ("waiting", "fact"),
    ("people.merges", "evidence"),
    ("people.merges", "record_id"),
    ("match_candidates", "evidence"),
    ("excluded", "address"),
    ("problems", "what"),
    ("problems", "cure"),
    ("person_groups", "group_name"),
    ("person_groups", "why"),
)
_LISTS = (
    ("people", "groups"),
    ("people", "interests"),
    ("relationships_to_cultivate", "reasons"),
)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose names, titles, subjects and notes are full of markup and worse."""
    changes = [
        f"update {table} set {column} = {_quoted(value)} where {where}"
        for number, value in enumerate(HOSTILE, start=1)
        for where in [f"person_id = 'p{number:02}'"]
        for table, columns in (
            ("people", ("name", "organisation", "title", "given_name")),
            ("relationships_to_cultivate", ("name", "organisation", "title")),
            ("score_parts", ("fact",)),
            ("owed", ("fact",)),
            ("contact_records", ("name",)),
        )
        for column in columns
    ]
    all_of_it = f"[{', '.join(map(_quoted, HOSTILE))}]"
    any_of_it = f"({all_of_it})[1 + rowid % {len(HOSTILE)}]"
    changes += [f"update {table} set {name} = {any_of_it}" for table, name in _TEXTS]
    changes += [f"update {table} set {name} = {all_of_it}" for table, name in _LISTS]
    changes += [
        "update people set emails = ['javascript:alert(1)//@x'] where person_id = 'p02'"
    ]
    home = _home(tmp_path_factory.mktemp("hostile"))
    file = make_world(home.database, tuple(changes))
    add_report_floor(file)
    into = home.reports / "2026-11-22"
    return report.write(home, SETTINGS, AS_OF, file, into, remember=False)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Open a file; the page keeps every request, complaint and policy violation."""
    contexts = []

    def open_file(file, hash_="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.seen = []
        page.on("request", lambda r: page.seen.append(r.url))
        page.on("console", lambda m: page.seen.append(m.text))
        page.on("pageerror", lambda e: page.seen.append(str(e)))
        page.goto(f"file://{file}{hash_}")
        return page

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture
def file(folder):
    return folder / "report.html"
