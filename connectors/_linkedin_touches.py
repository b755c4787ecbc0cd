"""The touches of a LinkedIn export: messages, invitations, endorsements, words."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from . import Interaction, Participant, Problem, Reading
from ._linkedin_circle import Circle, digest
from ._linkedin_tables import Export
from ._linkedin_words import (
    ENDORSEMENT_TIME,
    MINUTE,
    profile_keys,
    profile_url,
    read_message_time,
    read_moment,
    split_names,
)
from ._text import read_signals

SPONSORED = '<p class="spinmail-quill-editor__spin-break">'
_TAG = re.compile(r"<[^>]*>")
_CURE = "get the export from LinkedIn again, and do not save it in a spreadsheet"


@dataclass
class Touches:
    """Reads the touches of one export.

    circle: notes everybody in them. Rows that touch nobody are counted.
    """

    circle: Circle
    reading: Reading
    _nobody: int = 0
    _thread: str = ""
    _equal: Counter[str] = field(default_factory=Counter)

    def read(self, export: Export) -> Iterator[Interaction | Problem]:
        """A touch a message, invitation, day of endorsements or recommendation."""
        read_row = {
            "messages": self._message,
            "invitations": self._invitation,
            "endorsements_received": self._endorsement,
            "endorsements_given": self._endorsement,
            "recommendations": self._recommendation,
        }[export.kind]
        self._nobody, self._equal = 0, Counter()
        for row in export.rows():
            if isinstance(row, Problem):
                yield row
            elif touch := read_row(export, *row):
                yield touch
        if self._nobody:
            what = f"rows with nobody who still has a profile: {self._nobody:,}"
            cure = "nothing: LinkedIn names them no more"
            place = f"{export.place}rows"
            yield Problem(place, what, "they are not counted", cure, loses=False)

    def _message(
        self, _: Export, place: str, cells: dict[str, str]
    ) -> Interaction | Problem | None:
        """Drafts and spam are no messages; contents are looked at, never kept."""
        drafts = cells.get("ismessagedraft", ""), cells.get("isconversationdraft", "")
        folder = cells.get("folder", "").lower()
        if "yes" in map(str.lower, drafts) or folder == "spam":
            return None
        when = read_message_time(cells.get("date", ""))
        if when is None:
            return _undated(place)
        content = cells.get("content", "")
        sponsored = content.startswith(SPONSORED) and not cells.get("senderprofileurl")
        sender = self._sender(place, cells, sponsored=sponsored)
        others = self._recipients(place, cells)
        thread = cells.get("conversationid", "")
        key = self._numbered(thread, digest(thread, f"{when.timestamp():.0f}", sender))
        return self._touch(
            (sender, others),
            source_key=f"message:{key}",
            happened_at=when,
            channel="message",
            subject=cells.get("subject", ""),
            thread_key=f"linkedin:{thread}" if thread else "",
            bulk_rule="sponsored" if sponsored else "",
            labels=(folder,) if folder else (),
            has_attachment=bool(cells.get("attachments")),
            found_at=place,
            **self._signals(content, cells.get("subject", ""), len(others)),
        )

    def _sender(self, place: str, cells: dict[str, str], *, sponsored: bool) -> str:
        name = cells.get("from", "")
        if sponsored:
            return self.circle.note_sponsor(name, place)
        return self.circle.note(name, cells.get("senderprofileurl", ""), place)

    def _recipients(self, place: str, cells: dict[str, str]) -> list[str]:
        """By profile where there are any, with their names where these are as many."""
        keys = profile_keys(cells.get("recipientprofileurls", ""))
        names = [cells.get("to", "")]
        if len(keys) != 1:
            names = split_names(names[0])
        if keys and len(names) != len(keys):
            names = [""] * len(keys)
        urls = [profile_url(key) for key in keys] or [""] * len(names)
        noted = [
            self.circle.note(name, url, place)
            for name, url in zip(names, urls, strict=True)
        ]
        return list(dict.fromkeys(filter(None, noted)))

    def _numbered(self, thread: str, key: str) -> str:
        """The key and which of its equals; messages of a thread stand together."""
        if thread != self._thread:
            self._thread = thread
            self._equal.clear()
        self._equal[key] += 1
        return f"{key}/{self._equal[key]}"

    def _invitation(
        self, _: Export, place: str, cells: dict[str, str]
    ) -> Interaction | Problem | None:
        when = read_moment(cells.get("sentat", ""), MINUTE, self.reading.zone)
        if when is None:
            return _undated(place)
        inviter = self._note(place, cells, "from", "inviterprofileurl")
        invited = self._note(place, cells, "to", "inviteeprofileurl")
        key = digest("invitation", inviter, invited, f"{when.timestamp():.0f}")
        said = {"INCOMING": "in", "OUTGOING": "out"}
        return self._touch(
            (inviter, [invited] if invited else []),
            said.get(cells.get("direction", "").upper(), ""),
            source_key=f"invitation:{key}",
            happened_at=when,
            subject="invitation",
            found_at=place,
            **self._signals(cells.get("message", ""), "", 1),
        )

    def _note(self, place: str, cells: dict[str, str], name: str, url: str) -> str:
        return self.circle.note(cells.get(name, ""), cells.get(url, ""), place)

    def _endorsement(
        self, export: Export, place: str, cells: dict[str, str]
    ) -> Interaction | Problem | None:
        """Several skills endorsed on one day are one touch."""
        when = read_moment(cells.get("endorsementdate", ""), ENDORSEMENT_TIME, UTC)
        if when is None:
            return _undated(place)
        given = export.kind == "endorsements_given"
        who = "endorsee" if given else "endorser"
        name = f"{cells.get(f'{who}firstname', '')} {cells.get(f'{who}lastname', '')}"
        key = self.circle.note(name, cells.get(f"{who}publicurl", ""), place)
        touch = digest("endorsement", who, key, f"{when:%Y-%m-%d}")
        self._equal[touch] += 1
        if key and self._equal[touch] > 1:
            return None
        return self._gesture(given, key, place, when, "endorsement", touch)

    def _recommendation(
        self, export: Export, place: str, cells: dict[str, str]
    ) -> Interaction | Problem | None:
        when = read_moment(
            cells.get("creationdate", ""),
            (*MINUTE, *ENDORSEMENT_TIME),
            self.reading.zone,
        )
        if when is None:
            return _undated(place)
        name = f"{cells.get('firstname', '')} {cells.get('lastname', '')}"
        key = self.circle.note(name, "", place, cells.get("company", ""))
        touch = digest(
            "recommendation", str(export.given), key, f"{when.timestamp():.0f}"
        )
        return self._gesture(export.given, key, place, when, "recommendation", touch)

    def _gesture(
        self,
        given: bool,  # noqa: FBT001 - the first of several words, never alone
        other: str,
        place: str,
        when: datetime,
        subject: str,
        key: str,
    ) -> Interaction | None:
        """What the owner, or the other, publicly said of the other."""
        owner = self.circle.note_owner(place)
        ends = (owner, [other]) if given else (other, [owner] if owner else [])
        if not other:
            ends = ("", [])
        return self._touch(
            ends,
            "out" if given else "in",
            source_key=f"{subject}:{key}",
            happened_at=when,
            subject=subject,
            found_at=place,
        )

    def _touch(
        self, ends: tuple[str, Iterable[str]], said: str = "", **values: Any
    ) -> Interaction | None:
        """A touch from one to others; none when nobody but the owner is in it."""
        sender, others = ends[0], [key for key in ends[1] if key != ends[0]]
        owner = self.circle.owner
        if not {sender, *others} - {"", owner}:
            self._nobody += 1
            return None
        side: Literal["", "out", "in"] = ""
        if said == "out" or (owner and sender == owner):
            side = "out"
        elif said == "in" or owner:
            side = "in"
        senders = [Participant("from", sender)] if sender else []
        return Interaction(
            once_key=f"linkedin:{values['source_key']}",
            time_source="date",
            participants=(*senders, *(Participant("to", key) for key in others)),
            owner_side=side,
            **{"channel": "social"} | values,
        )

    def _signals(self, text: str, subject: str, others: int) -> dict[str, Any]:
        if not text or not self.reading.text_signals:
            return {}
        if "<" in text:
            text = html.unescape(_TAG.sub(" ", text))
        read = read_signals(text, subject, others)
        return read._asdict()


def _undated(place: str) -> Problem:
    return Problem(place, "its date cannot be read", "this row was left out", _CURE)
