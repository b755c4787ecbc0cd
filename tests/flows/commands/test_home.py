"""`init` makes a private home; `settings` tells what is in force."""

from __future__ import annotations

import os
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from flows.settings import Home, Settings, load
from tests.flows.commands.terminal import typed

ROOT = Path(__file__).parents[3]
OWNER = ("--owner-name", "Kim Rivera", "--owner-email", "kim@example.com")


@pytest.fixture
def fresh(tmp_path) -> Home:
    return Home(tmp_path / "fresh")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_init_makes_a_private_home(call, fresh):
    """Folder and inbox are 0700, cultivate.toml 0600, whatever the umask."""
    before = os.umask(0)
    try:
        assert call(fresh, "init", *OWNER).code == 0
    finally:
        os.umask(before)
    assert [mode(fresh.path), mode(fresh.inbox)] == [0o700, 0o700]
    assert mode(fresh.settings_file) == 0o600


def test_init_closes_a_folder_that_stood_open(call, fresh):
    """A folder that was there, readable by others, is 0700 afterwards."""
    fresh.path.mkdir(mode=0o755)
    assert call(fresh, "init", *OWNER).code == 0
    assert mode(fresh.path) == 0o700


def test_init_leaves_a_folder_of_everybody_s_open(call, fresh):
    """To close /tmp would end whatever else goes on there."""
    fresh.path.mkdir()
    fresh.path.chmod(0o1777)
    refused = call(fresh, "init")
    assert refused.code == 2
    assert f"--home {fresh.path}/cultivate" in refused.err
    assert stat.S_IMODE(fresh.path.stat().st_mode) == 0o1777
    assert list(fresh.path.iterdir()) == []


def test_init_writes_who_the_owner_is(call, fresh):
    """Every option reaches the settings; --owner-email counts once for each."""
    more = ("--owner-email", "old@example.org", "--stage", "student")
    where = ("--timezone", "Asia/Tokyo", "--region", "jp")
    assert call(fresh, "init", *OWNER, *more, *where).code == 0
    owner = load(fresh).owner
    assert owner.name == "Kim Rivera"
    assert owner.emails == ("kim@example.com", "old@example.org")
    assert (owner.stage, owner.timezone, owner.region) == (
        "student",
        "Asia/Tokyo",
        "JP",
    )


def test_init_takes_the_machine_s_zone_when_none_is_named(call, fresh, monkeypatch):
    """Without --timezone the zone of the machine is written down."""
    monkeypatch.setenv("TZ", "America/Lima")
    assert call(fresh, "init", *OWNER).code == 0
    assert load(fresh).owner.timezone == "America/Lima"


def test_init_never_writes_over_a_home(call, fresh):
    """A second init is refused with 2 and changes nothing."""
    call(fresh, "init", *OWNER)
    before = fresh.settings_file.read_bytes()
    again = call(fresh, "init", "--owner-name", "Somebody Else")
    assert again.code == 2
    assert "is there already" in again.err
    assert fresh.settings_file.read_bytes() == before


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--timezone", "Europe/Lisbn", "did you mean Europe/Lisbon?"),
        ("--stage", "retired", "none of student, job_seeker, changing, settled"),
        ("--owner-email", "kim at example", "is no e-mail address"),
    ],
)
def test_init_refuses_what_could_not_be_read_back(call, fresh, option, value, says):
    """A wrong zone, stage or address is told before anything is made."""
    refused = call(fresh, "init", *OWNER, option, value)
    assert refused.code in {1, 2}
    assert says in refused.err
    assert not fresh.path.exists()


def test_init_without_a_name_says_what_is_missing(call, fresh):
    """Without a terminal and without options the home is made, with a warning."""
    made = call(fresh, "init")
    assert made.code == 0
    assert "fill [owner]" in made.out


def test_init_advises_against_a_home_in_the_checkout(call, fresh):
    """Only a home inside the checkout is warned about."""
    from flows.commands import home as module

    assert "inside the checkout" not in call(fresh, "init", *OWNER).out
    assert module.CHECKOUT == ROOT
    inside = Home(fresh.path / "below")
    module.CHECKOUT = fresh.path
    try:
        assert "inside the checkout" in call(inside, "init", *OWNER).out
    finally:
        module.CHECKOUT = ROOT


def test_init_asks_on_a_terminal(fresh):
    """On a terminal it asks for addresses, name, stage, zone and country."""
    answers = "kim@example.com kim@example.org\nKim Rivera\nsettled\nEurope/Rome\nit\n"
    talk = typed(fresh, answers, "init")
    assert "Your time zone" in talk
    owner = load(fresh).owner
    assert owner.emails == ("kim@example.com", "kim@example.org")
    assert (owner.name, owner.timezone, owner.region) == (
        "Kim Rivera",
        "Europe/Rome",
        "IT",
    )


def test_init_asks_again_for_what_could_not_be_read_back(fresh):
    """A slip costs one answer, not all that were given before it."""
    answers = "Kim\nkim@example.com\nKim Rivera\nboss\nstudent\nRome\nEurope/Rome\n\n"
    talk = typed(fresh, answers, "init")
    for said in ("Kim is no e-mail", "none of student, job", "'Rome' is no known zone"):
        assert said in " ".join(talk.split())
    owner = load(fresh).owner
    assert (owner.emails, owner.stage) == (("kim@example.com",), "student")
    assert owner.timezone == "Europe/Rome"


def test_settings_tell_where_each_comes_from(call, home):
    """A setting in cultivate.toml is marked (file), every other (default)."""
    lines = call(home, "settings").out.splitlines()
    assert 'region = "DE"  (file)' in lines
    assert 'stage = "settled"  (default)' in lines
    assert "channel.meeting = 4.0  (default)" in lines


def test_settings_show_a_changed_number_of_a_table(call, home):
    """One channel's weight changed in the file leaves the others default."""
    text = home.settings_file.read_text() + "\n[closeness.channel]\ncall = 9\n"
    home.settings_file.write_text(text)
    lines = call(home, "settings").out.splitlines()
    assert "channel.call = 9.0  (file)" in lines
    assert "channel.video = 3.0  (default)" in lines


def test_explain_says_every_sentence(call, home):
    """--explain shows each setting's sentence."""
    shown = call(home, "settings", "--explain").out
    for section in fields(Settings):
        for setting in (
            fields(getattr(Settings(), section.name) or ())
            if (section.name not in {"sources", "cultivate"})
            else ()
        ):
            assert setting.metadata["says"] in shown


def test_settings_show_the_paths_every_night_reads(call, home, tmp_path):
    """Each [sources] path is shown, and whether it is there."""
    there, gone = tmp_path / "a.vcf", tmp_path / "b.vcf"
    there.touch()
    text = f'\n[sources.vcard]\npaths = ["{there}", "{gone}"]\n'
    home.settings_file.write_text(home.settings_file.read_text() + text)
    lines = call(home, "settings").out.splitlines()
    assert f"path {there}  (there)" in lines
    assert f"path {gone}  (not found)" in lines


def test_a_terminal_gets_bold_headings_unless_it_wants_no_colour(home, monkeypatch):
    """Headings are bold on a terminal; NO_COLOR takes every escape away."""
    assert "\x1b" not in typed(home, "", "settings")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[1m[owner]" in typed(home, "", "settings")


def test_a_pipe_gets_no_escapes(call, home, monkeypatch):
    """Without a terminal there is nothing but text."""
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in call(home, "settings").out


def test_a_misspelt_setting_names_its_neighbour(call, home):
    """A key that is none ends with 1 and the nearest one."""
    home.settings_file.write_text("[owner]\nnmae = 'Kim'\n")
    refused = call(home, "settings")
    assert refused.code == 1
    assert "unknown setting owner.nmae; did you mean name?" in refused.err


MAIL = """From mo@example.org Mon Sep  4 08:0{n}:00 2023
Message-ID: <{n}@example.org>
Date: Mon, 4 Sep 2023 08:0{n}:00 +0000
From: {sender}
To: {to}
{more}
Text.

"""


def test_init_shows_whose_mail_is_there_already(call, fresh):
    """Who sent what is in Sent, and to whom the rest was delivered."""
    fresh.inbox.mkdir(parents=True)
    sent, got = fresh.inbox / "Sent", fresh.inbox / "Inbox"
    mo, kim = "mo@example.org", "kim@example.com"
    sent.write_text(
        "".join(MAIL.format(n=n, sender=kim, to=mo, more="") for n in range(4))
    )
    put = "Delivered-To: kim.rivera@example.com\n"
    got.write_text(
        "".join(MAIL.format(n=n, sender=mo, to=kim, more=put) for n in range(4, 7))
    )
    done = call(fresh, "init", "--owner-name", "Kim Rivera")
    assert done.code == 0
    assert 'emails = ["kim@example.com", "kim.rivera@example.com"]' in done.out
    assert load(fresh).owner.emails == ()


def test_init_without_mail_says_where_a_guess_will_be_shown(call, fresh):
    """There is nothing to guess from yet."""
    done = call(fresh, "init", "--owner-name", "Kim Rivera")
    assert "`cultivate doctor` shows which addresses seem yours" in done.out
