"""The owner's word goes to decisions.csv, counts, and can be taken back."""

from __future__ import annotations

import csv
import threading

import pytest

from flows.commands._decisions import Said, append
from flows.decisions import COLUMNS, read

AS_OF = ("--as-of", "2026-03-31")


def lines(home):
    with home.decisions.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ask(call, home, query):
    return call(home, "sql", query, "--format", "csv").out.splitlines()[1:]


@pytest.mark.parametrize(
    ("words", "value", "note"),
    [
        (["mute", "José"], "", ""),
        (["mute", "José", "--note", "he asked"], "", "he asked"),
        (["snooze", "José", "--until", "2999-12-31"], "2999-12-31", ""),
        (["tier", "José", "2"], "2", ""),
        (["tag", "José", "climbing, bouldering"], "climbing, bouldering", ""),
        (["group", "José", "former co-workers"], "former co-workers", ""),
        (["role", "José", "Mentor"], "mentor", ""),
        (["interest", "José", "rowing"], "rowing", ""),
        (["cadence", "José", "45"], "45", ""),
        (["name", "José", "Pepe Núñez"], "Pepe Núñez", ""),
        (
            ["met", "José", "--on", "2019-06-30", "--note", "school"],
            "2019-06-30",
            "school",
        ),
        (["keep", "José"], "", ""),
        (["machine", "José"], "", ""),
        (["useful", "José"], "", ""),
        (["not-useful", "José", "--note", "too soon"], "", "too soon"),
    ],
)
def test_a_word_is_one_line(call, lived_in, words, value, note):
    """Each verb writes its verb, the person's record, its value and the note."""
    ended = call(lived_in, *words)
    assert ended.code == 0, ended.err
    assert "undo: cultivate undo 1" in ended.out
    (line,) = lines(lived_in)
    assert tuple(line) == COLUMNS
    assert (line["id"], line["verb"], line["value"], line["note"]) == (
        "1",
        words[0].replace("-", "_"),
        value,
        note,
    )
    assert line["record_a"] == "vcard/default/jose-1"
    assert [one.what for one in read(lived_in)] == [""]
    assert lived_in.decisions.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", [[], ["reply"]])
def test_what_is_owed_can_be_done(call, lived_in, what):
    """Everything owed to somebody, or the one thing named, is done in a line."""
    ended = call(lived_in, "done", "Okafor", *what)
    assert ended.code == 0, ended.err
    (line,) = lines(lived_in)
    assert (line["verb"], line["value"]) == ("done", "".join(what))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Okafor", "thanks"], "is not owed thanks (what you owe: reply)"),
        (["José"], "is not owed anything (you owe nothing)"),
        (["José", "give_back"], "is not owed give back (you owe nothing)"),
    ],
)
def test_what_is_not_owed_cannot_be_done(call, lived_in, words, says):
    """What nobody is owed is told, with what is, and nothing is written."""
    refused = call(lived_in, "done", *words)
    assert refused.code == 2
    assert says in refused.err
    assert not lived_in.decisions.exists()


def test_ids_go_on_from_the_highest(call, lived_in):
    """Ids rise, past lines typed by hand and past broken ones."""
    lived_in.decisions.write_text(
        "id,happened_at,verb,record_a,record_b,value,note\n"
        "7,2026-01-01T00:00:00Z,mute,vcard/default/ana-1,,,\n"
        "8,yesterday,mute,vcard/default/ana-1,,,"
    )
    call(lived_in, "mute", "José")
    assert [line["id"] for line in lines(lived_in)][-1] in {"8", "9"}
    assert len(lines(lived_in)) == 3


def test_a_letter_before_the_ids_is_kept(call, lived_in):
    """After d12 comes d13."""
    lived_in.decisions.write_text(
        "id,happened_at,verb,record_a,record_b,value,note\n"
        "d12,2026-01-01T00:00:00Z,mute,vcard/default/ana-1,,,\n"
    )
    call(lived_in, "mute", "José")
    assert lines(lived_in)[-1]["id"] == "d13"


def test_words_said_at_once_get_ids_of_their_own(home):
    """Twenty words from five threads are twenty lines with twenty ids."""

    def say_four():
        for _ in range(4):
            append(home, Said("mute", "vcard/default/ana-1"))

    threads = [threading.Thread(target=say_four) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [line["id"] for line in lines(home)] == [str(i) for i in range(1, 21)]


SAID = (
    ["mute", "Ana Lindqvist"],
    ["tier", "José", "1"],
    ["tag", "José", "climbing"],
    ["group", "José", "Former co-workers"],
    ["name", "José", "Pepe N."],
    ["machine", "Okafor"],
    ["keep", "no-reply@shop.example.com"],
)
LOOKS = {
    "muted": "select name from people where muted",
    "tier": "select tier from people where 'jose@example.org' in emails",
    "tag": "select tags from people where 'jose@example.org' in emails",
    "group": """
        select group_name
        from person_groups
        join people using (person_id)
        where 'jose@example.org' in emails
    """,
    "name": "select name from people where 'jose@example.org' in emails",
    "machine": "select kind from people where name = 'Ana Okafor'",
    "keep": "select kind from people where 'no-reply@shop.example.com' in emails",
}


def test_words_count_after_the_next_build_until_undone(call, lived_in):
    """What is said changes the next build; undone, the old state is back."""
    before = {name: ask(call, lived_in, query) for name, query in LOOKS.items()}
    for words in SAID:
        assert call(lived_in, *words).code == 0
    call(lived_in, "build", *AS_OF)
    assert {name: ask(call, lived_in, query) for name, query in LOOKS.items()} == {
        "muted": ["Ana Lindqvist"],
        "tier": ["1"],
        "tag": ['"[""climbing""]"'],
        "group": ["former_coworkers"],
        "name": ["Pepe N."],
        "machine": ["automated"],
        "keep": ["person"],
    }
    for _ in SAID:
        assert call(lived_in, "undo").code == 0
    call(lived_in, "build", *AS_OF)
    after = {name: ask(call, lived_in, query) for name, query in LOOKS.items()}
    assert after == before
    assert before["keep"] == ["automated"]
    assert before["machine"] == ["person"]


def test_undo_takes_the_last_word_back_and_then_the_one_before(call, lived_in):
    """Undo without an id means the newest that stands; a third time there is none."""
    call(lived_in, "mute", "José")
    call(lived_in, "tier", "José", "2")
    assert "Decision 2 (tier)" in call(lived_in, "undo").out
    assert "Decision 1 (mute)" in call(lived_in, "undo").out
    refused = call(lived_in, "undo")
    assert refused.code == 2
    assert "nothing to undo" in refused.err


def test_an_undo_can_be_undone(call, lived_in):
    """Undoing the undo makes the decision stand again."""
    call(lived_in, "mute", "José")
    call(lived_in, "undo", "1")
    assert call(lived_in, "undo", "2").code == 0
    assert "Decision 1 (mute)" in call(lived_in, "undo").out


def test_undoing_what_is_not_there_is_wrong_use(call, lived_in):
    """An id that no line has is told."""
    call(lived_in, "mute", "José")
    refused = call(lived_in, "undo", "17")
    assert refused.code == 2
    assert "no decision 17 stands" in refused.err


def test_met_wants_a_day_or_a_place(call, lived_in):
    """`met NAME` alone says nothing, so it is refused."""
    refused = call(lived_in, "met", "José")
    assert refused.code == 2
    assert not lived_in.decisions.exists()


def test_a_rest_ends_on_a_day_to_come(call, lived_in):
    """A day that has passed is wrong use, and nothing is written."""
    refused = call(lived_in, "snooze", "José", "--until", "2020-01-01")
    assert (refused.code, "no day to come" in refused.err) == (2, True)
    assert not lived_in.decisions.exists()


def test_a_group_misspelt_is_kept_with_the_one_that_is_near(call, lived_in):
    """A new name makes a new group; one beside a known group's asks."""
    said = call(lived_in, "group", "José", "familly")
    assert "did you mean family?" in said.out
    assert "did you mean" not in call(lived_in, "group", "José", "family").out
    assert "did you mean" not in call(lived_in, "group", "José", "rowers").out


def test_nobody_named_is_wrong_use(call, lived_in):
    """An empty name means nobody, and says what to name."""
    refused = call(lived_in, "mute", " ")
    assert (refused.code, "name somebody" in refused.err) == (2, True)


def test_a_word_about_two_people_is_asked_back(call, lived_in):
    """A name several people have writes nothing and lists their ids."""
    refused = call(lived_in, "mute", "Ana")
    assert refused.code == 2
    assert "say which by id" in refused.err
    assert not lived_in.decisions.exists()


def test_a_word_survives_a_new_database(call, lived_in):
    """The decision names a record, so it holds when the database is made anew."""
    call(lived_in, "mute", "Okafor")
    lived_in.database.unlink()
    call(lived_in, "build", *AS_OF)
    muted = "select name from people where muted"
    assert ask(call, lived_in, muted) == ["Ana Okafor"]


@pytest.mark.parametrize(
    "words",
    [
        *([verb, "José", " "] for verb in ("group", "interest", "name", "role", "tag")),
        ["goal", "add", ""],
    ],
    ids=lambda words: words[0],
)
def test_an_empty_word_is_not_kept(call, lived_in, words):
    """A role, a tag or a goal without a letter is refused, and nothing is written."""
    ended = call(lived_in, *words)
    assert ended.code == 2
    assert "is empty" in ended.err
    assert not lived_in.decisions.exists()


def test_a_person_rests_ten_years_at_most(call, lived_in):
    """So many days that no calendar has them are refused with what is allowed."""
    refused = call(lived_in, "snooze", "José", "--days", "99999999999")
    assert refused.code == 2
    assert "1<=x<=3650" in refused.err
