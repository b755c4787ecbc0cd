"""`import` reads what it is given once; `sources` tells how it went."""

from __future__ import annotations

import shutil
import sys
import textwrap
import zipfile

import duckdb
import pytest

import connectors
from flows.commands._paths import add_path
from flows.settings import Home, load
from flows.steps import locked
from flows.warehouse import open_archive
from tests.flows.commands.terminal import typed


@pytest.fixture
def book(tmp_path):
    file = tmp_path / "book.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:w\nFN:Wei Chen\nEMAIL:wei@example.com\n"
    file.write_text(card + "END:VCARD\n", encoding="utf-8")
    return file


def archived(home: Home) -> int:
    with open_archive(home) as con:
        found = con.execute("select count(*) from raw.contact_records").fetchall()
    return found[0][0]


def test_each_file_has_its_line(call, home, book, tmp_path):
    """A read file tells source and counts, an unknown one that nothing reads it."""
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    ended = call(home, "import", book, tmp_path / "song.mp3")
    assert ended.code == 0
    assert "book.vcf: vcard, 1 record, 0 interactions" in ended.out
    assert "song.mp3: no connector can read this file" in ended.out
    assert "cultivate import --undo 1" in ended.out


def test_a_folder_tells_what_it_passes_by(call, home, book):
    """Many files of one folder that nothing reads are counted by their kind."""
    folder = book.parent / "Downloads"
    (folder / "old").mkdir(parents=True)
    for name in ("a.jpg", "b.JPG", "c.jpg", "d.png", "old/song.mp3"):
        (folder / name).write_bytes(b"x")
    (folder / "old" / "empty.txt").write_bytes(b"")
    book.rename(folder / "book.vcf")
    first = call(home, "import", folder).out
    assert "Downloads/book.vcf: vcard, 1 record" in first
    assert "Downloads/old/empty.txt: the file is empty" in first
    again = call(home, "import", folder).out
    for told in (first, again):
        assert "Downloads: 4 that nothing here reads: 3 .jpg, 1 .png" in told
        assert "Downloads/old/song.mp3: no connector can read this file" in told


@pytest.fixture
def takeout(tmp_path, book):
    """A zip with the book, and what nobody reads."""
    path = tmp_path / "takeout.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book, "Takeout/book.vcf")
        archive.writestr("Takeout/archive_browser.html", "<html>")
    return path


def test_a_zip_tells_what_was_read_in_it_and_what_not(call, home, takeout):
    """A line a file by its place in the zip, then one for the zip."""
    ended = call(home, "import", takeout)
    assert ended.code == 0
    assert "takeout.zip!/Takeout/book.vcf: vcard, 1 record" in ended.out
    assert "takeout.zip: archive, 1 inside that nothing here reads: 1 .html" in (
        " ".join(ended.out.split())
    )
    call(home, "build")
    told = " ".join(call(home, "sources", "archive").out.split())
    assert "1 inside that nothing here reads: 1 .html" in told
    assert "takeout.zip" in call(home, "sql", "unread_files").out


def test_before_the_first_run_it_says_what_is_imported(call, home, takeout):
    """The zip and what was read in it; of others there is nothing yet."""
    call(home, "import", takeout)
    imported = "Here: imported; how it went shows after: cultivate run"
    for source in ("archive", "vcard"):
        told = call(home, "sources", source).out
        assert imported in told
        assert "nothing yet" not in told
    assert "Here: nothing yet" in call(home, "sources", "mbox").out
    assert call(home, "sources").out.count(imported) == 2


def test_what_cannot_be_seen_is_not_said_to_be_nothing(call, home, takeout):
    """While another run holds the archive, or where it is broken, it is said why."""
    call(home, "import", takeout)
    with locked(home):
        at_work = call(home, "sources")
    home.archive.write_bytes(b"no database")
    broken = call(home, "sources")
    assert "another run is at work" in at_work.err
    assert "cultivate doctor" in broken.err
    for told in (at_work, broken):
        assert told.code == 0
        assert "Here:" not in told.out


def test_what_came_after_the_last_run_is_imported_too(call, lived_in):
    """The database does not know of it yet; the archive does."""
    (lived_in.path / "journal.md").write_text("- 2026-03-02 met Ana Okafor: coffee\n")
    assert "Here: nothing yet" in call(lived_in, "sources", "journal").out
    call(lived_in, "import", lived_in.path / "journal.md")
    assert "Here: imported; how it" in call(lived_in, "sources", "journal").out


def test_the_same_file_twice_adds_nothing(call, home, book):
    """The second import says unchanged; no row is added."""
    call(home, "import", book)
    before = archived(home)
    again = call(home, "import", book)
    assert "unchanged since it was last read" in again.out
    assert archived(home) == before == 1


def test_a_dry_run_proposes_the_mapping_of_a_table(call, home, tmp_path):
    """A table of people under headings nobody knows comes with a line to copy."""
    table = tmp_path / "club.csv"
    table.write_text("Wer,Wo\nAna,ana@example.com\nWei,wei@example.com\n")
    ended = call(home, "import", "--dry-run", table)
    said = " ".join(ended.out.split())
    assert '[sources.csv] columns = { name = "column 1", email = "column 2" }' in said


def test_a_dry_run_keeps_nothing(call, home, book):
    """--dry-run tells the same counts and leaves no trace in the archive."""
    ended = call(home, "import", "--dry-run", book)
    assert ended.code == 0
    assert "vcard, 1 record" in ended.out
    assert "Nothing was kept" in ended.out
    assert archived(home) == 0


def test_files_of_a_folder_are_told_apart(call, home, book, tmp_path):
    """Each is named from the folder on; a copy of what is known brings nothing new."""
    for place in ("old", "new/work"):
        copy = tmp_path / "exports" / place / book.name
        copy.parent.mkdir(parents=True)
        copy.write_bytes(book.read_bytes())
    said = call(home, "import", tmp_path / "exports").out
    assert f"exports/new/work/{book.name}: vcard, 1 record" in said
    assert f"exports/old/{book.name}: vcard, nothing new" in said


def test_an_import_is_taken_back(call, home, book):
    """--undo takes out what the import brought, after the next build."""
    call(home, "import", book)
    assert call(home, "import", "--undo", "1").code == 0
    call(home, "build")
    assert "0" in call(home, "sql", "select count(*) as n from contact_records").out
    assert call(home, "import", "--undo", "7").code == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name files or folders to import"),
        (["--undo", "1", "x.vcf"], "name files or folders to import"),
        (["nowhere.vcf"], "there is no file or folder nowhere.vcf"),
    ],
)
def test_wrong_use_of_import(call, home, words, says):
    """Nothing named, both named, or a path that is not there: exit code 2."""
    refused = call(home, "import", *words)
    assert refused.code == 2
    assert says in refused.err


def test_nothing_readable_is_a_failure(call, home, tmp_path):
    """When no file could be read the import ends with 1."""
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    assert call(home, "import", tmp_path / "song.mp3").code == 1


def test_an_import_tells_where_its_problems_will_be(call, home, tmp_path):
    """A book with a broken card names the command that shows problem and cure."""
    (tmp_path / "a.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana")
    shown = call(home, "import", tmp_path / "a.vcf")
    assert "1 problem" in shown.out
    assert shown.out.rstrip().endswith("cure, then: cultivate sources vcard")


def test_an_empty_folder_is_said_to_be_empty(call, home, tmp_path):
    """A folder without a file is a failure that says so."""
    (tmp_path / "empty").mkdir()
    refused = call(home, "import", tmp_path / "empty")
    assert (refused.code, "there is no file in it" in refused.err) == (1, True)


def test_on_a_terminal_it_asks_whether_to_read_again(home, book):
    """Answered with y, the path stands in the settings, comments kept."""
    said = typed(home, "y\n", "import", book)
    assert "again every night?" in said
    assert [(s.source, s.paths) for s in load(home).sources] == [("vcard", (book,))]


@pytest.mark.parametrize(
    "before",
    [
        "",
        '[sources.mbox]\npaths = ["a"]',
        '[sources.vcard]\n# mine\npaths = ["a", "b"]  # both\n',
        '[sources.vcard]\npaths = [\n  "a[1]",\n]\n[sources.mbox]\npaths = ["c"]\n',
        "[sources.vcard]\npaths = []\n",
    ],
)
def test_a_path_is_added_and_every_other_line_kept(home, before):
    """Only the path is new; what stood there still stands."""
    text = home.settings_file.read_text() + before
    home.settings_file.write_text(text)
    known = {(s.source, path) for s in load(home).sources for path in s.paths}
    add_path(home, "vcard", home.path / "new.vcf")
    now = {(s.source, path) for s in load(home).sources for path in s.paths}
    assert now == known | {("vcard", home.path / "new.vcf")}
    kept = home.settings_file.read_text()
    assert kept.count("#") == text.count("#")
    assert home.settings_file.stat().st_mode & 0o777 == 0o600


def test_a_section_too_odd_to_change_is_left_to_the_owner(home, capsys):
    """When the path cannot be added surely, the line to add is told instead."""
    odd = '[sources.vcard.work]\npaths = ["a"]\n[sources]\nvcard.region = "PT"\n'
    text = home.settings_file.read_text() + odd
    home.settings_file.write_text(text)
    add_path(home, "vcard", home.path / "new.vcf")
    assert home.settings_file.read_text() == text
    assert "yourself" in capsys.readouterr().out


def test_sources_tell_what_each_reads(call, home):
    """Every connector has its line and its way of exporting, before any run."""
    shown = call(home, "sources").out
    for name, connector in connectors.discover().items():
        assert f"{name}: {connector.__doc__.splitlines()[0].rstrip('.')}" in shown
    assert shown.count("Export: ") == len(connectors.discover())
    assert "Here: nothing yet" in shown


def test_sources_tell_how_it_went(call, shared):
    """After a build: files, last good run, records, interactions, problems."""
    shown = " ".join(call(shared, "sources", "vcard").out.split())
    assert "Here: 2 files, last read 20" in shown
    assert "5 records, 0 interactions, 0 problems An interaction counts once" in shown
    assert "Spec: " in shown


def test_sources_tell_it_by_the_owners_clock(call, lived_in):
    """Half past ten in the evening UTC is the day after in a summer's Berlin."""
    with duckdb.connect(lived_in.database) as con:
        con.execute("update runs set started_at = '2026-03-31 22:30'")
    assert "last read 2026-04-01 00:30," in call(lived_in, "sources", "vcard").out


def test_sources_name_problems_with_their_cure(call, home, tmp_path):
    """A journal line nobody can read is shown with its place and its cure."""
    home.journal.write_text("- 2026-01-01 snorkelled with Ana\n")
    call(home, "run", "--as-of", "2026-03-31")
    shown = call(home, "sources", "journal").out
    assert "Problem: journal.md, line 1: " in shown
    assert "begin with met, called, wrote" in shown


def test_sources_need_no_home(call, tmp_path):
    """What can be read is told to somebody who has only just come."""
    shown = call(Home(tmp_path / "none"), "sources", "journal")
    assert shown.code == 0
    assert "KIND  met, called, wrote" in shown.out


def test_an_unknown_source_is_told(call, home):
    """`sources NAME` knows its names."""
    refused = call(home, "sources", "fax")
    assert refused.code == 2
    assert "there is no source fax; there are " in refused.err
    assert ", ".join(connectors.discover()) in refused.err
    near = call(home, "sources", "whatsap").err
    assert "there is no source whatsap; did you mean whatsapp?" in near


def test_a_new_source_shows_by_being_there(call, home, tmp_path, monkeypatch):
    """A module put into the connectors' folder is listed without more ado."""
    toy = '''
        """Toy files: one name a line.

        Export: write it by hand.
        """
        extractor_version = 1
        whole_state = False
        def identify(path):
            return path.suffix == ".toy"
        def extract(path, reading):
            return iter(())
    '''
    (tmp_path / "toy.py").write_text(textwrap.dedent(toy))
    monkeypatch.setattr(connectors, "__path__", [*connectors.__path__, str(tmp_path)])
    try:
        shown = call(home, "sources").out
    finally:
        sys.modules.pop("connectors.toy", None)
    assert "toy: Toy files: one name a line" in shown
    assert "Export: write it by hand." in shown


HOSTILE = "a\x1b[31mb\rc\nd\u2028e\u202ef"


@pytest.mark.parametrize("packed", [False, True])
def test_the_name_of_a_file_cannot_steer_the_terminal(
    call, home, tmp_path, book, packed
):
    """In a folder or a zip, read or not, missing or odd: it is a piece of a line."""
    folder = tmp_path / "exports"
    folder.mkdir()
    if packed:
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            archive.write(book, f"{HOSTILE}.vcf")
            archive.writestr(f"{HOSTILE}.zip", "none")
    else:
        shutil.copy(book, folder / f"{HOSTILE}.vcf")
        (folder / f"{HOSTILE}.xyz").write_text("-")
        (folder / f"{HOSTILE}.zip").write_text("-")
    called = [call(home, "import", folder), call(home, "import", folder / HOSTILE)]
    call(home, "build")
    called.append(call(home, "sources", "archive"))
    shown = "".join(ended.out + ended.err for ended in called)
    assert shown.count("a\ufffd[31mb\ufffdc\ufffdd\ufffde\ufffdf") >= 3
    assert not {"\x1b", "\r", "\u2028", "\u202e"}.intersection(shown)
    assert "\nd" not in shown


def test_what_nothing_can_read_is_told_by_a_question(call, home, book, tmp_path):
    """It is no source: `sources` knows nothing of it."""
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    told = " ".join(call(home, "import", tmp_path / "song.mp3", book).out.split())
    assert "then: cultivate sql unread_files" in told
