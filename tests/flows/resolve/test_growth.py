"""A night that swallows people, or makes many of few, is stopped by a check."""

from pathlib import Path

CHECKS = Path(__file__).parents[3] / "sql" / "checks"
CHECK = CHECKS / "largest_person.sql"
SHIFT = CHECKS / "people_shift.sql"


def test_a_largest_person_that_jumps_is_an_offender(world):
    """Fifty records joined at once, after five the night before, are too many."""
    for key in range(5):
        world.card(f"{key}", "Ana Okafor", emails=["ana@example.com"])
    world.resolve_whole()
    world.remember()
    assert world.rows(CHECK.read_text()) == []
    for key in range(5, 50):
        world.card(f"{key}", "Ana Okafor", emails=["ana@example.com"])
    world.resolve_whole()
    assert [row[1:] for row in world.rows(CHECK.read_text())] == [(50, 5)]


def test_a_first_night_has_nothing_to_jump_from(world):
    """Without a ledger the largest person may have any size."""
    for key in range(50):
        world.card(f"{key}", "Ana Okafor", emails=["ana@example.com"])
    world.resolve_whole()
    assert world.rows(CHECK.read_text()) == []


def test_people_that_shift_are_an_offender(world):
    """Sixty people who become twenty are too few; sixty new ones are none too many."""
    cards = [
        world.card(f"{key}", "", phones=[f"+1202555{key:04}"]) for key in range(60)
    ]
    world.resolve_whole()
    world.remember()
    for key in range(60, 120):
        world.card(f"{key}", "", phones=[f"+1202555{key:04}"])
    world.resolve_whole()
    assert world.rows(SHIFT.read_text()) == []
    for place, card in enumerate(cards[20:]):
        world.decide("same", cards[place % 20], card)
    world.resolve_whole()
    assert world.rows(SHIFT.read_text()) == [(20, 60)]


def test_a_word_about_a_kind_shifts_as_many_as_it_says(world):
    """Some sixty names twice become half as many people, and as many again."""
    for one in "bcdfgh":
        for two in "bcdfghklmn":
            name = f"{one}o{two}a {one}e{two}ander".title()
            world.card(f"{one}{two}1", name)
            world.card(f"{one}{two}2", name, source="linkedin")
    assert len(world.resolve_whole()) == 120
    world.remember()
    world.decide("same_kind", "", value="rare_name")
    assert len(world.resolve_whole()) < 70
    assert world.rows(SHIFT.read_text()) == []
    world.remember()
    world.decisions.clear()
    assert len(world.resolve_whole()) == 120
    assert world.rows(SHIFT.read_text()) == []


def test_a_word_that_parts_a_kind_shifts_as_many_as_it_says(world):
    """Some sixty people with two mailboxes each become twice as many, and back."""
    for key in range(60):
        name, phones = f"Ana {chr(97 + key % 26)}o{key % 7}kafor", [f"+1202555{key:04}"]
        for source in ("vcard", "linkedin"):
            mail = f"{source}{key}@gmail.com"
            world.card(f"{key}", name, source, emails=[mail], phones=phones)
    assert len(world.resolve_whole()) == 60
    world.remember()
    world.decide("part_kind", "", value="joined_mailboxes")
    assert len(world.resolve_whole()) == 120
    assert world.rows(SHIFT.read_text()) == []
    world.remember()
    world.decisions.clear()
    assert len(world.resolve_whole()) == 60
    assert world.rows(SHIFT.read_text()) == []
