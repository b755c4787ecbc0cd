"""`restore` and `doctor --verify`: the archive can be checked and brought back."""

from __future__ import annotations

from flows.settings import Home

AS_OF = ("--as-of", "2026-03-31")


def test_a_run_keeps_a_copy_and_restore_lists_it(call, lived_in):
    """One copy after one run, and it is whole."""
    assert call(lived_in, "run", *AS_OF).code == 0
    ended = call(lived_in, "restore")
    assert ended.code == 0
    (line,) = ended.out.splitlines()[2:]
    assert line.endswith("whole")


def test_a_restored_archive_gives_the_same_people(call, lived_in):
    """Imports after the copy are gone; what was known then is known again."""
    assert call(lived_in, "run", *AS_OF).code == 0
    people = call(lived_in, "sql", "from people order by all").out
    (copy,) = lived_in.copies.glob("*.duckdb")
    lived_in.archive.write_bytes(b"junk")
    assert call(lived_in, "build", *AS_OF).code == 1
    assert call(lived_in, "restore", copy.stem.removeprefix("archive-")).code == 0
    assert call(lived_in, "build", *AS_OF).code == 0
    assert call(lived_in, "sql", "from people order by all").out == people


def test_restore_says_what_it_cannot_do(call, lived_in):
    """No copies yet, no such day, no date."""
    ended = call(lived_in, "restore")
    assert (ended.code, "there is no copy yet" in ended.err) == (1, True)
    assert call(lived_in, "restore", "2020-01-01").code == 2
    assert call(lived_in, "restore", "yesterday").code == 2


def test_no_copies_are_kept_when_none_are_wanted(call, lived_in):
    """A zero in the settings is heeded."""
    text = lived_in.settings_file.read_text()
    lived_in.settings_file.write_text(text.replace("# copies = 7", "copies = 0"))
    assert call(lived_in, "run", *AS_OF).code == 0
    assert not lived_in.copies.exists()


def test_doctor_verifies_the_archive_and_its_copies(call, lived_in):
    """Whole ones are told as notes; a copy with a changed byte wants mending."""
    assert call(lived_in, "run", *AS_OF).code == 0
    ended = call(lived_in, "doctor", "--verify")
    assert "note: the archive reads whole" in ended.out
    assert "note: the copy of" in ended.out
    (copy,) = lived_in.copies.glob("*.duckdb")
    copy.write_bytes(copy.read_bytes()[:-1])
    ended = call(lived_in, "doctor", "--verify")
    assert ended.code == 1
    assert "its bytes have changed" in ended.out


def test_a_moved_home_is_the_same_home(call, lived_in, exports):
    """Under another path and machine: nothing is new, the same people and ids."""
    exports.rename(lived_in.inbox / "exports")
    assert call(lived_in, "run", *AS_OF).code == 0
    query = "select person_id, name, records from people order by all"
    people = call(lived_in, "sql", query).out
    moved = Home(lived_in.path.parent / "elsewhere" / "home")
    moved.path.parent.mkdir()
    lived_in.path.rename(moved.path)
    ended = call(moved, "run", *AS_OF)
    assert ended.code == 0
    assert "eml          6 files: 0 new records, 0 new interactions" in ended.out
    assert "vcard        2 files: 0 new records, 0 new interactions" in ended.out
    assert call(moved, "sql", query).out == people
    assert call(moved, "doctor").code == 0
