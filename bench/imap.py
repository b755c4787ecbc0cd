"""A mailbox on a real Dovecot, fetched beside imapclient's plain header fetch.

`python bench/imap.py [MESSAGES]`. Both ask for the same header fields of the same
folder in batches of the same size. The plain fetch keeps nothing; ours writes every
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

from _sides import Side, best_of, show

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the server the tests start is the one measured
MESSAGES = 5_000
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
    """Time each way against one server and print the table."""
    if not shutil.which("dovecot"):
        print("dovecot is not installed: nothing to compare with")
        return
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    servers: Any = importlib.import_module("tests.connectors.servers")
    server = servers.Dovecot()
    try:
        server.deliver(range(messages))
        os.environ["CULTIVATE_IMAP_BENCH"] = servers.PASSWORD
        title = f"{messages:,} headers from Dovecot (ratio to imapclient's fetch)"
        show(title, _sides(server, messages))
    finally:
        server.close()


def _sides(server: Any, messages: int) -> list[Side]:
    def rate(name: str, side: Side) -> Side:
        return Side(name, side.seconds, f"{messages / side.seconds:,.0f} messages/s")

    def timed(rounds: int, act: Any, name: str) -> Side:
        return rate(name, best_of(rounds, act, name))

    server.state()  # the server makes its index first, whoever asks
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again"
        return [
            timed(2, lambda: _plainly(server), "imapclient, kept nowhere"),
            timed(2, lambda: _fetched(server), "fetched into the inbox"),
            timed(1, lambda: _night(server, Path(folder) / "one"), "and read"),
            timed(1, lambda: _night(server, again), "the same once more"),
            best_of(1, lambda: _night(server, again), "with nothing new"),
        ]


def _plainly(server: Any) -> str:
    from connectors._imap_wire import HEADERS

    wanted = ["FLAGS", "INTERNALDATE", f"BODY.PEEK[HEADER.FIELDS ({HEADERS})]"]
    with server.owner() as client:
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for at in range(0, len(uids), 500):
            client.fetch(uids[at : at + 500], wanted)
    return ""


def _fetched(server: Any) -> str:
    from connectors import Account, imap
    from connectors._fetched import Drop

    options = imap.Options(
        host="127.0.0.1", port=server.port, user="robin", security="none"
    )
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


def _night(server: Any, folder: Path) -> str:
    from flows import steps
    from flows.settings import Home, load

    home = Home(folder)
    home.inbox.mkdir(parents=True, exist_ok=True)
    home.settings_file.write_text(SETTINGS.format(port=server.port))
    steps.collect(home, load(home), steps.begin(home, "run"), "imap")
    return "a handful of requests"


if __name__ == "__main__":
    main()
