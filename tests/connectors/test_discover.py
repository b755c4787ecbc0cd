"""Being in the folder is the registration of a source."""

from __future__ import annotations

import sys

import pytest

import connectors
from tests.connectors import golden, test_promises

TOY = '''"""Toy notes: one name a line.

Export: write it yourself.

Spec: a line is a name.

Rotten: nothing.
"""

from collections.abc import Iterator
from pathlib import Path

from connectors import ContactRecord, Extracted, Reading

extractor_version = 1
whole_state = True


def identify(path: Path) -> bool:
    """A file whose name ends in .toy."""
    return path.is_file() and path.suffix == ".toy" and path.stat().st_size > 0


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a line."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if name := line.strip():
            yield ContactRecord(
                source_key=f"toy-{number}", name=name, found_at=f"line {number}"
            )
'''
LINE = (
    '{"is": "ContactRecord", "source_key": "toy-1", '
    '"name": "Ana Okafor", "found_at": "line 1"}\n'
)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """One module and one fixture folder: all that a new source is."""
    yield from _installed(TOY, tmp_path, monkeypatch)


def _installed(module, tmp_path, monkeypatch):
    modules, folder = tmp_path / "modules", tmp_path / "fixtures" / "toy"
    modules.mkdir()
    folder.mkdir(parents=True)
    (modules / "toy.py").write_text(module, encoding="utf-8")
    (modules / "_shared.py").write_text("", encoding="utf-8")
    (folder / "ana.toy").write_text("Ana Okafor\n", encoding="utf-8")
    (folder / "ana.toy.expected.jsonl").write_text(LINE, encoding="utf-8")
    monkeypatch.setattr(connectors, "__path__", [*connectors.__path__, str(modules)])
    yield golden.inputs(tmp_path / "fixtures")
    sys.modules.pop("connectors.toy", None)
    vars(connectors).pop("toy", None)


def test_a_module_in_the_folder_is_a_source(toy):
    """A module is discovered by its name; one with an underscore is no source."""
    found = connectors.discover()
    assert "toy" in found
    assert found["toy"].identify(toy[0].path)
    assert not [name for name in found if name.startswith("_")]


def test_a_fixture_folder_is_its_test(toy, tmp_path):
    """The promises of every connector hold for the toy, with no file edited."""
    assert [str(fixture) for fixture in toy] == ["toy/ana.toy"]
    test_promises.test_docstring_tells("toy")
    test_promises.test_says_version_and_state("toy")
    for promise in (
        test_promises.test_gives_the_expected_lines,
        test_promises.test_identified_by_its_own_source_only,
        test_promises.test_twice_is_equal,
        test_promises.test_says_each_thing_once,
        test_promises.test_objects_are_well_made,
    ):
        promise(toy[0])
    test_promises.test_survives_random_bytes(toy[0], tmp_path)


def test_without_the_module_there_is_no_such_source():
    """A source that is not in the folder is not discovered."""
    assert "toy" not in connectors.discover()


def test_names_come_in_alphabetical_order():
    """Sources are listed in alphabetical order."""
    names = list(connectors.discover())
    assert names == sorted(names)


BROKEN = {
    "docstring": ("Rotten:", "Bad:"),
    "version": ("extractor_version = 1", "extractor_version = True"),
    "greedy": (
        'path.suffix == ".toy" and path.stat().st_size > 0',
        'path.suffix == ".toy" and path.read_bytes().strip() != b""',
    ),
    "claims all": ('path.suffix == ".toy" and ', ""),
    "twice": ("    for number", "    text += text  # again\n    for number"),
    "no place": ("found_at=", "note="),
    "loose text": ("name=name", "name=line + ' '"),
    "crash": ('errors="replace"', 'errors="strict"'),
    "quotes": (
        "            yield ContactRecord(",
        "            yield connectors.Problem(name, name, name, name)\n"
        + " " * 12
        + "yield ContactRecord(",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_promise_is_seen(fault, tmp_path, monkeypatch):
    """A source that breaks a promise fails the test of that promise."""
    was, becomes = BROKEN[fault]
    module = TOY.replace(was, becomes).replace(
        "from connectors import", "import connectors\nfrom connectors import"
    )
    module = module.replace("toy-{number}", "toy") if fault == "twice" else module
    installing = _installed(module, tmp_path, monkeypatch)
    (fixture,) = next(installing)
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        _hold_promises(fixture, tmp_path)
    next(installing, None)


def _hold_promises(fixture, tmp_path):
    test_promises.test_docstring_tells("toy")
    test_promises.test_says_version_and_state("toy")
    test_promises.test_says_each_thing_once(fixture)
    test_promises.test_objects_are_well_made(fixture)
    other = golden.FIXTURES / "vcard" / "simple.vcf"
    test_promises.test_identified_by_its_own_source_only(golden.Fixture("vcard", other))
    for number, promise in enumerate(
        (
            test_promises.test_identify_only_peeks,
            test_promises.test_survives_random_bytes,
            lambda known, into: test_promises.test_problems_quote_no_content(
                known, 5, into
            ),
        )
    ):
        folder = tmp_path / f"promise{number}"
        folder.mkdir()
        promise(fixture, folder)
