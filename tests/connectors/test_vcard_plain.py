"""Cards read at once say what they say line by line, and known ones are not read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, Known, Problem, vcard
from connectors._marks import write_marks
from connectors._vcard import CardReader
from connectors._vcard_blocks import BLOCK, file_cards
from connectors._vcard_plain import LINE, read_params
from connectors._vcard_text import Splitter, file_lines
from connectors._vcard_values import understand
from tests.connectors.golden import FIXTURES, READING

ONE = """BEGIN:VCARD\r
VERSION:3.0\r
UID:1\r
FN:Ana Okafor\r
EMAIL;TYPE=work,pref:ana@example.com\r
END:VCARD\r
"""
TWO = ONE.replace("UID:1", "UID:2").replace("Ana", "Bo").replace("ana@", "bo@")
PIECES = (
    b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"VERSION:2.1\n", b"FN:Ana\r\n", b"N:O;A\n",
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=\n N\n", b"NOTE:a=\r\n",
    b"PHOTO;ENCODING=BASE64:AAAA\n BB\n\n", b"LOGO:x\nyy\n", b"AGENT:\n", b"\r", b"\n",
    b" folded: on\r\n", b"NOTE;QUOTED-PRINTABLE:soft=\nFN:x\n", b"item1.EMAIL:a@b.c\n",
    b'TEL;TYPE="a,b":1\n', b"no property\n", b"# comment\n", b"X-A;B=:1\n",
    b"\xef\xbb\xbf", b"TEL;CELL;PREF:+1 555 0100\r\n",
    b"NOTE;CHARSET=ISO-8859-1:\xe9\n", b"UID:7\n",
    b"NICKNAME:An,Ni\\,ta\n", b"FN;ENCODING=b:QW5h\n",
    b"FN;CHARSET=LATIN1;QUOTED-PRINTABLE:caf=E9\n", b"END:VCARD", b"begin:vcard\n", b"URL://x\n",
)  # fmt: skip


def slowly(path):
    """What the cards give when every line is looked at."""
    reader = CardReader(READING.zone)
    return list(reader.read(file_lines(path)))


def quickly(path, known=None):
    """What they give when plain cards are taken at once."""
    splitter = Splitter()
    reader = CardReader(READING.zone, known=known)
    return list(reader.read_cards(file_cards(path, splitter), splitter))


def marks_of(records, room):
    """What the archive knows once it holds these records."""
    return write_marks(sorted((one.mark, one.source_key) for one in records), room)


def without_marks(things):
    return [replace(t, mark="") if isinstance(t, ContactRecord) else t for t in things]


@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "vcard").glob("*.vcf")), ids=lambda path: path.name
)
def test_both_ways_give_the_same(path):
    """Every fixture gives the same records and problems both ways."""
    assert without_marks(quickly(path)) == slowly(path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_mixture_gives_the_same_both_ways(tmp_path, pieces):
    """Cards, halves of cards and oddities in any order give the same both ways."""
    path = tmp_path / "book.vcf"
    path.write_bytes(b"".join(pieces))
    assert without_marks(quickly(path)) == slowly(path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cards_across_blocks_are_whole(tmp_path, end):
    """A card is whole wherever a block of the file happens to end."""
    dice = random.Random(3)  # noqa: S311 - lengths, no secret
    path = tmp_path / "book.vcf"
    with path.open("w", newline="") as file:
        for number in range(1500):
            note = "x" * dice.randrange(700)
            lines = ("BEGIN:VCARD", f"FN:Nr {number}", f"NOTE:{note}", "END:VCARD", "")
            file.write(end.join(lines))
    assert path.stat().st_size > 2 * BLOCK
    found = [t.name for t in quickly(path) if isinstance(t, ContactRecord)]
    assert found == [f"Nr {number}" for number in range(1500)]


NAME = st.text("abcXYZ-09", min_size=1, max_size=8)
SAID = st.text("abc XY=-+.é'", max_size=8)


@given(
    name=NAME, value=st.text(st.characters(codec="utf-8", exclude_characters="\n\r")),
    params=st.lists(st.tuples(NAME, st.none() | st.lists(SAID, min_size=1)), max_size=4)
)  # fmt: skip
def test_vobject_agrees_on_plain_lines(name, params, value):
    """A line that is taken apart at once says what vobject's grammar says."""
    said = "".join(
        f";{key}" if values is None else f";{key}={','.join(values)}"
        for key, values in params
    )
    line = f"{name}{said}:{value}"
    found = LINE.fullmatch(line)
    if not found:
        assert value.startswith("//")
        return
    theirs, parts, text, group = vobject.base.parseLine(line)
    values: dict[str, list[str]] = {}
    for key, *more in parts:
        if more:
            values.setdefault(key.upper(), []).extend(more)
    single = [key for key, *more in parts if not more]
    assert found.groups(default="")[:2] == (group or "", theirs)
    assert found[4] == text
    assert read_params(found[3]) == understand(values, single)


def test_known_cards_are_not_read_again(tmp_path):
    """A card whose mark is known gives only that; a changed one is read."""
    path = tmp_path / "book.vcf"
    path.write_text(ONE + TWO, newline="")
    first = quickly(path)
    known = marks_of(first, tmp_path)
    assert quickly(path, known) == [Known(record.mark) for record in first]
    path.write_text(ONE + TWO.replace("bo@", "bob@"), newline="")
    same, changed = quickly(path, known)
    assert same == Known(first[0].mark)
    assert changed.emails == ("bob@example.com",)


def test_a_card_with_a_problem_is_never_known(tmp_path):
    """What gave a problem has no mark, so that the problem is told every time."""
    path = tmp_path / "book.vcf"
    path.write_text(ONE.replace("VERSION:3.0", "X-SHOE:39"), newline="")
    assert [getattr(thing, "mark", None) for thing in quickly(path)] == [None, ""]


def test_two_cards_of_one_id_stay_two(tmp_path):
    """A changed card that takes a known card's id in front of it leaves both."""
    path = tmp_path / "book.vcf"
    path.write_text(ONE, newline="")
    known = marks_of(quickly(path), tmp_path)
    path.write_text(TWO.replace("UID:2", "UID:1") + ONE, newline="")
    (plain_known, plain) = (quickly(path, known), quickly(path))
    assert [t.source_key for t in plain_known] == [t.source_key for t in plain]
    assert [t.name for t in plain_known] == ["Bo Okafor", "Ana Okafor"]


def test_the_zone_is_part_of_the_mark(tmp_path):
    """REV may be local: in another zone the same card is read again."""
    path = tmp_path / "book.vcf"
    path.write_text(ONE, newline="")
    (here,) = vcard.extract(path, READING)
    (there,) = vcard.extract(path, replace(READING, zone=type(READING.zone)("UTC")))
    assert here.mark != there.mark


LABELLED = """BEGIN:VCARD
FN:Ana
EMAIL;TYPE=WORK,INTERNET,pref:ana@example.com
item1.EMAIL:ana@example.org
item1.X-ABLabel:_$!<HomePage>!$_
TEL;CELL:+1 555 0100
URL;TYPE=blog:https://ana.example.com
ADR;TYPE=home;PREF=1:;;1 Quay;Vigo;;;Spain
ROLE:Writes maps
TITLE:Curator
item2.X-ABDATE:2010-04-01
item2.X-ABLabel:First met
X-REFERRED-BY:Bo Chen
END:VCARD
"""


def test_what_values_are_called_is_kept(tmp_path):
    """Labels, preferred marks, role, other days and who introduced them are kept."""
    path = tmp_path / "book.vcf"
    path.write_text(LABELLED)
    (record,) = quickly(path)
    assert record.labels == (
        "ana@example.com: work, preferred",
        "ana@example.org: homepage",
        "+1 555 0100: cell",
        "https://ana.example.com: blog",
        "1 Quay, Vigo, Spain: home, preferred",
    )
    assert (record.title, record.role) == ("Curator", "Writes maps")
    assert record.dates == ("first met: 2010-04-01",)
    assert record.relations == ("referred by: Bo Chen",)
    assert not [thing for thing in quickly(path) if isinstance(thing, Problem)]
