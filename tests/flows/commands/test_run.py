"""`run`, `build` and `report` go the whole way and say where the report is."""

from __future__ import annotations

from pathlib import Path

AS_OF = ("--as-of", "2026-03-31")
CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:w\nFN:Wei Chen\nEMAIL:wei@example.com\nEND:VCARD\n"
)


def page_of(ended) -> Path:
    """The report a command says it wrote."""
    return Path(ended.out.splitlines()[-1].removeprefix("Report: "))


def test_run_reads_what_is_new_and_reports(call, lived_in):
    """A dropped export is read, a line a source; the page it names is there."""
    (lived_in.inbox / "new.vcf").write_text(CARD)
    ended = call(lived_in, "run", *AS_OF)
    assert ended.code == 0
    assert "vcard        1 file: 1 new record, 0 new interactions" in ended.out
    assert page_of(ended) == lived_in.reports / "2026-03-31" / "report.html"
    assert page_of(ended).is_file()
    assert "Wei Chen" in call(lived_in, "who", "wei").out
    again = call(lived_in, "run", *AS_OF)
    assert "vcard        1 file (1 unchanged): 0 new records" in again.out


def test_a_file_that_cannot_be_read_leaves_the_rest(call, lived_in):
    """One broken file: the run reports all the same, and says where to look."""
    (lived_in.inbox / "a.vcf").write_text(CARD)
    broken = lived_in.inbox / "b.vcf"
    broken.write_bytes(b"BEGIN:VCARD\n\x00\xff\xfe broken")
    ended = call(lived_in, "run", *AS_OF)
    assert ended.code == 0
    assert page_of(ended).is_file()
    assert "Wei Chen" in call(lived_in, "who", "wei").out


def test_an_unnamed_owner_is_told_of(call, lived_in):
    """A run that cannot know the owner's own addresses says where to look."""
    assert "Which addresses are yours" not in call(lived_in, "run", *AS_OF).out
    text = lived_in.settings_file.read_text().replace("emails", "# emails")
    lived_in.settings_file.write_text(text)
    told = call(lived_in, "run", *AS_OF).out
    assert "Which addresses are yours is not said yet; see: cultivate doctor" in told


def test_a_page_no_browser_opens_is_told(call, lived_in, monkeypatch):
    """Where no browser can be started, a line says so and the page stands."""
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    ended = call(lived_in, "report", "--open")
    assert ended.code == 0
    assert ended.out.splitlines()[-1].startswith("No browser could be started")


def test_a_schedule_that_is_none_is_refused_at_once(call, lived_in):
    """Nothing is said to be running before the cron line is known to be one."""
    refused = call(lived_in, "nightly", "--schedule", "bad")
    assert (refused.code, refused.out) == (2, "")
    assert "'bad' is no schedule" in refused.err


def test_an_earlier_day_is_a_replay(call, lived_in):
    """It goes to reports/replay/ and leaves database and latest/ alone."""
    before = lived_in.database.read_bytes()
    ended = call(lived_in, "build", "--as-of", "2026-02-28")
    assert page_of(ended).parent == lived_in.reports / "replay" / "2026-02-28"
    assert lived_in.database.read_bytes() == before


def test_report_writes_the_same_again(call, lived_in):
    """Deleted and written again from the database, every file is the same."""
    folder = lived_in.reports / "2026-03-31"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for file in folder.iterdir():
        file.unlink()
    assert call(lived_in, "report").code == 0
    after = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert after == before


def test_report_of_a_day_that_was_never_built(call, lived_in):
    """Another day needs a build first, and the error says which."""
    refused = call(lived_in, "report", "--as-of", "2025-12-31")
    assert refused.code == 1
    assert "cultivate build --as-of 2025-12-31" in refused.err


def test_a_redacted_report_names_nobody(call, lived_in):
    """--redact writes a page of its own, without a name or an address."""
    ended = call(lived_in, "report", "--redact")
    assert ended.code == 0
    text = page_of(ended).read_text(encoding="utf-8")
    for word in ("Okafor", "Núñez", "example.com", "example.org", "Robin"):
        assert word not in text
    own = page_of(ended).with_name("report.html").read_text(encoding="utf-8")
    assert "Okafor" in own


def test_a_day_that_is_none_is_refused(call, lived_in):
    """A misspelt --as-of is told in a line."""
    refused = call(lived_in, "build", "--as-of", "March")
    assert refused.code == 2
    assert "write it like" in refused.err


def test_a_day_still_to_come_is_said(call, lived_in):
    """A date after today is looked from, and a line says so; one before is not told."""
    ahead = call(lived_in, "build", "--as-of", "2999-01-01")
    assert ahead.code == 0
    assert "2999-01-01 is still to come" in ahead.err
    assert "back to today: cultivate build" in ahead.err
    assert call(lived_in, "build", *AS_OF).err == ""


def test_a_schedule_has_no_day(call, lived_in):
    """--schedule with --as-of is wrong use."""
    words = ("nightly", "--schedule", "30 5 * * *", *AS_OF)
    assert call(lived_in, *words).code == 2


def test_one_run_at_a_time(call, lived_in):
    """While another run holds the home, a second one says so and ends with 1."""
    from flows.steps import locked

    with locked(lived_in):
        refused = call(lived_in, "run", *AS_OF)
    assert refused.code == 1
    assert "another run is at work" in refused.err


def test_a_word_can_be_said_while_a_night_runs(call, lived_in):
    """Decisions and journal lines wait for no run."""
    from flows.steps import locked

    with locked(lived_in):
        assert call(lived_in, "mute", "José").code == 0
        assert call(lived_in, "log", "met José", "--on", "2026-03-30").code == 0


def test_a_failed_run_tells_the_owner_s_command_and_the_next_report(
    call, lived_in, tmp_path
):
    """The command hears that it failed, not about whom; the next page says so."""
    heard = tmp_path / "heard"
    script = tmp_path / "tell"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$*" > {heard}\n')
    script.chmod(0o700)
    text = lived_in.settings_file.read_text()
    good = text.replace("# notify = []", f'notify = ["{script}"]')
    lived_in.settings_file.write_text(good + "\n[sources.nonesuch]\npaths = []\n")
    assert call(lived_in, "run").code == 1
    assert heard.read_text().startswith("The night of cultivate failed")
    lived_in.settings_file.write_text(good)
    page = page_of(call(lived_in, "run"))
    assert " failed. What stands here is complete" in page.read_text()
    assert " failed. What stands" not in page_of(call(lived_in, "run")).read_text()
