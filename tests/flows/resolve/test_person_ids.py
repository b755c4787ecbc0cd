"""Persons keep their ids from night to night; merges and splits are told."""

from flows.resolve.person_ids import Redirect, carry_ids


def test_a_new_id_comes_from_the_oldest_record():
    """The same first record gives the same id, whatever else the cluster holds."""
    (one,), _ = carry_ids([["a", "b"]], {})
    (two,), _ = carry_ids([["a"]], {})
    (other,), _ = carry_ids([["b"]], {})
    assert one == two != other
    assert len(one) == 11
    assert one[0] == "p"


def test_the_greater_part_keeps_the_id():
    """When a person splits, the cluster with most of the records keeps the id."""
    history = {key: ["p1"] for key in "abc"}
    ids, redirects = carry_ids([["a"], ["b", "c"]], history)
    assert ids[1] == "p1"
    assert redirects == [Redirect("p1", ids[0], "split")]


def test_a_merge_redirects():
    """When persons merge, the id of the greater answers for the other."""
    history = {"a": ["p1"], "b": ["p2"], "c": ["p2"]}
    ids, redirects = carry_ids([["a", "b", "c"]], history)
    assert ids == ["p2"]
    assert redirects == [Redirect("p1", "p2", "merged")]


def test_an_undone_merge_gives_the_id_back():
    """A cluster that parts again takes the id its records had before."""
    history = {"a": ["p2", "p1"], "b": ["p2"], "c": ["p2"]}
    ids, _ = carry_ids([["a"], ["b", "c"]], history)
    assert ids == ["p1", "p2"]


def test_an_undone_split_of_equals_gives_the_old_id_back():
    """Two halves that meet again take the id both had, not the lesser one."""
    history = {"a": ["p9"], "b": ["p1", "p9"]}
    ids, _ = carry_ids([["a", "b"]], history)
    assert ids == ["p9"]


def test_an_undone_merge_of_equals_gives_each_its_own():
    """Who began with the id of the merged person keeps it, however old the other."""
    history = {"a": ["p1", "p9"], "b": ["p1"]}
    ids, _ = carry_ids([["a"], ["b"]], history)
    assert ids == ["p9", "p1"]


def test_an_id_is_given_once():
    """Two clusters never share an id, even when both held it."""
    history = {"a": ["p1"], "b": ["p1"]}
    ids, _ = carry_ids([["a"], ["b"]], history)
    assert ids[0] == "p1"
    assert len(set(ids)) == 2


def test_nothing_new_changes_nothing(world):
    """The same records the next night have the same ids and tell of no move."""
    populate(world)
    world.resolve()
    before = world.ids()
    world.remember()
    world.resolve()
    world.remember()
    assert world.ids() == before
    assert world.rows("select count(*) from raw.person_ids") == [(len(before),)]
    assert world.rows("select count(*) from raw.person_redirects") == [(0,)]


def test_ids_survive_new_older_records(world):
    """New records, even older ones, join without changing anybody's id."""
    populate(world)
    world.resolve()
    before = world.ids()
    world.remember()
    world.card("0", "Ana Okafor", emails=["ana@example.com"], seen=-9)
    world.resolve()
    assert before.items() <= world.ids().items()


def test_a_source_outage_changes_no_id(world):
    """Records that vanish for a night come back to their person."""
    populate(world)
    world.resolve()
    before = world.ids()
    world.remember()
    away, world.records = world.records[:1], world.records[1:]
    world.resolve()
    world.remember()
    world.records = away + world.records
    world.resolve()
    assert world.ids() == before


def test_undoing_a_same_restores_both_persons(world):
    """Same merges and redirects; without it both have their ids again."""
    populate(world)
    world.resolve()
    before = world.ids()
    world.remember()
    world.decide("same", "vcard/default/1", "vcard/default/3")
    world.resolve()
    world.remember()
    merged = world.ids()
    assert merged["vcard/default/1"] == merged["vcard/default/3"]
    old = before["vcard/default/3"]
    found = world.rows("select old_id, person_id, why from people.redirects")
    assert found == [(old, merged["vcard/default/1"], "merged")]
    world.decisions.clear()
    world.resolve()
    world.remember()
    assert world.ids() == before
    assert world.rows("select * from people.redirects") == []


def test_a_split_is_told_and_its_undoing_too(world):
    """`different` parts a person; who split from whom is told while both stand."""
    one = world.card("1", "Ana Okafor", emails=["ana@example.com"])
    two = world.card("2", "Ana Okafor", emails=["ana@example.com"], seen=1)
    world.resolve()
    world.remember()
    world.decide("different", one, two)
    world.resolve()
    world.remember()
    ids = world.ids()
    told = "select old_id, person_id, why from people.redirects"
    assert world.rows(told) == [(ids[one], ids[two], "split")]
    world.decisions.clear()
    world.resolve()
    assert world.rows(told) == [(ids[two], ids[one], "merged")]


def test_redirects_are_followed_to_the_living(world):
    """An id that gave way twice leads to who answers now."""
    for key, name in (("1", "Ana Okafor"), ("2", "Ben Lund"), ("3", "Carla Reyes")):
        world.card(key, name, seen=int(key))
    world.resolve()
    first = world.ids()
    world.remember()
    world.decide("same", "vcard/default/2", "vcard/default/3")
    world.resolve()
    world.remember()
    world.card("4", "", emails=["ana@example.com"], seen=4)
    world.card("5", "", emails=["ana@example.com"], seen=5)
    world.decide("same", "vcard/default/1", "vcard/default/4")
    world.decide("same", "vcard/default/1", "vcard/default/2")
    world.resolve()
    (winner,) = set(world.ids().values())
    redirects = dict(world.rows("select old_id, person_id from people.redirects"))
    assert redirects == {old: winner for old in first.values() if old != winner}


def populate(world):
    world.card("1", "Ana Okafor", emails=["ana@example.com"])
    world.participant("ana@example.com", "Ana Okafor")
    world.card("3", "Ben Lund", emails=["ben@example.com"])
