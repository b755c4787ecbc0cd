"""What is where in an export of Facebook or Instagram, old and new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ._chat_json import head_of, stream_events, stream_items, text_of
from ._chat_names import folded, plain

ROOTS = (
    "messages", "your_facebook_activity/messages",
    "your_activity_across_facebook/messages", "your_instagram_activity/messages",
)  # fmt: skip
SECTIONS = (
    "inbox", "archived_threads", "filtered_threads", "message_requests",
    "e2ee_cutover",
)  # fmt: skip
MAX_FILES = 100_000
MAX_PEOPLE = 10_000  # in a conversation; far more than mean anything
_THREAD_FILE = re.compile(r"message_\d{1,5}\.json")
_NAMES = {
    "friends": re.compile(r"(?:your_)?friends\.json"),
    "followers": re.compile(r"followers(?:_\d{1,3})?\.json"),
    "following": re.compile(r"following\.json"),
    "profile": re.compile(r"(?:profile|personal)_information\.json"),
}
_MARKERS = {
    "friends": ('"friends_v2"',),
    "followers": ('"string_list_data"',),
    "following": ('"relationships_following"',),
    "profile": ('"profile_v2"', '"profile_user"'),
}
# names those get who left, in the languages of exports
NOBODY = frozenset(map(folded, (
    "Facebook user", "Facebook-Nutzer", "Utilisateur de Facebook",
    "Usuario de Facebook", "Utilizador do Facebook", "Usuário do Facebook",
    "Utente di Facebook", "Facebook-gebruiker", "Użytkownik Facebooka",
    "Пользователь Facebook", "Facebook 用户", "Facebook 用戶", "Facebookユーザー",
    "Instagram user", "Instagrammer", "Instagram-Nutzer",
)))  # fmt: skip


def repaired(text: str) -> str:
    """UTF-8 that was written out as if each byte were a letter, made whole again.

    What is no such text, or was written rightly, stays as it is.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def name_in(item: Any, *keys: str) -> str:
    """A name an item holds, repaired; empty for nobody in particular."""
    name = plain(repaired(text_of(item, *keys)))
    return "" if folded(name) in NOBODY else name


def messages_folder(path: Path) -> Path | None:
    """The folder of all conversations, when the path is an export's or that one."""
    places = [path / root for root in ROOTS]
    if path.name == "messages":
        places.append(path)
    for place in places:
        if any((place / section).is_dir() for section in SECTIONS):
            return place
    return None


def kind_of(path: Path) -> str:
    """`thread`, friends, followers, following or profile by name and head."""
    if path.suffix != ".json" or not path.is_file():
        return ""
    if any(pattern.fullmatch(path.name) for pattern in _NAMES.values()):
        head = head_of(path)
        for kind, pattern in _NAMES.items():
            found = any(marker in head for marker in _MARKERS[kind])
            if found and pattern.fullmatch(path.name):
                return kind
        return ""
    head = head_of(path)
    told = '"sender_name"' in head and '"timestamp_ms"' in head
    flat = '"senderName"' in head and '"threadName"' in head
    empty = '"participants"' in head and '"thread_path"' in head
    return "thread" if told or flat or empty else ""


def files_of(path: Path) -> Iterator[tuple[str, Path]]:
    """The files of an export worth reading, with their kinds; `html` among them."""
    count = 0
    pending = [path]
    while pending:
        files, folders = _children(pending.pop())
        pending += reversed(folders)
        for file in files:
            name = file.name
            count += 1
            if count > MAX_FILES:
                return
            if name.startswith("message_") and name.endswith(".html"):
                yield "html", file
            elif _THREAD_FILE.fullmatch(name):
                yield "thread", file
            elif name.endswith(".json") and (kind := kind_of(file)):
                yield kind, file


def _children(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files and folders in a folder, in order; links are not followed."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return [], []
    folders = [child for child in inside if child.is_dir() and not child.is_symlink()]
    return [child for child in inside if not child.is_dir()], folders


@dataclass
class Thread:
    """One file of a conversation: who is named in it, the title, who wrote."""

    people: dict[str, None] = field(default_factory=dict)
    title: str = ""
    messages: int = 0


def survey(path: Path, place: str) -> Thread:
    """Who is in a conversation's file; raises BrokenError."""
    thread = Thread()
    names = {"participants.item.name", "participants.item",
             "messages.item.sender_name", "messages.item.senderName"}  # fmt: skip
    for prefix, event, value in stream_events(path, place):
        if prefix == "messages.item" and event == "start_map":
            thread.messages += 1
        if event != "string":
            continue
        if prefix in names:
            name = name_in({"": value}, "")
            if name and len(thread.people) < MAX_PEOPLE:
                thread.people[name] = None
        elif prefix in {"title", "threadName"}:
            thread.title = plain(repaired(value))
    return thread


def profile_name(path: Path) -> str:
    """The owner's name in a profile's file; raises BrokenError."""
    for item in stream_items(path, "profile_v2.name"):
        return name_in(item, "full_name")
    for item in stream_items(path, "profile_user.item.string_map_data"):
        for label in ("Name", "Nombre", "Nom", "Nome", "Naam", "Imię", "Имя"):
            if name := name_in(item.get(label), "value"):
                return name
    return ""


def profile_addresses(path: Path) -> Iterator[str]:
    """The owner's own e-mail addresses and numbers; raises BrokenError."""
    for item in stream_items(path, "profile_v2"):
        emails = item.get("emails")
        if isinstance(emails, dict):
            for key in ("emails", "previous_emails"):
                said = emails.get(key)
                yield from (e for e in said or () if isinstance(e, str) and "@" in e)
        phones = item.get("phone_numbers")
        for phone in phones if isinstance(phones, list) else []:
            yield text_of(phone, "phone_number")
