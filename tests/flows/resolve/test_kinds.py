"""The owner's word about all people who are alike."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.kinds import KINDS

GIVEN = ["Ana", "Ben", "Carla"]
FAMILY = ["Okafor", "Lund", "Marsh", "Vale"]
SOURCES = ["vcard", "google_csv", "linkedin"]
cards = st.fixed_dictionaries(
    {
        "name": st.builds(
            "{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY)
        ),
        "source": st.sampled_from(SOURCES),
        "emails": st.lists(
            st.sampled_from(["a@gmail.com", "b@gmail.com", "c@example.com"]),
            max_size=1,
        ),
        "phones": st.lists(st.sampled_from(["+12025550101"]), max_size=1),
    }
)
books = st.lists(cards, min_size=2, max_size=9)
few = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WORDS = {
    "rare_name": "same_kind",
    "uncommon_name": "same_kind",
    "rare_name_differs": "same_kind",
    "joined_mailboxes": "part_kind",
    "joined_colleagues": "part_kind",
}


def filled(new_world, book):
    world = new_world()
    for key, fields in enumerate(book):
        world.card(f"{key:02}", **fields)
    return world


def two_of_one_name(world, **fields):
    """A card of Ana Okafor in each of two address books."""
    one = world.card("1", "Ana Okafor", source="vcard")
    return one, world.card("2", "Ana Okafor", source="linkedin", **fields)


def kind_of(world):
    return world.rows("select kind from people.alike")


def test_a_kind_joins_what_is_alike_and_says_why(world):
    """Without the word two cards of one rare name stay apart; with it they are one."""
    one, other = two_of_one_name(world)
    world.resolve()
    assert not world.together(one, other)
    world.decide("same_kind", "", value="rare_name")
    world.resolve()
    assert world.together(one, other)
    assert world.rows("select rule, evidence, judged_by from people.merges") == [
        (
            "kind",
            f"{KINDS['rare_name'].says}; joined on your word of 2026-03-01",
            "you",
        )
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        ({}, {}, "rare_name"),
        ({"emails": ["a@gmail.com"]}, {"emails": ["a@corp.example.com"]}, "rare_name"),
        (
            {"emails": ["a@gmail.com"]},
            {"emails": ["b@gmail.com"]},
            "rare_name_differs",
        ),
        (
            {"phones": ["+12025550101"]},
            {"phones": ["+12025550102"]},
            "rare_name_differs",
        ),
        ({"organisation": "Acme"}, {"organisation": "Vela"}, "rare_name_differs"),
        ({"source": "vcard"}, {"source": "vcard"}, "one_book"),
    ],
)
def test_a_kind_is_what_the_people_show(world, mine, theirs, kind):
    """Numbers, employers and private addresses may differ; a book may hold both."""
    world.card("1", "Ana Okafor", **{"source": "vcard", **mine})
    world.card("2", "Ana Okafor", **{"source": "linkedin", **theirs})
    world.resolve()
    assert kind_of(world) == [(kind,)]


def test_a_name_that_is_to_be_expected_twice_is_common(world):
    """Many of that family and many of that given name let expect another."""
    two_of_one_name(world)
    for number, given_name in enumerate(["Ben", "Carla", "Dora", "Emil"]):
        world.card(f"f{number}", f"{given_name} Okafor")
    for number, family in enumerate(["Lund", "Marsh", "Vale", "King"]):
        world.card(f"g{number}", f"Ana {family}")
    world.resolve()
    assert kind_of(world) == [("common_name",)]


def test_junior_and_senior_are_no_rare_name(world):
    """Where one of them is told as Jr., nothing is taken for granted."""
    world.card("1", "Ana Okafor", source="vcard")
    world.card("2", "Ana Okafor Jr.", source="linkedin")
    world.resolve()
    assert kind_of(world) in ([], [("rare_name_differs",)])


def test_born_on_different_days_is_no_question(world):
    """A father and a son of one name are of no kind, and are not asked about."""
    world.card("1", "Ana Okafor", source="vcard", birthday="1958-07-02")
    world.card("2", "Ana Okafor", source="linkedin", birthday="1992-10-19")
    world.resolve()
    assert kind_of(world) == []


def test_different_on_a_pair_stands_above_its_kind(world):
    """Said before or after, the two never come together, nor does their kind's word."""
    one, other = two_of_one_name(world)
    world.decide("same_kind", "", value="rare_name")
    world.decide("different", one, other)
    world.resolve()
    assert not world.together(one, other)


@pytest.mark.parametrize(
    "fields",
    [
        {"birthday": ("1980-04-01", "1991-12-30")},
        {"source": ("vcard", "vcard")},
    ],
)
def test_a_kind_joins_nobody_against_what_the_records_say(world, fields):
    """Other birthdays and two cards of one book keep two of a rare name apart."""
    sides = [
        {"source": source} | {key: value[at] for key, value in fields.items()}
        for at, source in enumerate(("vcard", "linkedin"))
    ]
    pair = [world.card(f"{n}", "Ana Okafor", **side) for n, side in enumerate(sides)]
    world.decide("same_kind", "", value="rare_name")
    world.resolve()
    assert not world.together(*pair)


def fill(world):
    """So many others, each of a family of their own, that Ana is no common name."""
    for one in "bcdfghklmnprst":
        for two in "bcdfghklmnprst":
            world.card(one + two, f"Zoe {one}o{two}ander".title())


def test_a_name_of_a_large_family_is_another_kind(world):
    """Where four others have the family name, the name alone is less sure."""
    fill(world)
    two_of_one_name(world)
    for key, name in enumerate(("Ben", "Carla", "David"), 3):
        world.card(str(key), f"{name} Okafor")
    world.resolve()
    assert kind_of(world) == [("rare_name",)]
    world.card("6", "Emma Okafor")
    world.resolve()
    assert kind_of(world) == [("rare_name_of_many",)]


def test_a_name_at_a_familys_line_is_another_kind(world):
    """Who shares a line with another of the family may be a father or a son."""
    fill(world)
    two_of_one_name(world, phones=["+12025550101"])
    world.card("3", "Ben Okafor", phones=["+12025550101"])
    world.resolve()
    assert kind_of(world) == [("rare_name_at_home",)]


def test_a_line_of_the_family_is_enough(world):
    """Where others of a small family share a line, a father and a son are likelier."""
    fill(world)
    two_of_one_name(world)
    for key, name in enumerate(("Ben", "Carla"), 3):
        world.card(str(key), f"{name} Okafor", phones=["+12025550101"])
    world.resolve()
    assert kind_of(world) == [("rare_name_at_home",)]


def test_a_doubtful_join_is_where_the_mailboxes_part(world):
    """Of two joins in a row, that with a number of their own on either side."""
    line, mine, yours = "+12025550101", "+12025550102", "+12025550103"
    world.card("1", "Ana Okafor", emails=["a@gmail.com"], phones=[mine])
    world.card("2", "Ana Okafor", phones=[mine, line], source="google_csv")
    world.card(
        "3",
        "Ana Okafor",
        emails=["b@gmail.com"],
        phones=[yours, line],
        source="linkedin",
    )
    assert len(world.resolve()) == 1
    said = "select kind, record_a, record_b, pairs from people.doubtful"
    assert world.rows(said) == [
        ("joined_mailboxes", "google_csv/default/2", "linkedin/default/3", 2)
    ]


def test_a_card_with_both_mailboxes_leaves_no_doubt(world):
    """Two private mailboxes on one card are one human's."""
    world.card("1", "Ana Okafor", emails=["a@gmail.com", "b@gmail.com"])
    world.card("2", "Ana Okafor", emails=["b@gmail.com"], source="google_csv")
    assert len(world.resolve()) == 1
    assert not world.rows("from people.doubtful")


def colleagues(world):
    """One of seven Anas, whose two cards an employer of two people has joined."""
    one = world.card("1", "Ana Okafor", organisation="Acme")
    other = world.card("2", "Ana Okafor", source="linkedin", organisation="Acme")
    world.card("3", "Ben Lund", organisation="Acme")
    for key in range(6):
        mail, number = f"ana{key}@gmail.com", f"+1202555010{key}"
        world.card(f"a{key}", "Ana Okafor", emails=[mail], phones=[number])
    for key in range(92):
        world.card(f"x{key}", "", phones=[f"+1303555{key:04}"])
    return one, other


def test_a_common_name_at_one_employer_is_a_doubtful_join(world):
    """The doubt is how many others of that name are to be expected there, no less."""
    one, other = colleagues(world)
    world.resolve()
    assert world.together(one, other)
    asked = "select kind, record_a, record_b, pairs, doubt from people.doubtful"
    ((*told, doubt),) = world.rows(asked)
    assert told == ["joined_colleagues", other, one, 1]
    assert doubt == pytest.approx(7 * 2 / 100)


@pytest.mark.parametrize("kind", ["joined_colleagues", "joined_mailboxes"])
def test_a_kind_of_joins_is_parted_by_one_word(world, kind):
    """Each such join becomes a question with its reason; other kinds stay joined."""
    pairs = {
        "joined_colleagues": colleagues(world),
        "joined_mailboxes": two_mailboxes(world),
    }
    world.decide("part_kind", "", value=kind)
    world.resolve_whole()
    for known, pair in pairs.items():
        assert world.together(*pair) == (known != kind)
    one, other = sorted(pairs[kind])
    assert world.rows(
        "select band, evidence like '%; parted on your word of 2026-03-01' "
        "from people.match_candidates "
        f"where record_a = '{one}' and record_b = '{other}' and band != 'dropped'"
    ) == [("review", True)]
    assert world.rows("from people.parted") == [(kind, one, other, 1)]


def two_mailboxes(world):
    """Two cards of one name and number, each with a private mailbox of its own."""
    fields = {"name": "Eve Thorne", "phones": ["+14045550101"]}
    one = world.card("t1", emails=["eve@gmail.com"], **fields)
    more = {"source": "linkedin", "emails": ["thorne@gmail.com"]}
    return one, world.card("t2", **fields, **more)


def test_same_stands_above_the_word_that_parts(world):
    """Two whom the owner called one stay so; asked one by one again, all do."""
    one, other = two_mailboxes(world)
    word = world.decide("part_kind", "", value="joined_mailboxes")
    world.decide("same", one, other)
    assert len(world.resolve()) == 1
    world.decisions.remove(word)
    world.decisions.pop()
    world.decide("part_kind", "", value="joined_mailboxes")
    assert len(world.resolve()) == 2
    world.decide("leave_kind", "", value="joined_mailboxes")
    assert len(world.resolve()) == 1


def test_no_kind_joins_what_a_word_has_parted(world):
    """Of two words the one that parts is the stronger, whichever was said first."""
    two_mailboxes(world)
    world.decide("same_kind", "", value="rare_name_differs")
    world.decide("part_kind", "", value="joined_mailboxes")
    assert len(world.resolve()) == 2


def test_only_the_doubtful_join_of_a_person_is_parted(world):
    """What hangs on either side by better evidence stays there."""
    one, other = two_mailboxes(world)
    mine = world.card("t3", "Eve Thorne", "google_csv", emails=["eve@gmail.com"])
    yours = world.card("t4", "E. Thorne", "icloud", emails=["thorne@gmail.com"])
    assert len(world.resolve()) == 1
    world.decide("part_kind", "", value="joined_mailboxes")
    assert world.resolve() == {frozenset({one, mine}), frozenset({other, yours})}


def test_a_card_in_the_others_book_parts_what_a_kind_joined(world):
    """Remembered or not, a kind joins nobody whom one address book holds twice."""
    one, other = two_of_one_name(world, phones=["+12025550101"])
    world.decide("same_kind", "", value="rare_name")
    world.resolve_whole()
    world.remember()
    assert world.together(one, other)
    world.card("3", "Ana Okafor", source="vcard", phones=["+12025550101"])
    world.resolve_whole()
    assert not world.together(one, other)


def test_what_a_kind_joined_stays_joined_while_the_word_stands(world):
    """New cards make the name a common one: those joined before do not part."""
    one, other = two_of_one_name(world)
    word = world.decide("same_kind", "", value="rare_name")
    world.resolve_whole()
    world.remember()
    for number, given_name in enumerate(["Ben", "Carla", "Dora", "Emil"]):
        world.card(f"f{number}", f"{given_name} Okafor")
    for number, family in enumerate(["Lund", "Marsh", "Vale", "King"]):
        world.card(f"g{number}", f"Ana {family}")
    world.resolve_whole()
    assert world.together(one, other)
    world.decisions.remove(word)
    world.resolve_whole()
    assert not world.together(one, other)


def test_asked_one_by_one_again_a_kind_joins_no_more(world):
    """The newest word about a kind counts."""
    one, other = two_of_one_name(world)
    world.decide("same_kind", "", value="rare_name")
    world.decide("leave_kind", "", value="rare_name")
    world.resolve()
    assert not world.together(one, other)


@few
@given(book=books, seed=st.integers(0, 99))
def test_order_changes_nothing(new_world, book, seed):
    """Records in another order come together in the same way, kinds and all."""
    world = filled(new_world, book)
    for kind, verb in WORDS.items():
        world.decide(verb, "", value=kind)
    before = world.resolve()
    random.Random(seed).shuffle(world.records)  # noqa: S311  # no secret
    assert world.resolve() == before


@few
@given(book=books, data=st.data())
def test_undone_everything_is_as_it_was(new_world, book, data):
    """`different` holds against a kind; all taken back, each record has its old id."""
    world = filled(new_world, book)
    world.resolve_whole()
    world.remember()
    before = world.persons(), world.ids()
    for kind, verb in WORDS.items():
        world.decide(verb, "", value=kind)
    keys = st.sampled_from([record["record_id"] for record in world.records])
    one, other = data.draw(st.lists(keys, min_size=2, max_size=2, unique=True))
    world.decide("different", one, other)
    world.resolve_whole()
    world.remember()
    assert not world.together(one, other)
    world.decisions.clear()
    world.resolve_whole()
    assert (world.persons(), world.ids()) == before
