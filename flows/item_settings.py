"""What the settings say of an item, and what of them decides how it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from connectors import Connector
from flows.items import Item
from flows.settings import Settings
from flows.source_settings import SourceSettings


def region(settings: Settings, item: Item) -> str:
    """The region whose numbers are written without their country."""
    return own_settings(settings, item).region or settings.owner.region


def own_settings(settings: Settings, item: Item) -> SourceSettings:
    """What the settings say of the item's account."""
    for said in settings.sources:
        if (said.source, said.account) == (item.source, item.account):
            return said
    return SourceSettings(item.source, item.account)


def mapping_mark(settings: Settings, item: Item) -> str:
    """What changes with the mapping of a table's columns; mostly nothing."""
    columns = own_settings(settings, item).columns
    if not columns:
        return ""
    said = repr(sorted(columns.items())).encode()
    return f"-{hashlib.blake2b(said, digest_size=6).hexdigest()}"


def owner_mark(
    settings: Settings, connectors: Mapping[str, Connector], item: Item
) -> str:
    """What changes with the owner's names and addresses, where these decide."""
    if not getattr(connectors.get(item.source), "needs_owner", False):
        return ""
    said = repr((owner_names(settings), owner_addresses(settings))).encode()
    return f"-{hashlib.blake2b(said, digest_size=6).hexdigest()}"


def owner_names(settings: Settings) -> tuple[str, ...]:
    """By which names the owner writes."""
    return tuple(filter(None, (settings.owner.name, *settings.owner.also_named)))


def owner_addresses(settings: Settings) -> tuple[str, ...]:
    """Under which numbers and addresses the owner is reached."""
    return (*settings.owner.phones, *settings.owner.emails)
