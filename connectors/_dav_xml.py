"""What a WebDAV server answers: a multistatus, its responses, their properties.

Spec: RFC 4918 (WebDAV).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from . import SourceError
from ._web import Answer, Web

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DAV = "{DAV:}"
OK, MULTISTATUS, NOT_FOUND, TOO_MUCH = 200, 207, 404, 507  # of HTTP's numbers
_XML = 'application/xml; charset="utf-8"'


class Response(NamedTuple):
    """One response of a multistatus: of what, its own status, what it has."""

    href: str
    status: int
    props: dict[str, Element]

    def text(self, tag: str) -> str:
        """What a property says; empty when it is not there."""
        found = self.props.get(tag)
        return (found.text or "") if found is not None else ""

    def has(self, tag: str, inner: str) -> bool:
        """Whether a property is there and has an element inside."""
        found = self.props.get(tag)
        return found is not None and next(found.iter(inner), None) is not None

    def place(self, tag: str) -> str:
        """Where a property points to; empty when it is not there."""
        found = self.props.get(tag)
        href = found.findtext(f"{DAV}href") if found is not None else None
        return urljoin(self.href, href.strip()) if href else ""


def ask(web: Web, verb: str, url: str, depth: int, body: str) -> Answer:
    """PROPFIND or REPORT: verbs that only ask."""
    headers = {"Content-Type": _XML, "Depth": str(depth)}
    return web.ask(verb, url, f'<?xml version="1.0"?>{body}', headers)


def propfind(web: Web, url: str, depth: int, body: str) -> Answer | None:
    """The answer when it is a multistatus; None where nothing of the kind is."""
    answer = ask(web, "PROPFIND", url, depth, body)
    return answer if answer.status == MULTISTATUS else None


def read_root(answer: Answer) -> Element:
    """The answer's XML; raises SourceError for what is none."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SourceError(
            "the server's answer is no XML that can be read",
            "check the url in the settings: it may be that of a web page",
        ) from None
    return root


def read_responses(answer: Answer) -> Iterator[Response]:
    """Each response, its href whole, with the properties that could be given."""
    for one in read_root(answer).iter(f"{DAV}response"):
        href = (one.findtext(f"{DAV}href") or "").strip()
        props: dict[str, Element] = {}
        for part in one.findall(f"{DAV}propstat"):
            if _code(part.findtext(f"{DAV}status")) == OK:
                props |= {p.tag: p for each in part.findall(f"{DAV}prop") for p in each}
        status = _code(one.findtext(f"{DAV}status")) or OK
        yield Response(urljoin(answer.url, href), status, props)


def _code(line: str | None) -> int:
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
