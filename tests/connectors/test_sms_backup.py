"""Backups of texts and calls: letters in halves, pictures read past, copies."""

from __future__ import annotations

import io
import tracemalloc
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem, SourceError, sms_backup
from connectors import _sms_xml as sms_xml
from connectors._sms_xml import read_entries, without_pictures
from tests.connectors.golden import FIXTURES, READING

START = 1_700_000_000_000
NAMES = frozenset(("sms", "mms", "call"))
PICTURE = "QUJD" * 300


def backup(tmp_path, entries, name="sms-1.xml"):
    path = tmp_path / name
    path.write_text(f"<?xml version='1.0'?><smses>{''.join(entries)}</smses>")
    return path


def sms(n, body="hi", address="+34600555123", type_=1):
    return (
        f'<sms address="{address}" date="{START + n * 1000}" type="{type_}" '
        f'body="{body}" contact_name="Ana Okafor"/>'
    )


def references(text: str) -> str:
    """A text as the app writes it: letters beyond two bytes in halves."""
    units = text.encode("utf-16-be")
    codes = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
    return "".join(f"&#{code};" if code > 127 else escape(chr(code)) for code in codes)


plain_text = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\"'<>&"),
    max_size=40,
)


@example(text="\u3042\U0001f600\ud6d8\U0001f600\U0001f601", size=9)
@given(text=plain_text, size=st.integers(1, 40))
def test_halves_of_letters_are_put_together(tmp_path_factory, text, size):
    """Any text comes back, wherever the file is cut into chunks."""
    path = backup(tmp_path_factory.mktemp("sms"), [sms(0, references(text))])
    whole, sms_xml.CHUNK = sms_xml.CHUNK, size
    try:
        entries = list(read_entries(path, NAMES))
    finally:
        sms_xml.CHUNK = whole
    assert [entry.said["body"] for entry in entries] == [text]


@pytest.mark.parametrize("size", [1, 7, 300, 1000, 1 << 20])
def test_pictures_are_cut_out_whatever_the_chunks(size, monkeypatch):
    """Nothing of a picture is left, and everything around it is."""
    monkeypatch.setattr(sms_xml, "CHUNK", size)
    text = (
        f'<part text="data=&quot;x" data="{PICTURE}"/><part data=\'{PICTURE}\' a="b"/>'
    )
    kept = b"".join(without_pictures(io.BytesIO(text.encode()))).decode()
    assert kept == text.replace(PICTURE, "")


def test_short_data_is_left_alone():
    """What may be a word stays, even in an attribute called data."""
    text = b'<part data="hello"/>'
    assert b"".join(without_pictures(io.BytesIO(text))) == text


class Endless(io.RawIOBase):
    """A backup with a picture of many megabytes, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes
        self.start = b'<smses><mms><part data="'

    def read(self, size: int = -1) -> bytes:
        self.left -= 1
        if self.start:
            start, self.start = self.start, b""
            return start + b"QUJD" * 250
        if self.left == 0:
            return b'"/></mms></smses>'
        return b"QUJD" * (size // 4) if self.left > 0 else b""


def test_a_picture_takes_no_memory():
    """A picture of 200 MB takes a few megabytes while it is read past."""
    tracemalloc.start()
    kept = sum(len(piece) for piece in without_pictures(Endless(200)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 200
    assert most < 8 << 20


def test_an_endless_entry_is_refused(tmp_path, monkeypatch):
    """An entry that never ends is a problem, and what was before it is read."""
    monkeypatch.setattr(sms_xml, "MAX_ENTRY", 50_000)
    monkeypatch.setattr(sms_xml, "CHUNK", 10_000)
    path = backup(tmp_path, [sms(0), sms(1) + " " * 20_000, sms(2, "x y " * 100_000)])
    said = list(sms_backup.extract(path, READING))
    assert sum(isinstance(t, Interaction) for t in said) == 2
    assert [t.place for t in said if isinstance(t, Problem)] == ["entry 3"]


def test_a_document_type_is_refused(tmp_path):
    """Entities, which could grow without end, are not read."""
    path = tmp_path / "sms-1.xml"
    path.write_text(f'<!DOCTYPE smses [<!ENTITY a "b">]><smses>{sms(0, "&a;")}</smses>')
    with pytest.raises(SourceError):
        list(sms_backup.extract(path, READING))


def test_each_months_backup_adds_nothing_twice(tmp_path):
    """Backups that overlap, with numbers written in other ways, share their keys."""
    both = ("+34600555123", "600 555 123")
    months = [
        backup(tmp_path, [sms(n, address=both[m]) for n in span], f"sms-{m}.xml")
        for m, span in enumerate((range(20), range(10, 30)))
    ]
    keys = [
        {
            t.once_key
            for t in sms_backup.extract(m, READING)
            if isinstance(t, Interaction)
        }
        for m in months
    ]
    assert len(keys[0] | keys[1]) == 30


def test_a_number_joins_and_a_service_is_no_person():
    """Numbers are identifiers; who sends from a name or a short number is a firm."""
    path = FIXTURES / "sms_backup" / "sms-20231115.xml"
    records = {
        t.source_key: t
        for t in sms_backup.extract(path, READING)
        if isinstance(t, ContactRecord)
    }
    assert records["+34600555123"].phones == ("+34600555123",)
    for service in ("bankname", "22000"):
        assert (records[service].kind, records[service].phones) == ("organisation", ())


def test_missed_calls_are_apart_from_calls():
    """Calls taken are of both sides and have a length; the others are marked missed."""
    path = FIXTURES / "sms_backup" / "calls-20231115.xml"
    calls = [
        t
        for t in sms_backup.extract(path, READING)
        if isinstance(t, Interaction) and t.channel == "call"
    ]
    taken = [(t.owner_side, t.duration_minutes) for t in calls if not t.cancelled]
    missed = [(t.owner_side, t.labels) for t in calls if t.cancelled]
    assert taken == [("both", 2.08), ("both", 0.5)]
    assert missed == [("out", ("missed",)), ("in", ("missed",)), ("in", ("missed",))]


def test_a_backup_cut_short_gives_what_was_whole(tmp_path):
    """What stands before the break is read; the break is a problem."""
    path = backup(tmp_path, [sms(n) for n in range(10)])
    path.write_bytes(path.read_bytes()[:-60])
    said = list(sms_backup.extract(path, READING))
    assert sum(isinstance(t, Interaction) for t in said) == 9
    assert [t.place for t in said if isinstance(t, Problem)] == ["entry 10"]
