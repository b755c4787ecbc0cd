from __future__ import annotations

import stat

from conftest import SETTINGS
from report_world import AS_OF, PEOPLE

from flows import report

FILES = {
    "report.html",
    "relationships.csv",
    "score_parts.csv",
    "reminders.ics",
    "digest.txt",
    "digest.eml",
}


def test_every_file_is_for_the_owner_only(folder):
    """The folder holds just the six files, each readable by the owner alone."""
    assert {file.name for file in folder.iterdir()} == FILES
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_latest_leads_to_the_newest(home, database):
    """reports/latest is the folder written last, wherever the home moves."""
    latest = home.reports / "latest"
    for day in ("2026-11-22", "2026-11-23"):
        into = home.reports / day
        report.write(home, SETTINGS, AS_OF, database, into, remember=True)
        assert latest.resolve() == into.resolve()
    assert not latest.readlink().is_absolute()


def test_the_same_night_gives_the_same_bytes(home, database, folder):
    """Same database and as_of: every file is the same, in whichever home."""
    again = home.reports / "again"
    report.write(home, SETTINGS, AS_OF, database, again, remember=True)
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_redacted_page_names_nobody(home, database):
    """Redacted, it shows initials: no name, address, number, employer or fact."""
    into = home.reports / "2026-11-22"
    page = report.write(
        home, SETTINGS, AS_OF, database, into, remember=True, redact=True
    )
    assert [file.name for file in into.iterdir()] == ["report-redacted.html"]
    assert not (home.reports / "latest").exists()
    text = page.read_text(encoding="utf-8")
    assert "A. O." in text
    for given, family, organisation, title, *_ in PEOPLE:
        for secret in (given, family, organisation, title):
            if secret and len(secret) > 3:
                assert secret not in text, secret
    for secret in ("example.com", "+1555", "Omar", "data lead", "Lunch", "p01"):
        assert secret not in text
