"""Each field of a person is chosen from their records by stated rules."""

import datetime as dt

import pytest

from flows.settings import Owner

SPRING = dt.datetime(2025, 4, 1)  # noqa: DTZ001  # the database holds UTC
AUTUMN = dt.datetime(2025, 10, 1)  # noqa: DTZ001
ANA = ["ana@example.com"]


def person(world, columns):
    world.resolve()
    (row,) = world.rows(f"select {columns} from people.people")
    return row


def test_cards_before_participants_and_newest_first(world):
    """The newest card says the organisation, the title and the city."""
    world.card(
        "1", "Ana Okafor", emails=ANA, organisation="Acme", title="Analyst",
        city="Lagos", changed_at=SPRING,
    )  # fmt: skip
    world.card(
        "2", "Ana Okafor", emails=ANA, organisation="Northbank", title="Director",
        changed_at=AUTUMN,
    )  # fmt: skip
    world.participant("ana@example.com", "Ana Okafor", organisation="Mailer")
    found = person(world, "organisation, title, city, records, has_card")
    assert found == ("Northbank", "Director", "Lagos", 3, True)


def test_title_and_organisation_come_from_one_record(world):
    """A new organisation without a title does not get the old one's title."""
    world.card("1", "Ana Okafor", emails=ANA, organisation="Acme", title="Analyst")
    world.card("2", "Ana Okafor", emails=ANA, organisation="New", changed_at=AUTUMN)
    assert person(world, "organisation, title") == ("New", "")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (["ana okafor", "Ana Okafor"], "Ana Okafor"),
        (["Jose Garcia", "José García"], "José García"),
        (["Ivan Petrov", "Иван Петров"], "Иван Петров"),
        (["A. Okafor", "Ana Okafor"], "Ana Okafor"),
        (["Mum", "Ana Okafor"], "Ana Okafor"),
        (["ana@example.com", "Ana Okafor"], "Ana Okafor"),
        (["ANA OKAFOR"], "Ana Okafor"),
        (["", ""], "ana@example.com"),
        (["Mum", ""], "Mum"),
    ],
)
def test_the_best_written_name_is_shown(world, written, shown):
    """Whole names win over initials and addresses; script and accents are kept."""
    for key, name in enumerate(written):
        world.card(str(key), name, emails=ANA)
    assert person(world, "name") == (shown,)


def test_the_owners_name_for_a_person_wins(world):
    """A `name` decision is shown whatever the records say; the newest one counts."""
    record = world.card("1", "Ana Okafor", emails=ANA)
    world.decide("name", record, value="Annie O")
    world.decide("name", record, value="Annie Okafor")
    assert person(world, "name, given_name") == ("Annie Okafor", "Annie")


def test_a_name_filed_by_family_is_turned(world):
    """A card shown as family name first is read the usual way round."""
    world.card("1", "Rossi Pietro", given_name="Pietro", family_name="Rossi")
    assert person(world, "name") == ("Pietro Rossi",)


def test_a_birthday_with_its_year_is_preferred(world):
    """--04-01 gives way to 1980-04-01."""
    world.card("1", "Ana Okafor", emails=ANA, birthday="--04-01", changed_at=AUTUMN)
    world.card("2", "Ana Okafor", emails=ANA, birthday="1980-04-01")
    assert person(world, "birthday") == ("1980-04-01",)


def test_own_addresses_come_before_shared_ones(world):
    """The family mailbox is listed last."""
    for key, name in (("1", "Ana Marsh"), ("2", "Ben Marsh")):
        own = f"{name.split()[0].lower()}@example.net"
        world.card(key, name, emails=["all@example.com", own])
    world.resolve()
    emails = world.rows("select emails from people.people order by name")
    assert emails == [
        (["ana@example.net", "all@example.com"],),
        (["ben@example.net", "all@example.com"],),
    ]
    shared = "select value, shared from people.identifiers where shared"
    assert world.rows(shared) == [("all@example.com", True)] * 2


def test_a_job_change_is_two_affiliations(world):
    """An organisation that a card changed from has an end; the new one a beginning."""
    record = world.card("1", "Ana Okafor", organisation="Northbank")
    base = {"record_id": record, "name": "", "title": "", "first_seen": SPRING}
    world.versions = [
        base | {"organisation": "Acme Ltd", "changed_at": SPRING, "version": 1},
        base | {"organisation": "ACME", "changed_at": SPRING, "version": 2},
        base | {"organisation": "Northbank", "changed_at": AUTUMN, "version": 3},
    ]
    world.resolve()
    spans = "select organisation, since, until from people.affiliations"
    assert world.rows(spans) == [
        ("Northbank", AUTUMN, None),
        ("Acme Ltd", None, AUTUMN),
    ]


def test_groups_from_categories_and_decisions(world):
    """The owner's groups are kept under one spelling; system groups are not."""
    record = world.card(
        "1", "Ana Okafor", groups=["myContacts", "* starred", "Book Club", "Colleagues"]
    )
    world.decide("group", record, value="Former co-workers")
    world.resolve()
    groups = "select group_name, why from people.groups"
    assert world.rows(groups) == [
        ("book_club", "in your vcard contacts"),
        ("coworkers", "in your vcard contacts"),
        ("former_coworkers", "you said so"),
    ]


@pytest.fixture
def mine(new_world):
    owner = Owner(name="Robin Vale", emails=("robin@work.example.org",))
    world = new_world(owner=owner)
    yield world
    world.con.close()


def test_people_of_the_owners_domain_are_coworkers(mine):
    """A common mail domain makes co-workers, unless it is a mailbox provider's."""
    mine.participant("robin@work.example.org")
    mine.participant("ana@work.example.org", "Ana Okafor")
    mine.participant("info@work.example.org", "Front desk")
    mine.participant("ben@example.com", "Ben Lund")
    mine.resolve()
    assert mine.rows("select group_name, why from people.groups") == [
        ("coworkers", "writes from work.example.org, as you do")
    ]


def test_a_disused_address_makes_former_coworkers(mine):
    """Half a year after the owner last wrote from there, they are former ones."""
    own = mine.participant("robin@work.example.org")
    mine.participant("ana@work.example.org", "Ana Okafor")
    mine.touches = [(own, SPRING)]
    mine.resolve()
    assert mine.rows("select group_name from people.groups") == [("former_coworkers",)]


def test_a_common_school_makes_alumni(mine):
    """The same university on the owner's card and theirs."""
    mine.card(
        "me", "Robin Vale", emails=["robin@work.example.org"],
        organisation="Turia University", relations=["spouse: Dora Vale"],
    )  # fmt: skip
    mine.card("1", "Ana Okafor", organisation="turia university")
    mine.card("2", "Dora Vale")
    mine.resolve()
    assert mine.rows("select group_name, why from people.groups order by 1") == [
        ("alumni", "both at turia university"),
        ("family", "your spouse"),
    ]


def test_decisions_follow_their_record(world):
    """A decision is its person's, whichever record it was said of."""
    one = world.card("1", "Ana Okafor", emails=ANA)
    two = world.card("2", "Ana Okafor", emails=ANA)
    world.decide("tier", two, value="1")
    world.decide("mute", "vcard/default/gone")
    world.resolve()
    found = "select verb, value, person_id from people.decisions"
    assert world.rows(found) == [("tier", "1", world.ids()[one])]


def test_values_are_normalised_once(world):
    """A second build looks every known value up in the archive's cache."""
    from flows.resolve.normalise import normalise_values
    from flows.settings import Settings

    world.card("1", "Ana Okafor", emails=ANA, phones=["202 555 0143"], region="US")
    world.resolve()
    again = normalise_values(world.con, Settings(owner=world.owner))
    assert set(again.values()) == {0}
    world.card("2", "Ben Lund", emails=ANA)
    world._stage()
    again = normalise_values(world.con, Settings(owner=world.owner))
    assert again["normal_name"] == 1
    assert again["normal_email"] == 0
