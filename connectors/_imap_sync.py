"""From one fetch of a mailbox to the next: what is new, and what has gone.

The cursor holds for every folder its UIDVALIDITY, the next UID to ask for, its
HIGHESTMODSEQ and the UIDs seen, as ranges; and under `gone` the places whose messages
have gone and are not buried yet, so that a fetch that is killed forgets none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from . import Account, SourceError
from ._fetched import MESSAGES, Cursor, Drop
from ._fetched_mail import bury, entry, look_at, lost
from ._imap_answers import Folder, Letter, Listed
from ._imap_wire import Server
from ._mail_labels import meaning_of
from ._ranges import Ranges

BATCH = 500
_UNREAD = {"\\junk", "\\trash", "\\drafts", "\\flagged", "\\important"}


def sync(account: Account, server: Server, cursor: Cursor, into: Drop) -> Cursor:
    """Append what is new in every folder chosen; gives the next cursor."""
    state: Cursor = {"folders": {}, "gone": {}, **deepcopy(cursor)}
    sent: set[bytes] = set()
    wanted = account.options.folders
    chosen = server.folders(lambda listed: choose(listed, wanted, sent))
    _check_there(wanted, chosen)
    there = {_key(folder.wire): folder for folder in chosen}
    for key in [key for key in state["folders"] if key not in there]:
        _lose(state, key)
    for key, folder in there.items():
        labels = ("sent",) if folder.wire in sent else ()
        _sync_folder(account, server, state, key, folder, labels, into)
    if state["gone"]:
        into.checkpoint(state)
        if not account.options.keep_deleted:
            bury(into, *_questions(state))
        state["gone"] = {}
    return state


def _check_there(wanted: tuple[str, ...], chosen: list[Folder]) -> None:
    """A slip of the pen or of the server must not look as if all mail had gone."""
    if set(map(_plain, wanted)) - {_plain(folder.name) for folder in chosen}:
        raise SourceError(
            "a folder named in the settings is not there",
            "write the names in folders as the server has them, such as INBOX or "
            "Lists/Rowing",
        )
    if not chosen:
        raise SourceError("the server shows no folder of mail", "try again later")


def _plain(name: str) -> str:
    """A name to compare: only INBOX may be written in any case (RFC 3501, 5.1)."""
    return "INBOX" if name.upper() == "INBOX" else name


def choose(
    listed: list[Listed], wanted: tuple[str, ...], sent: set[bytes]
) -> list[Listed]:
    """The folders to read; those of sent mail are put into `sent`.

    By the flags of RFC 6154; where a server has none, by the folders' names. A folder
    that holds all mail stands for every other one but that of sent mail.
    """
    flagged = any(one.flags & (_UNREAD | {"\\sent", "\\all"}) for one in listed)

    def is_sent(one: Listed) -> bool:
        if flagged:
            return "\\sent" in one.flags
        return meaning_of(one.name) == "sent"

    sent.update(one.wire for one in listed if is_sent(one))
    if wanted:
        return [one for one in listed if _plain(one.name) in map(_plain, wanted)]
    whole = [one for one in listed if "\\all" in one.flags]
    if whole:
        return whole + [one for one in listed if one.wire in sent]
    return [
        one
        for one in listed
        if not one.flags & _UNREAD
        and meaning_of(one.name) not in {"spam", "trash", "draft"}
    ]


def _sync_folder(
    account: Account,
    server: Server,
    state: Cursor,
    key: str,
    folder: Folder,
    labels: tuple[str, ...],
    into: Drop,
) -> None:
    known = state["folders"].get(key)
    if known and known["validity"] != folder.validity:
        _lose(state, key)  # the server counts anew: no UID means what it meant
        known = None
    if known is None:
        known = {"validity": folder.validity, "next": 1, "modseq": 0, "seen": ""}
        state["folders"][key] = known
    elif _is_as_it_was(known, folder):
        return
    server.look_into(folder)
    if folder.next_uid > known["next"] or not folder.next_uid:
        _fetch_new(account, server, state, key, labels, into)
    _notice_gone(server, state, key, folder)
    known["modseq"] = folder.modseq


def _is_as_it_was(known: dict[str, Any], folder: Folder) -> bool:
    """Nothing has come and nothing has gone; a changed flag is nothing to us.

    Without QRESYNC a deletion need not raise HIGHESTMODSEQ: it is not looked at.
    """
    if known["next"] != folder.next_uid or not folder.next_uid:
        return False
    return len(Ranges.read(known["seen"])) == folder.messages


def _fetch_new(
    account: Account,
    server: Server,
    state: Cursor,
    key: str,
    labels: tuple[str, ...],
    into: Drop,
) -> None:
    known = state["folders"][key]
    limit = account.options.text_limit if account.options.text else 0
    seen = Ranges.read(known["seen"])
    # texts are larger: fewer at a time, so that no batch fills the memory
    batches = server.uids(known["next"]).batches(100 if limit else BATCH)
    for batch, letters in server.letters(batches, limit):
        for letter in letters:
            if b"\\draft" not in letter.flags:
                place = f"{key}/{known['validity']}/{letter.uid}"
                into.append(MESSAGES, _entry(place, letter, labels, looked=bool(limit)))
        seen |= batch
        known["next"], known["seen"] = batch.last + 1, str(seen)
        into.checkpoint(state)


def _entry(
    place: str, letter: Letter, labels: tuple[str, ...], *, looked: bool
) -> bytes:
    if letter.head is None:
        return lost(place)
    said = look_at(letter.head, letter.text, labels) if looked else "-"
    return entry(place, letter.head, letter.arrived, labels, said)


def _notice_gone(server: Server, state: Cursor, key: str, folder: Folder) -> None:
    """Compare what was seen with what is there, the cheapest way the server has."""
    known = state["folders"][key]
    seen = Ranges.read(known["seen"])
    known["next"] = max(known["next"], folder.next_uid)
    if server.quick and known["modseq"]:
        gone = seen & server.vanished(folder, known["modseq"])
    elif len(seen) == folder.messages:
        return
    else:
        gone = seen - server.uids(1)
    known["seen"] = str(seen - gone)
    _add_gone(state, key, known["validity"], gone)


def _lose(state: Cursor, key: str) -> None:
    """A folder that is no longer what it was: everything seen there has gone."""
    known = state["folders"].pop(key)
    _add_gone(state, key, known["validity"], Ranges.read(known["seen"]))


def _add_gone(state: Cursor, key: str, validity: int, gone: Ranges) -> None:
    if gone:
        place = f"{key}/{validity}"
        before = Ranges.read(state["gone"].get(place, ""))
        state["gone"][place] = str(before | gone)


def _questions(state: Cursor) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Of a place: whether its message has gone, and whether it still stands."""
    gone = {place: Ranges.read(said) for place, said in state["gone"].items()}
    live = {
        f"{key}/{known['validity']}": Ranges.read(known["seen"])
        for key, known in state["folders"].items()
    }

    def is_in(places: dict[str, Ranges]) -> Callable[[str], bool]:
        def answer(place: str) -> bool:
            folder, _, uid = place.rpartition("/")
            return uid.isdecimal() and int(uid) in places.get(folder, Ranges())

        return answer

    return is_in(gone), is_in(live)


def _key(wire: bytes) -> str:
    """A folder's name as a short word: names may say much of their owner."""
    return hashlib.blake2b(wire, digest_size=6).hexdigest()
