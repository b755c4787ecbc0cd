"""Mail side by side: this house against Python's own mailbox and email.

Writes an invented mailbox to a temporary folder and reads it by each way, each in
a process of its own whose imports are not counted: seconds on the wall, seconds
of processor and peak memory of the process and all it starts, and how many times
the standard library's time goes into it.

    python bench/mail.py [MEGABYTES] [--big] [--only "everything"]
"""

from __future__ import annotations

import mailbox
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import fast_mail_parser
from _mailbox import invent
from _tree import Watch, processor_seconds

from connectors import Reading, mbox
from connectors._mail_split import split_mailbox
from flows import steps, stretches, warehouse
from flows.raw import Batches
from flows.settings import Home, load

MODEST, BIG = 100, 1_000
OWNER = '[owner]\nname = "Robin Vale"\nemails = ["robin@example.com"]\n'


class Side(NamedTuple):
    """One way of reading: what it did, and what it took."""

    name: str
    did: str
    wall: float
    processor: float
    memory: int


def parse_by_stdlib(path: Path) -> str:
    """Count messages as a script would: each parsed whole, nothing decoded."""
    return f"{sum(1 for _ in mailbox.mbox(path)):,} messages"


def find_messages(path: Path) -> str:
    """Where each message begins and ends; nothing is read of it."""
    with path.open("rb") as file:
        return f"{sum(1 for _ in split_mailbox(file)):,} messages"


def parse_natively(path: Path) -> str:
    """fast-mail-parser over the same messages; finding them is not its work.

    What it parsed is Python's only when it is asked for: timed apart.
    """
    parsing = asking = 0.0
    with path.open("rb") as file:
        for message in split_mailbox(file):
            began = time.process_time()
            mail = fast_mail_parser.parse_email(message.data)
            parsed = time.process_time()
            _ = mail.headers, mail.subject, mail.date_parsed, mail.text_plain
            _ = mail.from_, mail.to, mail.cc, mail.text_html
            parsing += parsed - began
            asking += time.process_time() - parsed
    return f"{parsing:.3f} s of processor to parse, {asking:.3f} s to hand over"


def read_people(path: Path) -> str:
    """Headers and people into an archive, without what the text says."""
    reading = Reading("bench", ZoneInfo("UTC"), text_signals=False)
    with warehouse.open_archive(make_home(path)) as con:
        batches = Batches(con, 1, path, "")
        batches.begin("mbox", "bench")
        kinds = batches.kinds("interactions")
        for said in stretches.read(mbox, path, reading, kinds):
            batches.add(said)
        batches.merge()
        batches.commit()
    return f"{batches.new_interactions:,} messages, {batches.new_records:,} people"


def read_everything(path: Path) -> str:
    """All that a night reads of a mailbox, into an archive."""
    home = make_home(path)
    settings = load(home)
    with steps.locked(home):
        run_id = steps.begin(home, "run")
        tally = steps.collect(home, settings, run_id, "mbox")
        steps.finish(home, run_id, "ok")
    assert tally.state == "ok"
    said = f"{tally.interactions:,} messages, {tally.records:,} people"
    return "unchanged" if tally.unchanged else said


def make_home(path: Path) -> Home:
    """The home beside the mailbox, which is in its inbox."""
    home = Home(path.parent / "home")
    if not home.inbox.exists():
        home.inbox.mkdir(parents=True, mode=0o700)
        home.path.chmod(0o700)
        home.settings_file.write_text(OWNER)
        home.settings_file.chmod(0o600)
        (home.inbox / path.name).hardlink_to(path)
    return home


WAYS: dict[str, Callable[[Path], str]] = {
    "mailbox + email": parse_by_stdlib,
    "fast-mail-parser": parse_natively,
    "boundaries": find_messages,
    "headers and people": read_people,
    "everything": read_everything,
    "unchanged": read_everything,
    "grown by 1%": read_everything,
}


def main(megabytes: float, only: str = "") -> None:
    """Write the mailbox, read it by each way (or by one only), print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Inbox"
        with path.open("wb") as file:
            file.writelines(invent(random.Random(5), megabytes))
        if only:
            show(megabytes, [measure(only, path)])
            return
        sides = list(measure_all(path, megabytes))
        show(megabytes, sides)
        show_bars({side.name: side for side in sides})


def measure_all(path: Path, megabytes: float) -> Iterator[Side]:
    for name in WAYS:
        if name == "everything":  # what headers and people left behind
            subprocess.run(["rm", "-r", str(path.parent / "home")], check=True)
        if name == "grown by 1%":
            with path.open("ab") as file:
                file.writelines(invent(random.Random(6), megabytes / 100))
        yield measure(name, path)


def measure(name: str, path: Path) -> Side:
    """Read by one way in a new process, counted from when it is ready."""
    command = [sys.executable, __file__, "--way", name, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
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


def read_in_turn(name: str, path: Path) -> None:
    """Say when ready, wait to be told, read, tell, and wait to be looked at."""
    print("ready", flush=True)
    sys.stdin.readline()
    print(WAYS[name](path), flush=True)
    sys.stdin.readline()


def show(megabytes: float, sides: list[Side]) -> None:
    """The table; `times` is how often a side fits into the standard library's."""
    first = sides[0]
    print(f"A mailbox of {megabytes:,.0f} MB; times = how much quicker than the first")
    print(f"{'':20}{'wall s':>8}{'times':>7}{'cpu s':>8}{'times':>7}{'MB':>6}")
    for side in sides:
        print(
            f"{side.name:20}{side.wall:8.2f}{first.wall / side.wall:7.1f}"
            f"{side.processor:8.2f}{first.processor / max(side.processor, 0.01):7.1f}"
            f"{side.memory / 1e6:6.0f}  {side.did}"
        )


def show_bars(sides: dict[str, Side]) -> None:
    """Each ratio that is asked for, beside what this run shows."""
    standard, people = sides["mailbox + email"], sides["headers and people"]
    whole, grown, same = sides["everything"], sides["grown by 1%"], sides["unchanged"]
    told = sides["fast-mail-parser"].did.split()
    parsing, asking = float(told[0]), float(told[6])
    most = max(side.memory for side in (people, whole, grown)) / 1e6
    beyond = (grown.wall - same.wall) / whole.wall
    for what, bar, shown in (
        ("headers and people, times", ">= 15", f"{standard.wall / people.wall:.1f}"),
        ("everything, times", ">= 10", f"{standard.wall / whole.wall:.1f}"),
        ("  the same in processor time", "", f"{_times(standard, whole):.1f}"),
        ("everything / native parsing", "<= 2.5", f"{whole.processor / parsing:.1f}"),
        ("  and handing over", "", f"{whole.processor / (parsing + asking):.1f}"),
        ("unchanged, seconds", "< 0.5", f"{same.wall:.2f}"),
        ("grown by 1%, of everything", "<= 3%", f"{grown.wall / whole.wall:.1%}"),
        ("  beyond start-up", "", f"{beyond:.1%}"),
        ("most memory, MB", "< 400", f"{most:.0f}"),
    ):
        print(f"{what:32}{bar:>8}{shown:>8}")


def _times(standard: Side, side: Side) -> float:
    return standard.processor / side.processor


if __name__ == "__main__":
    if "--way" in sys.argv:
        read_in_turn(sys.argv[-2], Path(sys.argv[-1]))
    else:
        words = sys.argv[1:]
        only = words.pop(words.index("--only") + 1) if "--only" in words else ""
        sizes = [float(each) for each in words if not each.startswith("--")]
        main(sizes[0] if sizes else BIG if "--big" in words else MODEST, only)
