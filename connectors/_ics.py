"""A calendar behind a web address: asked for when it changed, kept event by event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

from . import Account, SourceError
from ._fetched import OBJECTS, Cursor, Drop
from ._fetched_objects import Store
from ._web import Answer, TooLarge, Web

ZONES = "zones"
# what some servers write anew at every request
_NOT_CONTENT = re.compile(r"(?im)^(?:DTSTAMP|LAST-MODIFIED|CREATED)[;:].*\n?")
_PART = re.compile(
    r"(?ims)^BEGIN:(VEVENT|VTIMEZONE)[ \t]*\r?$.*?^END:\1[ \t]*\r?$(?:\n|\Z)"
)
_UID = re.compile(r"(?im)^UID(?:;[^:\r\n]*)?:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_METHOD = re.compile(r"(?im)^METHOD:[^\r\n]*")


def fetch_calendar(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Bring objects.jsonl up to what the address gives; the next cursor."""
    options = account.options
    known = cursor if into.path(OBJECTS).is_file() else {}
    limit = options.most_mb << 20
    asked = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
    headers = {name: known[key] for name, key in asked.items() if known.get(key)}
    with Web(account, ca_file=options.ca_file, timeout=options.timeout) as web:
        try:
            answer = web.ask("GET", _address(account), "", headers, limit)
        except TooLarge:
            raise SourceError(
                f"the calendar is longer than {options.most_mb} MB",
                "if that is right, raise most_mb in the settings",
            ) from None
    if answer.status == 304:  # noqa: PLR2004  # HTTP's own number: nothing has changed
        return dict(known)
    _keep(_checked(answer), Store(into), delete=not options.keep_past)
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    return {"etag": etag or "", "modified": modified or ""}


def _address(account: Account) -> str:
    url: str = account.options.url or account.secret()
    scheme, colon, rest = url.strip().partition("://")
    if colon and scheme.lower() in {"webcal", "webcals"}:
        return f"https://{rest}"
    return url.strip()


def _checked(answer: Answer) -> str:
    """The calendar's text; raises SourceError for a page that is none."""
    if answer.status in {403, 404, 410}:
        raise SourceError(
            f"there is no calendar at this address any more (error {answer.status})",
            "look its address up again where the calendar is",
        )
    text = answer.body.decode("utf-8-sig", "replace")
    if answer.status != 200 or "BEGIN:VCALENDAR" not in text[:4096].upper():  # noqa: PLR2004  # HTTP's
        raise SourceError(
            "what stands at this address is no calendar",
            "look its address up again; it should end in .ics or say ical",
        )
    if "END:VCALENDAR" not in text[-4096:].upper():
        raise SourceError("the calendar breaks off", "the next night tries again")
    return text


def _keep(text: str, store: Store, *, delete: bool) -> None:
    """Append the events that say something new; delete those that are not there."""
    there = dict(_events(text))
    for href, raw in there.items():
        said = _NOT_CONTENT.sub("", raw.replace("\r\n", "\n"))
        etag = blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()
        if store.etags.get(href) != etag:
            store.put(href, etag, raw)
    for href in [href for href in store.etags if href not in there]:
        if delete:
            store.delete(href)


def _events(text: str) -> Iterator[tuple[str, str]]:
    """Each UID's events as a calendar of their own, and the time zones as one."""
    events: dict[str, list[str]] = {}
    zones = []
    for found in _PART.finditer(text):
        part = found[0].rstrip("\r\n")
        if found[1].upper() == "VTIMEZONE":
            zones.append(part)
            continue
        uid = _UID.search(part)
        name = re.sub(r"\r?\n[ \t]", "", uid[1]).strip() if uid else part
        key = blake2b(name.encode("utf-8", "replace"), digest_size=12).hexdigest()
        events.setdefault(key, []).append(part)
    method = _METHOD.search(text[: text.upper().find("BEGIN:VEVENT") + 1])
    if zones:
        yield ZONES, _calendar(zones, "")
    for key, parts in events.items():
        yield key, _calendar(parts, method[0] if method else "")


def _calendar(parts: list[str], method: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", method, *parts, "END:VCALENDAR", ""]
    return "\n".join(line for line in lines if line) + "\n"
