"""E-mail addresses in one form, and what kind of mailbox each is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.resolve.mailbox_words import (
    ALSO_NAMES,
    FAMILIES,
    FILLERS,
    LIST_SUFFIXES,
    MACHINES,
    NO_REPLY,
    ROLES,
    SYSTEMS,
    slips,
)
from flows.resolve.name_words import words

version = 3

_WRAPPED = re.compile(r"<([^<>]+)>\s*$")
_VALID = re.compile(r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+$")
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}
FREE_DOMAINS = words(
    """
    gmail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.es
    live.com msn.com outlook.de outlook.fr outlook.es yahoo.com yahoo.co.uk yahoo.fr
    yahoo.de yahoo.es yahoo.it yahoo.co.in yahoo.co.jp ymail.com rocketmail.com aol.com
    icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.io gmx.de
    gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de posteo.de
    mailbox.org mail.com mail.ru bk.ru inbox.ru list.ru yandex.ru ya.ru yandex.com
    rambler.ru ukr.net qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it tin.it virgilio.it
    alice.it telefonica.net terra.es comcast.net verizon.net att.net sbcglobal.net
    bellsouth.net cox.net charter.net btinternet.com sky.com virginmedia.com
    ntlworld.com talktalk.net bigpond.com optusnet.com.au rediffmail.com seznam.cz wp.pl
    o2.pl onet.pl interia.pl zoho.com fastmail.com hey.com hushmail.com uol.com.br
    bol.com.br terra.com.br bluewin.ch
    """
)
_MISSPELT = frozenset(
    slip
    for word in ("postmaster", "mailerdaemon", "maildaemon")
    for slip in slips(word)
)
# made for one message or one recipient: a uuid, a long hash, an address inside
_MADE_UP = re.compile(
    r"""
    (?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}
    | (?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16}
    | ^(?=(?:[a-z]*[0-9]){6})(?=(?:[0-9]*[a-z]){6})[0-9a-z]{24,}$
    | =[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}
    """,
    re.VERBOSE,
)
_SYSTEM_PREFIX = re.compile(r"(?:bounces?|return|reply|unsub(?:scribe)?)[._=-]")
_SEPARATORS = re.compile(r"[._=-]+")


@dataclass(frozen=True, slots=True)
class Email:
    """One address. email is None when the value is no address.

    email: lower case, without plus-tag; Gmail's dots taken out; domain in punycode.
    is_role: a function's mailbox (info@); is_automated: a machine's (noreply@);
    both: a machine's word that may be a name, or stands beside one (pia-alerts@).
    is_family: a home's mailbox by its own word (smithfamily@, familie.huber@).
    is_free: a mailbox provider's domain, which says nothing of an employer.
    """

    email: str | None = None
    local_part: str | None = None
    domain: str | None = None
    is_role: bool = False
    is_automated: bool = False
    is_family: bool = False
    is_free: bool = False


_NONE = Email()


def parse_email(value: str) -> Email:
    """Understand one address as a source wrote it; never raises."""
    text = value.strip()
    if wrapped := _WRAPPED.search(text):
        text = wrapped[1]
    text = text.lower().removeprefix("mailto:").strip(" '\"<>.,;")
    if not _VALID.match(text):
        return _NONE
    local, domain = text.split("@")
    domain = _ascii_domain(domain.strip("."))
    local = local.split("+", 1)[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "") or local
    if not domain or not local:
        return _NONE
    is_role, is_automated = _read_function(local, domain)
    return Email(
        email=f"{local}@{domain}",
        local_part=local,
        domain=domain,
        is_role=is_role,
        is_automated=is_automated,
        is_family=_is_family(local),
        is_free=domain in FREE_DOMAINS,
    )


def _read_function(local: str, domain: str) -> tuple[bool, bool]:
    """Whether a local part is a function's, and whether a machine's."""
    if _is_nobody(local):
        return False, True
    parts = [part.strip("0123456789") for part in _SEPARATORS.split(local)]
    whole = "".join(parts)
    if whole in ALSO_NAMES:
        return True, True
    if whole in MACHINES or whole in ROLES:
        return whole in ROLES, whole in MACHINES
    known = {*FILLERS, *domain.split("."), ""}
    said = [part for part in parts if part not in known]
    machines = MACHINES.intersection(said)
    if not machines.union(ROLES).issuperset(said):
        beside_a_name = len(parts) > 1 and bool(machines - ALSO_NAMES)
        return beside_a_name, beside_a_name
    return bool(said) and not machines, bool(machines)


def _is_family(local: str) -> bool:
    """Whether a local part says it is a home's, beside its name or glued to it."""
    parts = [part.strip("0123456789") for part in _SEPARATORS.split(local)]
    whole = "".join(parts)
    # a surname has three letters and more: `familiar` is no family's
    return not FAMILIES.isdisjoint(parts) or any(
        whole[:-3].startswith(word) or whole[3:].endswith(word) for word in FAMILIES
    )


def _is_nobody(local: str) -> bool:
    """What no human being reads: no-reply, bounces, list software, made-up parts."""
    squeezed = _SEPARATORS.sub("", local).rstrip("0123456789")
    if squeezed in SYSTEMS or squeezed in _MISSPELT:
        return True
    if any(word in squeezed for word in NO_REPLY):
        return True
    if _SYSTEM_PREFIX.match(local) or _MADE_UP.search(local):
        return True
    name, dash, suffix = local.rpartition("-")
    return bool(name and dash) and suffix in LIST_SUFFIXES


def _ascii_domain(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return ""
    return _SAME_DOMAIN.get(domain, domain)
