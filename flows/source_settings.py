"""What cultivate.toml says of the accounts of each source."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.columns import parse_columns
from flows.sections import UserError

# what any source's account may have; the rest is the connector's own
COMMON_KEYS = ("paths", "region", "columns", "password_command")
# a key that holds a secret by its name, whatever the source
_SECRET = re.compile(
    r"(?i)^(?!.*_(?:command|file)$).*(?:password|passwd|passphrase|secret|token|api_?key)"
)


@dataclass(frozen=True)
class SourceSettings:
    """One account of a source: what every night reads beside the inbox.

    columns: of a table of the owner's own, the headings of each field's columns.
    password_command: prints the secret of an account on a server.
    options: what the source's own connector has to understand (`flows.accounts`).
    """

    source: str
    account: str
    paths: tuple[Path, ...] = ()
    region: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    password_command: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def parse_sources(table: Any, place: str, home: Path) -> tuple[SourceSettings, ...]:
    """Every account of `[sources]`; relative paths begin at `home`.

    Raises UserError that says where, `place` first.
    """
    found = []
    for source, section in table.items():
        if not isinstance(section, dict):
            raise UserError(f"{place}: sources.{source} must be a [section]")
        own = {k: v for k, v in section.items() if _is_own(k, v)}
        accounts = {k: v for k, v in section.items() if k not in own}
        if own:
            accounts["default"] = own
        found += [
            _parse_account(source, account, keys, place, home)
            for account, keys in accounts.items()
        ]
    return tuple(found)


def _is_own(key: str, value: Any) -> bool:
    """Whether a key is the default account's; `columns` holds a table, too."""
    return key == "columns" or not isinstance(value, dict)


def _parse_account(
    source: str, account: str, keys: dict[str, Any], file: str, home: Path
) -> SourceSettings:
    place = f"{file}: sources.{source}.{account}"
    if secret := next((key for key in keys if _SECRET.search(key)), ""):
        raise UserError(
            f"{place}: {secret} has no place in the settings; take the line out, "
            f"then: cultivate login {source} --account {account}"
        )
    paths = keys.get("paths", [])
    if not isinstance(paths, list) or not all(isinstance(p, str) for p in paths):
        raise UserError(f"{place}: paths must be a list of files and folders")
    region = str(keys.get("region", ""))
    if not re.fullmatch("([A-Z]{2})?", region):
        raise UserError(f"{place}: region is {region!r}; write it like ES")
    try:
        columns = parse_columns(keys.get("columns", {}))
    except ValueError as error:
        raise UserError(f"{place}: {error}") from None
    return SourceSettings(
        source=source,
        account=account,
        paths=tuple(home / Path(path).expanduser() for path in paths),
        region=region,
        columns=columns,
        password_command=_parse_command(keys.get("password_command", ()), place),
        options={key: said for key, said in keys.items() if key not in COMMON_KEYS},
    )


def _parse_command(said: Any, place: str) -> tuple[str, ...]:
    """The words of a command, which no shell will see; `said` may be one text."""
    wrong = f'{place}: password_command must be a text like "pass show mail"'
    try:
        words = shlex.split(said) if isinstance(said, str) else list(said)
    except (ValueError, TypeError):
        raise UserError(wrong) from None
    if not all(isinstance(word, str) for word in words):
        raise UserError(wrong)
    return tuple(words)
