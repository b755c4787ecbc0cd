"""A run: alone in its home by a lock, and in the ledger from beginning to end."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from flows import encryption, warehouse
from flows.settings import Home, Settings, UserError

_MOMENT = 2.0  # seconds a short look into the archive may hold the lock


class AtWork(UserError):  # noqa: N818  # reads as what is the case
    """Another run holds the home."""


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Keep every other run out; the lock dies with its process.

    What others may read is closed to them. Raises UserError when another run holds
    the lock for more than a moment.
    """
    home.require()
    os.umask(0o077)
    home.path.chmod(home.path.stat().st_mode & 0o700)
    if not os.access(home.path, os.W_OK):
        raise UserError(f"nothing can be written: chmod u+w {home.path}")
    with held(home):
        yield


@contextmanager
def held(home: Home) -> Iterator[None]:
    """The lock alone, for a look at what a run writes; raises AtWork."""
    until = time.monotonic() + _MOMENT
    with open(home.path / "lock", "w", opener=_private) as lock:
        while not _takes(lock):
            if time.monotonic() > until:
                raise AtWork(
                    "another run is at work in this home; wait until it has ended"
                )
            time.sleep(0.1)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _takes(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass
class Run:
    """A run at work: its number, and how it ended once it has.

    archive: what keeps the archive open, and its readers, while sources are read.
    """

    home: Home
    run_id: int = 0
    state: str = ""
    archive: ExitStack = field(default_factory=ExitStack)

    def has_read(self) -> None:
        """Let go of the archive: every source is read, the next step wants the file."""
        self.archive.close()

    def end(self, state: str) -> None:
        """Close the run in the ledger: ok, partly or failed."""
        finish(self.home, self.run_id, state)
        self.state = state


@contextmanager
def attempt(home: Home, settings: Settings, kind: str) -> Iterator[Run]:
    """A run, alone in its home and in the ledger from its beginning to its end.

    One that raises has failed, and the owner's notification command is started;
    also when it could not so much as begin, but not because another is at work.
    """
    from flows import crew

    run = Run(home)
    try:
        with locked(home), run.archive as archive:
            archive.enter_context(crew.kept())
            encryption.follow(home, settings)
            archive.enter_context(warehouse.kept_open(home))
            run.run_id = begin(home, kind)
            try:
                yield run
            except BaseException:
                if not run.state:
                    with suppress(Exception):  # what went wrong first is told
                        run.end("failed")
                raise
    except AtWork:
        raise
    except Exception:
        _tell_failed(settings)
        raise


def begin(home: Home, kind: str) -> int:
    """Open a run (`import`, `run`, `nightly`) in the ledger; returns its id.

    The caller holds the lock: whatever is still open was killed, and is closed.
    """
    with warehouse.open_archive(home) as con:
        started = datetime.now(UTC).replace(tzinfo=None)
        # DuckDB's first function costs more than all that a run writes down
        held = con.execute("select run_id, state from raw.runs").fetchall()
        run_id: int = max((number for number, _ in held), default=0) + 1
        if any(state == "started" for _, state in held):
            con.execute("update raw.runs set state = 'broken' where state = 'started'")
        con.execute(
            "insert into raw.runs (run_id, kind, started_at, state)"
            " values (?, ?, ?, 'started')",
            [run_id, kind, started],
        )
    return run_id


def _tell_failed(settings: Settings) -> None:
    """Start the owner's notification command, if there is one; it hears no name."""
    words = [*settings.home.notify]
    if not words:
        return
    words.append("The night of cultivate failed; what to do: cultivate doctor")
    try:
        subprocess.run(words, check=True, timeout=60, stdout=subprocess.DEVNULL)  # noqa: S603  # the owner's own command
    except (OSError, subprocess.SubprocessError):
        sys.stderr.write(
            "cultivate: [home] notify could not be run; try it by hand in a terminal\n"
        )


def finish(home: Home, run_id: int, state: str) -> None:
    """Close a run in the ledger: ok, partly or failed."""
    with warehouse.open_archive(home) as con:
        con.execute(
            "update raw.runs set finished_at = ?, state = ? where run_id = ?",
            [datetime.now(UTC).replace(tzinfo=None), state, run_id],
        )
