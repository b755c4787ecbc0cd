"""`who` shows one person's card, `why` the exact sum behind the scores."""

from __future__ import annotations

import re

import pytest

from flows.commands._database import rows, sealed
from flows.commands._people import find_people
from flows.settings import load


def names(home, said):
    con = sealed(home, load(home))
    return [row["name"] for row in find_people(con, said)]


@pytest.mark.parametrize(
    "said",
    [
        "José Núñez",
        "jose nunez",
        "JOSÉ  NÚÑEZ",
        "Nunez",
        "nun jo",
        "jose@example.org",
        "JOSE@Example.ORG",
        "Pepe",
    ],
)
def test_a_person_is_found_however_they_are_said(shared, said):
    """Accents, case, order of words, an address, a nickname: all find José."""
    assert "José Núñez" in names(shared, said)


def test_a_short_form_finds_the_long_one(shared):
    """Bob is Robert, though no card says so."""
    assert names(shared, "Bob") == ["Robert King"]


def test_the_surest_way_wins(shared):
    """A whole name means that person, though others contain it in part."""
    assert names(shared, "Ana Okafor") == ["Ana Okafor"]
    assert names(shared, "Ana") == ["Ana Lindqvist", "Ana Okafor"]
    assert names(shared, "okaf") == ["Ana Okafor"]


def test_an_id_finds_its_person(shared):
    """The id shown in a list is taken as it is."""
    con = sealed(shared, load(shared))
    for row in rows(con, "select person_id, name from people"):
        assert [r["name"] for r in find_people(con, row["person_id"])] == [row["name"]]


def test_days_are_the_owners(call, lived_in):
    """Nine in the morning UTC is the evening before in Hawaii; a birthday stays."""
    said = lived_in.settings_file.read_text().splitlines()
    kept = [line for line in said if not line.startswith("timezone")]
    at = kept.index("[owner]") + 1
    kept.insert(at, 'timezone = "Pacific/Honolulu"')
    lived_in.settings_file.write_text("\n".join(kept))
    card = call(lived_in, "who", "Okafor").out
    assert "last contact  2026-03-22 by email" in card
    sums = call(lived_in, "why", "Okafor").out
    assert re.search(r"moment_birthday .* 2026-04-11", sums)
    assert re.search(r"owed_reply .* 2026-03-22", sums)


def test_who_shows_a_card(call, shared):
    """The card has name, work, addresses of both cards, birthday, scores."""
    card = call(shared, "who", "Okafor").out
    assert card.startswith("Ana Okafor   p")
    assert "works as      Data engineer at Example Robotics" in card
    assert "a.okafor@example.org" in card
    assert "ana.okafor@example.com" in card
    assert "birthday      1988-04-11" in card
    assert re.search(r"^closeness     \d+\.\d", card, flags=re.MULTILINE)
    assert "last contact  2026-03-23 by email" in card
    assert "you owe       Reply owed" in card
    assert "moment        Birthday on 11 Apr" in card


def test_who_tells_why_each_record_belongs(call, shared):
    """--records shows both cards of Ana Okafor and the address they share."""
    card = call(shared, "who", "Okafor", "--records").out
    assert "vcard/default/ana-1" in card
    assert "vcard/default/okafor-work" in card
    assert "the first record of this person" in card
    assert "ana.okafor@example.com" in card.partition("belongs")[2]


def test_who_tells_the_last_touches(call, shared):
    """--touches lists them, the newest first, each with its way and direction."""
    card = call(shared, "who", "Okafor", "--touches").out
    con = sealed(shared, load(shared))
    kept = rows(
        con,
        """
        select strftime(happened_at, '%Y-%m-%d') as day, channel, direction, subject
        from interactions
        join people using (person_id)
        where name = 'Ana Okafor'
        order by happened_at desc, interaction_id
        """,
    )
    told = card.partition("about ")[2].splitlines()[2:]
    assert len(told) == len(kept) > 1
    for line, touch in zip(told, kept, strict=True):
        assert line.startswith(touch["day"])
        assert {touch["channel"], touch["direction"]} <= set(line.split())
        assert (touch["subject"] or "") in line


def test_touches_stand_in_the_zone_of_the_owner(call, lived_in):
    """A touch is told at the hour of the owner's clock, Tokyo's nine later than UTC."""
    home = lived_in.settings_file
    said = home.read_text(encoding="utf-8")
    home.write_text(said.replace("Europe/Berlin", "UTC"), encoding="utf-8")
    utc = _hours(call(lived_in, "who", "Okafor", "--touches").out)
    home.write_text(said.replace("Europe/Berlin", "Asia/Tokyo"), encoding="utf-8")
    tokyo = _hours(call(lived_in, "who", "Okafor", "--touches").out)
    assert utc
    assert tokyo == [(hour + 9) % 24 for hour in utc]


def _hours(card: str) -> list[int]:
    found = re.findall(r"^\d{4}-\d\d-\d\d (\d\d):", card, flags=re.MULTILINE)
    return [int(hour) for hour in found]


def test_who_says_when_there_is_no_touch(call, shared):
    """A card alone: said in a line, no empty table."""
    con = sealed(shared, load(shared))
    (row, *_) = rows(
        con,
        "from people anti join interactions using (person_id) where kind = 'person'",
    )
    card = call(shared, "who", row["person_id"], "--touches").out
    assert card.endswith("\nno touch on record\n")


def test_who_lists_namesakes_and_asks_for_an_id(call, shared):
    """Two Anas: exit code 2, a line each with id and address."""
    asked = call(shared, "who", "ana")
    assert asked.code == 2
    assert asked.out == ""
    lines = asked.err.splitlines()
    assert "2 people match ana; say which by id" in lines[0]
    assert [line.split()[2] for line in lines[3:]] == ["Lindqvist", "Okafor"]
    assert call(shared, "who", lines[3].split()[0]).code == 0


def test_who_says_when_there_is_nobody(call, shared):
    """An unknown name is wrong use, told in one line."""
    asked = call(shared, "who", "Zebedee")
    assert asked.code == 2
    assert asked.err.count("\n") == 1


def test_who_shows_what_a_machine_is(call, shared):
    """An address kept out of the people still has a card, with the rule."""
    card = call(shared, "who", "no-reply@shop.example.com").out
    assert "kind          automated" in card


def test_why_shows_parts_that_add_up(call, shared):
    """In every table the points shown add up to the total shown."""
    shown = call(shared, "why", "Okafor").out
    tables = re.findall(r"-----.*\n((?:.+\n)+?)= (\w+) +(\d+\.\d)", shown)
    assert {score for _, score, _ in tables} >= {"cultivate", "closeness", "due"}
    for body, _, total in tables:
        points = [float(line.split()[1]) for line in body.splitlines()]
        assert sum(points) == pytest.approx(float(total), abs=1e-9)


def test_why_explains_the_quarter(call, shared):
    """The last table leads from closeness 90 days ago to now, part by part."""
    shown = call(shared, "why", "José Núñez").out
    *parts, total = shown.strip().splitlines()[-5:]
    found = [re.findall(r"[+-]?\d+\.\d", line) for line in [*parts, total]]
    told = [list(map(float, each)) for each in found if len(each) == 3]
    assert total.startswith("= closeness")
    for column in range(3):
        assert sum(each[column] for each in told[:-1]) == pytest.approx(
            told[-1][column], abs=0.06
        )
    assert told[-1][1] - told[-1][0] == pytest.approx(told[-1][2])


def test_why_shows_the_scores_of_the_database(call, shared):
    """The totals are the scores, at one decimal."""
    con = sealed(shared, load(shared))
    (row,) = rows(
        con,
        """
        from scores
        join people using (person_id)
        where name = 'Ana Okafor'
        """,
    )
    shown = call(shared, "why", "Okafor").out
    for score in ("closeness", "due", "owed", "cultivate"):
        assert re.search(rf"^= {score} +{row[score]:.1f}$", shown, flags=re.MULTILINE)


def test_why_of_a_machine_says_it_has_no_score(call, shared):
    """Only people are scored."""
    shown = call(shared, "why", "no-reply@shop.example.com")
    assert shown.code == 0
    assert "only people are scored" in shown.out
