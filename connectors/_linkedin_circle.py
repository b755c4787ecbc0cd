"""Who takes part in a LinkedIn export's touches: by profile, else by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from . import ContactRecord
from ._linkedin_words import plain_name, profile_keys, profile_url, undecorated

Kind: TypeAlias = Literal["", "organisation", "owner"]
_CREDENTIALS = re.compile(r"(.*?),\s*(\S.*)")
_NOBODY = re.compile(r"linkedin", re.IGNORECASE)  # LinkedIn Member, -Mitglied ...


def digest(*parts: str) -> str:
    """A short hash of what together names something that has no id of its own."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def name_parts(given: str, family: str, middle: str = "") -> dict[str, Any]:
    """The parts of a name and the whole; `Smith, PhD` has a suffix."""
    suffix = ""
    if found := _CREDENTIALS.fullmatch(family):
        family, suffix = found.groups()
    parts = [undecorated(part) for part in (given, middle, family)]
    return {
        "name": " ".join(filter(None, parts)),
        "given_name": parts[0],
        "middle_name": parts[1],
        "family_name": parts[2],
        "suffix": suffix.strip(),
    }


@dataclass
class _Sighted:
    name: str
    found_at: str
    kind: Kind
    organisation: str = ""
    sightings: int = 0


@dataclass
class Circle:
    """Who takes part in an export's touches, each once, by profile or name.

    owner_key, owner_name: the owner's own profile and name, where known; both may
    be empty. known_names: the profile that alone writes under a name. carded: the
    connections, who have a record of their own.
    """

    owner_key: str = ""
    owner_name: str = ""
    known_names: dict[str, str] = field(default_factory=dict)
    carded: set[str] = field(default_factory=set)
    _sighted: dict[str, _Sighted] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """The key of the owner's record; empty when nobody knows who it is."""
        named = f"name:{self.owner_name.casefold()}" if self.owner_name else ""
        return self.owner_key or named

    def note(self, name: str, url: str, place: str, organisation: str = "") -> str:
        """Note one who takes part; gives their key, empty for nobody in particular."""
        name = plain_name(name)
        key = next(iter(profile_keys(url)), "") or self.known_names.get(name, "")
        if self._is_owner(key, name):
            return self._add(self.owner, name, place, "owner")
        if not key and (not name or _NOBODY.search(name)):
            return ""
        person = not key or key.startswith(("in/", "pub/"))
        kind: Kind = "" if person else "organisation"
        key = key or f"name:{name.casefold()}"
        return self._add(key, name, place, kind, organisation)

    def note_owner(self, place: str) -> str:
        """Note that the owner takes part, where it is known who that is."""
        if not self.owner:
            return ""
        return self._add(self.owner, self.owner_name, place, "owner")

    def note_sponsor(self, name: str, place: str) -> str:
        """Note whom an advertisement is by: nobody the owner knows."""
        name = " ".join(name.split())
        return self._add(f"sponsor:{name.casefold()}", name, place, "organisation")

    def _is_owner(self, key: str, name: str) -> bool:
        """By the profile; by the name only when there is no profile."""
        if key and self.owner_key:
            return key == self.owner_key
        return bool(self.owner_name) and name == self.owner_name

    def _add(
        self, key: str, name: str, place: str, kind: Kind, organisation: str = ""
    ) -> str:
        new = _Sighted(name, place, kind, organisation)
        sighted = self._sighted.setdefault(key, new)
        sighted.name = sighted.name or name
        sighted.sightings += 1
        return key

    def records(self) -> Iterator[ContactRecord]:
        """Everybody noted who has no card; bare names are known by no more."""
        for key, seen in self._sighted.items():
            if key in self.carded:
                continue
            yield ContactRecord(
                source_key=key,
                known_by="name" if self._is_bare(key) else "participant",
                kind=seen.kind,
                name=seen.name,
                urls=(profile_url(key),) if "/" in key else (),
                organisation=seen.organisation,
                sightings=seen.sightings,
                found_at=seen.found_at,
            )

    def _is_bare(self, key: str) -> bool:
        return key.startswith("name:") and key != self.owner
