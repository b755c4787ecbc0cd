"""One item, streamed from its connector into the batches of its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors import (
    Connector,
    Extracted,
    Fields,
    Known,
    Problem,
    Reading,
    SourceError,
)
from flows import aside, stretches
from flows.item_settings import own_settings, owner_addresses, owner_names, region
from flows.items import UNREADABLE, UNRECOGNISED, Item
from flows.raw import Batches
from flows.raw_rows import Rows
from flows.raw_values import Values
from flows.settings import Settings
from flows.stopping import FORBIDDEN, is_stop, may_not_be_read, why_stopped


def extract(
    connectors: Mapping[str, Connector],
    settings: Settings,
    item: Item,
    batches: Batches,
    start: int,
) -> tuple[str, str]:
    """Stream one item into batches; how it ended, and why if not well.

    Whatever a reader does not foresee stops this file only.
    """
    if item.source == UNRECOGNISED:
        if may_not_be_read(item.path):
            what, cure = FORBIDDEN
            batches.add(Problem("", what, "nothing in it is counted", cure))
            return "failed", f"{what}; {cure}"
        empty = item.path.is_file() and not item.path.stat().st_size
        what = "the file is empty" if empty else UNREADABLE
        proposal = _proposal(connectors, item.path)
        cure = (
            proposal or "see what can be read with: cultivate sources; else remove it"
        )
        batches.add(Problem("", what, "nothing in it is counted", cure))
        return "unrecognised", f"{what}; {proposal}" if proposal else what
    connector = connectors[item.source]
    reading = Reading(
        item.account,
        settings.owner.zone,
        region(settings, item),
        in_short=True,
        start=start,
        columns=own_settings(settings, item).columns,
        owner_names=owner_names(settings),
        owner_addresses=owner_addresses(settings),
    )
    try:
        with _known(connector, batches) as known:
            told = replace(reading, known=known)
            for said in _said(connector, item.path, told, batches):
                batches.add(said)
        batches.flush()
    except SourceError as error:
        what, cure = error.what, error.cure
    except Exception as error:  # noqa: BLE001  # no reader may stop the others
        if is_stop(error):
            raise KeyboardInterrupt from None
        what, cure = why_stopped(error)
    else:
        return "read", ""
    batches.drop()
    batches.add(Problem("", what, "nothing of this file was taken in", cure))
    return "failed", f"{what}; {cure}"


def _known(connector: Connector, batches: Batches) -> AbstractContextManager[Any]:
    """The marks of what was read before, for a connector that remembers."""
    if batches.con and getattr(connector, "remembers", False):
        return batches.known()
    return nullcontext()


def _proposal(connectors: Mapping[str, Connector], path: Path) -> str:
    """How a source could read a path that none claims, where one of them knows."""
    for connector in connectors.values():
        if propose := getattr(connector, "propose", None):
            with suppress(OSError, SourceError):
                if said := propose(path):
                    return str(said)
    return ""


def _said(
    connector: Connector, path: Path, reading: Reading, batches: Batches
) -> Iterator[Extracted | Known | Fields | Values | Rows]:
    """What a path says; a large file is read by other processes."""
    if batches.con and stretches.is_worth_it(connector, path, reading.start):
        return stretches.read(connector, path, reading, batches.kinds("interactions"))
    if batches.con and aside.is_worth_it(connector, path, reading.start):
        return aside.read(aside.Task(connector.__name__, path, reading))
    return connector.extract(path, reading)
