"""The promises every connector makes, held over every fixture of every source."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import random
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import connectors
from connectors import ContactRecord, Interaction, Problem, SourceError
from connectors._mail import interactions_of
from tests.connectors import golden

SOURCES = sorted(connectors.discover())
INPUTS = golden.inputs()
FOLDER = Path(connectors.__file__).parent
PEEK = 64 * 1024
MARKER = " planted-marker "

every_source = pytest.mark.parametrize("source", SOURCES)
every_input = pytest.mark.parametrize("fixture", INPUTS, ids=str)


def read(source: str, path: Path) -> list[connectors.Extracted]:
    """What the source makes of the path; a SourceError ends it quietly."""
    things: list[connectors.Extracted] = []
    with contextlib.suppress(SourceError):
        things.extend(connectors.discover()[source].extract(path, golden.READING))
    return things


def claimed_by(path: Path) -> set[str]:
    return {name for name, c in connectors.discover().items() if c.identify(path)}


def damaged(fixture: golden.Fixture, into: Path, damage) -> Path:
    """A copy of the fixture, every file of it passed through `damage`."""
    copy = into / fixture.path.name
    if fixture.path.is_dir():
        shutil.copytree(fixture.path, copy)
        files = sorted(path for path in copy.rglob("*") if path.is_file())
    else:
        shutil.copyfile(fixture.path, copy)
        files = [copy]
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    return copy


@every_source
def test_has_fixtures(source):
    """Every source has at least one input with its expected lines."""
    assert source in {fixture.source for fixture in INPUTS}


@every_source
def test_docstring_tells(source):
    """The docstring says in order what is read, how to export, the spec, the rot."""
    text = connectors.discover()[source].__doc__ or ""
    first, *paragraphs = [part.strip() for part in text.strip().split("\n\n")]
    assert first
    assert "\n" not in first
    for word in ("Export:", "Spec:", "Rotten:"):
        assert [part for part in paragraphs if part.startswith(word)], word


@every_source
def test_says_version_and_state(source):
    """extractor_version is a positive whole number, whole_state a yes or no."""
    connector = connectors.discover()[source]
    assert type(connector.extractor_version) is int
    assert connector.extractor_version > 0
    assert type(connector.whole_state) is bool


@every_source
def test_imports_no_other_source(source):
    """A connector imports the contract and `_` helpers; no source, flow or store."""
    tree = ast.parse((FOLDER / f"{source}.py").read_text(encoding="utf-8"))
    for module in imported(tree):
        package, _, rest = module.partition(".")
        assert package not in {"flows", "duckdb", "prefect", "pandas"}, module
        if package == "connectors":
            assert rest.split(".")[0] not in SOURCES, module


def imported(tree: ast.AST) -> set[str]:
    """Modules named by imports; `from connectors import x` is connectors.x."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "connectors" if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return names


@every_input
def test_gives_the_expected_lines(fixture):
    """An input gives the lines kept beside it."""
    given = "".join(f"{line}\n" for line in golden.extract(fixture))
    assert given == fixture.expected.read_text(encoding="utf-8")


@every_input
def test_identified_by_its_own_source_only(fixture):
    """An input is identified by its own source and by no other."""
    assert claimed_by(fixture.path) == {fixture.source}


@pytest.mark.parametrize(
    "path", golden.others(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_others_are_identified_by_nobody(path):
    """A file in a fixture folder without expected lines is claimed by no source."""
    assert claimed_by(path) == set()


@every_source
def test_identifies_nothing_where_nothing_is(source, tmp_path):
    """A missing path, a FIFO, an empty file and an empty folder are not identified."""
    identify = connectors.discover()[source].identify
    endings = {f.path.suffix for f in INPUTS if f.source == source}
    for ending in endings:
        missing, fifo = tmp_path / f"missing{ending}", tmp_path / f"fifo{ending}"
        empty, folder = tmp_path / f"empty{ending}", tmp_path / f"folder{ending}"
        os.mkfifo(fifo)
        empty.touch()
        folder.mkdir()
        for path in (missing, fifo, empty, folder):
            assert identify(path) is False, path.name


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel counts bytes read")
@every_input
def test_identify_only_peeks(fixture, tmp_path):
    """Identify reads at most 64 KB, of a file of 64 MB too."""
    paths = [fixture.path]
    if fixture.path.is_file():
        paths.append(tmp_path / fixture.path.name)
        shutil.copyfile(fixture.path, paths[1])
        os.truncate(paths[1], 64 << 20)
    for path in paths:
        for connector in connectors.discover().values():
            connector.identify(path)  # libraries are loaded the first time
            before = bytes_read()
            connector.identify(path)
            assert bytes_read() - before <= PEEK + 1024, connector.__name__


def bytes_read() -> int:
    with open("/proc/self/io", encoding="ascii") as counters:  # noqa: PTH123 - no Path
        return int(counters.readline().split()[1])


@every_input
def test_twice_is_equal(fixture):
    """Reading an input again gives equal objects in the same order."""
    first = read(fixture.source, fixture.path)
    assert first == read(fixture.source, fixture.path)


def at_length(said: connectors.Fields) -> list[connectors.Extracted]:
    """What is said in short, one by one."""
    if "happened_at" in said:
        return list(interactions_of(said))
    each = zip(*said.values(), strict=True)
    return [ContactRecord(**dict(zip(said, one, strict=True))) for one in each]


@every_input
def test_says_the_same_in_short(fixture):
    """Who takes things in short gets the same ones, in the same order."""
    connector = connectors.discover()[fixture.source]
    short = replace(golden.READING, in_short=True)
    things: list[connectors.Extracted] = []
    with contextlib.suppress(SourceError):
        for said in connector.extract(fixture.path, short):
            things += at_length(said) if isinstance(said, dict) else [said]
    assert things == read(fixture.source, fixture.path)


@every_input
def test_says_each_thing_once(fixture):
    """No record, interaction or problem comes twice with the same content."""
    seen = set()
    for thing in read(fixture.source, fixture.path):
        same = thing if isinstance(thing, Problem) else replace(thing, found_at="")
        assert same not in seen
        seen.add(same)


@every_input
def test_objects_are_well_made(fixture):
    """Keys are never empty, lists hold no empty text, moments know their zone."""
    for thing in read(fixture.source, fixture.path):
        if isinstance(thing, Problem):
            assert all((thing.place, thing.what, thing.why, thing.cure))
            continue
        assert thing.source_key
        assert thing.found_at
        for name in thing.__slots__:
            value = getattr(thing, name)
            assert value is None or not hasattr(value, "tzinfo") or value.tzinfo, name
            if isinstance(value, tuple):
                assert all(value), name
            if isinstance(value, str):
                assert value == value.strip(), name


@every_input
def test_participants_have_their_record(fixture):
    """Whoever takes part in an interaction is a contact record of the same file."""
    things = read(fixture.source, fixture.path)
    known = {t.source_key for t in things if isinstance(t, ContactRecord)}
    for thing in things:
        if isinstance(thing, Interaction):
            assert {who.record_key for who in thing.participants} <= known


@every_input
@pytest.mark.parametrize("eighth", range(8))
def test_survives_truncation(fixture, eighth, tmp_path):
    """A file cut anywhere gives what can be read, problems or a SourceError."""
    path = damaged(fixture, tmp_path, lambda data: data[: len(data) * eighth // 8])
    for connector in connectors.discover().values():
        connector.identify(path)
    known = (ContactRecord, Interaction, Problem)
    assert all(isinstance(thing, known) for thing in read(fixture.source, path))


@every_input
@pytest.mark.parametrize("seed", range(4))
def test_survives_noise(fixture, seed, tmp_path):
    """Flipped, lost and random bytes never crash a source."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret

    def noisy(data: bytes) -> bytes:
        noise = bytearray(data)
        for _ in range(1 + len(noise) // 40):
            spot = dice.randrange(len(noise) + 1)
            noise[spot : spot + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        return bytes(noise)

    path = damaged(fixture, tmp_path, noisy)
    read(fixture.source, path)


@every_input
def test_survives_random_bytes(fixture, tmp_path):
    """A file of random bytes under a known name never crashes a source."""
    dice = random.Random(7)  # noqa: S311 - noise, no secret
    path = damaged(fixture, tmp_path, lambda _: dice.randbytes(5000))
    for connector in connectors.discover().values():
        connector.identify(path)
    read(fixture.source, path)


@every_input
@pytest.mark.parametrize("seed", range(4))
def test_problems_quote_no_content(fixture, seed, tmp_path):
    """No problem or error repeats what stands in the file's values."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret

    def planted(data: bytes) -> bytes:
        return b"".join(plant(line, dice) for line in data.splitlines(keepends=True))

    path = damaged(fixture, tmp_path, planted)
    told = golden.extract(replace(fixture, path=path))
    for line in told:
        if json.loads(line)["is"] in {"Problem", "SourceError"}:
            assert MARKER.strip() not in line


def plant(line: bytes, dice: random.Random) -> bytes:
    """The line with a marker somewhere behind its first delimiter or word."""
    delimiters = rb"[:,;=>\t]" if re.search(rb"[:,;=>\t]", line) else rb" "
    starts = [found.end() for found in re.finditer(delimiters, line)]
    if not starts or dice.random() < 1 / 3:
        return line
    spot = dice.choice(starts)
    return line[:spot] + MARKER.encode() + line[spot:]
