"""The owner has the last word on who is who."""


def test_the_newest_word_on_a_pair_holds(world):
    """Different after same parts them again, and same after different joins."""
    one = world.card("1", "Ana Okafor")
    two = world.card("2", "Ben Lund")
    world.decide("same", one, two)
    world.resolve()
    assert world.together(one, two)
    world.decide("different", two, one)
    world.resolve()
    assert not world.together(one, two)


def test_different_stops_every_path(world):
    """Neither a common address nor a third record brings the two together."""
    one = world.card("1", "Ana Okafor", emails=["ana@example.com"])
    two = world.card("2", "Ana Okafor", emails=["ana@example.com"])
    world.participant("ana@example.com", "Ana Okafor")
    world.decide("different", one, two)
    world.resolve()
    assert not world.together(one, two)
    assert world.rows("select distinct why from people.refused") == [
        ("you said they are different",)
    ]


def test_a_later_same_cannot_pass_a_different(world):
    """Of three records, two the same and two different, the different holds."""
    a, b, c = (world.card(key, f"Ana {key}") for key in "abc")
    world.decide("different", a, c)
    world.decide("same", a, b)
    world.decide("same", b, c)
    world.resolve()
    assert world.together(a, b)
    assert not world.together(a, c)


def test_a_different_is_kept_by_what_its_records_join(world):
    """Two persons of several records stay apart for the sake of one in each."""
    one = [
        world.card(f"1{key}", "Ana Okafor", emails=["a@example.com"]) for key in "abc"
    ]
    two = [
        world.card(f"2{key}", "Ana Okafor", emails=["b@example.com"]) for key in "abc"
    ]
    world.decide("different", one[2], two[2])
    for key in "de":
        world.card(f"3{key}", "Ana Okafor", phones=["+12025550143"])
    world.card("1f", "Ana Okafor", emails=["a@example.com"], phones=["+12025550143"])
    world.card("2f", "Ana Okafor", emails=["b@example.com"], phones=["+12025550143"])
    world.resolve()
    assert world.together(*one)
    assert world.together(*two)
    assert not world.together(one[0], two[0])


def test_same_passes_the_size_cap_and_names(new_world):
    """What the owner says is not stopped by names, birthdays or the cap."""
    from flows.settings import Resolve

    world = new_world(limits=Resolve(max_records=1))
    one = world.card("1", "Ana Okafor", birthday="1980-01-01")
    two = world.card("2", "Ben Lund", birthday="1990-01-01")
    world.decide("same", one, two)
    world.resolve()
    assert world.together(one, two)
    assert world.rows("select rule, judged_by from people.merges") == [
        ("judgement", "you")
    ]


def test_joined_names_both_count(world):
    """After same joined two names, a record of either name may join."""
    one = world.card("1", "Ana Okafor", emails=["ana@example.com"])
    two = world.card("2", "Dora Vale")
    three = world.card("3", "Ana Okafor", emails=["ana@example.com"])
    world.decide("same", one, two)
    world.resolve()
    assert world.together(one, two, three)


def test_unsure_takes_a_pair_out_of_review(world):
    """A pair the owner is unsure of is not asked about again."""
    one = world.card("1", "Ana Okafor")
    two = world.card("2", "Ana Okafor")
    world.resolve()
    bands = "select band from people.match_candidates"
    assert world.rows(bands) == [("review",)]
    world.decide("unsure", one, two)
    world.resolve()
    assert world.rows(bands) == [("dropped",)]


def test_a_judgement_of_a_vanished_record_waits(world):
    """A decision about a record that is not there changes nothing."""
    one = world.card("1", "Ana Okafor")
    world.decide("same", one, "vcard/default/gone")
    world.decide("different", "vcard/default/gone", one)
    assert world.resolve() == {frozenset({one})}


def test_people_born_on_other_days_are_not_asked_about(world):
    """Two of one name with different birthdays are two, and no question."""
    world.card("1", "Ana Okafor", birthday="1980-01-01")
    world.card("2", "Ana Okafor", birthday="1990-01-01")
    world.resolve()
    assert world.rows("select distinct band from people.match_candidates") == [
        ("dropped",)
    ]


def test_a_common_name_weighs_less(world):
    """The more persons share a name, the weaker the question about two of them."""
    world.card("1", "Ana Okafor")
    world.card("2", "Ana Okafor")
    for key in "3456":
        world.card(key, "John Marsh")
    world.resolve()
    weights = world.rows(
        "select distinct evidence, weight from people.match_candidates order by 2"
    )
    assert [evidence for evidence, _ in weights] == [
        "same full name John Marsh",
        "same full name Ana Okafor",
    ]
    assert weights[0][1] < weights[1][1] == 0.5


def test_review_asks_once_for_two_persons(world):
    """Two persons of one name are one question, however many records they have."""
    for key in "12":
        world.card(key, "Ana Okafor", emails=["ana@example.com"])
    for key in "34":
        world.card(key, "Ana Okafor", emails=["okafor@example.org"])
    world.resolve()
    asked = "select count(*) from people.match_candidates where band = 'review'"
    assert world.rows(asked) == [(1,)]
