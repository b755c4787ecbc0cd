"""cultivate.toml becomes frozen objects; an unknown key names its neighbour.

Every setting is a field with its default and a sentence; `cultivate settings
--explain`, `cultivate.toml.example` and the variables SQL reads (`getvariable`)
all come from these fields.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from flows.columns import parse_columns
from flows.parameters import (
    Closeness,
    Cultivate,
    Database,
    Due,
    Goals,
    Keeping,
    Owed,
    Report,
    Resolve,
    Weights,
    setting,
)

# what any source's account may have; the rest is the connector's own
COMMON_KEYS = ("paths", "region", "columns", "password_command")
# a key that holds a secret by its name, whatever the source
_SECRET = re.compile(
    r"(?i)^(?!.*_(?:command|file)$).*(?:password|passwd|passphrase|secret|token|api_?key)"
)
STAGES = ("student", "job_seeker", "changing", "settled")
T = TypeVar("T")


class UserError(Exception):
    """Something the owner can mend; shown in one line, without a traceback."""


@dataclass(frozen=True)
class Owner:
    """Whose network it is."""

    name: str = setting("", "your name, as others write it")
    emails: tuple[str, ...] = setting((), "every address you write from, old ones too")
    phones: tuple[str, ...] = setting((), "your own numbers")
    stage: str = setting(
        "settled", "student, job_seeker, changing or settled: sets what weighs most"
    )
    timezone: str = setting("UTC", "your zone, such as Europe/Madrid; times show in it")
    region: str = setting(
        "", "your country, such as ES; read into phone numbers that name none"
    )
    also_named: tuple[str, ...] = setting(
        (), "what chats call you besides, such as a nickname"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)


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


@dataclass(frozen=True)
class Settings:
    """cultivate.toml as read, with every default filled in."""

    owner: Owner = field(default_factory=Owner)
    home: Keeping = field(default_factory=Keeping)
    database: Database = field(default_factory=Database)
    resolve: Resolve = field(default_factory=Resolve)
    closeness: Closeness = field(default_factory=Closeness)
    due: Due = field(default_factory=Due)
    owed: Owed = field(default_factory=Owed)
    goals: Goals = field(default_factory=Goals)
    cultivate: Cultivate = field(default_factory=Cultivate)
    report: Report = field(default_factory=Report)
    sources: tuple[SourceSettings, ...] = ()

    @property
    def weights(self) -> Weights:
        """The four weights of the owner's stage."""
        weights: Weights = getattr(self.cultivate, self.owner.stage)
        return weights

    @property
    def digest(self) -> str:
        """A short hash of every setting that reaches a score, for the outputs."""
        shown = repr(replace(self, sources=(), database=Database(), home=Keeping()))
        return hashlib.blake2b(shown.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Home:
    """The folder that holds everything of one owner; 0700, its files 0600."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """cultivate.toml."""
        return self.path / "cultivate.toml"

    @property
    def inbox(self) -> Path:
        """Where exports are dropped and fetched objects appended."""
        return self.path / "inbox"

    @property
    def decisions(self) -> Path:
        """The owner's word, append-only."""
        return self.path / "decisions.csv"

    @property
    def journal(self) -> Path:
        """Hand-kept interactions, one line each."""
        return self.path / "journal.md"

    @property
    def archive(self) -> Path:
        """What the sources said, and the ledgers."""
        return self.path / "archive.duckdb"

    @property
    def database(self) -> Path:
        """What was made of it last night; open it read-only whenever you like."""
        return self.path / "cultivate.duckdb"

    @property
    def copies(self) -> Path:
        """Verified copies of the archive, one a day."""
        return self.path / "copies"

    @property
    def reports(self) -> Path:
        """A folder a day, and latest/."""
        return self.path / "reports"

    def require(self) -> None:
        """Raise UserError unless `cultivate init` has made this home."""
        if not self.settings_file.is_file():
            raise UserError(
                f"{self.path} is not a home yet; make it one with: "
                f"cultivate --home {shlex.quote(str(self.path))} init"
            )


def find_home(named: Path | None = None) -> Home:
    """The home named, else $CULTIVATE_HOME, else data/ of the checkout."""
    chosen = named or os.environ.get("CULTIVATE_HOME")
    checkout = Path(__file__).resolve().parent.parent
    return Home(Path(chosen or checkout / "data").expanduser().absolute())


def load(home: Home) -> Settings:
    """Read cultivate.toml.

    Raises UserError that names the file, the key and the nearest valid one.
    """
    home.require()
    try:
        table = tomllib.loads(home.settings_file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{home.settings_file}: {error}; mend that line") from None
    return parse(table, home)


def parse(table: dict[str, Any], home: Home) -> Settings:
    """Settings from a parsed cultivate.toml; raises UserError."""
    place = str(home.settings_file)
    sources = _parse_sources(table.pop("sources", {}), home)
    settings = replace(parse_section(Settings, table, place, ""), sources=sources)
    if settings.owner.stage not in STAGES:
        raise UserError(
            f"{place}: owner.stage is {settings.owner.stage!r}; "
            f"use one of {', '.join(STAGES)}"
        )
    if settings.owner.timezone not in available_timezones():
        near = nearest(settings.owner.timezone, available_timezones())
        raise UserError(
            f"{place}: owner.timezone {settings.owner.timezone!r} is no known zone"
            f"{near}"
        )
    return settings


def parse_section(kind: type[T], table: Any, place: str, prefix: str) -> T:
    """A section's dataclass filled in; raises UserError for what does not fit."""
    if not isinstance(table, dict):
        raise UserError(f"{place}: {prefix.rstrip('.')} must be a [section]")
    known = {f.name: f for f in fields(kind) if f.name != "sources"}  # type: ignore[arg-type]
    values = {}
    defaults = kind()
    for key, value in table.items():
        if key not in known:
            near = nearest(key, known if prefix else (*known, "sources"))
            raise UserError(f"{place}: unknown setting {prefix}{key}{near}")
        values[key] = _convert(getattr(defaults, key), value, place, prefix + key)
    return replace(defaults, **values)  # type: ignore[type-var]


def _convert(default: Any, value: Any, place: str, name: str) -> Any:
    if is_dataclass(default):
        return parse_section(type(default), value, place, name + ".")
    if isinstance(default, dict):
        return default | _numbers(value, place, name)
    if isinstance(default, tuple) and isinstance(value, list):
        if not default or isinstance(default[0], str):
            if not all(isinstance(item, str) for item in value):
                raise UserError(f"{place}: {name} must be {_wanted(default)}")
            return tuple(value)
        if len(value) != len(default):
            raise UserError(f"{place}: {name} needs {len(default)} numbers")
        return tuple(_number(item, place, name) for item in value)
    if isinstance(default, float):
        return _number(value, place, name)
    if type(value) is type(default):
        return value
    raise UserError(f"{place}: {name} must be {_wanted(default)}")


def _wanted(default: Any) -> str:
    """What a setting with this default holds, as TOML writes it."""
    if isinstance(default, tuple):
        if not default or isinstance(default[0], str):
            return 'a list of texts, like ["...", "..."]'
        return f"a list of {len(default)} numbers, like {list(default)}"
    kinds = {str: 'text, like "..."', int: "a whole number", bool: "true or false"}
    return f"{kinds[type(default)]}; its default is {json.dumps(default)}"


def _numbers(value: Any, place: str, name: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise UserError(f"{place}: {name} must be a [section] of numbers")
    return {key: _number(item, place, f"{name}.{key}") for key, item in value.items()}


def _number(value: Any, place: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise UserError(f"{place}: {name} must be a number of at least 0")
    return float(value)


def nearest(key: str, known: Any) -> str:
    """`; did you mean x?` for the known word nearest to the key, if one is near."""
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _parse_sources(table: Any, home: Home) -> tuple[SourceSettings, ...]:
    place = str(home.settings_file)
    found = []
    for source, section in table.items():
        if not isinstance(section, dict):
            raise UserError(f"{place}: sources.{source} must be a [section]")
        own = {k: v for k, v in section.items() if _is_own(k, v)}
        accounts = {k: v for k, v in section.items() if k not in own}
        if own:
            accounts["default"] = own
        found += [
            _parse_account(source, account, keys, home)
            for account, keys in accounts.items()
        ]
    return tuple(found)


def _is_own(key: str, value: Any) -> bool:
    """Whether a key is the default account's; `columns` holds a table, too."""
    return key == "columns" or not isinstance(value, dict)


def _parse_account(
    source: str, account: str, keys: dict[str, Any], home: Home
) -> SourceSettings:
    place = f"{home.settings_file}: sources.{source}.{account}"
    if secret := next((key for key in keys if _SECRET.search(key)), ""):
        raise UserError(
            f"{place}: {secret} has no place in the settings; take the line out, "
            f"then: cultivate login {source} --account {account}"
        )
    paths = keys.get("paths", [])
    if not isinstance(paths, list) or not all(isinstance(p, str) for p in paths):
        raise UserError(f"{place}: paths must be a list of files and folders")
    try:
        columns = parse_columns(keys.get("columns", {}))
    except ValueError as error:
        raise UserError(f"{place}: {error}") from None
    return SourceSettings(
        source=source,
        account=account,
        paths=tuple(home.path / Path(path).expanduser() for path in paths),
        region=str(keys.get("region", "")),
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
