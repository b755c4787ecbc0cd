"""The folder of a Slack export: its members, its conversations, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import Problem
from ._chat_json import BrokenError, list_of, stream_items, text_of
from ._chat_names import plain

LISTS = ("channels", "groups", "mpims", "dms")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Member:
    """Somebody of the workspace, as users.json tells."""

    id: str
    name: str
    handle: str
    email: str = ""
    phone: str = ""
    bot: bool = False


@dataclass(frozen=True)
class Conversation:
    """A channel or a direct message: its own id, its folder, who is in it."""

    id: str
    folder: Path
    members: tuple[str, ...]


@dataclass
class Workspace:
    """All that an export's lists tell; `problems` are lists that are broken."""

    members: dict[str, Member] = field(default_factory=dict)
    conversations: list[Conversation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def is_export(path: Path) -> bool:
    """A folder with the list of members and one of conversations."""
    if not (path / "users.json").is_file():
        return False
    return any((path / f"{name}.json").is_file() for name in LISTS)


def open_export(path: Path) -> Workspace:
    """The lists of an export."""
    found = Workspace()
    for item in _listed(path / "users.json", found):
        if member := _member(item):
            found.members[member.id] = member
    for name in LISTS:
        for item in _listed(path / f"{name}.json", found):
            ident = text_of(item, "id")
            called = text_of(item, "name") or ident
            folder = path / called
            # a name from the file must not lead out of the export
            if ident and Path(called).name == called and folder.is_dir():
                said = [one for one in list_of(item, "members") if isinstance(one, str)]
                found.conversations.append(Conversation(ident, folder, tuple(said)))
    return found


def _listed(path: Path, found: Workspace) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    try:
        yield from stream_items(path, "item", path.name)
    except BrokenError as error:
        found.problems.append(error.problem)


def _member(item: dict[str, Any]) -> Member | None:
    ident = text_of(item, "id")
    if not ident:
        return None
    said = item.get("profile")
    profile = said if isinstance(said, dict) else {}
    name = (
        text_of(profile, "real_name")
        or text_of(item, "real_name")
        or text_of(profile, "display_name")
        or text_of(item, "name")
    )
    team = text_of(item, "team_id") or "slack"
    bot = item.get("is_bot") is True or ident == _SLACKBOT
    email, phone = text_of(profile, "email"), text_of(profile, "phone")
    handle = f"slack:{team}/{ident}"
    return Member(ident, plain(name), handle, email, phone, bot)


def days_of(conversation: Conversation) -> list[Path]:
    """The files of a conversation, a day each, in their order."""
    return sorted(
        path for path in conversation.folder.iterdir() if _DAY.fullmatch(path.name)
    )
