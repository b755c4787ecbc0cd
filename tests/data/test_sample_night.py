"""A whole run over the invented world finds what was planted in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.commands import main
from flows.settings import Home
from flows.warehouse import open_database

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
PLANTED = TRUTH["planted"]


class World:
    """The database of one run, asked by the keys of the cast."""

    def __init__(self, home: Home) -> None:
        self.con = open_database(home)
        owners = _true_owners()
        found = self.rows(
            "select record_id, source_key, person_id from contact_records"
        )
        self.keys: dict[str, set[str]] = {}
        for record, key, person in found:
            if true := owners.get(record, owners.get(key)):
                self.keys.setdefault(person, set()).add(true)

    def rows(self, query: str) -> list[tuple]:
        return self.con.execute(query).fetchall()

    def who(self, query: str) -> set[str]:
        """The cast's keys of the people a query names."""
        people = {person for (person,) in self.rows(query)}
        return {key for person in people for key in self.keys.get(person, {person})}


def _true_owners() -> dict[str, str]:
    owners = {}
    for key, person in TRUTH["people"].items():
        owners |= dict.fromkeys([*person["cards"], *person["emails"]], key)
        names = [f"journal/default/name:{name.lower()}" for name in person["journal"]]
        owners |= dict.fromkeys(names, key)
    return owners


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("night") / "home")
    home.path.mkdir(mode=0o700)
    for name in ("cultivate.toml", "journal.md", "decisions.csv"):
        shutil.copy(SAMPLE / name, home.path)
    shutil.copytree(SAMPLE / "inbox", home.inbox)
    assert main(["--home", str(home.path), "run", "--as-of", TRUTH["as_of"]]) == 0
    return World(home)


def test_nothing_of_the_sample_is_unreadable(world):
    """Every file of the sample is read without a problem."""
    assert world.rows("select file, place, what from problems") == []


def test_no_two_people_are_taken_for_one(world):
    """Father and son, namesakes, couples on one number and colleagues stay apart."""
    assert [keys for keys in world.keys.values() if len(keys) > 1] == []


def test_one_person_is_not_taken_for_two(world):
    """All records of a person meet, but for those no rule could join."""
    persons: dict[str, int] = {}
    for keys in world.keys.values():
        for key in keys:
            persons[key] = persons.get(key, 0) + 1
    split = {key for key, count in persons.items() if count > 1}
    assert split == {which.partition("/")[2] for which in PLANTED["beyond_rules"]}


def test_replies_owed_are_found(world):
    """Who asked and got no answer is owed a reply, and nobody else is."""
    found = world.who("select person_id from owed where kind = 'reply'")
    assert found == set(PLANTED["reply_owed"])


def test_the_other_debts_are_found(world):
    """The promise, the introduction and the thank-yous that were planted are owed."""
    promises = world.who("select person_id from owed where kind = 'promise'")
    introductions = world.who("select person_id from owed where kind = 'intro'")
    thanks = world.who("select person_id from owed where kind = 'thanks'")
    assert promises == set(PLANTED["promise_overdue"])
    assert introductions == set(PLANTED["introduction_owed"])
    assert thanks >= set(PLANTED["thanks_owed"])


def test_awaited_answers_are_found(world):
    """Whom the owner asked in a letter is waited for."""
    assert world.who("select person_id from waiting") >= set(PLANTED["waiting_on"])


def test_moments_are_found(world):
    """Birthdays, meetings ahead and the new position are mentioned."""
    found = {
        kind: world.who(f"select person_id from moments where kind = '{kind}'")
        for kind in ("birthday", "meeting", "job_change")
    }
    assert found == {
        "birthday": set(PLANTED["birthdays_soon"]),
        "meeting": set(PLANTED["coming"]),
        "job_change": set(PLANTED["new_position"]),
    }


def test_introductions_are_found(world):
    """Who introduced whom to the owner, by mail and by the journal."""
    rows = world.rows("select person_id, by_person_id from introduced")
    assert {
        key: by
        for person, introducer in rows
        for key in world.keys[person]
        for by in world.keys[introducer]
    } == PLANTED["introduced"]


def test_long_silence_is_told_apart(world):
    """Years of silence are dormant, a broken rhythm is fading."""
    dormant = world.who("select person_id from scores where state = 'dormant'")
    fading = world.who("select person_id from scores where state = 'fading'")
    assert dormant == set(PLANTED["dormant"])
    assert fading >= set(PLANTED["fading"])


def test_machines_and_desks_are_no_people(world):
    """No newsletter, shop, room, list or reception desk is a person."""
    no_people = {
        address
        for kind in ("machines", "lists", "resources", "roles")
        for address in PLANTED[kind]
    }
    people = world.rows("select unnest(emails) from people where kind = 'person'")
    assert {email for (email,) in people} & no_people == set()


def test_every_member_of_the_cast_is_a_person(world):
    """Nobody real is lost among the machines, recruiters' systems included."""
    found = world.who("select person_id from people where kind = 'person'")
    assert set(TRUTH["people"]) <= found


def test_the_muted_and_the_snoozed_are_not_proposed(world):
    """The owner's word keeps them out of the list."""
    proposed = world.who("select person_id from relationships_to_cultivate")
    assert not proposed & {*PLANTED["muted"], *PLANTED["snoozed"]}
    assert proposed >= set(PLANTED["reply_owed"])
