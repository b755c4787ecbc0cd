"""Write senders.csv, the labelled senders; the same bytes every time.

python -m tests.machines.generate
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import TextIO

from tests.machines import automata, people
from tests.machines.words import HERE, Row, Words

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "zh")
SENDERS = HERE / "senders.csv"


def senders() -> Iterator[Row]:
    """Every scenario in every language."""
    for language in LANGUAGES:
        words = Words(language)
        for scenario in (*people.SCENARIOS, *automata.SCENARIOS):
            yield from scenario(words)


def write(out: TextIO) -> None:
    """The rows as CSV, columns named in the first line."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(field.name for field in fields(Row))
    table.writerows(astuple(row) for row in senders())


if __name__ == "__main__":
    with SENDERS.open("w", encoding="utf-8", newline="") as file:
        write(file)
    sys.stdout.write(f"{SENDERS.name}\n")
