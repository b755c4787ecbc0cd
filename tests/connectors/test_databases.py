"""Address books kept in databases: Thunderbird's and Apple Contacts'."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import (
    ContactRecord,
    Problem,
    SourceError,
    _sqlite,
    apple_contacts,
    thunderbird,
)
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


def test_nothing_is_made_beside_a_book(tmp_path, monkeypatch):
    """A book is read where it lies: no copy is made of it, nor any file beside it."""
    home = tmp_path / "home"
    home.mkdir()
    made.thunderbird(home / "abook.sqlite", {"a": {"_vCard": CARD}}).close()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    home.chmod(0o500)
    with open_database(home / "abook.sqlite") as book:
        assert [path.name for path in home.iterdir()] == ["abook.sqlite"]
        assert [*book.rows("select count(*) from properties")] == [(1,)]
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_book_that_changed_meanwhile_is_not_believed(tmp_path):
    """Where its program wrote while it was read, nothing of it is taken."""
    book = tmp_path / "abook.sqlite"
    with closing(made.thunderbird(book, {"a": {"_vCard": CARD}})) as con:
        said = thunderbird.extract(book, READING)
        assert next(said).name == "Wei Chen"
        con.execute("insert into properties values ('b', 'DisplayName', 'Ana Okafor')")
        con.commit()
        with pytest.raises(SourceError, match="changed while it was read"):
            list(said)


HALF_WRITTEN = """
import os, sqlite3, sys
con = sqlite3.connect(sys.argv[1])
con.execute("pragma cache_size = 5")
con.execute("update properties set value = replace(value, 'Wei', 'Ana')")
os._exit(0)
"""


def test_a_book_that_is_half_written_is_not_believed(tmp_path):
    """A program was stopped while it wrote: what stands there was never meant."""
    book = tmp_path / "abook.sqlite"
    cards = {f"{n}": {"_vCard": CARD + "X" * 500} for n in range(300)}
    made.thunderbird(book, cards).close()
    subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(book)], check=True)
    assert b"Ana Chen" in book.read_bytes()
    with pytest.raises(SourceError, match="not finished writing"):
        people(thunderbird, book)
    sqlite3.connect(book).execute("select count(*) from properties").fetchall()
    assert {one.name for one in people(thunderbird, book)} == {"Wei Chen"}


def test_what_is_no_text_is_made_readable(tmp_path):
    """Bytes that are no UTF-8 cost a letter, and a book in UTF-16 is read."""
    for name, encoding in (("one", "UTF-8"), ("two", "UTF-16le")):
        path = tmp_path / f"{name}.sqlite"
        with closing(sqlite3.connect(path)) as con:
            con.execute(f"pragma encoding = '{encoding}'")
            con.execute("create table t (a, b)")
            con.execute("insert into t values ('Zoë', x'00ff')")
            con.execute("insert into t values (cast(x'41ff4241' as text), null)")
            con.commit()
        with open_database(path) as book:
            first, (torn, _) = book.rows("select * from t order by rowid")
            assert first == ("Zoë", b"\0\xff")
            assert "\ufffd" in torn or encoding != "UTF-8"
            (row, _) = book.named("select b as said, a from t")
            assert row == {"said": b"\0\xff", "a": "Zoë"}


def test_what_a_sort_may_take_is_bounded(tmp_path, monkeypatch):
    """A book that would need more memory than an address book may is told of."""
    book = tmp_path / "abook.sqlite"
    with closing(made.thunderbird(book, {})) as con:
        con.execute("drop index properties_card")
        con.executemany(
            "insert into properties values (?, 'Notes', ?)",
            ((f"{number}", "x" * 50_000) for number in range(200)),
        )
        con.commit()
    monkeypatch.setattr(_sqlite, "MAX_MEMORY", 4 << 20)
    with pytest.raises(SourceError, match="too much memory"):
        people(thunderbird, book)


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
            said = [*ours.rows("select * from properties")]
        with closing(sqlite3.connect(copy)) as theirs:
            told = theirs.execute("select * from properties").fetchall()
        assert said == told


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
