"""Requests to a server of the owner's: encrypted, bounded, and to nobody else.

The password goes only to the host it is meant for, or to its siblings (iCloud sends
contacts.icloud.com on to p42-contacts.icloud.com). Without encryption nothing is
asked but of this machine itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from . import Account, OutOfReach, SourceError
from ._remote import is_host, refused

LOCAL = {"localhost", "127.0.0.1", "::1"}
MAX_ANSWER = 64 * 1024 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}
_LATER = {429, 503}
# below these of a country anybody may have a name: they make no siblings
_COMMON = re.compile(r"(?:ac|co|com|edu|gov|me|ne|net|or|org)\.[a-z]{2}")
_LONGEST_WAIT = 20  # seconds a server may ask to be left alone within one fetch


class TooLarge(SourceError):  # noqa: N818  # reads as what is wrong
    """An answer that is longer than anything of its kind should be."""


class Failed(OutOfReach):
    """The server failed at this request; it may do well at another."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; url: after redirects; headers: names lower-case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


class Web:
    """One account's requests. Use it in a `with`; raises SourceError."""

    def __init__(
        self,
        account: Account,
        *,
        user: str = "",
        auth: str = "none",
        ca_file: str = "",
        timeout: int = 60,
    ) -> None:
        import requests

        self._account, self._auth, self._user = account, auth, user
        self._timeout = timeout
        self._home = ""  # the host the secret is for
        self._digest = False
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "cultivate"
        self._session.trust_env = False  # or a .netrc would be looked into
        if ca_file:
            file = Path(ca_file).expanduser()
            if not file.is_file():
                raise SourceError("ca_file is no file", "name a PEM file there")
            self._session.verify = str(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def ask(
        self,
        method: str,
        url: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        limit: int = MAX_ANSWER,
    ) -> Answer:
        """One request, redirects followed; a refused sign-in is raised."""
        for _ in range(6):
            answer = self._ask_patiently(method, url, body, headers or {}, limit)
            place = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not place:
                return self._accepted(answer)
            url = urljoin(url, place)
        raise SourceError(
            "the server sends requests in a circle", "check the url in the settings"
        )

    def _accepted(self, answer: Answer) -> Answer:
        if answer.status == 401:  # noqa: PLR2004  # HTTP's own number
            raise refused(self._account, token=self._auth == "bearer")
        if answer.status in _LATER or answer.status >= 500:  # noqa: PLR2004  # the same
            kind = OutOfReach if answer.status in _LATER else Failed
            raise kind(
                f"the server answers with error {answer.status}",
                "the next night tries again",
            )
        return answer

    def _ask_patiently(
        self, method: str, url: str, body: str, headers: Mapping[str, str], limit: int
    ) -> Answer:
        answer = self._ask_once(method, url, body, headers, limit)
        if answer.status == 401 and self._may_digest(answer):  # noqa: PLR2004  # HTTP's
            self._digest = True
            answer = self._ask_once(method, url, body, headers, limit)
        wait = answer.headers.get("retry-after", "")
        if answer.status in _LATER and wait.isdecimal() and int(wait) <= _LONGEST_WAIT:
            time.sleep(int(wait))
            answer = self._ask_once(method, url, body, headers, limit)
        return answer

    def _may_digest(self, answer: Answer) -> bool:
        asked = answer.headers.get("www-authenticate", "").lower()
        return self._auth == "basic" and not self._digest and "digest" in asked

    def _ask_once(
        self, method: str, url: str, body: str, headers: Mapping[str, str], limit: int
    ) -> Answer:
        host = _checked(url)
        self._home = self._home or host
        sent = dict(headers)
        auth = None
        if self._auth != "none" and is_sibling(host, self._home):
            auth = self._credentials(sent)
        response = self._session.request(
            method,
            url,
            data=body.encode() if body else None,
            headers=sent,
            auth=auth,
            timeout=(min(self._timeout, 20), self._timeout),
            allow_redirects=False,
            stream=True,
        )
        with response:
            return Answer(
                response.status_code,
                url,
                {name.lower(): value for name, value in response.headers.items()},
                _bounded(response, limit),
            )

    def _credentials(self, headers: dict[str, str]) -> Any:
        from requests.auth import HTTPBasicAuth, HTTPDigestAuth

        secret = self._account.secret()
        if self._auth == "bearer":
            headers["Authorization"] = f"Bearer {secret}"
            return None
        kind = HTTPDigestAuth if self._digest else HTTPBasicAuth
        return kind(self._user.encode(), secret.encode())


def _bounded(response: Any, limit: int) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(256 * 1024):
        size += len(part)
        if size > limit:
            raise TooLarge(
                f"the server's answer is longer than {limit >> 20} MB",
                "check the url in the settings",
            )
        parts.append(part)
    return b"".join(parts)


def _checked(url: str) -> str:
    """The host of a URL that may be asked; raises SourceError for any other."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        secure = parts.scheme == "https"
    except ValueError:
        host, secure = "", False
    if not is_host(host):
        raise SourceError(
            "the url is none",
            'write it like "https://dav.example.com/" in the settings',
        )
    if not secure and not (parts.scheme == "http" and host in LOCAL):
        raise SourceError(
            "the connection would not be encrypted", "write the url with https://"
        )
    return host


def is_sibling(host: str, home: str) -> bool:
    """Whether a host is the one meant, or another one below the same parent."""
    parent = home.partition(".")[2]
    has_siblings = "." in parent and not _COMMON.fullmatch(parent)
    return host == home or (has_siblings and host.endswith(f".{parent}"))
