"""The owner judges pairs: asked by `review`, or told by `same` and `different`."""

from __future__ import annotations

import csv
import os
import pty
import select
import shutil
import subprocess
import sys
import unicodedata

import pytest

from flows.commands import main
from flows.commands._database import rows, sealed
from flows.settings import Home, load

AS_OF = ("--as-of", "2026-03-31")
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{}\r\nFN:{}\r\nEMAIL:{}\r\n{}END:VCARD\r\n"
# Three pairs of one name and nothing else in common, and one that shares an address.
CARDS = (
    ("ana-1", "Ana Okafor", "ana@example.com", "ORG:Example Robotics\r\n"),
    ("ana-2", "Ana Okafor", "a.okafor@example.org", "TITLE:Data engineer\r\n"),
    ("mia-1", "Mia Sundberg", "mia@example.com", "TEL:+12025550143\r\n"),
    ("mia-2", "Mia Sundberg", "mia@example.org", ""),
    ("eve-1", "Eve Thorne\x1b[31m\u202e", "eve@example.com", "ORG:\x1b]0;Gone\x07\r\n"),
    ("eve-2", "Eve Thorne\x1b[31m\u202e", "eve@example.org", ""),
    ("tom-1", "Tom Berger", "tom@example.com", ""),
    ("tom-2", "Thomas Berger", "tom@example.com", "EMAIL:t@example.org\r\n"),
)
MAIL = """\
From: {}
To: {}
Subject: Lunch
Date: Mon, 0{} Mar 2026 09:00:00 +0000
Message-ID: <{}@example.com>

See you there.
"""
ROBIN, MIA = "Robin Vale <robin@example.com>", "Mia Sundberg <mia@example.org>"
# the two Mias that review asks about, a card of each
MIAS = ("vcard/default/mia-1", "vcard/default/mia-2")
PEOPLE = "from people order by person_id"
RECORDS = "select record_id, person_id from contact_records order by record_id"


def card(key):
    """The record id of a card."""
    return f"vcard/default/{key}"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Home:
    """A home with three pairs to review, and one person of two cards."""
    folder = tmp_path_factory.mktemp("judged")
    home, exports = Home(folder / "home"), folder / "exports"
    exports.mkdir()
    cards = "".join(CARD.format(*fields) for fields in CARDS)
    (exports / "cards.vcf").write_text(cards, encoding="utf-8", newline="")
    for day, (sender, to) in enumerate(((ROBIN, MIA), (MIA, ROBIN)), start=2):
        mail = MAIL.format(sender, to, day, day)
        (exports / f"{day}.eml").write_text(mail, encoding="utf-8")
    owner = ("--owner-name", "Robin Vale", "--owner-email", "robin@example.com")
    zone = ("--timezone", "Europe/Berlin", "--region", "DE")
    for words in (("init", *owner, *zone), ("import", exports), ("build", *AS_OF)):
        assert main(["--home", str(home.path), *map(str, words)]) == 0
    return home


@pytest.fixture
def home(built, tmp_path) -> Home:
    """The same, as the test's own copy."""
    copy = Home(tmp_path / "own")
    shutil.copytree(built.path, copy.path, symlinks=True)
    return copy


def lines(home):
    with home.decisions.open(encoding="utf-8", newline="") as file:
        return [
            (line["verb"], line["record_a"], line["record_b"])
            for line in csv.DictReader(file)
        ]


def ask(home, query):
    with sealed(home, load(home)) as con:
        return rows(con, query)


def person(home, key):
    query = f"select person_id from contact_records where record_id = '{card(key)}'"
    return ask(home, query)[0]["person_id"]


def questions(out):
    """The names asked about, in order."""
    return [
        line.split()[1]
        for line in out.splitlines()
        if line.startswith("name ") and len(line.split()) > 1
    ]


def test_review_asks_the_most_useful_first(review, home):
    """All three pairs of one name are asked; first Mia, whom the owner writes to."""
    out = review(home, "\n\n\n")
    assert questions(out)[0] == "Mia"
    assert sorted(questions(out)) == ["Ana", "Eve", "Mia"]
    assert "0 answers.\n3 left to ask." in out
    assert not home.decisions.exists()


def test_review_shows_both_side_by_side(review, home):
    """Addresses of both stand in one line, and what only one has in its column."""
    out = review(home, "\n\n\n")
    (addresses,) = [line for line in out.splitlines() if "mia@example.org" in line][:1]
    assert "mia@example.com" in addresses
    assert "+12025550143" in out
    assert "2026-03-03 by email" in out
    assert "Example Robotics" in out
    assert "Data engineer" in out
    assert "same full name" in out
    assert MIAS[0] in out


def test_an_answer_is_kept_at_once_and_not_asked_again(review, home):
    """Stopped after one answer, the review goes on with the other pairs."""
    first = review(home, "s\nq\n")
    assert lines(home) == [("same", *MIAS)]
    assert "undo: cultivate undo 1" in first
    assert "1 answer: 1 same.\n2 left to ask." in first
    assert "cultivate build" in first
    rest = review(home, "d\nu\n")
    assert "Mia" not in questions(rest)
    assert [verb for verb, *_ in lines(home)] == ["same", "different", "unsure"]
    assert "2 answers: 1 different, 1 unsure.\nNothing left to ask." in rest
    assert questions(review(home, "")) == []


def test_unsure_pairs_are_asked_again_on_demand(review, home):
    """--again asks what was left unsure and nothing else; a new answer settles it."""
    review(home, "u\nd\n")
    again = review(home, "s\n", "--again")
    assert questions(again) == ["Mia"]
    assert "same full name" in again
    assert lines(home)[-1] == ("same", *MIAS)
    assert questions(review(home, "", "--again")) == []


def test_a_key_that_is_none_is_asked_again(review, home):
    """A word that is no answer writes nothing; the next line answers."""
    out = review(home, "x\nyes\nD\n")
    assert [verb for verb, *_ in lines(home)] == ["different"]
    assert "1 answer: 1 different." in out


def test_an_undone_answer_is_asked_again(call, review, home):
    """After `undo` the pair is open once more."""
    review(home, "d\n")
    call(home, "undo")
    assert questions(review(home, "q\n")) == ["Mia"]


def test_hostile_names_cannot_steer_the_terminal(call, review, home):
    """No escape and no turn of direction from a card reaches the screen."""
    shown = review(home, "s\ns\ns\n") + call(home, "who", card("eve-1")[-5:]).err
    shown += call(home, "different", "eve@example.com", "eve@example.org").err
    assert "Eve Thorne" in shown
    steering = {
        letter
        for letter in shown
        if unicodedata.category(letter) in {"Cc", "Cs"} or letter == "\u202e"
    }
    assert steering == {"\n"}


def test_review_takes_single_keys_from_a_terminal(home):
    """On a terminal a key answers without enter; an arrow is no answer."""
    code = "import sys; from flows.commands import main; sys.exit(main(sys.argv[1:]))"
    ours, theirs = pty.openpty()
    called = [sys.executable, "-c", code, "--home", home.path, "review"]
    with subprocess.Popen(
        called, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    ) as process:
        os.close(theirs)
        seen = [read_until(ours, "quits: ")]
        for key in (b"\x1bOS", b"s", b" ", b"q"):
            os.write(ours, key)
            seen.append(read_until(ours, "quits: " if key != b"q" else "left to ask"))
        assert process.wait(30) == 0
    os.close(ours)
    assert lines(home) == [("same", *MIAS)]
    assert "1 answer: 1 same." in seen[-1]


def read_until(terminal, wanted):
    """What the terminal shows up to some words."""
    seen = ""
    while wanted not in seen:
        assert select.select([terminal], [], [], 30)[0], f"waited for {wanted}: {seen}"
        seen += os.read(terminal, 4096).decode(errors="replace")
    return seen


def test_judgements_count_at_the_next_build_and_undo_restores_all(call, review, home):
    """Same joins, different parts what shares an address; undone, all is as it was.

    People, ids and records are row for row those of before, though each join and each
    split here is between equals.
    """
    before = ask(home, PEOPLE), ask(home, RECORDS)
    review(home, "u\n")
    for words in (
        ("same", "ana@example.com", "a.okafor@example.org"),
        ("different", card("tom-1"), card("tom-2")),
        ("different", "eve@example.com", person(home, "eve-2")),
    ):
        assert call(home, *words).code == 0, words
    assert call(home, "build", *AS_OF).code == 0
    assert person(home, "ana-1") == person(home, "ana-2")
    assert person(home, "tom-1") != person(home, "tom-2")
    assert person(home, "eve-1") != person(home, "eve-2")
    assert questions(review(home, "")) == []
    assert questions(review(home, "", "--again")) == ["Mia"]
    apart = call(home, "who", person(home, "tom-1"), "--records").out
    assert "Thomas Berger" in apart.partition("refused")[2]
    assert "you said they are different (decision 3)" in apart
    joined = call(home, "who", person(home, "ana-1"), "--records").out
    assert "you said they are the same (1.00), with vcard/default/ana-" in joined
    for _ in range(4):
        assert call(home, "undo").code == 0
    assert call(home, "build", *AS_OF).code == 0
    assert (ask(home, PEOPLE), ask(home, RECORDS)) == before


def test_a_contradiction_is_refused_with_its_cure(call, home):
    """Same after different, and the other way: told which decision stands, and undo."""
    call(home, "different", card("ana-1"), card("ana-2"))
    refused = call(home, "same", "a.okafor@example.org", "ana@example.com")
    assert refused.code == 2
    assert "decision 1 (different" in refused.err
    assert "cultivate undo 1" in refused.err
    call(home, "same", card("mia-1"), card("mia-2"))
    refused = call(home, "different", person(home, "mia-1"), "mia@example.org")
    assert refused.code == 2
    assert "decision 2 (same" in refused.err
    assert len(lines(home)) == 2
    call(home, "undo", "1")
    assert call(home, "same", card("ana-1"), card("ana-2")).code == 0


def test_a_contradiction_over_others_is_refused(call, home):
    """Ana is Mia, Mia is Eve: then Ana is Eve, and nobody can say else."""
    call(home, "same", card("ana-1"), card("mia-1"))
    call(home, "same", card("mia-1"), card("eve-1"))
    refused = call(home, "different", card("ana-1"), card("eve-1"))
    assert refused.code == 2
    assert "cultivate undo 2" in refused.err
    call(home, "different", card("tom-1"), card("eve-1"))
    refused = call(home, "same", card("tom-2"), card("ana-1"))
    assert refused.code == 2
    assert "cultivate undo 3" in refused.err


def test_answers_settle_what_follows_from_them(call, review, home):
    """Both Anas are Mia: whether they are one is no longer asked."""
    call(home, "same", card("ana-1"), card("mia-1"))
    call(home, "same", card("ana-2"), card("mia-1"))
    assert sorted(questions(review(home, "\n\n\n"))) == ["Eve", "Mia"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("same", "Tom Berger", "t@example.org"), "are one person already"),
        (("same", "Tom Berger", "Tom Berger"), "are one person already"),
        (("different", "Tom Berger", "Tom Berger"), "who p"),
        (("different", "tom@example.com", "tom@example.com"), "who p"),
        (("same", "Mia Sundberg", "Tom Berger"), "2 people match Mia Sundberg"),
        (("same", "Tom Berger", "vcard/default/none"), "nobody here"),
        (("same", "Tom Berger"), "Missing argument"),
    ],
)
def test_wrong_use_writes_nothing(call, home, words, says):
    """One person twice, several, nobody: exit code 2 and what to do."""
    refused = call(home, *words)
    assert refused.code == 2
    assert says in refused.err
    assert not home.decisions.exists()


def test_saying_it_twice_is_told(call, home):
    """A judgement that stands is not written again."""
    for words in (("same", "ana-1", "mia-1"), ("different", "ana-2", "eve-2")):
        said = [words[0], *map(card, words[1:])]
        assert call(home, *said).code == 0
        assert "before (decision" in call(home, *said).err
    assert len(lines(home)) == 2


def test_names_part_a_person_that_goes_by_both(call, home):
    """Two names of one person mean the records that show them; a note is kept."""
    said = call(home, "different", "Tom Berger", "Thomas Berger", "--note", "cousins")
    assert said.code == 0, said.err
    assert lines(home) == [("different", card("tom-1"), card("tom-2"))]
    assert "cousins" in home.decisions.read_text(encoding="utf-8")


def test_who_shows_what_waits_for_an_answer(call, home):
    """--records names the other of a pair in the review band."""
    shown = call(home, "who", person(home, "ana-1"), "--records").out
    assert f"to ask {card('ana-1')} with {card('ana-2')}" in shown
