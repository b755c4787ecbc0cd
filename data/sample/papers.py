"""What the owner keeps by hand: settings, journal, decisions; and the truth."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib

from cards import keys
from cast import (
    AS_OF,
    HERE,
    LEFT,
    NEW_ADDRESS,
    OLD_ADDRESS,
    OWNER,
    OWNER_PHONE,
    Person,
    uid,
)

SETTINGS = f"""# The settings of an invented person's home, for the demo and the tests.

[owner]
name = "{OWNER}"
emails = ["{NEW_ADDRESS}", "{OLD_ADDRESS}"]
phones = ["{OWNER_PHONE}"]
stage = "changing"
timezone = "Europe/Madrid"
region = "ES"
"""


def read(name: str) -> str:
    """A hand-written file of this folder."""
    return (HERE / name).read_text(encoding="utf-8")


def decisions() -> str:
    """decisions.csv: the owner's word, each line with its own id."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(
        ("id", "happened_at", "verb", "record_a", "record_b", "value", "note")
    )
    for number, (at, verb, who, value, note, *goal) in enumerate(_word(), start=1):
        when = f"{at}:00+0{'2' if '03-29' <= at[5:10] < '10-25' else '1'}:00"
        about = (_record(who), *(goal or [""]))
        rows.writerow((f"d{number}", when, verb, *about, value, note))
    return out.getvalue()


def truth(cast: dict[str, Person], counts: dict[str, int]) -> str:
    """truth.json: who is who, and what was planted, for the tests."""
    journal = read("journal.md")
    persons = {
        key: {
            "name": person.latin,
            "cards": keys(person),
            "emails": person.emails,
            "journal": _journal_names(person, journal),
        }
        for key, person in cast.items()
    }
    told = {
        "as_of": AS_OF.isoformat(),
        "owner": {"name": OWNER, "emails": [NEW_ADDRESS, OLD_ADDRESS]},
        "left_work": LEFT.isoformat(),
        "counts": counts,
        "planted": tomllib.loads(read("planted.toml")),
        "people": persons,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _journal_names(person: Person, journal: str) -> list[str]:
    """The names, without an address, by which the journal speaks of this person."""
    fn = [card["fn"] for card in person.cards.values() if "fn" in card]
    spoken = {person.name, person.latin, *person.display, *fn}
    known = {name for name in spoken if " " in name}
    return sorted(name for name in known if re.search(rf"{name}(?! <)\b", journal))


def _word() -> list[list[str]]:
    told: list[list[str]] = tomllib.loads(read("word.toml"))["decisions"]
    return told


def _record(who: str) -> str:
    if not who:
        return ""
    if who.startswith("@"):
        return f"mbox/default/{who[1:]}"
    book, _, key = who.partition("/")
    return f"vcard/{book}/{uid(book, key)}"
