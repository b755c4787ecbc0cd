"""Where a server keeps the owner's address books and calendars.

Spec: RFC 6352 (CardDAV), 4791 (CalDAV), 5397 (current-user-principal), 6764
(.well-known).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from . import SourceError
from ._dav_xml import DAV, Response, propfind, read_responses
from ._web import Web


@dataclass(frozen=True, slots=True)
class Kind:
    """What CardDAV and CalDAV call the same things.

    namespace: of its elements; holds: the type of its collections; home: the property
    that names where they are; multiget: the report that gives several objects; data:
    the property an object stands in; well_known: where a bare host is asked; batch:
    how many objects are asked for at once.
    """

    namespace: str
    holds: str
    home: str
    multiget: str
    data: str
    well_known: str
    batch: int

    def tag(self, name: str) -> str:
        """An element's name in full."""
        return f"{{{self.namespace}}}{name}"


CARDS = Kind(
    "urn:ietf:params:xml:ns:carddav", "addressbook", "addressbook-home-set",
    "addressbook-multiget", "address-data", "/.well-known/carddav", 20,
)  # fmt: skip
EVENTS = Kind(
    "urn:ietf:params:xml:ns:caldav", "calendar", "calendar-home-set",
    "calendar-multiget", "calendar-data", "/.well-known/caldav", 40,
)  # fmt: skip

_OF_START = (
    '<d:propfind xmlns:d="DAV:" xmlns:k="%(ns)s"><d:prop>'
    "<d:current-user-principal/><d:resourcetype/><k:%(home)s/></d:prop></d:propfind>"
)
_OF_HOME = (
    '<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:'
    'caldav"><d:prop><d:resourcetype/><d:displayname/><d:sync-token/>'
    "<d:supported-report-set/><c:supported-calendar-component-set/>"
    "</d:prop></d:propfind>"
)


class Collection(NamedTuple):
    """An address book or calendar; token: its state, empty where it has none."""

    href: str
    name: str
    token: str
    can_sync: bool


def find_collections(
    web: Web, kind: Kind, url: str, wanted: tuple[str, ...]
) -> list[Collection]:
    """The collections of the owner; raises SourceError when there are none."""
    listed = _list_collections(web, kind, _find_home(web, kind, url))
    chosen = [one for one in listed if not wanted or _names(one) & set(wanted)]
    there = {name for one in chosen for name in _names(one)}
    if listed and set(wanted) - there:
        # what was renamed must not look as if it had been deleted
        raise SourceError(
            f"{kind.holds}s named in the settings are not there",
            "write the names in collections as the server shows them",
        )
    if chosen:
        return chosen
    raise SourceError(
        f"no {kind.holds} was found there",
        "check the url in the settings; the docs of the server name it",
    )


def _names(one: Collection) -> set[str]:
    """What the owner may call it: as it is shown, or the last word of its address."""
    last = unquote(urlsplit(one.href).path.rstrip("/").rpartition("/")[2])
    return {one.name, last}


def _find_home(web: Web, kind: Kind, url: str) -> str:
    """Where the collections are: the url itself, or what the server says of it."""
    start = url if "://" in url else f"https://{url}/"
    places = [start, urljoin(start, kind.well_known)]
    if urlsplit(start).path in {"", "/"}:
        places.reverse()
    for place in places:
        found = _ask_of(web, kind, place)
        if found is None:
            continue
        if _is(found, kind):
            return found.href
        home = found.place(kind.tag(kind.home))
        principal = found.place(f"{DAV}current-user-principal")
        if not home and principal:
            told = _ask_of(web, kind, principal)
            home = told.place(kind.tag(kind.home)) if told else ""
        return home or found.href
    raise SourceError(
        "the server knows nothing of the kind there",
        "check the url in the settings; the docs of the server name it",
    )


def _ask_of(web: Web, kind: Kind, url: str) -> Response | None:
    """What a server says of a place, by where it is in the end; None for nothing."""
    asked = _OF_START % {"ns": kind.namespace, "home": kind.home}
    answer = propfind(web, url, 0, asked)
    one = next(read_responses(answer), None) if answer else None
    return one._replace(href=answer.url) if answer and one else None


def _is(one: Response, kind: Kind) -> bool:
    return one.has(f"{DAV}resourcetype", kind.tag(kind.holds))


def _list_collections(web: Web, kind: Kind, home: str) -> list[Collection]:
    answer = propfind(web, home, 1, _OF_HOME)
    return [
        Collection(
            one.href if one.href.endswith("/") else f"{one.href}/",
            one.text(f"{DAV}displayname"),
            one.text(f"{DAV}sync-token"),
            one.has(f"{DAV}supported-report-set", f"{DAV}sync-collection"),
        )
        for one in (read_responses(answer) if answer else ())
        if _is(one, kind) and _takes_events(one, kind)
    ]


def _takes_events(one: Response, kind: Kind) -> bool:
    """Whether a calendar takes events; one that does not say takes all."""
    if kind is not EVENTS:
        return True
    told = one.props.get(kind.tag("supported-calendar-component-set"))
    comps = told.iter(kind.tag("comp")) if told is not None else ()
    names = [comp.get("name", "") for comp in comps]
    return not names or "VEVENT" in names
