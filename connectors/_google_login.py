"""Signing in to Google, once for all its sources: here, or in a browser elsewhere.

Spec: https://developers.google.com/identity/protocols/oauth2/native-app
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import Account, SourceError

SAFE = "google"  # one sign-in serves all sources of an account's name
NOWHERE = "http://127.0.0.1:1/"
_PATIENCE = 600  # seconds the owner may take to sign in


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

    from ._remote import explain

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
