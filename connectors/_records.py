"""What a connector reads out of a file: people, touches, and what went wrong.

Words: a **contact record** is one person as one source shows them; an
**interaction** is one touch; a **problem** is one thing that could not be read,
with its cure. Everybody else imports them from `connectors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

Channel: TypeAlias = Literal[
    "meeting", "video", "call", "letter", "email", "message", "social"
]
Role: TypeAlias = Literal[
    "from", "to", "cc", "bcc", "organiser", "attendee", "resource", "introducer"
]
JournalKind: TypeAlias = Literal[
    "", "met", "called", "wrote", "note", "gave", "asked", "thanks", "promise",
    "intro", "learned",
]  # fmt: skip


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class ContactRecord:
    """One person as one source shows them; values as the source wrote them.

    Nobody changes one. It is not frozen, since there are many thousands, and each
    would take three times as long to make.

    source_key: the source's own id, else a hash of the content; for somebody
        known only as a participant, the lower-case address or handle.
    known_by: `card` (somebody keeps it), `participant` (seen with an address in
        mail, a chat or a calendar) or `name` (a bare name, as in a journal).
    kind: what the source itself says it is; empty for a person or not said.
    birthday, anniversary: `1980-04-01`, or `--04-01` when the year is not known.
    phonetic_name: how the name sounds, the given name first where parts are said.
    role: what they do there, beside the title they have.
    affiliations: further places they belong to, `Treasurer: Quay Rowing Club`; a title
        alone has no colon, a place alone begins with one.
    labels: what the source calls a value: `ana@example.com: work, preferred`.
    dates: other days worth knowing, `first met: 2010-04-01`; as birthday has them.
    relations: `spouse: Ana Okafor`; who introduced them is `referred by: ...`.
    sightings: messages or events behind a participant's name; not content.
    found_at: the place in the file (`card 12`, `line 40`); not content.
    mark: a hash of the text it was read from, where equal text always gives
        exactly this record and nothing else; not content.
    deleted: a server told that the record is gone.
    """

    source_key: str
    known_by: Literal["card", "participant", "name"] = "card"
    kind: Literal["", "role", "list", "organisation", "resource", "owner"] = ""
    name: str = ""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    prefix: str = ""
    suffix: str = ""
    phonetic_name: str = ""
    nicknames: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    organisation: str = ""
    department: str = ""
    title: str = ""
    role: str = ""
    affiliations: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    birthday: str = ""
    anniversary: str = ""
    dates: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    note: str = ""
    labels: tuple[str, ...] = ()
    changed_at: datetime | None = None
    sightings: int = 1
    found_at: str = ""
    mark: str = ""
    deleted: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Participant:
    """Who took part: `record_key` is the source_key of their ContactRecord.

    Nobody changes one; as little frozen as an Interaction is, and why.

    accepted: a calendar's answer; None when not known.
    """

    role: Role
    record_key: str
    accepted: bool | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Interaction:
    """One touch, with everybody in it, the owner included where named.

    Nobody changes one. It is not frozen, since there are millions, and each would
    take four times as long to make.

    once_key: what every copy of the same touch shares, whatever the source:
        `mail:<message-id>`, `event:<uid>/<recurrence-id>`.
    happened_at: aware; a meeting's start. time_source tells where it is from
        (`date`, `received`, `separator`, `start`, `journal`; `local` for a time
        without zone, taken to be in the owner's).
    owner_side: for a source that knows: `out` the owner sent it, `in` the owner
        got it, `both` for meetings; empty when only the participants can tell.
    delivered_to: the mailbox it was delivered to, lower-case; often the owner's.
    answers: the once_key of the message this one answers, where it says so.
    thread_key: shared by the messages of one conversation, or by the meetings of
        one series.
    bulk_rule: the header that marks a message as sent to many or by a machine.
    labels: lower-case folders and labels: sent, draft, spam, trash, chat, ...
    list_id: the mailing list's own id, common ground of its members.
    asks_question .. language: derived from new text only; None or empty when the
        text was not looked at. Bodies are never kept. invitation: what a calendar's
        invitation inside is for: `request`, `reply`, `cancel`, `counter` ...
    failed: addresses that this message, a bounce, says do not work any more.
    mark: as a ContactRecord's, shared by all that the same text gives.
    journal_kind, value, due_at, note: of the owner's own journal lines; value is
        1-3, due_at a promise's date (aware).
    """

    source_key: str
    once_key: str
    happened_at: datetime
    time_source: str
    channel: Channel
    participants: tuple[Participant, ...]
    owner_side: Literal["", "out", "in", "both"] = ""
    subject: str = ""
    delivered_to: str = ""
    answers: str = ""
    thread_key: str = ""
    list_id: str = ""
    bulk_rule: str = ""
    labels: tuple[str, ...] = ()
    duration_minutes: float | None = None
    all_day: bool = False
    cancelled: bool = False
    place: str = ""
    asks_question: bool | None = None
    says_thanks: bool | None = None
    introduces: bool | None = None
    has_attachment: bool | None = None
    invitation: str = ""
    failed: tuple[str, ...] = ()
    words: int | None = None
    language: str = ""
    journal_kind: JournalKind = ""
    value: int | None = None
    due_at: datetime | None = None
    note: str = ""
    found_at: str = ""
    mark: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read; the rest goes on.

    place: where in the file (`card 12`, `line 40`, `message 7`); what: what is
    wrong there; why: what it means for the owner; cure: what the owner can do.
    None of them quotes a name, an address or a body.
    loses: whether a whole record is missing because of it.
    """

    place: str
    what: str
    why: str
    cure: str
    loses: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """A text that was read before: what it gave then stands in the file again."""

    mark: str


Extracted: TypeAlias = ContactRecord | Interaction | Problem

# a Participant's values
Who: TypeAlias = tuple[Role, str, bool | None]
# some Interactions or some ContactRecords in short, for files that hold millions: of
# each field a list with a value for each of them; who took part as Who. All of one
# stretch name the same fields; those they do not name are as by default
Fields: TypeAlias = dict[str, list[Any]]
