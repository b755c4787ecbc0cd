"""Where somebody can be reached: addresses, numbers, handles, and their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from . import _vcard_names as names
from ._vcard_values import (
    Contents,
    Line,
    called_by_group,
    components,
    labelled,
    lines_of,
    param,
    preferred,
    texts,
    types,
    unique,
)

BRACKETS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
SIP = re.compile(r"\s*sips?:", re.IGNORECASE)
TEL = re.compile(r"^\s*tel:", re.IGNORECASE)
NO_SERVICE = {"PREF", "HOME", "WORK", "OTHER", "INTERNET", "PERSONAL"}
URL_NAMES = {*names.URLS, "x-socialprofile", "socialprofile"}


def read_reach(contents: Contents, values: dict[str, Any]) -> None:
    """Where they can be reached goes into the values, and what it is called."""
    called = called_by_group(contents) if "x-ablabel" in contents else {}
    labels: list[str] = []
    if "email" in contents:
        values["emails"] = labelled(_emails(contents), called, labels)
    if "tel" in contents:
        values["phones"] = labelled(_phones(contents), called, labels)
        if any([":" in line.value for line in contents["tel"]]):  # noqa: C419 - quicker
            values["handles"] = unique(handles(contents))
    if not URL_NAMES.isdisjoint(contents):
        values["urls"] = labelled(_urls(contents), called, labels)
    if "adr" in contents or "label" in contents:
        places = list(_addresses(contents))
        lines = ((", ".join(filter(None, said)), line) for said, line in places)
        values["addresses"] = labelled(lines, called, labels)
        values["city"] = next((said[3] for said, _ in places if said[3]), "")
        values["country"] = next((said[6] for said, _ in places if said[6]), "")
    values["labels"] = tuple(labels)


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


def handles(contents: Contents) -> Iterator[str]:
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
    url = _urlsplit(line.value)
    host = (url[1].lower().removeprefix("www.").split(".") or [""])[0]
    service = param(line, "SERVICE-TYPE") or next(
        iter(sorted(types(line) - NO_SERVICE)), host
    )
    user = param(line, "X-USER", "USERNAME") or url[2].rstrip("/").rpartition("/")[2]
    return _handle(service, user)


def _urlsplit(value: str) -> tuple[str, str, str]:
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
