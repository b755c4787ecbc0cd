"""Ask the servers: what is new is appended to the inbox, then read like any file.

One account's failure leaves the others. Each fetch is noted like a reading of the
account's folder, `fetched` or `unfetched` with its cure, until one goes well.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from connectors import Account, Connector, OutOfReach, Problem, SourceError
from connectors._fetched import Drop, read_checkpoint
from connectors._remote import explain
from flows import accounts, cursors
from flows.collect import FileTally
from flows.raw import Batches
from flows.settings import Home, Settings, UserError
from flows.source_settings import SourceSettings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

PATIENCE = 1_800.0  # seconds without anything new: more than any quota makes wait
_TRIES = 20  # after a cut, as long as each gets further


def live(
    settings: Settings, known: Mapping[str, Connector], source: str = ""
) -> list[SourceSettings]:
    """The accounts on servers, of one source or of all."""
    return [
        said
        for said in settings.sources
        if source in {"", said.source} and accounts.is_live(said, known[said.source])
    ]


def fetch(
    con: Connection,
    home: Home,
    settings: Settings,
    known: Mapping[str, Connector],
    run_id: int,
    source: str,
) -> Iterator[FileTally]:
    """Fetch every account of a source; gives those that failed, and why."""
    for said in live(settings, known, source):
        failed = _fetch_account(con, home, said, known[source], run_id)
        if failed:
            yield failed


def remember(
    con: Connection,
    home: Home,
    settings: Settings,
    known: Mapping[str, Connector],
    run_id: int,
    source: str,
) -> None:
    """Note the cursors of accounts that had nothing new to read."""
    for said in live(settings, known, source):
        found = read_checkpoint(cursors.folder_of(home.inbox, source, said.account))
        if found:
            cursors.remember(con, run_id, source, said.account, found.cursor)


def _fetch_account(
    con: Connection, home: Home, said: SourceSettings, connector: Any, run_id: int
) -> FileTally | None:
    started = time.monotonic()
    folder = cursors.folder_of(home.inbox, said.source, said.account)
    batches = Batches(con, run_id, folder, "")
    error = None
    try:
        account = accounts.make(home, said, connector)
        known = cursors.last(con, said.source, said.account)
        with Drop(folder, said.source, known) as drop:
            drop.checkpoint(_go_on(connector, account, drop))
    except UserError as mistake:
        what, _, cure = str(mistake).partition("; ")
        error = SourceError(what, cure or "mend it in the settings")
    except SourceError as failure:
        error = failure
    except Exception as strange:  # noqa: BLE001  # no account may stop the others
        kind = type(strange).__name__
        cure = "try again; if that does not help, report the kind of server"
        error = explain(strange) or SourceError(f"fetching stopped with {kind}", cure)
    batches.begin(said.source, said.account)
    if error:
        why = "nothing new of this account was read"
        batches.add(Problem("", error.what, why, error.cure))
    state = "unfetched" if error else "fetched"
    batches.log("", 0, state, time.monotonic() - started)
    batches.commit()
    if error is None:
        return None
    return FileTally(
        folder,
        said.source,
        said.account,
        "unfetched",
        problems=1,
        why=f"{said.source}/{said.account}: {error}",
        out_of_reach=isinstance(error, OutOfReach),
    )


def _go_on(connector: Any, account: Account, drop: Drop) -> dict[str, Any]:
    """Fetch; after a cut at once again, as long as each try gets further."""
    for _ in range(_TRIES):
        before = drop.size
        try:
            return _fetch_bounded(connector, account, drop)
        except Exception as error:
            told = explain(error)
            if not isinstance(told, OutOfReach) or drop.size == before:
                raise
            drop.cut()
    return _fetch_bounded(connector, account, drop)


def _fetch_bounded(connector: Any, account: Account, drop: Drop) -> dict[str, Any]:
    """One fetch; given up when it gets nowhere for long.

    A server can send a byte a minute for ever, and a locked keyring wait for its
    owner all night: no timeout of a connection sees that. Raises what fetch raises.
    """
    ended: Queue[dict[str, Any] | BaseException] = Queue()

    def work() -> None:
        try:
            ended.put(dict(connector.fetch(account, drop.cursor, drop)))
        except BaseException as error:  # noqa: BLE001  # raised where it is awaited
            ended.put(error)

    Thread(target=work, daemon=True).start()
    while True:
        before = drop.moves
        try:
            told = ended.get(timeout=PATIENCE)
        except Empty:
            if drop.moves > before:
                continue
            drop.close()
            raise SourceError(
                "nothing came for half an hour",
                "look whether the server or this machine's keyring waits for somebody",
            ) from None
        if isinstance(told, BaseException):
            raise told
        return told
