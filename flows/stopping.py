"""How a run is stopped: by Ctrl-C, by the system, by a terminal that is closed.

And how it stops by itself: of what no reader foresaw, of a full disk.
"""

from __future__ import annotations

import errno
import os
import signal
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

# what is wrong, and its cure
FORBIDDEN = (
    "it may not be read",
    "give yourself the right to it, and to all in it: chmod -R u+rX",
)
NO_ROOM = "the disk is full; make room and try again, yesterday's report stands"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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


def why_stopped(error: Exception) -> tuple[str, str]:
    """What to say of an error no reader foresaw, and its cure.

    It is told by its type, since its text may quote what the file says.
    """
    if is_short_of_memory(error):
        cure = "import it again; close other programs"
        return "there is too little memory to read it", cure
    if isinstance(error, PermissionError):
        return FORBIDDEN
    what = f"its reading stopped with {type(error).__name__}"
    return what, "export it again; if that does not help, report the kind of file"


def may_not_be_read(path: Path) -> bool:
    """Whether the owner has no right to a file, or to what is in a folder."""
    return not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0))


def is_short_of_memory(error: Exception) -> bool:
    """Whether Python or DuckDB, which no reader loads, had too little of it."""
    return type(error).__name__ in {"MemoryError", "OutOfMemoryException"}


def is_full_disk(error: Exception) -> bool:
    """Whether the disk is full, or a quota; DuckDB says so in words alone."""
    said = str(error)
    return any(os.strerror(number) in said for number in _FULL)
