"""A night over the sample, stage by stage, beside a plain parse of the same mail.

The plain parse is the least anybody does with a mailbox: the standard library's
`mailbox` and `email` read every message, its addresses and its date. It keeps
nothing, matches nobody and scores nothing.
"""

from __future__ import annotations

import email.policy
import mailbox
import shutil
import tempfile
from collections.abc import Collection, Iterator
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from _sides import Side, best_of, show

from flows import steps
from flows.settings import Home, Settings, load

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
MAIL = ("mbox", "maildir", "eml")


def main() -> None:
    """Time both sides in a temporary home and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        _fill(home)
        show("A night over data/sample (ratio to the plain parse)", _stages(home))


def _stages(home: Home) -> list[Side]:
    settings = load(home)
    as_of = steps.moment((SAMPLE / "as_of.txt").read_text().strip(), settings)
    others = [s for s in steps.find(home, settings) if s not in MAIL]
    built = []

    def build() -> str:
        built.append(steps.build(home, settings, as_of))
        return "resolve, score, check, swap"

    def report() -> str:
        page = steps.report(home, settings, as_of, built[-1])
        return f"{page.stat().st_size // 1024} KB of page"

    return [
        best_of(3, lambda: _parse_plainly(home.inbox), "plain parse of mail"),
        best_of(1, lambda: _collect(home, settings, MAIL), "collect mail"),
        best_of(1, lambda: _collect(home, settings, others), "collect the rest"),
        best_of(1, lambda: _collect(home, settings, (*MAIL, *others)), "collect again"),
        best_of(2, build, "build"),
        best_of(2, report, "report"),
    ]


def _fill(home: Home) -> None:
    home.path.mkdir()
    for name in ("cultivate.toml", "journal.md", "decisions.csv"):
        shutil.copy(SAMPLE / name, home.path)
    shutil.copytree(SAMPLE / "inbox", home.inbox)


def _parse_plainly(inbox: Path) -> str:
    seen = set()
    count = 0
    for message in _messages(inbox):
        count += 1
        fields = [
            str(value)
            for name in ("from", "to", "cc")
            for value in message.get_all(name, [])
        ]
        seen |= {address for _, address in getaddresses(fields)}
        if message["date"]:
            parsedate_to_datetime(str(message["date"]))
    return f"{count} messages, {len(seen)} addresses"


def _messages(inbox: Path) -> Iterator[Message]:
    for path in sorted((inbox / "mbox").rglob("*")):
        if path.is_file():
            yield from mailbox.mbox(path, create=False)
    for folder in sorted((inbox / "maildir").rglob("cur")):
        yield from mailbox.Maildir(folder.parent, create=False)
    for path in sorted((inbox / "eml").rglob("*.eml")):
        yield email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)


def _collect(home: Home, settings: Settings, wanted: Collection[str]) -> str:
    run_id = steps.begin(home, "run")
    tallies = [
        steps.collect(home, settings, run_id, source)
        for source in steps.find(home, settings)
        if source in wanted
    ]
    return f"{sum(t.records + t.interactions for t in tallies)} new rows"


if __name__ == "__main__":
    main()
