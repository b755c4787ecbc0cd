"""Mail side by side: this house against Python's own mailbox and email.

Writes an invented mailbox to a temporary folder and reads it by each way, each in
a process of its own whose imports are not counted: seconds on the wall, seconds
of processor and peak memory of the process and all it starts, and how many times
the standard library's time goes into it. What the mailbox costs again, and when it has
grown, is seen of the whole command `cultivate import`, as its owner waits for it.

    python bench/mail.py [MEGABYTES] [--big] [--only "everything"]
"""

from __future__ import annotations

import mailbox
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import fast_mail_parser
from _mailbox import invent
from _ways import Side, Way, answer, collect, make_home, measure, show

from connectors import Reading, mbox
from connectors._mail_split import split_mailbox
from flows import stretches, warehouse
from flows.raw import Batches

MODEST, BIG = 100, 1_000


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
            mail = fast_mail_parser.parse_email(bytes(message.data))
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


read_everything: Way = partial(collect, source="mbox")

WAYS: dict[str, Way] = {
    "mailbox + email": parse_by_stdlib,
    "fast-mail-parser": parse_natively,
    "boundaries": find_messages,
    "headers and people": read_people,
    "everything": read_everything,
}
COMMANDS = "import", "unchanged", "grown by 1%"


def main(megabytes: float, only: str = "") -> None:
    """Write the mailbox, read it by each way (or by one only), print the table."""
    title = f"A mailbox of {megabytes:,.0f} MB; times = how much quicker than the first"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Inbox"
        with path.open("wb") as file:
            file.writelines(invent(random.Random(5), megabytes))
        if only:
            show(title, [measure(__file__, only, path)])
            return
        sides = list(measure_all(path))
        show(title, sides)
        show_bars({side.name: side for side in sides})
        show_commands(list(run_commands(path, megabytes)))


def measure_all(path: Path) -> Iterator[Side]:
    for name in WAYS:
        remove_home(path)  # what the way before left behind
        yield measure(__file__, name, path)


def remove_home(path: Path) -> None:
    shutil.rmtree(path.parent / "home", ignore_errors=True)


def run_commands(path: Path, megabytes: float) -> Iterator[Side]:
    """The whole command over the mailbox, again, and when it has grown."""
    remove_home(path)
    home = make_home(path).path
    for name in COMMANDS:
        if name == "grown by 1%":
            with path.open("ab") as file:
                file.writelines(invent(random.Random(6), megabytes / 100))
        yield run_command(name, "--home", str(home), "import", str(path))


def run_command(name: str, *words: str) -> Side:
    """One call of `cultivate`, from its start to its end."""
    call = [sys.executable, "-c", "from flows.start import main; main()", *words]
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - began, os.times()
    used = after.children_user - before.children_user
    used += after.children_system - before.children_system
    return Side(name, done.stdout.splitlines()[0].partition(": ")[2], wall, used, 0)


def show_bars(sides: dict[str, Side]) -> None:
    """Each ratio that is asked for, beside what this run shows."""
    standard, people = sides["mailbox + email"], sides["headers and people"]
    whole = sides["everything"]
    told = sides["fast-mail-parser"].did.split()
    parsing, asking = float(told[0]), float(told[6])
    most = max(people.memory, whole.memory) / 1e6
    for what, bar, shown in (
        ("headers and people, times", ">= 15", f"{standard.wall / people.wall:.1f}"),
        ("everything, times", ">= 10", f"{standard.wall / whole.wall:.1f}"),
        ("  the same in processor time", "", f"{_times(standard, whole):.1f}"),
        ("everything / native parsing", "<= 2.5", f"{whole.processor / parsing:.1f}"),
        ("  and handing over", "", f"{whole.processor / (parsing + asking):.1f}"),
        ("most memory, MB", "< 400", f"{most:.0f}"),
    ):
        print(f"{what:32}{bar:>8}{shown:>8}")


def show_commands(sides: list[Side]) -> None:
    """What each command took, and the grown mailbox's share of reading all of it.

    An unchanged one takes what every command takes to start, and to open the archive.
    """
    print(f"{'cultivate import':32}{'wall s':>8}{'cpu s':>8}")
    for side in sides:
        print(f"{side.name:32}{side.wall:8.2f}{side.processor:8.2f}  {side.did}")
    whole, same, grown = sides
    wall = (grown.wall - same.wall) / whole.wall
    processor = (grown.processor - same.processor) / whole.processor
    print(f"{'grown, beyond its start: <= 3%':32}{wall:8.1%}{processor:8.1%}")


def _times(standard: Side, side: Side) -> float:
    return standard.processor / side.processor


if __name__ == "__main__" and not answer(WAYS):
    words = sys.argv[1:]
    only = words.pop(words.index("--only") + 1) if "--only" in words else ""
    sizes = [float(each) for each in words if not each.startswith("--")]
    main(sizes[0] if sizes else BIG if "--big" in words else MODEST, only)
