"""Evidence in a message's own header that a machine or a list sent it.

Spec: RFC 2369 and 2919 (lists), RFC 3834 (automatic answers), RFC 6522 (reports).
The name of the first rule that holds is kept beside the message, so that an
exclusion can be explained and undone; whether it excludes anybody is decided
later, with what the owner wrote at hand. The surest come first: what a relay may
put on anybody's mail, and a crowd of recipients, say little of who wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ._mail_decode import decode_text
from ._mail_headers import Headers, first

MANY_RECIPIENTS = 20

_BULK_PRECEDENCE = re.compile(rb"\s*(?:bulk|list|junk|auto_reply)\b", re.IGNORECASE)
_SERVICE_HEADERS = frozenset(
    b"x-sg-eid x-mailgun-sid x-mandrill-user x-mc-user x-ses-outgoing x-pm-message-id "
    b"x-msfbl x-campaign x-campaignid x-mailjet-campaign x-csa-complaints "
    b"x-sfmc-stack".split()
)
# without any of these, only the rules of _plain_rule can hold
_SAYING = _SERVICE_HEADERS | frozenset(
    b"list-id list-unsubscribe precedence auto-submitted x-autoreply x-autorespond "
    b"x-failed-recipients feedback-id x-auto-response-suppress".split()
)
# an envelope sender made for one recipient, so that a bounce tells who it was
_OWN_BOUNCE = re.compile(rb"<?(?:bounces?|return|msprvs\d)[-+=._]", re.IGNORECASE)
_AWAY = re.compile(
    r"\s*(?:automatic reply|auto[- ]?reply|out of (?:the )?office(?: auto-?reply)?|"
    r"abwesenheits(?:notiz|assistent|meldung)|automatische antwort|"
    r"réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de (?:la )?oficina|risposta automatica|fuori sede|resposta automática|"
    r"automatisch antwoord|afwezig|odpowiedź automatyczna|автоответ|автоматический "
    r"ответ|自动回复|自動応答)\s?[:\uff1a]",
    re.IGNORECASE,
)
_NOBODY = b"<>"
_REMEMBERED = 400  # bytes of a list's id
_LIST_ID = re.compile(r"<\s*([^<>\s]{1,200})\s*>\s*$")


def bulk_rule(headers: Headers, recipients: int, subject: str = "") -> str:
    """The first rule a message's header falls under; empty when none.

    `auto_replied` is an absence's answer, by its header or, from mail systems that
    write none, by its subject: whoever it is from, nobody wrote it.
    """
    if _AWAY.match(subject):
        return "auto_replied"
    if _SAYING.isdisjoint(headers):
        rule = _plain_rule(headers)
    else:
        rule = "auto_replied" if _is_auto_reply(headers) else _first_rule(headers)
    return rule or ("many_recipients" if recipients > MANY_RECIPIENTS else "")


def _first_rule(headers: Headers) -> str:
    return next((name for name, holds in _RULES if holds(headers)), "")


def _plain_rule(headers: Headers) -> str:
    """The first rule of a message that says nothing: three are left to ask."""
    if _is_report(headers):
        return "multipart_report"
    path = first(headers, b"return-path")
    if path == _NOBODY:
        return "null_return_path"
    return "sending_service" if _OWN_BOUNCE.match(path) else ""


def read_list_id(headers: Headers) -> str:
    """The list's own id, lower-case, without its description."""
    raw = first(headers, b"list-id")
    return (_remember if len(raw) < _REMEMBERED else _list_id)(raw) if raw else ""


def _list_id(raw: bytes) -> str:
    text = decode_text(raw, 400)
    bracketed = _LIST_ID.search(text)
    return (bracketed[1] if bracketed else text).strip().lower()[:200]


_remember = lru_cache(maxsize=4096)(_list_id)


def _says(headers: Headers, name: bytes, nothing: bytes) -> bool:
    """Whether the header is there and says more than `nothing`."""
    value = first(headers, name).partition(b";")[0].strip().lower()
    return value not in {b"", nothing}


def _is_auto_reply(headers: Headers) -> bool:
    said = first(headers, b"auto-submitted").strip().lower()
    return (
        said.startswith(b"auto-replied")
        or b"x-autoreply" in headers
        or b"x-autorespond" in headers
    )


def _says_bulk(headers: Headers) -> bool:
    return bool(_BULK_PRECEDENCE.match(first(headers, b"precedence")))


def _is_by_service(headers: Headers) -> bool:
    """Whether a service that sends in bulk carried it."""
    if not _SERVICE_HEADERS.isdisjoint(headers):
        return True
    return bool(_OWN_BOUNCE.match(first(headers, b"return-path")))


def _is_report(headers: Headers) -> bool:
    return first(headers, b"content-type")[:16].lower() == b"multipart/report"


def _is_from_nobody(headers: Headers) -> bool:
    return first(headers, b"return-path") == _NOBODY


_RULES: tuple[tuple[str, Callable[[Headers], bool]], ...] = (
    ("list_id", lambda headers: b"list-id" in headers),
    ("list_unsubscribe", lambda headers: b"list-unsubscribe" in headers),
    ("precedence", _says_bulk),
    ("auto_submitted", lambda headers: _says(headers, b"auto-submitted", b"no")),
    ("multipart_report", _is_report),
    ("x_failed_recipients", lambda headers: b"x-failed-recipients" in headers),
    ("null_return_path", _is_from_nobody),
    ("feedback_id", lambda headers: b"feedback-id" in headers),
    (
        "x_auto_response_suppress",
        lambda headers: _says(headers, b"x-auto-response-suppress", b"none"),
    ),
    ("sending_service", _is_by_service),
)
