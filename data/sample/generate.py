"""Write an invented person's world: run it twice, get the same bytes.

    python data/sample/generate.py [FOLDER]

FOLDER is this folder when not named. Everybody is in cast.toml, what they say in
phrases.toml, what is planted in scenes.toml, meetings.toml and the hand-written
journal.md and word.toml; planted.toml sums it up for the tests.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from cards import book
from cast import AS_OF, BOOKS, HERE, ZONE, Person, people, utc
from machines import calendar_notices, list_mail, machine_mail, replies_of_machines
from meetings import calendar, events
from papers import SETTINGS, decisions, read, truth
from post import Letter, write_eml, write_maildir, write_mbox
from rhythms import everyday
from scenes import planted, saved

SEED = "clara-2026"
PHONE_FROM = datetime(2026, 11, 1, tzinfo=ZONE)
ARCHIVE_UNTIL = datetime(2025, 5, 1, tzinfo=ZONE)
# what a mailbox program moved out of sight before the two years begin
OLD_UNTIL = datetime(2023, 1, 1, tzinfo=ZONE)


def all_letters(cast: dict[str, Person]) -> tuple[list[Letter], dict[str, Letter]]:
    """Every message once, up to the day itself, and the planted ones by id."""
    scenes = planted(cast)
    letters = [letter for person in cast.values() for letter in everyday(person, SEED)]
    letters += scenes.values()
    letters += [*machine_mail(SEED), *replies_of_machines(scenes)]
    letters += [*list_mail(cast, SEED), *calendar_notices()]
    known = {letter.message_id: letter for letter in letters if _before_as_of(letter)}
    if len(known) < sum(map(_before_as_of, letters)):
        raise ValueError("two letters share a Message-ID; change the seed")
    return list(known.values()), scenes


def write(folder: Path) -> None:
    """Write the whole sample into the folder."""
    cast = people()
    letters, scenes = all_letters(cast)
    inbox = folder / "inbox"
    for name in BOOKS:
        _write(inbox / "vcard" / name / f"{name}.vcf", book(name, cast))
    older = book("google", cast, old=True)
    _write(inbox / "vcard" / "google" / "google-2026-04-05.vcf", older)
    _write(inbox / "icalendar" / "default" / "work.ics", calendar(cast))
    copies = _write_mail(inbox, letters)
    write_eml(inbox / "eml" / "default", saved(scenes))
    _write(folder / "cultivate.toml", SETTINGS)
    journal = read("journal.md")
    _write(folder / "journal.md", journal)
    _write(folder / "decisions.csv", decisions())
    counts = {
        "letters": len(letters),
        "sent": sum(letter.sent for letter in letters),
        "copies": copies + len(saved(scenes)),
        "events": len(events()),
        "journal_lines": sum(line.startswith("- ") for line in journal.splitlines()),
    } | {name: book(name, cast).count("BEGIN:VCARD") for name in BOOKS}
    _write(folder / "truth.json", truth(cast, counts))


def _write_mail(inbox: Path, letters: list[Letter]) -> int:
    """Inbox and Sent, an overlapping archive, the phone's Maildir; its copies."""
    mbox = inbox / "mbox" / "default"
    current = [letter for letter in letters if letter.at >= OLD_UNTIL]
    archive = [letter for letter in letters if letter.at < ARCHIVE_UNTIL]
    phone = [letter for letter in letters if letter.at >= PHONE_FROM]
    write_mbox(mbox / "Inbox.mbox", [one for one in current if not one.sent])
    write_mbox(mbox / "Sent.mbox", [one for one in current if one.sent])
    write_mbox(mbox / "Archive.mbox", archive, copy=True)
    write_maildir(inbox / "maildir" / "default" / "Mail", phone)
    return len(archive) - (len(letters) - len(current)) + len(phone)


def _before_as_of(letter: Letter) -> bool:
    return utc(letter.at).date() <= AS_OF


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
