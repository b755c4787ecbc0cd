"""An address book side by side: this house against vobject alone.

Writes an invented book of all three versions (seeded; a tenth with photos) and
reads it by each way, each in a process of its own. Then compares the fields of
both readings, card by card. At last it looks at memory, of a book and of one ten times
as large, as cards and as Google's table.

    python bench/books.py [CARDS] [--big]
    python bench/books.py [CARDS] --memory
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import vobject
from _book import invent, invent_rows
from _flat import Source, show_memory
from _ways import (
    Way,
    answer,
    collect,
    measure_all,
    only_memory,
    show,
    size_asked,
)

from connectors import ContactRecord, Reading, vcard

MODEST, BIG = 5_000, 50_000
FLAT = 30_000
READING = Reading("bench", ZoneInfo("UTC"))


def by_vobject(path: Path) -> Iterator[Any]:
    """As a script would read it."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from vobject.readComponents(stream, allowQP=True)


def loop(path: Path) -> str:
    return f"{sum(1 for _ in by_vobject(path)):,} cards"


def read(path: Path) -> str:
    return f"{sum(1 for _ in vcard.extract(path, READING)):,} records"


def compare(path: Path) -> str:
    """How many cards say the same both ways, in what vobject reads right."""
    ours = (
        one for one in vcard.extract(path, READING) if isinstance(one, ContactRecord)
    )
    pairs = zip(by_vobject(path), ours, strict=True)
    return f"{sum(_are_equal(*pair) for pair in pairs):,} cards are equal both ways"


def _are_equal(theirs: Any, ours: ContactRecord) -> bool:
    said = theirs.contents
    texts = {
        name: [line.value for line in said.get(name, ())]
        for name in ("fn", "email", "tel", "title", "note")
    }
    organisation = [line.value[0] for line in said.get("org", ())]
    return (
        texts["fn"] == [ours.name]
        and sorted(texts["email"]) == sorted(ours.emails)
        and texts["tel"] == [*ours.phones]
        and texts["title"] == [ours.title] * bool(ours.title)
        and texts["note"] == [ours.note] * bool(ours.note)
        and organisation == [ours.organisation] * bool(ours.organisation)
        and said["n"][0].value.family == ours.family_name
    )


night = partial(collect, source="vcard")
WAYS: dict[str, Way] = {
    "vobject alone": loop,
    "read": read,
    "into an archive": night,
    "unchanged": night,
    "touched": night,
    "fields": compare,
    "1% changed": night,
}
INTO = {
    f"{source} into an archive": partial(collect, source=source)
    for source in ("vcard", "google_csv")
}


def main(cards: int) -> None:
    """Write the book, read it by each way and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.vcf"
        sides = measure_all(__file__, WAYS, path, partial(_write, path, cards))
        title = f"{cards:,} cards; times = how much quicker than vobject alone"
        show(title, [side for side in sides if side.name != "fields"])
        print(*(side.did for side in sides if side.name == "fields"))


def _write(path: Path, cards: int, hundredths: int = 0) -> None:
    """The book; so many hundredths of the cards changed in their names."""
    changed = cards * hundredths // 100
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, card in enumerate(invent(random.Random(5), cards)):
            file.write(
                card.replace("\r\nFN", "\r\nROLE:New\r\nFN")
                if number < changed
                else card
            )


def _write_table(path: Path, cards: int, _: int) -> None:
    """The book as Google exports it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(invent_rows(random.Random(5), cards))


def memory(cards: int) -> None:
    """Print what a book needs, and one ten times as large."""
    table = Source("google_csv", "contacts.csv", _write_table, again=False)
    show_memory(__file__, cards, [Source("vcard", "book.vcf", _write), table])


if __name__ == "__main__" and not answer(WAYS | INTO):
    if only_memory():
        memory(size_asked(FLAT, BIG))
    else:
        main(size_asked(MODEST, BIG))
        memory(FLAT)
