"""The program's first step: stopped while it loads, it says so without a traceback."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

from flows.stopping import stop_well


def main() -> int:
    """Run one command; gives its exit code (the console script's entry)."""
    code = None
    # the first to come is called last: behind what Prefect has to end
    atexit.register(lambda: _leave(code))
    code = _run()
    if "prefect" not in sys.modules:
        _leave(code)
    return code


def _run() -> int:
    try:
        stop_well()
        from flows.commands import main as command

        return command()
    except KeyboardInterrupt:
        sys.stderr.write("cultivate: stopped; nothing more was done\n")
        return 1


def _leave(code: int | None) -> None:
    """End at once: taking apart what was loaded, piece by piece, takes a twentieth.

    By now all files are closed, and no thread or process is at work. An error that
    is shown whole, and a shell that only asked for words, end by themselves.
    """
    if code is None:
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # whoever listened has been told, or has gone
            stream.flush()
    os._exit(code)
