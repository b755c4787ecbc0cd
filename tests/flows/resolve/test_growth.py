"""A night whose largest person swallows others is stopped by a check."""

from pathlib import Path

CHECK = Path(__file__).parents[3] / "sql" / "checks" / "largest_person.sql"


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
