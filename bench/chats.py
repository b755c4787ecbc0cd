"""Chats and texts side by side: reading an export against only reading its file.

Writes an invented WhatsApp chat, a Telegram export and a backup of texts whose
pictures make most of its bytes, a tenth of each and the whole, and takes it in by
each way, in a process of its own. Memory that stands still while the file grows is
the point: the tenth beside the whole shows it.

    python bench/chats.py [--big]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from _ways import Side, Way, answer, collect, measure

import connectors
from connectors import Interaction, Reading

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


def only_read(path: Path) -> str:
    """The file's bytes, and no more."""
    with path.open("rb") as file:
        size = sum(len(chunk) for chunk in iter(lambda: file.read(CHUNK), b""))
    return f"{size / 1e6:,.0f} MB"


def extract(path: Path, source: str) -> str:
    """What the connector says of it, each thing let go at once."""
    said = connectors.discover()[source].extract(path, READING)
    return f"{sum(isinstance(t, Interaction) for t in said):,} touches"


WAYS: dict[str, Way] = {"only read": only_read}
for _kind in KINDS:
    WAYS[f"{_kind.source}: extract"] = partial(extract, source=_kind.source)
    night = partial(collect, source=_kind.source)
    for _name in ("into an archive", "the same again", "a line more"):
        WAYS[f"{_kind.source}: {_name}"] = night


def main(*, big: bool) -> None:
    """Write each export, take it in by each way and print the tables."""
    for kind in KINDS:
        whole = kind.big if big else kind.modest
        for amount in (whole // 10, whole):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / kind.file
                sides = measure_kind(kind, path, amount)
                show(f"{kind.source}, {amount:,} {kind.unit}", sides, path)


def measure_kind(kind: Kind, path: Path, amount: int) -> list[Side]:
    """The ways over one export."""
    kind.write(path, amount)
    sides = [measure(__file__, "only read", path)]
    for name in WAYS:
        if not name.startswith(kind.source):
            continue
        if name.endswith("a line more"):
            kind.write(path, amount + 1)
        side = measure(__file__, name, path)
        sides.append(side._replace(name=name.partition(": ")[2]))
    return sides


def show(title: str, sides: list[Side], path: Path) -> None:
    """The table; MB/s of the file by the wall's clock, MB of memory."""
    size = path.stat().st_size / 1e6
    print(f"{title:32}{'wall s':>8}{'cpu s':>8}{'MB/s':>8}{'MB':>6}")
    for side in sides:
        print(
            f"{side.name:32}{side.wall:8.2f}{side.processor:8.2f}"
            f"{size / side.wall:8.1f}{side.memory / 1e6:6.0f}  {side.did}"
        )


if __name__ == "__main__" and not answer(WAYS):
    main(big="--big" in sys.argv)
