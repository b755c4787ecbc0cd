"""`export` writes the resolved people, so that every address book can read them."""

from __future__ import annotations

import json

import pytest
import vobject

from connectors import ContactRecord, google_csv, vcard
from flows.commands import main
from tests.connectors.golden import READING

FULL = """\
BEGIN:VCARD
VERSION:3.0
UID:noor-1
FN:Dr. Noor Haddad
N:Haddad;Noor;Amal;Dr.;
NICKNAME:Nu
EMAIL;TYPE=work,pref:noor@example.com
EMAIL;TYPE=home:noor@example.org
item1.TEL:+1 415 555 0123
item1.X-ABLabel:Boat
ADR;TYPE=home:;;1 Quay Street;Vigo;;36201;Spain
ORG:Fjord Labs\\, Ltd.;Maps
ORG:Quay Rowing Club
TITLE:Curator
TITLE:Treasurer
ROLE:Draws charts
BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-01
X-ANNIVERSARY:2010-06-05
IMPP:matrix:@noor
URL:https://noor.example.com
CATEGORIES:sailing
X-SPOUSE:Ana Okafor
NOTE:Likes maps\\, and tea
END:VCARD
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A home with one person of whom everything is known."""
    from flows.settings import Home

    folder = tmp_path_factory.mktemp("full")
    home = Home(folder / "home")
    book = folder / "book.vcf"
    book.write_text(FULL, encoding="utf-8")
    where = ["--home", str(home.path)]
    owner = ["--owner-name", "Robin Vale", "--owner-email", "robin.vale@example.com"]
    zone = ["--timezone", "Europe/Berlin", "--region", "US"]
    assert main([*where, "init", *owner, *zone]) == 0
    assert main([*where, "import", str(book)]) == 0
    assert main([*where, "build", "--as-of", "2026-03-31"]) == 0
    return home


def read(source, path):
    return [t for t in source.extract(path, READING) if isinstance(t, ContactRecord)]


def test_each_person_is_written_once(shared, call, tmp_path):
    """Two records of one person are one card; machines are no contacts."""
    file = tmp_path / "people.vcf"
    ended = call(shared, "export", "vcf", "--output", file)
    assert ended.code == 0, ended.err
    people = {record.name: record for record in read(vcard, file)}
    assert sorted(people) == [
        "Ana Lindqvist", "Ana Okafor", "José Núñez", "Robert King", "Robin Vale",
    ]  # fmt: skip
    assert set(people["Ana Okafor"].emails) == {
        "ana.okafor@example.com", "a.okafor@example.org",
    }  # fmt: skip
    assert people["José Núñez"].nicknames == ("Pepe",)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_nothing_is_lost_on_the_way_back(full, call, tmp_path, version):
    """A second import of the export says of a person all that the first one did."""
    file, original = tmp_path / "noor.vcf", tmp_path / "original.vcf"
    original.write_text(FULL, encoding="utf-8")
    options = ("--person", "Noor", "--version", version, "-o", file)
    assert call(full, "export", "vcf", *options).code == 0
    (first,), (again,) = read(vcard, original), read(vcard, file)
    for field in ContactRecord.__dataclass_fields__:
        if field not in {"source_key", "mark", "phones", "labels", "name"}:
            assert getattr(again, field) == getattr(first, field), field
    assert again.name in first.name
    assert again.phones == ("+14155550123",)
    wanted = {
        label.replace("+1 415 555 0123", "+14155550123") for label in first.labels
    }
    assert set(again.labels) == wanted


def test_vobject_reads_every_card(shared, call):
    """The library reads what is written to standard output, card by card."""
    text = call(shared, "export", "vcf").out
    cards = list(vobject.readComponents(text))
    assert len(cards) == text.count("BEGIN:VCARD") == 5


def test_the_table_is_googles(full, call, tmp_path):
    """What `export csv` writes is read as a table of Google's, names and numbers."""
    file = tmp_path / "people.csv"
    assert call(full, "export", "csv", "--person", "Noor", "-o", file).code == 0
    assert google_csv.identify(file)
    (record,) = read(google_csv, file)
    assert (record.given_name, record.family_name) == ("Noor", "Haddad")
    assert record.emails == ("noor@example.com", "noor@example.org")
    assert record.phones == ("+14155550123",)
    assert record.organisation == "Fjord Labs, Ltd."
    assert record.affiliations == ("Treasurer: Quay Rowing Club",)
    assert record.addresses == ("1 Quay Street, Vigo, 36201, Spain",)
    assert record.birthday == "--04-01"
    assert record.relations == ("spouse: Ana Okafor",)
    assert record.note == "Likes maps, and tea"


def test_who_shows_where_else_somebody_belongs(full, call):
    """A second organisation of a card is no earlier one."""
    lines = call(full, "who", "Noor").out.splitlines()
    assert "works as      Curator at Fjord Labs, Ltd." in lines
    assert "also          Treasurer at Quay Rowing Club" in lines
    assert not [line for line in lines if line.startswith("before")]


def test_a_formula_in_a_name_is_disarmed(full, call, tmp_path, monkeypatch):
    """What a spreadsheet would run stands there as text."""
    from flows.commands import _address_book

    text = _address_book.as_table(
        [ContactRecord(source_key="p", name="=cmd()", phones=("+1 555 0100",))]
    )
    assert "'=cmd()" in text
    assert ",+1 555 0100" in text


def test_an_unknown_name_is_said(shared, call):
    """Nobody of that name: one line, exit code 2, nothing written."""
    ended = call(shared, "export", "vcf", "--person", "Zebedee")
    assert (ended.code, ended.out) == (2, "")
    assert "nobody here is called" in ended.err


def test_everything_held_about_one_person_is_one_json(call, shared):
    """Records, touches, scores and debts of theirs; nothing of anybody else."""
    ended = call(shared, "export", "json", "--person", "ana okafor")
    assert ended.code == 0
    held = json.loads(ended.out)
    assert {"people", "contact_records", "interactions", "score_parts", "owed"} <= set(
        held
    )
    assert [row["name"] for row in held["people"]] == ["Ana Okafor"]
    assert {row["person_id"] for row in held["interactions"]} == {
        held["people"][0]["person_id"]
    }
    assert call(shared, "export", "json").code == 2
