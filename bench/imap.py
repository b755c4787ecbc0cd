"""A mailbox on a real Dovecot, fetched beside imapclient's plain header fetch.

`python bench/imap.py [MESSAGES]`. Both ask for the same header fields of the same
folder in batches of the same size: of a server next door, and of one behind a line on
which every byte takes its time. The plain fetch keeps nothing; ours writes every
message into the inbox, each batch safe against being killed, and the night reads them
into the archive as well.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from _relay import Relay
from _sides import Side, best_of, show

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the server the tests start is the one measured
MESSAGES = 20_000
ONE_WAY = 0.04  # seconds: a server on the same continent that takes a moment
SETTINGS = """\
[owner]
name = "Robin Vale"
emails = ["robin.vale@example.com"]
[sources.imap.bench]
host = "127.0.0.1"
port = {port}
user = "robin"
security = "none"
"""


def main() -> None:
    """Time each way against one server and print the tables."""
    if not shutil.which("dovecot"):
        print("dovecot is not installed: nothing to compare with")
        return
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    servers: Any = importlib.import_module("tests.connectors.servers")
    server = servers.Dovecot()
    relay = Relay(server.port, ONE_WAY)
    try:
        server.deliver(range(messages))
        os.environ["CULTIVATE_IMAP_BENCH"] = servers.PASSWORD
        server.state()  # the server makes its index first, whoever asks
        headers = f"{messages:,} headers from Dovecot"
        show(f"{headers} (ratio to imapclient's fetch)", _near(server.port, messages))
        line = f"{1000 * ONE_WAY:.0f} ms away each way"
        show(f"{headers}, {line} (the same)", _far(relay.port, messages))
    finally:
        relay.close()
        server.close()


def _near(port: int, messages: int) -> list[Side]:
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again"
        return [
            *_fetches(port, messages),
            _timed(messages, 1, lambda: _night(port, Path(folder) / "one"), "and read"),
            _timed(messages, 1, lambda: _night(port, again), "the same once more"),
            best_of(1, lambda: _night(port, again), "with nothing new"),
        ]


def _far(port: int, messages: int) -> list[Side]:
    from connectors import _imap_wire

    plain, ours = _fetches(port, messages)
    ahead, _imap_wire.AHEAD = _imap_wire.AHEAD, 0
    each = _timed(messages, 2, lambda: _fetched(port), "ours, batch after batch")
    _imap_wire.AHEAD = ahead
    return [plain, ours, each]


def _fetches(port: int, messages: int) -> list[Side]:
    return [
        _timed(messages, 2, lambda: _plainly(port), "imapclient, kept nowhere"),
        _timed(messages, 2, lambda: _fetched(port), "fetched into the inbox"),
    ]


def _timed(messages: int, rounds: int, act: Any, name: str) -> Side:
    side = best_of(rounds, act, name)
    return Side(name, side.seconds, f"{messages / side.seconds:,.0f} messages/s")


def _plainly(port: int) -> str:
    from imapclient import IMAPClient

    from connectors._imap_wire import HEADERS

    wanted = ["FLAGS", "INTERNALDATE", f"BODY.PEEK[HEADER.FIELDS ({HEADERS})]"]
    with IMAPClient("127.0.0.1", port=port, ssl=False) as client:
        client.login("robin", os.environ["CULTIVATE_IMAP_BENCH"])
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for at in range(0, len(uids), 500):
            client.fetch(uids[at : at + 500], wanted)
    return ""


def _fetched(port: int) -> str:
    from connectors import Account, imap
    from connectors._fetched import Drop

    options = imap.Options(host="127.0.0.1", port=port, user="robin", security="none")
    account = Account(
        source="imap",
        name="bench",
        options=options,
        secret=lambda: os.environ["CULTIVATE_IMAP_BENCH"],
        keep_secret=lambda _: None,
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        Drop(Path(folder), "imap", {}) as drop,
    ):
        drop.checkpoint(imap.fetch(account, {}, drop))
    return ""


def _night(port: int, folder: Path) -> str:
    from flows import steps
    from flows.settings import Home, load

    home = Home(folder)
    home.inbox.mkdir(parents=True, exist_ok=True)
    home.settings_file.write_text(SETTINGS.format(port=port))
    steps.collect(home, load(home), steps.begin(home, "run"), "imap")
    return "a handful of requests"


if __name__ == "__main__":
    main()
