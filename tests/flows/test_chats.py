"""Chats from file to person: once, of whom, and again when the owner is named."""

from __future__ import annotations

import shutil
import zipfile

import pytest

from flows import settings as settings_file
from flows import steps, warehouse
from tests.connectors.golden import FIXTURES

ANDROID = """\
25/01/2024, 10:30 - Ana Okafor: Shall we meet?
25/01/2024, 10:31 - Robin Vale: Yes, thank you
25/01/2024, 10:32 - Ana Okafor: <Media omitted>
"""
IPHONE = """\
[25/01/2024, 10:30:11] Ana Okafor: Shall we meet?
[25/01/2024, 10:31:12] Robin Vale: Yes, thank you
\u200e[25/01/2024, 10:32:13] Ana Okafor: \u200eimage omitted
[26/01/2024, 09:00:00] Ana Okafor: one more
"""
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:ana\nFN:{name}\nTEL:{phone}\nEND:VCARD\n"


def take_in(home, *paths):
    settings = settings_file.load(home)
    run_id = steps.begin(home, "import")
    return list(steps.import_paths(home, settings, run_id, list(paths), dry_run=False))


def ask(home, query):
    settings = settings_file.load(home)
    steps.build(home, settings, steps.moment("2024-06-01", settings))
    with warehouse.open_database(home) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def downloads(tmp_path):
    """A folder of exports: two phones' copies of a chat, one zipped, and a backup."""
    folder = tmp_path / "Downloads"
    folder.mkdir()
    (folder / "WhatsApp Chat with Ana Okafor.txt").write_text(ANDROID)
    with zipfile.ZipFile(folder / "WhatsApp Chat - Ana Okafor.zip", "w") as archive:
        archive.writestr("_chat.txt", IPHONE)
    shutil.copy(FIXTURES / "sms_backup" / "sms-20231115.xml", folder)
    (folder / "holiday.odp").write_text("no chat")
    return folder


def test_two_phones_copies_are_counted_once(home, downloads):
    """What both copies of a chat hold is one touch each, and twice adds nothing."""
    tallies = take_in(home, downloads)
    assert {t.path.name: t.source for t in tallies}["_chat.txt"] == "whatsapp"
    assert {t.path.name: t.state for t in tallies}["holiday.odp"] == "unrecognised"
    query = "select count(*) from interactions where source = 'whatsapp'"
    assert ask(home, query) == [(4,)]
    assert {t.state for t in take_in(home, downloads)} <= {"unchanged", "unrecognised"}
    assert ask(home, query) == [(4,)]


def test_a_number_joins_and_a_name_only_suggests(home, downloads, tmp_path):
    """The card with a text's number is its person; a chat's bare name is proposed."""
    card = tmp_path / "ana.vcf"
    card.write_text(CARD.format(name="Ana Okafor", phone="+34 600 555 123"))
    take_in(home, downloads, card)
    joined = "select sources from people where list_contains(sources, 'vcard')"
    assert ask(home, joined) == [(["sms_backup", "vcard"],)]
    proposed = """
        select band from match_candidates
        where evidence like 'same full name%' and record_b like 'whatsapp/%'
    """
    assert ("review",) in ask(home, proposed)


def test_a_chat_is_read_again_when_the_owner_is_named(home, tmp_path):
    """A chat that does not show the owner is told of, and read once it is known."""
    chat = tmp_path / "chat.txt"
    chat.write_text(ANDROID.replace("Robin Vale", "~ rv"))
    (tally,) = take_in(home, chat)
    assert (tally.interactions, tally.problems) == (0, 1)
    assert "also_named" in tally.why
    text = home.settings_file.read_text()
    named = text.replace("[owner]", '[owner]\nalso_named = ["rv"]')
    home.settings_file.write_text(named)
    (tally,) = take_in(home, chat)
    assert (tally.interactions, tally.problems) == (3, 0)


def test_a_call_counts_for_both_sides_and_a_missed_one_for_none(home):
    """A call taken is a touch of both; a missed one stays, and counts for nothing."""
    take_in(home, FIXTURES / "sms_backup" / "calls-20231115.xml")
    query = """
        select direction, machine, count(*) from interactions
        where channel = 'call' group by all order by all
    """
    assert ask(home, query) == [
        ("both", False, 2), ("in", True, 2), ("out", True, 1),
    ]  # fmt: skip
