"""From the content lines of one card to the fields of a contact record.

A record has one organisation, title and birthday: the preferred or first of the
card's. ROLE stands in for a missing TITLE, LABEL for a missing ADR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from . import _vcard_dates as dates
from . import _vcard_names as names
from ._vcard_values import (
    Contents,
    android,
    components,
    param,
    preferred,
    text,
    texts,
    types,
    unique,
)

NO_SERVICE = {"PREF", "HOME", "WORK", "OTHER", "INTERNET", "PERSONAL"}


@dataclass(frozen=True, slots=True)
class Fields:
    """Keyword arguments of a ContactRecord, and what cannot be right in the card."""

    values: dict[str, Any]
    odd: tuple[str, ...] = ()


def fields_of(contents: Contents, zone: ZoneInfo) -> Fields:
    """What the card says, each field as its author wrote it."""
    who = _who(contents)
    addresses = list(_addresses(contents))
    birthday, birthday_is_odd = _birthday(contents)
    anniversary, anniversary_is_odd = _anniversary(contents)
    changed = text(contents, "rev")
    changed_at = dates.changed_at(changed, zone) if changed else None
    odd = {
        "BDAY is no date": birthday_is_odd,
        "ANNIVERSARY is no date": anniversary_is_odd,
        "REV is no date": changed and not changed_at,
        "KIND is none that is known": not who["kind"] and not _is_individual(contents),
    }
    return Fields(
        {
            **who,
            "phonetic_name": " ".join(
                text(contents, part) for part in names.PHONETIC if part in contents
            ),
            "nicknames": unique(_nicknames(contents)),
            "emails": unique(_emails(contents)),
            "phones": unique(_phones(contents)),
            "urls": unique(_urls(contents)),
            "handles": unique(_handles(contents)),
            "title": text(contents, "title") or text(contents, "role"),
            "addresses": unique(", ".join(filter(None, a)) for a in addresses),
            "city": next((a[3] for a in addresses if a[3]), ""),
            "country": next((a[6] for a in addresses if a[6]), ""),
            "birthday": birthday,
            "anniversary": anniversary,
            "groups": unique(_groups(contents)),
            "relations": unique(_relations(contents)),
            "note": "\n".join(unique(texts(contents, "note"))),
            "changed_at": changed_at,
        },
        tuple(what for what, is_so in odd.items() if is_so),
    )


def _who(contents: Contents) -> dict[str, str]:
    """Whose card it is: kind, name and its parts, organisation and department."""
    parts = _name_parts(contents)
    organisation, department = _organisation(contents)
    name, kind = text(contents, "fn") or _spoken(parts), _kind(contents)
    if organisation and not any(parts.values()) and name in {"", organisation}:
        # a name of an organisation and of nobody in it
        name, kind = organisation, kind or "organisation"
    told = {"organisation": organisation, "department": department}
    return {"kind": kind, "name": name, **parts, **told}


def _name_parts(contents: Contents) -> dict[str, str]:
    fields = ("family_name", "given_name", "middle_name", "prefix", "suffix")
    for line in contents.get("n", ()):
        said = dict(zip(fields, components(line, 5), strict=True))
        if any(said.values()):
            return said
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


def _emails(contents: Contents) -> Iterator[str]:
    for value in texts(contents, "email"):
        address = re.search(r"<([^<>\s]+@[^<>\s]+)>", value)
        said = address[1] if address else " ".join(value.split())
        yield re.sub(r"^mailto:", "", said, flags=re.IGNORECASE)


def _phones(contents: Contents) -> Iterator[str]:
    for line in preferred(contents.get("tel", ())):
        kinds = types(line)
        # a fax is a machine of a whole office
        if "FAX" in kinds and not kinds & {"VOICE", "CELL"}:
            continue
        if not re.match(r"\s*sips?:", line.value, re.IGNORECASE):
            yield re.sub(r"^\s*tel:", "", line.value, flags=re.IGNORECASE)


def _urls(contents: Contents) -> Iterator[str]:
    yield from texts(contents, *names.URLS)
    for value in texts(contents, "x-socialprofile", "socialprofile"):
        if value.startswith(("http://", "https://")):
            yield value


def _handles(contents: Contents) -> Iterator[str]:
    """Messenger and social handles as `service:handle`."""
    for line in preferred(contents.get("impp", ())):
        scheme, colon, rest = line.value.strip().partition(":")
        service = param(line, "X-SERVICE-TYPE", "SERVICE-TYPE") or scheme
        yield _handle(service, unquote(rest) if colon else scheme)
    for line in contents.get("tel", ()):
        if re.match(r"\s*sips?:", line.value, re.IGNORECASE):
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


def _addresses(contents: Contents) -> Iterator[list[str]]:
    """Box, extended, street, city, region, code and country of each address."""
    labels = [*contents.get("label", ())]
    for line in preferred(contents.get("adr", ())):
        said = components(line, 7, ", ")
        if any(said):
            yield said
        elif label := param(line, "LABEL"):
            yield ["", "", _one_line(label), "", "", "", ""]
    if not contents.get("adr"):
        for line in preferred(labels):
            yield ["", "", _one_line(line.value), "", "", "", ""]


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
