"""The program's first step: stopped while it loads, it says so without a traceback."""

from __future__ import annotations

import gc
import sys

from flows.stopping import stop_well


def main() -> int:
    """Run one command; gives its exit code (the console script's entry)."""
    try:
        stop_well()
        from flows.commands import main as command

        gc.freeze()  # all of it stays: searching it for circles takes a twentieth
        return command()
    except KeyboardInterrupt:
        sys.stderr.write("cultivate: stopped; nothing more was done\n")
        return 1
