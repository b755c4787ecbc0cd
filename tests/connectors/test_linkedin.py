"""LinkedIn exports: whose they are, what is claimed, dates of every table."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors import ContactRecord, Interaction, Problem, SourceError, linkedin
from connectors import _linkedin_words as words
from tests.connectors.golden import FIXTURES, READING

CHECKOUT = Path(linkedin.__file__).parent.parent
EXPORT = FIXTURES / "linkedin" / "Complete_LinkedInDataExport_05-03-2026"
MADRID = ZoneInfo("Europe/Madrid")
ANA = "https://www.linkedin.com/in/ana-okafor"
MARTA = "https://www.linkedin.com/in/marta-soler"
WEI = "https://www.linkedin.com/in/wei-chen-42"
HEADINGS = (
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
    "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER",
)  # fmt: skip
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.fixture
def export(tmp_path):
    """A copy of the export to change."""
    return shutil.copytree(EXPORT, tmp_path / EXPORT.name)


def read(path, kind):
    return [t for t in linkedin.extract(path, READING) if isinstance(t, kind)]


def messages(path, *rows):
    """A table of messages: thread, sender, their URL, to, their URLs, content."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow(HEADINGS)
        for minute, (thread, sender, url, to, urls, content) in enumerate(rows):
            when = f"2026-01-02 10:{minute:02}:00 UTC"
            table.writerow([thread, "", sender, url, to, urls, when, "", content, ""])
    return path


def sides(path):
    return [touch.owner_side for touch in read(path, Interaction)]


def test_a_folder_with_anything_else_is_asked_file_by_file(export):
    """A letter among the tables is not swallowed with them."""
    assert linkedin.identify(export)
    (export / "letter.eml").write_text("Subject: hello\n\nhello\n")
    assert not linkedin.identify(export)
    assert linkedin.identify(export / "messages.csv")


def test_a_folder_of_other_tables_is_no_export(tmp_path):
    """One table of LinkedIn's among strangers makes no export."""
    shutil.copyfile(EXPORT / "Connections.csv", tmp_path / "Connections.csv")
    (tmp_path / "members.csv").write_text("Name,Mail\nKim,kim@example.com\n")
    assert not linkedin.identify(tmp_path)


@pytest.mark.parametrize(
    "name", ["Connections.csv", "connections (2).CSV", "Verbindungen.csv"]
)
def test_a_table_is_known_by_its_headings(tmp_path, name):
    """Whatever it is called, as long as it is a CSV file."""
    shutil.copyfile(EXPORT / "Connections.csv", tmp_path / name)
    assert linkedin.identify(tmp_path / name)
    assert len(read(tmp_path / name, ContactRecord)) == 4


def test_a_table_without_its_headings_is_no_source(tmp_path):
    """A file that lost its headings stops with what to do."""
    table = tmp_path / "Connections.csv"
    table.write_text("Ana,Okafor,,,,,08 Feb 2026\n")
    with pytest.raises(SourceError, match="headings"):
        read(table, ContactRecord)


def test_the_owner_is_who_takes_part_in_every_conversation(tmp_path):
    """Two conversations with different people show who wrote what."""
    rows = (
        ("1", "Ana Okafor", ANA, "Marta Soler", MARTA, "Hello"),
        ("2", "Marta Soler", MARTA, "Wei Chen", WEI, "Hello"),
    )
    table = messages(tmp_path / "messages.csv", *rows)
    assert sides(table) == ["in", "out"]
    owner = {r.source_key for r in read(table, ContactRecord) if r.kind == "owner"}
    assert owner == {"in/marta-soler"}


def test_one_conversation_does_not_show_the_owner(tmp_path):
    """Who of two is meant is not guessed; a problem says so, and nothing is lost."""
    row = ("1", "Ana Okafor", ANA, "Marta Soler", MARTA, "Hello")
    table = messages(tmp_path / "messages.csv", row)
    assert sides(table) == [""]
    (problem,) = read(table, Problem)
    assert "whose export" in problem.what
    assert not problem.loses


def test_invitations_show_the_owner_of_the_messages(export):
    """The side of an invitation names the owner, for every table of the export."""
    for name in ("Profile.csv", "Education.csv"):
        (export / name).unlink()
    said = {touch.source_key: touch.owner_side for touch in read(export, Interaction)}
    assert set(said.values()) == {"in", "out"}


def test_names_without_profiles_are_those_who_write_under_them(tmp_path):
    """In older tables a recipient is a name; it is the profile that alone has it."""
    rows = (
        ("1", "Ana Okafor", ANA, "Marta Soler", "", "Hello"),
        ("1", "Marta Soler", MARTA, "Ana Okafor", "", "Hello"),
        ("2", "Wei Chen, PhD", WEI, "Marta Soler, Ana Okafor, MBA", "", "Hello"),
    )
    touches = read(messages(tmp_path / "messages.csv", *rows), Interaction)
    people = [[p.record_key for p in touch.participants] for touch in touches]
    assert people == [
        ["in/ana-okafor", "in/marta-soler"],
        ["in/marta-soler", "in/ana-okafor"],
        ["in/wei-chen-42", "in/marta-soler", "in/ana-okafor"],
    ]


def test_recipients_may_be_joined_by_anything(tmp_path):
    """Profile URLs are told apart by their shape."""
    for mark in (",", ";", ", ", " | "):
        row = ("1", "Ana Okafor", ANA, "A, B", mark.join((MARTA, WEI)), "Hello")
        (touch,) = read(messages(tmp_path / "messages.csv", row), Interaction)
        assert len(touch.participants) == 3


def test_two_equal_messages_are_two_and_a_copy_of_the_table_is_none(tmp_path):
    """Same thread, sender and second: told apart by their order."""
    table = tmp_path / "messages.csv"
    row = f'"1","","Ana","{ANA}","Marta","{MARTA}","2026-01-02 10:00:00 UTC","","x",""'
    table.write_text(",".join(HEADINGS) + f"\n{row}\n{row}\n")
    keys = [touch.source_key for touch in read(table, Interaction)]
    assert len(set(keys)) == 2
    copy = shutil.copyfile(table, tmp_path / "messages (1).csv")
    assert [touch.source_key for touch in read(copy, Interaction)] == keys


def test_no_content_is_kept(export):
    """Neither messages nor invitations nor recommendations leave their words."""
    text = repr(read(export, Interaction))
    for word in ("coffee", "introduction to", "talk about maps", "cartographer"):
        assert word not in text


def test_content_is_not_looked_at_when_not_wanted(export):
    """Without text signals a message has no questions, thanks or words."""
    from dataclasses import replace

    reading = replace(READING, text_signals=False)
    for thing in linkedin.extract(export, reading):
        if isinstance(thing, Interaction):
            assert (thing.asks_question, thing.words, thing.language) == (
                None,
                None,
                "",
            )


def test_a_smaller_export_deletes_nothing(export):
    """Without messages or connections a record is missing, not gone."""
    assert not any(problem.loses for problem in read(export, Problem))
    (export / "messages.csv").unlink()
    assert [p.what for p in read(export, Problem) if p.loses] == [
        "there are no messages in it"
    ]


def test_an_export_is_of_the_day_in_its_name_else_of_its_newest_connection(tmp_path):
    """So two exports tell in which order somebody had two jobs."""
    text = CONNECTIONS + f"Ana,Okafor,{ANA},,Acme,,08 Feb 2026\n"
    text += f"Wei,Chen,{WEI},,Acme,,09 Mar 2026\n"
    for name, day in (
        ("Connections.csv", (2026, 3, 9)),
        ("Basic_LinkedInDataExport_12-31-2026/Connections.csv", (2026, 12, 31)),
    ):
        table = tmp_path / name
        table.parent.mkdir(exist_ok=True)
        table.write_text(text)
        days = {record.changed_at for record in read(table, ContactRecord)}
        assert days == {datetime(*day, 12, tzinfo=MADRID)}


@pytest.mark.parametrize("space", [" ", "\u202f", "\u00a0"])
def test_invitations_are_dated_the_american_way(space):
    """Month first, in the owner's zone; the space before PM is of three kinds."""
    found = words.read_moment(f"1/2/24, 9:05{space}PM", words.MINUTE, MADRID)
    assert found == datetime(2024, 1, 2, 21, 5, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("text", "patterns", "moment"),
    [
        ("08 Feb 2026", words.DAY, datetime(2026, 2, 8, 12, tzinfo=UTC)),
        ("08. Dez. 2025", words.DAY, datetime(2025, 12, 8, 12, tzinfo=UTC)),
        ("Jan 2024", words.MONTH, datetime(2024, 1, 1, 12, tzinfo=UTC)),
        ("2003", words.MONTH, datetime(2003, 1, 1, 12, tzinfo=UTC)),
        (
            "2024/05/06 07:08:09 UTC",
            words.ENDORSEMENT_TIME,
            datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
        ),
        ("2026-02-08", words.DAY, None),
        ("02/08/26, 9:05 AM", words.DAY, None),
        ("31 Feb 2026", words.DAY, None),
        ("", words.MINUTE, None),
    ],
)
def test_each_table_reads_its_own_dates_only(text, patterns, moment):
    """A date of another table's kind is none."""
    assert words.read_moment(text, patterns, UTC) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-02 09:30:00 UTC", datetime(2026, 4, 2, 9, 30, tzinfo=UTC)),
        ("2026-04-02 09:30:00", datetime(2026, 4, 2, 9, 30, tzinfo=UTC)),
        ("last Tuesday", None),
        ("", None),
    ],
)
def test_messages_are_dated_in_utc(text, moment):
    """With the word UTC or without it."""
    assert words.read_message_time(text) == moment


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/in/Zo%C3%AB-K/",
        "www.linkedin.com/in/zoë-k",
        "https://de.linkedin.com/in/zoë-k?trk=public",
        "http://linkedin.com/in/ZOË-K#about",
    ],
)
def test_a_profile_is_one_whatever_its_url(url):
    """Case, scheme, country, query and escapes say nothing."""
    assert words.profile_keys(url) == ["in/zoë-k"]


def test_a_column_nobody_knows_is_told_once(tmp_path):
    """A new column costs nothing but a line."""
    table = tmp_path / "Connections.csv"
    rows = "".join(f"Ana{i},Okafor,,,,,08 Feb 2026,x\n" for i in range(3))
    table.write_text(CONNECTIONS.replace("On\n", "On,Favourite Colour\n") + rows)
    (problem,) = read(table, Problem)
    assert problem.what == "column 8 (H) is not known"
    assert len(read(table, ContactRecord)) == 3


def test_a_folder_that_cannot_be_listed_is_no_export(export, as_anybody):
    """Identifying never raises."""
    code = """
import sys
from pathlib import Path
from connectors import linkedin

print(linkedin.identify(Path(sys.argv[1])))
"""
    words = [*as_anybody, sys.executable, "-c", code, export]
    export.chmod(0)
    told = subprocess.run(words, capture_output=True, check=False, cwd=CHECKOUT)
    export.chmod(0o700)
    assert told.stdout == b"False\n"
