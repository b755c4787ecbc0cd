"""Fathers and sons, twins, and books that hold nobody twice: what the books tell."""

import pytest

PLACE = {"city": "Brookport"}


def address(number):
    return [f"{number} Alderman Street, Brookport, 10061"]


def word(number):
    """A name of its own for each number, unlike its neighbours'."""
    letters = "bdfgklmnprstvz"
    many = len(letters)
    one, two, three = number % many, number // many % many, number * 5 % many
    return f"{letters[one]}a{letters[two]}o{letters[three]}en{letters[one]}i"


def born(number):
    return f"{1930 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}"


def person(number, **fields):
    return {
        "name": f"Kylie {word(number)}",
        "birthday": born(number),
        "addresses": address(number),
        "handles": [f"social:{1_000_003 * (number + 1) % 9_999_991:07}"],
        **PLACE,
        **fields,
    }


def show(world, key, fields):
    fields = dict(fields)
    return world.card(key, fields.pop("name"), **fields)


@pytest.fixture
def register(world):
    """Single people, each twice; now and then one's name or number is wrong."""
    for number in range(100):
        again = person(number)
        if number % 9 == 0:
            again["handles"] = [f"social:{8_111_111 + 1_234 * number}"]
        elif number % 9 == 1:
            again["name"] = f"Ravindra {word(number)}"
        show(world, f"{number}a", person(number))
        show(world, f"{number}b", again)
    return world


def add_families(world):
    """Homes of two of one family, each with a name and a birthday of their own."""
    for number in range(200, 240):
        show(world, f"{number}a", person(number))
        other = person(number + 300) | {
            "name": f"Ravindra {word(number)}",
            "addresses": address(number),
        }
        show(world, f"{number}b", other)


def father_and_son(world):
    """One name and one home, two numbers, and one birthday nobody knows."""
    son = {"birthday": "", "handles": ["social:7654321"]}
    return show(world, "x", person(150)), show(world, "y", person(150, **son))


def twins(world):
    """One birthday, family name and home; two given names and two numbers."""
    other = {"name": f"Ravindra {word(151)}", "handles": ["social:7123456"]}
    return show(world, "t", person(151)), show(world, "u", person(151, **other))


def test_a_register_without_families_has_no_fathers_and_sons(register):
    """Where homes hold no families, one name and one home are one human."""
    pair = father_and_son(register)
    register.resolve()
    assert register.together(*pair)
    assert register.rows(
        "select evidence like '%these books hold hardly any families' "
        "from people.merges where record_id = 'vcard/default/y'"
    ) == [(True,)]


def test_families_in_the_books_make_one_name_a_question(register):
    """Where homes hold families, one name and one home may be father and son."""
    add_families(register)
    pair = father_and_son(register)
    register.resolve()
    assert not register.together(*pair)
    assert register.rows(
        "select distinct band from people.match_candidates "
        "where record_a = 'vcard/default/x' and rule = 'weight_of_evidence'"
    ) == [("review",)]


def test_mistakes_outnumber_twins_where_there_are_no_families(register):
    """A name and a number wrong at once, as the register's are, are no twins."""
    pair = twins(register)
    register.resolve()
    assert register.together(*pair)


def test_twins_stay_two_where_there_are_families(register):
    """Among families, one birthday at one home with two given names is two."""
    add_families(register)
    pair = twins(register)
    register.resolve()
    assert not register.together(*pair)


def fill_a_book(world, again=0):
    """Two hundred and forty cards with a mailbox each, some of them twice."""
    for number in range(240):
        fields = {"emails": [f"{word(number)}{number}@example.com"]}
        world.card(f"{number}", f"Kylie {word(number)}", **fields)
        if number < again:
            world.card(f"{number} again", f"Kylie {word(number)}", **fields)


def two_on_one_line(world):
    line = ["+12025550101"]
    one = world.card("x", "John Marsh", emails=["a@example.com"], phones=line)
    return one, world.card("y", "John Marsh", emails=["b@example.org"], phones=line)


def test_a_book_that_holds_nobody_twice_is_believed(world):
    """A father and a son on one line, each with a card of his own there: asked."""
    fill_a_book(world)
    pair = two_on_one_line(world)
    world.resolve()
    assert not world.together(*pair)
    assert world.rows(
        "select rule, band, evidence from people.match_candidates "
        "where record_a = 'vcard/default/x' and rule = 'same_phone'"
    ) == [
        (
            "same_phone",
            "review",
            "same phone +12025550101; an address book keeps them apart",
        )
    ]


def test_a_book_that_repeats_itself_is_not(world):
    """Where cards come twice, two of one name on one line are one more such pair."""
    fill_a_book(world, again=3)
    pair = two_on_one_line(world)
    world.resolve()
    assert world.together(*pair)


def test_a_shared_mailbox_joins_in_any_book(world):
    """One name and one mailbox nobody else has are one human, though told twice."""
    fill_a_book(world)
    one = world.card("x", "John Marsh", emails=["a@example.com"])
    two = world.card("y", "John Marsh", emails=["a@example.com"])
    world.resolve()
    assert world.together(one, two)
