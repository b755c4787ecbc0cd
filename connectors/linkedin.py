"""LinkedIn data exports: connections, messages, invitations and what was said.

Export: on LinkedIn: Me, Settings & Privacy, Data privacy, Get a copy of your data;
choose the larger archive, wait for the mail (a day at most), and import the zip as
it is. Single tables of it are read too, and the unpacked folder.

Spec: https://www.linkedin.com/help/linkedin/answer/a1339364 lists the tables; their
columns are nowhere written down.

Rotten: every table writes dates its own way, invitations the American one without a
zone (the owner's is taken). A note stands above the connections. E-mail addresses
are missing but for a few; company and position are those of the day of the export,
so that two exports show who changed jobs. Members who hide themselves leave a bare
date. Tables do not say who the owner is; in tables of before 2023 people have names
only. Nothing tells which of the connections know each other. What messages say is
looked at for questions and thanks, and never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from . import Extracted, Problem, Reading
from ._linkedin_circle import Circle
from ._linkedin_own import read_addresses, read_profile, read_stations
from ._linkedin_owner import survey
from ._linkedin_people import read_address_book, read_connections, read_notes
from ._linkedin_tables import Export, is_export, is_table, open_exports
from ._linkedin_touches import Touches
from ._linkedin_words import exported_on

extractor_version = 2
whole_state = True

# a complete export has them; without them, what is missing has not been deleted
EXPECTED = ("connections", "messages")
TOUCHING = {"messages", "invitations"}  # whose rows have the owner on one side


def identify(path: Path) -> bool:
    """A table by its headings, or a folder that holds nothing but an export."""
    return is_export(path) if path.is_dir() else is_table(path)


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """Cards first, then touches, then everybody in these who has no card.

    Raises SourceError when none of LinkedIn's tables is there.
    """
    exports, problems = open_exports(path, reading.region)
    yield from problems
    circle = survey(exports)
    kinds = {export.kind for export in exports}
    if path.is_dir():
        yield from _missing(kinds)
    if kinds & TOUCHING and not circle.owner:
        yield _whose()
    for export in sorted(exports, key=lambda export: export.kind != "connections"):
        yield from export.unknown_columns()
        yield from _reader(export, path, circle, reading)(export)
    yield from circle.records()


def _reader(
    export: Export, path: Path, circle: Circle, reading: Reading
) -> Callable[[Export], Iterator[Extracted]]:
    name = f"{path.parent.name}/{path.name}"
    exported = exported_on(name, reading.zone)
    readers: dict[str, Callable[[Export], Iterator[Extracted]]] = {
        "connections": partial(
            read_connections, circle=circle, exported=exported, zone=reading.zone
        ),
        "contacts": read_address_book,
        "imported": read_address_book,
        "notes": read_notes,
        "profile": partial(read_profile, circle=circle),
        "emails": read_addresses,
        "phones": read_addresses,
        "positions": partial(read_stations, zone=reading.zone),
        "education": partial(read_stations, zone=reading.zone),
    }
    return readers.get(export.kind) or Touches(circle, reading).read


def _missing(kinds: set[str]) -> Iterator[Problem]:
    for kind in EXPECTED:
        if kind not in kinds:
            why = "what is known of them stays as it is"
            cure = "ask LinkedIn for the larger data archive, if you want them"
            yield Problem("export", f"there are no {kind} in it", why, cure)


def _whose() -> Problem:
    return Problem(
        "export",
        "it does not show whose export it is",
        "what you wrote cannot be told from what you got",
        "import the whole export, with Profile.csv and Invitations.csv",
        loses=False,
    )
