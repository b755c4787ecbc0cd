"""Where somebody works or belongs, and as what.

A record has one organisation, department and title: the preferred or first of the
card's. Further ones are its affiliations. A title belongs to the organisation of its
group, else to the one of its place where a card has as many of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from . import _vcard_names as names
from ._vcard_values import Contents, components, preferred, text, unique


class _Said(NamedTuple):
    """A text and its group; of an organisation its units besides."""

    text: str
    group: str
    units: tuple[str, ...] = ()


def read_jobs(contents: Contents, values: dict[str, Any]) -> None:
    """Organisation, department, title and further affiliations go into the values."""
    places = [*_places(contents)]
    own = [*places[0].units] if places else []
    if not contents.keys().isdisjoint(names.DEPARTMENTS):
        own.append(text(contents, *names.DEPARTMENTS))
    values["organisation"] = places[0].text if places else ""
    values["department"] = ", ".join(filter(None, dict.fromkeys(own)))
    if not (places[1:] or contents.get("title", ())[1:]):  # as nearly always
        values["title"] = text(contents, "title")
        return
    titles = [*_titles(contents)]
    held = _titles_of(places, titles)
    spare = [one for one in titles if one not in held]
    first = held[0] if held else None
    if not first and spare:
        first = spare.pop(0)
    values["title"] = first.text if first else ""
    further = [
        affiliation(place.text, title.text if title else "", place.units)
        for place, title in zip(places[1:], held[1:], strict=True)
    ]
    # with one organisation every title is one there, unless it stands apart
    home = places[0].text if len(places) == 1 else ""
    further += [affiliation("" if one.group else home, one.text) for one in spare]
    values["affiliations"] = unique(further)


def affiliation(organisation: str, title: str, units: tuple[str, ...] = ()) -> str:
    """`title: organisation`, units beside the title; a title alone has no colon."""
    said = ", ".join(filter(None, (title, *units))).replace(": ", ", ")
    return f"{said}: {organisation}" if organisation else said


def _places(contents: Contents) -> Iterator[_Said]:
    for line in preferred(contents.get("org", ())):
        name, *units = components(line, max(len(line.value), 1), ", ")
        if name or any(units):
            yield _Said(name, line.group, tuple(filter(None, units)))


def _titles(contents: Contents) -> Iterator[_Said]:
    for line in preferred(contents.get("title", ())):
        if said := line.value.strip():
            yield _Said(said, line.group)


def _titles_of(places: list[_Said], titles: list[_Said]) -> list[_Said | None]:
    """The title of each place, where it can be told."""
    by_group = {one.group: one for one in reversed(titles) if one.group}
    loose = [one for one in titles if not one.group]
    if len(loose) != sum(not place.group for place in places):
        loose = []
    in_order = iter(loose)
    return [
        by_group.get(place.group) if place.group else next(in_order, None)
        for place in places
    ]
