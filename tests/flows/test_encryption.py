"""Databases encrypted by DuckDB: nothing in clear, the key in the keyring.

Where the crypto module of httpfs cannot be had, the tests let DuckDB's own cipher
write: the format and everything around it are the same; only its random numbers are
not good enough for anybody's data.
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import duckdb
import pytest

from flows import cipher, copies, encryption, steps, warehouse
from flows.commands import main
from flows.settings import UserError, load

CARD = """\
BEGIN:VCARD
VERSION:3.0
UID:one
FN:Zenobia Quist
EMAIL:zenobia.quist@example.com
END:VCARD
"""
OTHER = CARD.replace("one", "two").replace("Zenobia", "Walter")
OTHER = OTHER.replace("zenobia", "walter")
NAME = b"Zenobia"


@pytest.fixture
def keyring(monkeypatch):
    """A keyring of this test's own; what it holds."""
    held = {}
    safe = SimpleNamespace(
        get_keyring=lambda: SimpleNamespace(priority=5),
        get_password=lambda service, name: held.get((service, name)),
        set_password=lambda service, name, word: held.update({(service, name): word}),
    )
    monkeypatch.setitem(sys.modules, "keyring", safe)
    return held


@pytest.fixture
def module(monkeypatch):
    """DuckDB's module, or its own cipher in the module's place."""

    def load_module(con):
        try:
            con.execute("load httpfs")
        except duckdb.IOException:
            con.execute("set force_mbedtls_unsafe = true")

    monkeypatch.setattr(cipher, "load_module", load_module)


def say(home, *, encrypt):
    """Write [home] encrypt into the settings; gives them."""
    text = home.settings_file.read_text().partition("[home]")[0]
    home.settings_file.write_text(f"{text}[home]\nencrypt = {str(encrypt).lower()}\n")
    return load(home)


def cultivate(home, *words):
    return main(["--home", str(home.path), *words])


def databases(home):
    return sorted(home.path.rglob("*.duckdb"))


def in_clear(home):
    """Files of DuckDB that show the name."""
    return [file for file in databases(home) if NAME in file.read_bytes()]


@pytest.fixture
def lived_in(home):
    """A home in clear, after a run over two cards."""
    (home.inbox / "a.vcf").write_text(CARD + OTHER)
    assert cultivate(home, "run") == 0
    return home


@pytest.mark.usefixtures("module")
def test_no_database_of_an_encrypted_home_shows_a_name(home, keyring, capsys):
    """From the first run on; what reads them, reads them as ever."""
    (home.inbox / "a.vcf").write_text(CARD + OTHER)
    say(home, encrypt=True)
    assert cultivate(home, "run") == 0
    assert len(databases(home)) == 3
    assert all(map(cipher.is_encrypted, databases(home)))
    assert in_clear(home) == []
    assert len(keyring["cultivate", "databases"]) == 64
    for words in (["sql", "people"], ["who", "zenobia"], ["doctor", "--verify"]):
        capsys.readouterr()
        assert cultivate(home, *words) == 0
        assert keyring["cultivate", "databases"] not in capsys.readouterr().out
    assert cultivate(home, "export", "vcf") == 0
    assert "Zenobia Quist" in capsys.readouterr().out
    assert cultivate(home, "forget", "zenobia", "--yes") == 0
    assert all(map(cipher.is_encrypted, databases(home)))


@pytest.mark.usefixtures("module")
def test_an_encrypted_archive_is_opened_once_a_run(home, keyring):
    """While a run keeps it open, nobody asks the keyring again."""
    encryption.follow(home, say(home, encrypt=True))
    with warehouse.kept_open(home):
        keyring.clear()
        assert steps.begin(home, "run") == 1
        with warehouse.open_archive(home) as con:
            held = con.execute("select run_id, kind from raw.runs").fetchall()
    assert held == [(1, "run")]


@pytest.mark.usefixtures("module", "keyring")
def test_turned_on_and_off_again_everything_is_kept(lived_in):
    """Archive, database and copies change; not one row does."""
    assert in_clear(lived_in) != []
    before = copies.read_tables(lived_in.archive)
    encryption.follow(lived_in, say(lived_in, encrypt=True))
    assert all(map(cipher.is_encrypted, databases(lived_in)))
    assert in_clear(lived_in) == []
    assert copies.read_tables(lived_in.archive) == before
    assert [copies.faults(copy) for copy in copies.kept(lived_in)] == [""]
    encryption.follow(lived_in, say(lived_in, encrypt=False))
    assert not any(map(cipher.is_encrypted, databases(lived_in)))
    assert copies.read_tables(lived_in.archive) == before
    assert cultivate(lived_in, "sql", "people") == 0


@pytest.mark.usefixtures("module", "keyring")
def test_a_copy_that_comes_back_is_encrypted(lived_in):
    """Also one that was made before encryption was asked for."""
    (copy,) = copies.kept(lived_in)
    say(lived_in, encrypt=True)
    assert cultivate(lived_in, "run") == 0
    assert cultivate(lived_in, "restore", copy.day.isoformat()) == 0
    assert cipher.is_encrypted(lived_in.archive)
    assert cultivate(lived_in, "build") == 0


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize(
    ("key", "says"), [("", "the keyring has no key"), ("0" * 64, "does not fit")]
)
def test_without_the_right_key_one_line_says_so(
    lived_in, keyring, monkeypatch, capsys, key, says
):
    """The key is named nowhere, and nothing is harmed."""
    encryption.follow(lived_in, say(lived_in, encrypt=True))
    right = keyring["cultivate", "databases"]
    monkeypatch.setitem(keyring, ("cultivate", "databases"), key)
    assert cultivate(lived_in, "sql", "people") == 1
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert right not in told
    monkeypatch.setitem(keyring, ("cultivate", "databases"), right)
    assert cultivate(lived_in, "sql", "people") == 0


@pytest.mark.usefixtures("module")
def test_an_encrypted_database_is_as_sealed(lived_in, keyring, capsys):
    """No file, no other database; and the key is in no setting."""
    encryption.follow(lived_in, say(lived_in, encrypt=True))
    key = keyring["cultivate", "databases"]
    for query in (
        f"attach '{lived_in.archive}' as a (encryption_key '{key}')",
        "from read_csv('/etc/passwd')",
        "set temp_directory = '/tmp'",
        "load httpfs",
        "create table t as select 1",
    ):
        assert cultivate(lived_in, "sql", query) == 1
    capsys.readouterr()
    query = "select name, value from duckdb_settings()"
    assert cultivate(lived_in, "sql", query) == 0
    assert cultivate(lived_in, "sql", "from duckdb_databases()") == 0
    assert key not in capsys.readouterr().out


@pytest.mark.usefixtures("keyring")
def test_without_the_module_a_run_is_refused(lived_in, monkeypatch, tmp_path, capsys):
    """How to get it and what else there is, in one line; nothing was written."""
    monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB looks for it
    say(lived_in, encrypt=True)
    before = {file: file.read_bytes() for file in databases(lived_in)}
    assert cultivate(lived_in, "run") == 1
    told = capsys.readouterr().err
    assert "duckdb.sql('install httpfs')" in told
    assert "LUKS, FileVault" in told
    assert told.count("\n") == 1
    assert {file: file.read_bytes() for file in databases(lived_in)} == before


@pytest.mark.usefixtures("module")
def test_without_a_keyring_it_is_refused(lived_in, monkeypatch):
    """The key lies in no file beside what it opens; the environment may have it."""
    settings = say(lived_in, encrypt=True)
    with pytest.raises(UserError, match="CULTIVATE_DATABASES"):
        encryption.follow(lived_in, settings)
    monkeypatch.setenv("CULTIVATE_DATABASES", "of my own choosing")
    encryption.follow(lived_in, settings)
    assert in_clear(lived_in) == []


@pytest.mark.usefixtures("module", "keyring")
def test_doctor_names_what_is_still_in_clear(lived_in, capsys):
    """An archive set aside stays as it is, and is told."""
    os.link(lived_in.archive, lived_in.path / "archive.replaced.duckdb")
    encryption.follow(lived_in, say(lived_in, encrypt=True))
    assert cultivate(lived_in, "doctor") == 1
    told = capsys.readouterr().out
    assert "archive.replaced.duckdb is not encrypted" in told
    assert "keyring get cultivate databases" in told


def test_the_mode_called_unsafe_is_never_asked_for():
    """It stands nowhere in the program."""
    words = ["grep", "-rl", "mbedtls", "flows", "connectors", "sql"]
    checkout = steps.__file__.rpartition("/flows/")[0]
    assert subprocess.run(words, cwd=checkout, check=False).returncode == 1
    assert warehouse.SQL.parent.samefile(checkout)
