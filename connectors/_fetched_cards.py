"""Cards that were fetched, read like those of an address book's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from . import ContactRecord, Extracted, Problem, Reading
from ._fetched_objects import as_text, choose_lines, look_through, told_problems
from ._vcard import CardReader
from ._vcard_text import text_lines

_CARD = re.compile(r"(?i)BEGIN\s*:\s*VCARD")
_UID = re.compile(r"(?im)^UID(?:;[^:\r\n]*)?:[ \t]*([^\r\n]*)")


def extract_cards(
    path: Path, reading: Reading, to_text: Callable[[str], str] = str
) -> Iterator[Extracted]:
    """What stands now, what could not be read, and what stands no more.

    to_text: makes what the server gave into text of the usual format; ValueError for
    what is none.
    """
    standing = look_through(path)
    yield from told_problems(standing)
    reader = CardReader(reading.zone)
    keys: set[str] = set()
    uids: set[str] = set()
    for one in choose_lines(path, standing.live):
        place = one.place
        card = as_text(to_text, one.raw)
        if not _CARD.search(card):
            yield _no_card(place)
            continue
        for said in reader.read(text_lines(card)):
            if isinstance(said, ContactRecord):
                keys.add(said.source_key)
                yield replace(said, found_at=place)
            else:
                yield replace(said, place=place)
        yield from _twice(place, card, uids)
    for one in choose_lines(path, standing.past):
        # each alone: what it once said has a key of its own
        for said in CardReader(reading.zone).read(
            text_lines(as_text(to_text, one.raw))
        ):
            if isinstance(said, ContactRecord) and said.source_key not in keys:
                keys.add(said.source_key)
                yield ContactRecord(
                    source_key=said.source_key,
                    found_at=one.place,
                    deleted=True,
                )


def _no_card(place: str) -> Problem:
    return Problem(
        place,
        "what the server gave is no card",
        "it was left out",
        "open it where you keep it and save it again, or delete it there",
    )


def _twice(place: str, raw: str, uids: set[str]) -> Iterator[Problem]:
    """Two items of one UID: servers must not have them, and some do."""
    found = _UID.search(raw)
    if found and found[1] in uids:
        yield Problem(
            place,
            "another item on the server has the same UID",
            "both count, as one if they say the same",
            "delete one of the two where you keep them",
            loses=False,
        )
    if found:
        uids.add(found[1])
