"""The accounts on servers: the settings of each, as its connector understands them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import connectors
from connectors import Account, Connector, SignInNeeded
from flows import secret
from flows.sections import nearest, parse_section
from flows.settings import Home, Settings, UserError
from flows.source_settings import COMMON_KEYS, SourceSettings


def check(
    home: Home, settings: Settings, known: Mapping[str, Connector] | None = None
) -> None:
    """Raise UserError for an account no connector understands, naming what is near."""
    known = connectors.discover() if known is None else known
    for said in settings.sources:
        if said.source not in known:
            raise UserError(
                f"{home.settings_file}: there is no source "
                f"{said.source}{nearest(said.source, known)} "
                "(all of them: cultivate sources)"
            )
        _options(home, said, known[said.source])


def is_live(said: SourceSettings, connector: Connector) -> bool:
    """Whether the account is fetched, not only read from paths."""
    return hasattr(connector, "fetch") and bool(said.options or not said.paths)


def safe_of(source: str, connector: Connector) -> str:
    """Under which name a source's sign-in is kept; several may share one."""
    return str(getattr(connector, "safe", source))


def make(home: Home, said: SourceSettings, connector: Connector) -> Account:
    """The account as its connector gets it; raises UserError."""
    options = _options(home, said, connector)
    if is_live(said, connector):
        _require(home, said, options)
    safe = safe_of(said.source, connector)

    @cache  # a command may ask its owner: once a fetch, not once a request
    def find() -> str:
        found = secret.find(home, safe, said.account, said.password_command)
        if not found:
            raise SignInNeeded(
                "nobody has signed in",
                f"do: cultivate login {safe} --account {said.account}",
            )
        return found

    def keep(new: str) -> None:
        secret.keep(home, safe, said.account, new)
        find.cache_clear()

    return Account(
        source=said.source,
        name=said.account,
        options=options,
        secret=find,
        keep_secret=keep,
    )


def _options(home: Home, said: SourceSettings, connector: Connector) -> Any:
    kind = getattr(connector, "Options", None)
    place = f"{home.settings_file}: sources.{said.source}.{said.account}"
    known = [field.name for field in fields(kind)] if kind else []
    for key, value in said.options.items():
        if key not in known:
            near = nearest(key, (*known, *COMMON_KEYS))
            raise UserError(f"{place}: unknown setting {key}{near}")
        if isinstance(value, str) and _holds_secret(value):
            raise UserError(
                f"{place}: {key} holds a password; take it out, then: "
                f"cultivate login {said.source} --account {said.account}"
            )
    if kind is None:
        return None
    return parse_section(kind, dict(said.options), place, "")


def _require(home: Home, said: SourceSettings, options: Any) -> None:
    for field in fields(options) if options else ():
        if field.metadata.get("required") and not getattr(options, field.name):
            raise UserError(
                f"{home.settings_file}: sources.{said.source}.{said.account} needs "
                f"{field.name}: {field.metadata['says']}"
            )


def _holds_secret(value: str) -> bool:
    """Whether a URL carries `name:password@`."""
    try:
        return "://" in value and bool(urlsplit(value).password)
    except ValueError:
        return False
