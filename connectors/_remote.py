"""What goes wrong between here and a server, said so that the owner can act on it."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

from . import Account, OutOfReach, SignInNeeded, SourceError

# OpenSSL's X509_V_ERR_*: what the clock has to do with
_NOT_YET_VALID, _EXPIRED = 9, 10
_CLOCK = "set this machine's clock; if it is right, tell whoever runs the server"
_LATER = "the next night tries again"
# the first that fits; the last one fits whatever the system says of a connection
_BROKEN: tuple[tuple[type[BaseException], type[SourceError], str, str], ...] = (
    (
        ssl.SSLError,
        SourceError,
        "no secure connection could be made",
        "check host and port in the settings, and whether the port speaks TLS",
    ),
    (
        socket.gaierror,
        OutOfReach,
        "the server's name cannot be found",
        f"check the network, then the host in the settings; {_LATER}",
    ),
    (
        ConnectionRefusedError,
        OutOfReach,
        "the server does not accept connections",
        f"check host and port in the settings; {_LATER}",
    ),
    (
        TimeoutError,
        OutOfReach,
        "the server did not answer in time",
        f"check the network; {_LATER}",
    ),
    (
        OSError,
        OutOfReach,
        "the connection broke off",
        f"check the network; {_LATER}",
    ),
)


def is_host(name: str) -> bool:
    """Whether it can be a server's name: nothing before, behind or missing in it."""
    try:
        return bool(name.encode("idna")) and not re.search(r"[\s/@?#]", name)
    except UnicodeError:  # a part of it is empty, or longer than any may be
        return False


def refused(account: Account, *, token: bool = False) -> SignInNeeded:
    """The server does not take the secret: a password, or a token that has ended."""
    named = f"cultivate login {account.source} --account {account.name}"
    if token:
        return SignInNeeded(
            "the server refused the token: it has ended or was revoked",
            f"get a new one, by password_command or: {named}",
        )
    return SignInNeeded(
        "the server refused the sign-in",
        f"give the password or app password again: {named}",
    )


def explain(error: BaseException) -> SourceError | None:
    """A broken connection as what it means and what to do; None for anything else.

    Looks through what libraries wrap around the system's own error. No server name,
    no address and no words of the server are repeated.
    """
    chain = list(_chain(error))
    for cause in chain:
        if isinstance(cause, SourceError):
            return cause
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
    # libraries wrap the system's error into one that is only some OSError
    for kind, told, what, cure in _BROKEN:
        if any(isinstance(cause, kind) for cause in chain):
            return told(what, cure)
    return None


def _certificate(error: ssl.SSLCertVerificationError) -> SourceError:
    if error.verify_code == _NOT_YET_VALID:
        return SourceError("the server's certificate is not valid yet", _CLOCK)
    if error.verify_code == _EXPIRED:
        return SourceError("the server's certificate has expired", _CLOCK)
    return SourceError(
        "the server's certificate cannot be trusted",
        "check the host in the settings; for a server with an authority of its own, "
        "name its certificate: ca_file",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from or holds, outermost first."""
    seen: set[int] = set()
    pending = [error]
    while pending:
        here = pending.pop(0)
        if here is None or id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        held = [part for part in here.args if isinstance(part, BaseException)]
        reason = getattr(here, "reason", None)
        held += [reason] if isinstance(reason, BaseException) else []
        pending += [*held, here.__cause__, here.__context__]
