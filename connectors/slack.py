"""Slack: a workspace's messages, threads and huddles, from its export.

Export: an owner or administrator: Settings, Workspace settings, Import/export data,
Export; wider exports hold private channels and direct messages too; import the zip.

Spec: https://slack.com/help/articles/220556107 tells what the files hold.

Rotten: most exports hold public channels only, and often no e-mail addresses: who
has one is known by it, the others by their account. A channel of many is a crowd:
there, a message is to those it mentions, and an answer in a thread to whoever began
it. Bots, notices of who joined, and what was deleted are no touches. The settings'
e-mail addresses or names tell which member the owner is.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, Circle, whose
from ._chat_json import (
    BrokenError,
    list_of,
    moment,
    number_of,
    stream_items,
    text_of,
)
from ._slack_files import (
    Conversation,
    Member,
    Workspace,
    days_of,
    is_export,
    open_export,
)

extractor_version = 1
whole_state = False
needs_owner = True

_SAID = {"", "thread_broadcast", "file_share", "me_message"}
_HUDDLE = "huddle_thread"
_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>")
_MARKUP = re.compile(
    r"<(?:[@#!][^>|]{1,200}|https?://[^>|]{1,2000})(?:\|([^>]{0,300}))?>"
)
_THREADS = 5_000  # of a conversation, whose authors are remembered


def identify(path: Path) -> bool:
    """A folder with the list of members and one of conversations."""
    return path.is_dir() and is_export(path)


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message, conversation by conversation, then everybody in them.

    Raises SourceError when no conversation is in the folder.
    """
    workspace = open_export(path)
    yield from workspace.problems
    if not workspace.conversations or not workspace.members:
        raise SourceError(
            "there is no conversation in it", "import the whole export, as it is"
        )
    circle = Circle("slack", reading)
    owner = _owner(workspace, circle)
    if not owner:
        yield whose("users.json")
        return
    for number, conversation in enumerate(workspace.conversations, 1):
        reader = _Reader(workspace, conversation, circle, owner)
        yield from reader.touches(f"conversation {number}")
    yield from circle.crowds()
    yield from circle.records()


def _owner(workspace: Workspace, circle: Circle) -> str:
    """The member with one of the owner's addresses, else of the owner's name."""
    people = [member for member in workspace.members.values() if not member.bot]
    for test in (
        [m for m in people if m.email and circle.is_owner(address=m.email)],
        [m for m in people if m.phone and circle.is_owner(address=m.phone)],
        [m for m in people if circle.is_owner(m.name)],
    ):
        if len(test) == 1:
            return test[0].id
    return ""


class _Reader:
    """Reads one conversation."""

    def __init__(
        self,
        workspace: Workspace,
        conversation: Conversation,
        circle: Circle,
        owner: str,
    ) -> None:
        self.workspace, self.conversation = workspace, conversation
        self.circle, self.owner = circle, owner
        self.members = [
            one
            for one in conversation.members
            if one in workspace.members and not workspace.members[one].bot
        ]
        self.crowd = len(set(self.members) - {owner}) > MANY
        self._threads: OrderedDict[str, str] = OrderedDict()

    def touches(self, where: str) -> Iterator[Interaction | Problem]:
        """A touch a message, a day's file after the other."""
        for path in days_of(self.conversation):
            place = f"{where}, {path.stem}"
            try:
                for number, item in enumerate(stream_items(path, "item", place), 1):
                    said = self._read(f"{place}, message {number}", item)
                    if said:
                        yield said
            except BrokenError as error:
                yield error.problem

    def _read(self, place: str, item: dict[str, Any]) -> Interaction | Problem | None:
        kind = text_of(item, "subtype")
        if text_of(item, "type") != "message" or kind not in _SAID | {_HUDDLE}:
            return None
        stamp = text_of(item, "ts")
        when = moment(number_of(item, "ts"))
        if when is None:
            why, cure = "this message was left out", "export it again"
            return Problem(place, "its time is none", why, cure)
        if kind == _HUDDLE:
            return self._huddle(place, item, stamp)
        author = text_of(item, "user")
        self._remember(item, author)
        member = self.workspace.members.get(author)
        if member is None or member.bot or text_of(item, "bot_id"):
            return None
        text = text_of(item, "text")
        to = self._addressed(item, text)
        if not to:
            self.circle.crowded += self.crowd
            return None
        thread = text_of(item, "thread_ts") or ("" if self.crowd else "all")
        return self.circle.message(
            f"{self.conversation.id}/{stamp}",
            self._key(place, member),
            [self._key(place, self.workspace.members[one], 0) for one in to],
            when,
            _MARKUP.sub(r" \1 ", text),
            place=place,
            has_attachment=bool(list_of(item, "files")),
            answers=self._answered(item),
            thread_key=f"slack:{self.conversation.id}/{thread or stamp}",
        )

    def _remember(self, item: dict[str, Any], author: str) -> None:
        """Who began a thread, for those who answer in it."""
        stamp = text_of(item, "ts")
        if author and text_of(item, "thread_ts") in {"", stamp}:
            self._threads[stamp] = author
            if len(self._threads) > _THREADS:
                self._threads.popitem(last=False)

    def _addressed(self, item: dict[str, Any], text: str) -> list[str]:
        """To whom a message is: to all of a few; else to the mentioned and answered."""
        if not self.crowd:
            here = dict.fromkeys((*self.members, self.owner))
            return [one for one in here if one in self.workspace.members]
        said = _MENTION.findall(text)
        thread = text_of(item, "thread_ts")
        if thread and thread != text_of(item, "ts"):
            said += [text_of(item, "parent_user_id") or self._threads.get(thread, "")]
        known = self.workspace.members
        people = [one for one in said if one in known and not known[one].bot]
        everybody = {*people, text_of(item, "user")}
        return list(dict.fromkeys(people)) if self.owner in everybody else []

    def _answered(self, item: dict[str, Any]) -> str:
        thread = text_of(item, "thread_ts")
        if not thread or thread == text_of(item, "ts"):
            return ""
        return f"slack:{self.conversation.id}/{thread}"

    def _huddle(
        self, place: str, item: dict[str, Any], stamp: str
    ) -> Interaction | None:
        """A call of everybody who was in it."""
        room = item.get("room")
        known = self.workspace.members
        were = [one for one in list_of(room, "participant_history") if one in known]
        began, ended = number_of(room, "date_start"), number_of(room, "date_end")
        when = moment(began)
        if self.owner not in were or len(were) <= 1 or when is None:
            return None
        keys = [self._key(place, known[one]) for one in were]
        seconds = max((ended or 0) - (began or 0), 0)
        key = f"{self.conversation.id}/{stamp}"
        return self.circle.call(key, keys[0], keys, when, place=place, seconds=seconds)

    def _key(self, place: str, member: Member, sightings: int = 1) -> str:
        owner = member.id == self.owner
        return self.circle.note(
            place,
            member.name,
            address=member.email,
            handle="" if owner else member.handle,
            owner=owner,
            sightings=sightings,
        )
