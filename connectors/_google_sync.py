"""From one fetch of people or calendars to the next, by Google's sync tokens.

A token that has expired is the usual thing: then everything is looked at, only what
changed is written, and what is not there any more is deleted. The cursor holds a
token a list: `connections`, `others`, or a calendar's id.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from . import Account, SourceError
from ._fetched import OBJECTS, Cursor, Drop
from ._fetched_objects import Store
from ._google import pages, reasons
from ._google_card import FIELDS, OTHER_FIELDS

_EXPIRED = 410, 404
_FULL_PAGE = 1_000
_EVENTS_PAGE = 2_500


def sync_people(account: Account, client: Any, cursor: Cursor, into: Drop) -> Cursor:
    """Connections, and who was written to but never saved."""
    state = _state(cursor, into)
    store = Store(into)
    groups = _group_names(client)
    lists: dict[str, Callable[..., Any]] = {"connections": _ask_connections(client)}
    if account.options.other_contacts:
        lists["others"] = _ask_others(client)
    for name, ask in lists.items():

        def put(page: dict[str, Any], field: str = name) -> set[str]:
            people = page.get(
                "connections" if field == "connections" else "otherContacts"
            )
            return _put_people(store, people or [], groups)

        start = "people/" if name == "connections" else "otherContacts/"
        state[name] = _sync_list(store, state.get(name), ask, put, start)
        into.checkpoint(state)
    return state


def _state(cursor: Cursor, into: Drop) -> Cursor:
    """The tokens that hold: none where the file has been cleared away.

    Whoever is deleted then could not be told apart from who never was.
    """
    return dict(cursor) if into.path(OBJECTS).is_file() else {}


def _sync_list(
    store: Store,
    token: str | None,
    ask: Callable[[str | None, str | None], Any],
    put: Callable[[dict[str, Any]], set[str]],
    start: str,
) -> str:
    """One list by its token, else whole; gives the next token.

    ask: (sync token, page token) to a request. put: writes a page, gives the hrefs in
    it. start: how the hrefs of this list begin.
    """
    from googleapiclient.errors import HttpError

    if token:
        try:
            last = pages(lambda page: ask(token, page), put)
            return str(last.get("nextSyncToken") or token)
        except HttpError as error:
            if not _is_expired(error):
                raise
    seen: set[str] = set()
    last = pages(lambda page: ask(None, page), lambda page: seen.update(put(page)))
    for href in [h for h in store.etags if h.startswith(start) and h not in seen]:
        store.delete(href)
    return str(last.get("nextSyncToken") or "")


def _is_expired(error: Any) -> bool:
    return int(error.resp.status) in _EXPIRED or "EXPIRED_SYNC_TOKEN" in reasons(error)


def _ask_connections(client: Any) -> Callable[..., Any]:
    # all parameters but the tokens must be those of the first request
    return lambda token, page: (
        client.people()
        .connections()
        .list(
            resourceName="people/me",
            personFields=",".join(FIELDS),
            pageSize=_FULL_PAGE,
            requestSyncToken=True,
            **_given(syncToken=token, pageToken=page),
        )
    )


def _ask_others(client: Any) -> Callable[..., Any]:
    return lambda token, page: client.otherContacts().list(
        readMask=",".join(OTHER_FIELDS),
        pageSize=_FULL_PAGE,
        requestSyncToken=True,
        **_given(syncToken=token, pageToken=page),
    )


def _given(**tokens: str | None) -> dict[str, str]:
    return {name: token for name, token in tokens.items() if token}


def _group_names(client: Any) -> dict[str, str]:
    """Groups of the owner's own by resource name; Google's own say nothing."""
    names: dict[str, str] = {}

    def put(page: dict[str, Any]) -> None:
        for group in page.get("contactGroups") or []:
            if group.get("groupType") == "USER_CONTACT_GROUP":
                names[str(group.get("resourceName"))] = str(group.get("name"))

    pages(
        lambda page: client.contactGroups().list(
            pageSize=_FULL_PAGE, **_given(pageToken=page)
        ),
        put,
    )
    return names


def _put_people(
    store: Store, people: list[dict[str, Any]], groups: dict[str, str]
) -> set[str]:
    """Write who is new or changed; gives the resource names of those who stand."""
    seen = set()
    for person in people:
        href = str(person.get("resourceName"))
        if (person.get("metadata") or {}).get("deleted"):
            store.delete(href)
            continue
        seen.add(href)
        for before in (person.get("metadata") or {}).get("previousResourceNames") or []:
            store.delete(str(before))
        etag = str(person.get("etag"))
        if store.etags.get(href) != etag:
            kept = {
                k: v for k, v in person.items() if k not in {"photos", "coverPhotos"}
            }
            kept["groupNames"] = _memberships(person, groups)
            store.put(href, etag, json.dumps(kept, ensure_ascii=False))
    return seen


def _memberships(person: dict[str, Any], groups: dict[str, str]) -> list[str]:
    held = [
        one.get("contactGroupMembership") or {}
        for one in person.get("memberships") or []
    ]
    ids = [str(one.get("contactGroupResourceName")) for one in held]
    return [groups[one] for one in ids if one in groups]


def sync_calendars(account: Account, client: Any, cursor: Cursor, into: Drop) -> Cursor:
    """Every calendar that is ticked, or those the settings name."""
    state = _state(cursor, into)
    store = Store(into)
    chosen = _calendars(client, account.options.calendars)
    for calendar in [one for one in state if one not in chosen]:
        for href in [h for h in store.etags if h.startswith(f"{calendar}/")]:
            store.delete(href)
        del state[calendar]
    for calendar in chosen:

        def ask(token: str | None, page: str | None, of: str = calendar) -> Any:
            return client.events().list(
                calendarId=of,
                maxResults=_EVENTS_PAGE,
                singleEvents=False,
                showDeleted=True,  # the same with and without a token
                **_given(syncToken=token, pageToken=page),
            )

        def put(page: dict[str, Any], of: str = calendar) -> set[str]:
            return _put_events(store, of, page.get("items") or [])

        state[calendar] = _sync_list(
            store, state.get(calendar), ask, put, f"{calendar}/"
        )
        into.checkpoint(state)
    return state


def _calendars(client: Any, wanted: tuple[str, ...]) -> list[str]:
    found: list[str] = []

    def put(page: dict[str, Any]) -> None:
        found.extend(
            str(one["id"])
            for one in page.get("items") or []
            if (one["id"] in wanted if wanted else one.get("selected"))
        )

    pages(
        lambda page: client.calendarList().list(
            maxResults=250, **_given(pageToken=page)
        ),
        put,
    )
    if set(wanted) - set(found):
        # what was renamed must not look as if it had been deleted
        raise SourceError(
            "a calendar named in the settings is not there",
            "write its id as Google shows it: Settings, Integrate calendar",
        )
    return found


def _put_events(store: Store, calendar: str, events: list[dict[str, Any]]) -> set[str]:
    """Write what is new or changed; a cancelled part of a series stays, as that."""
    seen = set()
    for event in events:
        href = f"{calendar}/{event.get('id')}"
        if event.get("status") == "cancelled" and not event.get("recurringEventId"):
            store.delete(href)
            continue
        seen.add(href)
        etag = str(event.get("etag"))
        if store.etags.get(href) != etag:
            kept = {
                k: v
                for k, v in event.items()
                if k not in {"description", "attachments"}
            }
            store.put(href, etag, json.dumps(kept, ensure_ascii=False))
    return seen
