"""Address books and calendars on a WebDAV server, kept in step.

Spec: RFC 6578 (sync-collection); 6352 and 4791 for the reports that give objects.

Only PROPFIND and REPORT are ever sent: both only ask. The cursor holds each
collection's sync token; which version of which object is known stands in objects.jsonl.
So a token that the server no longer knows costs a listing, not a download.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from . import Account, OutOfReach, SourceError
from ._dav_find import CARDS, EVENTS, Collection, Kind, find_collections
from ._dav_xml import (
    DAV,
    MULTISTATUS,
    NOT_FOUND,
    TOO_MUCH,
    ask,
    propfind,
    read_responses,
    read_root,
)  # fmt: skip
from ._fetched import OBJECTS, Cursor, Drop
from ._fetched_objects import LIVE, UNREADABLE, Store
from ._vcard_text import Pictures, text_lines
from ._web import Failed, TooLarge, Web

__all__ = ["CARDS", "EVENTS", "fetch_collections"]

MOST_LOST = 20  # objects one fetch may find unreadable: more, and the server is ill
_PAGES = 10_000  # of one listing; a server that has more goes in a circle
_OF_OBJECTS = (
    '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/><d:resourcetype/></d:prop>'
    "</d:propfind>"
)


class Changes(NamedTuple):
    """What a server says has changed: the version of each href, None for deleted."""

    etags: dict[str, str | None]
    token: str


class Given(NamedTuple):
    """An object as the server gave it; text: empty when it could not."""

    href: str
    etag: str
    text: str
    has_gone: bool


class InvalidToken(Exception):  # noqa: N818  # reads as what has happened
    """The server does not know the sync token any more."""


class Refused(Exception):  # noqa: N818  # reads as what has happened
    """The server gives none of the objects asked for together."""


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
        self._failed = 0

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
        failed = self._failed
        given = self._give(one, hrefs)
        if len(hrefs) > 1 and self._failed - failed == len(hrefs):
            raise _ill()
        for href in hrefs:
            found = given.get(href) or Given(href, "", "", has_gone=False)
            if found.has_gone:
                self.store.delete(href)
                continue
            text = _without_pictures(found.text) if self.kind is CARDS else found.text
            state = LIVE if found.text else UNREADABLE
            self.store.put(href, found.etag or changes.etags[href] or "", text, state)

    def _give(self, one: Collection, hrefs: list[str]) -> dict[str, Given]:
        """What the server gives of these; in halves where one spoils the others."""
        try:
            told = _multiget(self.web, self.kind, one, hrefs)
            return {given.href: given for given in told}
        except (TooLarge, Failed, Refused):
            if len(hrefs) == 1:
                list_objects(self.web, one)  # raises where the server fails at all
                self._failed += 1
                if self._failed > MOST_LOST:
                    raise _ill() from None
                return {}
        half = len(hrefs) // 2
        return self._give(one, hrefs[:half]) | self._give(one, hrefs[half:])


def _ill() -> SourceError:
    return OutOfReach(
        "the server fails to give what it lists", "the next night tries again"
    )


def _without_pictures(raw: str) -> str:
    """A card without what nobody reads, which is most of its bytes."""
    lines = Pictures().without(text_lines(raw))
    return b"\r\n".join(lines).decode("utf-8", "replace") + "\r\n"


def _lies_in(href: str, collections: set[str]) -> bool:
    return href.rpartition("/")[0] + "/" in collections


def list_objects(web: Web, one: Collection) -> dict[str, str | None]:
    """The version of every object of a collection."""
    answer = propfind(web, one.href, 1, _OF_OBJECTS)
    if answer is None:
        raise SourceError("a collection cannot be listed", "check it on the server")
    return {
        found.href: found.text(f"{DAV}getetag")
        for found in read_responses(answer)
        if found.href.rstrip("/") != one.href.rstrip("/")
        and not found.has(f"{DAV}resourcetype", f"{DAV}collection")
    }


def _sync(web: Web, one: Collection, token: str) -> Changes:
    """What changed since the token, page by page."""
    etags: dict[str, str | None] = {}
    for _ in range(_PAGES):
        body = (
            '<d:sync-collection xmlns:d="DAV:"><d:sync-token>'
            f"{escape(token, quote=False)}</d:sync-token><d:sync-level>1</d:sync-level>"
            "<d:prop><d:getetag/></d:prop></d:sync-collection>"
        )
        answer = ask(web, "REPORT", one.href, 0, body)
        if answer.status != MULTISTATUS:
            raise InvalidToken
        more = False
        for found in read_responses(answer):
            if found.href.rstrip("/") == one.href.rstrip("/"):
                more = more or found.status == TOO_MUCH  # cut short: ask on
            elif found.status == NOT_FOUND:
                etags[found.href] = None
            else:
                etags[found.href] = found.text(f"{DAV}getetag")
        last, token = token, read_root(answer).findtext(f"{DAV}sync-token") or ""
        if not token or (more and token == last):
            raise InvalidToken
        if not more:
            break
    return Changes(etags, token)


def _multiget(
    web: Web, kind: Kind, one: Collection, hrefs: list[str]
) -> Iterator[Given]:
    asked = "".join(
        f"<d:href>{escape(urlsplit(href).path, quote=False)}</d:href>" for href in hrefs
    )
    body = (
        f'<k:{kind.multiget} xmlns:d="DAV:" xmlns:k="{kind.namespace}"><d:prop>'
        f"<d:getetag/><k:{kind.data}/></d:prop>{asked}</k:{kind.multiget}>"
    )
    answer = ask(web, "REPORT", one.href, 1, body)
    if answer.status != MULTISTATUS:
        raise Refused
    for found in read_responses(answer):
        yield Given(
            _as_asked(found.href, hrefs),
            found.text(f"{DAV}getetag"),
            found.text(kind.tag(kind.data)),
            has_gone=found.status == NOT_FOUND,
        )


def _as_asked(href: str, hrefs: list[str]) -> str:
    """The href as it was asked for: servers quote the same name in two ways."""
    if href in hrefs:
        return href
    plain = unquote(href)
    return next((asked for asked in hrefs if unquote(asked) == plain), href)
