"""The owner is one person; names in the journal find theirs, or stay apart."""

import pytest

from flows.settings import Owner

OWNER = Owner(
    name="Robin Vale",
    emails=("Robin.Vale@example.com", "robin@work.example.org"),
    phones=("(202) 555-0177",),
    region="US",
)


@pytest.fixture
def mine(new_world):
    world = new_world(owner=OWNER)
    yield world
    world.con.close()


def owners(world):
    rows = world.rows(
        "select a.record_id from people.assignments as a "
        "inner join people.people as p using (person_id) where p.is_owner order by 1"
    )
    return [record for (record,) in rows]


def test_the_owners_addresses_are_one_person(mine):
    """Participants with any of the owner's addresses and the owner's card join."""
    records = [
        mine.participant("robin.vale@example.com", "Robin"),
        mine.participant("robin@work.example.org", "R. Vale (Work)"),
        mine.card("me", "Robin Vale", emails=["robin.vale@example.com"]),
    ]
    mine.card("1", "Ana Okafor", emails=["ana@example.com"])
    mine.resolve()
    assert owners(mine) == sorted(records)


def test_a_single_record_is_the_owner(mine):
    """One record with the owner's address is enough to be the owner."""
    record = mine.participant("robin.vale@example.com")
    mine.resolve()
    assert owners(mine) == [record]


def test_another_card_with_the_owners_number_is_another(mine):
    """A spouse's card with the common landline is not the owner."""
    mine.participant("robin.vale@example.com", "Robin Vale")
    spouse = mine.card("1", "Dora Vale", phones=["+12025550177"])
    mine.resolve()
    assert spouse not in owners(mine)


def test_a_spouse_with_the_owners_address_is_another(mine):
    """Nor is a card of another name that carries the owner's mailbox."""
    mine.participant("robin.vale@example.com")
    spouse = mine.card("1", "Dora Vale", emails=["robin.vale@example.com"])
    mine.resolve()
    assert spouse not in owners(mine)


def test_no_owner_without_addresses(world):
    """Without the owner's addresses nobody is the owner."""
    world.card("1", "Ana Okafor")
    world.resolve()
    assert owners(world) == []


def test_a_full_name_in_the_journal_joins_its_person(world):
    """The one person of that name is meant, accents or not."""
    card = world.card("1", "Iker Zubía", emails=["iker@example.com"])
    named = world.named("Iker Zubia")
    world.resolve()
    assert world.together(card, named)
    assert world.rows("select rule from people.merges") == [("named_in_journal",)]


def test_a_full_name_of_two_stays_apart_and_is_asked(world):
    """With two people of the name, both are proposed and none is taken."""
    one = world.card("1", "Ana García", emails=["ana@example.com"])
    two = world.card("2", "Ana García", emails=["garcia@example.org"])
    named = world.named("Ana Garcia")
    world.resolve()
    assert not world.together(named, one)
    assert not world.together(named, two)
    asked = world.rows(
        "select count(*) from people.match_candidates "
        "where rule = 'named_in_journal' and band = 'review'"
    )
    assert asked == [(2,)]


def test_a_nickname_with_the_family_name_joins(world):
    """Bob Hensley of the journal is the one Robert Hensley."""
    card = world.card("1", "Robert Hensley")
    named = world.named("Bob Hensley")
    world.resolve()
    assert world.together(card, named)


def test_a_bare_name_joins_the_only_bearer(world):
    """Ana is the one Ana kept on a card."""
    card = world.card("1", "Ana Okafor")
    named = world.named("Ana")
    world.participant("ana.lund@example.com", "Ana Lund")
    world.resolve()
    assert world.together(card, named)


def test_a_bare_name_of_two_stays_apart(world):
    """Two cards of the name leave the journal's Ana alone."""
    world.card("1", "Ana Okafor")
    world.card("2", "Ana Lund")
    world.named("Ana")
    assert len(world.resolve()) == 3


def test_a_bare_name_is_not_a_strangers(world):
    """Somebody seen once in mail is not who the journal means by a bare name."""
    world.participant("ana.lund@example.com", "Ana Lund")
    world.named("Ana")
    assert len(world.resolve()) == 2


def test_a_family_initial_tells_two_apart(world):
    """Ana O. is Ana Okafor and not Ana Lund."""
    card = world.card("1", "Ana Okafor")
    world.card("2", "Ana Lund")
    named = world.named("Ana O.")
    world.resolve()
    assert world.together(card, named)


def test_an_unknown_name_is_a_person(world):
    """A name nobody else has is a person of its own."""
    named = world.named("Dora Vale")
    assert world.resolve() == {frozenset({named})}
    assert world.rows("select name from people.people") == [("Dora Vale",)]
