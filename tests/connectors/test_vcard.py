"""What the vCard source makes of the dialects of twenty years of telephones."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, Problem, SourceError, vcard
from connectors._vcard_charset import likeliest_charset
from connectors._vcard_dates import birthday, changed_at
from connectors._vcard_lines import content_lines, plain, unfold
from connectors._vcard_plain import split, unescape
from connectors._vcard_text import Splitter, file_lines
from tests.connectors.golden import FIXTURES, READING

ZONE = READING.zone


def things(path, content):
    path = path / "book.vcf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(vcard.extract(path, READING))


def records(path, content):
    return [t for t in things(path, content) if isinstance(t, ContactRecord)]


def problems(path, content):
    return [t.what for t in things(path, content) if isinstance(t, Problem)]


def card(*lines, version="3.0", end="\r\n"):
    return end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


@pytest.mark.parametrize("name", ["a.vcf", "A.VCF", "b.vcard"])
def test_identifies_by_name(tmp_path, name):
    """A file with a card's ending is identified whatever its head holds."""
    path = tmp_path / name
    path.write_text("FN:Ana")
    assert vcard.identify(path)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_identifies_by_head(tmp_path, charset):
    """A file without ending is identified by its first line, in any charset."""
    path = tmp_path / "book"
    path.write_bytes(("\r\n" + card("FN:Ana")).encode(charset))
    assert vcard.identify(path)


def test_a_vdir_is_read_file_by_file(tmp_path):
    """A folder of cards is not identified; the files in it are."""
    (tmp_path / "one.vcf").write_text(card("FN:Ana"))
    assert not vcard.identify(tmp_path)
    assert vcard.identify(tmp_path / "one.vcf")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_reads_any_width_and_line_end(tmp_path, charset, end):
    """UTF-16 with or without a mark and bare line ends give the same record."""
    content = card("FN:Γιώργος Παπάς", "NOTE:one", " two", end=end).encode(charset)
    (record,) = records(tmp_path, content)
    assert (record.name, record.note) == ("Γιώργος Παπάς", "onetwo")


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_values_are_whole_at_bare_commas(tmp_path, version):
    """A comma nobody escaped cuts no value short."""
    lines = ("FN:Doe, Jane", "TITLE:Director, Sales", "NOTE:a, b", "URL:http://x/a,b")
    (record,) = records(tmp_path, card(*lines, version=version))
    assert record.name == "Doe, Jane"
    assert record.title == "Director, Sales"
    assert record.note == "a, b"
    assert record.urls == ("http://x/a,b",)


def test_lists_are_split_at_bare_commas_only(tmp_path):
    """Categories and nicknames are lists; an escaped comma is part of a word."""
    (record,) = records(
        tmp_path, card("FN:Ana", "CATEGORIES:a,b\\, c", "NICKNAME:An,Nita")
    )
    assert record.groups == ("a", "b, c")
    assert record.nicknames == ("An", "Nita")


def test_folds_of_both_dialects(tmp_path):
    """3.0 drops the space a fold begins with, 2.1 folded at a space and keeps it."""
    lines = ("FN:Ana", "NOTE:one", " two")
    (new,) = records(tmp_path, card(*lines))
    (old,) = records(tmp_path, card(*lines, version="2.1"))
    assert (new.note, old.note) == ("onetwo", "one two")


def test_a_fixed_width_fold_of_21_adds_no_space(tmp_path):
    """A 2.1 line cut at 75 bytes, as 3.0 does, is put together without a space."""
    email = "x" * 70 + "@example.com"
    line = f"EMAIL:{email}"
    (record,) = records(
        tmp_path, card("FN:Ana", line[:75], " " + line[75:], version="2.1")
    )
    assert record.emails == (email,)


def test_a_soft_break_goes_before_a_fold(tmp_path):
    """A quoted-printable line goes on with the next, whose space is content."""
    lines = ("FN:Ana", "NOTE;ENCODING=QUOTED-PRINTABLE:caf=C3=", "=A9=", " bar")
    (record,) = records(tmp_path, card(*lines, version="2.1"))
    assert record.note == "café bar"


def test_a_soft_break_swallows_no_property(tmp_path):
    """A stray equals sign at a line's end leaves the next property alone."""
    lines = ("FN;ENCODING=QUOTED-PRINTABLE:Ana=", "TEL:910 555 012")
    (record,) = records(tmp_path, card(*lines, version="2.1"))
    assert record.phones == ("910 555 012",)


def test_base64_text_is_read(tmp_path):
    """A text in base64 is text; a vendor's picture in base64 is nothing."""
    lines = ("FN;ENCODING=BASE64:QW5hLCBaw7ZsbGE=", "NOTE;ENCODING=b:AAAA")
    (record,) = records(tmp_path, card(*lines, version="2.1"))
    assert (record.name, record.note) == ("Ana, Zölla", "")


def test_declared_charsets_are_believed_unless_it_is_utf8(tmp_path):
    """A wrong CHARSET does not spoil valid UTF-8; a right one is used."""
    wrong = "FN;CHARSET=ISO-8859-1:Zoë".encode()
    right = "NOTE;CHARSET=windows-1251:Иван".encode("cp1251")
    content = b"BEGIN:VCARD\n" + wrong + b"\n" + right + b"\nEND:VCARD\n"
    (record,) = records(tmp_path, content)
    assert (record.name, record.note) == ("Zoë", "Иван")
    assert not problems(tmp_path, content)


@pytest.mark.parametrize(
    ("text", "charset", "region"),
    [
        ("Peña", "cp1252", "ES"),
        ("Begoña Núñez\nJosé", "cp1252", ""),
        ("Jörg Müller", "cp1252", "PL"),
        ("Łukasz Żółć", "cp1250", "PL"),
        ("Ayşe Yılmaz", "cp1254", "TR"),
        ("Иванова;Мария", "cp1251", "ES"),
        ("Γιώργος Παπάς", "cp1253", "ES"),
        ("דוד כהן", "cp1255", "ES"),
        ("محمد علي", "cp1256", "EG"),
        ("山田;太郎", "cp932", "ES"),
        ("田中一郎\n高橋健", "cp932", "ES"),
        ("たなか　ゆみ\nカトウ", "cp932", ""),
        ("김철수\n이영희", "cp949", "ES"),
        ("王小明", "gb18030", "CN"),
        ("김철수", "cp949", "KR"),
    ],
)
def test_guesses_a_charset(text, charset, region):
    """A few names without a charset read right, the owner's country helping."""
    data = text.encode(charset)
    assert data.decode(likeliest_charset(data, region)) == text


def test_torn_utf8_stays_utf8(tmp_path):
    """One torn character spoils itself, not the others in the file."""
    content = (
        card("FN:Zoë Núñez", "NOTE:ñandú").encode().replace(b"\xc3\xba\r", b"\xc3\r")
    )
    (record,) = records(tmp_path, content)
    assert record.name == "Zoë Núñez"
    assert record.note.startswith("ñand")
    assert problems(tmp_path, content) == ["some of its characters are torn"]


def test_types_without_a_name(tmp_path):
    """2.1 writes a type alone; the preferred number comes first, a fax not at all."""
    lines = ("FN:Ana", "TEL;HOME:1", "TEL;WORK;FAX:2", "TEL;CELL;PREF:3")
    (record,) = records(tmp_path, card(*lines, version="2.1"))
    assert record.phones == ("3", "1")


def test_a_sip_number_is_a_handle(tmp_path):
    """A number that is a SIP address is a handle, one in a tel: link a number."""
    lines = ("FN:Ana", "TEL;VALUE=uri:sip:ana@example.com", "TEL:tel:+1-555-0100")
    (record,) = records(tmp_path, card(*lines))
    assert record.handles == ("sip:ana@example.com",)
    assert record.phones == ("+1-555-0100",)


def test_official_numbers_identify(tmp_path):
    """A social number in a vendor's property is a handle, without its blanks."""
    for name in ("X-SOCIAL", "X-SSN", "X-NATIONAL-ID"):
        (record,) = records(tmp_path, card("FN:Ana", f"{name}:555 12-34"))
        assert record.handles == ("social:5551234",)


def test_a_birthday_no_calendar_has_is_kept(tmp_path):
    """A mistyped day is no birthday, is told, and stands among the other dates."""
    for said, kept in (("19510096", ("birthday: 1951-00-96",)), ("long ago", ())):
        told = things(tmp_path, card("FN:Ana", f"BDAY:{said}"))
        (record,) = (one for one in told if isinstance(one, ContactRecord))
        assert (record.birthday, record.dates) == ("", kept)
        assert [one.what for one in told if isinstance(one, Problem)] == [
            "BDAY is no date"
        ]


def test_an_organisation_alone_is_no_person(tmp_path):
    """A card that names an organisation and nobody in it is the organisation's."""
    (record,) = records(tmp_path, card("N:;;;;", "FN:Fjord Labs", "ORG:Fjord Labs;"))
    assert (record.kind, record.name) == ("organisation", "Fjord Labs")


@pytest.mark.parametrize(
    ("written", "kind"),
    [("individual", ""), ("ORG", "organisation"), ("group", "list"),
     ("location", "resource")],
)  # fmt: skip
def test_kinds(tmp_path, written, kind):
    """KIND is said in this project's words; a person has none."""
    content = card("FN:Ana", f"KIND:{written}")
    assert records(tmp_path, content)[0].kind == kind
    assert not problems(tmp_path, content)


def test_an_unknown_kind_is_told(tmp_path):
    """A KIND nobody knows is a problem, not a person in silence."""
    content = card("FN:Ana", "KIND:spirit")
    assert problems(tmp_path, content) == ["KIND is none that is known"]


def test_googles_mark_of_every_contact_is_no_group(tmp_path):
    """What Google writes on everybody tells nobody apart."""
    (record,) = records(tmp_path, card("FN:Ana", "CATEGORIES:myContacts,climbers"))
    assert record.groups == ("climbers",)


def test_an_address_is_taken_out_of_its_brackets(tmp_path):
    """A name written before the address is not part of it."""
    (record,) = records(tmp_path, card("FN:Ana", 'EMAIL:"Ana" <ana@example.com>'))
    assert record.emails == ("ana@example.com",)


def test_a_name_without_fn_is_put_together(tmp_path):
    """Where FN is missing the structured name is spoken in order."""
    (record,) = records(tmp_path, card("N:Okafor;Ana;María;Dr.;PhD"))
    assert record.name == "Ana María Okafor"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1980-04-01", "1980-04-01"),
        ("19800401", "1980-04-01"),
        ("1980-4-1", "1980-04-01"),
        ("1980-04-01T00:00:00Z", "1980-04-01"),
        ("1980-03-31T22:00:00Z", "1980-04-01"),
        ("19800401T050000Z", "1980-04-01"),
        ("19531015T231000Z", "1953-10-15"),
        ("9999-12-31T23:00:00Z", None),
        ("--0401", "--04-01"),
        ("--04-01", "--04-01"),
        ("1604-02-29", "--02-29"),
        ("0000-04-01", "--04-01"),
        ("1980-02-31", None),
        ("1980-04", None),
        ("1980", None),
        ("long ago", None),
        ("19801", None),
        ("", None),
    ],
)
def test_birthdays(written, read):
    """A whole day is read, with its year or without; anything else is none."""
    assert birthday(written) == read


def test_the_year_to_omit_is_the_one_that_is_named():
    """Apple names the year it invented for a birthday without one."""
    assert birthday("1900-04-01", "1900") == "--04-01"


@pytest.mark.parametrize(
    "written",
    ["2024-03-01T08:00:00Z", "20240301T080000Z", "20240301T090000+0100",
     "2024-03-01T09:00:00"],
)  # fmt: skip
def test_moments_are_utc(written):
    """REV is a moment in UTC; without a zone it is the owner's."""
    assert changed_at(written, ZONE) == datetime(2024, 3, 1, 8, tzinfo=UTC)


def test_moments_at_the_edge_of_time_are_none():
    """A moment no clock can hold is none, not an error."""
    assert changed_at("9999-12-31T23:59:59-01:00", ZONE) is None


def test_the_key_of_a_card_without_uid_is_its_content(tmp_path):
    """Order, folding, encoding, photo, REV and software do not change the key."""
    (one,) = records(
        tmp_path, card("FN:Zoë Ng", "EMAIL:z@example.com", "REV:2024-01-01")
    )
    (same,) = records(
        tmp_path,
        card(
            "PRODID:x", "EMAIL:z@exam", " ple.com", "PHOTO;ENCODING=b:AAAA",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB Ng",
        ),
    )  # fmt: skip
    (other,) = records(tmp_path, card("FN:Zoë Ng", "EMAIL:zoe@example.com"))
    assert one.source_key.startswith("sha:")
    assert one.source_key == same.source_key != other.source_key


def test_a_card_comes_once(tmp_path):
    """The same card twice is one record; two cards of one id are two."""
    twice = card("FN:Ana", "UID:urn:uuid:7") * 2
    assert [r.source_key for r in records(tmp_path, twice)] == ["7"]
    shared = card("FN:Ana", "UID:7") + card("FN:Bo", "UID:7")
    keys = [r.source_key for r in records(tmp_path, shared)]
    assert keys[0] == "7"
    assert keys[1].startswith("7#")


@pytest.mark.parametrize(
    "label", ["REFERRED_BY", "referredBy", "_$!<Referred By>!$_", "Referred by"]
)
def test_who_introduced_somebody_is_one_relation(tmp_path, label):
    """Google, Apple and an owner's own words name it alike."""
    lines = ("FN:Ana", "item1.X-ABRELATEDNAMES:Wei Chen", f"item1.X-ABLabel:{label}")
    (ana,) = records(tmp_path, card(*lines))
    assert ana.relations == ("referred by: Wei Chen",)


def test_an_unknown_property_is_told_once(tmp_path):
    """What is neither mapped nor ignored by name is one problem a file."""
    content = card("FN:Ana", "X-SHOE:39") + card("FN:Bo", "X-SHOE:40", "X-HAT:1")
    assert problems(tmp_path, content) == [
        "the property X-SHOE is not known",
        "the property X-HAT is not known",
    ]


def test_a_line_that_is_somebodys_words_is_not_quoted(tmp_path):
    """A name no vendor would give a property is not repeated."""
    assert problems(tmp_path, card("FN:Ana", "Okafor:hello")) == [
        "a property is not known"
    ]


def test_one_bad_line_costs_one_line(tmp_path):
    """A line vobject refuses is read tolerantly and told; the rest is whole."""
    lines = ("FN:Ana", 'TEL;TYPE="a"b;="":910 555 012', "EMAIL:ana@example.com")
    (record,) = records(tmp_path, card(*lines))
    assert record.phones == ("910 555 012",)
    assert record.emails == ("ana@example.com",)
    assert problems(tmp_path, card(*lines)) == ["lines that break the standard"]


@pytest.mark.parametrize(
    "head", ["A" + ";a=b,c" * 30, "A;b=" + '"",' * 30 + '"', "A" + ";" * 5000]
)
@pytest.mark.parametrize("tail", ["", ':"', ";what ever=1:x"])
def test_no_line_takes_for_ever(tmp_path, head, tail):
    """Lines on which vobject's grammar backtracks for hours are read at once."""
    began = time.process_time()
    (record,) = records(tmp_path, card("FN:Ana", head + tail))
    assert record.name == "Ana"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "name", ["simple.vcf", "apple_30.vcf", "rfc_40.vcf", "bare_cr.vcf", "broken.vcf"]
)
def test_the_short_way_reads_the_same(name):
    """A card of plain lines is read alike as a whole and line by line."""
    for raw in Splitter().cards(file_lines(FIXTURES / "vcard" / name)):
        whole = content_lines(raw.lines, lambda _: "cp1252")
        assert whole == [plain(line, lambda _: "cp1252") for line in unfold(raw.lines)]


def test_a_missing_end_mixes_nobody_up(tmp_path):
    """A card without END ends where the next begins, and is told."""
    content = card("FN:Ana").replace("END:VCARD\r\n", "") + card("FN:Bo", "TEL:1")
    assert [(r.name, r.phones) for r in records(tmp_path, content)] == [
        ("Ana", ()),
        ("Bo", ("1",)),
    ]
    assert problems(tmp_path, content) == ["the card has no end"]


def test_lines_outside_of_cards_are_told(tmp_path):
    """What stands between cards is counted, comments and blank lines are not."""
    content = card("FN:Ana") + "\r\n# by hand\r\nTEL:1\r\n" + card("FN:Bo")
    assert problems(tmp_path, content) == ["lines outside of any card"]


@pytest.mark.parametrize("content", ["", "\ufeff", "nothing here\n", "VERSION 3.0\n"])
def test_a_file_without_cards_stops(tmp_path, content):
    """A book without anybody is an error: it must not delete everybody."""
    with pytest.raises(SourceError):
        things(tmp_path, content)


def test_a_missing_file_stops(tmp_path):
    """A file that went away meanwhile is an error of this source only."""
    with pytest.raises(SourceError):
        list(vcard.extract(tmp_path / "gone.vcf", READING))


def test_a_card_without_end_in_sight_is_cut(tmp_path):
    """A card longer than 4 MB is read as far as that, and told."""
    content = card("FN:Ana", *(f"X-LONG:{'x' * 7000}" for _ in range(700)))
    (record,) = records(tmp_path, content)
    assert record.name == "Ana"
    assert "the card is longer than 4 MB" in problems(tmp_path, content)


def test_memory_does_not_grow_with_the_file(tmp_path):
    """Fifteen megabytes of photos, one of them a single line, take a few of memory."""
    path = tmp_path / "book.vcf"
    folded = "\r\n ".join(["A" * 74] * 1200)
    with path.open("w", newline="") as stream:
        stream.write(card("FN:One Line", f"PHOTO;ENCODING=b:{'A' * 6_000_000}"))
        for number in range(100):
            stream.write(card(f"FN:Nr {number}", f"PHOTO;ENCODING=b:{folded}"))
    next(vcard.extract(path, READING))  # libraries are loaded the first time
    tracemalloc.start()
    assert sum(1 for _ in vcard.extract(path, READING)) == 101
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000


def test_vobject_is_loaded_when_a_card_is_read():
    """Looking for sources loads no card library."""
    program = (
        "import connectors, sys; connectors.discover();"
        "sys.exit('vobject' in sys.modules or 'charset_normalizer' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [(r"a\, b\; c\\ d\n e\N", "a, b; c\\ d\n e\n"), ("a\\", "a\\"), (r"a\x", r"a\x")],
)
def test_unescape(value, text):
    """Escapes are undone; unknown ones and a backslash at the end stay."""
    assert unescape(value) == text


def test_split_leaves_escaped_separators():
    """A value is cut at bare separators only, empty parts included."""
    assert split(r"a\;b;;c\\;d", ";") == [r"a\;b", "", r"c\\", "d"]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ")
).map(lambda text: " ".join(text.split()))
WORD = TEXT.filter(bool)


@settings(
    deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    name=WORD, family=WORD, given_name=TEXT, note=TEXT, unit=TEXT, title=TEXT,
    nicknames=st.lists(WORD, unique=True),
)  # fmt: skip
def test_what_vobject_writes_is_read_back(
    tmp_path, name, family, given_name, note, unit, title, nicknames
):
    """A card written by vobject, whatever is in it, gives the same words."""
    written = vobject.vCard()
    written.add("fn").value = name
    written.add("n").value = vobject.vcard.Name(family=family, given=given_name)
    written.add("org").value = ["Acme, Inc.", unit]
    for prop, value in (("note", note), ("title", title)):
        written.add(prop).value = value
    for nickname in nicknames:
        written.add("nickname").value = nickname
    (record,) = records(tmp_path, written.serialize())
    assert record.name == name
    assert (record.family_name, record.given_name) == (family, given_name)
    assert (record.note, record.title) == (note, title)
    assert (record.organisation, record.department) == ("Acme, Inc.", unit)
    assert record.nicknames == tuple(nicknames)
