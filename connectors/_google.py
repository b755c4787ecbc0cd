"""What the Google sources share: signing in, asking in good manners, and errors.

Spec: https://developers.google.com/identity/protocols/oauth2/native-app, and the
discovery documents that google-api-python-client brings along: no request is made to
learn what the APIs look like.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Account, OutOfReach, SignInNeeded, SourceError
from ._fetched import option
from ._remote import explain

if TYPE_CHECKING:
    from googleapiclient.errors import HttpError

SAFE = "google"  # one sign-in serves all sources of an account's name
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # a minute: then its quota is whole again
_PATIENCE = 600  # seconds the owner may take to sign in
UNITS_A_MINUTE = 6_000  # of projects made since May 2026; older ones have 15,000
NOWHERE = "http://127.0.0.1:1/"
_PASSING = {429, 500, 502, 503, 504}
_LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded",
           "RATE_LIMIT_EXCEEDED"}  # fmt: skip
_OFF = {"accessNotConfigured", "SERVICE_DISABLED"}


@dataclass(frozen=True)
class Project:
    """What every account of a Google source may say in the settings."""

    client_file: str = option("", "your client_secret.json", required=True)
    endpoint: str = option("", "another address of the API, such as a proxy's")
    timeout: int = option(60, "seconds to wait for an answer", least=1)


def sign_in(account: Account, say: Callable[[str], None], scopes: Iterable[str]) -> str:
    """Ask the owner for their consent; gives the token as JSON.

    With a browser here it opens there; else the owner opens the address anywhere and
    brings back the address they were sent to. Raises SourceError.
    """
    flow = _flow(account, scopes)
    with _plain_words():
        if _has_browser():
            say("Allow it in the browser; the page comes back here by itself.")
            flow.run_local_server(
                port=0, access_type="offline", prompt="consent",
                timeout_seconds=_PATIENCE, authorization_prompt_message="",
            )  # fmt: skip
        else:
            _sign_in_elsewhere(flow, say)
        return str(flow.credentials.to_json())


def _flow(account: Account, scopes: Iterable[str]) -> Any:
    from google_auth_oauthlib.flow import InstalledAppFlow

    file = Path(account.options.client_file).expanduser()
    try:
        flow = InstalledAppFlow.from_client_secrets_file(str(file), sorted(scopes))
    except (OSError, ValueError) as error:
        raise SourceError(
            "client_file names no file of an installed app",
            "make one as docs/google.md shows, and name it in the settings",
        ) from error
    if flow.client_type != "installed":
        raise SourceError(
            "client_file is that of a web application",
            "make one of the type Desktop app, as docs/google.md shows",
        )
    return flow


def _has_browser() -> bool:
    """Whether a browser opens before the owner's eyes; one of text is none."""
    import os
    import sys
    import webbrowser

    screens = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}
    if os.environ.get("SSH_CONNECTION") or (
        sys.platform == "linux" and not screens & set(os.environ)
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _sign_in_elsewhere(flow: Any, say: Callable[[str], None]) -> None:
    import sys
    from urllib.parse import parse_qs, urlsplit

    flow.redirect_uri = NOWHERE
    url, state = flow.authorization_url(access_type="offline", prompt="consent")
    say("Open this in a browser anywhere, and allow it:")
    say(url)
    say("It ends on a page that cannot be shown; paste that page's whole address:")
    came_back = parse_qs(urlsplit(sys.stdin.readline().strip()).query)
    if "error" in came_back:
        raise _refused()
    if came_back.get("state") != [state] or "code" not in came_back:
        raise SourceError(
            "that is not the address Google sent you to",
            "start again, and copy the whole line that begins http://127.0.0.1",
        )
    flow.fetch_token(code=came_back["code"][0])


@contextmanager
def _plain_words() -> Iterator[None]:
    """What can go wrong while signing in, as a SourceError that says what to do."""
    from google_auth_oauthlib.flow import WSGITimeoutError
    from oauthlib.oauth2 import AccessDeniedError, OAuth2Error

    try:
        yield
    except Warning as change:  # raised, not warned of: fewer scopes were given
        raise SourceError(
            "a permission was not given", "start again, and leave every box ticked"
        ) from change
    except AccessDeniedError as error:
        raise _refused() from error
    except OAuth2Error as error:
        raise SourceError(
            "Google did not accept the answer",
            "start again: an answer holds once, and for some minutes",
        ) from error
    except WSGITimeoutError as error:
        raise SourceError(
            "no answer came back from the browser",
            "start again; from a browser elsewhere, do it over ssh",
        ) from error
    except OSError as error:
        raise explain(error) or error from error


def _refused() -> SourceError:
    return SourceError(
        "the permission was refused in the browser",
        "start again, and allow it; Google asks those that may: as a tester, or of a "
        "project in production",
    )


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
