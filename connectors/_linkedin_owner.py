"""Whose LinkedIn export it is: no table says so outright.

Invitations name the owner's profile on the side their direction tells; the
profile's page gives the name; failing both, the owner is the one who takes part
in every conversation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import Problem
from ._linkedin_circle import Circle
from ._linkedin_tables import Export
from ._linkedin_words import plain_name, profile_keys, split_names

_ENOUGH_CONVERSATIONS = 2
_AMBIGUOUS = ""


def survey(exports: Iterable[Export]) -> Circle:
    """A circle that knows the owner, and which names are one profile's only.

    Messages are many: they are looked through only for what other tables leave open.
    """
    found = _Survey()
    for export in sorted(exports, key=lambda export: export.kind == "messages"):
        if found.invited and "recipientprofileurls" in export.table.keys:
            continue
        for row in export.rows():
            if isinstance(row, Problem):
                continue
            if export.kind == "profile":
                found.see_profile(row[1])
            elif export.kind == "invitations":
                found.see_invitation(row[1])
            elif export.kind == "messages":
                found.see_message(row[1])
    return found.conclude()


@dataclass
class _Survey:
    profile_name: str = ""
    invited: str = ""
    inviting: str = ""
    names: dict[str, str] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)
    keys_in_all: set[str] | None = None
    names_in_all: set[str] | None = None

    def see_profile(self, cells: dict[str, str]) -> None:
        name = f"{cells.get('firstname', '')} {cells.get('lastname', '')}"
        self.profile_name = " ".join(name.split())

    def see_invitation(self, cells: dict[str, str]) -> None:
        sides = {
            "OUTGOING": ("from", "inviterprofileurl"),
            "INCOMING": ("to", "inviteeprofileurl"),
        }
        name, url = sides.get(cells.get("direction", "").upper(), ("", ""))
        self.inviting = self.inviting or plain_name(cells.get(name, ""))
        for key in profile_keys(cells.get(url, "")):
            self.invited = self.invited or key

    def see_message(self, cells: dict[str, str]) -> None:
        name = plain_name(cells.get("from", ""))
        senders = profile_keys(cells.get("senderprofileurl", ""))
        to = cells.get("to", "")
        for key in senders:
            known = self.names.setdefault(name, key)
            self.names[name] = known if known == key else _AMBIGUOUS
        self.threads.add(cells.get("conversationid", ""))
        keys = {*senders, *profile_keys(cells.get("recipientprofileurls", ""))}
        if len(keys) > 1:
            self.keys_in_all = keys & (
                keys if self.keys_in_all is None else self.keys_in_all
            )
        if name and to:
            names = {name, plain_name(to), *split_names(to)}
            self.names_in_all = names & (
                names if self.names_in_all is None else self.names_in_all
            )

    def conclude(self) -> Circle:
        known = {name: key for name, key in self.names.items() if name and key}
        name = self.profile_name or self.inviting or self._only(self.names_in_all)
        key = self.invited or known.get(name, "") or self._only(self.keys_in_all)
        if key and not name:
            name = next((n for n, k in known.items() if k == key), "")
        return Circle(owner_key=key, owner_name=name, known_names=known)

    def _only(self, candidates: set[str] | None) -> str:
        """The one in every conversation, when there are several."""
        if len(self.threads) < _ENOUGH_CONVERSATIONS or len(candidates or ()) != 1:
            return ""
        return next(iter(candidates or ()))
