"""What goes wrong between here and a server is said as what to do about it."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading

import pytest
import trustme

from connectors import OutOfReach, SourceError
from connectors._remote import explain

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def greeting(authority, **times):
    """What a client meets at a TLS server with a certificate of these times."""
    issued = authority.issue_cert("127.0.0.1", **times)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(theirs)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            near, _ = listener.accept()
            with near:
                try:
                    theirs.wrap_socket(near, server_side=True).close()
                except OSError:
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            with socket.create_connection(listener.getsockname()) as plain:
                ours.wrap_socket(plain, server_hostname="127.0.0.1")
        finally:
            thread.join()


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ({"not_before": NOW + 2 * DAY, "not_after": NOW + 9 * DAY}, "not valid yet"),
        ({"not_before": NOW - 9 * DAY, "not_after": NOW - 2 * DAY}, "has expired"),
    ],
)
def test_a_clock_that_is_wrong_is_named(times, says):
    """A certificate of another time: the clock is looked at first."""
    with pytest.raises(ssl.SSLError) as met:
        greeting(trustme.CA(), **times)
    told = explain(met.value)
    assert says in told.what
    assert told.cure.startswith("set this machine's clock")
    assert not isinstance(told, OutOfReach)


@pytest.mark.parametrize(
    ("error", "says", "later"),
    [
        (ConnectionResetError(104, "reset by mail.example.com"), "broke off", True),
        (ConnectionRefusedError(111, "no"), "does not accept connections", True),
        (TimeoutError("timed out"), "did not answer in time", True),
        (socket.gaierror(-2, "mail.example.com"), "name cannot be found", True),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "no secure connection", False),
    ],
)
def test_the_system_s_errors_are_told_apart(error, says, later):
    """Wrapped or not; trying again is left to what may pass by itself."""
    wrapped = OSError("a library's own")
    wrapped.__cause__ = error
    for one in (error, wrapped, OSError(error)):
        told = explain(one)
        assert says in told.what
        assert isinstance(told, OutOfReach) is later
        assert "example.com" not in str(told)


def test_anything_else_is_nobody_s_connection():
    """A mistake of ours is not put down to the network."""
    assert explain(KeyError("x")) is None
    own = SourceError("what", "cure")
    assert explain(own) is own
