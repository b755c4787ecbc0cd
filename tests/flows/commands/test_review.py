"""`review` asks about several at once, and about all that are alike."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil

import pytest

from flows.commands import main
from flows.commands._database import rows, sealed
from flows.commands._serve import act
from flows.commands._serve import page as served
from flows.kinds import KINDS
from flows.settings import Home, load

AS_OF = ("--as-of", "2026-03-31")
MOMENT = dt.datetime(2026, 3, 31, 22, tzinfo=dt.UTC)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{}\r\nFN:{}\r\n{}END:VCARD\r\n"
# three of one name, and three names twice, each in another address book
BOOKS = {
    "google": ("Ana Okafor", "Mia Sundberg", "Eve Thorne", "Ida Brandt"),
    "icloud": ("Ana Okafor", "Mia Sundberg", "Eve Thorne"),
    "nokia": ("Ana Okafor", "Ida Brandt"),
}
HEAD = "id,happened_at,verb,record_a,record_b,value,note\n"
ENOUGH = 6000
MAILBOXES = "joined_mailboxes"
LINE = "d{},2026-03-30T10:00:00+00:00,same,vcard/old/{}a,vcard/old/{}b,rare_name,\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Home:
    """A home with three address books that have four names in common."""
    home = Home(tmp_path_factory.mktemp("asked") / "home")
    owner = ("--owner-name", "Robin Vale", "--owner-email", "robin@example.com")
    assert main(["--home", str(home.path), "init", *owner, "--region", "DE"]) == 0
    for account, names in BOOKS.items():
        folder = home.inbox / "vcard" / account
        folder.mkdir(parents=True)
        cards = "".join(
            CARD.format(name.lower().replace(" ", "-"), name, "") for name in names
        )
        (folder / "cards.vcf").write_text(cards, encoding="utf-8", newline="")
    assert main(["--home", str(home.path), "run", *AS_OF]) == 0
    return home


@pytest.fixture
def home(built, tmp_path) -> Home:
    """The same, as the test's own copy."""
    copy = Home(tmp_path / "own")
    shutil.copytree(built.path, copy.path, symlinks=True)
    return copy


def told(home):
    """The lines of decisions.csv: verb, the books and the kind."""
    with home.decisions.open(encoding="utf-8", newline="") as file:
        return [
            (
                line["verb"],
                *(line[side].split("/")[1:2] for side in ("record_a", "record_b")),
                line["value"],
            )
            for line in csv.DictReader(file)
        ]


def people(home):
    query = "select name, count(*) as n from people group by 1 order by 1"
    with sealed(home, load(home)) as con:
        return {row["name"]: row["n"] for row in rows(con, query)}


def remember_answers(home, many):
    """As if the owner had said same to so many of one rare name."""
    lines = [LINE.format(n, n, n) for n in range(many)]
    home.decisions.write_text(HEAD + "".join(lines), encoding="utf-8")


def test_people_of_one_name_are_one_question(review, home):
    """Three Anas are asked about together, first; one key says that all are one."""
    out = review(home, "s\nq\n")
    assert "Are these 3 one person?  (3 more after this)" in out
    assert "o one by one" in out
    assert "hardly another of that name is to be expected here" in out
    assert "undo: cultivate undo 1 2" in out
    assert told(home) == [
        ("same", ["google"], ["icloud"], "rare_name"),
        ("same", ["google"], ["nokia"], ""),
    ]
    assert "1 answer: 1 same.\n3 left to ask." in out


def test_a_group_may_be_two_people(call, review, home):
    """One by one, each is held against those before; the answers make two people."""
    out = review(home, "o\nd\nd\ns\nq\n")
    assert "One person?" in out
    assert [verb for verb, *_ in told(home)] == ["different", "different", "same"]
    assert [kind for *_, kind in told(home)] == ["rare_name", "", ""]
    call(home, "undo", "1", "2", "3")
    review(home, "o\nd\ns\nq\n")
    assert [verb for verb, *_ in told(home)[-2:]] == ["different", "same"]
    assert call(home, "build", *AS_OF).code == 0
    assert people(home)["Ana Okafor"] == 2


def test_all_different_parts_every_two(review, home):
    """No two of three that are all different are ever asked about again."""
    review(home, "d\nq\n")
    assert [verb for verb, *_ in told(home)] == ["different"] * 3
    assert "Are these 3" not in review(home, "q\n")


def test_a_kind_is_asked_about_once_and_undone_exactly(call, review, home):
    """After enough answers y joins all that are alike; undo parts them again."""
    before = people(home)
    remember_answers(home, ENOUGH)
    out = review(home, "v\ny\n")
    assert "All of a kind?" in out
    assert KINDS["rare_name"].says in out
    assert f"you said      same to {ENOUGH} of {ENOUGH} of this kind" in out
    assert "alike         4 more questions, not asked yet" in out
    assert "Ana Okafor" in out.partition("All of a kind?")[2]
    assert "1 answer: 1 kind.\nNothing left to ask." in out
    assert told(home)[-1] == ("same_kind", [], [], "rare_name")
    assert call(home, "build", *AS_OF).code == 0
    assert set(people(home).values()) == {1}
    why = call(home, "who", "Ana Okafor", "--records").out
    assert f"kind - {KINDS['rare_name'].says}; joined on your word" in why
    assert "All of a kind?" not in review(home, "q\n")
    assert call(home, "undo").code == 0
    assert call(home, "build", *AS_OF).code == 0
    assert people(home) == before


def test_no_to_a_kind_goes_on_one_by_one(review, home):
    """The kind is not asked about again, and its questions are."""
    remember_answers(home, ENOUGH)
    out = review(home, "n\n\nq\n")
    assert told(home)[-1] == ("leave_kind", [], [], "rare_name")
    assert "Are these 3 one person?" in out.partition("All of a kind?")[2]
    assert "All of a kind?" not in review(home, "q\n")


def test_too_few_answers_ask_about_no_kind(review, home):
    """With one answer less than it takes, questions are asked one by one."""
    remember_answers(home, 34)
    assert "All of a kind?" not in review(home, "\n\n\n\n")


def test_what_was_said_of_kinds_is_told(call, review, home):
    """The relation `kinds` and the report show the answers and the word."""
    remember_answers(home, ENOUGH)
    review(home, "y\n")
    assert call(home, "build", *AS_OF).code == 0
    out = call(home, "sql", "from kinds").out
    assert "rare_name" in out
    assert "same_kind" in out
    page = (home.reports / "latest" / "report.html").read_text(encoding="utf-8")
    said = f"you said same to {ENOUGH} of {ENOUGH}; 4 names alike joined on your word"
    assert said in page


def joined_by_a_line(home):
    """A father's card and a son's, which their number has made one person."""
    folder = home.inbox / "vcard" / "old"
    folder.mkdir(parents=True)
    for book, mail in (("old", "john@gmail.com"), ("nokia", "marsh@gmail.com")):
        facts = f"EMAIL:{mail}\r\nTEL:+12025550101\r\n"
        card = CARD.format("marsh", "John Marsh", facts)
        (home.inbox / "vcard" / book / "more.vcf").write_text(card, encoding="utf-8")


def test_a_join_of_little_evidence_is_asked_about(call, review, home):
    """`different` parts the two at the next build, and undo brings them together."""
    joined_by_a_line(home)
    assert call(home, "run", *AS_OF).code == 0
    assert people(home)["John Marsh"] == 1
    out = review(home, "s\n\nd\nq\n")
    assert "because       joined already: same phone +12025550101; but each" in out
    assert told(home)[-1] == ("different", ["nokia"], ["old"], MAILBOXES)
    assert MAILBOXES in call(home, "sql", "from kinds").out
    assert "joined already" not in review(home, "\n\n\n\n")
    assert call(home, "build", *AS_OF).code == 0
    assert people(home)["John Marsh"] == 2
    assert call(home, "undo").code == 0
    assert call(home, "build", *AS_OF).code == 0
    assert people(home)["John Marsh"] == 1


def test_same_leaves_a_join_of_little_evidence_alone(call, review, home):
    """What the owner calls one person is never asked about again."""
    joined_by_a_line(home)
    assert call(home, "run", *AS_OF).code == 0
    review(home, "s\n\ns\nq\n")
    assert told(home)[-1] == ("same", ["nokia"], ["old"], MAILBOXES)
    assert call(home, "build", *AS_OF).code == 0
    assert people(home)["John Marsh"] == 1
    assert "joined already" not in review(home, "\n\n\n\n")


def remember_doubts(home):
    """As if twenty joins of people with a mailbox each had been parted before."""
    lines = [
        f"e{n},2026-03-30T10:00:00+00:00,different,vcard/old/{n}a,vcard/old/{n}b,"
        f"{MAILBOXES},\n"
        for n in range(20)
    ]
    home.decisions.write_text(HEAD + "".join(lines), encoding="utf-8")


def test_joins_of_a_kind_are_parted_at_once_and_undone_exactly(call, review, home):
    """Once enough of a kind were two people y parts all; undo brings them together."""
    joined_by_a_line(home)
    assert call(home, "run", *AS_OF).code == 0
    before = people(home)
    remember_doubts(home)
    out = review(home, "v\ny\nq\n")
    assert f"kind          {KINDS[MAILBOXES].says}" in out
    assert "you said      different to 20 of 20 of this kind" in out
    assert "alike         1 more question, not asked yet" in out
    assert "Part them all, and such as come later?" in out
    (word,) = re.findall(r"parted  \(undo: cultivate undo (\w+)\)", out)
    assert told(home)[-1] == ("part_kind", [], [], MAILBOXES)
    assert call(home, "build", *AS_OF).code == 0
    assert people(home)["John Marsh"] == 2
    page = (home.reports / "latest" / "report.html").read_text(encoding="utf-8")
    assert "you said same to 0 of 20; 1 join parted on your word of" in page
    why = call(home, "who", "--records", person(home, "John Marsh")).out
    assert "parted on your word of" in why
    assert "Part them all" not in review(home, "q\n")
    assert call(home, "undo", word).code == 0
    assert call(home, "build", *AS_OF).code == 0
    assert people(home) == before


def person(home, name):
    with sealed(home, load(home)) as con:
        (found, *_) = rows(
            con, "select person_id from people where name = $n", {"n": name}
        )
        return found["person_id"]


def test_the_served_page_parts_a_kind_too(call, home):
    """Its button keeps the word that parts, and no word of the other sort."""
    joined_by_a_line(home)
    remember_doubts(home)
    assert call(home, "run", *AS_OF).code == 0
    page = served(load(home), home.database, lambda _: MOMENT)()[0]
    assert f'name="part_kind" data-kind="{MAILBOXES}">Part them all' in page
    say = act(home, load(home))
    word = {"verb": "same_kind", "value": MAILBOXES}
    assert "do not tell enough yet" in say(word)["error"]
    assert "all are parted" in say(word | {"verb": "part_kind"})["said"]
    assert told(home)[-1] == ("part_kind", [], [], MAILBOXES)


def test_the_served_page_says_a_kind_too(call, home):
    """Its buttons keep the word `review` would ask for, once, and nothing sooner."""
    word = {"verb": "same_kind", "value": "rare_name"}
    say = act(home, load(home))
    remember_answers(home, 34)
    assert "do not tell enough yet" in say(word)["error"]
    remember_answers(home, ENOUGH)
    assert call(home, "build", *AS_OF).code == 0
    page = served(load(home), home.database, lambda _: MOMENT)()[0]
    assert 'data-kind="rare_name"' in page
    plain = (home.reports / "latest" / "report.html").read_text(encoding="utf-8")
    assert 'data-kind="' not in plain
    answered = say(word)
    assert "all are joined" in answered["said"]
    assert told(home)[-1] == ("same_kind", [], [], "rare_name")
    assert "or it has your word" in say(word)["error"]
    assert say({"verb": "undo", "value": answered["undo"]})["said"]
    assert "all are asked one by one" in say(word | {"verb": "leave_kind"})["said"]
