"""Two names conflict only when they speak of two humans."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.resolve.compare import Compared, names_conflict
from flows.resolve.names import parse_name


def compared(written):
    name = parse_name(written)
    return Compared(
        name.full_key,
        name.given_keys,
        name.family_key,
        name.initials,
        name.generation,
        name.script,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Okafor", "Okafor, Ana"),
        ("Bob Smith", "Robert Smith"),
        ("Ana Okafor", "A. Okafor"),
        ("Ana Okafor", "Ana"),
        ("Ana Okafor", ""),
        ("Ana Okafor", "Mum"),
        ("Ana Okafor", "Anna Okafor"),
        ("Alex Lund", "Alexander Lund"),
        ("Ana García", "Ana García López"),
        ("Ana Okafor", "Ana Lund"),
        ("John A. Smith", "John Smith"),
        ("田中健二", "Kenji Tanaka"),
        ("Jonathan Smith", "Jonahtan Smith"),
    ],
)
def test_not_knowing_is_no_conflict(one, other):
    """Initials, nicknames, slips, marriage and bare names leave names compatible."""
    assert not names_conflict(compared(one), compared(other))
    assert not names_conflict(compared(other), compared(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Okafor", "Ben Okafor"),
        ("Bob Smith", "Bill Smith"),
        ("A. Okafor", "Ana Lund"),
        ("John Marsh Jr.", "John Marsh Sr."),
        ("John A. Smith", "John B. Smith"),
        ("Acme Ltd", "Ana Okafor"),
        ("Sales Team", "Ana"),
    ],
)
def test_two_humans_conflict(one, other):
    """Another given name, generation or middle initial is another human."""
    assert names_conflict(compared(one), compared(other))
    assert names_conflict(compared(other), compared(one))


WORDS = ["Ana", "Anna", "Ben", "Bob", "Robert", "A.", "B.", "Mum", "Alex", "Alexander"]
FAMILIES = ["Okafor", "Okafro", "Lund", "O.", "", "García López", "López", "Jr."]
names = st.one_of(
    st.builds(
        "{} {} {}".format,
        st.sampled_from(WORDS),
        st.sampled_from(["", "M.", "K.", "Maria"]),
        st.sampled_from(FAMILIES),
    ),
    st.sampled_from(["王小明", "Acme Ltd", "John Marsh Jr.", "John Marsh Sr.", ""]),
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pairs=st.lists(st.tuples(names, names), min_size=10, max_size=30))
def test_sql_compares_as_python_does(new_world, pairs):
    """The guard in SQL calls a mailbox shared exactly when Python sees a conflict."""
    world = new_world()
    for number, pair in enumerate(pairs):
        for side, name in enumerate(pair):
            mailbox = f"box{number}@example.com"
            world.card(f"{number}-{side}", name, emails=[mailbox])
    world.resolve()
    shared = {
        value
        for (value,) in world.con.execute(
            "select value from matches.shared_identifiers"
        ).fetchall()
    }
    world.con.close()
    expected = {
        f"box{number}@example.com"
        for number, (one, other) in enumerate(pairs)
        if names_conflict(compared(one), compared(other))
    }
    assert shared == expected


def test_slips_are_counted_as_duckdb_counts_them():
    """One slip is a Damerau-Levenshtein distance of one, for four letters or more."""
    from flows.resolve.compare import _one_slip

    words = ["okafor", "okafro", "okafr", "okaforr", "kafor", "lund", "lun", "ulnd"]
    for a in words:
        for b in words:
            (distance,) = duckdb.execute(
                "select damerau_levenshtein(?, ?)", [a, b]
            ).fetchone()
            assert _one_slip(a, b) == (distance <= 1 and min(len(a), len(b)) >= 4)
