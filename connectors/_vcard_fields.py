"""From the content lines of one card to the fields of a contact record.

A record has one organisation, title and birthday: the preferred or first of the
card's. ROLE stands in for a missing TITLE, LABEL for a missing ADR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from . import _vcard_dates as dates
from . import _vcard_names as names
from ._vcard_values import (
    Contents,
    Line,
    android,
    components,
    labelled,
    lines_of,
    param,
    preferred,
    text,
    texts,
    types,
    unique,
)

BRACKETS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
SIP = re.compile(r"\s*sips?:", re.IGNORECASE)
TEL = re.compile(r"^\s*tel:", re.IGNORECASE)
NO_SERVICE = {"PREF", "HOME", "WORK", "OTHER", "INTERNET", "PERSONAL"}


@dataclass(frozen=True, slots=True)
class Fields:
    """Keyword arguments of a ContactRecord, and what is odd in the card.

    odd: what cannot be right; unknown: properties that are not known.
    """

    values: dict[str, Any]
    odd: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


BLANK: dict[str, Any] = {
    "phonetic_name": "", "nicknames": (), "emails": (), "phones": (), "urls": (),
    "handles": (), "title": "", "role": "", "addresses": (), "city": "", "country": "",
    "birthday": "", "anniversary": "", "dates": (), "groups": (), "relations": (),
    "note": "", "labels": (), "changed_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to read in cards that have the same properties.

    rare: fields and how to read them; days: the same of days, which may be none.
    """

    rare: tuple[tuple[str, Callable[[Contents], Any]], ...]
    days: tuple[tuple[str, str, Callable[[Contents], tuple[str, bool]]], ...]
    says_kind: bool
    unknown: tuple[str, ...]


@lru_cache(maxsize=4096)
def plan_of(properties: frozenset[str]) -> Plan:
    """The plan for cards with these properties, in lower case."""
    return Plan(
        tuple((field, read) for used, field, read in RARE if used & properties),
        tuple(
            (name, field, read) for used, name, field, read in DAYS if used & properties
        ),
        bool(KIND_NAMES & properties),
        tuple(sorted(name for name in properties if not names.is_known(name))),
    )


def fields_of(contents: Contents, zone: ZoneInfo) -> Fields:
    """What the card says, each field as its author wrote it."""
    plan = plan_of(frozenset(contents))
    values = {**BLANK, **_who(contents)}
    odd: list[str] = []
    if plan.says_kind and not values["kind"] and not _is_individual(contents):
        odd.append("KIND is none that is known")
    _read_reachable(contents, values)
    values["title"] = text(contents, "title")
    for field, read in plan.rare:
        values[field] = read(contents)
    values["title"] = values["title"] or values["role"]
    if "rev" in contents and (changed := text(contents, "rev")):
        values["changed_at"] = dates.changed_at(changed, zone)
        odd += [] if values["changed_at"] else ["REV is no date"]
    for name, field, read_day in plan.days:
        values[field], is_odd = read_day(contents)
        odd += [f"{name} is no date"] if is_odd else []
    return Fields(values, tuple(odd), plan.unknown)


def _read_reachable(contents: Contents, values: dict[str, Any]) -> None:
    """Where they can be reached goes into the values, and what it is called."""
    called = _labels(contents) if "x-ablabel" in contents else {}
    labels: list[str] = []
    if "email" in contents:
        values["emails"] = labelled(_emails(contents), called, labels)
    if "tel" in contents:
        values["phones"] = labelled(_phones(contents), called, labels)
        if any([":" in line.value for line in contents["tel"]]):  # noqa: C419 - quicker
            values["handles"] = unique(_handles(contents))
    if not URL_NAMES.isdisjoint(contents):
        values["urls"] = labelled(_urls(contents), called, labels)
    if "adr" in contents or "label" in contents:
        places = list(_addresses(contents))
        lines = ((", ".join(filter(None, said)), line) for said, line in places)
        values["addresses"] = labelled(lines, called, labels)
        values["city"] = next((said[3] for said, _ in places if said[3]), "")
        values["country"] = next((said[6] for said, _ in places if said[6]), "")
    values["labels"] = tuple(labels)


def _who(contents: Contents) -> dict[str, str]:
    """Whose card it is: kind, name and its parts, organisation and department."""
    parts = _name_parts(contents)
    organisation, department = "", ""
    if not ORGANISATION_NAMES.isdisjoint(contents):
        organisation, department = _organisation(contents)
    kind = "" if SHOWN_AS.isdisjoint(contents) else _kind(contents)
    name = text(contents, "fn") or _spoken(parts)
    if organisation and not any(parts.values()) and name in {"", organisation}:
        # a name of an organisation and of nobody in it
        name, kind = organisation, kind or "organisation"
    told = {"organisation": organisation, "department": department}
    return {"kind": kind, "name": name, **parts, **told}


def _name_parts(contents: Contents) -> dict[str, str]:
    fields = ("family_name", "given_name", "middle_name", "prefix", "suffix")
    for line in contents.get("n", ()):
        said = components(line, 5)
        if any(said):
            return dict(zip(fields, said, strict=True))
    return dict.fromkeys(fields, "")


def _spoken(parts: dict[str, str]) -> str:
    order = ("given_name", "middle_name", "family_name")
    return " ".join(parts[field] for field in order if parts[field])


def _organisation(contents: Contents) -> tuple[str, str]:
    """The organisation, and its units as one department."""
    for line in preferred(contents.get("org", ())):
        name, *units = components(line, max(len(line.value), 1), ", ")
        if name or any(units):
            units.append(text(contents, *names.DEPARTMENTS))
            return name, ", ".join(unique(units))
    return "", text(contents, *names.DEPARTMENTS)


def _kind(contents: Contents) -> str:
    said = text(contents, "kind", "x-addressbookserver-kind").lower()
    if text(contents, "x-abshowas").upper() == "COMPANY":
        return "organisation"
    return names.KINDS.get(said, "")


def _is_individual(contents: Contents) -> bool:
    said = text(contents, "kind", "x-addressbookserver-kind")
    return said.lower() in names.INDIVIDUALS


def _groups(contents: Contents) -> Iterator[str]:
    for group in texts(contents, "categories"):
        if group.strip().lower() not in names.NO_GROUP:
            yield group


def _nicknames(contents: Contents) -> Iterator[str]:
    yield from texts(contents, "nickname")
    yield from (said[0] for said in android(contents, "nickname"))


def _emails(contents: Contents) -> Iterator[tuple[str, Line]]:
    for line in preferred(contents["email"]):
        value = line.value
        said = " ".join(value.split())
        if "<" in value and (address := BRACKETS.search(value)):
            said = address[1]
        yield MAILTO.sub("", said) if ":" in said else said, line


def _phones(contents: Contents) -> Iterator[tuple[str, Line]]:
    for line in preferred(contents["tel"]):
        kinds = types(line)
        # a fax is a machine of a whole office
        if "FAX" in kinds and not kinds & {"VOICE", "CELL"}:
            continue
        if ":" not in line.value:
            yield line.value, line
        elif not SIP.match(line.value):
            yield TEL.sub("", line.value), line


def _urls(contents: Contents) -> Iterator[tuple[str, Line]]:
    yield from lines_of(contents, *names.URLS)
    for value, line in lines_of(contents, "x-socialprofile", "socialprofile"):
        if value.startswith(("http://", "https://")):
            yield value, line


def _phonetic(contents: Contents) -> str:
    return " ".join(text(contents, part) for part in names.PHONETIC if part in contents)


def _handles(contents: Contents) -> Iterator[str]:
    """Messenger and social handles as `service:handle`."""
    for line in preferred(contents.get("impp", ())):
        scheme, colon, rest = line.value.strip().partition(":")
        service = param(line, "X-SERVICE-TYPE", "SERVICE-TYPE") or scheme
        yield _handle(service, unquote(rest) if colon else scheme)
    for line in contents.get("tel", ()):
        if SIP.match(line.value):
            yield _handle("sip", line.value.partition(":")[2])
    for line in preferred(
        [*contents.get("x-socialprofile", ()), *contents.get("socialprofile", ())]
    ):
        yield _social(line)
    for name in sorted(contents.keys() & names.MESSENGERS.keys()):
        service = names.MESSENGERS[name]
        for value in texts(contents, name):
            yield _handle(service, re.sub(rf"^{service}:", "", value.strip()))
    for name in sorted(contents.keys() & names.NUMBERS.keys()):
        for value in texts(contents, name):
            yield _handle(names.NUMBERS[name], re.sub(r"[\s.-]+", "", value))


def _social(line: Any) -> str:
    url = urlsplit_safely(line.value)
    host = (url[1].lower().removeprefix("www.").split(".") or [""])[0]
    service = param(line, "SERVICE-TYPE") or next(
        iter(sorted(types(line) - NO_SERVICE)), host
    )
    user = param(line, "X-USER", "USERNAME") or url[2].rstrip("/").rpartition("/")[2]
    return _handle(service, user)


def urlsplit_safely(value: str) -> tuple[str, str, str]:
    """Scheme, host and path of a URL; all of it a path when it is none."""
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return "", "", value.strip()
    return parts.scheme, parts.netloc, parts.path


def _handle(service: str, handle: str) -> str:
    handle = handle.strip().lstrip("/")
    return f"{service.strip().lower()}:{handle}" if handle else ""


def _addresses(contents: Contents) -> Iterator[tuple[list[str], Line]]:
    """Box, extended, street, city, region, code and country of each address."""
    for line in preferred(contents.get("adr", ())):
        said = components(line, 7, ", ")
        if any(said):
            yield said, line
        elif label := param(line, "LABEL"):
            yield ["", "", _one_line(label), "", "", "", ""], line
    if not contents.get("adr"):
        for line in preferred(contents.get("label", ())):
            yield ["", "", _one_line(line.value), "", "", "", ""], line


def _one_line(label: str) -> str:
    spoken = label.replace("\\n", "\n").replace("^n", "\n").splitlines()
    return ", ".join(filter(None, (line.strip(" ,") for line in spoken)))


def _birthday(contents: Contents) -> tuple[str, bool]:
    """The birthday, and whether there was one nobody can read."""
    said = False
    for line in contents.get("bday", ()):
        if day := line.value.strip():
            said = True
            found = dates.birthday(day, param(line, "X-APPLE-OMIT-YEAR"))
            if found:
                return found, False
    for event in android(contents, "contact_event"):
        if event[1] == "3" and (found := dates.birthday(event[0])):
            return found, False
    return "", said


def _anniversary(contents: Contents) -> tuple[str, bool]:
    """The anniversary, and whether there was one nobody can read."""
    labels = _labels(contents)
    said = [*texts(contents, *names.ANNIVERSARIES)]
    said += [
        line.value
        for line in contents.get("x-abdate", ())
        if labels.get(line.group) == "anniversary"
    ]
    said += [day for day, kind in android(contents, "contact_event") if kind == "1"]
    spoken = [day for day in said if day.strip()]
    found = next(filter(None, map(dates.birthday, spoken)), None)
    return found or "", bool(spoken) and not found


def _dates(contents: Contents) -> Iterator[str]:
    """`first met: 2010-04-01`: the days that are called something else."""
    called = _labels(contents)
    for line in contents.get("x-abdate", ()):
        how, day = called.get(line.group, "") or "date", dates.birthday(line.value)
        if day and how != "anniversary":
            yield f"{how}: {day}"
    for day, kind, said in android(contents, "contact_event", 3):
        if kind not in {"1", "3"} and (found := dates.birthday(day)):
            yield f"{said.lower() or 'date'}: {found}"
    for name in sorted(contents.keys() & names.DAYS.keys()):
        for day in texts(contents, name):
            if found := dates.birthday(day):
                yield f"{names.DAYS[name]}: {found}"


def _relations(contents: Contents) -> Iterator[str]:
    """`spouse: Ana Okafor`, from the standard and from vendors' properties."""
    labels = _labels(contents)
    for line in contents.get("related", ()):
        kinds = sorted(types(line) - {"PREF"}) or ["related"]
        yield _relation(kinds[0].lower(), line.value)
    for line in contents.get("x-abrelatednames", ()):
        yield _relation(labels.get(line.group, "") or "related", line.value)
    for name in sorted(contents.keys() & names.RELATIONS.keys()):
        how = names.RELATIONS[name]
        yield from (_relation(how, value) for value in texts(contents, name))
    for value in texts(contents, "agent"):
        if not value.upper().startswith("BEGIN:"):
            yield _relation("agent", value)
    for said in android(contents, "relation"):
        number = int(said[1]) if said[1].isdigit() else 0
        known = names.ANDROID_RELATIONS[number : number + 1] or ("related",)
        yield _relation(known[0], said[0])


def _relation(how: str, who: str) -> str:
    return f"{how}: {' '.join(who.split())}" if who.strip() else ""


def _labels(contents: Contents) -> dict[str, str]:
    """What Apple calls the properties of each group."""
    return {line.group: _label(line.value) for line in contents.get("x-ablabel", ())}


def _label(value: str) -> str:
    """Apple's `_$!<Spouse>!$_` and an owner's own word alike."""
    return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", value.strip()).lower()


KIND_NAMES = {"kind", "x-addressbookserver-kind"}
SHOWN_AS = {*KIND_NAMES, "x-abshowas"}
ORGANISATION_NAMES = {"org", *names.DEPARTMENTS}
URL_NAMES = {*names.URLS, "x-socialprofile", "socialprofile"}
DAYS = (
    ({"bday", "x-android-custom"}, "BDAY", "birthday", _birthday),
    (
        {*names.ANNIVERSARIES, "x-abdate", "x-android-custom"},
        "ANNIVERSARY",
        "anniversary",
        _anniversary,
    ),
)
# read only where one of these properties is there
RARE: tuple[tuple[set[str], str, Callable[[Contents], Any]], ...] = (
    ({"role"}, "role", lambda card: text(card, "role")),
    ({"note"}, "note", lambda card: "\n".join(unique(texts(card, "note")))),
    ({"categories"}, "groups", lambda card: unique(_groups(card))),
    (set(names.PHONETIC), "phonetic_name", _phonetic),
    ({"nickname", "x-android-custom"}, "nicknames", lambda c: unique(_nicknames(c))),
    (
        {
            "impp",
            "x-socialprofile",
            "socialprofile",
            *names.MESSENGERS,
            *names.NUMBERS,
        },
        "handles",
        lambda card: unique(_handles(card)),
    ),
    (
        {"related", "x-abrelatednames", "agent", "x-android-custom", *names.RELATIONS},
        "relations",
        lambda card: unique(_relations(card)),
    ),
    (
        {"x-abdate", "x-android-custom", *names.DAYS},
        "dates",
        lambda card: unique(_dates(card)),
    ),
)
