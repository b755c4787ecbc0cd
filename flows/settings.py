"""cultivate.toml becomes frozen objects; an unknown key names its neighbour.

Every setting is a field with its default and a sentence; `cultivate settings
--explain`, `cultivate.toml.example` and the variables SQL reads (`getvariable`)
all come from these fields.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

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
from flows.sections import UserError, nearest, parse_section
from flows.source_settings import SourceSettings, parse_sources

__all__ = ["Home", "Owner", "Settings", "UserError", "find_home", "load", "parse"]

STAGES = ("student", "job_seeker", "changing", "settled")


@dataclass(frozen=True)
class Owner:
    """Whose network it is."""

    name: str = setting("", "your name, as others write it")
    emails: tuple[str, ...] = setting(
        (),
        "every address you write from, old ones too",
        form=(r"[^@\s]+@[^@\s]+", "name@example.com"),
    )
    phones: tuple[str, ...] = setting((), "your own numbers")
    stage: str = setting(
        "settled",
        "student, job_seeker, changing or settled: sets what weighs most",
        words=STAGES,
    )
    timezone: str = setting("UTC", "your zone, such as Europe/Madrid; times show in it")
    region: str = setting(
        "",
        "your country, such as ES; read into phone numbers that name none",
        form=("[A-Z]{2}", "ES"),
    )
    also_named: tuple[str, ...] = setting(
        (), "what chats call you besides, such as a nickname"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)


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
    sources = parse_sources(table.pop("sources", {}), place, home.path)
    settings = replace(parse_section(Settings, table, place, ""), sources=sources)
    if not _is_zone(settings.owner.timezone):
        near = nearest(settings.owner.timezone, available_timezones())
        raise UserError(
            f"{place}: owner.timezone {settings.owner.timezone!r} is no known zone"
            f"{near}"
        )
    return settings


def _is_zone(name: str) -> bool:
    """Whether there is such a zone; to list them all takes longer than to start."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return not name.startswith(("posix/", "right/"))  # the same ones once more
