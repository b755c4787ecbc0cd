"""How a run is stopped: by Ctrl-C, by the system, by a terminal that is closed."""

from __future__ import annotations

import signal
from typing import NoReturn


def stop_well() -> None:
    """End as on Ctrl-C when the system ends, or the terminal is closed.

    Only so is a run closed in the ledger, and its readers are sent home. Who started
    the program with one of the signals ignored (`nohup`) wants it so.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, _frame: object) -> NoReturn:
    """Stop once: what is put in order then is not to be stopped again."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def leave_to_who_asks() -> None:
    """Go on whatever the terminal says: the process that asks this one ends it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def is_stop(error: Exception) -> bool:
    """Whether DuckDB raised it because somebody stopped the run in a query.

    It puts this in the place of the KeyboardInterrupt.
    """
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"
