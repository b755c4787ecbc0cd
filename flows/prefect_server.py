"""Where Prefect may live: in the home, on loopback, behind a password of the night.

Prefect itself is not imported here: it looks at its surroundings when it is
loaded, so they are made first.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flows.settings import Home, UserError
from flows.stopping import NO_ROOM

_START_SECONDS = 120
_ROOM = 64 << 20  # bytes its own database and a little of ours may take


def surround(home: Home) -> None:
    """Keep Prefect in the home, off the network and out of other users' reach."""
    os.environ |= {
        "PREFECT_HOME": str(home.path / "prefect"),
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(_START_SECONDS),
        "DO_NOT_TRACK": "1",
    }
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    if "PREFECT_API_URL" not in os.environ:
        # whoever may write to the server chooses what its runs execute
        password = f"cultivate:{secrets.token_hex(16)}"
        os.environ.setdefault("PREFECT_SERVER_API_AUTH_STRING", password)
        os.environ.setdefault("PREFECT_API_AUTH_STRING", password)


def require_room(home: Home) -> None:
    """Raise UserError on a full disk: Prefect would wait two minutes for its server."""
    if shutil.disk_usage(home.path).free < _ROOM:
        raise UserError(NO_ROOM)


@contextmanager
def run(configured: str | None) -> Iterator[str]:
    """A Prefect server for as long as it is needed; gives its address.

    A server that is configured already is used as it is. Raises UserError when
    our own does not start.
    """
    if configured:
        yield configured
        return
    port = _free_port()
    words = ["server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
        [sys.executable, "-m", "prefect", *words], stdout=subprocess.DEVNULL
    )
    try:
        _await(server, port)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
    return port


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise UserError("Prefect's server did not start; is this machine very busy?")
