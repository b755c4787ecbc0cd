"""A shown name is understood whatever order, script and ornament it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.names import parse_name


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("Ana Okafor", "Ana", "Okafor"),
        ("Okafor, Ana", "Ana", "Okafor"),
        ('"Okafor, Ana"', "Ana", "Okafor"),
        ("Dr. Ana Okafor, PhD", "Ana", "Okafor"),
        ("Prof. Dr. Hans-Peter Schmidt", "Hans-Peter", "Schmidt"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("de la Cruz, Ana", "Ana", "de la Cruz"),
        ("María del Carmen Ruiz", "María", "del Carmen Ruiz"),
        ("Ana MARTINEZ LOPEZ", "Ana", "Martinez Lopez"),
        ("John F. Kennedy", "John F.", "Kennedy"),
        ("Ana Okafor (Acme)", "Ana", "Okafor"),
        ("Ana Okafor, Acme Ltd", "Ana", "Okafor"),
        ("Ana Okafor | Acme", "Ana", "Okafor"),
        ("Ana Okafor via Book Club", "Ana", "Okafor"),
        ("'Ana Okafor'", "Ana", "Okafor"),
        ("ANA OKAFOR", "Ana", "Okafor"),
        ("ana.okafor", "Ana", "Okafor"),
        ("Jack Ma", "Jack", "Ma"),
        ("Tia Marsh", "Tia", "Marsh"),
        ("Ana work", "Ana", ""),
        ("Tía Pilar", "Pilar", ""),
        ("王小明", "小明", "王"),
        ("欧阳修", "修", "欧阳"),
        ("山田 太郎", "太郎", "山田"),
        ("김민수", "민수", "김"),
        ("マリオ・ロッシ", "マリオ", "ロッシ"),
        ("Петров Иван", "Иван", "Петров"),
        ("Петров Иван Сергеевич", "Иван Сергеевич", "Петров"),
        ("Константин Иванов", "Константин", "Иванов"),
        ("Wei Chen 陈伟", "Wei", "Chen"),
    ],
)
def test_given_and_family_name(written, given, family):
    """The given and the family name are told apart."""
    name = parse_name(written)
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Okafor, Ana", "ana OKAFOR"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("José García", "Jose Garcia"),
        ("Иван Петров", "Ivan Petrov"),
        ("Сергей Иванов", "Sergei Ivanov"),
        ("王小明", "Xiaoming Wang"),
        ("John F. Kennedy", "Kennedy, John"),
        ("Søren Ørsted", "Soren Orsted"),
    ],
)
def test_one_full_key_for_one_name(one, other):
    """Order, case, accents and script do not change the key names are compared by."""
    assert parse_name(one).full_key == parse_name(other).full_key != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob Smith", "Robert Smith"),
        ("Ted Lund", "Edward Lund"),
        ("Ted Lund", "Theodore Lund"),
        ("Юля Орлова", "Julia Orlova"),
        ("Саша Орлов", "Alexander Orlov"),
        ("Pepe Ruiz", "José Ruiz"),
        ("Hannes Vogt", "Johannes Vogt"),
        ("Robert (Rocky) Marsh", "Rocky Marsh"),
    ],
)
def test_nicknames_overlap(one, other):
    """A short form and its formal names share a given key."""
    assert set(parse_name(one).given_keys) & set(parse_name(other).given_keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bob Smith", "Bill Smith"), ("Ana Lund", "Ben Lund"), ("Anna Lund", "Hannah L")],
)
def test_other_names_do_not_overlap(one, other):
    """Two given names that are never one share no given key."""
    assert not set(parse_name(one).given_keys) & set(parse_name(other).given_keys)


@pytest.mark.parametrize("written", ["", "ana@example.com", "+1 202 555 0100", "---"])
def test_no_name_has_no_keys(written):
    """An address, a number or nothing is no name at all."""
    name = parse_name(written)
    assert (name.display, name.full_key, name.quality) == ("", "", 0)


@pytest.mark.parametrize("written", ["Mum", "Papá", "mama casa"])
def test_kinship_is_shown_and_never_compared(written):
    """Mum is shown for want of better, and is nobody's name to compare."""
    name = parse_name(written)
    assert name.display == written
    assert name.full_key == ""


def test_generations_are_kept():
    """Junior and Senior of one name are told apart."""
    assert parse_name("John Marsh Jr.").generation == "jr"
    assert parse_name("Marsh, John, Sr.").generation == "sr"
    assert parse_name("Sr. Juan Pérez").generation == ""


@pytest.mark.parametrize("written", ["Acme Ltd", "Sales Team", "Turia University"])
def test_organisations_are_no_humans(written):
    """The words of a company or a mailbox are one unit, without a family name."""
    name = parse_name(written)
    assert name.organisation
    assert (name.display, name.family) == (written, "")


def test_display_keeps_script_and_accents():
    """What is shown stays as it was written."""
    for written in ("José García", "Ирина Соколова", "王小明", "Tomáš Novák"):
        assert parse_name(written).display == written


def test_well_written_names_rank_above_mended_ones():
    """Capitals, small letters, initials and addresses make a lesser name."""
    written = ["Ana Okafor", "ANA OKAFOR", "ana okafor", "A. Okafor", "ana.okafor"]
    assert [parse_name(name).quality for name in written] == [3, 2, 2, 2, 1]


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    """No text makes the parser fail, and its display reads to the same keys."""
    name = parse_name(text)
    assert name.full_key == " ".join(name.full_key.split())
    assert name.quality in {0, 1, 2, 3}
    assert bool(name.full_key) <= bool(name.display)
