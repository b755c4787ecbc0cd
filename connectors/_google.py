"""What the Google sources share: asking in good manners, and what errors mean.

Spec: the discovery documents that google-api-python-client brings along: no request
is made to learn what the APIs look like.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from . import Account, OutOfReach, SignInNeeded, SourceError
from ._remote import explain

if TYPE_CHECKING:
    from googleapiclient.errors import HttpError

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # a minute: then its quota is whole again
UNITS_A_MINUTE = 6_000  # of projects made since May 2026; older ones have 15,000
_PASSING = {429, 500, 502, 503, 504}
_LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded",
           "RATE_LIMIT_EXCEEDED"}  # fmt: skip
_OFF = {"accessNotConfigured", "SERVICE_DISABLED"}


@contextmanager
def service(account: Account, api: str, version: str) -> Iterator[Any]:
    """The client of one API, signed in; a renewed token is kept.

    Raises SignInNeeded when Google no longer accepts the token.
    """
    import google_auth_httplib2
    import httplib2
    from google.auth.exceptions import RefreshError, TransportError
    from googleapiclient.discovery import build

    credentials = _credentials(account.secret())
    before = credentials.token
    http = google_auth_httplib2.AuthorizedHttp(
        credentials, http=httplib2.Http(timeout=account.options.timeout)
    )
    endpoint = account.options.endpoint
    path = "calendar/v3/" if api == "calendar" else ""
    options = {"api_endpoint": endpoint + path} if endpoint else {}
    client = build(
        api,
        version,
        http=http,
        client_options=options,
        static_discovery=True,
        cache_discovery=False,
    )
    try:
        yield client
    except RefreshError as error:
        raise _again("Google no longer accepts the sign-in") from error
    except (TransportError, HTTPException) as error:
        raise explain(error) or OutOfReach(
            "the connection broke off", "the next night tries again"
        ) from error
    finally:
        client.close()
        if credentials.token != before:
            account.keep_secret(str(credentials.to_json()))


def _credentials(kept: str) -> Any:
    """The token that was kept; raises SignInNeeded for what is none."""
    from google.oauth2.credentials import Credentials

    try:
        told = json.loads(kept)
        expiry = datetime.fromisoformat(told["expiry"]).astimezone(UTC)
        return Credentials(  # type: ignore[no-untyped-call]
            told["token"],
            refresh_token=told["refresh_token"],
            token_uri=told["token_uri"],
            client_id=told["client_id"],
            client_secret=told["client_secret"],
            scopes=told.get("scopes"),
            expiry=expiry.replace(tzinfo=None),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _again("what is kept is no token of Google's") from error


def _again(what: str) -> SignInNeeded:
    return SignInNeeded(
        what,
        "do: cultivate login google; where the consent screen is in Testing, Google "
        "lets go after seven days: publish it",
    )


class Pace:
    """Google's quota of units a minute, spent evenly so that it is never passed."""

    def __init__(self, units_a_minute: float = UNITS_A_MINUTE) -> None:
        self.rate = units_a_minute / 60
        self.held = units_a_minute / 6  # ten seconds' worth may go at once
        self._most = self.held
        self._at = time.monotonic()

    def spend(self, units: float) -> None:
        """Wait until so many units may be used."""
        now = time.monotonic()
        self.held = min(self._most, self.held + (now - self._at) * self.rate)
        self._at = now
        self.held -= units
        if self.held < 0:
            time.sleep(-self.held / self.rate)


def call(request: Any) -> dict[str, Any]:
    """Send a request; what passes by itself is tried again, ever later.

    Raises SourceError for what the owner must mend, OutOfReach for what lasts, and
    lets HttpError of 400, 404 and 410 through: they mean that a cursor is too old.
    """
    from googleapiclient.errors import HttpError

    for wait in (*WAITS, None):
        try:
            return dict(request.execute(num_retries=0))
        except HttpError as error:
            trouble = explained(error)
            if trouble is None:
                raise
            if wait is None or not isinstance(trouble, OutOfReach):
                raise trouble from error
        except ssl.SSLError:  # that of a certificate is a ValueError besides
            raise
        except (HTTPException, ValueError) as error:  # an answer that was cut off
            if wait is None:
                raise OutOfReach(
                    "Google's answers break off", "the next night tries again"
                ) from error
        time.sleep(wait * (1 + random.random() / 4))  # noqa: S311  # spreads, hides nothing
    raise AssertionError


def explained(error: HttpError) -> SourceError | None:
    """What an answer of Google's means for the owner; None when it is the cursor."""
    status, why = int(error.resp.status), reasons(error)
    if status in _PASSING or (status == 403 and why & _LIMITS):  # noqa: PLR2004  # HTTP
        return OutOfReach("Google asks to wait", "the next night tries again")
    if status == 401:  # noqa: PLR2004  # HTTP
        return _again("Google no longer accepts the sign-in")
    if status == 403 and why & _OFF:  # noqa: PLR2004  # HTTP
        return SourceError(
            "this API is not switched on in your Google project",
            "switch it on in the project's list of APIs, as docs/google.md shows",
        )
    if status == 403:  # noqa: PLR2004  # HTTP
        return SignInNeeded(
            "a permission is missing",
            "do: cultivate login google, and leave every box ticked",
        )
    return None


def reasons(error: HttpError) -> set[str]:
    """Google's words for an error, of both its ways to say them."""
    try:
        told = json.loads(error.content)["error"]
        found = [*told.get("errors", []), *told.get("details", [])]
        return {str(one.get("reason")) for one in found} | {str(told.get("status"))}
    except (ValueError, TypeError, KeyError, AttributeError):
        return set()


def pages(
    ask: Callable[[str | None], Any], then: Callable[[dict[str, Any]], object]
) -> dict[str, Any]:
    """Ask for page after page; gives the last one, which holds the next token."""
    token = None
    while True:
        page = call(ask(token))
        then(page)
        token = page.get("nextPageToken")
        if not token:
            return page
