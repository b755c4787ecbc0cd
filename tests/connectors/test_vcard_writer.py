"""A card written by us says what the record says: to us, and to vobject."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, vcard
from connectors._vcard_writer import WIDTH, write_card
from tests.connectors.golden import FIXTURES, READING

VERSIONS = ("4.0", "3.0")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30)
WORD = TEXT.filter(bool)
LABEL = st.lists(
    st.sampled_from(("cell", "home", "first office", "été", "pref", "preferred")),
    unique=True, min_size=1,
)  # fmt: skip
NUMBERS = st.sets(st.integers(100, 999), max_size=3)
SERVICES = st.lists(WORD.map("matrix:@{}".format), unique=True, max_size=2)
DAY = st.dates(datetime(1700, 1, 1, tzinfo=UTC).date()).map(str)


def read_back(path, record, version):
    path.write_text(write_card(record, version), encoding="utf-8", newline="")
    things = list(vcard.extract(path, READING))
    assert [type(thing) for thing in things] == [ContactRecord]
    return things[0]


def plain(record):
    """Without what a card says in an order of its own, or of its place."""
    return replace(
        record,
        found_at="",
        mark="",
        labels=(),
        relations=tuple(sorted(record.relations)),
    )


def labelled(values, labels):
    """`value: label` of as many values as there are labels.

    Only the very first can be preferred: a preferred one comes before its like.
    """
    for number, (value, words) in enumerate(zip(values, labels, strict=False)):
        said = sorted(set(words) - {"preferred"})
        if number == 0 and "preferred" in words:
            said.append("preferred")
        if said:
            yield f"{value}: {', '.join(said)}"


@st.composite
def made_records(draw):
    """Any record a card can hold."""
    emails, phones, urls = (
        [form.format(number) for number in draw(NUMBERS)]
        for form in ("a{}@example.com", "+1 415 555 0{}", "https://example.com/{},x")
    )  # fmt: skip
    street, city, country = draw(TEXT), draw(TEXT), draw(TEXT)
    place = ", ".join(filter(None, (street, city, country)))
    title = draw(TEXT)
    return ContactRecord(
        source_key=draw(WORD), name=draw(WORD), given_name=draw(WORD),
        family_name=draw(TEXT), middle_name=draw(TEXT), prefix=draw(TEXT),
        suffix=draw(TEXT), phonetic_name=draw(TEXT),
        nicknames=tuple(draw(st.lists(WORD, unique=True, max_size=3))),
        emails=tuple(emails), phones=tuple(phones), urls=tuple(urls),
        handles=tuple(draw(SERVICES)),
        organisation=draw(WORD), department=draw(TEXT), title=title,
        role=draw(TEXT) if title else "",
        affiliations=tuple(draw(st.lists(
            st.tuples(TEXT, WORD).map(": ".join), unique=True, max_size=3))),
        addresses=(place,) if place else (), city=city, country=country,
        birthday=draw(st.just("") | DAY | DAY.map(lambda day: f"-{day[4:]}")),
        anniversary=draw(st.just("") | DAY | DAY.map(lambda day: f"-{day[4:]}")),
        dates=tuple(f"first met: {day}" for day in draw(st.sets(DAY, max_size=2))),
        groups=tuple(draw(st.lists(WORD.map("g {}".format), unique=True, max_size=3))),
        relations=tuple(sorted(draw(st.sets(
            st.tuples(st.sampled_from(("spouse", "referred by")), WORD).map(": ".join),
            max_size=3)))),
        note=draw(st.lists(WORD, max_size=3).map("\n".join)),
        labels=tuple(
            labelled([*emails, *phones, *urls], draw(st.lists(LABEL, max_size=4)))
        ),
        changed_at=draw(st.none() | st.datetimes(
            datetime(1700, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
                lambda moment: moment.replace(microsecond=0))),
    )  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=made_records())
def test_a_card_written_is_read_back_equal(tmp_path, version, record):
    """Whatever a record says, its card in either version says the same again."""
    found = read_back(tmp_path / "card.vcf", record, version)
    assert plain(found) == plain(record)
    assert sorted(found.labels) == sorted(record.labels)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "vcard").glob("*_*.vcf")), ids=lambda path: path.name
)
def test_what_was_read_is_written_and_read_equal(tmp_path, version, path):
    """A card of any dialect, written clean, says what it said."""
    said = [t for t in vcard.extract(path, READING) if isinstance(t, ContactRecord)]
    for record in (one for one in said if one.name):
        assert plain(read_back(tmp_path / "card.vcf", record, version)) == plain(record)


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=made_records())
def test_vobject_reads_it_whole(version, record):
    """The library vobject cuts nothing of a card written here, bare commas included."""
    written = write_card(record, version)
    card = vobject.readOne(written)
    assert card.fn.value == record.name
    assert card.n.value.family == record.family_name
    assert card.n.value.given == record.given_name
    contents = card.contents
    assert [e.value for e in contents.get("email", ())] == [*record.emails]
    assert [t.value for t in contents.get("tel", ())] == [*record.phones]
    assert [u.value for u in contents.get("url", ())] == [*record.urls]
    assert [n.value for n in contents.get("note", ())] == [record.note] * bool(
        record.note
    )
    assert contents["org"][0].value[0] == record.organisation


@given(record=made_records())
def test_lines_are_folded(record):
    """No line is longer than 75 octets, and none is torn within a character."""
    for line in write_card(record, "4.0").encode().split(b"\r\n"):
        assert len(line) <= WIDTH
        line.decode()
