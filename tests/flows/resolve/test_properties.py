"""What holds for any address book: order, copies and judgements."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GIVEN = ["Ana", "Anna", "Ben", "Bob", "Robert", "Carla", ""]
FAMILY = ["Okafor", "Lund", "Marsh", ""]
MAILS = ["a@example.com", "b@example.org", "c@example.net", "info@example.com"]
PHONES = ["+12025550101", "(202) 555-0102"]

cards = st.fixed_dictionaries(
    {
        "name": st.builds(
            "{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY)
        ),
        "emails": st.lists(st.sampled_from(MAILS), max_size=2, unique=True),
        "phones": st.lists(st.sampled_from(PHONES), max_size=1),
        "organisation": st.sampled_from(["", "", "Acme Ltd", "ACME"]),
        "known_by": st.sampled_from(["card", "card", "card", "name"]),
    }
)
books = st.lists(cards, min_size=2, max_size=9)
few = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def filled(new_world, book):
    world = new_world()
    for key, fields in enumerate(book):
        world.card(f"{key:02}", **fields)
    return world


@few
@given(book=books, seed=st.integers(0, 99))
def test_order_changes_nothing(new_world, book, seed):
    """Records in another order give the same rows, in the same order."""
    world = filled(new_world, book)
    world.resolve()
    rows = world.rows("from people.assignments"), world.rows("from people.people")
    random.Random(seed).shuffle(world.records)  # noqa: S311  # no secret
    world.resolve()
    again = world.rows("from people.assignments"), world.rows("from people.people")
    assert again == rows


@few
@given(book=books)
def test_a_copy_adds_only_its_own_row(new_world, book):
    """A second copy of a card with an address joins the first and moves nobody."""
    world = filled(new_world, book)
    original = world.card("50", "Dora Vale", emails=["dora@example.com"])
    before = world.resolve()
    copy = world.card("51", "Dora Vale", emails=["dora@example.com"])
    after = world.resolve()
    assert world.together(original, copy)
    assert {group - {copy} for group in after} == before


@few
@given(book=books, data=st.data())
def test_different_holds_and_undo_restores(new_world, book, data):
    """`different` always keeps two apart; taken back, everything is as it was."""
    world = filled(new_world, book)
    before = world.resolve()
    keys = st.sampled_from([record["record_id"] for record in world.records])
    one, other = data.draw(st.lists(keys, min_size=2, max_size=2, unique=True))
    world.decide("different", one, other)
    world.resolve()
    assert not world.together(one, other)
    world.decisions.clear()
    assert world.resolve() == before


@few
@given(book=books, data=st.data())
def test_same_holds(new_world, book, data):
    """`same` always joins two records, whatever their names say."""
    world = filled(new_world, book)
    keys = st.sampled_from([record["record_id"] for record in world.records])
    world.resolve()
    one, other = data.draw(st.lists(keys, min_size=2, max_size=2, unique=True))
    world.decide("same", one, other)
    world.resolve()
    assert world.together(one, other)


@few
@given(book=st.lists(cards, min_size=6, max_size=12), new=cards)
def test_ids_stay_when_records_arrive(new_world, book, new):
    """Whoever is not joined with others by a new record keeps their id."""
    world = filled(new_world, book)
    world.resolve()
    world.remember()
    before = world.ids()
    world.card("99", **new)
    world.resolve()
    after = world.ids()
    moved = {record for record, person in before.items() if after[record] != person}
    told = {
        old
        for (old,) in world.con.execute(
            "select old_id from people.redirects_new"
        ).fetchall()
    }
    assert {before[record] for record in moved} == told


@few
@given(book=books)
def test_every_record_has_one_person_and_a_path(new_world, book):
    """Each person has one first record; every other leads to it step by step."""
    world = filled(new_world, book)
    world.resolve()
    rows = world.con.execute(
        "select record_id, person_id, joined_to from people.assignments"
    ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(
        record["record_id"] for record in world.records
    )
    joined_to = {record: above for record, _, above in rows}
    person = {record: person for record, person, _ in rows}
    for record in joined_to:
        top = record
        for _ in rows:
            top = joined_to[top] or top
        assert joined_to[top] is None
        assert person[top] == person[record]
    firsts = [person for _, person, above in rows if above is None]
    assert len(firsts) == len(set(firsts)) == len(set(person.values()))


def dressed(fields):
    """The same card as another program writes it."""
    return fields | {
        "name": fields["name"].upper(),
        "emails": [email.title().replace("@", "+news@") for email in fields["emails"]],
        "phones": [phone.replace("+1202", "+1 (202) ") for phone in fields["phones"]],
        "organisation": fields["organisation"].upper(),
    }


@few
@given(book=books)
def test_case_and_formatting_change_nothing(new_world, book):
    """Capitals, tags of addresses and blanks in numbers give the same persons."""
    plain = filled(new_world, book).resolve()
    assert filled(new_world, [dressed(fields) for fields in book]).resolve() == plain


@few
@given(book=books, new=cards)
def test_a_new_record_parts_nobody_in_silence(new_world, book, new):
    """Who was together stays so, unless a veto or a value now shared says why."""
    world = filled(new_world, book)
    before = world.resolve()
    world.card("99", **new)
    after = world.resolve()
    parted = [group for group in before if not any(group <= one for one in after)]
    told = world.con.execute(
        "select count(*) from people.refused union all "
        "select count(*) from matches.shared_identifiers"
    ).fetchall()
    assert not parted or sum(count for (count,) in told)
