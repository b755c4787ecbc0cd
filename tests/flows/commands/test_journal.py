"""`log` appends one canonical line to journal.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


def test_a_sentence_becomes_a_line_of_that_day(call, lived_in):
    """The name is completed from the database, the address written beside it."""
    ended = call(lived_in, "log", "met José for coffee", "--on", "2026-03-30")
    assert ended.code == 0
    line = "- 2026-03-30 met José Núñez <jose@example.org>: for coffee"
    assert ended.out.splitlines()[0] == line
    assert lived_in.journal.read_text() == f"# Journal\n\n{line}\n"
    assert lived_in.journal.stat().st_mode & 0o777 == 0o600


def test_the_next_line_follows_the_last(call, lived_in):
    """A last line typed without its end gets one; nothing else changes."""
    lived_in.journal.write_text("# Mine\n- 2026-01-01 called Wei Chen")
    call(lived_in, "log", "called Wei Chen", "--on", "2026-01-02")
    assert lived_in.journal.read_text() == (
        "# Mine\n- 2026-01-01 called Wei Chen\n- 2026-01-02 called Wei Chen\n"
    )


def test_without_a_date_it_is_today(call, home):
    """The day is today's in the owner's zone, before there is any database."""
    call(home, "log", "met Wei Chen")
    day = home.journal.read_text().splitlines()[-1].split()[1]
    now = datetime.now(UTC)
    assert day in {f"{now + timedelta(hours=h):%Y-%m-%d}" for h in (0, 1, 2)}


def test_a_name_several_people_have_is_asked_for(call, lived_in):
    """Two Anas are listed with their ids; nothing is written."""
    refused = call(lived_in, "log", "met Ana for lunch")
    assert refused.code == 2
    assert "Ana Okafor" in refused.err
    assert "Ana Lindqvist" in refused.err
    assert "--person ID" in refused.err
    assert not lived_in.journal.exists()


def test_an_id_says_which_of_them(call, lived_in):
    """--person with the id from that list settles it."""
    listed = call(lived_in, "log", "met Ana for lunch").err.splitlines()
    chosen = next(line.split()[0] for line in listed if "Lindqvist" in line)
    said = ("log", "met Ana for lunch", "--person", chosen, "--on", "2026-03-01")
    assert "met Ana Lindqvist <ana.lindqvist@example.net>" in call(lived_in, *said).out


def test_somebody_new_is_kept_by_the_name_given(call, lived_in):
    """A name nobody has is written as it stands, and told."""
    ended = call(lived_in, "log", "met Wei Chen (Acme)", "--on", "2026-03-01")
    assert ended.code == 0
    assert "Wei Chen is new here" in ended.out
    assert "- 2026-03-01 met Wei Chen (Acme)\n" in lived_in.journal.read_text()


def test_a_note_may_be_about_nobody(call, home):
    """`learned` and `note` need no person."""
    ended = call(
        home, "log", "learned: runway is months of money", "--on", "2026-03-01"
    )
    assert ended.code == 0
    assert home.journal.read_text().endswith(
        "- 2026-03-01 learned: runway is months of money\n"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["had coffee with Ana"], "begin with met, called, wrote"),
        (["met"], "names nobody"),
        ([" "], "say what happened: cultivate log"),
        (["met Wei Chen", "--on", "tomorrow"], "write it like 2026-01-31"),
        (["met Wei Chen", "--on", "2999-01-01"], "has not come yet"),
        (["promise Wei Chen: a call by 2026-02-30"], "2026-02-30 is no day; write it"),
    ],
)
def test_what_could_not_be_read_back_is_refused(call, home, words, says):
    """A sentence the journal's reader would not take is wrong use."""
    refused = call(home, "log", *words)
    assert refused.code == 2
    assert says in refused.err
    assert not home.journal.exists()


def test_a_logged_meeting_reaches_the_person(call, lived_in):
    """After the next run the meeting is the person's last contact."""
    call(lived_in, "log", "met José for coffee", "--on", "2026-03-30")
    assert call(lived_in, "run", "--as-of", "2026-03-31").code == 0
    card = call(lived_in, "who", "jose nunez").out
    assert "last contact  2026-03-30 by meeting" in card


def test_asking_for_work_is_kept_with_a_gentle_word(call, lived_in):
    """It is kept as said; advice is what people give gladly, and asks rest a while."""
    asked = call(lived_in, "log", "asked José: whether there is a job for me")
    assert asked.code == 0
    assert "advice more gladly" in asked.out
    assert "90 days" in asked.out
    assert "a job for me" in lived_in.journal.read_text()
    other = call(lived_in, "log", "asked José: which course to take")
    assert "gladly" not in other.out
