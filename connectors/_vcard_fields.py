"""From the content lines of one card to the fields of a contact record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from . import _vcard_dates as dates
from . import _vcard_names as names

Contents = dict[str, list[Any]]  # vobject's content lines by lower-case name
NO_SERVICE = {"PREF", "HOME", "WORK", "OTHER", "INTERNET", "PERSONAL"}
UNPREFERRED = 101  # after every PREF=1..100


@dataclass(frozen=True, slots=True)
class Fields:
    """Keyword arguments of a ContactRecord, and properties whose value is odd."""

    values: dict[str, Any]
    odd: tuple[str, ...] = ()


def fields_of(contents: Contents, zone: ZoneInfo) -> Fields:
    """What the card says, each field as its author wrote it."""
    name_parts = _name_parts(contents)
    organisation, department = _organisation(contents)
    name = _text(contents, "fn") or _spoken(name_parts)
    kind = _kind(contents)
    if organisation and not any(name_parts.values()) and name in {"", organisation}:
        # a name of an organisation and of nobody in it
        name, kind = organisation, kind or "organisation"
    addresses = list(_addresses(contents))
    birthday, birthday_is_odd = _birthday(contents)
    changed = _text(contents, "rev")
    changed_at = dates.changed_at(changed, zone) if changed else None
    odd = [name for name, is_odd in (("BDAY", birthday_is_odd),
           ("REV", changed and not changed_at)) if is_odd]  # fmt: skip
    return Fields(
        {
            "kind": kind,
            "name": name,
            **name_parts,
            "nicknames": _unique(_nicknames(contents)),
            "emails": _unique(_emails(contents)),
            "phones": _unique(_phones(contents)),
            "urls": _unique(_urls(contents)),
            "handles": _unique(_handles(contents)),
            "organisation": organisation,
            "department": department,
            "title": _text(contents, "title") or _text(contents, "role"),
            "addresses": _unique(", ".join(filter(None, a)) for a in addresses),
            "city": next((a[3] for a in addresses if a[3]), ""),
            "country": next((a[6] for a in addresses if a[6]), ""),
            "birthday": birthday,
            "groups": _unique(_texts(contents, "categories")),
            "relations": _unique(_relations(contents)),
            "note": "\n".join(_unique(_texts(contents, "note"))),
            "changed_at": changed_at,
        },
        tuple(odd),
    )


def types(line: Any) -> set[str]:
    """The upper-case types of a line, however its version writes them."""
    said = [*line.params.get("TYPE", ()), *line.singletonparams]
    return {part.strip().upper() for value in said for part in value.split(",")}


def preferred(lines: Sequence[Any]) -> Sequence[Any]:
    """The lines in the order their author prefers them."""
    return sorted(lines, key=_rank) if len(lines) > 1 else lines


def _rank(line: Any) -> int:
    said = _param(line, "PREF")
    if said.isdigit():
        return int(said)
    return 1 if "PREF" in types(line) or "PREF" in line.params else UNPREFERRED


def _param(line: Any, *wanted: str) -> str:
    found = (value for name in wanted for value in line.params.get(name, ()))
    return next((value.strip() for value in found if value.strip()), "")


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    said = [text for value in values if (text := value.strip())]
    return tuple(dict.fromkeys(said)) if len(said) > 1 else tuple(said)


def _texts(contents: Contents, *wanted: str) -> Iterator[str]:
    """Every text of the properties, the preferred ones first."""
    said = [line for name in wanted if name in contents for line in contents[name]]
    for line in preferred(said):
        if isinstance(line.value, list):
            yield from line.value
        else:
            yield line.value


def _text(contents: Contents, *wanted: str) -> str:
    return next(filter(None, map(str.strip, _texts(contents, *wanted))), "")


def _components(line: Any, count: int, joined: str = " ") -> list[str]:
    """The components of a structured value, padded to `count`, each one text."""
    said = [
        joined.join(filter(None, (" ".join(part.split()) for part in parts)))
        for parts in line.value
    ]
    return (said + [""] * count)[:count]


def _name_parts(contents: Contents) -> dict[str, str]:
    fields = ("family_name", "given_name", "middle_name", "prefix", "suffix")
    for line in contents.get("n", ()):
        said = dict(zip(fields, _components(line, 5), strict=True))
        if any(said.values()):
            return said
    return dict.fromkeys(fields, "")


def _spoken(parts: dict[str, str]) -> str:
    order = ("given_name", "middle_name", "family_name")
    return " ".join(parts[field] for field in order if parts[field])


def _organisation(contents: Contents) -> tuple[str, str]:
    """The organisation, and its units as one department."""
    for line in preferred(contents.get("org", ())):
        name, *units = _components(line, max(len(line.value), 1), ", ")
        if name or any(units):
            units.append(_text(contents, *names.DEPARTMENTS))
            return name, ", ".join(_unique(units))
    return "", _text(contents, *names.DEPARTMENTS)


def _kind(contents: Contents) -> str:
    said = _text(contents, "kind", "x-addressbookserver-kind").lower()
    if _text(contents, "x-abshowas").upper() == "COMPANY":
        return "organisation"
    return names.KINDS.get(said, "")


def _nicknames(contents: Contents) -> Iterator[str]:
    yield from _texts(contents, "nickname")
    yield from (said[0] for said in _android(contents, "nickname"))


def _emails(contents: Contents) -> Iterator[str]:
    for value in _texts(contents, "email"):
        yield re.sub(r"^mailto:", "", " ".join(value.split()), flags=re.IGNORECASE)


def _phones(contents: Contents) -> Iterator[str]:
    for line in preferred(contents.get("tel", ())):
        kinds = types(line)
        # a fax is a machine of a whole office
        if "FAX" in kinds and not kinds & {"VOICE", "CELL"}:
            continue
        if not re.match(r"\s*sips?:", line.value, re.IGNORECASE):
            yield re.sub(r"^\s*tel:", "", line.value, flags=re.IGNORECASE)


def _urls(contents: Contents) -> Iterator[str]:
    yield from _texts(contents, *names.URLS)
    for value in _texts(contents, "x-socialprofile", "socialprofile"):
        if value.startswith(("http://", "https://")):
            yield value


def _handles(contents: Contents) -> Iterator[str]:
    """Messenger and social handles as `service:handle`."""
    for line in preferred(contents.get("impp", ())):
        scheme, colon, rest = line.value.strip().partition(":")
        service = _param(line, "X-SERVICE-TYPE", "SERVICE-TYPE") or scheme
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
        for value in _texts(contents, name):
            yield _handle(service, re.sub(rf"^{service}:", "", value.strip()))


def _social(line: Any) -> str:
    url = urlsplit_safely(line.value)
    host = (url[1].lower().removeprefix("www.").split(".") or [""])[0]
    service = _param(line, "SERVICE-TYPE") or next(
        iter(sorted(types(line) - NO_SERVICE)), host
    )
    user = _param(line, "X-USER", "USERNAME") or url[2].rstrip("/").rpartition("/")[2]
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
        said = _components(line, 7, ", ")
        if any(said):
            yield said
        elif label := _param(line, "LABEL"):
            yield ["", "", _one_line(label), "", "", "", ""]
    if not contents.get("adr"):
        for line in preferred(labels):
            yield ["", "", _one_line(line.value), "", "", "", ""]


def _one_line(text: str) -> str:
    spoken = text.replace("\\n", "\n").replace("^n", "\n").splitlines()
    return ", ".join(filter(None, (line.strip(" ,") for line in spoken)))


def _birthday(contents: Contents) -> tuple[str, bool]:
    """The birthday, and whether there was one nobody can read."""
    said = False
    for line in contents.get("bday", ()):
        if text := line.value.strip():
            said = True
            found = dates.birthday(text, _param(line, "X-APPLE-OMIT-YEAR"))
            if found:
                return found, False
    for event in _android(contents, "contact_event"):
        if event[1] == "3" and (found := dates.birthday(event[0])):
            return found, False
    return "", said


def _relations(contents: Contents) -> Iterator[str]:
    """`spouse: Ana Okafor`, from the standard and from vendors' properties."""
    labels = {line.group: _label(line.value) for line in contents.get("x-ablabel", ())}
    for line in contents.get("related", ()):
        kinds = sorted(types(line) - {"PREF"}) or ["related"]
        yield _relation(kinds[0].lower(), line.value)
    for line in contents.get("x-abrelatednames", ()):
        yield _relation(labels.get(line.group, "") or "related", line.value)
    for name in sorted(contents.keys() & names.RELATIONS.keys()):
        how = names.RELATIONS[name]
        yield from (_relation(how, value) for value in _texts(contents, name))
    for value in _texts(contents, "agent"):
        if not value.upper().startswith("BEGIN:"):
            yield _relation("agent", value)
    for said in _android(contents, "relation"):
        number = int(said[1]) if said[1].isdigit() else 0
        known = names.ANDROID_RELATIONS[number : number + 1] or ("related",)
        yield _relation(known[0], said[0])


def _relation(how: str, who: str) -> str:
    return f"{how}: {' '.join(who.split())}" if who.strip() else ""


def _label(value: str) -> str:
    """Apple's `_$!<Spouse>!$_` and an owner's own word alike."""
    return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", value.strip()).lower()


def _android(contents: Contents, kind: str) -> Iterator[list[str]]:
    """The first two data fields of Android's own items of a kind."""
    for value in _texts(contents, "x-android-custom"):
        item, *data = value.split(";")
        if item.strip() == f"vnd.android.cursor.item/{kind}":
            yield ([part.strip() for part in data] + ["", ""])[:2]
