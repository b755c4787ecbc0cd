"""`doctor` finds what was broken on purpose, and nothing else."""

from __future__ import annotations

import os
import shutil

import pytest

from flows.settings import Home
from flows.steps import begin, locked
from flows.warehouse import open_archive
from tests.flows.commands.conftest import ANA, AS_OF, MAIL, ROBIN


def mends(ended):
    return [line for line in ended.out.splitlines() if line.startswith("mend: ")]


def test_a_good_home_needs_no_mending(call, shared):
    """A fresh private home with a report ends with 0."""
    ended = call(shared, "doctor")
    assert mends(ended) == []
    assert ended.code == 0
    assert "Nothing wants mending." in ended.out


def test_before_the_first_run_it_says_what_to_do(call, home):
    """Without a database the next step is told."""
    ended = call(home, "doctor")
    assert ended.code == 1
    assert mends(ended) == ["mend: no run yet: cultivate import PATH..., cultivate run"]


def test_an_unknown_owner_is_found(call, home):
    """Name and addresses not set are two findings."""
    home.settings_file.write_text("[owner]\ntimezone = 'Europe/Rome'\n")
    found = "\n".join(mends(call(home, "doctor")))
    assert "owner.name is not set" in found
    assert "owner.emails is not set" in found


@pytest.mark.parametrize(
    "name", ["path", "inbox", "settings_file", "archive", "database"]
)
def test_a_file_others_can_read_is_found_with_its_chmod(call, lived_in, name):
    """The command named mends it."""
    path = getattr(lived_in, name)
    right = path.stat().st_mode & 0o777
    path.chmod(right | 0o044)
    assert mends(call(lived_in, "doctor")) == [
        f"mend: others can read it: chmod {right:o} {path}"
    ]


def test_a_broken_archive_is_found(call, lived_in):
    """The database may be whole while what it is made from is lost."""
    lived_in.archive.write_text("junk")
    (found,) = mends(call(lived_in, "doctor"))
    assert f"{lived_in.archive} is no database any more" in found
    ended = call(lived_in, "run")
    assert ended.code == 1
    assert f"{lived_in.archive} cannot be opened (IOException)" in ended.err


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_a_zone_of_nobody_is_noted(call, home, zone):
    """What `init` finds on a server is hardly where its owner lives."""
    home.settings_file.write_text(f"[owner]\ntimezone = '{zone}'\n")
    assert f"owner.timezone is {zone}; name your own" in call(home, "doctor").out


def test_a_home_nothing_can_be_written_to_is_found(call, shared, monkeypatch):
    """No night can run there."""
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, how: how != os.W_OK and may(path, how)
    )
    assert mends(call(shared, "doctor")) == [
        f"mend: nothing can be written: chmod u+w {shared.path}"
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("kind = 'run', state = 'failed'", "failed; try: cultivate run"),
        (
            "kind = 'run', state = 'failed', started_at = '2026-03-31 22:30'",
            "the run of 2026-04-01 00:30 failed",  # by the owner's clock, in Berlin
        ),
        ("kind = 'run', state = 'started'", "broke off; try: cultivate run"),
        (
            "kind = 'nightly', finished_at = finished_at - interval 9 days",
            "the last good run ended 9 days ago",
        ),
    ],
)
def test_how_the_last_night_ended_is_found(call, lived_in, changed, says):
    """Also a night that made no database, and nights that never came."""
    with open_archive(lived_in) as con:
        con.execute(f"update raw.runs set {changed}")
    (found,) = mends(call(lived_in, "doctor"))
    assert says in found


def test_an_import_that_was_killed_is_found(call, home, tmp_path):
    """It is told what is kept and what to do, until that is done."""
    book = tmp_path / "book.vcf"
    book.write_text("BEGIN:VCARD\nVERSION:3.0\nUID:w\nFN:Wei Chen\nEND:VCARD\n")
    with locked(home):
        begin(home, "import")

    def found():
        told = mends(call(home, "doctor"))
        return [line for line in told if line.startswith("mend: the import of 20")]

    (line,) = found()
    assert "finished are kept whole, of the others nothing was taken in" in line
    assert line.endswith("import the same again")
    call(home, "run")
    assert found() == [line]
    call(home, "import", book)
    assert found() == []


def test_an_import_that_was_killed_may_be_taken_back(call, home):
    """Who does not want it any more hears of it no more."""
    with locked(home):
        begin(home, "import")
    call(home, "import", "--undo", "1")
    assert "the import of" not in call(home, "doctor").out


def test_while_a_run_is_at_work_its_end_is_not_judged(call, lived_in):
    """Nothing wants mending, and the archive is left to the run."""
    with locked(lived_in):
        ended = call(lived_in, "doctor")
    assert ended.code == 0
    assert "note: a run is at work" in ended.out


def test_a_path_that_is_gone_is_found(call, lived_in):
    """A [sources] path that is not there would be read by no night."""
    more = '\n[sources.vcard]\npaths = ["gone.vcf"]\n'
    lived_in.settings_file.write_text(lived_in.settings_file.read_text() + more)
    (found,) = mends(call(lived_in, "doctor"))
    assert f"[sources.vcard] names {lived_in.path / 'gone.vcf'}" in found


def test_a_source_there_is_none_of_is_found(call, lived_in):
    """A misspelt section, even of paths alone, is named with the source meant."""
    more = f'\n[sources.vcrad]\npaths = ["{lived_in.path}"]\n'
    lived_in.settings_file.write_text(lived_in.settings_file.read_text() + more)
    (found,) = mends(call(lived_in, "doctor"))
    assert "no source vcrad; did you mean vcard?" in found


def test_a_broken_decision_is_found_by_its_line(call, lived_in):
    """Line and cure are told; what the line says is not."""
    lived_in.decisions.write_text(
        "id,happened_at,verb,record_a,record_b,value,note\n"
        "1,2026-01-01T00:00:00Z,mute,vcard/default/ana-1,,,\n"
        "2,2026-01-01T00:00:00Z,mutter,vcard/default/ana-1,,,secret\n"
    )
    lived_in.decisions.chmod(0o600)
    (found,) = mends(call(lived_in, "doctor"))
    assert "decisions.csv, line 3: an unknown verb" in found
    assert "secret" not in found


def test_too_little_room_is_found(call, shared, monkeypatch):
    """Less free room than a night may need is told in GB."""
    usage = shutil.disk_usage(shared.path)._replace(free=1 << 29)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    (found,) = mends(call(shared, "doctor"))
    assert "0.5 GB are free" in found


def test_months_without_mail_are_noted(call, shared):
    """Mail in January and March, none in February: told."""
    assert "eml/default has no mail in 2026-02" in call(shared, "doctor").out


def test_silence_is_nothing_odd_where_mail_is_rare(call, lived_in):
    """With mail in three months of fourteen, no month is missed."""
    old = MAIL.format(
        sender=ANA, to=ROBIN, subject="Snow", number=99, text="It snows here.",
        date="Wed, 05 Feb 2025 09:00:00 +0000",
    )  # fmt: skip
    (lived_in.inbox / "old.eml").write_text(old)
    assert call(lived_in, "run", "--as-of", AS_OF).code == 0
    assert "no mail in" not in call(lived_in, "doctor").out


def test_problems_of_a_source_are_noted(call, home: Home):
    """A source with problems is named, and where to read on."""
    home.journal.write_text("- 2026-01-01 snorkelled with Ana\n")
    home.journal.chmod(0o600)
    assert call(home, "run").code == 0
    ended = call(home, "doctor")
    assert "note: journal had 1 problem" in ended.out
    assert ended.code == 0
