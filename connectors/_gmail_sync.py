"""From one fetch of Gmail to the next, by its history of changes.

The cursor holds the historyId up to which everything is known. Without one, or when
Gmail has forgotten it (404), all ids are listed: what is not here is fetched, what is
not there is buried. So a first fetch that is killed goes on where it was.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from . import Account, OutOfReach
from ._fetched import MESSAGES, Cursor, Drop
from ._fetched_mail import bury, entry, look_at, places
from ._google import WAITS, Pace, call, explained, pages

HEADERS = (
    "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID",
    "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "List-Post",
    "Precedence", "Auto-Submitted", "X-Auto-Response-Suppress", "Delivered-To",
    "Return-Path", "Received", "Feedback-ID", "X-Mailer", "Content-Type",
    "X-Original-From", "X-Google-Group-Id",
)  # fmt: skip
TOGETHER = 50  # more in one batch only brings "too many at once"
TEXT_LIMIT = 32_768
_LEFT_OUT = {"SPAM", "TRASH", "DRAFT", "CHAT"}
_GET, _LIST, _HISTORY = 5, 5, 2  # quota units
_CHANGES = ["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"]


def sync(account: Account, client: Any, cursor: Cursor, into: Drop) -> Cursor:
    """Append what is new, bury what has gone; gives the next cursor."""
    from googleapiclient.errors import HttpError

    pace = Pace(account.options.units_a_minute)
    since = cursor.get("history")
    if since:
        try:
            return _follow(account, client, pace, str(since), into)
        except HttpError as error:
            if int(error.resp.status) != 404:  # noqa: PLR2004  # HTTP
                raise
    return _look_whole(account, client, pace, into)


def _look_whole(account: Account, client: Any, pace: Pace, into: Drop) -> Cursor:
    """List every message; the history to follow is that of before the listing."""
    history = call(client.users().getProfile(userId="me"))["historyId"]
    listed: dict[str, None] = {}

    def ask(token: str | None) -> Any:
        pace.spend(_LIST)
        given = {"pageToken": token} if token else {}
        return client.users().messages().list(userId="me", maxResults=500, **given)

    def put(page: dict[str, Any]) -> None:
        listed.update((str(one["id"]), None) for one in page.get("messages") or [])

    pages(ask, put)
    _append(account, client, pace, listed, into)
    if not account.options.keep_deleted:
        _bury(into, lambda one: one not in listed)
    return {"history": str(history)}


def _follow(
    account: Account, client: Any, pace: Pace, since: str, into: Drop
) -> Cursor:
    """What was added and deleted since; labels tell of spam and trash."""
    added: dict[str, None] = {}
    gone: dict[str, None] = {}

    def ask(token: str | None) -> Any:
        pace.spend(_HISTORY)
        given = {"pageToken": token} if token else {}
        return client.users().history().list(
            userId="me", startHistoryId=since, historyTypes=_CHANGES, maxResults=500,
            **given,
        )  # fmt: skip

    def put(page: dict[str, Any]) -> None:
        for change in page.get("history") or []:
            for message, left in _moves(change):
                (gone if left else added)[message] = None
                (added if left else gone).pop(message, None)

    last = pages(ask, put)
    _append(account, client, pace, added, into)
    if gone and not account.options.keep_deleted:
        _bury(into, gone.__contains__)
    return {"history": str(last.get("historyId") or since)}


def _bury(into: Drop, has_gone: Callable[[str], bool]) -> None:
    """Bury what has gone and is not buried yet."""
    _, buried = places(into)
    bury(
        into,
        lambda place: place not in buried and has_gone(_id_of(place)),
        lambda place: place not in buried and not has_gone(_id_of(place)),
    )


def _moves(change: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each message a change is about, and whether it has left what is read."""
    for name in ("messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved"):
        for one in change.get(name) or []:
            message = one.get("message") or {}
            labels = set(message.get("labelIds") or [])
            yield (
                str(message.get("id")),
                name == "messagesDeleted" or bool(labels & _LEFT_OUT),
            )


def _append(
    account: Account, client: Any, pace: Pace, ids: dict[str, None], into: Drop
) -> None:
    """Fetch messages, many in one request, and checkpoint after each."""
    if not ids:
        return  # what is here need not be looked through
    here, gone = places(into)
    buried = Counter(map(_id_of, gone))
    known = set(map(_id_of, here))
    wanted = (one for one in ids if one not in known)
    while some := list(islice(wanted, TOGETHER)):
        for message in _get(account, client, pace, some):
            if not set(message.get("labelIds") or []) & _LEFT_OUT:
                place = _place(str(message["id"]), buried)
                into.append(MESSAGES, _entry(account, message, place))
        into.checkpoint(into.cursor)


def _place(message: str, buried: Counter[str]) -> str:
    """A message that came back stands at a new place: its old one stays buried."""
    times = buried[message]
    return f"{message}~{times}" if times else message


def _id_of(place: str) -> str:
    return place.partition("~")[0]


def _get(
    account: Account, client: Any, pace: Pace, ids: list[str]
) -> list[dict[str, Any]]:
    """Messages by id; one that has gone meanwhile is left out."""
    found: dict[str, dict[str, Any]] = {}
    wanted = list(ids)
    for wait in (*WAITS, None):
        pace.spend(_GET * len(wanted))
        wanted = _one_batch(account, client, wanted, found)
        if not wanted:
            return [found[one] for one in ids if one in found]
        if wait is not None:
            time.sleep(wait)
    raise OutOfReach("Google asks to wait", "the next night tries again")


def _one_batch(
    account: Account, client: Any, ids: list[str], found: dict[str, dict[str, Any]]
) -> list[str]:
    """Ask for all in one request; gives those to ask again."""
    from googleapiclient.errors import HttpError
    from googleapiclient.http import BatchHttpRequest

    again: list[str] = []
    troubles: list[Exception] = []

    def hear(one: str, answer: Any, error: Exception | None) -> None:
        if error is None:
            found[one] = answer
        elif isinstance(error, HttpError) and int(error.resp.status) == 404:  # noqa: PLR2004
            return  # it has gone since it was listed
        elif isinstance(error, HttpError) and isinstance(explained(error), OutOfReach):
            again.append(one)
        else:
            known = explained(error) if isinstance(error, HttpError) else None
            troubles.append(known or error)

    # a batch asks Google's own host whatever the client was told: it is told again
    root = account.options.endpoint or "https://gmail.googleapis.com/"
    batch = BatchHttpRequest(callback=hear, batch_uri=f"{root}batch/gmail/v1")
    for one in ids:
        batch.add(_request(account, client, one), request_id=one)
    _send(batch)
    if troubles:
        raise troubles[0]
    return again


def _send(batch: Any) -> None:
    class AsRequest:
        @staticmethod
        def execute(num_retries: int) -> dict[str, Any]:  # noqa: ARG004  # as a request's
            batch.execute()
            return {}

    call(AsRequest)


def _request(account: Account, client: Any, one: str) -> Any:
    messages = client.users().messages()
    if account.options.text:
        return messages.get(userId="me", id=one, format="full")
    return messages.get(
        userId="me", id=one, format="metadata", metadataHeaders=list(HEADERS)
    )


def _entry(account: Account, message: dict[str, Any], place: str) -> bytes:
    labels = ("sent",) if "SENT" in (message.get("labelIds") or []) else ()
    payload = message.get("payload") or {}
    head = _head(payload)
    said = "-"
    if account.options.text:
        said = look_at(_as_text(head), _text(payload)[:TEXT_LIMIT], labels)
    return entry(place, head, _arrived(message), labels, said)


def _head(payload: dict[str, Any]) -> bytes:
    """Header fields as they stand in a message; nothing can begin a line of its own."""
    wanted = {name.lower() for name in HEADERS}
    lines = [
        f"{one['name']}: {' '.join(str(one.get('value')).split())}"
        for one in payload.get("headers") or []
        if str(one.get("name")).lower() in wanted
    ]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n"


def _as_text(head: bytes) -> bytes:
    """The same header fields for a text that stands alone."""
    lines = [
        one for one in head.splitlines() if not one.lower().startswith(b"content-")
    ]
    return b"\n".join([*lines, b"Content-Type: text/plain; charset=utf-8", b""])


def _text(payload: dict[str, Any]) -> bytes:
    """The first plain text of a message, down to any depth."""
    pending = [payload]
    for _ in range(1_000):
        if not pending:
            break
        part = pending.pop(0)
        pending += [one for one in part.get("parts") or [] if isinstance(one, dict)]
        data = (part.get("body") or {}).get("data")
        if part.get("mimeType") == "text/plain" and isinstance(data, str):
            try:
                return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
            except (ValueError, binascii.Error):
                continue
    return b""


def _arrived(message: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
