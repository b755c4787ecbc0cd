"""Two exports of a network show who changed jobs, in whatever order they come."""

from __future__ import annotations

import zipfile

import pytest

from flows import settings as settings_file
from flows import steps, warehouse

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ana,Okafor,https://www.linkedin.com/in/ana-okafor,,{job},08 Feb 2024\n"
    "Wei,Chen,https://www.linkedin.com/in/wei-chen,,Acme,Analyst,09 Feb 2024\n"
)
POSITIONS = (
    "Company Name,Title,Description,Location,Started On,Finished On\n"
    "Acme,Cartographer,,,Jan 2020,Dec 2023\n"
    "Globex,Head of Maps,,,Jan 2024,\n"
)
JOBS = {"03-01-2025": "Bluebird,Analyst", "03-01-2026": "Globex,Head of Data"}


@pytest.fixture
def exports(tmp_path):
    """Two exports a year apart, the older first."""
    made = []
    for day, job in JOBS.items():
        path = tmp_path / f"Complete_LinkedInDataExport_{day}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Connections.csv", CONNECTIONS.format(job=job))
            archive.writestr("Positions.csv", POSITIONS)
        made.append(path)
    return made


def read(home, *paths):
    settings = settings_file.load(home)
    run_id = steps.begin(home, "import")
    tallies = steps.import_paths(home, settings, run_id, list(paths), dry_run=False)
    return [tally.records for tally in tallies if tally.source == "linkedin"]


def build(home):
    settings = settings_file.load(home)
    steps.build(home, settings, steps.moment("2026-06-01", settings))


def ask(home, query):
    with warehouse.open_database(home) as con:
        return con.execute(query).fetchall()


def jobs(home, kinds):
    """Who was where from when to when, of people of these kinds."""
    return ask(
        home,
        f"""
        select
            people.name,
            affiliations.organisation,
            affiliations.title,
            since::date::varchar,
            until::date::varchar,
        from affiliations
        join people using (person_id)
        where people.kind {kinds}
        order by all
        """,
    )


CHANGED = [
    ("Ana Okafor", "Bluebird", "Analyst", None, "2026-03-01"),
    ("Ana Okafor", "Globex", "Head of Data", "2026-03-01", None),
    ("Wei Chen", "Acme", "Analyst", None, None),
]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("together", [False, True])
def test_who_changed_jobs_shows(home, exports, newest_first, together):
    """The newer export's job holds; who did not change is no new version."""
    order = exports[::-1] if newest_first else exports
    read_records = read(home, *order) if together else read(home, order[0])
    if not together:
        read_records += read(home, order[1])
    assert read_records[1] == 1
    build(home)
    assert jobs(home, "!= 'owner'") == CHANGED
    assert ask(home, "select organisation from people where name = 'Ana Okafor'") == [
        ("Globex",)
    ]


def test_the_owners_jobs_make_groups(home, exports):
    """Whoever works where the owner works or worked is a co-worker, or was one."""
    read(home, *exports)
    build(home)
    owner = [(*row[1:2], *row[3:]) for row in jobs(home, "= 'owner'")]
    assert owner == [
        ("Acme", "2020-01-01", "2023-12-01"),
        ("Globex", "2024-01-01", None),
    ]
    assert ask(
        home,
        "select name, group_name from person_groups join people using (person_id) "
        "order by all",
    ) == [("Ana Okafor", "coworkers"), ("Wei Chen", "former_coworkers")]


LETTERS = """\
From robin.vale@example.com Tue Nov 10 09:00:00 2026
From: Robin Vale <robin.vale@example.com>
To: Ana Okafor <ana@acme.example.org>
Date: Tue, 10 Nov 2026 09:00:00 +0100
Message-ID: <1@example.com>
Subject: Lunch

Shall we have lunch?

From MAILER-DAEMON Tue Nov 10 09:01:00 2026
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@example.com>
To: robin.vale@example.com
Date: Tue, 10 Nov 2026 09:01:00 +0100
Message-ID: <2@example.com>
Auto-Submitted: auto-replied
X-Failed-Recipients: ana@acme.example.org, stranger@acme.example.org
Subject: Delivery Status Notification (Failure)

Address not found.
"""


def test_a_bounce_tells_that_somebody_may_have_moved_on(home, tmp_path):
    """An address that bounces is a moment of whoever the owner wrote to there."""
    box = tmp_path / "all.mbox"
    box.write_text(LETTERS)
    read(home, box)
    settings = settings_file.load(home)
    steps.build(home, settings, steps.moment("2026-11-12", settings))
    told = "select name, moments.kind, fact from moments join people using (person_id)"
    fact = (
        "Their address ana@acme.example.org stopped working on 10 Nov; "
        "you have no other"
    )
    assert ask(home, told) == [("Ana Okafor", "address_lost", fact)]


CARD = """\
BEGIN:VCARD
VERSION:3.0
UID:ana
FN:Ana Okafor
N:Okafor;Ana;;;
EMAIL:ana@acme.example.org
EMAIL:ana@globex.example.org
END:VCARD
"""


def test_an_address_that_bounced_is_written_to_last(home, tmp_path):
    """Of two addresses the one that works comes first, and the moment names it."""
    box, card = tmp_path / "all.mbox", tmp_path / "ana.vcf"
    box.write_text(LETTERS)
    card.write_text(CARD)
    read(home, box, card)
    settings = settings_file.load(home)
    steps.build(home, settings, steps.moment("2026-11-12", settings))
    ((emails, fact),) = ask(
        home, "select emails, fact from moments join people using (person_id)"
    )
    assert emails == ["ana@globex.example.org", "ana@acme.example.org"]
    assert fact.endswith("on 10 Nov; you also have ana@globex.example.org")
