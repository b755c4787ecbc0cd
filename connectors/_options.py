"""What the accounts of several sources may say in the settings alike."""

from __future__ import annotations

from dataclasses import dataclass

from ._fetched import option


@dataclass(frozen=True)
class WebDav:
    """An account of address books or calendars on a WebDAV server."""

    url: str = option("", "the server, such as https://dav.example.com", required=True)
    user: str = option("", "the name you sign in with", required=True)
    auth: str = option(
        "basic",
        "basic, which does digest too, or bearer when it is a token",
        words=("basic", "bearer"),
    )
    collections: tuple[str, ...] = option((), "only these, as they are shown; else all")
    ca_file: str = option("", "the certificate of a server's own authority")
    timeout: int = option(60, "seconds to wait for an answer", least=1)


@dataclass(frozen=True)
class Google:
    """An account of a Google source, asked in the name of a project of the owner's."""

    client_file: str = option("", "your client_secret.json", required=True)
    endpoint: str = option("", "another address of the API, such as a proxy's")
    timeout: int = option(60, "seconds to wait for an answer", least=1)
