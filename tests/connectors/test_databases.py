"""Address books kept in databases: Thunderbird's and Apple Contacts'."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, Problem, SourceError, apple_contacts, thunderbird
from connectors._sqlite import open_database
from tests.connectors import made_databases as made
from tests.connectors.golden import READING

CARD = "BEGIN:VCARD\nVERSION:4.0\nFN:Wei Chen\nEMAIL:wei@example.net\nEND:VCARD\n"


def people(connector, path):
    said = connector.extract(path, READING)
    return [one for one in said if isinstance(one, ContactRecord)]


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_reads_what_is_only_in_the_log(tmp_path):
    """A card that is only in Thunderbird's log is read, and the log left alone."""
    book = tmp_path / "abook.sqlite"
    with closing(made.thunderbird(book, {"a": {"_vCard": CARD}})) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("pragma wal_autocheckpoint = 0")
        con.execute("insert into properties values ('b', 'DisplayName', 'Ana Okafor')")
        con.commit()
        con.execute("update properties set value = 'Ana Eze' where card = 'b'")
        con.commit()
        con.execute("insert into properties values ('c', 'DisplayName', 'not yet')")
        before = digests(tmp_path)
        names = [one.name for one in people(thunderbird, book)]
        assert names == ["Wei Chen", "Ana Eze"]
        assert digests(tmp_path) == before
        assert (tmp_path / "abook.sqlite-wal").stat().st_size > 0


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    """A book that cannot be copied says that the disk is full, not broken."""
    made.thunderbird(tmp_path / "abook.sqlite", {"a": {"_vCard": CARD}}).close()

    def fill(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    with pytest.raises(SourceError, match="no room for a copy"):
        people(thunderbird, tmp_path / "abook.sqlite")


def test_nothing_is_left_of_a_copy(tmp_path, monkeypatch):
    """While a book is read its copy has no name, so that a kill leaves nothing."""
    made.thunderbird(tmp_path / "abook.sqlite", {"a": {"_vCard": CARD}}).close()
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(rooms))
    with open_database(tmp_path / "abook.sqlite") as con:
        assert [file for file in rooms.rglob("*") if file.is_file()] == []
        assert con.execute("select count(*) from properties").fetchone()[0] == 1
    assert list(rooms.iterdir()) == []


def test_says_what_sqlite_itself_says_of_a_log(tmp_path):
    """Pages of many transactions, some torn off, read as SQLite reads them."""
    book = tmp_path / "abook.sqlite"
    with closing(made.thunderbird(book, {})) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("pragma wal_autocheckpoint = 0")
        for number in range(50):
            value = "x" * (number * 97 % 6000)
            con.execute("insert into properties values (?, ?, ?)", (number, "N", value))
            con.execute("delete from properties where card = ?", [str(number - 7)])
            con.commit()
        log = tmp_path / "abook.sqlite-wal"
        whole = log.read_bytes()
        data = book.read_bytes()
    for kept in (len(whole), len(whole) // 2, len(whole) // 3 + 11, 31, 0):
        copy = tmp_path / f"{kept}" / "abook.sqlite"
        copy.parent.mkdir()
        copy.write_bytes(data)
        copy.with_name("abook.sqlite-wal").write_bytes(whole[:kept])
        with open_database(copy) as ours:
            said = ours.execute("select * from properties").fetchall()
        with closing(sqlite3.connect(copy)) as theirs:
            told = theirs.execute("select * from properties").fetchall()
        assert [tuple(row) for row in said] == told


def test_a_view_is_no_table(tmp_path):
    """What only looks like an address book's table is not asked, and cannot hang."""
    book = tmp_path / "abook.sqlite"
    with closing(sqlite3.connect(book)) as con:
        con.execute("create table list_cards (list, card)")
        con.execute(
            "create view properties as with recursive t(card, name, value) as "
            "(select 1, 'a', 'b' union all select card + 1, name, value from t) "
            "select * from t"
        )
        con.commit()
    assert thunderbird.identify(book)
    with pytest.raises(SourceError):
        people(thunderbird, book)


def test_an_empty_book_deletes_nobody(tmp_path):
    """No card at all is a problem that loses something: nobody is taken for deleted."""
    made.thunderbird(tmp_path / "abook.sqlite", {}).close()
    made.apple(tmp_path / "AddressBook-v22.abcddb", [{"Z_ENT": 22, "ZUNIQUEID": "E"}])
    for connector, name in (
        (thunderbird, "abook.sqlite"),
        (apple_contacts, "AddressBook-v22.abcddb"),
    ):
        said = [*connector.extract(tmp_path / name, READING)]
        assert [one.loses for one in said if isinstance(one, Problem)][-1] is True
        assert len(said) == len([one for one in said if isinstance(one, Problem)])


def test_reads_older_macs(tmp_path):
    """Without numbered entities or half of the columns, what is there is read."""
    book = tmp_path / "AddressBook-v22.abcddb"
    made.apple(
        book,
        [{"ZFIRSTNAME": "Ana", "ZBIRTHDAY": made.seconds(1980, 4, 1) - 14 * 3600}],
        ZABCDPHONENUMBER=[{"ZOWNER": 1, "ZFULLNUMBER": "555 0101"}],
        ZABCDMESSAGINGADDRESS=[
            {"ZOWNER": 1, "ZADDRESS": "ana", "ZSERVICENAME": "JabberInstant"}
        ],
        Z_19PARENTGROUPS=[{"Z_19CONTACTS": 1, "Z_15PARENTGROUPS1": 1}],
    )
    with closing(sqlite3.connect(book)) as con:
        con.execute("drop table Z_PRIMARYKEY")
        con.commit()
    (ana,) = people(apple_contacts, book)
    assert (ana.name, ana.phones, ana.handles) == (
        "Ana",
        ("555 0101",),
        ("jabber:ana",),
    )
    assert ana.birthday == "1980-04-01", "a midnight in the east is that day"


@settings(max_examples=60)
@given(spot=st.integers(0, 32767), noise=st.binary(min_size=1, max_size=200))
def test_noise_is_told(tmp_path_factory, spot, noise):
    """A damaged page gives what can be read, or one SourceError."""
    folder = tmp_path_factory.mktemp("noise")
    source = made.FIXTURES / "thunderbird" / "abook.sqlite"
    data = bytearray(source.read_bytes())
    data[spot : spot + len(noise)] = noise
    (folder / "abook.sqlite").write_bytes(data)
    with suppress(SourceError):
        people(thunderbird, folder / "abook.sqlite")
