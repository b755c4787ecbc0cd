"""Whose table it is, by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ._table import fold

GOOGLE = re.compile(
    r"(?:e-mail|phone|address|website|event|organization|im|custom field|relation)"
    r" \d+ - \w.*"
)
GOOGLE_NEW = {"phoneticfirstname", "organizationname", "labels"}
GOOGLE_OLD = {"yominame", "groupmembership", "familyname"}
OUTLOOK = {"firstname", "lastname", "emailaddress"}
OUTLOOK_MARKS = {
    "businessphone", "businessfax", "businessstreet", "businesscity", "homestreet",
    "homecity", "email2address", "emaildisplayname", "internetfreebusy",
    "companymainphone", "webpage", "referredby",
}  # fmt: skip
ENOUGH_MARKS = 2
# what stands in no address book, but in a network's export or in our own report
ELSEWHERE = {
    "connectedon", "verbundenam", "conversationid", "inviterprofileurl",
    "endorserfirstname", "endorseefirstname", "thirdpartyverified", "bookmarkedat",
    "headline", "connectionfirstname", "creationdate", "cultivate",
}  # fmt: skip
OWN_EMAILS = {"emailaddress", "confirmed", "primary", "updatedon"}


def dialect(headings: Iterable[str]) -> str:
    """`google_csv`, `outlook_csv`, `elsewhere` or empty for any other table."""
    plain = [" ".join(heading.lower().split()) for heading in headings]
    keys = set(map(fold, plain))
    if any(map(GOOGLE.fullmatch, plain)) or keys >= GOOGLE_NEW or keys >= GOOGLE_OLD:
        return "google_csv"
    if keys >= OUTLOOK and len(keys & OUTLOOK_MARKS) >= ENOUGH_MARKS:
        return "outlook_csv"
    return "elsewhere" if keys & ELSEWHERE or keys >= OWN_EMAILS else ""
