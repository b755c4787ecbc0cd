"""Address books and calendars on a WebDAV server: found, listed, and kept in step.

Spec: RFC 4918 (WebDAV), 6352 (CardDAV), 4791 (CalDAV), 6578 (sync-collection), 5397
(current-user-principal), 6764 (.well-known).

Only PROPFIND and REPORT are ever sent: both only ask. The cursor holds each
collection's sync token; which version of which object is known stands in objects.jsonl.
So a token that the server no longer knows costs a listing, not a download.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from . import Account, SourceError
from ._fetched import OBJECTS, Cursor, Drop
from ._fetched_objects import LIVE, UNREADABLE, Store
from ._vcard_text import Pictures, text_lines
from ._web import Answer, TooLarge, Web

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DAV = "{DAV:}"
BATCH = 40
_PAGES = 10_000  # of one listing; a server that has more goes in a circle
_XML = {"Content-Type": 'application/xml; charset="utf-8"'}


@dataclass(frozen=True, slots=True)
class Kind:
    """What CardDAV and CalDAV call the same things.

    namespace: of its elements; holds: the type of its collections; home: the property
    that names where they are; multiget: the report that gives several objects; data:
    the property an object stands in; well_known: where a bare host is asked.
    """

    namespace: str
    holds: str
    home: str
    multiget: str
    data: str
    well_known: str
    batch: int


CARDS = Kind(
    "urn:ietf:params:xml:ns:carddav", "addressbook", "addressbook-home-set",
    "addressbook-multiget", "address-data", "/.well-known/carddav", 20,
)  # fmt: skip
EVENTS = Kind(
    "urn:ietf:params:xml:ns:caldav", "calendar", "calendar-home-set",
    "calendar-multiget", "calendar-data", "/.well-known/caldav", BATCH,
)  # fmt: skip


class Collection(NamedTuple):
    """An address book or calendar; token: its state, empty where it has none."""

    href: str
    name: str
    token: str
    can_sync: bool


class Changes(NamedTuple):
    """What a server says has changed: the version of each href, None for deleted."""

    etags: dict[str, str | None]
    token: str


class InvalidToken(Exception):  # noqa: N818  # reads as what has happened
    """The server does not know the sync token any more."""


def fetch_collections(
    account: Account, kind: Kind, cursor: Cursor, into: Drop
) -> Cursor:
    """Bring objects.jsonl up to what the server has; gives the next cursor."""
    options = account.options
    tokens = dict(cursor.get("tokens", {})) if into.path(OBJECTS).is_file() else {}
    with Web(
        account,
        user=options.user,
        auth=options.auth,
        ca_file=options.ca_file,
        timeout=options.timeout,
    ) as web:
        found = find_collections(web, kind, options.url, options.collections)
        step = _Step(web, kind, into, tokens)
        for collection in found:
            step.follow(collection)
        step.let_go({one.href for one in found})
    return {"tokens": tokens}


class _Step:
    """One fetch of an account's collections."""

    def __init__(
        self, web: Web, kind: Kind, into: Drop, tokens: dict[str, str]
    ) -> None:
        self.web, self.kind, self.into, self.tokens = web, kind, into, tokens
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """What is known; only looked through when something has changed."""
        if self._store is None:
            self._store = Store(self.into)
        return self._store

    def follow(self, one: Collection) -> None:
        """Fetch what has changed in a collection since its token."""
        known = self.tokens.get(one.href, "")
        if known and known == one.token:
            return
        changes = self._changes(one, known)
        wanted = []
        for href, etag in changes.etags.items():
            if etag is None:
                self.store.delete(href)
            elif not etag or self.store.etags.get(href) != etag:
                wanted.append(href)
        for at in range(0, len(wanted), self.kind.batch):
            self._get(one, wanted[at : at + self.kind.batch], changes)
            self.into.checkpoint({"tokens": self.tokens})
        if changes.token:
            self.tokens[one.href] = changes.token
        self.into.checkpoint({"tokens": self.tokens})

    def let_go(self, there: set[str]) -> None:
        """Delete what lies in collections that are no longer there."""
        gone = [href for href in self.tokens if href not in there]
        for href in gone:
            del self.tokens[href]
        if gone or self._store is not None:
            for href in [h for h in self.store.etags if not _lies_in(h, there)]:
                self.store.delete(href)

    def _changes(self, one: Collection, known: str) -> Changes:
        """Since the token; the whole listing where there is none that holds."""
        if known and one.can_sync:
            try:
                return _sync(self.web, one, known)
            except InvalidToken:
                pass
        listed = list_objects(self.web, one)
        gone: dict[str, str | None] = {
            href: None
            for href in self.store.etags
            if _lies_in(href, {one.href}) and href not in listed
        }
        return Changes({**listed, **gone}, one.token)

    def _get(self, one: Collection, hrefs: list[str], changes: Changes) -> None:
        try:
            given = list(_multiget(self.web, self.kind, one, hrefs))
        except TooLarge:
            if len(hrefs) == 1:
                self.store.put(hrefs[0], changes.etags[hrefs[0]] or "", "", UNREADABLE)
                return
            half = len(hrefs) // 2
            self._get(one, hrefs[:half], changes)
            self._get(one, hrefs[half:], changes)
            return
        missing = set(hrefs)
        for href, etag, raw, gone in given:
            if href not in missing:
                continue  # nobody asked for it
            missing.discard(href)
            if gone:
                self.store.delete(href)
            else:
                state = LIVE if raw else UNREADABLE
                text = _without_pictures(raw) if self.kind is CARDS else raw
                self.store.put(href, etag or changes.etags[href] or "", text, state)
        for href in sorted(missing):
            self.store.put(href, changes.etags[href] or "", "", UNREADABLE)


def _without_pictures(raw: str) -> str:
    """A card without what nobody reads, which is most of its bytes."""
    lines = Pictures().without(text_lines(raw))
    return b"\r\n".join(lines).decode("utf-8", "replace") + "\r\n"


def _lies_in(href: str, collections: set[str]) -> bool:
    return href.rpartition("/")[0] + "/" in collections


def find_collections(
    web: Web, kind: Kind, url: str, wanted: tuple[str, ...]
) -> list[Collection]:
    """The collections of the owner; raises SourceError when there are none."""
    listed = _collections(web, kind, _home(web, kind, url))
    chosen = [
        one
        for one in listed
        if not wanted or {one.name, _last_word(one.href)} & set(wanted)
    ]
    names = {name for one in chosen for name in (one.name, _last_word(one.href))}
    if listed and set(wanted) - names:
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


def _last_word(href: str) -> str:
    return unquote(urlsplit(href).path.rstrip("/").rpartition("/")[2])


def _home(web: Web, kind: Kind, url: str) -> str:
    """Where the collections are: the url itself, or what the server says of it."""
    start = url if "://" in url else f"https://{url}/"
    places = [start]
    if urlsplit(start).path in {"", "/"}:
        places.insert(0, urljoin(start, kind.well_known))
    for place in places:
        found = _ask_of(web, kind, place)
        if found is None:
            continue
        if _is(found.of, kind):
            return found.url
        home = found.href(kind, kind.home)
        principal = found.href(None, "current-user-principal")
        if not home and principal:
            told = _ask_of(web, kind, principal)
            home = told.href(kind, kind.home) if told else ""
        return home or found.url
    raise SourceError(
        "the server knows nothing of the kind there",
        "check the url in the settings; the docs of the server name it",
    )


def _ask_of(web: Web, kind: Kind, url: str) -> _Found | None:
    """What a server says of a place; None where it knows nothing of it."""
    asked = _ASKED_OF_START % {"ns": kind.namespace, "home": kind.home}
    answer = _propfind(web, url, 0, asked)
    one = next(_responses(answer), None) if answer else None
    return _Found(answer.url, one) if answer and one else None


_ASKED_OF_START = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:k="%(ns)s"><d:prop>'
    "<d:current-user-principal/><d:resourcetype/><k:%(home)s/></d:prop></d:propfind>"
)
_ASKED_OF_HOME = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:'
    'caldav"><d:prop><d:resourcetype/><d:displayname/><d:sync-token/>'
    "<d:supported-report-set/><c:supported-calendar-component-set/>"
    "</d:prop></d:propfind>"
)
_ASKED_OF_OBJECTS = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:getetag/>'
    "<d:resourcetype/></d:prop></d:propfind>"
)


def _collections(web: Web, kind: Kind, home: str) -> list[Collection]:
    answer = _propfind(web, home, 1, _ASKED_OF_HOME)
    found = []
    for one in _responses(answer) if answer else []:
        if _is(one, kind) and answer and _holds_events(one, kind):
            href = urljoin(answer.url, one.href)
            found.append(
                Collection(
                    href if href.endswith("/") else f"{href}/",
                    _text(one, f"{DAV}displayname"),
                    _text(one, f"{DAV}sync-token"),
                    _has(one, f"{DAV}supported-report-set", f"{DAV}sync-collection"),
                )
            )
    return found


def _holds_events(one: _Response, kind: Kind) -> bool:
    """Whether a calendar takes events; one that does not say takes all."""
    if kind is not EVENTS:
        return True
    space = f"{{{kind.namespace}}}"
    told = _prop(one, f"{space}supported-calendar-component-set")
    comps = told.iter(f"{space}comp") if told is not None else ()
    names = [comp.get("name", "") for comp in comps]
    return not names or "VEVENT" in names


def list_objects(web: Web, one: Collection) -> dict[str, str | None]:
    """The version of every object of a collection."""
    answer = _propfind(web, one.href, 1, _ASKED_OF_OBJECTS)
    if answer is None:
        raise SourceError("a collection cannot be listed", "check it on the server")
    listed: dict[str, str | None] = {}
    for found in _responses(answer):
        href = urljoin(answer.url, found.href)
        if href.rstrip("/") != one.href.rstrip("/") and not _has(
            found, f"{DAV}resourcetype", f"{DAV}collection"
        ):
            listed[href] = _text(found, f"{DAV}getetag")
    return listed


def _sync(web: Web, one: Collection, token: str) -> Changes:
    """What changed since the token, page by page."""
    etags: dict[str, str | None] = {}
    for _ in range(_PAGES):
        body = (
            '<?xml version="1.0"?><d:sync-collection xmlns:d="DAV:"><d:sync-token>'
            f"{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
            "<d:prop><d:getetag/></d:prop></d:sync-collection>"
        )
        answer = web.ask("REPORT", one.href, body, _XML | {"Depth": "0"})
        if answer.status != 207:  # noqa: PLR2004  # HTTP's own number
            raise InvalidToken
        more = False
        for found in _responses(answer):
            href = urljoin(answer.url, found.href)
            if href.rstrip("/") == one.href.rstrip("/"):
                more = more or found.status == 507  # noqa: PLR2004  # cut: ask on
            elif found.status == 404:  # noqa: PLR2004  # the same
                etags[href] = None
            else:
                etags[href] = _text(found, f"{DAV}getetag")
        last, token = token, _root(answer).findtext(f"{DAV}sync-token") or ""
        if not token or (more and token == last):
            raise InvalidToken
        if not more:
            break
    return Changes(etags, token)


def _multiget(
    web: Web, kind: Kind, one: Collection, hrefs: list[str]
) -> Iterator[tuple[str, str, str, bool]]:
    """Href, version and text of each object, and whether it has gone meanwhile."""
    asked = "".join(f"<d:href>{escape(urlsplit(href).path)}</d:href>" for href in hrefs)
    body = (
        f'<?xml version="1.0"?><k:{kind.multiget} xmlns:d="DAV:" '
        f'xmlns:k="{kind.namespace}"><d:prop><d:getetag/><k:{kind.data}/></d:prop>'
        f"{asked}</k:{kind.multiget}>"
    )
    answer = web.ask("REPORT", one.href, body, _XML | {"Depth": "1"})
    if answer.status != 207:  # noqa: PLR2004  # HTTP's own number
        raise SourceError(
            f"the server refuses to give objects (error {answer.status})",
            "try again; if that does not help, name other collections",
        )
    for found in _responses(answer):
        href = _as_asked(urljoin(answer.url, found.href), hrefs)
        raw = _text(found, f"{{{kind.namespace}}}{kind.data}")
        yield href, _text(found, f"{DAV}getetag"), raw, found.status == 404  # noqa: PLR2004  # the same


def _as_asked(href: str, hrefs: list[str]) -> str:
    """The href as it was asked for: servers quote the same name in two ways."""
    if href in hrefs:
        return href
    plain = unquote(href)
    return next((asked for asked in hrefs if unquote(asked) == plain), href)


class _Response(NamedTuple):
    """One response of a multistatus: of what, its own status, what it has."""

    href: str
    status: int
    props: dict[str, Element]


def _propfind(web: Web, url: str, depth: int, body: str) -> Answer | None:
    """The answer when it is a multistatus."""
    answer = web.ask("PROPFIND", url, body, _XML | {"Depth": str(depth)})
    return answer if answer.status == 207 else None  # noqa: PLR2004  # HTTP's own


def _root(answer: Answer) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SourceError(
            "the server's answer is no XML that can be read",
            "check the url in the settings: it may be that of a web page",
        ) from None
    return root


def _responses(answer: Answer) -> Iterator[_Response]:
    for one in _root(answer).iter(f"{DAV}response"):
        href = (one.findtext(f"{DAV}href") or "").strip()
        props: dict[str, Element] = {}
        for part in one.findall(f"{DAV}propstat"):
            if _code(part.findtext(f"{DAV}status")) == 200:  # noqa: PLR2004  # HTTP's
                props |= {p.tag: p for each in part.findall(f"{DAV}prop") for p in each}
        status = _code(one.findtext(f"{DAV}status")) or 200
        yield _Response(href, status, props)


def _code(line: str | None) -> int:
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _prop(one: _Response, tag: str) -> Element | None:
    return one.props.get(tag)


def _text(one: _Response, tag: str) -> str:
    found = _prop(one, tag)
    return (found.text or "") if found is not None else ""


def _has(one: _Response, tag: str, inner: str) -> bool:
    found = _prop(one, tag)
    return found is not None and next(found.iter(inner), None) is not None


def _is(one: _Response, kind: Kind) -> bool:
    return _has(one, f"{DAV}resourcetype", f"{{{kind.namespace}}}{kind.holds}")


class _Found(NamedTuple):
    """What a server says of one place."""

    url: str
    of: _Response

    def href(self, kind: Kind | None, name: str) -> str:
        """Where a property points to; empty when it is not there."""
        space = f"{{{kind.namespace}}}" if kind else DAV
        found = _prop(self.of, f"{space}{name}")
        href = found.findtext(f"{DAV}href") if found is not None else None
        return urljoin(self.url, href.strip()) if href else ""
