"""The journal's grammar, beyond what the fixture shows."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem, journal
from connectors._journal_line import format_line, parse_sentence
from connectors._people import Person
from tests.connectors.golden import READING

KINDS = ["met", "called", "wrote", "note", "gave", "asked", "thanks", "promise",
         "intro", "learned"]  # fmt: skip

printable = st.characters(exclude_categories=["C", "Z"], exclude_characters='"')
words = st.text(printable, min_size=1, max_size=8)
texts = st.lists(words, max_size=5).map(" ".join)
people = st.builds(
    Person,
    name=st.lists(words, min_size=1, max_size=3).map(" ".join)
    | st.sampled_from(["Ana", "Wei Chen", "Rosa de la Cruz", "To Anh", "王伟", "and"]),
    address=st.sampled_from(["", "a.b@example.com", "+34 555 010 203"]),
    organisation=st.sampled_from(["", "Acme", "R&D, Inc."]),
)


def read(tmp_path, *lines, kind=Interaction):
    path = tmp_path / "journal.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [t for t in journal.extract(path, READING) if isinstance(t, kind)]


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(KINDS), who=st.lists(people, min_size=1, max_size=3),
       text=texts)  # fmt: skip
@example(kind="intro", who=[Person("By Jove")], text="by Ana: x")
@example(kind="met", who=[Person("Ana")], text=": - to Wei")
@example(kind="note", who=[Person("Dr. J. P. d'Arcy")], text="@ 2026-01-01 **")
def test_written_lines_read_back(kind, who, text):
    """A line written by format_line says the same kind, people and text."""
    line = format_line(date(2026, 11, 12), kind, who, text)
    found = journal.LINE.match(line)
    assert found["day"] == "2026-11-12"
    assert parse_sentence(found["rest"]) == (kind, tuple(who), text)


def test_written_line_is_extracted(tmp_path):
    """A formatted line with hour, introducer and text comes back as written."""
    who = [Person("Ana Okafor", introducer=True), Person("Wei", "wei@example.org")]
    line = format_line(datetime(2026, 11, 12, 18, 30), "intro", who, "at the fair")  # noqa: DTZ001 - the owner's own clock
    assert line == (
        "- 2026-11-12 18:30 intro by Ana Okafor: Wei <wei@example.org>: at the fair"
    )
    [intro] = read(tmp_path, line)
    assert [(p.role, p.record_key) for p in intro.participants] == [
        ("introducer", "name:ana okafor"),
        ("attendee", "wei@example.org"),
    ]
    assert intro.happened_at.isoformat() == "2026-11-12T18:30:00+01:00"
    assert intro.note == "at the fair"


@pytest.mark.parametrize(
    ("sentence", "names", "rest"),
    [
        ("met Ana for coffee", ["Ana"], "for coffee"),
        ("met Ana, Wei Chen & Rosa at noon", ["Ana", "Wei Chen", "Rosa"], "at noon"),
        ("met with Ana and talked", ["Ana"], "and talked"),
        ("met Ana with Wei + Rosa", ["Ana", "Wei", "Rosa"], ""),
        ("called Ludwig van Beethoven about notes", ["Ludwig van Beethoven"],
         "about notes"),
        ("called J. R. Okafor. We laughed", ["J. R. Okafor"], "We laughed"),
        ("met Ana Monday", ["Ana"], "Monday"),
        ("met Ana - short", ["Ana"], "short"),
        ("met Jean-Luc O'Neil d'Arcy: x", ["Jean-Luc O'Neil d'Arcy"], "x"),
        ("met Владимир Петров в парке", ["Владимир Петров"], "в парке"),
        ('met "ana de la cruz" for tea', ["ana de la cruz"], "for tea"),
        ("wrote ana@example.com: hello", [""], "hello"),
        ("wrote to Ana from the train", ["Ana"], "from the train"),
        ("texted Ana", ["Ana"], "by message"),
        ("emailed Ana by letter", ["Ana"], "by letter"),
        ("introduced Ana to Wei", ["Ana", "Wei"], ""),
        ("intro Ana -> Wei: both climb", ["Ana", "Wei"], "both climb"),
        ("learned: runway", [], "runway"),
    ],
)  # fmt: skip
def test_sentences(sentence, names, rest):
    """People end at the first word that cannot be a name; the rest is kept."""
    said = parse_sentence(sentence)
    assert [person.name for person in said.names] == names
    assert said.rest == rest


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "hugged Ana",
        "met",
        "met him",
        "met Ana <nowhere>",
        "intro by Ana",
        "met: Ana",
    ],
)
def test_unreadable_sentences(sentence):
    """A sentence without a kind, people or a real address says its cure."""
    with pytest.raises(journal.UnreadableLineError) as error:
        parse_sentence(sentence)
    assert error.value.cure


@pytest.mark.parametrize(
    ("line", "channel", "side"),
    [
        ("met Ana", "meeting", "both"),
        ("met Ana by video", "video", "both"),
        ("called Ana", "call", "both"),
        ("wrote Ana", "email", "out"),
        ("wrote Ana: by letter, at last", "letter", "out"),
        ("texted Ana", "message", "out"),
        ("thanked Ana by phone", "call", "out"),
        ("gave Ana a book", "message", "out"),
        ("asked Ana for advice", "message", "out"),
        ("promised Ana: a call", "message", "out"),
        ("introduced Ana to Wei", "message", "both"),
        ("note Ana: likes tea", "message", "both"),
        ("learned from Ana: tea", "message", ""),
    ],
)
def test_channel_and_side(tmp_path, line, channel, side):
    """Each kind has its channel and direction; `by letter` and such change it."""
    [touch] = read(tmp_path, f"- 2026-11-12 {line}")
    assert (touch.channel, touch.owner_side) == (channel, side)


@pytest.mark.parametrize(
    ("text", "due", "note"),
    [
        ("a call", "2026-11-19", "a call"),
        ("a draft, by 2026-11-30 **", "2026-11-30", "a draft"),
        ("by 2026-11-30 a draft", "2026-11-30", "a draft"),
        ("a draft by 2026-11-30 or by 2026-12-01 a page", "2026-12-01",
         "a draft by 2026-11-30 or a page"),
        ("by 2026-11-30", "2026-11-30", "by 2026-11-30"),
    ],
)  # fmt: skip
def test_promises_are_due(tmp_path, text, due, note):
    """A promise is due on the last date it names, which its note leaves out.

    Without a date it is due after seven days.
    """
    [promise] = read(tmp_path, f"- 2026-11-12 promised Ana: {text}")
    assert promise.due_at.date().isoformat() == due
    assert promise.due_at.tzinfo
    assert promise.note == note


def test_a_note_for_a_day_is_a_reminder(tmp_path):
    """Its `by DATE` is its day; a note without has none."""
    dated, plain = read(
        tmp_path,
        "- 2026-11-12 note Ana: ask about the flat by 2026-12-05",
        "- 2026-11-12 note Ana: has moved",
    )
    assert dated.due_at.date() == date(2026, 12, 5)
    assert dated.note == "ask about the flat"
    assert plain.due_at is None


def test_a_promise_by_no_day_is_told(tmp_path):
    """`by 2026-02-30` is a problem; the promise is kept, due after seven days."""
    line = "- 2026-11-12 promised Ana: a draft by 2026-02-30"
    promise, told = read(tmp_path, line, kind=Interaction | Problem)
    assert promise.due_at.date().isoformat() == "2026-11-19"
    assert told.place == "line 1"
    assert not told.loses


def test_value_and_place(tmp_path):
    """Stars at the end are the value; @ names the place up to the colon."""
    [touch] = read(tmp_path, "- 2026-11-12 met Ana @ Café Sol: her plans **")
    assert (touch.value, touch.place) == (2, "Café Sol")
    assert touch.note == "@ Café Sol: her plans"


def test_equal_lines_are_two_touches(tmp_path):
    """The same line twice is told twice, under keys that stay when lines move."""
    line, other = "- 2026-11-12 met Ana", "- 2026-11-13 called Wei"
    keys = [touch.source_key for touch in read(tmp_path, line, other, line)]
    assert len(set(keys)) == 3
    moved = [touch.source_key for touch in read(tmp_path, "", other, line, line)]
    assert sorted(moved) == sorted(keys)


def test_free_text_is_ignored(tmp_path):
    """Headings, prose and lists without a date say nothing and are no problem."""
    prose = ["# 2026", "Met Ana on 2026-11-12.", "- call Ana", "    - 2026-11-12 code"]
    assert read(tmp_path, *prose, kind=object) == []


@pytest.mark.parametrize(
    "line",
    ["- 12.11.2026 met Ana", "- 2026-13-01 met Ana", "- 2026-11-12 25:00 met Ana",
     "* 2026-11-12 hugged Ana", "- 2026-11-12", "- 2026-11-12 met"],
)  # fmt: skip
def test_dated_lines_are_read_or_told(tmp_path, line):
    """A line that begins with a date and cannot be read is a problem at its place."""
    [problem] = read(tmp_path, "# Journal", line, kind=Problem)
    assert problem.place == "line 2"


def test_person_gathers_what_lines_say(tmp_path):
    """One record a person: an address makes it a card, an organisation is kept."""
    records = read(
        tmp_path,
        "- 2026-11-12 met Ana Okafor <ANA@example.com> and Wei",
        "- 2026-11-13 called Ana Okafor (Acme) <ana@example.com>",
        kind=ContactRecord,
    )
    assert [
        (r.source_key, r.known_by, r.name, r.organisation, r.sightings) for r in records
    ] == [
        ("ana@example.com", "card", "Ana Okafor", "Acme", 2),
        ("name:wei", "name", "Wei", "", 1),
    ]


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("hugged", [Person("Ana")]),
        ("met", [Person("")]),
        ("met", [Person("Ana", "nowhere")]),
        ("intro", [Person("Ana", introducer=True)]),
        ("met", []),
    ],
)
def test_nothing_unreadable_is_written(kind, who):
    """format_line refuses what extract could not read back."""
    with pytest.raises(ValueError, match=r"."):
        format_line(date(2026, 11, 12), kind, who, "x")


def test_names_of_files(tmp_path):
    """journal.md and *.journal.md are journals, notes.md and a folder are not."""
    for name in ("journal.md", "Work.journal.md", "notes.md", "myjournal.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "dir.journal.md").mkdir()
    known = [path.name for path in tmp_path.iterdir() if journal.identify(path)]
    assert sorted(known) == ["Work.journal.md", "journal.md"]
