"""E-mail addresses in one form, and what kind of mailbox each is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.resolve.name_words import words

version = 1

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
_ROLES = words(
    """
    info contact kontakt contacto office buero sales vertrieb ventas support help
    helpdesk service services hello hallo hi team admin administration administrator
    webmaster hostmaster abuse security privacy legal hr jobs careers recruiting
    recruitment talent press media marketing pr billing accounts accounting invoices
    finance payroll orders order shop store reservations booking bookings events
    reception secretary secretariat sekretariat enquiries enquiry inquiries mail post
    all everyone staff board members community customerservice customer.service
    customercare feedback it sysadmin postmaster library admissions alumni registrar
    school verwaltung empfang
    """
)
_AUTOMATED = re.compile(
    r"""^(?:
        .*no[._-]?reply.* | .*do[._-]?not[._-]?reply.* | .*(?:mailer|mail)[._-]daemon.*
        | bounces?(?:[._-].*)? | .*[._-]bounces? | notifications?(?:[._-].*)?
        | .*[._-]notifications? | notify | alerts? | .*[._-]alerts? | newsletters?
        | .*[._-]newsletter | news | digest | updates? | root | cron | daemon | nobody
        | auto(?:matic|mated)?[._-]?(?:confirm|mail|reply|message).* | automated
        | calendar[._-]notification | invitations? | messages[._-]noreply
    )$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Email:
    """One address. email is None when the value is no address.

    email: lower case, without plus-tag; Gmail's dots taken out; domain in punycode.
    is_role: a function's mailbox (info@); is_automated: a machine's (noreply@).
    is_free: a mailbox provider's domain, which says nothing of an employer.
    """

    email: str | None = None
    local_part: str | None = None
    domain: str | None = None
    is_role: bool = False
    is_automated: bool = False
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
    return Email(
        email=f"{local}@{domain}",
        local_part=local,
        domain=domain,
        is_role=local in _ROLES,
        is_automated=bool(_AUTOMATED.match(local)),
        is_free=domain in FREE_DOMAINS,
    )


def _ascii_domain(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return ""
    return _SAME_DOMAIN.get(domain, domain)
