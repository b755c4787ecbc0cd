"""Collecting: versions, tombstones, twice adds nothing, a bad file stops itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import connectors
from flows import raw_gone, steps, warehouse
from flows.items import identify
from flows.settings import Home, UserError, load
from tests import nights
from tests.connectors.golden import FIXTURES

ANA = """BEGIN:VCARD
VERSION:3.0
UID:ana
FN:Ana Okafor
EMAIL:ana@example.com
ORG:{org}
END:VCARD
"""
WEI = """BEGIN:VCARD
VERSION:3.0
UID:wei
FN:Wei Chen
END:VCARD
"""


def run(home: Home, kind: str = "run") -> dict[str, tuple[int, int, int]]:
    """Collect everything; new records, interactions and problems by source."""
    tallies = nights.collect(home, kind=kind)
    return {t.source: (t.records, t.interactions, t.problems) for t in tallies}


def put(home: Home, name: str, text: str) -> Path:
    file = home.inbox / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def ask(home: Home, query: str) -> list[tuple]:
    with warehouse.open_archive(home) as con:
        return con.execute(query).fetchall()


def standing(home: Home) -> list[tuple]:
    """Key and organisation of the contact records that stand."""
    with warehouse.open_archive(home) as con:
        (standing_now,) = (
            r for r in warehouse.relations("2_staging") if r.name == "contact_records"
        )
        query = f"select source_key, organisation from ({standing_now.query})"
        return con.execute(query).fetchall()


def test_the_same_file_twice_adds_nothing(home):
    """A second run leaves every table of what sources said as it was."""
    put(home, "book.vcf", ANA.format(org="Acme") + WEI)
    assert run(home)["vcard"] == (2, 0, 0)
    before = ask(home, "from raw.contact_records")
    assert run(home)["vcard"] == (0, 0, 0)
    assert ask(home, "from raw.contact_records") == before


def test_of_two_readings_in_one_run_the_later_counts(home):
    """Read again within the run after a change, the file is known as it was then."""
    settings = load(home)
    run_id = steps.begin(home, "import")

    def take(text):
        book = put(home, "book.vcf", text)
        read = steps.import_paths(home, settings, run_id, [book], dry_run=False)
        return [tally.state for tally in read]

    first, second = ANA.format(org="Acme"), ANA.format(org="Bluebird") + WEI
    assert take(first) == ["read"]
    assert take(second) == ["read"]
    assert take(second) == ["unchanged"]
    assert take(first) == ["read"]


def test_a_copy_elsewhere_adds_nothing(home):
    """The same cards under another name are the same records."""
    put(home, "book.vcf", ANA.format(org="Acme") + WEI)
    run(home)
    put(home, "copy of book.vcf", WEI + ANA.format(org="Acme"))
    assert run(home)["vcard"] == (0, 0, 0)


def test_a_changed_card_is_a_new_version(home):
    """The newest version stands and the old one stays readable."""
    put(home, "book.vcf", ANA.format(org="Acme"))
    run(home)
    put(home, "book.vcf", ANA.format(org="Globex"))
    assert run(home)["vcard"] == (1, 0, 0)
    assert standing(home) == [("ana", "Globex")]
    versions = ask(home, "select organisation, first_run from raw.contact_records")
    assert sorted(versions) == [("Acme", 1), ("Globex", 2)]


def test_a_stamp_alone_is_no_new_version(home):
    """A card that only says it was saved again has not changed."""
    card = ANA.replace("END:", "REV:{rev}\nEND:")
    for rev in ("20250101T000000Z", "20250201T000000Z"):
        put(home, "book.vcf", card.format(org="Acme", rev=rev))
        run(home)
    stamps = ask(home, "select changed_at::date::varchar from raw.contact_records")
    assert stamps == [("2025-01-01",)]


def test_a_card_changed_back_stands_as_it_is_now(home):
    """Its first words come true again, later than what stood between."""
    card = ANA.replace("END:", "REV:2025010{day}T000000Z\nEND:")
    for day, org in enumerate(("Acme", "Globex", "Acme"), 1):
        put(home, "book.vcf", card.format(org=org, day=day))
        run(home)
    assert standing(home) == [("ana", "Acme")]
    assert len(ask(home, "from raw.contact_records")) == 2


def test_a_removed_card_is_a_tombstone_until_it_returns(home):
    """What leaves the address book stands no more, and does again when back."""
    put(home, "book.vcf", ANA.format(org="Acme") + WEI)
    run(home)
    put(home, "book.vcf", WEI)
    run(home)
    assert standing(home) == [("wei", "")]
    put(home, "book.vcf", ANA.format(org="Acme") + WEI)
    run(home)
    assert standing(home) == [("ana", "Acme"), ("wei", "")]


def test_a_card_of_which_a_line_is_odd_keeps_no_other_from_being_deleted(home):
    """Only what loses a whole card leaves it open who is gone."""
    odd = ANA.format(org="Acme").replace("END", "BDAY:never\nX-UNHEARD-OF:1\nEND")
    blank = "BEGIN:VCARD\nVERSION:3.0\nFN:\nEND:VCARD\n"
    put(home, "book.vcf", odd + blank + WEI)
    assert run(home)["vcard"] == (2, 0, 3)
    put(home, "book.vcf", odd + blank)
    run(home)
    assert standing(home) == [("ana", "Acme")]


def test_a_card_another_book_still_holds_is_not_deleted(home):
    """Removed from one of two files of an account, a record still stands."""
    put(home, "one.vcf", ANA.format(org="Acme") + WEI)
    put(home, "two.vcf", ANA.format(org="Acme"))
    run(home)
    put(home, "one.vcf", WEI)
    run(home)
    assert standing(home) == [("ana", "Acme"), ("wei", "")]


def test_an_emptied_book_deletes_once(home):
    """Reading an emptied book again and again buries each card one time."""
    file = put(home, "inbox.vcf", WEI + ANA.format(org="Acme"))
    run(home)
    for stamp in (1, 2):
        file.write_text("BEGIN:VCARD\nVERSION:3.0\nUID:new\nFN:New\nEND:VCARD\n")
        os.utime(file, (stamp, stamp))
        run(home)
    query = "select count(*) from raw.contact_records where deleted"
    assert ask(home, query) == [(2,)]


def test_accounts_come_from_the_inbox(home):
    """inbox/<source>/<account>/ names the account; the same key in two is two."""
    put(home, "vcard/work/book.vcf", ANA.format(org="Acme"))
    put(home, "vcard/private/book.vcf", ANA.format(org="Home"))
    run(home)
    found = ask(home, "select account, organisation from raw.contact_records")
    assert sorted(found) == [("private", "Home"), ("work", "Acme")]


def test_paths_of_the_settings_are_read_every_night(home, tmp_path):
    """A path listed under a source is read where it is, in its account."""
    book = tmp_path / "elsewhere.vcf"
    book.write_text(WEI)
    with home.settings_file.open("a") as file:
        file.write(f'\n[sources.vcard.phone]\npaths = ["{book}"]\n')
    assert run(home)["vcard"] == (1, 0, 0)
    assert ask(home, "select account from raw.contact_records") == [("phone",)]


def test_an_unknown_source_in_the_settings_is_named(home):
    """A section for a source there is none of says which there are."""
    with home.settings_file.open("a") as file:
        file.write('\n[sources.vcrad]\npaths = ["x"]\n')
    with pytest.raises(UserError, match="no source vcrad; did you mean vcard"):
        run(home)


def test_what_nobody_can_read_is_a_problem(home):
    """An unknown file becomes a problem once, and stops nothing."""
    put(home, "strange.bin", "nothing known")
    put(home, "book.vcf", WEI)
    assert run(home) == {"inbox": (0, 0, 1), "vcard": (1, 0, 0)}
    run(home)
    assert ask(home, "select source, what from raw.problems") == [
        ("inbox", "no connector can read this file")
    ]


def test_a_databases_log_is_no_file_of_its_own(home):
    """abook.sqlite-wal is read with abook.sqlite; alone it is what nobody can read."""
    source = FIXTURES / "thunderbird" / "history.sqlite"
    shutil.copyfile(source, home.inbox / "history.sqlite")
    for name in ("history.sqlite-wal", "history.sqlite-shm", "abook.sqlite-wal"):
        (home.inbox / name).write_bytes(b"")
    run(home)
    read = ask(home, "select parse_filename(file), state from raw.file_reads")
    assert sorted(read) == [
        ("abook.sqlite-wal", "unrecognised"),
        ("history.sqlite", "read"),
    ]


def test_a_folder_that_may_not_be_opened_leaves_the_rest(home, monkeypatch):
    """It is a problem of the inbox; what lies beside it is read."""
    put(home, "closed/other.vcf", WEI)
    put(home, "book.vcf", WEI)
    closed, may = home.inbox / "closed", os.access
    monkeypatch.setattr(
        os, "access", lambda path, how: path != closed and may(path, how)
    )
    assert run(home) == {"inbox": (0, 0, 1), "vcard": (1, 0, 0)}


@pytest.mark.parametrize("error", [ValueError, AttributeError, RecursionError])
def test_a_file_whose_reading_fails_takes_nothing_in(home, monkeypatch, error):
    """A reader that stops in the middle leaves no half file, and is tried again."""
    import connectors
    from connectors import vcard

    def breaks(path, reading):
        yield from whole(path, reading)
        raise error("secret of ana@example.com")

    whole = vcard.extract
    put(home, "book.vcf", ANA.format(org="Acme"))
    monkeypatch.setattr(connectors.discover()["vcard"], "extract", breaks)
    assert run(home)["vcard"] == (0, 0, 1)
    assert ask(home, "from raw.contact_records") == []
    assert "secret" not in str(ask(home, "from raw.problems"))
    monkeypatch.undo()
    monkeypatch.setenv("TZ", "UTC")
    assert run(home)["vcard"] == (1, 0, 0)


def test_too_little_memory_to_bury_what_has_gone_stops_one_file(home, monkeypatch):
    """It is a problem of that file, the others are read, and it is tried again."""
    put(home, "one.vcf", ANA.format(org="Acme") + WEI)
    run(home)
    put(home, "one.vcf", WEI)
    put(home, "two.vcf", WEI.replace("UID:wei", "UID:eve"))
    bury = raw_gone.bury

    def bury_in_little_memory(con, origin):
        if origin.file.endswith("one.vcf"):
            con.execute("set memory_limit = '1MB'")
            con.execute("set temp_directory = ''")
            con.execute("create temp table much as select uuid() from range(1_000_000)")
        bury(con, origin)

    monkeypatch.setattr(raw_gone, "bury", bury_in_little_memory)
    assert run(home)["vcard"] == (1, 0, 1)
    found = ask(home, "select what from raw.problems")
    assert found == [("there is too little memory to read it",)]
    assert ask(home, "select count(*) from raw.contact_records where deleted") == [(0,)]
    monkeypatch.undo()
    monkeypatch.setenv("TZ", "UTC")
    assert run(home)["vcard"] == (0, 0, 0)
    assert ask(home, "select count(*) from raw.contact_records where deleted") == [(1,)]


def test_an_undone_import_hides_what_only_it_saw(home):
    """Undo takes back one run; a later reading of the same file brings it back."""
    put(home, "one.vcf", WEI)
    run(home)
    put(home, "two.vcf", ANA.format(org="Acme") + WEI)
    run(home, "import")
    steps.undo_import(home, 2)
    assert standing(home) == [("wei", "")]
    assert run(home)["vcard"] == (1, 0, 0)
    assert standing(home) == [("ana", "Acme"), ("wei", "")]


def test_undo_of_nothing_says_so(home):
    """A run that never was, or is undone already, cannot be taken back."""
    put(home, "one.vcf", WEI)
    run(home)
    with pytest.raises(UserError, match="no run 7"):
        steps.undo_import(home, 7)
    steps.undo_import(home, 1)
    with pytest.raises(UserError, match="already"):
        steps.undo_import(home, 1)


def test_two_runs_at_once_are_refused(home):
    """While one run holds the home, another is turned away."""
    with (
        steps.locked(home),
        pytest.raises(UserError, match="another run"),
        steps.locked(home),
    ):
        pass


def test_a_home_does_not_read_what_it_made_itself(home):
    """A folder with a home in it is read but for the home's reports and databases."""
    put(home, "book.vcf", ANA.format(org="Globex"))
    home.journal.write_text("- 2026-11-12 met Wei Chen\n")
    page = home.reports / "2026-11-22" / "digest.eml"
    page.parent.mkdir(parents=True)
    page.write_text("From: a@example.com\nDate: Sun, 22 Nov 2026 09:00:00 +0100\n\n")
    known = connectors.discover()
    found = {path.name for path, _ in identify(home.path.parent, known)}
    assert {"book.vcf", "journal.md"} <= found
    assert not found & {"digest.eml", "cultivate.toml", "archive.duckdb"}
    assert [*identify(page, known)] == [(page, "eml")]


def test_links_below_the_inbox_are_not_followed(home, tmp_path):
    """A link out of the inbox is left alone."""
    secret = tmp_path / "secret.vcf"
    secret.write_text(WEI)
    (home.inbox / "link.vcf").symlink_to(secret)
    assert run(home) == {}


def test_everything_in_the_home_is_private(home):
    """Files a run makes are readable by the owner alone, whatever the umask."""
    before = os.umask(0o022)
    try:
        put(home, "book.vcf", WEI)
        run(home)
        modes = {f.name: f.stat().st_mode & 0o777 for f in home.path.iterdir()}
    finally:
        os.umask(before)
    assert modes["archive.duckdb"] == 0o600
    assert modes["lock"] == 0o600
    assert home.path.stat().st_mode & 0o777 == 0o700


def test_an_older_archive_gets_the_columns_that_came_since(home):
    """What an earlier version wrote stays, and new columns are empty in it."""
    put(home, "book.vcf", WEI)
    run(home)
    with warehouse.open_archive(home) as con:
        con.execute("alter table raw.contact_records drop column phones")
    put(home, "more.vcf", ANA.format(org="Acme"))
    run(home)
    found = ask(home, "select source_key, phones from raw.contact_records")
    assert sorted(found) == [("ana", []), ("wei", None)]


def test_a_table_nobody_knows_is_read_by_its_mapping(home):
    """Named in the settings or dropped into its inbox folder, and again when mended."""
    put(home, "csv/club/list.csv", "Wer;Woher\nAna Okafor;Lagos\n")
    assert "csv" not in run(home)
    said = home.settings_file.read_text()
    home.settings_file.write_text(f"{said}\n[sources.csv.club]\ncolumns.name = 'Wer'\n")
    assert run(home)["csv"] == (1, 0, 1)
    assert run(home)["csv"] == (0, 0, 0)
    home.settings_file.write_text(
        f"{said}\n[sources.csv.club]\ncolumns = {{ name = 'Wer', city = 'Woher' }}\n"
    )
    run(home)
    assert ask(home, "select city from raw.contact_records order by 1") == [
        ("",),
        ("Lagos",),
    ]


def test_only_changed_cards_are_parsed_again(home, monkeypatch):
    """A book changed in part: the other cards are known by their text and stand."""
    from connectors import _vcard

    put(home, "book.vcf", WEI + ANA.format(org="Acme"))
    run(home)
    taken = []
    take_apart = _vcard.take_apart
    monkeypatch.setattr(
        _vcard, "take_apart", lambda text: taken.append(text) or take_apart(text)
    )
    put(home, "book.vcf", WEI + ANA.format(org="Fjord Labs"))
    assert run(home)["vcard"] == (1, 0, 0)
    assert len(taken) == 1
    assert sorted(standing(home)) == [("ana", "Fjord Labs"), ("wei", "")]
    put(home, "book.vcf", ANA.format(org="Acme"))
    assert run(home)["vcard"] == (0, 0, 0)
    assert len(taken) == 1
    assert standing(home) == [("ana", "Acme")]


def test_a_file_that_was_only_touched_is_not_read(home, monkeypatch):
    """The same bytes say what they said; with one other it is read."""
    file = put(home, "book.vcf", WEI + ANA.format(org="Acme"))
    run(home)
    with monkeypatch.context() as patched:
        patched.delattr("connectors.vcard.extract")
        copy = file.with_name("copy")
        shutil.copy(file, copy)
        copy.replace(file)
        assert run(home)["vcard"] == (0, 0, 0)
    put(home, "book.vcf", WEI + ANA.format(org="Bcme"))
    assert run(home)["vcard"] == (1, 0, 0)


def test_known_cards_come_back_after_an_undone_import(home):
    """What an undone import hid is shown again by the same cards."""
    put(home, "book.vcf", WEI)
    run(home)
    steps.undo_import(home, 1)
    assert standing(home) == []
    put(home, "book.vcf", WEI + ANA.format(org="Acme"))
    assert run(home)["vcard"] == (2, 0, 0)
    assert sorted(standing(home)) == [("ana", "Acme"), ("wei", "")]
