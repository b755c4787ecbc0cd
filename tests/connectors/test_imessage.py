"""Messages' database: hidden texts, reactions, and the file left alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, SourceError, imessage
from tests.connectors.golden import FIXTURES, READING

DATABASE = FIXTURES / "imessage" / "chat.db"
HEAD = b"\x04\x0bstreamtyped\x84\x12NSAttributedString\x00\x84\x08NSString\x01\x84\x01+"


def archived(text: str) -> bytes:
    """A text as Messages archives it, its length in one, two or four bytes."""
    raw = text.encode()
    length = bytes([len(raw)])if len(raw) < 0x80 else (
        b"\x81" + len(raw).to_bytes(2, "little")
        if len(raw) < 1 << 16
        else b"\x82" + len(raw).to_bytes(4, "little")
    )  # fmt: skip
    return HEAD + length + raw + b"\x86\x84\x02iI\x01"


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=300))
def test_a_hidden_text_is_found(text):
    """An archived object gives its text, however long."""
    assert imessage._archived(archived(text)) == text
    assert imessage._archived(archived(text * 300)) == text * 300


@given(st.binary(max_size=300))
def test_any_object_is_survived(noise):
    """Bytes that are no archived object give some text or none."""
    assert isinstance(imessage._archived(noise), str)
    assert isinstance(imessage._archived(HEAD + noise), str)


def test_reactions_and_notices_are_no_touches():
    """Reactions, who joined, and what was unsent are left out; the rest is kept."""
    said = list(imessage.extract(DATABASE, READING))
    keys = [t.source_key for t in said if isinstance(t, Interaction)]
    assert keys == [f"GUID-{n}" for n in (1, 2, 4, 6, 7, 9, 10)]


def test_a_number_and_an_address_are_identifiers_a_service_is_none():
    """Handles become numbers and addresses; a short number is an organisation."""
    said = imessage.extract(DATABASE, READING)
    records = {r.source_key: r for r in said if isinstance(r, ContactRecord)}
    assert records["+34600555123"].phones == ("+34600555123",)
    assert records["wei@example.org"].emails == ("wei@example.org",)
    assert records["22000"].kind == "organisation"


def test_what_is_still_in_the_log_is_read_and_nothing_is_written(tmp_path):
    """Messages may be running: its log is read too, its files stay as they are."""
    path = tmp_path / "chat.db"
    shutil.copyfile(DATABASE, path)
    with closing(sqlite3.connect(path)) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("pragma wal_autocheckpoint = 0")
        con.execute(
            "insert into message (guid, text, date, is_from_me, handle_id) "
            "values ('NEW', 'later', 710000000000000000, 0, 1)"
        )
        con.commit()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        said = [
            t for t in imessage.extract(path, READING) if isinstance(t, Interaction)
        ]
        assert said[-1].source_key == "NEW"
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_another_database_is_told_of(tmp_path):
    """A database of that name without Messages' tables is refused whole."""
    with closing(sqlite3.connect(tmp_path / "chat.db")) as con:
        con.execute("create table message (guid text)")
        con.commit()
    with pytest.raises(SourceError, match="no database of Messages"):
        list(imessage.extract(tmp_path / "chat.db", READING))
