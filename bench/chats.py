"""Chats and texts side by side: reading an export against only reading its file.

Writes an invented WhatsApp chat, a Telegram export and a backup of texts whose
pictures make most of its bytes to a temporary folder, and takes each in by three
ways, each in a process of its own: the file's bytes and no more, what the connector
says of it, and that in an archive. Memory that stands still while the file grows is
the point: the quarter beside the whole shows it.

    python bench/chats.py [--big]
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import connectors
from connectors import Interaction, Reading
from flows import warehouse
from flows.raw import Batches
from flows.settings import Home

CHUNK = 1 << 20
READING = Reading("bench", ZoneInfo("UTC"), "ES", owner_names=("Robin Vale",))
WORDS = ("boat", "leaves", "Friday", "shall", "we", "thanks for", "that", "map", "see")
PICTURE = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVph" * 28_000  # about 1 MB
START = datetime(2015, 1, 13, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """One kind of export: how much of it is modest and big, and who writes it."""

    source: str
    file: str
    modest: int
    big: int
    unit: str
    write: Callable[[Path, int], None]


def _text(dice: random.Random) -> str:
    mark = dice.choice((".", "?", "!", ""))
    return " ".join(dice.choices(WORDS, k=dice.randint(1, 14))) + mark


def write_whatsapp(path: Path, lines: int) -> None:
    """A chat of four people, a line a message."""
    dice = random.Random(1)
    people = ("Robin Vale", "Ana Okafor", "Wei Chen", "+34 600 555 123")
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            when = START + timedelta(minutes=4 * number)
            who = dice.choice(people)
            file.write(f"{when:%d/%m/%Y, %H:%M} - {who}: {_text(dice)}\n")


def write_telegram(path: Path, messages: int) -> None:
    """Chats of a thousand messages with one person each."""
    dice = random.Random(2)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"about": "Telegram", "personal_information": {"user_id": 1},')
        file.write('"chats": {"list": [')
        for number in range(messages):
            chat, place = divmod(number, 1000)
            other = chat + 2
            if place == 0:
                head = {"name": f"No {other}", "type": "personal_chat", "id": other}
                start = json.dumps(head)[:-1] + ', "messages": ['
                file.write(("]}," if chat else "") + start)
            who = dice.choice((1, other))
            said = {
                "id": place, "type": "message",
                "date_unixtime": str(1_500_000_000 + 60 * number),
                "from": f"No {who}", "from_id": f"user{who}", "text": _text(dice),
            }  # fmt: skip
            file.write(("," if place else "") + json.dumps(said))
        file.write("]}]}}")


def write_sms(path: Path, megabytes: int) -> None:
    """Ten texts, and then a message with a picture of a megabyte, again and again."""
    dice = random.Random(3)
    with path.open("w", encoding="utf-8") as file:
        file.write("<?xml version='1.0' encoding='UTF-8'?>\n<smses>\n")
        for number in range(megabytes):
            stamp = 1_500_000_000_000 + number * 3_600_000
            number_ = f"+346005{dice.randrange(55000, 56000)}"
            for place in range(10):
                file.write(
                    f'<sms address="{number_}" date="{stamp + place * 60_000}" '
                    f'type="{dice.randint(1, 2)}" body="{_text(dice)} &#55357;&#56832;"'
                    ' contact_name="Somebody" />\n'
                )
            file.write(
                f'<mms date="{stamp + 700_000}" msg_box="1" address="{number_}"><parts>'
                f'<part ct="image/jpeg" data="{PICTURE}" /></parts></mms>\n'
            )
        file.write("</smses>\n")


KINDS = (
    Kind("whatsapp", "chat.txt", 100_000, 1_000_000, "lines", write_whatsapp),
    Kind("telegram", "result.json", 100_000, 1_000_000, "messages", write_telegram),
    Kind("sms_backup", "sms-1.xml", 200, 2_000, "MB", write_sms),
)


def only_read(_: str, path: Path) -> str:
    """The file's bytes, and no more."""
    with path.open("rb") as file:
        size = sum(len(chunk) for chunk in iter(lambda: file.read(CHUNK), b""))
    return f"{size / 1e6:,.0f} MB"


def extract(source: str, path: Path) -> str:
    """What the connector says of it, each thing let go at once."""
    connector = connectors.discover()[source]
    said = connector.extract(path, READING)
    return f"{sum(isinstance(t, Interaction) for t in said):,} touches"


def take_in(source: str, path: Path) -> str:
    """That in an archive."""
    home = Home(Path(tempfile.mkdtemp(dir=path.parent)))
    home.path.chmod(0o700)
    with warehouse.open_archive(home) as con:
        batches = Batches(con, 1, path, "ES")
        batches.begin(source, "bench")
        for said in connectors.discover()[source].extract(path, READING):
            batches.add(said)
        batches.merge()
        batches.commit()
    return f"{batches.new_interactions:,} touches, {batches.new_records:,} people"


WAYS: dict[str, Callable[[str, Path], str]] = {
    "only read": only_read, "extract": extract, "into an archive": take_in,
}  # fmt: skip


def main(*, big: bool) -> None:
    """Write each export, take it in by each way and print the table."""
    print(f"{'':34}{'seconds':>9}{'times':>7}{'MB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for line in measure_kind(
                kind, Path(folder), kind.big if big else kind.modest
            ):
                print(line, flush=True)


def measure_kind(kind: Kind, folder: Path, amount: int) -> Iterator[str]:
    """The ways over the whole; extracting a quarter shows whether memory grows."""
    path = folder / kind.file
    kind.write(path, amount // 4)
    _, memory, _ = measure("extract", kind.source, path)
    yield f"{kind.source}, {amount // 4:,} {kind.unit}: extract takes {memory:.0f} MB"
    kind.write(path, amount)
    first = 0.0
    for way in WAYS:
        seconds, memory, did = measure(way, kind.source, path)
        first = first or seconds
        name = f"{kind.source}, {amount:,} {kind.unit}: {way}"
        yield f"{name:42}{seconds:9.2f}{seconds / first:7.0f}{memory:6.0f}  {did}"
    path.unlink()


def measure(way: str, source: str, path: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and what was done, in a new process."""
    command = [sys.executable, __file__, "--way", way, source, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, kilobytes, did = said.strip().split(" ", 2)
    return float(seconds), float(kilobytes) / 1024, did


def read_once(way: str, source: str, path: Path) -> None:
    """Take it in, and say how long it took and the most memory it had."""
    connectors.discover()
    began = time.perf_counter()
    did = WAYS[way](source, path)
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{seconds:.6f} {most} {did}")


if __name__ == "__main__":
    if "--way" in sys.argv:
        read_once(sys.argv[-3], sys.argv[-2], Path(sys.argv[-1]))
    else:
        main(big="--big" in sys.argv)
