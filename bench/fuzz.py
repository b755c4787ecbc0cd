"""Broken inputs for every source: `make bench-fuzz`, or fuzz.py SECONDS SEED [SOURCE].

The fixtures are cut, bent, doubled and crossed, each source for so many seconds. A
source may refuse (SourceError) and complain (Problem); it may not raise anything
else, take longer than LIMIT seconds or more than MEMORY bytes. What it fell over is
kept in tests/connectors/found/<source>/, where the tests read it from then on.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import connectors
from connectors import Reading, SourceError

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "connectors" / "fixtures"
FOUND = ROOT / "tests" / "connectors" / "found"
READING = Reading(account="default", zone=ZoneInfo("Europe/Madrid"), region="ES")
LIMIT = 20
MEMORY = 4 << 30
LARGEST = 1 << 20
TOKENS = (
    b"\x00", b"\xff\xfe", b"\r\n\r\n", b"\n", b'"', b"'", b",", b";", b"=", b"=\n",
    b"BEGIN:VCARD\n", b"END:VCARD\n", b"BEGIN:VEVENT\n", b"RRULE:FREQ=SECONDLY\n",
    b"From x\n", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"--x--\n",
    b"=?utf-8?B?", b"?=", b"{", b"}", b"[", b"]", b"<", b"&lol;", b"<!DOCTYPE a [",
    b"9" * 30, b"-1", b"1e999", b"\xe2\x80\x8e", b"\xd8\x00", b"A" * 5000,
)  # fmt: skip


class Slow(BaseException):
    """Not an Exception: no reader may take it for one of its own."""


def main(seconds: float = 5, seed: int = 1, *only: str) -> int:
    """Fuzz each source in a process of its own; gives how many inputs were found."""
    total = 0
    for source in only or connectors.discover():
        context = get_context("fork")
        queue = context.SimpleQueue()
        worker = context.Process(target=_work, args=(source, seconds, seed, queue))
        worker.start()
        tried = found = 0
        while not queue.empty() or worker.is_alive():
            if queue.empty():
                time.sleep(0.05)
                continue
            tried, found = queue.get()
        worker.join()
        died = f", DIED with {worker.exitcode}" if worker.exitcode else ""
        print(f"{source:16}{tried:7} inputs, {found} found{died}", flush=True)
        total += found + bool(worker.exitcode)
    return total


def _work(source: str, seconds: float, seed: int, queue: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    chance = random.Random(f"{seed} {source}")
    files = [
        file for file in _files(FIXTURES / source) if file.stat().st_size < LARGEST
    ]
    tried = found = 0
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while files and time.monotonic() < until:
            path = _bent(chance, files, Path(folder), FIXTURES / source)
            tried += 1
            error = _error(source, path)
            if error:
                found += 1
                _keep(source, path, error)
            if tried % 20 == 0 or found:
                queue.put((tried, found))
    queue.put((tried, found))


def _files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith(".expected.jsonl")
    )


def _bent(chance: random.Random, files: list[Path], folder: Path, top: Path) -> Path:
    """A fixture (file or whole folder) with one of its files bent."""
    file = chance.choice(files)
    inside = file.relative_to(top)
    fixture = top / inside.parts[0]
    shutil.rmtree(folder / "in", ignore_errors=True)
    into = folder / "in" / inside.parts[0]
    into.parent.mkdir()
    if fixture.is_dir():
        shutil.copytree(fixture, into)
    data = file.read_bytes()
    for _ in range(chance.randint(1, 4)):
        other = chance.choice(files).read_bytes()
        data = chance.choice(BENDS)(chance, data, other)[:LARGEST]
    (folder / "in" / inside).write_bytes(data)
    return into


def _flip(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    bent = bytearray(data)
    for _ in range(min(len(bent), chance.randint(1, 40))):
        bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _cut(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 400) :]


def _insert(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 3, 200)) + data[at:]


def _double(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    return b"".join(
        lines[:at] + [lines[at]] * chance.choice((2, 50, 3000)) + lines[at:]
    )


def _cross(chance: random.Random, data: bytes, other: bytes) -> bytes:
    return (
        data[: chance.randrange(len(data) + 1)]
        + other[chance.randrange(len(other) + 1) :]
    )


BENDS: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    _flip, _cut, _drop, _insert, _insert, _double, _cross,
)  # fmt: skip


def _error(source: str, path: Path) -> str:
    """What reading it raised that no reader may raise; empty when all is well."""
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        for _ in _read(source, path):
            pass
    except Slow:
        return "Slow"
    except Exception as error:  # noqa: BLE001  # any of them is what is looked for
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def _read(source: str, path: Path) -> Iterator[object]:
    connector = connectors.discover()[source]
    connector.identify(path)
    with contextlib.suppress(SourceError):
        yield from connector.extract(path, READING)


def _too_slow(*_: object) -> None:
    raise Slow


def _keep(source: str, path: Path, error: str) -> None:
    """Keep an input under a name of its content, with the error in front."""
    files = (
        [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.is_file())
    )
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
    into = FOUND / source / f"{error}-{mark}" / path.name
    into.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, into, dirs_exist_ok=True)
    else:
        shutil.copyfile(path, into)


if __name__ == "__main__":
    numbers = [float(word) for word in sys.argv[1:3]]
    sys.exit(bool(main(*numbers, *sys.argv[3:])))  # type: ignore[arg-type]
