"""What LinkedIn calls its tables, columns, people and days.

Every table of an export writes days its own way; each has its own patterns here,
none of which can be read as another of the same table.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo
from urllib.parse import quote, unquote

# A table is known by columns it alone has; headings as `_table.fold` gives them.
TABLES = {
    "connections": {"firstname", "lastname", "connectedon"},
    "messages": {"conversationid", "from", "to", "date", "content"},
    "invitations": {"from", "to", "sentat", "direction"},
    "contacts": {"source", "firstname", "lastname", "companies", "emails"},
    "imported": {"firstname", "lastname", "emails", "phonenumbers", "createdat"},
    "positions": {"companyname", "title", "startedon", "finishedon"},
    "education": {"schoolname", "startdate", "enddate", "degreename"},
    "profile": {"firstname", "lastname", "headline", "industry"},
    "emails": {"emailaddress", "confirmed", "primary"},
    "phones": {"extension", "number", "type"},
    "endorsements_received": {"endorsementdate", "skillname", "endorserfirstname"},
    "endorsements_given": {"endorsementdate", "skillname", "endorseefirstname"},
    "recommendations": {"firstname", "lastname", "jobtitle", "text", "creationdate"},
    "notes": {"connectionfirstname", "connectionlastname", "note"},
}
# Further columns that are understood, or known to be of no use here.
COLUMNS = {
    "connections": "url emailaddress company position",
    "messages": "conversationtitle senderprofileurl recipientprofileurls subject "
    "folder attachments ismessagedraft isconversationdraft",
    "invitations": "message inviterprofileurl inviteeprofileurl",
    "contacts": "title phonenumbers createdat addresses sites instantmessagehandles "
    "fullname birthday location bookmarkedat profiles",
    "imported": "middlename maidenname nickname nameprefix namesuffix title updatedat "
    "countrycode regioncode thirdpartyverified location",
    "positions": "description location",
    "education": "notes activities",
    "profile": "maidenname address birthdate summary zipcode geolocation "
    "twitterhandles websites instantmessengers",
    "emails": "updatedon",
    "phones": "",
    "endorsements_received": "endorserlastname endorserpublicurl endorsementstatus",
    "endorsements_given": "endorseelastname endorseepublicurl endorsementstatus",
    "recommendations": "company status",
    "notes": "connectionprofileurl createdon editedon",
}
# Headings of exports in another language than English, as far as they were seen.
TRANSLATED = {
    "vorname": "firstname",
    "nachname": "lastname",
    "emailadresse": "emailaddress",
    "unternehmen": "company",
    "verbundenam": "connectedon",
}
# The export's other tables: nothing in them is about anybody the owner knows.
FILES_OF_NO_USE = {
    "adtargeting", "adsclicked", "articles", "causesyoucareabout", "certifications",
    "coachmessages", "comments", "companyfollows", "courses", "engagements", "events",
    "groupinvitations", "guidemessages", "hashtagfollows", "honors",
    "inferencesaboutyou", "instantreposts", "jobapplications", "jobpostings",
    "jobseekerpreferences", "languages", "lanadsengagement", "learning",
    "learningcoachmessages", "learningroleplaymessages", "logins", "memberfollows",
    "onlinejobpostings", "opportunities", "organizations", "patents",
    "privateidentityassets", "profilesummary", "projects", "providers",
    "publications", "reactions", "receipts", "receiptsv2", "registration",
    "richmedia", "savedjobalerts", "savedjobanswers", "savedjobs",
    "screeningquestionresponses", "searchqueries", "securitychallenges", "services",
    "servicesmarketplaceengagements", "shares", "skills", "testscores",
    "verifications", "volunteering", "votes", "whatsappphonenumbers",
}  # fmt: skip
NAMES_OF_TABLES = {
    "connections", "messages", "invitations", "contacts", "importedcontacts",
    "positions", "education", "profile", "emailaddresses", "phonenumbers",
    "endorsementreceivedinfo", "endorsementgiveninfo", "recommendationsreceived",
    "recommendationsgiven", "notes",
}  # fmt: skip

DAY = ("%d %b %Y",)
MINUTE = ("%m/%d/%y, %I:%M %p", "%m/%d/%Y, %I:%M %p")
ENDORSEMENT_TIME = ("%Y/%m/%d %H:%M:%S UTC", "%Y/%m/%d %H:%M:%S")
MONTH = ("%b %Y", "%B %Y", "%Y")
BIRTHDAY = ("%b %d, %Y", "%B %d, %Y")
BIRTHDAY_WITHOUT_YEAR = ("%b %d %Y", "%B %d %Y")
NOON = time(12)
LEAP = 2000  # a year that has every day

# `08. Dez. 2026`: months the English do not write so
_MONTHS = {
    "jän": "Jan", "mär": "Mar", "mrz": "Mar", "mai": "May", "okt": "Oct", "dez": "Dec",
}  # fmt: skip
_PROFILE = re.compile(
    r"linkedin\.com/(in|pub|company|school|showcase)/([^/?#\s,;]+)", re.IGNORECASE
)
_EXPORTED = re.compile(r"LinkedInDataExport_(\d\d-\d\d-\d{4})", re.IGNORECASE)
# `PhD`, `M.D.`, `SHRM-CP` behind a comma: no name of its own
_CREDENTIAL = re.compile(r"[A-Z][\w.®-]*[A-Z.][\w.®-]*")
_DECORATION = re.compile(
    "[\u2190-\u2bff\ufe00-\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
_MONTH_WORD = re.compile(r"[^\W\d_]{3,}")


def profile_keys(text: str) -> list[str]:
    """The profiles among URLs however joined: `in/ana-okafor`, lower case."""
    return [
        f"{kind}/{unquote(slug)}".lower().strip()
        for kind, slug in _PROFILE.findall(text)
    ]


def profile_url(key: str) -> str:
    """The address of a profile as a browser shows it."""
    return f"https://www.linkedin.com/{quote(key)}"


def split_names(text: str) -> list[str]:
    """The names in a list of them, without what some write behind theirs."""
    names = map(undecorated, text.split(","))
    return [name for name in names if name and not _CREDENTIAL.fullmatch(name)]


def plain_name(text: str) -> str:
    """One name, without credentials; `Soler, Marta` stays as it is."""
    names = split_names(text)
    return names[0] if len(names) == 1 else undecorated(text)


def undecorated(name: str) -> str:
    """A name in one line, without the pictures people put beside theirs."""
    return " ".join(_DECORATION.sub("", name).split())


def read_moment(text: str, patterns: tuple[str, ...], zone: tzinfo) -> datetime | None:
    """An aware moment; a bare day is its noon. None when it is written otherwise."""
    for pattern in patterns:
        try:
            found = datetime.strptime(_in_english(text), pattern)  # noqa: DTZ007 - below
        except ValueError:
            continue
        if "%H" not in pattern and "%I" not in pattern:
            found = datetime.combine(found, NOON)
        return found.replace(tzinfo=zone)
    return None


def read_message_time(text: str) -> datetime | None:
    """`2026-04-02 09:30:00 UTC`; read without patterns, being in every message."""
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_birthday(text: str) -> str:
    """`1980-04-01`, or `--04-01` of `Apr 1`; empty when it is written otherwise."""
    for patterns, shape, written in (
        (BIRTHDAY, "%Y-%m-%d", text),
        (BIRTHDAY_WITHOUT_YEAR, "--%m-%d", f"{text} {LEAP}"),
    ):
        for pattern in patterns:
            try:
                day = datetime.strptime(written, pattern)  # noqa: DTZ007 - a day
            except ValueError:
                continue
            return f"{day:{shape}}"
    return ""


def exported_on(name: str, zone: tzinfo) -> datetime | None:
    """The day in an export's own name, `Basic_LinkedInDataExport_05-03-2026`."""
    said = _EXPORTED.search(name)
    return read_moment(said[1], ("%m-%d-%Y",), zone) if said else None


def _in_english(text: str) -> str:
    return _MONTH_WORD.sub(
        lambda word: _MONTHS.get(word[0].lower()[:3], word[0]), text.replace(".", "")
    )
