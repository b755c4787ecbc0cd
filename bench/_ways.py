"""Ways of doing the same work, each in a process of its own whose start is free.

A bench names its ways in a dict of functions and calls `main`; each way says what
it did. Times are of the wall and of the processor, memory that of the process and
of all it starts, file pages apart.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from _tree import Watch, processor_seconds

import connectors
from flows import steps
from flows.settings import Home, load

OWNER = '[owner]\nname = "Robin Vale"\nemails = ["robin@example.com"]\n'
Way = Callable[[Path], str]


class Side(NamedTuple):
    """One way: what it did, and what it took."""

    name: str
    did: str
    wall: float
    processor: float
    memory: int


def answer(ways: Mapping[str, Way]) -> bool:
    """Do what a bench's own process was started for, if it was."""
    if "--way" not in sys.argv:
        return False
    name, path = sys.argv[-2:]
    connectors.discover()  # what is loaded once is not the work
    importlib.import_module("nanoarrow")
    importlib.import_module("flows.collect")
    print("ready", flush=True)
    sys.stdin.readline()
    print(ways[name](Path(path)), flush=True)
    sys.stdin.readline()
    return True


def measure(script: str, name: str, path: Path) -> Side:
    """One way in a new process, counted from when it is ready.

    Python keeps what it has compiled, beside the file, as it does in any home but
    where that is forbidden: else each way would compile what it loads late.
    """
    command = [sys.executable, script, "--way", name, str(path)]
    kept = {"PYTHONPYCACHEPREFIX": str(path.parent / "compiled")}
    env = {**os.environ, **kept, "PYTHONDONTWRITEBYTECODE": ""}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        used = processor_seconds(process.pid)
        watch = Watch(process.pid)
        watch.start()
        began = time.perf_counter()
        process.stdin.write("go\n")
        process.stdin.flush()
        did = process.stdout.readline().strip()
        wall = time.perf_counter() - began
        used = processor_seconds(process.pid) - used
        most = watch.end()
        process.stdin.close()
    assert did, f"{name} failed"
    return Side(name, did, wall, used, most)


def measure_all(
    script: str, ways: Mapping[str, Way], path: Path, write: Callable[[int], None]
) -> list[Side]:
    """Every way over the same file, which is touched and rewritten where they say so.

    write: writes the file, so many hundredths of it changed.
    """
    write(0)
    sides = []
    for name in ways:
        if name == "touched":
            path.touch()
        if name == "1% changed":
            write(1)
        sides.append(measure(script, name, path))
    return sides


def size_asked(modest: int, big: int) -> int:
    """How large the work is to be: a number, `--big`, or modest."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    return sizes[0] if sizes else big if "--big" in sys.argv else modest


def only_memory() -> bool:
    """Whether nothing but memory is to be measured."""
    return "--memory" in sys.argv


def show(title: str, sides: list[Side]) -> None:
    """The table; `times` is how often a side fits into the first one's time."""
    first = sides[0]
    print(title)
    print(f"{'':22}{'wall s':>8}{'times':>7}{'cpu s':>8}{'times':>7}{'MB':>6}")
    for side in sides:
        print(
            f"{side.name:22}{side.wall:8.2f}{first.wall / side.wall:7.1f}"
            f"{side.processor:8.2f}{first.processor / max(side.processor, 0.01):7.1f}"
            f"{side.memory / 1e6:6.0f}  {side.did}"
        )


def make_home(path: Path) -> Home:
    """The home beside a file, which is in its inbox."""
    home = Home(path.parent / "home")
    if not home.inbox.exists():
        home.inbox.mkdir(parents=True, mode=0o700)
        home.path.chmod(0o700)
        home.settings_file.write_text(OWNER)
        home.settings_file.chmod(0o600)
        (home.inbox / path.name).hardlink_to(path)
    return home


def collect(path: Path, source: str) -> str:
    """All that a night does with the file, which is in a home's inbox beside it."""
    home = make_home(path)
    settings = load(home)
    with steps.attempt(home, settings, "run") as run:
        tally = steps.collect(home, settings, run.run_id, source)
        run.end("ok")
    assert tally.state == "ok"
    said = f"{tally.records:,} new records, {tally.interactions:,} interactions"
    return "unchanged" if tally.unchanged else said
