"""Whose card it is: names, organisation, kind and groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import _vcard_names as names
from ._vcard_jobs import read_jobs
from ._vcard_values import Contents, android, components, text, texts, unique

KIND_NAMES = {"kind", "x-addressbookserver-kind"}
SHOWN_AS = {*KIND_NAMES, "x-abshowas"}
JOB_NAMES = {"org", "title", *names.DEPARTMENTS}
NAME_PARTS = ("family_name", "given_name", "middle_name", "prefix", "suffix")


def read_who(contents: Contents, values: dict[str, Any]) -> None:
    """Kind, name and its parts, and what they do where, go into the values."""
    values["name"] = name = text(contents, "fn")
    has_parts = _read_name_parts(contents, values)
    if has_parts and not name:
        values["name"] = _spoken(values)
    if not SHOWN_AS.isdisjoint(contents):
        values["kind"] = _kind(contents)
    if not JOB_NAMES.isdisjoint(contents):
        read_jobs(contents, values)
        organisation = values["organisation"]
        if organisation and not has_parts and name in {"", organisation}:
            # a name of an organisation and of nobody in it
            values["name"] = organisation
            values["kind"] = values["kind"] or "organisation"


def _read_name_parts(contents: Contents, values: dict[str, Any]) -> bool:
    """Whether the name has parts."""
    for line in contents.get("n", ()):
        said = components(line, 5)
        if any(said):
            values.update(zip(NAME_PARTS, said, strict=True))
            return True
    return False


def _spoken(values: dict[str, Any]) -> str:
    order = ("given_name", "middle_name", "family_name")
    return " ".join(values[field] for field in order if values[field])


def _kind(contents: Contents) -> str:
    said = text(contents, "kind", "x-addressbookserver-kind").lower()
    if text(contents, "x-abshowas").upper() == "COMPANY":
        return "organisation"
    return names.KINDS.get(said, "")


def is_individual(contents: Contents) -> bool:
    """Whether the kind that a card says is that of a person."""
    said = text(contents, "kind", "x-addressbookserver-kind")
    return said.lower() in names.INDIVIDUALS


def groups(contents: Contents) -> Iterator[str]:
    """The groups somebody is in, those that every contact is in left out."""
    for group in texts(contents, "categories"):
        if group.strip().lower() not in names.NO_GROUP:
            yield group


def nicknames(contents: Contents) -> Iterator[str]:
    """What else they are called."""
    yield from texts(contents, "nickname")
    yield from (said[0] for said in android(contents, "nickname"))


def spoken(contents: Contents, name: str) -> tuple[str, ...]:
    """Every text of a property that says something, each once."""
    return unique(texts(contents, name))


def phonetic(contents: Contents) -> str:
    """How the name sounds, the given name first."""
    return " ".join(text(contents, part) for part in names.PHONETIC if part in contents)


def note(contents: Contents) -> str:
    """What is noted of somebody, the name they were born with and what they like."""
    notes = [*texts(contents, "note")]
    for name in sorted(contents.keys() & names.LIKINGS.keys()):
        notes += [f"{names.LIKINGS[name]}: {one}" for one in spoken(contents, name)]
    if born := text(contents, "x-maidenname"):
        notes.append(f"maiden name: {born}")
    return "\n".join(unique(notes))
